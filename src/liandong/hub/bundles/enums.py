"""Words with a fixed list of values in the room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Origin(TextChoices):
    """How a bundle came here."""

    BUILT = "built", _("本平台打包")
    UPLOADED = "uploaded", _("上传")
    RECEIVED = "received", _("交换收到")


class Signature(TextChoices):
    """What a zone makes of the signatures of a bundle; the values are also colours of badges."""

    TRUSTED = "done", _("签名可信")
    UNSIGNED = "waiting", _("未签名")
    UNKNOWN = "yellow", _("签名方未受信任")
    REVOKED = "overdue", _("密钥已吊销")
    WITHDRAWN = "dropped", _("已撤回")
    EXPIRED = "red", _("目录已到期")
    FORGED = "forged", _("与签名不符")


class JobKind(TextChoices):
    """What runs in the background."""

    BUILD = "build", _("打包")
    FIT = "fit", _("适配检查")
    INSTALL = "install", pgettext_lazy("成果包", "安装")
    REPORT = "report", _("成效回传")
    EFFECT = "effect", _("测算成效")
    PULL = "pull", _("收取")
    PUSH = "push", _("送出")
