"""Starting a reform, and changing its steps: each change is tried at once and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import PROFILE
from liandong.hub.bottlenecks.domain.sharing import SHARED_PROFILE
from liandong.hub.bottlenecks.models import Analysis, Bottleneck
from liandong.hub.core.domain.links import link
from liandong.hub.core.domain.telling import told
from liandong.hub.core.language import page_language
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.reforms.domain import drawing
from liandong.hub.reforms.domain.trying import tried
from liandong.hub.reforms.domain.writing import Tables, tables, written
from liandong.hub.reforms.enums import DesignState
from liandong.hub.reforms.models import Design
from liandong.procedure import Procedure

if TYPE_CHECKING:
    from liandong.profile import Profile

BEFORE, AFTER, NUMBERS = "procedure.bpmn", "after.bpmn", "linked.profile"
#: How many changes can be taken back.
_UNDO = 20


def profile_of(analysis: Analysis, zone: Zone) -> Profile:
    """The profile of an analysis as that zone may use it: of another zone's, the copy without people."""
    is_own = analysis.zone_id == zone.pk or analysis.shipped
    name = PROFILE if is_own else SHARED_PROFILE
    return _loaded(files.place(f"{analysis.folder}/{name}"))


def _loaded(path: Path) -> Profile:
    # The kernel loads when a profile is read, not with the pages.
    from liandong.profile import Profile

    return Profile.load(path)


def from_analysis(
    *, title: str, analysis: Analysis, zone: Zone, user: User | None, noise: float = 0.2, activities: int = 40
) -> Design:
    """A new reform of the procedure that an analysis shows. Raises ValidationError where it shows none."""
    from liandong.procedure import discover

    with told():
        profile = profile_of(analysis, zone)
        found = discover(profile, noise=noise, activities=activities, name=title)
    return _made(title, found, profile, analysis, zone, user)


def from_file(
    *, title: str, content: bytes, analysis: Analysis | None, zone: Zone, user: User | None
) -> Design:
    """A new reform of the procedure in a BPMN file, with the numbers of an analysis where one is named.

    Raises ValidationError for a file that is no BPMN, or that cannot be run as it is.
    """
    drawn = _checked(content, title)
    with told():
        profile = profile_of(analysis, zone) if analysis else None
    return _made(title, drawn, profile, analysis, zone, user)


def _checked(content: bytes, name: str) -> Procedure:
    """The procedure in the file, with a picture. Raises ValidationError with what keeps it from running."""
    with told():
        procedure = Procedure.from_bytes(content, name)
        wrong = [it for it in procedure.check() if it.severity == "error"]
    if wrong:
        lang = page_language()
        raise ValidationError([it.text(lang) for it in wrong[:10]])
    return procedure if procedure.picture.shapes else procedure.laid_out()


@transaction.atomic
def redraw(design: Design, content: bytes) -> Design:
    """Put a procedure that was edited by hand in the place of the one there is, and try the steps on it.

    Raises ValidationError where it cannot be run; tests that were registered keep the files they had.
    """
    procedure, place = _checked(content, design.title), files.place(design.folder)
    profile = _loaded(place / NUMBERS) if design.profile_sha256 else None
    procedure.save(place / BEFORE)
    drawing.keep_heat(place, procedure, profile)
    design.procedure_sha256 = sha256(procedure.to_bytes()).hexdigest()
    design.roles = _roles(procedure, profile)
    return _tried(design, tables(design.toml))


@transaction.atomic
def _made(
    title: str,
    procedure: Procedure,
    profile: Profile | None,
    analysis: Analysis | None,
    zone: Zone,
    user: User | None,
) -> Design:
    made = Design(
        title=title,
        zone=zone,
        circle=Circle.of([zone]),
        created_by=user,
        analysis=analysis,
        is_simulated=bool(analysis and analysis.is_simulated),
        folder=files.new_folder(files.REFORMS),
        toml=written({"name": title}),
        procedure_sha256=sha256(procedure.to_bytes()).hexdigest(),
        profile_sha256=profile.sha256 if profile else "",
        roles=_roles(procedure, profile),
    )
    place = files.place(made.folder)
    procedure.save(place / BEFORE)
    if profile is not None:
        profile.save(place / NUMBERS)
    drawing.keep_heat(place, procedure, profile)
    made.save()
    return _tried(made, tables(made.toml))


