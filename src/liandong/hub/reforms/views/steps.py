"""Changing a reform: a step added by its form, steps moved and taken back, the legal basis, the text itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.core.views import ActingOn, Page
from liandong.hub.reforms import forms, rules
from liandong.hub.reforms.domain import designing
from liandong.hub.reforms.domain.steps import kinds, names
from liandong.hub.reforms.domain.writing import tables
from liandong.hub.reforms.models import Design

BasisSet = formset_factory(forms.BasisForm, extra=1, max_num=10, can_delete=True)


class OnDesign(ActingOn):
    """A form that changes a reform."""

    model = Design
    room = "reforms"
    may_do = rules.may_work


class Add(OnDesign):
    """A step, by the form that its keys make."""

    form_class = forms.StepForm
    template_name = "reforms/step.html"

    @cached_property
    def kind(self) -> Any:
        found = kinds().get(self.kwargs["do"])
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = self.request.GET.get("at", "")
        known = names(designing.after(self.object))
        own = {"kind": self.kind, "names": known, "roles": self.object.roles, "chosen": chosen}
        return {**super().get_form_kwargs(), **own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "title": self.kind.said, "kind": self.kind}

    def accept(self, form: Any) -> Any:
        designing.add_step(self.object, form.step())
        return HttpResponseRedirect(self.object.get_absolute_url() + "#steps")


class Rearrange(Page, View):
    """A step earlier, later or out; the last change taken back."""

    http_method_names: ClassVar[list[str]] = ["post"]
    may = rules.may_work

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        design = self.check(get_object_or_404(Design.objects.select_related("zone"), pk=pk))
        try:
            self._do(design, request.POST)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(design.get_absolute_url() + "#steps")

    def _do(self, design: Design, data: Any) -> None:
        number = int(data.get("number", "0")) if data.get("number", "0").isdecimal() else 0
        match data.get("action"):
            case "undo":
                designing.take_back(design)
            case "remove":
                designing.remove_step(design, number)
            case "up" | "down" as way:
                designing.move_step(design, number, -1 if way == "up" else 1)


class BasisEdit(OnDesign):
    """The clauses that allow the reform; without any it stays a draft."""

    form_class = forms.AskForm
    template_name = "reforms/basis.html"
    title = _("法律依据")

    @cached_property
    def bases(self) -> Any:
        if self.request.method == "POST":
            return BasisSet(self.request.POST, prefix="basis")
        return BasisSet(initial=tables(self.object.toml).get("basis", []), prefix="basis")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "bases": self.bases}

    def form_valid(self, form: Any) -> Any:
        return super().form_valid(form) if self.bases.is_valid() else self.form_invalid(form)

    def act(self, data: dict[str, Any]) -> None:
        kept = [it for it in self.bases if it.has_changed() or it.initial]
        wanted = [it.table() for it in kept if not it.cleaned_data.get("DELETE")]
        designing.set_basis(self.object, [it for it in wanted if it])


class TextEdit(OnDesign):
    """The reform as its file has it."""

    form_class = forms.TextForm
    template_name = "reforms/text.html"
    title = _("方案文件（TOML）")

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.object.toml}

    def act(self, data: dict[str, Any]) -> None:
        designing.rewrite(self.object, data["text"].replace("\r\n", "\n"))


class Draw(OnDesign):
    """The procedure edited by hand, with bpmn-js where scripts run."""

    form_class = forms.DrawForm
    template_name = "reforms/draw.html"
    title = _("手工修改流程图")

    def get_initial(self) -> dict[str, Any]:
        return {"xml": designing.before(self.object).to_bytes().decode("utf-8", "replace")}

    def act(self, data: dict[str, Any]) -> None:
        designing.redraw(self.object, data["xml"].encode())
