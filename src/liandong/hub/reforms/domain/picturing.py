"""The pictures of a reform: the procedure as it is with its heat, and the reformed one, what changes marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from liandong.hub.bottlenecks.domain import files
from liandong.hub.core.language import page_language
from liandong.hub.reforms.domain import drawing
from liandong.hub.reforms.domain.designing import AFTER
from liandong.hub.reforms.domain.steps import labels
from liandong.hub.reforms.models import Design
from liandong.procedure import Procedure

_CHANGED = ("renamed", "retyped", "moved", "timer", "loop", "setting")


@dataclass(frozen=True)
class Shown:
    """The picture of a page, and what can be chosen in it: names by id."""

    svg: str
    labels: dict[str, str]


def now(design: Design, chosen: str = "") -> Shown:
    """The procedure as the steps have left it, each activity a link that chooses it; without steps, with its heat."""
    lang = page_language()
    place = files.place(design.folder)
    known = labels(Procedure.load(place / AFTER))
    svg = picture(design, "after" if design.steps else "before", lang)
    label = _("流程图：点环节选中它")
    return Shown(drawing.on_page(svg, labels=known, link="?at=", chosen=chosen, label=label), known)


def picture(design: Design, which: str, lang: str) -> str:
    """The picture ``before`` or ``after`` the reform."""
    place, kinds = files.place(design.folder), {}
    for it in design.changes:
        kinds.setdefault(it["kind"], set()).add(it["element"])
    changed = set().union(*(kinds.get(kind, set()) for kind in _CHANGED)) - kinds.get("added", set())
    if which == "before":
        return drawing.marked(drawing.heat(place, lang), changed=changed, gone=kinds.get("removed", set()))
    svg = drawing.drawn((place / AFTER).read_bytes(), lang)
    return drawing.marked(svg, changed=changed, new=kinds.get("added", set()))
