"""What a dossier may quote: the results in a folder of an innovation, computed or read once.

evidence/before.profile, evidence/after.profile   what the effect is measured from
evidence/effect.toml     how: the arguments of ``ld.effect``, such as measures = ["median"] and [adopted] "日照" = "2023-08"
evidence/claims.csv      id, subject, subject_en, value, unit, unit_en, qualifier, source, quote: one claim a row; beside what
                         it stands: claim, a change such as "通关用时[median]=-3d", or level, such as median.before
evidence/verdict.json    a stress test, as ``liandong stress -o verdict.json`` writes it
evidence/*.csv           other tables of results, quoted as {{table's name.first column.column}}
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from liandong.bundle.contents import laid_out
from liandong.bundle.facts import Innovation
from liandong.bundle.fields import Fields, Text
from liandong.bundle.procedures import procedures_in
from liandong.effect import Effect, effect
from liandong.errors import FileDamaged
from liandong.procedure import Procedure
from liandong.profile import Profile
from liandong.report.office.imprint import refuse
from liandong.report.office.measured import Measured

_FOUND = "evidence/effect.json"
_BEFORE, _AFTER, _HOW = "evidence/before.profile", "evidence/after.profile", "evidence/effect.toml"
CLAIMS, _VERDICT = "evidence/claims.csv", "evidence/verdict.json"
Rows = tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Evidence:
    """The results; what is not there is None or empty."""

    innovation: Innovation
    effect: Measured | None = None
    #: A stress test's verdict as JSON has it.
    verdict: Mapping[str, Any] | None = None
    claims: Rows = ()
    #: The other tables by name; the first column of a row is its key.
    others: Mapping[str, Rows] = field(default_factory=dict)
    procedures: tuple[Procedure, Procedure] | None = None
    #: The first and the last month that was simulated.
    window: tuple[date, date] | None = None

    @property
    def is_simulated(self) -> bool:
        """Whether anything in it is: then it is said wherever it is shown."""
        return self.innovation.is_simulated or (self.effect is not None and self.effect.simulated)


def evidence(
    members: Mapping[str, bytes],
    innovation: Innovation,
    *,
    found: Effect | None = None,
    verdict: Mapping[str, Any] | None = None,
) -> Evidence:
    """The results among the members of a folder; an effect or a verdict that is given is taken in place of theirs.

    Raises FileDamaged, DossierError, SettingError and what ``ld.effect`` raises.
    """
    return Evidence(
        innovation,
        _of(found) if found else _effect(members),
        verdict or _verdict(members),
        _rows(members, CLAIMS),
        {PurePosixPath(name).stem: _rows(members, name) for name in members if _is_table(name)},
        procedures_in(members, {}, on=innovation.published),
        _window(members.get("assumptions.toml", b"")),
    )


def _is_table(name: str) -> bool:
    return name.startswith("evidence/") and name.endswith(".csv") and name != CLAIMS


def _of(found: Effect) -> Measured:
    return Measured.of(found.to_dict(), found.clock)


def _effect(members: Mapping[str, bytes]) -> Measured | None:
    if _FOUND in members:
        return Measured.parse(members[_FOUND], _FOUND)
    if _BEFORE not in members or _AFTER not in members:
        return None
    how = _settings(members.get(_HOW, b""))
    with laid_out({name: members[name] for name in (_BEFORE, _AFTER)}) as root:
        before, after = (Profile.load(root / name) for name in (_BEFORE, _AFTER))
    return _of(effect(before, after, **how))


def _settings(data: bytes) -> dict[str, Any]:
    """The arguments of ``ld.effect``; its own where the file has none."""
    problems: list[Text] = []
    fields = Fields.of_file(data, _HOW, problems)
    found: dict[str, Any] = {
        "adopted": {zone: _day(day) for zone, day in fields.take("adopted", dict, default={}).items()},
        "measures": fields.texts("measures"),
        "target_days": tuple(map(float, fields.take("target_days", list, default=[]))),
        "clock": fields.take("clock", str, default="clock"),
        "period": fields.maybe("period", str),
        "follow_up_days": fields.maybe("follow_up_days", float),
        "minimum": fields.take("minimum", int, default=5),
    }
    fields.finish()
    refuse(_HOW, problems)
    return found


def _day(value: object) -> str | date:
    return value if isinstance(value, date) else str(value)


def _rows(members: Mapping[str, bytes], name: str) -> Rows:
    """The rows of a table, blanks stripped."""
    if name not in members:
        return ()
    try:
        rows = list(csv.DictReader(io.StringIO(members[name].decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        reason = (f"不是 UTF-8 的 CSV：{error}", f"no CSV in UTF-8: {error}")
        raise FileDamaged(path=name, reason=reason) from None
    return tuple({key: (value or "").strip() for key, value in row.items() if key} for row in rows)


def key_of(row: Mapping[str, str]) -> str:
    """By which a row is quoted: its ``id``, else its first column."""
    return row.get("id") or next(iter(row.values()))


def _verdict(members: Mapping[str, bytes]) -> Mapping[str, Any] | None:
    if _VERDICT not in members:
        return None
    try:
        content = json.loads(members[_VERDICT])
        if content["format"] != "liandong.verdict/1":
            raise ValueError(content["format"])
        for row in content["rows"]:
            row["scenario"], row["version"], row["measure"], row["value"], row["low"], row["high"]
        content["outcome"], content["name"], content["judgements"], content["replications"]
    except (ValueError, TypeError, KeyError) as error:
        reason = (
            f"不是 `liandong stress` 写的 JSON：{error}",
            f"not JSON written by `liandong stress`: {error}",
        )
        raise FileDamaged(path=Path(_VERDICT), reason=reason) from None
    return dict(content)


def _window(data: bytes) -> tuple[date, date] | None:
    fields = Fields.of_file(data, "assumptions.toml", [])
    start, months = fields.maybe("start", date), fields.maybe("months", int)
    if start is None or not months:
        return None
    years, month = divmod(start.month - 1 + months - 1, 12)
    return start, date(start.year + years, month + 1, 1)
