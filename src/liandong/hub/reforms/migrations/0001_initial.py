import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from liandong.hub.core.together import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("bottlenecks", "0001_initial"),
        ("core", "0004_network_circle"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Design",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("empty", "尚无步骤"),
                            ("waiting", "草案（无依据）"),
                            ("open", "依据已写明"),
                            ("overdue", "步骤不适用"),
                        ],
                        default="empty",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "尚未测试"),
                            ("done", "通过"),
                            ("overdue", "不通过"),
                            ("yellow", "不能断定"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="压力测试",
                    ),
                ),
                ("is_simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
                ("toml", models.TextField(verbose_name="方案文件（TOML）")),
                ("undo", models.JSONField(default=list)),
                ("folder", models.CharField(max_length=80)),
                ("procedure_sha256", models.CharField(max_length=64, verbose_name="流程指纹")),
                ("profile_sha256", models.CharField(blank=True, max_length=64, verbose_name="画像指纹")),
                ("roles", models.JSONField(default=list)),
                ("steps", models.PositiveIntegerField(default=0, verbose_name="步骤数")),
                ("changes", models.JSONField(default=list)),
                ("refusal", models.JSONField(default=dict)),
                (
                    "analysis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                "verbose_name": "突破方案",
                "verbose_name_plural": "突破方案",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["circle", "-id"], name="design_in_circle"),
                    models.Index(fields=["circle", "state", "-id"], name="design_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StressRun",
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
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("toml", models.TextField(verbose_name="测试文件（TOML）")),
                ("sha256", models.CharField(max_length=64, verbose_name="登记指纹")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                ("earlier", models.JSONField(default=list)),
                ("folder", models.CharField(max_length=80)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "尚未测试"),
                            ("done", "通过"),
                            ("overdue", "不通过"),
                            ("yellow", "不能断定"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="测试结论",
                    ),
                ),
                ("verdict_sha256", models.CharField(blank=True, max_length=64, verbose_name="结论指纹")),
                ("sentences", models.JSONField(default=dict)),
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
                    "design",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="reforms.design",
                        verbose_name="突破方案",
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
                "verbose_name": "压力测试",
                "verbose_name_plural": "压力测试",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["circle", "state"], name="stress_in_circle")],
                "constraints": [models.UniqueConstraint(fields=("design", "sha256"), name="registered_once")],
            },
        ),
    ]