def _roles(procedure: Procedure, profile: Profile | None) -> list[str]:
    """The roles that steps may name: lanes, or what the profile tells of who works."""
    lanes = [it.name or it.id for it in procedure.model.lanes]
    if lanes or profile is None:
        return lanes
    from liandong.simulation.calibration import calibrate

    try:
        return [it.name for it in calibrate(profile, procedure).model.roles]
    except LiandongError:
        return []


def belongs_to(design: Design, bottleneck: Bottleneck | None) -> None:
    """Link the reform to the bottleneck it is to remove."""
    if bottleneck is not None:
        link(bottleneck, design)


def before(design: Design) -> Procedure:
    """The procedure as it is."""
    return Procedure.load(files.place(f"{design.folder}/{BEFORE}"))


def after(design: Design) -> Procedure:
    """The procedure after the steps that apply."""
    return Procedure.load(files.place(f"{design.folder}/{AFTER}"))


def rewrite(design: Design, text: str, *, strict: bool = False) -> Design:
    """Put another text in the place of the reform's, try it, and remember the one before.

    ``strict``: nothing is changed where a step does not apply. Raises ValidationError for that, and for a text that is
    no reform.
    """
    if text == design.toml:
        return design
    design.undo = [*design.undo, design.toml][-_UNDO:]
    return _kept(design, text, strict=strict)


def change(design: Design, how: Callable[[Tables], None], *, strict: bool = False) -> Design:
    """Change the tables of the reform."""
    content = tables(design.toml)
    how(content)
    return rewrite(design, written(content), strict=strict)


def take_back(design: Design) -> Design:
    """Undo the last change."""
    if not design.undo:
        return design
    *design.undo, text = design.undo
    return _kept(design, text, strict=False)


def add_step(design: Design, step: Mapping[str, Any]) -> Design:
    """Add a step at the end. Raises ValidationError where it does not apply; then nothing is changed."""
    return change(design, lambda it: it.setdefault("steps", []).append(dict(step)), strict=True)


def remove_step(design: Design, number: int) -> Design:
    """Take a step out, counted from 1."""
    return change(design, lambda it: it["steps"].pop(_place(it, number)))


def move_step(design: Design, number: int, by: int) -> Design:
    """Move a step earlier (-1) or later (1)."""

    def moved(content: Tables) -> None:
        place = _place(content, number)
        to = min(max(place + by, 0), len(content["steps"]) - 1)
        content["steps"].insert(to, content["steps"].pop(place))

    return change(design, moved)


def _place(content: Tables, number: int) -> int:
    if not 1 <= number <= len(content.get("steps", [])):
        from django.utils.translation import gettext as _

        raise ValidationError(_("没有第 %(number)s 步。") % {"number": number})
    return number - 1


def set_basis(design: Design, bases: list[dict[str, Any]]) -> Design:
    """Put these clauses in the place of the legal basis there is."""

    def based(content: Tables) -> None:
        content.pop("basis", None)
        if bases:
            content["basis"] = bases

    return change(design, based)


@transaction.atomic
def _kept(design: Design, text: str, *, strict: bool) -> Design:
    with told():
        content = tables(text)
        design.toml = text
        return _tried(design, content, strict=strict)


def _tried(design: Design, content: Tables, *, strict: bool = False) -> Design:
    found = tried(before(design), design.toml, content)
    if found.refusal is not None and strict:
        raise found.refusal
    error = found.refusal
    design.steps = len(content.get("steps", []))
    design.changes = [
        {"kind": it.kind, "element": it.element, "zh": it.zh, "en": it.en} for it in found.changes
    ]
    design.refusal = (
        {"step": found.refused_step, "zh": error.text("zh"), "en": error.text("en")} if error else {}
    )
    design.state = _state(design, content)
    design.save()
    found.after.save(files.place(f"{design.folder}/{AFTER}"))
    return design


def _state(design: Design, content: Tables) -> DesignState:
    if not design.steps:
        return DesignState.EMPTY
    if design.refusal:
        return DesignState.REFUSED
    return DesignState.BASED if content.get("basis") else DesignState.DRAFT


@transaction.atomic
def remove(design: Design) -> None:
    """Delete the reform with its tests and files."""
    folders = [design.folder, *design.runs.values_list("folder", flat=True)]
    for run in design.runs.all():
        run.delete()
    design.delete()
    for folder in folders:
        transaction.on_commit(partial(files.remove, folder))


def share(design: Design, *, is_shared: bool) -> None:
    """Let the network see the reform, or its own zone alone."""
    circle = Circle.network() if is_shared else Circle.of([design.zone])
    design.circle = circle
    design.save()
    for run in design.runs.all():
        run.circle = circle
        run.save()
