"""Requests of firms and officials: read, file, and take each step on their way."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status

from liandong.hub.api.auth import allow
from liandong.hub.api.network import of_zone
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Given, Kept, Key, Line, Number, Slug, Text, Words, chosen, found, own_zone
from liandong.hub.core.enums import Light, Role
from liandong.hub.core.models import Firm
from liandong.hub.requests import rules
from liandong.hub.requests.domain import dispatching, file_request, moves
from liandong.hub.requests.enums import Action, Channel, Queue, State
from liandong.hub.requests.models import Category, Request

router = Router(tags=[_("诉求办理")])


class CategoryOut(Schema):
    """What a request may be about."""

    id: int
    name: str
    name_en: str


class RequestOut(Kept):
    """A request as one row of the list."""

    number: str
    title: str
    category: int = Field(validation_alias="category_id")
    channel: Channel
    queue: Queue
    firm: str | None = Field(None, validation_alias="firm.name")
    state: State
    light: Light
    filed_on: date
    due: date
    solved_on: date | None
    is_in_time: bool | None
    satisfaction: int | None
    is_simulated: bool


class EntryOut(Schema):
    """One thing that happened to a request."""

    at: datetime
    action: Action
    state: State
    text: str
    is_internal: bool


class RequestWhole(RequestOut):
    """A request with its text and what happened to it; notes of the office are not shown to the firm."""

    text: str
    contact: str
    reason: str
    escalations: int
    entries: list[EntryOut]

    @staticmethod
    def resolve_entries(row: Any, context: Any) -> list[Any]:
        may_read_all = rules.may_read_internal.test(context["request"].user, row)
        return [entry for entry in row.entries.all() if may_read_all or not entry.is_internal]


class RequestsWanted(Schema):
    """Which requests."""

    q: Words | None = None
    zone: Slug | None = None
    category: Number | None = None
    state: State | None = None
    queue: Queue | None = None


class RequestIn(Given):
    """A new request. Officials may file for a firm of their zone; a firm files for itself."""

    title: Line
    text: Text
    category: Number
    queue: Queue = Queue.SERVICE
    channel: Channel = Channel.FORM
    zone: Slug | None = None
    firm: Number | None = None
    contact: str = Field("", max_length=80, pattern=r"^[^\x00]*$")


class Step(StrEnum):
    """What can be done with a request."""

    ACCEPT = "accept"
    ANSWER = "answer"
    CONFIRM = "confirm"
    RETURN = "return"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    ESCALATE = "escalate"
    MESSAGE = "message"
    NOTE = "note"


class StepIn(Given):
    """A step: ``confirm`` needs the points of satisfaction, most others a text."""

    step: Step
    text: Text = ""
    satisfaction: int | None = Field(None, ge=1, le=5)


#: Who may take which step; the domain says in which states.
_MAY = {
    Step.ACCEPT: rules.may_handle,
    Step.ANSWER: rules.may_handle,
    Step.CONFIRM: rules.may_confirm,
    Step.RETURN: rules.may_confirm,
    Step.DECLINE: rules.may_handle,
    Step.WITHDRAW: rules.may_withdraw,
    Step.ESCALATE: rules.may_handle,
    Step.MESSAGE: rules.may_write,
    Step.NOTE: rules.may_handle,
}
_DO: dict[Any, Any] = {
    Step.ACCEPT: moves.accept,
    Step.ANSWER: moves.answer,
    Step.CONFIRM: moves.confirm,
    Step.RETURN: moves.send_back,
    Step.DECLINE: moves.decline,
    Step.WITHDRAW: moves.withdraw,
    Step.ESCALATE: dispatching.escalate,
    Step.MESSAGE: moves.say,
    Step.NOTE: moves.say,
}
_WORDLESS = (Step.ACCEPT, Step.CONFIRM, Step.WITHDRAW)


@listing(router, "/requests/categories", CategoryOut, _("诉求类别"))
def categories(request: Any) -> Any:
    """The categories in use."""
    allow(rules.may_look, request.user)
    return Category.objects.filter(is_active=True)


@listing(router, "/requests", RequestOut, _("诉求清单"))
def requests(request: Any, wanted: Query[RequestsWanted]) -> Any:
    """The requests the caller may see, the newest first; a firm sees its own."""
    allow(rules.may_look, request.user)
    rows = of_zone(Request.objects.select_related("zone", "firm"), wanted.zone)
    exact = wanted.dict(include={"category", "state", "queue"}, exclude_none=True)
    if wanted.q:
        rows = rows.filter(Q(title__icontains=wanted.q) | Q(number__icontains=wanted.q))
    return rows.filter(**exact)


@router.get("/requests/{pk}", response=RequestWhole, summary=_("一件诉求"))
def one_request(request: Any, pk: Key) -> Any:
    """One request with its thread."""
    return allow(rules.may_look, request.user, _found(pk))


@router.post("/requests", response={201: RequestWhole}, summary=_("提交诉求"))
def new_request(request: Any, given: RequestIn) -> Any:
    """File a request; the officers of its zone are told."""
    allow(rules.may_file, request.user)
    user = request.user
    is_firm = user.role == Role.ENTERPRISE
    zone = user.firm.zone if is_firm else own_zone(user, given.zone)
    made = file_request(
        zone=zone,
        user=user,
        firm=user.firm if is_firm else chosen(Firm.objects.filter(zone=zone), "firm", given.firm),
        category=chosen(Category.objects.filter(is_active=True), "category", given.category),
        channel=Channel.FORM if is_firm else given.channel,
        **given.dict(include={"title", "text", "queue", "contact"}),
    )
    return Status(201, _found(made.pk))


@router.post("/requests/{pk}/steps", response=RequestWhole, summary=_("办理一步"))
def step(request: Any, pk: Key, given: StepIn) -> Any:
    """Take a step: accept, answer, confirm, send back, decline, withdraw, escalate, write."""
    row = allow(_MAY[given.step], request.user, allow(rules.may_look, request.user, _found(pk)))
    _DO[given.step](row, user=request.user, **_said(given))
    return _found(pk)


def _said(given: StepIn) -> dict[str, Any]:
    if given.step not in _WORDLESS and not given.text.strip():
        raise ValidationError({"text": [_("请写明内容。")]})
    values: dict[str, Any] = {"text": given.text}
    if given.step == Step.CONFIRM:
        if given.satisfaction is None:
            raise ValidationError({"satisfaction": [_("请打分，1 到 5。")]})
        values["satisfaction"] = given.satisfaction
    return values | ({"is_internal": True} if given.step == Step.NOTE else {})


def _found(pk: int) -> Any:
    return found(Request.objects.select_related("zone", "firm").prefetch_related("entries"), pk=pk)
