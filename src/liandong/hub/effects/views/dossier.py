"""Case reports: the list, a new one, its text as it will be printed, its sections, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.domain import drawing
from liandong.hub.core.domain import audit
from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, ActingOn, Deleting, Listing, Page, Sharing, Showing, attached
from liandong.hub.effects import rules
from liandong.hub.effects.domain import importing, linking, printing, sections, writing
from liandong.hub.effects.enums import Language
from liandong.hub.effects.filters import DossierFilter
from liandong.hub.effects.forms import dossier as forms
from liandong.hub.effects.forms.effect import ShareForm
from liandong.hub.effects.models import Dossier, Effect, Version
from liandong.hub.innovations.models import Innovation
from liandong.hub.reforms.domain import drawing as pictures


class DossierList(Listing):
    """All case reports, the newest first."""

    model = Dossier
    filters = DossierFilter
    room = "effects"
    title = _("案例报告")
    subtitle = _("正文分节写，数字由结果填入，导出 Word、Excel、幻灯片")
    create_page = "effects:dossier-new"
    may_create = rules.may_work
    columns = (
        Column("title", _("标题"), "link", order="title", value=str),
        Column("innovation", _("制度创新成果")),
        Column("zone", _("片区"), order="zone__position"),
        Column("version", _("版本"), "number", order="version"),
        Column("is_simulated", _("数据"), "simulated"),
        Column("updated_at", _("更新时间"), "moment", order="updated_at"),
    )

    def get_queryset(self) -> Any:
        self.queryset = Dossier.objects.select_related("zone", "innovation").defer(
            "texts", "tables", "imprint", "innovation__background", "innovation__measures"
        )
        return super().get_queryset()


class New(Acting):
    """A case report from an innovation and the results there are."""

    form_class = forms.StartForm
    may = rules.may_work
    room = "effects"
    title = _("新的案例报告")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        effect = Effect.objects.filter(pk=_number(asked.get("effect"))).first()
        about = Innovation.objects.filter(pk=_number(asked.get("innovation"))).first()
        about = about or (linking.innovation_of(effect) if effect else None)
        found = {"effect": effect, "innovation": about.number if about else ""}
        return found | ({"run": effect.forecast_id} if effect else {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse("effects:dossier-list")}

    def accept(self, form: Any) -> Any:
        user, data = self.request.user, form.cleaned_data
        wanted = {name: data[name] for name in ("innovation", "effect", "run", "title")}
        made = writing.create(**wanted, zone=user.acting_zone, user=user)
        return HttpResponseRedirect(made.get_absolute_url())


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _dossiers() -> Any:
    related = ("zone", "circle", "created_by", "effect", "run__design")
    return Dossier.objects.select_related(
        *related, "innovation__zone", "innovation__lead", "innovation__officer"
    )


class InLanguage:
    """A page about the text in one language: the one in the address, else that of the page."""

    @property
    def lang(self) -> str:
        asked = self.kwargs.get("lang") or self.request.GET.get("lang") or page_language()  # type: ignore[attr-defined]
        if asked not in Language.values:
            raise Http404
        return str(asked)


class DossierPage(InLanguage, Showing):
    """The text as it will be printed, section by section; what it quotes, its versions, its files."""

    model = Dossier
    room = "effects"
    template_name = "effects/dossier.html"
    subtitle = _("案例报告")
    facts = (
        Column("innovation", _("制度创新成果")),
        Column("zone", _("片区")),
        Column("version", _("版本")),
        Column("created_by", _("创建人")),
        Column("updated_at", _("更新时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        return _dossiers()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, lang = self.object, self.lang
        parts, titles, problem = printing.shown(one, lang)
        extra = {
            "lang": lang,
            "languages": Language.choices,
            "parts": parts,
            "problem": problem,
            "sections": _beside(one, lang, parts, titles),
            "flags": _flags(one, lang),
            "style": drawing.version(),
            "picture_style": pictures.version(),
            "versions": one.versions.select_related("by").defer("text")[:8],
            "may_work": rules.may_work.test(self.request.user, one),
            "may_change": rules.may_change.test(self.request.user, one),
        }
        return {**super().get_context_data(**kwargs), **extra}


def _beside(one: Dossier, lang: str, parts: Any, titles: list[str]) -> list[tuple[sections.Section, Any]]:
    """Each section with what it looks like; as it is typed where it cannot be filled, undivided where they disagree."""
    found = sections.parted(one.texts.get(lang, ""))
    if parts is None:
        return [(it, "") for it in found]
    drawn = list(parts.sections)
    # What stands before the first heading is a section of the page only where there is more than the title.
    if titles[:1] != [""]:
        titles, drawn = ["", *titles], ["", *drawn]
    if titles != [it.title for it in found]:
        return [(sections.Section(0, "", ""), "".join(map(str, drawn)))]
    return list(zip(found, drawn, strict=True))


def _flags(one: Dossier, lang: str) -> list[str]:
    """Numbers that were typed."""
    from liandong.report.office.filling import typed

    return list(dict.fromkeys(flag.words for flag in typed(one.texts.get(lang, ""))))


class _OnDossier(InLanguage, ActingOn):
    """A form about one case report."""

    model = Dossier
    room = "effects"
    may_do = rules.may_work

    def get_queryset(self) -> Any:
        return _dossiers()


class _Writing(_OnDossier):
    """A form for text: a refusal keeps what was typed, and the next saving knows what others did meanwhile."""

    template_name = "effects/write.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            names = writing.names(self.object, self.lang)
        except LiandongError:
            names = {}
        quoted = [("{{%s}}" % name, value) for name, value in names.items()]  # noqa: UP031
        return {**super().get_context_data(**kwargs), "names": quoted, "lang": self.lang}

    def form_invalid(self, form: Any) -> Any:
        if form.has_error("__all__", "changed"):
            form.data = form.data.copy()
            form.data["began"] = str(Dossier.objects.get(pk=self.object.pk).version)
        return super().form_invalid(form)

    def accept(self, form: Any) -> Any:
        self.act(form.cleaned_data)
        return HttpResponseRedirect(f"{self.object.get_absolute_url()}?lang={self.lang}{self.anchor}")

    anchor = ""


class SectionEdit(_Writing):
    """One section; the place behind the last one adds a section."""

    form_class = forms.SectionForm

    @cached_property
    def section(self) -> sections.Section:
        place, found = self.kwargs["place"], sections.parted(self.object.texts.get(self.lang, ""))
        if (
            place > len(found) and self.request.method == "GET"
        ):  # what was typed is never answered with nothing
            raise Http404
        return found[place] if place < len(found) else sections.Section(place, "", "")

    def get_initial(self) -> dict[str, Any]:
        version = self.object.version
        seen = {"title": self.section.title, "body": self.section.body}
        return {**seen, "began": version, "opened": version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = (
            self.request.POST.get("title")
            or self.section.title
            or (_("题目与概述") if self.section.place == 0 else _("新的一节"))
        )
        return {**super().get_context_data(**kwargs), "title": title}

    def act(self, data: dict[str, Any]) -> None:
        place, one = self.kwargs["place"], self.object
        title = data["title"].strip() or (str(_("新的一节")) if place and data["body"].strip() else "")
        began, opened = data["began"], data["opened"]
        place = writing.place_now(one, self.lang, place, began if opened is None else opened)
        writing.write_section(one, self.lang, place, title, data["body"], user=self.request.user, began=began)
        self.anchor = f"#section-{place}"


class TextEdit(_Writing):
    """The whole text at once."""

    form_class = forms.TextForm
    title = _("全文")

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.object.texts.get(self.lang, ""), "began": self.object.version}

    def act(self, data: dict[str, Any]) -> None:
        writing.write(self.object, self.lang, data["text"], user=self.request.user, began=data["began"])


class Quote(_OnDossier):
    """Which results the figures come from."""

    form_class = forms.QuoteForm
    title = _("数字来自哪些结果")

    def get_initial(self) -> dict[str, Any]:
        return {"effect": self.object.effect_id, "run": self.object.run_id}

    def act(self, data: dict[str, Any]) -> None:
        writing.quote(self.object, effect=data["effect"], run=data["run"])


class ImprintEdit(_OnDossier):
    """Who signs, when, and where copies go."""

    form_class = forms.ImprintForm
    title = _("署名与印发")

    def get_initial(self) -> dict[str, Any]:
        return dict(self.object.imprint)

    def accept(self, form: Any) -> Any:
        writing.sign(self.object, form.imprint())
        return HttpResponseRedirect(self.object.get_absolute_url())


class Import(_OnDossier):
    """A workbook read back, or a table of one's own."""

    form_class = forms.ImportForm
    title = _("导入数据表")

    def act(self, data: dict[str, Any]) -> None:
        file = data["file"]
        taken = importing.take(self.object, file.name, file.read())
        told = ngettext("%(n)d 张表没有变化。", "%(n)d 张表没有变化。", taken.unchanged) % {
            "n": taken.unchanged
        }
        if taken.changed:
            told += gettext("已导入：%(names)s。") % {"names": "、".join(taken.changed)}
        messages.info(self.request, told)


