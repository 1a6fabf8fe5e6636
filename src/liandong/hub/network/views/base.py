"""The kinds of page of this room: the core's list, object and form, with the room's tabs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.views import Deleting, Editing, Listing, Showing

#: Key, name and first page of each tab.
TABS = (
    ("home", gettext_lazy("总览"), "network:home"),
    ("agreements", gettext_lazy("合作协议"), "network:agreement-list"),
    ("meetings", gettext_lazy("联席会议"), "network:meeting-list"),
    ("visits", gettext_lazy("交流互访"), "network:visit-list"),
    ("officers", gettext_lazy("专员与培训"), "network:officer-list"),
    ("powers", gettext_lazy("权力事项"), "network:power-list"),
    ("platforms", gettext_lazy("平台共享"), "network:platform-list"),
    ("bodies", gettext_lazy("联盟与机构"), "network:body-list"),
    ("policies", gettext_lazy("政策互惠"), "network:policy-list"),
)


class InNetwork:
    """The room, its tabs and the tab that is open."""

    room: ClassVar[str] = "network"
    tab: ClassVar[str] = ""
    #: Further pages beside the list: name of the page, icon, words.
    beside: ClassVar[tuple[tuple[str, str, Any], ...]] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {"tabs": TABS, "tab": self.tab, "beside": self.beside, **context}


class List(InNetwork, Listing):
    """A list with the tabs above."""

    template_name = "network/list.html"

    def get_ordering(self) -> Any:
        # Said aloud, because Django drops the model's own order where rows are counted.
        return self.model._meta.ordering


class Show(InNetwork, Showing):
    """An object with the tabs above, and a button to delete it."""

    delete_page: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "delete_page": self.delete_page, "subtitle": self.object._meta.verbose_name}


class Edit(InNetwork, Editing):
    """A form with a title that names what is made."""

    template_name = "network/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        words = _("修改%(kind)s") if self.object else _("新建%(kind)s")
        return {**context, "title": words % {"kind": self.model._meta.verbose_name}}


class Delete(InNetwork, Deleting):
    """Asks, then deletes; what others still point to stays."""

    def get_success_url(self) -> str:
        return str(self.success_url)

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _("不能删除：还有其他记录在使用它。"))
            return HttpResponseRedirect(self.object.get_absolute_url())


class EditPart(Edit):
    """A form for a part; who may change the whole may change its parts."""

    whole_model: ClassVar[Any] = None

    def get_object(self, queryset: Any = None) -> Any:
        if "pk" in self.kwargs:
            part = get_object_or_404(self.model.objects, pk=self.kwargs["pk"])
            self.whole = getattr(part, part.whole)
        else:
            part = None
            self.whole = get_object_or_404(self.whole_model.objects, pk=self.kwargs["whole"])
        self.check(getattr(self.whole, "root", self.whole))
        return part

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "whole": self.whole}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": str(self.whole), "back": self.whole.get_absolute_url()}


class DeletePart(Delete):
    """Asks, then deletes a part of something."""

    def check(self, record: Any) -> Any:
        super().check(record.root)
        return record

    def get_success_url(self) -> str:
        return str(self.object.root.get_absolute_url())


def joined(name: str) -> Any:
    """A value for a column: the names of several zones."""
    return lambda row: "、".join(str(zone) for zone in getattr(row, name).all())


def dated(stem: str, text: str = "") -> Any:
    """A value for a column: the day, or the words of the source where it gives no day."""
    return lambda row: str(getattr(row, f"{stem}_on") or getattr(row, text or f"{stem}_text"))
