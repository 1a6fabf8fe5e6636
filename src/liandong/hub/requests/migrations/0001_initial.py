import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import liandong.hub.requests.models.thread
from liandong.hub.core.together import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("core", "0002_append_only"),
        ("core", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("position", models.PositiveSmallIntegerField(unique=True, verbose_name="层级")),
                ("is_first", models.BooleanField(default=False, verbose_name="首办层级")),
            ],
            options={
                "verbose_name": "层级",
                "verbose_name_plural": "层级",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="QueueRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[("service", "服务"), ("information", "政策推送"), ("advice", "咨询")],
                        max_length=12,
                        unique=True,
                        verbose_name="队列",
                    ),
                ),
                ("working_days", models.PositiveSmallIntegerField(verbose_name="办理时限（工作日）")),
            ],
            options={
                "verbose_name": "队列时限",
                "verbose_name_plural": "队列时限",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Sequence",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
            ],
            options={
                "verbose_name": "诉求类别",
                "verbose_name_plural": "诉求类别",
                "ordering": ["position", "id"],
                "constraints": [models.UniqueConstraint(fields=("name",), name="category_once")],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("title", models.CharField(max_length=120, verbose_name="事项")),
                ("held_on", models.DateField(verbose_name="听证日期")),
                ("parties", models.TextField(max_length=1000, verbose_name="参加各方")),
                ("questions", models.TextField(max_length=5000, verbose_name="焦点问题")),
                ("opinion", models.TextField(blank=True, max_length=5000, verbose_name="听证意见")),
                ("recommendation", models.TextField(blank=True, max_length=5000, verbose_name="建议内容")),
                ("addressee", models.CharField(blank=True, max_length=80, verbose_name="被建议单位")),
                ("reply_due", models.DateField(blank=True, null=True, verbose_name="回复期限")),
                ("replied_on", models.DateField(blank=True, null=True, verbose_name="回复日期")),
                ("rectification", models.TextField(blank=True, max_length=5000, verbose_name="整改情况")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="示例")),
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
                "verbose_name": "听证与建议",
                "verbose_name_plural": "听证与建议",
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("rows", models.JSONField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="开始")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="内容为示例")),
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
                "verbose_name": "服务活动",
                "verbose_name_plural": "服务活动",
                "ordering": ["-started_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("name", models.CharField(max_length=120, verbose_name="项目")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="示例")),
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
                "verbose_name": "走访项目",
                "verbose_name_plural": "走访项目",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("zone", "name"), name="project_once_a_zone")],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("description", models.CharField(max_length=300, verbose_name="服务内容")),
                ("description_en", models.CharField(blank=True, max_length=400)),
                ("working_days", models.PositiveSmallIntegerField(verbose_name="办理时限（工作日）")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="示例")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="承办部门",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.category",
                        verbose_name="类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务目录",
                "verbose_name_plural": "服务目录",
                "ordering": ["category__position", "id"],
                "constraints": [models.UniqueConstraint(fields=("name",), name="service_once")],
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("title", models.CharField(max_length=120, verbose_name="主题")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themes",
                        to="requests.category",
                        verbose_name="类别",
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
                "verbose_name": "共性主题",
                "verbose_name_plural": "共性主题",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                            ("visit", "走访"),
                            ("breakfast", "企业家早餐会"),
                            ("square", "广场夜话"),
                            ("training", "体悟实训"),
                        ],
                        default="visit",
                        max_length=10,
                        verbose_name="形式",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("visitor", models.CharField(max_length=60, verbose_name="走访人")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("notes", models.TextField(blank=True, max_length=5000, verbose_name="记录")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="示例")),
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
                    "firm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="core.firm",
                        verbose_name="企业",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="requests.project",
                        verbose_name="项目",
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
                "verbose_name": "走访",
                "verbose_name_plural": "走访",
                "ordering": ["-on", "-id"],
                "indexes": [
                    models.Index(fields=["circle", "-on"], name="visit_newest"),
                    models.Index(fields=["firm", "on"], name="visit_of_firm"),
                    models.Index(fields=["project", "on"], name="visit_of_project"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("cadre", models.CharField(max_length=60, verbose_name="干部")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止")),
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
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="core.firm",
                        verbose_name="企业",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
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
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="requests.programme",
                        verbose_name="活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "干部联企",
                "verbose_name_plural": "干部联企",
                "ordering": ["cadre", "id"],
                "indexes": [models.Index(fields=["firm", "until"], name="pairing_of_firm")],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fact", models.CharField(max_length=8, verbose_name="事实编号")),
                ("figure", models.CharField(max_length=20)),
                ("value", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="来源数字")),
                (
                    "qualifier",
                    models.CharField(
                        choices=[
                            ("exact", "准确"),
                            ("about", "约"),
                            ("over", "余、以上"),
                            ("nearly", "近"),
                            ("at_most", "最高、以内"),
                        ],
                        default="exact",
                        max_length=8,
                        verbose_name="限定",
                    ),
                ),
                ("quote", models.CharField(max_length=300, verbose_name="原文")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                        verbose_name="来源",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="requests.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "来源数字",
                "verbose_name_plural": "来源数字",
                "ordering": ["fact"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "fact"), name="request_claim_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("text", models.TextField(max_length=5000, verbose_name="具体情况")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("form", "网上填报"),
                            ("import", "批量导入"),
                            ("phone", "电话录入"),
                            ("visit", "走访"),
                            ("breakfast", "早餐会"),
                            ("square", "广场夜话"),
                        ],
                        default="form",
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[("service", "服务"), ("information", "政策推送"), ("advice", "咨询")],
                        default="service",
                        max_length=12,
                        verbose_name="队列",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=80, verbose_name="联系人及电话")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待受理"),
                            ("working", "办理中"),
                            ("asking", "待企业确认"),
                            ("solved", "已解决"),
                            ("returned", "退回重办"),
                            ("declined", "不予受理"),
                            ("withdrawn", "已撤回"),
                            ("merged", "已并案"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("filed_on", models.DateField(verbose_name="提交日期")),
                ("month", models.DateField(verbose_name="月份")),
                ("due", models.DateField(verbose_name="办理期限")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("solved_on", models.DateField(blank=True, null=True, verbose_name="解决日期")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="办理工作日")),
                ("is_in_time", models.BooleanField(blank=True, null=True, verbose_name="按期")),
                (
                    "satisfaction",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="满意度"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="不予受理理由")),
                ("escalations", models.PositiveSmallIntegerField(default=0, verbose_name="提级次数")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="示例")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="承办部门",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="requests.category",
                        verbose_name="类别",
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
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="requests.request",
                        verbose_name="并入",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="core.firm",
                        verbose_name="企业",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.level",
                        verbose_name="层级",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="requests.programme",
                        verbose_name="服务活动",
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
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.service",
                        verbose_name="申请的服务",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="requests.theme",
                        verbose_name="共性主题",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="requests.visit",
                        verbose_name="来自走访",
                    ),
                ),
            ],
            options={
                "verbose_name": "诉求",
                "verbose_name_plural": "诉求",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["circle", "-id"], name="request_newest"),
                    models.Index(fields=["firm", "-id"], name="request_of_firm"),
                    models.Index(fields=["category", "-id"], name="request_alike"),
                    models.Index(
                        fields=[
                            "circle",
                            "month",
                            "category",
                            "state",
                            "zone",
                            "due",
                            "is_in_time",
                            "days",
                            "satisfaction",
                            "queue",
                            "channel",
                        ],
                        name="request_counts",
                    ),
                    models.Index(fields=["circle", "state", "due"], name="request_state"),
                    models.Index(fields=["due"], name="request_due"),
                    models.Index(fields=["filed_on"], name="request_filed"),
                    models.Index(
                        condition=models.Q(("theme__isnull", False)),
                        fields=["theme", "circle", "zone", "firm"],
                        name="request_of_theme",
                    ),
                    models.Index(
                        condition=models.Q(("programme__isnull", False)),
                        fields=["programme", "state"],
                        name="request_of_programme",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("satisfaction__isnull", True), ("satisfaction__range", (1, 5)), _connector="OR"
                        ),
                        name="satisfaction_1_to_5",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("filed", "提交"),
                            ("accept", "受理"),
                            ("dispatch", "派单"),
                            ("escalate", "提级"),
                            ("message", "留言"),
                            ("note", "内部备注"),
                            ("answer", "答复"),
                            ("confirm", "确认解决"),
                            ("return", "退回重办"),
                            ("decline", "不予受理"),
                            ("withdraw", "撤回"),
                            ("merge", "并案"),
                        ],
                        max_length=10,
                        verbose_name="动作",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待受理"),
                            ("working", "办理中"),
                            ("asking", "待企业确认"),
                            ("solved", "已解决"),
                            ("returned", "退回重办"),
                            ("declined", "不予受理"),
                            ("withdrawn", "已撤回"),
                            ("merged", "已并案"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="内容")),
                ("is_internal", models.BooleanField(default=False, verbose_name="内部")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.level",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.request",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="requests.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["request", "at"], name="entries_of_request")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        upload_to=liandong.hub.requests.models.thread._place, verbose_name="文件"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("kind", models.CharField(max_length=8, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="大小")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="requests.entry",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="requests.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "ordering": ["id"],
            },
        ),
    ]
