"""Words of the network with a fixed list of values."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Principle(TextChoices):
    """The four principles of the linked zones (S018), kept as tags on agreements and policies."""

    EMPOWER = "empower", _("创新赋能")
    CLASSIFY = "classify", _("分类促进")
    SPREAD = "spread", _("以点带面")
    WHOLE = "whole", _("全域自贸")


class AgreementKind(TextChoices):
    """What was signed (S013, S098, S108)."""

    STRATEGIC = "strategic", _("战略合作协议")
    MECHANISM = "mechanism", _("工作机制")
    FRAMEWORK = "framework", _("框架协议")
    DECLARATION = "declaration", _("联合宣言")
    OTHER = "other", _("其他协议")


class CommitmentState(TextChoices):
    """How far a promise has come; whether it is late is a question of the day and not kept."""

    OPEN = "open", _("办理中")
    DONE = "done", _("已办结")
    WAIVED = "waived", _("已取消")


class MeetingKind(TextChoices):
    """Who meets (S015, S094, S095)."""

    JOINT = "joint", _("联动创新区联席会议")
    FIVE_CITY = "five_city", _("胶东五市联席会议")
    LEADERS = "leaders", _("党政主要负责人座谈会")
    TASK_FORCE = "task_force", _("工作专班会议")


class MeetingState(TextChoices):
    """A meeting is prepared, then held."""

    PLANNED = "planned", _("筹备中")
    HELD = "held", _("已召开")


class AgendaReason(TextChoices):
    """Why an item is on the agenda."""

    OVERDUE = "overdue", _("逾期任务")
    BLOCKED = "blocked", _("受阻任务")
    OBLIGATION = "obligation", _("未办结承诺")
    OTHER = "other", _("其他事项")


class BodyKind(TextChoices):
    """Standing bodies (S008, S095, S097, S107)."""

    ALLIANCE = "alliance", _("联盟")
    LEADING = "leading", _("领导小组")
    TASK_FORCE = "task_force", _("工作专班")
    TEAM = "team", _("联动创新队伍")
    COMMITTEE = "committee", _("委员会")
    COMPANY = "company", _("国有企业集团")


class PlatformKind(TextChoices):
    """What a shared platform is for (S067)."""

    PORT = "port", _("港口物流")
    SUPPLY = "supply", _("供应链")
    COMMODITY = "commodity", _("大宗商品交易")
    ECOMMERCE = "ecommerce", _("跨境电商")
    FINANCE = "finance", _("供应链金融")
    BARTER = "barter", _("易货贸易")
    OTHER = "other", _("其他")


class Flag(TextChoices):
    """What a table draws attention to."""

    NONE = "", ""
    GAP = "gap", _("缺培训")
    DORMANT = "dormant", _("休眠")
