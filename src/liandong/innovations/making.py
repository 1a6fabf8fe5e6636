"""What is made of a folder's sources: its procedures, its simulated evidence, and the results its texts quote.

    assumptions.toml ── draw ──> process/before.bpmn ── reform.toml ──> process/after.bpmn
    assumptions.toml ── simulate ──> evidence/own.profile, effect.json, verdict.json, forecast.json

The profiles of all zones are large and follow from the assumptions and the seed to the byte, so they are made when they
are wanted; the results keep their fingerprints.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from liandong.bundle.facts import REFORM, Innovation, read
from liandong.bundle.fields import Text, told
from liandong.bundle.rehearsing import AFTER, BEFORE
from liandong.effect import Claim, Effect, effect
from liandong.errors import BundleFaulty, FileDamaged, FileMissing
from liandong.files import written_beside
from liandong.innovations.assumptions import FILE, Assumptions
from liandong.innovations.simulating import Simulated, simulated
from liandong.procedure import Procedure, Reform
from liandong.stress.plan import StressTest
from liandong.stress.registry import register
from liandong.stress.running import Progress, stress_test
from liandong.stress.verdict import Verdict

STRESS = "stress.toml"
CLAIMS = "evidence/claims.csv"
OWN, EFFECT, VERDICT, FORECAST = (
    f"evidence/{name}" for name in ("own.profile", "effect.json", "verdict.json", "forecast.json")
)
#: What of a verdict is too long to be kept: it comes again with the same test.
_LONG = ("series", "bars")


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
    """The simulated profiles of all zones: the same bytes whenever they are made."""
    root = Path(folder)
    before, after = (Procedure.load(root / name) for name in (BEFORE, AFTER))
    return simulated(Assumptions.load(root / FILE), before, after)


def measured(folder: str | os.PathLike[str], found: Simulated) -> Effect:
    """The effect in the simulated months, with the claims of the folder beside it."""
    root = Path(folder)
    adopted = Assumptions.load(root / FILE).adopted
    claims = [
        Claim.from_string(f"{row['claim']}@{row['source']}") for row in claims_of(root) if row.get("claim")
    ]
    return effect(found.before, found.after, adopted=adopted, claims=claims)


def simulate(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Effect, Verdict]:
    """Writes the evidence of the folder: the own zone's profile, the effect, the verdict of the stress test, its forecast.

    With ``out`` the profiles of all zones are written there too, as ``before.profile`` and ``after.profile``. ``now`` is
    when the stress test is registered, unless it stands in the register already.
    """
    root = Path(folder)
    found = months(root)
    (root / "evidence").mkdir(exist_ok=True)
    found.own.save(root / OWN)
    told_effect = measured(root, found)
    _save(root / EFFECT, short(told_effect))
    verdict = tried(root, now=now, progress=progress)
    content = json.loads(verdict.to_json())
    _save(
        root / VERDICT,
        {name: it for name, it in content.items() if name not in _LONG} | {"sentences": _sentences(verdict)},
    )
    verdict.forecast().save(root / FORECAST)
    if out is not None:
        Path(out).mkdir(parents=True, exist_ok=True)
        found.before.save(Path(out) / "before.profile")
        found.after.save(Path(out) / "after.profile")
    return told_effect, verdict


def tried(folder: str | os.PathLike[str], *, now: datetime, progress: Progress | None = None) -> Verdict:
    """The verdict of the folder's stress test, registered beforehand where it was not."""
    path = Path(folder) / STRESS
    test = StressTest.load(path)
    return stress_test(test, register(test, path, now), progress=progress)


def short(found: Effect) -> dict[str, Any]:
    """An effect as JSON values, of its tables only the claims."""
    content = found.to_dict()
    return content | {
        "tables": {name: it for name, it in content["tables"].items() if name == "effect_claims"}
    }


def facts_of(folder: str | os.PathLike[str]) -> Innovation:
    """The facts of the folder. Raises BundleFaulty, which tells all that is wrong with them."""
    root, problems = Path(folder), list[Text]()
    members = {path.name: path.read_bytes() for path in root.glob("*.toml")}
    facts = read(members, problems)
    if problems:
        raise BundleFaulty(path=root, count=len(problems), problems=told(problems))
    return facts


def claims_of(folder: str | os.PathLike[str]) -> list[dict[str, str]]:
    """What documents claim, a row each; none where the folder has no claims. Raises FileDamaged."""
    path = Path(folder) / CLAIMS
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileDamaged(path=path, reason=("不是 UTF-8 的 CSV", "it is no CSV in UTF-8")) from error


def result_of(folder: str | os.PathLike[str], name: str) -> Mapping[str, Any]:
    """A result that was written into the folder. Raises FileMissing, FileDamaged."""
    path = Path(folder) / name
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise FileDamaged(path=path, reason=("不是 JSON", "it is no JSON")) from error


def _sentences(verdict: Verdict) -> dict[str, list[str]]:
    return {lang: verdict.sentences(lang) for lang in ("zh", "en")}


def _save(path: Path, content: Mapping[str, Any]) -> None:
    with written_beside(path) as part:
        part.write_text(
            json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n"
        )
