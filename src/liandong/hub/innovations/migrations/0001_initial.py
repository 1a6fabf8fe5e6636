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
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("slug", models.SlugField(unique=True, verbose_name="代号")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "未入库"),
                            (1, "片区"),
                            (2, "市级"),
                            (3, "省级"),
                            (4, "部委"),
                            (5, "国务院"),
                        ],
                        verbose_name="级别",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "其他"),
                            ("pilot", "改革试点经验"),
                            ("best", "最佳实践案例"),
                            ("briefing", "部际联席会议简报"),
                        ],
                        max_length=10,
                        verbose_name="国家层面类别",
                    ),
                ),
                ("promotes", models.BooleanField(default=True, verbose_name="计入推广")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
            ],
            options={
                "verbose_name": "认定渠道",
                "verbose_name_plural": "认定渠道",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("slug", models.SlugField(unique=True, verbose_name="代号")),
                ("group", models.CharField(blank=True, max_length=80, verbose_name="归属")),
            ],
            options={
                "verbose_name": "模式",
                "verbose_name_plural": "模式",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Field",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("slug", models.SlugField(unique=True, verbose_name="代号")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
            ],
            options={
                "verbose_name": "领域",
                "verbose_name_plural": "领域",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Library",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("slug", models.SlugField(unique=True, verbose_name="代号")),
                ("is_external", models.BooleanField(default=False, verbose_name="外部先例")),
            ],
            options={
                "verbose_name": "成果库",
                "verbose_name_plural": "成果库",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ScoreScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("slug", models.SlugField(unique=True, verbose_name="代号")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
                (
                    "final",
                    models.CharField(
                        choices=[("mean", "取平均"), ("lower", "取低")],
                        default="mean",
                        max_length=6,
                        verbose_name="最终得分",
                    ),
                ),
                (
                    "tolerance",
                    models.DecimalField(
                        decimal_places=2, default="0.20", max_digits=4, verbose_name="分歧阈值"
                    ),
                ),
                ("is_default", models.BooleanField(default=False, verbose_name="默认")),
            ],
            options={
                "verbose_name": "评分办法",
                "verbose_name_plural": "评分办法",
                "ordering": ["-is_default", "id"],
            },
        ),
        migrations.CreateModel(
            name="Innovation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                (
                    "title",
                    models.CharField(help_text="建议不超过 20 个字", max_length=80, verbose_name="名称"),
                ),
                ("title_en", models.CharField(blank=True, max_length=160, verbose_name="英文名称")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="一句话概述")),
                ("is_joint", models.BooleanField(default=False, verbose_name="联动形成")),
                ("cooperating", models.CharField(blank=True, max_length=200, verbose_name="配合单位")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "提出"),
                            ("testing", "试行"),
                            ("live", "运行"),
                            ("evaluated", "已评价"),
                            ("no_effect", "未见成效"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="阶段",
                    ),
                ),
                ("proposed_on", models.DateField(blank=True, null=True, verbose_name="提出日期")),
                ("tested_on", models.DateField(blank=True, null=True, verbose_name="试行日期")),
                ("live_on", models.DateField(blank=True, null=True, verbose_name="运行日期")),
                ("evaluated_on", models.DateField(blank=True, null=True, verbose_name="评价日期")),
                ("background", models.TextField(blank=True, verbose_name="背景与堵点")),
                ("measures", models.TextField(blank=True, verbose_name="主要做法")),
                ("legal", models.JSONField(blank=True, default=list, verbose_name="法律依据")),
                ("effects", models.TextField(blank=True, verbose_name="实践效果")),
                ("conditions", models.JSONField(blank=True, default=list, verbose_name="复制推广条件")),
                ("risks", models.TextField(blank=True, verbose_name="风险与防控")),
                ("next_steps", models.TextField(blank=True, verbose_name="下一步工作")),
                ("attachments", models.TextField(blank=True, verbose_name="附件清单")),
                ("suits", models.CharField(blank=True, max_length=60, verbose_name="适用片区类型")),
                ("is_placeholder", models.BooleanField(default=False, verbose_name="编号占位")),
                ("quote", models.TextField(blank=True, verbose_name="来源原文")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "未入库"),
                            (1, "片区"),
                            (2, "市级"),
                            (3, "省级"),
                            (4, "部委"),
                            (5, "国务院"),
                        ],
                        default=0,
                        editable=False,
                        verbose_name="认定级别",
                    ),
                ),
                ("zone_on", models.DateField(editable=False, null=True, verbose_name="入库日期")),
                ("city_on", models.DateField(editable=False, null=True)),
                ("province_on", models.DateField(editable=False, null=True)),
                ("ministry_on", models.DateField(editable=False, null=True)),
                ("state_on", models.DateField(editable=False, null=True)),
                (
                    "adopted",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="落地片区"),
                ),
                (
                    "completeness",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="案例完整度"),
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
                    "family",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="innovations.family",
                        verbose_name="模式",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="innovations.field",
                        verbose_name="领域",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.agency",
                        verbose_name="牵头单位",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制度创新专员",
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True, related_name="joint_innovations", to="core.zone", verbose_name="联动片区"
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
                    "library",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="innovations.library",
                        verbose_name="成果库",
                    ),
                ),
            ],
            options={
                "verbose_name": "制度创新成果",
                "verbose_name_plural": "制度创新成果",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["circle", "level"], name="innovation_by_level"),
                    models.Index(fields=["circle", "stage"], name="innovation_by_stage"),
                    models.Index(fields=["circle", "field"], name="innovation_by_field"),
                    models.Index(fields=["library", "zone_on"], name="innovation_by_entry"),
                    models.Index(fields=["is_placeholder", "-level", "-id"], name="innovation_as_listed"),
                    models.Index(
                        fields=["library", "is_placeholder", "circle"], name="innovation_of_library"
                    ),
                    models.Index(
                        fields=["-adopted", "library", "-level", "-id", "is_placeholder", "circle"],
                        name="innovation_by_adopted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("level", "档次分值"),
                            ("coefficient", "评价系数"),
                            ("criterion", "评价指标"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("code", models.SlugField(verbose_name="代码")),
                (
                    "value",
                    models.DecimalField(decimal_places=3, default=0, max_digits=8, verbose_name="分值"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="innovations.scorescheme",
                        verbose_name="评分办法",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分行",
                "verbose_name_plural": "评分行",
                "ordering": ["kind", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "kind", "code"), name="score_row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Crosswalk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.CharField(max_length=120, verbose_name="分类体系")),
                ("name", models.CharField(max_length=80, verbose_name="该体系中的名称")),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="innovations.field",
                        verbose_name="领域",
                    ),
                ),
            ],
            options={
                "verbose_name": "分类对照",
                "verbose_name_plural": "分类对照",
                "ordering": ["scheme", "name"],
                "constraints": [models.UniqueConstraint(fields=("scheme", "name"), name="crosswalk_once")],
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
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("subject", models.CharField(db_index=True, max_length=80, verbose_name="主题")),
                ("metric", models.CharField(max_length=120, verbose_name="指标")),
                ("metric_en", models.CharField(blank=True, max_length=160, verbose_name="英文指标")),
                ("text", models.CharField(max_length=120, verbose_name="数值（原文）")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="数值"
                    ),
                ),
                (
                    "value_high",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="上限"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="单位")),
                ("unit_en", models.CharField(blank=True, max_length=60, verbose_name="英文单位")),
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
                        verbose_name="限定词",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[("", "—"), ("before", "改革前"), ("after", "改革后")],
                        max_length=6,
                        verbose_name="改革前后",
                    ),
                ),
                ("period", models.CharField(blank=True, max_length=60, verbose_name="时期")),
                ("period_en", models.CharField(blank=True, max_length=60, verbose_name="英文时期")),
                ("quote", models.TextField(verbose_name="原文")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "—"),
                            ("total", "入库总数"),
                            ("national", "全国推广"),
                            ("provincial", "全省推广"),
                            ("promoted", "省级以上认可推广"),
                            ("pilot", "国务院改革试点经验"),
                            ("best", "最佳实践案例"),
                            ("briefing", "部际联席会议简报"),
                            ("categories", "国家层面类别数"),
                            ("filed", "部委备案"),
                            ("submitted", "报送商务部"),
                            ("provincial_best", "省级最佳实践案例"),
                            ("joint", "联动形成"),
                        ],
                        max_length=16,
                        verbose_name="对应计数",
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="截至")),
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                        verbose_name="来源",
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
                    "innovation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="claims",
                        to="innovations.innovation",
                        verbose_name="制度创新成果",
                    ),
                ),
                (
                    "library",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="innovations.library",
                        verbose_name="成果库",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开数据主张",
                "verbose_name_plural": "公开数据主张",
                "ordering": ["code"],
                "indexes": [models.Index(fields=["circle", "source"], name="claim_by_source")],
            },
        ),
        migrations.CreateModel(
            name="Briefing",
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
                ("on", models.DateField(verbose_name="日期")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "日"), ("month", "月"), ("year", "年"), ("by", "不晚于")],
                        default="day",
                        max_length=6,
                        verbose_name="日期精度",
                    ),
                ),
                ("attendance", models.PositiveIntegerField(blank=True, null=True, verbose_name="参加人数")),
                ("speakers", models.CharField(blank=True, max_length=200, verbose_name="主讲")),
                ("quote", models.TextField(blank=True, verbose_name="来源原文")),
                (
                    "audience",
                    models.ManyToManyField(related_name="briefings", to="core.zone", verbose_name="参加片区"),
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
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                        verbose_name="来源",
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
                    "innovations",
                    models.ManyToManyField(
                        blank=True,
                        related_name="briefings",
                        to="innovations.innovation",
                        verbose_name="宣讲成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "宣讲",
                "verbose_name_plural": "宣讲",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="NoveltySearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("query", models.CharField(max_length=200, verbose_name="查新内容")),
                ("searched_on", models.DateField(verbose_name="查新日期")),
                ("hits", models.JSONField(default=list, verbose_name="命中")),
                (
                    "judgement",
                    models.CharField(
                        choices=[
                            ("novel", "未见相同做法"),
                            ("similar", "有相近做法，差异已说明"),
                            ("duplicate", "已有相同做法"),
                        ],
                        max_length=10,
                        verbose_name="判断",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查新人",
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
                    "innovation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="searches",
                        to="innovations.innovation",
                        verbose_name="制度创新成果",
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
                "verbose_name": "查新记录",
                "verbose_name_plural": "查新记录",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Recognition",
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
                    "outcome",
                    models.CharField(
                        choices=[("recognised", "已认定"), ("submitted", "已报送"), ("declined", "未入选")],
                        default="recognised",
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("on", models.DateField(help_text="只知年、月时填最晚可能的一天", verbose_name="日期")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "日"), ("month", "月"), ("year", "年"), ("by", "不晚于")],
                        default="day",
                        max_length=6,
                        verbose_name="日期精度",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("batch", models.CharField(blank=True, max_length=40, verbose_name="批次")),
                ("quote", models.TextField(blank=True, verbose_name="来源原文")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="innovations.channel",
                        verbose_name="认定渠道",
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
                    "innovation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recognitions",
                        to="innovations.innovation",
                        verbose_name="制度创新成果",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                        verbose_name="来源",
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
                "verbose_name": "认定记录",
                "verbose_name_plural": "认定记录",
                "ordering": ["on", "id"],
                "indexes": [models.Index(fields=["channel", "outcome", "on"], name="recognition_by_channel")],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="轮次")),
                ("level", models.SlugField(blank=True, verbose_name="档次")),
                ("coefficient", models.SlugField(blank=True, verbose_name="系数")),
                ("ratings", models.JSONField(default=dict, verbose_name="指标评分")),
                ("remark", models.TextField(blank=True, verbose_name="评审意见")),
                ("score", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="得分")),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                (
                    "innovation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="innovations.innovation",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="innovations.scorescheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审",
                "verbose_name_plural": "评审",
                "ordering": ["round", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("innovation", "scheme", "round", "reviewer"), name="reviewed_once_a_round"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "已推送"),
                            ("fit", "适配检查"),
                            ("piloting", "试点"),
                            ("live", "落地"),
                            ("dropped", "终止"),
                        ],
                        default="offered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "日"), ("month", "月"), ("year", "年"), ("by", "不晚于")],
                        default="day",
                        max_length=6,
                        verbose_name="日期精度",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                (
                    "has_basis",
                    models.CharField(
                        choices=[("unknown", "未查"), ("yes", "具备"), ("no", "不具备")],
                        default="unknown",
                        max_length=8,
                        verbose_name="法律依据可用",
                    ),
                ),
                (
                    "has_volume",
                    models.CharField(
                        choices=[("unknown", "未查"), ("yes", "具备"), ("no", "不具备")],
                        default="unknown",
                        max_length=8,
                        verbose_name="业务量足够",
                    ),
                ),
                (
                    "has_systems",
                    models.CharField(
                        choices=[("unknown", "未查"), ("yes", "具备"), ("no", "不具备")],
                        default="unknown",
                        max_length=8,
                        verbose_name="系统可支撑",
                    ),
                ),
                ("parameters", models.JSONField(blank=True, default=dict, verbose_name="本地参数")),
                ("deviation", models.TextField(blank=True, verbose_name="与成果包的差异")),
                ("quote", models.TextField(blank=True, verbose_name="来源原文")),
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
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="innovations.claim",
                        verbose_name="主张成效",
                    ),
                ),
                (
                    "innovation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adoptions",
                        to="innovations.innovation",
                        verbose_name="制度创新成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "复制推广",
                "verbose_name_plural": "复制推广",
                "ordering": ["-since", "-id"],
                "indexes": [models.Index(fields=["status", "zone"], name="adoption_by_status")],
                "constraints": [
                    models.UniqueConstraint(fields=("innovation", "zone"), name="adopted_once_a_zone")
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="问题")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("request_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="innovations.briefing",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.zone",
                        verbose_name="提问片区",
                    ),
                ),
            ],
            options={
                "verbose_name": "提问",
                "verbose_name_plural": "提问",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "已推送"),
                            ("fit", "适配检查"),
                            ("piloting", "试点"),
                            ("live", "落地"),
                            ("dropped", "终止"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="innovations.adoption",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "推广进程",
                "verbose_name_plural": "推广进程",
                "ordering": ["id"],
            },
        ),
    ]
