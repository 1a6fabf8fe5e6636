"""What happens to a request on its way: each step checks the state, writes the thread and tells who must know."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import User
from liandong.hub.requests.domain import telling, thread
from liandong.hub.requests.enums import AT_OFFICE, OPEN, Action, State
from liandong.hub.requests.models import Entry, Request
from liandong.hub.requests.worktime import days_between, local_today

#: From which states each action leads on.
ALLOWED: dict[Action, tuple[State, ...]] = {
    Action.ACCEPT: (State.WAITING,),
    Action.DISPATCH: AT_OFFICE,
    Action.ESCALATE: AT_OFFICE,
    Action.ANSWER: (State.WORKING, State.RETURNED),
    Action.CONFIRM: (State.ASKING,),
    Action.RETURN: (State.ASKING,),
    Action.DECLINE: (State.WAITING, State.WORKING),
    Action.WITHDRAW: OPEN,
    Action.MERGE: AT_OFFICE,
    Action.MESSAGE: OPEN,
    Action.NOTE: tuple(State),
}


def locked(request: Request, action: Action) -> Request:
    """The request as it is now, kept from others until the transaction ends; refused in a state that has no such step."""
    now = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if now.state not in ALLOWED[action]:
        step, state = action.label, now.get_state_display()
        raise ValidationError(
            _("“%(state)s”的诉求不能%(step)s，请刷新页面。") % {"state": state, "step": step}
        )
    return now


@transaction.atomic
def accept(request: Request, *, user: User, text: str = "") -> Request:
    """Take it on: whoever accepts has it, unless somebody was assigned."""
    request = locked(request, Action.ACCEPT)
    request.state = State.WORKING
    request.officer = request.officer or user
    request.save()
    thread.write(request, Action.ACCEPT, user=user, text=text)
    telling.tell(telling.firm(request), request, user, zh="诉求已受理", en="Your request was accepted")
    return request


@transaction.atomic
def answer(request: Request, *, user: User, text: str) -> Request:
    """Answer the firm, who is then asked whether it is solved; the office's clock stands still meanwhile."""
    request = locked(request, Action.ANSWER)
    request.state, request.answered_on, request.officer = State.ASKING, local_today(), user
    request.save()
    thread.write(request, Action.ANSWER, user=user, text=text)
    telling.tell(
        telling.firm(request), request, user, zh="请确认是否解决", en="Please confirm whether it is solved"
    )
    return request


@transaction.atomic
def confirm(request: Request, *, user: User, satisfaction: int, text: str = "") -> Request:
    """Solved, says the firm."""
    request = locked(request, Action.CONFIRM)
    close(request, satisfaction=satisfaction)
    request.save()
    thread.write(request, Action.CONFIRM, user=user, text=text)
    telling.tell(telling.office(request), request, user, zh="企业已确认解决", en="Confirmed as solved")
    return request


def close(request: Request, *, satisfaction: int | None, on: date | None = None) -> None:
    """Set what a solved request carries: its days run to the answer that was confirmed, not to the confirmation."""
    request.state, request.solved_on = State.SOLVED, on or local_today()
    answered = request.answered_on or request.solved_on
    request.days = days_between(request.filed_on, answered)
    request.is_in_time = answered <= request.due
    request.satisfaction = satisfaction


@transaction.atomic
def send_back(request: Request, *, user: User, text: str) -> Request:
    """Not solved, says the firm: the office does it again, and its clock goes on."""
    request = locked(request, Action.RETURN)
    request.state, request.answered_on = State.RETURNED, None
    request.save()
    thread.write(request, Action.RETURN, user=user, text=text)
    telling.tell(telling.office(request), request, user, zh="企业退回重办", en="Sent back by the firm")
    return request


@transaction.atomic
def decline(request: Request, *, user: User, text: str) -> Request:
    """Not taken on, with the reason, which the firm reads."""
    request = locked(request, Action.DECLINE)
    request.state, request.reason = State.DECLINED, text[:300]
    request.save()
    thread.write(request, Action.DECLINE, user=user, text=text)
    telling.tell(telling.firm(request), request, user, zh="诉求不予受理", en="Your request was declined")
    return request


@transaction.atomic
def withdraw(request: Request, *, user: User, text: str = "") -> Request:
    """Taken back by whoever filed it."""
    request = locked(request, Action.WITHDRAW)
    request.state = State.WITHDRAWN
    request.save()
    thread.write(request, Action.WITHDRAW, user=user, text=text)
    telling.tell(telling.office(request), request, user, zh="诉求已撤回", en="Withdrawn")
    return request


@transaction.atomic
def say(request: Request, *, user: User, text: str, is_internal: bool = False) -> Entry:
    """A message to the other side, or a note that stays inside."""
    action = Action.NOTE if is_internal else Action.MESSAGE
    request = locked(request, action)
    entry = thread.write(request, action, user=user, text=text, is_internal=is_internal)
    words: dict[str, Any] = {"zh": "新留言", "en": "New message"}
    people = telling.office(request) if is_internal or user.firm_id else telling.firm(request)
    telling.tell(people, request, user, **words)
    return entry
