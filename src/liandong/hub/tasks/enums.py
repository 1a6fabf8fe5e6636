"""Words with a fixed list of values in the task ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskKind(TextChoices):
    """What sort of task it is (S002–S004)."""

    ORDINARY = "ordinary", _("一般任务")
    LINKED = "linked", _("联动任务")
    EXPLORATORY = "exploratory", _("探索性任务")


class TaskState(TextChoices):
    """How far a task is: 未启动 → 推进 → 实施 → 见效 → 办结, and 受阻 beside the road."""

    IDLE = "idle", _("未启动")
    MOVING = "moving", _("推进")
    RUNNING = "running", _("实施")
    EFFECTIVE = "effective", _("见效")
    CLOSED = "closed", _("办结")
    BLOCKED = "blocked", _("受阻")


#: Where a task may go from each state. 办结 is not in the list: a task is closed by a sign-off only.
NEXT_STATES = {
    TaskState.IDLE: (TaskState.MOVING,),
    TaskState.MOVING: (TaskState.RUNNING, TaskState.BLOCKED),
    TaskState.RUNNING: (TaskState.EFFECTIVE, TaskState.BLOCKED),
    TaskState.EFFECTIVE: (TaskState.RUNNING, TaskState.BLOCKED),
    TaskState.CLOSED: (),
    TaskState.BLOCKED: (TaskState.MOVING, TaskState.RUNNING),
}


class LifeCycle(TextChoices):
    """The four life-cycles of the business environment (S077)."""

    FIRM = "firm", _("服务企业")
    PERSON = "person", _("自然人")
    PROJECT = "project", _("项目建设")
    STARTUP = "startup", _("创新创业")


class TeamRole(TextChoices):
    """What somebody does in the team of a task."""

    LEAD = "lead", _("负责人")
    MEMBER = "member", _("成员")
    LIAISON = "liaison", _("联络员")
    EXPERT = "expert", _("专家")


class Deed(TextChoices):
    """What somebody did for a task at some time; whoever did any of it does not sign the task off."""

    MADE = "made", _("立项")
    OWNED = "owned", _("负责")
    LED = "led", _("牵头专班")
    REPORTED = "reported", _("报送进展")


class EscalationState(TextChoices):
    """How far an escalation is (顶格协调)."""

    OPEN = "open", _("待决策")
    DECIDED = "waiting", _("已决策")
    CLOSED = "done", _("已了结")


class Share(TextChoices):
    """Which share the rows of a plan give."""

    NONE = "", _("不计算")
    DONE = "done", _("已办结占全部")
    PROVINCE = "province", _("占全省任务数")
