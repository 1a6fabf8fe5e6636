import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from liandong.hub.core.together import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("core", "0002_append_only"),
        ("core", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Analysis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("title_en", models.CharField(blank=True, max_length=160, verbose_name="英文标题")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待设置"),
                            ("open", "计算中"),
                            ("overdue", "未完成"),
                            ("done", "已完成"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("is_simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="数据来源")),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="许可")),
                ("shipped", models.CharField(blank=True, db_index=True, max_length=40)),
                ("settings", models.JSONField(default=dict)),
                ("folder", models.CharField(blank=True, max_length=80)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="画像指纹")),
                ("period", models.CharField(blank=True, max_length=10, verbose_name="最小时段")),
                ("cases", models.BigIntegerField(null=True, verbose_name="件数")),
                ("events", models.BigIntegerField(null=True, verbose_name="事件数")),
                ("activities", models.IntegerField(null=True, verbose_name="环节数")),
                ("first", models.DateTimeField(null=True, verbose_name="最早事件")),
                ("last", models.DateTimeField(null=True, verbose_name="最晚事件")),
                ("median_seconds", models.FloatField(null=True, verbose_name="全程中位数")),
                ("log_zones", models.JSONField(default=list)),
                ("sentences", models.JSONField(default=dict)),
                ("sections", models.JSONField(default=list)),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "circle",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.circle",
                        verbose_name="可见范围",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="创建人",
                    ),
                ),
                (
                    "parents",
                    models.ManyToManyField(blank=True, related_name="children", to="bottlenecks.analysis"),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.zone",
                        verbose_name="片区",
                    ),
                ),
            ],
            options={
                "verbose_name": "流程诊断",
                "verbose_name_plural": "流程诊断",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["circle", "state", "-id"], name="analysis_in_circle")],
            },
        ),
        migrations.CreateModel(
            name="Dataset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("path", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.BigIntegerField(verbose_name="大小（字节）")),
                ("kind", models.CharField(blank=True, max_length=16, verbose_name="格式")),
                ("log_zone", models.CharField(blank=True, max_length=60, verbose_name="片区")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待检查"),
                            ("checked", "已检查"),
                            ("overdue", "不能采用"),
                            ("done", "已统计"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("refusal", models.TextField(blank=True)),
                ("refusal_en", models.TextField(blank=True)),
                ("events", models.BigIntegerField(null=True, verbose_name="事件数")),
                ("rejected", models.IntegerField(default=0, verbose_name="未采用行数")),
                ("problems", models.IntegerField(default=0, verbose_name="问题数")),
                ("mapping", models.JSONField(default=dict)),
                ("preview", models.JSONField(default=dict)),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="datasets",
                        to="bottlenecks.analysis",
                        verbose_name="流程诊断",
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.circle",
                        verbose_name="可见范围",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.zone",
                        verbose_name="片区",
                    ),
                ),
            ],
            options={
                "verbose_name": "数据文件",
                "verbose_name_plural": "数据文件",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField(verbose_name="名次")),
                ("log_zone", models.CharField(max_length=200, verbose_name="片区")),
                ("activity", models.CharField(max_length=400, verbose_name="环节")),
                ("example", models.CharField(max_length=200, verbose_name="对照")),
                ("example_en", models.CharField(max_length=200)),
                ("n", models.BigIntegerField(verbose_name="次数")),
                ("coverage", models.FloatField(verbose_name="可比份额")),
                ("mean_seconds", models.FloatField(verbose_name="平均用时")),
                ("example_seconds", models.FloatField(verbose_name="对照平均用时")),
                ("case_days", models.FloatField(verbose_name="每月可节约（件·天）")),
                ("low", models.FloatField(verbose_name="区间下限")),
                ("high", models.FloatField(verbose_name="区间上限")),
                ("is_certain", models.BooleanField(verbose_name="可确定")),
                ("statutory_share", models.FloatField(verbose_name="法定占比")),
                ("share", models.FloatField(verbose_name="占全程")),
                ("party", models.CharField(blank=True, max_length=200, verbose_name="部门")),
                ("sentence", models.TextField()),
                ("sentence_en", models.TextField()),
                ("basis", models.TextField()),
                ("basis_en", models.TextField()),
                ("formula", models.TextField()),
                ("formula_en", models.TextField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="bottlenecks.analysis",
                    ),
                ),
            ],
            options={
                "verbose_name": "测得的堵点",
                "verbose_name_plural": "测得的堵点",
                "ordering": ["rank"],
                "indexes": [models.Index(fields=["analysis", "-case_days"], name="finding_by_days")],
                "constraints": [models.UniqueConstraint(fields=("analysis", "rank"), name="finding_once")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check", "检查文件"),
                            ("analyse", "统计与诊断"),
                            ("combine", "合并画像"),
                            ("share", "共享画像"),
                        ],
                        max_length=10,
                        verbose_name="任务",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "排队"),
                            ("open", "进行中"),
                            ("done", "完成"),
                            ("overdue", "失败"),
                            ("dropped", "已取消"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=100)),
                ("message", models.CharField(blank=True, max_length=300)),
                ("message_en", models.CharField(blank=True, max_length=300)),
                ("error", models.TextField(blank=True)),
                ("error_en", models.TextField(blank=True)),
                ("is_cancel_asked", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始")),
                ("heard_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="bottlenecks.analysis",
                        verbose_name="流程诊断",
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.circle",
                        verbose_name="可见范围",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="创建人",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.zone",
                        verbose_name="片区",
                    ),
                ),
            ],
            options={
                "verbose_name": "后台任务",
                "verbose_name_plural": "后台任务",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["circle", "state"], name="job_in_circle")],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("html", models.TextField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="bottlenecks.analysis",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("analysis", "name"), name="part_once")],
            },
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=24)),
                ("position", models.PositiveIntegerField()),
                ("log_zone", models.CharField(blank=True, max_length=200)),
                ("activity", models.CharField(blank=True, max_length=400)),
                ("cells", models.JSONField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="bottlenecks.analysis",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(fields=["analysis", "table", "activity", "position"], name="row_of_activity")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "table", "position"), name="row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Bottleneck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("title", models.CharField(max_length=200, verbose_name="堵点")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="英文标题")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "新发现"),
                            ("verified", "核实"),
                            ("tasked", "转任务"),
                            ("improved", "改善"),
                            ("closed", "已关闭"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=400, verbose_name="环节")),
                ("log_zone", models.CharField(blank=True, max_length=200, verbose_name="日志中的片区")),
                ("party", models.CharField(blank=True, max_length=200, verbose_name="部门")),
                ("rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="名次")),
                ("case_days", models.FloatField(blank=True, null=True, verbose_name="每月可节约（件·天）")),
                ("weight", models.FloatField(default=0, editable=False)),
                ("low", models.FloatField(blank=True, null=True, verbose_name="区间下限")),
                ("high", models.FloatField(blank=True, null=True, verbose_name="区间上限")),
                ("statutory_share", models.FloatField(blank=True, null=True, verbose_name="法定占比")),
                ("n", models.BigIntegerField(blank=True, null=True, verbose_name="次数")),
                ("sentence", models.TextField(blank=True, verbose_name="说明")),
                ("sentence_en", models.TextField(blank=True, verbose_name="英文说明")),
                ("note", models.TextField(blank=True, verbose_name="核实情况")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
                (
                    "analysis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bottlenecks",
                        to="bottlenecks.analysis",
                        verbose_name="流程诊断",
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.circle",
                        verbose_name="可见范围",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.zone",
                        verbose_name="片区",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bottlenecks",
                        to="bottlenecks.finding",
                        verbose_name="测得",
                    ),
                ),
            ],
            options={
                "verbose_name": "堵点",
                "verbose_name_plural": "堵点",
                "ordering": ["-weight", "id"],
                "indexes": [
                    models.Index(fields=["circle", "-weight", "id"], name="bottleneck_in_circle"),
                    models.Index(fields=["circle", "state"], name="bottleneck_by_state"),
                ],
            },
        ),
    ]