class Versions(Page, View):
    """One version: what it changed against the one before in its language."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        one = self.check(get_object_or_404(_dossiers(), pk=pk))
        version = get_object_or_404(one.versions.select_related("by"), number=number)
        before = one.versions.filter(lang=version.lang, number__lt=number).first()
        context = {
            "title": gettext("第 %(number)s 版") % {"number": number},
            "subtitle": str(one),
            "room": "effects",
            "dossier": one,
            "version": version,
            "lines": writing.changes(before.text if before else "", version.text),
            "every": one.versions.select_related("by").defer("text")[:100],
            "may_work": rules.may_work.test(request.user, one),
            "is_newest": one.texts.get(version.lang) == version.text,
        }
        return render(request, "effects/version.html", context)


class Restore(_OnDossier):
    """An earlier version becomes the newest again."""

    form_class = forms.AskForm
    title = _("恢复到这一版")

    @cached_property
    def version(self) -> Version:
        return get_object_or_404(self.object.versions, number=self.kwargs["number"])

    def act(self, data: dict[str, Any]) -> None:
        writing.restore(self.object, self.version, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("恢复到第 %(number)s 版") % {"number": self.version.number}
        return {**super().get_context_data(**kwargs), "title": title}


class Download(InLanguage, Page, View):
    """The case report as Word, workbook, slides or page."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        one = self.check(get_object_or_404(_dossiers(), pk=pk))
        if kind not in printing.KINDS:
            raise Http404
        try:
            content = printing.printed(one, kind, self.lang)
        except LiandongError as error:
            messages.error(request, error.text(page_language()))
            return HttpResponseRedirect(one.get_absolute_url())
        audit.record("download", one, {"file": kind, "lang": self.lang})
        return attached(HttpResponse(content, content_type="application/octet-stream"), f"{one.title}.{kind}")


class Share(Sharing):
    """Who sees it."""

    model = Dossier
    room = "effects"
    form_class = ShareForm
    share = staticmethod(writing.share)


class Delete(Deleting):
    """Asks, then deletes the case report with its versions."""

    model = Dossier
    room = "effects"
    may = rules.may_change
    success_url = reverse_lazy("effects:dossier-list")

    def get_queryset(self) -> Any:
        return Dossier.objects.select_related("zone")
