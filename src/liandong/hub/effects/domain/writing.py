"""Case reports: started from an innovation, edited by section, every version kept; figures come from results by name.

A text that quotes a result there is not is refused when it is saved, so that what is kept can always be printed.
"""

from __future__ import annotations

from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.core.domain.telling import told
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.effects.domain import gathering, sections, starting
from liandong.hub.effects.enums import Language
from liandong.hub.effects.models import Dossier, Effect, Version
from liandong.hub.innovations.models import Innovation
from liandong.hub.reforms.models import StressRun

if TYPE_CHECKING:
    from liandong.report.office import Dossier as Report


@transaction.atomic
def create(
    *,
    innovation: Innovation,
    effect: Effect | None,
    run: StressRun | None,
    zone: Zone,
    user: User | None,
    title: str = "",
) -> Dossier:
    """A new case report with a text to start from in both languages."""
    made = Dossier(
        title=(title or innovation.title)[:120],
        innovation=innovation,
        effect=effect,
        run=run,
        zone=zone,
        circle=Circle.of([zone]),
        created_by=user,
        is_simulated=_is_simulated(effect),
    )
    made.save()
    for lang in Language.values:
        text = starting.text_of(innovation, lang, list(names(made, lang)))
        write(made, lang, text, user=user)
    return made


def _is_simulated(effect: Effect | None) -> bool:
    return effect is not None and effect.is_simulated


def report(dossier: Dossier, lang: str, text: str | None = None) -> Report:
    """The case report, filled; raises what the library raises where a result is missing."""
    from liandong.report.office import dossier_of

    text = dossier.texts.get(lang, "") if text is None else text
    return dossier_of(gathering.members(dossier, lang, text), lang=lang, path=Path())


def names(dossier: Dossier, lang: str) -> dict[str, str]:
    """Every name the text can quote, with its present value; tables with their caption."""
    from liandong.report.office.case_report import gathered_evidence
    from liandong.report.office.results import results
    from liandong.report.office.tables import tables

    found = gathered_evidence(gathering.members(dossier, lang, ""), Path())
    captions = {f"table.{name}": it.caption for name, it in tables(found, lang).items()}
    return captions | results(found, lang)


def write_section(
    dossier: Dossier, lang: str, place: int, title: str, body: str, *, user: User | None, began: int
) -> Dossier:
    """Put another section in that place. Raises ValidationError where somebody changed the text since ``began``."""
    text = sections.replaced(dossier.texts.get(lang, ""), place, title.strip(), body.strip())
    return write(dossier, lang, text, user=user, section=title, began=began)


def place_now(dossier: Dossier, lang: str, place: int, opened: int) -> int:
    """Where the section is now that the writer saw in that place of version ``opened``, whatever others did to the rest.

    Raises ValidationError where that cannot be told.
    """
    seen = dossier.versions.filter(lang=lang, number__lte=opened).first()
    now = dossier.texts.get(lang, "")
    found = sections.moved(seen.text if seen else "", now, place)
    if found is None:
        raise ValidationError(
            _(
                "您打开的这一节已被别人改名、合并或删去。您写的还在这里：请复制下来，回到案例报告写进相应的一节。"
            ),
            code="gone",
        )
    return found


@transaction.atomic
def write(
    dossier: Dossier,
    lang: str,
    text: str,
    *,
    user: User | None,
    section: str = "",
    began: int | None = None,
) -> Dossier:
    """Put another text in the place of the one there is, and keep it as a version.

    Raises ValidationError where it quotes what there is not, or where somebody changed it since ``began``.
    """
    text = text.replace("\r\n", "\n")
    _hold(dossier)
    now = dossier.version
    if began is not None and began != now:
        raise ValidationError(
            _(
                "您打开之后，别人保存过第 %(now)s 版。您写的还在这里：请先看历史版本，再按一次保存，以您的为准。"
            )
            % {"now": now},
            code="changed",
        )
    if text == dossier.texts.get(lang):
        return dossier
    with told():
        report(dossier, lang, text)
    dossier.texts = {**dossier.texts, lang: text}
    dossier.version = now + 1
    _save(dossier, "texts", "version")
    Version.objects.create(
        dossier=dossier, number=dossier.version, lang=lang, section=section[:120], text=text, by=user
    )
    return dossier


def restore(dossier: Dossier, version: Version, *, user: User | None) -> Dossier:
    """Make the text of an earlier version the newest one again. Raises ValidationError where it cannot be filled now."""
    return write(dossier, version.lang, version.text, user=user, section=f"← {version.number}")


@transaction.atomic
def quote(dossier: Dossier, *, effect: Effect | None, run: StressRun | None) -> Dossier:
    """Take figures from these results. Raises ValidationError where a text quotes what they do not have."""
    _hold(dossier)
    dossier.effect, dossier.run, dossier.is_simulated = effect, run, _is_simulated(effect)
    _check_all(dossier)
    _save(dossier, "effect", "run", "is_simulated")
    return dossier


@transaction.atomic
def bring(dossier: Dossier, tables: dict[str, Any]) -> Dossier:
    """Put these tables beside those there are. Raises ValidationError where a text quotes what is not there any more."""
    _hold(dossier)
    dossier.tables = {**dossier.tables, **tables}
    _check_all(dossier)
    _save(dossier, "tables")
    return dossier


def _hold(dossier: Dossier) -> None:
    """Lock the row until the transaction ends, and see what others saved since it was read."""
    names = ("texts", "version", "tables", "effect_id", "run_id", "is_simulated")
    now = Dossier.objects.select_for_update().values(*names).get(pk=dossier.pk)
    for name, value in now.items():
        setattr(dossier, name, value)
    dossier._before |= now


def _save(dossier: Dossier, *names: str) -> None:
    """Save what was changed and nothing else: others may have changed the rest."""
    dossier.save(update_fields=[*names, "updated_at"])


def _check_all(dossier: Dossier) -> None:
    for lang in dossier.texts:
        with told():
            report(dossier, lang)


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """The lines of a text beside the one before: ``+``, ``-`` or a blank, and the line; parts that stayed are left out."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    # The first three lines name the files and the place of the first change.
    return [("@", "⋯") if line[0] == "@" else (line[0], line[1:]) for line in islice(lines, 3, None)]


def sign(dossier: Dossier, imprint: dict[str, str]) -> None:
    """Keep signature, date and where copies go."""
    dossier.imprint = {name: it for name, it in imprint.items() if it}
    _save(dossier, "imprint")


def share(dossier: Dossier, *, is_shared: bool) -> None:
    """Let the network see the case report, or its own zone alone."""
    dossier.circle = Circle.network() if is_shared else Circle.of([dossier.zone])
    _save(dossier, "circle")
