"""Words with a fixed list of values: how a request came, which queue it is in, how far it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a request reached the zone (S078, S083, S086)."""

    FORM = "form", _("网上填报")
    IMPORT = "import", _("批量导入")
    PHONE = "phone", _("电话录入")
    VISIT = "visit", _("走访")
    BREAKFAST = "breakfast", _("早餐会")
    SQUARE = "square", _("广场夜话")


class Queue(TextChoices):
    """The three mechanisms of the source, one queue each (S081)."""

    SERVICE = "service", _("服务")
    INFORMATION = "information", _("政策推送")
    ADVICE = "advice", _("咨询")


class State(TextChoices):
    """How far a request is."""

    WAITING = "waiting", _("待受理")
    WORKING = "working", _("办理中")
    ASKING = "asking", _("待企业确认")
    SOLVED = "solved", _("已解决")
    RETURNED = "returned", _("退回重办")
    DECLINED = "declined", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    MERGED = "merged", _("已并案")


#: Somebody still has to do something.
OPEN = (State.WAITING, State.WORKING, State.ASKING, State.RETURNED)
#: The office has to; its clock runs.
AT_OFFICE = (State.WAITING, State.WORKING, State.RETURNED)


class Action(TextChoices):
    """What can happen to a request; each leaves an entry in its thread."""

    FILED = "filed", _("提交")
    ACCEPT = "accept", _("受理")
    DISPATCH = "dispatch", _("派单")
    ESCALATE = "escalate", _("提级")
    MESSAGE = "message", _("留言")
    NOTE = "note", _("内部备注")
    ANSWER = "answer", _("答复")
    CONFIRM = "confirm", _("确认解决")
    RETURN = "return", _("退回重办")
    DECLINE = "decline", _("不予受理")
    WITHDRAW = "withdraw", _("撤回")
    MERGE = "merge", _("并案")


#: Entries after which somebody else has it.
HANDOVERS = (Action.FILED, Action.DISPATCH, Action.ESCALATE)


class VisitKind(TextChoices):
    """Where officials and firms meet (S079, S082, S083, S086)."""

    VISIT = "visit", _("走访")
    BREAKFAST = "breakfast", _("企业家早餐会")
    SQUARE = "square", _("广场夜话")
    TRAINING = "training", _("体悟实训")


#: The channel of requests that come out of a meeting of this kind.
CHANNEL_OF = {
    VisitKind.VISIT: Channel.VISIT,
    VisitKind.TRAINING: Channel.VISIT,
    VisitKind.BREAKFAST: Channel.BREAKFAST,
    VisitKind.SQUARE: Channel.SQUARE,
}
