"""Words with a fixed list of values in the room of effects."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Origin(TextChoices):
    """Where an effect was measured."""

    MEASURED = "measured", _("本平台测算")
    RECEIVED = "received", _("外部传来")


class Outcome(TextChoices):
    """What the main measure came to; the values are the colours of badges."""

    NONE = "", _("尚未测算")
    BETTER = "done", _("改善")
    WORSE = "overdue", _("变差")
    UNCLEAR = "yellow", _("没有确定的变化")
    UNKNOWN = "waiting", _("数据不足")


#: The outcomes by the words of the library.
OUTCOMES = {"better": Outcome.BETTER, "worse": Outcome.WORSE, "unclear": Outcome.UNCLEAR}


class Strength(TextChoices):
    """How much an estimate proves."""

    STRONG = "strong", pgettext_lazy("证据", "较强")
    MEDIUM = "medium", pgettext_lazy("证据", "中等")
    WEAK = "weak", pgettext_lazy("证据", "较弱")
    NONE = "none", pgettext_lazy("证据", "不足以判断")


class Compared(TextChoices):
    """With which computed figure a published one is held side by side."""

    NOTHING = "", _("不可比")
    BEFORE = "before", _("实施前的水平")
    AFTER = "after", _("实施后的水平")
    LESS = "less", _("减少了这么多")
    MORE = "more", _("增加了这么多")


class Language(TextChoices):
    """The languages a case report is written in."""

    ZH = "zh", _("中文")
    EN = "en", _("英文")
