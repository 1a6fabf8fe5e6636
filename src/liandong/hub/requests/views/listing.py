"""The list of requests: a table with filters for officials, an own short list for firms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liandong.hub.core.rules import is_enterprise, is_official, is_operator
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Listing
from liandong.hub.requests import filters, rules
from liandong.hub.requests.domain import summary
from liandong.hub.requests.models import Request

_NUMBER = Column("number", _("编号"), "link", order="id")
_TITLE = Column("title", _("标题"))
_CATEGORY = Column("category", _("类别"))
_STATE = Column("state", _("状态"), "badge")
_FILED = Column("filed_on", _("提交日期"), "date", order="filed_on")
_DUE = Column("due", _("办理期限"), "date", order="due")

_FOR_FIRMS = (_NUMBER, _TITLE, _CATEGORY, _STATE, _FILED, _DUE)
_FOR_OFFICIALS = (
    _NUMBER,
    _TITLE,
    _CATEGORY,
    Column("firm", _("企业")),
    Column("zone", _("片区")),
    Column("holder", _("承办"), value=lambda row: row.officer or row.agency or ""),
    _STATE,
    Column("light", _("灯色"), "light"),
    _FILED,
    _DUE,
)


class RequestList(Listing):
    """What is filed, the newest first."""

    model = Request
    may = rules.may_look
    may_create = rules.may_file
    create_page = "requests:request-new"
    room = "requests"
    title = _("诉求办理")
    template_name = "requests/list.html"

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_firm = is_enterprise.test(request.user)
        self.columns = _FOR_FIRMS if self.is_firm else _FOR_OFFICIALS  # type: ignore[misc]
        self.filters = filters.OwnRequests if self.is_firm else filters.Requests  # type: ignore[misc]

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("category", "firm", "zone", "officer", "agency")
            .defer("text")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.request.htmx:  # type: ignore[attr-defined]
            return context
        may_import = (is_official | is_operator).test(self.request.user) and self.request.user.zone_id
        return {**context, "is_firm": self.is_firm, "may_import": may_import, "summary": summary()}
