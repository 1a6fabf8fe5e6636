"""Words with a fixed list of values in the diagnosis."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BottleneckState(TextChoices):
    """How far a bottleneck is: 新发现 → 核实 → 转任务 → 改善 → 关闭."""

    NEW = "new", _("新发现")
    VERIFIED = "verified", _("核实")
    TASKED = "tasked", _("转任务")
    IMPROVED = "improved", _("改善")
    CLOSED = "closed", _("已关闭")


#: Where a bottleneck may go from each state. 转任务 comes with a task and is no choice of its own.
NEXT_STATES = {
    BottleneckState.NEW: (BottleneckState.VERIFIED, BottleneckState.CLOSED),
    BottleneckState.VERIFIED: (BottleneckState.CLOSED,),
    BottleneckState.TASKED: (BottleneckState.IMPROVED, BottleneckState.CLOSED),
    BottleneckState.IMPROVED: (BottleneckState.TASKED, BottleneckState.CLOSED),
    BottleneckState.CLOSED: (BottleneckState.NEW,),
}


class DatasetState(TextChoices):
    """How far an uploaded file is."""

    WAITING = "waiting", _("待检查")
    CHECKED = "checked", _("已检查")
    REFUSED = "overdue", _("不能采用")
    COUNTED = "done", _("已统计")


class AnalysisState(TextChoices):
    """How far an analysis is."""

    DRAFT = "waiting", _("待设置")
    RUNNING = "open", _("计算中")
    FAILED = "overdue", _("未完成")
    DONE = "done", _("已完成")


class JobKind(TextChoices):
    """What runs in the background."""

    CHECK = "check", _("检查文件")
    ANALYSE = "analyse", _("统计与诊断")
    COMBINE = "combine", _("合并画像")
    SHARE = "share", _("共享画像")


class JobState(TextChoices):
    """How far a job is."""

    QUEUED = "waiting", _("排队")
    RUNNING = "open", _("进行中")
    DONE = "done", _("完成")
    FAILED = "overdue", _("失败")
    CANCELLED = "dropped", _("已取消")


class Section(TextChoices):
    """The pages of an analysis; the values name the parts of the report."""

    OVERVIEW = "overview", _("概览")
    BOTTLENECKS = "bottlenecks", _("堵点排行")
    COMPARISON = "comparison", _("片区比较")
    RELEASE = "release", _("放行时间研究")
    TRENDS = "trends", _("变化趋势")
    HABITS = "habits", _("高峰与批量")
    HANDLING = "handling", _("返工与移交")
    SHEET = "sheet", _("数据说明")
