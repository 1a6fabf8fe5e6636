"""Words of the innovation library with a fixed list of values."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How far an innovation is. Negative ends are stages like the others, and shown as plainly."""

    PROPOSED = "proposed", _("提出")
    TESTING = "testing", _("试行")
    LIVE = "live", _("运行")
    EVALUATED = "evaluated", _("已评价")
    NO_EFFECT = "no_effect", _("未见成效")
    WITHDRAWN = "withdrawn", _("已撤回")


class Level(IntegerChoices):
    """The recognition ladder; a higher level is a larger number."""

    NONE = 0, _("未入库")
    ZONE = 1, _("片区")
    CITY = 2, _("市级")
    PROVINCE = 3, _("省级")
    MINISTRY = 4, _("部委")
    STATE = 5, _("国务院")


class Precision(TextChoices):
    """How exactly a date is known; the date kept is the latest day it can be."""

    DAY = "day", _("日")
    MONTH = "month", _("月")
    YEAR = "year", _("年")
    BY = "by", _("不晚于")


class Outcome(TextChoices):
    """What became of a recognition."""

    RECOGNISED = "recognised", _("已认定")
    SUBMITTED = "submitted", _("已报送")
    DECLINED = "declined", _("未入选")


class Category(TextChoices):
    """The three ways in which the State Council's level recognises (三个类别)."""

    NONE = "", _("其他")
    PILOT = "pilot", _("改革试点经验")
    BEST = "best", _("最佳实践案例")
    BRIEFING = "briefing", _("部际联席会议简报")


class Status(TextChoices):
    """Where the replication of an innovation in a zone stands."""

    OFFERED = "offered", _("已推送")
    FIT = "fit", _("适配检查")
    PILOTING = "piloting", _("试点")
    LIVE = "live", _("落地")
    DROPPED = "dropped", _("终止")


class Fit(TextChoices):
    """The answer to one question of the fit check."""

    UNKNOWN = "unknown", _("未查")
    YES = "yes", _("具备")
    NO = "no", _("不具备")


class Phase(TextChoices):
    """Whether a claim is about before or after."""

    NONE = "", _("—")
    BEFORE = "before", _("改革前")
    AFTER = "after", _("改革后")


class Judgement(TextChoices):
    """What the officer made of a novelty search."""

    NOVEL = "novel", _("未见相同做法")
    SIMILAR = "similar", _("有相近做法，差异已说明")
    DUPLICATE = "duplicate", _("已有相同做法")


class Necessity(TextChoices):
    """What a replication condition is."""

    MUST = "must", _("必备")
    OPTIONAL = "optional", _("可选")
    PARAMETER = "parameter", _("参数")


class RowKind(TextChoices):
    """What a row of a score sheet says."""

    LEVEL = "level", _("档次分值")
    COEFFICIENT = "coefficient", _("评价系数")
    CRITERION = "criterion", _("评价指标")


class Final(TextChoices):
    """How two reviews become one score."""

    MEAN = "mean", _("取平均")
    LOWER = "lower", _("取低")


class Measure(TextChoices):
    """What a claim about the library counts; the consistency page recomputes it."""

    NONE = "", _("—")
    TOTAL = "total", _("入库总数")
    NATIONAL = "national", _("全国推广")
    PROVINCIAL = "provincial", _("全省推广")
    PROMOTED = "promoted", _("省级以上认可推广")
    PILOT = "pilot", _("国务院改革试点经验")
    BEST = "best", _("最佳实践案例")
    BRIEFING = "briefing", _("部际联席会议简报")
    CATEGORIES = "categories", _("国家层面类别数")
    FILED = "filed", _("部委备案")
    SUBMITTED = "submitted", _("报送商务部")
    PROVINCIAL_BEST = "provincial_best", _("省级最佳实践案例")
    JOINT = "joint", _("联动形成")
