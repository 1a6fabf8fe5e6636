"""Words with a fixed list of values, used by every room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ZoneRole(TextChoices):
    """What a zone is in the network (S001)."""

    LEAD = "lead", _("牵头片区")
    PARTNER = "partner", _("联动创新区")


class ZoneKind(TextChoices):
    """What a zone is by law; innovations are recommended by it (S018, 分类促进)."""

    PILOT = "pilot", _("自贸试验片区")
    BONDED = "bonded", _("综合保税区")
    ECONOMIC = "economic", _("经济开发区")


class Role(TextChoices):
    """What a person is; zone × role decides what they may do."""

    NONE = "none", _("尚未授权")
    OFFICER = "officer", _("制度创新专员")
    LEADER = "leader", _("领导")
    DEPARTMENT = "department", _("部门人员")
    ENTERPRISE = "enterprise", _("企业")
    REVIEWER = "reviewer", _("省级评审")
    OPERATOR = "operator", _("系统运维")


class Light(TextChoices):
    """The light of a task: 宿迁's slips — blue near its deadline, yellow behind, red overdue (PRACTICE §3)."""

    NONE = "none", _("正常")
    BLUE = "blue", _("临期")
    YELLOW = "yellow", _("滞后")
    RED = "red", _("逾期")
    DONE = "done", _("办结")


class Qualifier(TextChoices):
    """How a source hedges a number; kept for ever, so that a rounded claim is never printed as exact."""

    EXACT = "exact", _("准确")
    ABOUT = "about", _("约")
    OVER = "over", _("余、以上")
    NEARLY = "nearly", _("近")
    AT_MOST = "at_most", _("最高、以内")
