"""What is made of a folder's sources: its procedures, its simulated evidence, and the results its texts quote.

    assumptions.toml ── draw ──> process/before.bpmn ── reform.toml ──> process/after.bpmn
    assumptions.toml ── simulate ──> evidence/: before.profile, after.profile, effect.json, derived.csv,
                                     own.profile, verdict.json, forecast.json

The profiles of all zones are kept without people, roles and, where no clause prescribes a time, activities: an effect
needs none of them. With them they come again from the assumptions and the seed, to the byte.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from liandong.bundle.facts import REFORM
from liandong.bundle.procedures import AFTER, BEFORE
from liandong.diagnosis.words import percent
from liandong.effect import Effect, effect
from liandong.files import written_beside
from liandong.innovations.assumptions import FILE, Assumptions
from liandong.innovations.simulating import Simulated, simulated
from liandong.procedure import Procedure, Reform
from liandong.profile import Profile
from liandong.report.office.case_report import gathered_evidence, members_of
from liandong.stress.plan import StressTest
from liandong.stress.registry import register
from liandong.stress.running import Progress, stress_test
from liandong.stress.verdict import Verdict

STRESS = "stress.toml"
OWN, VERDICT, FORECAST = (f"evidence/{name}" for name in ("own.profile", "verdict.json", "forecast.json"))
MONTHS = ("evidence/before.profile", "evidence/after.profile")
EFFECT, DERIVED = "evidence/effect.json", "evidence/derived.csv"
#: What an effect does not need of the months of all zones; prescribed time is told by activities alone.
_NOT_KEPT = ("resource", "role", "party", "variant")
#: What of a verdict is too long to be kept: it comes again with the same test.
_LONG = ("series", "bars")
Derived = tuple[str, str, str]


def drawn(folder: str | os.PathLike[str]) -> tuple[Procedure, Procedure]:
    """The procedures before and after, from the assumptions and the reform."""
    root = Path(folder)
    before = Assumptions.load(root / FILE).procedure()
    return before, before.apply(Reform.load(root / REFORM))


def draw(folder: str | os.PathLike[str]) -> None:
    """Writes both procedures into the folder. Raises AssumptionsDamaged, ReformError and its kin."""
    (Path(folder) / "process").mkdir(exist_ok=True)
    for name, procedure in zip((BEFORE, AFTER), drawn(folder), strict=True):
        procedure.save(Path(folder) / name)


def months(folder: str | os.PathLike[str]) -> Simulated:
    """The simulated profiles of all zones, whole: the same bytes whenever they are made."""
    root = Path(folder)
    before, after = (Procedure.load(root / name) for name in (BEFORE, AFTER))
    return simulated(Assumptions.load(root / FILE), before, after)


def kept(found: Simulated) -> tuple[Profile, Profile]:
    """The months of all zones as the folder keeps them."""
    gone = _NOT_KEPT if found.before.settings.statutory else ("activity", *_NOT_KEPT)
    return found.before.coarsen(drop=gone), found.after.coarsen(drop=gone)


def simulate(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Effect, Verdict]:
    """Writes the evidence of the folder, and gives the effect and the verdict of the stress test.

    With ``out`` the whole profiles of all zones are written there, as ``before.profile`` and ``after.profile``. ``now``
    is when the stress test is registered, unless it stands in the register already.
    """
    root = Path(folder)
    found = months(root)
    (root / "evidence").mkdir(exist_ok=True)
    for name, profile in zip((OWN, *MONTHS), (found.own, *kept(found)), strict=True):
        profile.save(root / name)
    verdict = tried(root, now=now, progress=progress)
    content = {name: it for name, it in json.loads(verdict.to_json()).items() if name not in _LONG}
    _write(root / VERDICT, _json(content | {"sentences": {it: verdict.sentences(it) for it in ("zh", "en")}}))
    verdict.forecast().save(root / FORECAST)
    told = measured(root, *kept(found))
    _write(root / EFFECT, _json(short(told)))
    if rows := list(derived(told)):
        with written_beside(root / DERIVED) as part, part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("id", "zh", "en"), *rows])
    if out is not None:
        Path(out).mkdir(parents=True, exist_ok=True)
        found.before.save(Path(out) / "before.profile")
        found.after.save(Path(out) / "after.profile")
    return told, verdict


def tried(folder: str | os.PathLike[str], *, now: datetime, progress: Progress | None = None) -> Verdict:
    """The verdict of the folder's stress test, registered beforehand where it was not."""
    path = Path(folder) / STRESS
    test = StressTest.load(path)
    return stress_test(test, register(test, path, now), progress=progress)


def measured(folder: str | os.PathLike[str], before: Profile, after: Profile) -> Effect:
    """The effect in the simulated months, with the claims of the folder beside it."""
    root = Path(folder)
    rows = gathered_evidence(members_of(root), root).claims
    claims = [f"{row['claim']}@{row['source']}" for row in rows if row.get("claim")]
    return effect(before, after, adopted=Assumptions.load(root / FILE).adopted, claims=claims)


def short(found: Effect) -> dict[str, Any]:
    """An effect as JSON values, of its tables only the claims."""
    content = found.to_dict()
    tables = {name: it for name, it in content["tables"].items() if name == "effect_claims"}
    return content | {"tables": tables}


def derived(found: Effect) -> Iterator[Derived]:
    """What follows from an effect and a text may quote as ``{{derived.NAME.zh}}``: name, Chinese, English."""
    changes = {str(it.measure): it.value for it in found.estimates}
    mean, net = changes.get("mean"), changes.get("mean-net")
    if mean and net is not None:
        for name, part in (("statutory", mean - net), ("local", net)):
            yield name, found.clock.say(abs(part), "zh"), found.clock.say(abs(part), "en")
            yield f"{name}_share", percent(part / mean), percent(part / mean)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, text: str) -> None:
    with written_beside(path) as part:
        part.write_text(text, "utf-8", newline="\n")
