import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from liandong.hub.core.together import NewTables


class Migration(NewTables):
    initial = True

    dependencies = [
        ("bottlenecks", "0001_initial"),
        ("core", "0004_network_circle"),
        ("core", "__first__"),
        ("innovations", "0003_computed"),
    ]

    operations = [
        migrations.CreateModel(
            name="BundleFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("key", models.CharField(max_length=64, verbose_name="编号")),
                ("version", models.CharField(max_length=24, verbose_name="版本")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("title_en", models.CharField(max_length=200)),
                ("origin", models.CharField(max_length=80, verbose_name="来源片区")),
                (
                    "came",
                    models.CharField(
                        choices=[("built", "本平台打包"), ("uploaded", "上传"), ("received", "交换收到")],
                        max_length=10,
                        verbose_name="来历",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="指纹")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                ("facts", models.JSONField(default=dict)),
                ("envelope", models.TextField(blank=True)),
                ("is_simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
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
                        verbose_name="经办人",
                    ),
                ),
                (
                    "innovation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                "verbose_name": "成果包",
                "verbose_name_plural": "成果包",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["circle", "-id"], name="bundle_in_circle"),
                    models.Index(fields=["key", "-id"], name="bundle_versions"),
                    models.Index(fields=["digest"], name="bundle_by_digest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "digest"), name="bundle_once_a_zone")
                ],
            },
        ),
        migrations.CreateModel(
            name="BundleJob",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("build", "打包"),
                            ("fit", "适配检查"),
                            ("install", "安装"),
                            ("report", "成效回传"),
                            ("effect", "测算成效"),
                        ],
                        max_length=10,
                        verbose_name="任务",
                    ),
                ),
                ("asked", models.JSONField(default=dict)),
                ("found", models.JSONField(default=dict)),
                (
                    "analysis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="bottlenecks.analysis",
                    ),
                ),
                (
                    "bundle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="bundles.bundlefile",
                        verbose_name="成果包",
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
                "verbose_name": "成果包任务",
                "verbose_name_plural": "成果包任务",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["circle", "state"], name="bundle_job_in_circle")],
            },
        ),
        migrations.CreateModel(
            name="CatalogueFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("name", models.CharField(max_length=80, verbose_name="目录")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("issued", models.DateField(verbose_name="签发")),
                ("expires", models.DateField(verbose_name="到期日")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("content", models.TextField()),
                ("entries", models.JSONField(default=list)),
                ("is_own", models.BooleanField(default=False, verbose_name="本区签发")),
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
                "verbose_name": "成果目录",
                "verbose_name_plural": "成果目录",
                "ordering": ["-version", "-id"],
                "indexes": [models.Index(fields=["circle", "name", "-version"], name="catalogue_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "name", "version"), name="catalogue_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("installed_on", models.DateField(verbose_name="安装日期")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="起用日期")),
                ("signers", models.JSONField(default=list, verbose_name="签名方")),
                ("parameters", models.JSONField(default=dict, verbose_name="本地参数")),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="installations",
                        to="bundles.bundlefile",
                        verbose_name="成果包",
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
                        verbose_name="经办人",
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
                "verbose_name": "已安装的成果包",
                "verbose_name_plural": "已安装的成果包",
                "ordering": ["-installed_on", "-id"],
                "indexes": [models.Index(fields=["circle", "-id"], name="installed_in_circle")],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "bundle"), name="installed_once_a_zone")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("report_id", models.CharField(max_length=64, verbose_name="回传编号")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("party", models.CharField(max_length=80, verbose_name="署名")),
                ("sequence", models.PositiveIntegerField(verbose_name="第几次")),
                ("reported_on", models.DateField(verbose_name="回传日期")),
                ("first", models.DateField(verbose_name="画像起")),
                ("last", models.DateField(verbose_name="画像止")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="起用日期")),
                ("cases", models.PositiveIntegerField(verbose_name="办件数")),
                ("is_simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
                ("effect", models.JSONField(default=dict)),
                ("sent", models.JSONField(default=dict)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="bundles.bundlefile",
                        verbose_name="成果包",
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
                        verbose_name="经办人",
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
                "verbose_name": "成效回传",
                "verbose_name_plural": "成效回传",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["circle", "-id"], name="report_in_circle"),
                    models.Index(fields=["bundle", "zone", "sequence"], name="report_of_zone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("bundle", "report_id"), name="report_once_a_bundle")
                ],
            },
        ),
        migrations.CreateModel(
            name="TrustedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("party", models.CharField(max_length=80, verbose_name="署名")),
                ("public", models.TextField(verbose_name="公钥")),
                ("fingerprint", models.CharField(max_length=16, verbose_name="指纹")),
                ("since", models.DateField(verbose_name="受信任自")),
                ("revoked", models.DateField(blank=True, null=True, verbose_name="吊销日期")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="吊销原因")),
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
                    "of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.zone",
                        verbose_name="对应片区",
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
                "verbose_name": "受信任的公钥",
                "verbose_name_plural": "受信任的公钥",
                "ordering": ["party", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "fingerprint"), name="trusted_once_a_zone")
                ],
            },
        ),
        migrations.CreateModel(
            name="ZoneFacts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("basis", models.JSONField(default=list, verbose_name="法律依据")),
                ("capabilities", models.JSONField(default=list, verbose_name="具备条件")),
                ("parameters", models.JSONField(default=dict, verbose_name="本地参数")),
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
                "verbose_name": "片区适配信息",
                "verbose_name_plural": "片区适配信息",
                "constraints": [models.UniqueConstraint(fields=("zone",), name="facts_once_a_zone")],
            },
        ),
        migrations.CreateModel(
            name="ZoneKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("party", models.CharField(max_length=80, verbose_name="署名")),
                ("public", models.TextField(verbose_name="公钥")),
                ("fingerprint", models.CharField(max_length=16, verbose_name="指纹")),
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
                        verbose_name="经办人",
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
                "verbose_name": "签名密钥",
                "verbose_name_plural": "签名密钥",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "fingerprint"), name="key_once_a_zone")
                ],
            },
        ),
    ]
