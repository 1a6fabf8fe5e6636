"""The measures: every number of the cockpit with its definition, how it is counted, and where its rows are.

The registry is data: a number that is not in it cannot be shown. A measure says what is counted in words, so that a
leader and an auditor read the same sentence; the value comes from the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Measure:
    """A number: its name, what it means, what is counted, and the page that lists the rows.

    ``source`` is the query in words. ``rows`` is a page and its filters, where ``{today}`` and ``{week}`` stand for
    today and the day in a week. ``kind``: number, percent or days.
    """

    key: str
    section: str
    name: Any
    definition: Any
    source: Any
    rows: tuple[str, str] = ("", "")
    kind: str = "number"

    @property
    def rows_url(self) -> str:
        """The address of the rows behind the number, empty where that room is not installed."""
        page, query = self.rows
        today = timezone.localdate()
        query = query.format(today=today, week=today + timedelta(days=7))
        try:
            return reverse(page) + (f"?{query}" if query else "") if page else ""
        except NoReverseMatch:
            return ""

    def get_absolute_url(self) -> str:
        return reverse("cockpit:measure", args=[self.key])


#: What the sections are called.
SECTIONS = {
    "tasks": pgettext_lazy("栏目", "任务"),
    "bottlenecks": pgettext_lazy("栏目", "堵点"),
    "requests": _("诉求"),
    "innovations": pgettext_lazy("栏目", "成果"),
    "replication": _("复制推广"),
    "network": _("联席会议"),
}

_TASKS, _REQUESTS = "tasks:task-list", "requests:request-list"
_LIBRARY, _MATRIX = "innovations:counts", "innovations:matrix"
_SEEN = _("限于您可见范围内的记录。")

_ALL = (
    Measure(
        "task_total",
        "tasks",
        _("任务总数"),
        _("台账中的全部任务，含已办结。"),
        _("任务台账的行数"),
        (_TASKS, ""),
    ),
    Measure(
        "task_red",
        "tasks",
        _("红灯任务"),
        _("灯色为红的任务：按亮灯规则已逾期，或被人工亮红灯并写明理由。"),
        _("任务台账中 灯色 = 红 的行数；灯色每天由规则重算"),
        (_TASKS, "light=red"),
    ),
    Measure(
        "task_yellow",
        "tasks",
        _("黄灯任务"),
        _("进度落后于时间，或质量不达标的任务。"),
        _("任务台账中 灯色 = 黄 的行数"),
        (_TASKS, "light=yellow"),
    ),
    Measure(
        "task_due_soon",
        "tasks",
        _("七日内到期"),
        _("从今天起七天内到期、尚未销号的任务；明细按到期日列出，含提前销号的。"),
        _("任务台账中 今天 ≤ 止 ≤ 今天 + 7 天 且 状态 ≠ 办结 的行数"),
        (_TASKS, "due_from={today}&due_to={week}"),
    ),
    Measure(
        "task_blocked",
        "tasks",
        _("受阻任务"),
        _("责任片区标为受阻、等待协调的任务。"),
        _("任务台账中 状态 = 受阻 的行数"),
        (_TASKS, "state=blocked"),
    ),
    Measure(
        "task_closed",
        "tasks",
        _("已销号"),
        _("有佐证、并由非责任人签字销号的任务。"),
        _("任务台账中 状态 = 办结 的行数"),
        (_TASKS, "state=closed"),
    ),
    Measure(
        "task_share",
        "tasks",
        _("任务办结率"),
        _("已销号任务占全部任务的比例。"),
        _("已销号 ÷ 任务总数"),
        (_TASKS, "state=closed"),
        "percent",
    ),
    Measure(
        "bottleneck_open",
        "bottlenecks",
        _("未关闭堵点"),
        _("已发现、尚未关闭的堵点，含诉求反映而未测量的。"),
        _("堵点清单中 状态 ≠ 关闭 的行数"),
        ("bottlenecks:bottleneck-list", ""),
    ),
    Measure(
        "bottleneck_measured",
        "bottlenecks",
        _("已测量堵点"),
        _("由事件日志测出可节约时间的未关闭堵点。"),
        _("堵点清单中 状态 ≠ 关闭 且 每月可节约时间 有值 的行数"),
        ("bottlenecks:bottleneck-list", ""),
    ),
    Measure(
        "bottleneck_days",
        "bottlenecks",
        _("每月可节约时间"),
        _("若各堵点都做到最好片区的水平，每月可少占用的件·天；各分析口径不同，合计只作量级参考。"),
        _("未关闭堵点的“每月可节约（件·天）”之和，来自各流程诊断，区间见明细"),
        ("bottlenecks:home", ""),
        "days",
    ),
    Measure(
        "request_filed",
        "requests",
        _("收到诉求"),
        _("企业和干部提交的诉求；并案的算在所并入的一件里。"),
        _("诉求登记中 状态 ≠ 已并案 的行数"),
        (_REQUESTS, ""),
    ),
    Measure(
        "request_solved",
        "requests",
        _("已解决诉求"),
        _("经企业（或登记人）确认解决的诉求。"),
        _("诉求登记中 状态 = 已解决 的行数"),
        (_REQUESTS, "state=solved"),
    ),
    Measure(
        "request_share",
        "requests",
        _("诉求解决率"),
        _("确认解决的诉求占收到诉求的比例。"),
        _("已解决诉求 ÷ 收到诉求"),
        ("requests:statistics", ""),
        "percent",
    ),
    Measure(
        "request_open",
        "requests",
        _("办理中诉求"),
        _("还需要有人做事的诉求：待受理、办理中、待企业确认、退回重办。"),
        _("诉求登记中 状态 为以上四种之一的行数"),
        (_REQUESTS, "state=open"),
    ),
    Measure(
        "request_overdue",
        "requests",
        _("逾期诉求"),
        _("办理期限已过、还在部门手里的诉求。"),
        _("诉求登记中 办理期限 < 今天 且 状态 为待受理、办理中或退回重办 的行数"),
        (_REQUESTS, "light=red"),
    ),
    Measure(
        "innovation_total",
        "innovations",
        _("入库成果"),
        _("到今天为止进入成果库的制度创新成果；由带日期的认定事件重算，不手工填报。"),
        _("本网络成果库中 入库日期 ≤ 今天 的成果数"),
        (_LIBRARY, ""),
    ),
    Measure(
        "innovation_national",
        "innovations",
        _("全国推广"),
        _("最高认定级别为部委或国务院的成果。"),
        _("成果库中 最高级别 ∈ {部委, 国务院} 的成果数，每项只计一次"),
        (_LIBRARY, ""),
    ),
    Measure(
        "innovation_provincial",
        "innovations",
        _("全省推广"),
        _("最高认定级别为省级的成果。"),
        _("成果库中 最高级别 = 省 的成果数"),
        (_LIBRARY, ""),
    ),
    Measure(
        "innovation_joint",
        "innovations",
        _("联动形成"),
        _("由两个以上片区共同形成的成果。"),
        _("成果库中 联动形成 = 是 的成果数"),
        (_LIBRARY, ""),
    ),
    Measure(
        "replication_live",
        "replication",
        _("落地次数"),
        _("成果在其他片区落地的次数：一项成果在一个片区计一次。"),
        _("复制推广矩阵中 状态 = 落地 的格数"),
        (_MATRIX, ""),
    ),
    Measure(
        "replication_piloting",
        "replication",
        _("试点中"),
        _("正在其他片区试点的成果。"),
        _("复制推广矩阵中 状态 = 试点 的格数"),
        (_MATRIX, ""),
    ),
    Measure(
        "replication_offered",
        "replication",
        _("已推送"),
        _("向其他片区推送过的成果，不论进展到哪一步。"),
        _("复制推广矩阵中有记录的格数"),
        (_MATRIX, ""),
    ),
    Measure(
        "replication_innovations",
        "replication",
        _("被复制的成果"),
        _("至少在一个其他片区落地的成果。"),
        _("复制推广矩阵中 状态 = 落地 的不同成果数"),
        (_MATRIX, ""),
    ),
    Measure(
        "replication_zones",
        "replication",
        _("已复制片区"),
        _("至少落地一项其他片区成果的片区。"),
        _("复制推广矩阵中 状态 = 落地 的不同片区数"),
        (_MATRIX, ""),
    ),
    Measure(
        "meeting_held",
        "network",
        _("已开联席会议"),
        _("状态为已召开的各类联席会议。"),
        _("联席会议中 状态 = 已召开 的行数"),
        ("network:meeting-list", ""),
    ),
    Measure(
        "meeting_year",
        "network",
        _("本年已开会议"),
        _("本年度已召开的各类联席会议。"),
        _("联席会议中 状态 = 已召开 且 年度 = 今年 的行数"),
        ("network:meeting-list", ""),
    ),
    Measure(
        "decision_open",
        "network",
        _("未办结决定"),
        _("会议作出、尚未办结的决定。"),
        _("会议决定中 状态 = 未办结 的行数"),
        ("network:decision-list", ""),
    ),
    Measure(
        "decision_overdue",
        "network",
        _("逾期决定"),
        _("办结时限已过、尚未办结的会议决定。"),
        _("会议决定中 状态 = 未办结 且 办结时限 < 今天 的行数"),
        ("network:decision-list", ""),
    ),
)

#: Every measure by its key.
MEASURES = {measure.key: measure for measure in _ALL}
#: Said of every measure.
SEEN = _SEEN
