"""Who answers for a document and who gets it: ``text/dossier.toml``, whose every field may be left out.

level = { zh = "国家级最佳实践案例", en = "…" }    the level of recognition sought
lead, cooperating, commissioner, contact = { zh = "…", en = "…" }
signed_by = { zh = "…", en = "…" }                signed_on = 2026-11-22
copies_to, issued_by = { zh = "…", en = "…" }     issued_on = 2026-11-22
attachments = ["…"]
[dates]  proposed, tested, live, evaluated = 2023-05-01
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liandong.bundle.fields import Fields, Text, told
from liandong.diagnosis.words import choose
from liandong.diagnosis.words import day as written_day
from liandong.errors import DossierError

FILE = "text/dossier.toml"
_PEOPLE: dict[str, Text] = {
    "level": ("申报层级", "Level sought"),
    "lead": ("牵头单位", "Lead unit"),
    "cooperating": ("配合单位", "Cooperating units"),
    "commissioner": ("制度创新专员", "Innovation officer"),
    "contact": ("联系人", "Contact"),
}
_DATES: dict[str, Text] = {
    "proposed": ("提出时间", "Proposed"),
    "tested": ("压力测试时间", "Stress-tested"),
    "live": ("实施时间", "Live"),
    "evaluated": ("评估时间", "Evaluated"),
}


@dataclass(frozen=True)
class Imprint:
    """Signature, date and where copies go; "" and None where nothing is to stand."""

    signed_by: str = ""
    signed_on: date | None = None
    copies_to: str = ""
    issued_by: str = ""
    issued_on: date | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """The facts of a dossier beside its text."""

    imprint: Imprint
    #: Name and value, in one language.
    facts: tuple[tuple[str, str], ...] = ()
    contact: str = ""


def refuse(path: str, problems: list[Text]) -> None:
    """Raises DossierError where there are problems."""
    if problems:
        raise DossierError(path=path, reason=told(problems))


def about(data: bytes, lang: str) -> About:
    """The facts in the file. Raises DossierError, which tells everything that is wrong in it."""
    problems: list[Text] = []
    fields = Fields.of_file(data, FILE, problems)

    def words(name: str) -> str:
        return choose(lang, *fields.words(name)) if name in fields.values else ""

    people = {name: words(name) for name in _PEOPLE}
    dates = fields.inner("dates", fields.take("dates", dict, default={}))
    days = {name: dates.maybe(name, date) for name in _DATES}
    dates.finish()
    imprint = Imprint(
        words("signed_by"), fields.maybe("signed_on", date), words("copies_to"), words("issued_by"),
        fields.maybe("issued_on", date), fields.texts("attachments"),
    )  # fmt: skip
    fields.finish()
    refuse(FILE, problems)
    rows = [(choose(lang, *_PEOPLE[name]), value) for name, value in people.items() if value]
    rows += [(choose(lang, *_DATES[name]), written_day(value, lang)) for name, value in days.items() if value]
    return About(imprint, tuple(rows), people["contact"])
