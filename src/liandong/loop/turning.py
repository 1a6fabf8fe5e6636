"""One turn of the loop, every step of it a call of the library; the results lie in one folder.

    seven zones' months (simulated) ──> diagnosis ──> reform ──> stress test ──> bundle ──> the other zones
                                                     dossier <── effect <── their months after adoption

The days are those of the innovation and the key is no secret, so that the same innovation gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liandong.bundle import Bundle, Trust, Zone, install
from liandong.bundle.facts import Innovation
from liandong.bundle.keys import Ed25519Private
from liandong.diagnosis import Diagnosis, diagnose
from liandong.effect import Effect
from liandong.errors import NotFitting, OutputError
from liandong.files import refused
from liandong.innovations.assumptions import FILE, Assumptions
from liandong.innovations.making import measured, months, tried
from liandong.innovations.simulating import Simulated
from liandong.procedure import Change, Procedure, diff
from liandong.profile.receipts import SigningKey
from liandong.report import procedure_svg, write_effect, write_report, write_verdict
from liandong.report.office import dossier, write_dossier
from liandong.stress import Verdict

#: Told how many steps are done, and of how many.
Progress = Callable[[int, int], None]
STEPS = 7
#: The file that tells a folder of the loop from any other.
MARK = ".liandong-loop"


@dataclass(frozen=True)
class Adoption:
    """What became of the bundle in one zone: installed, or the reasons (Chinese, English) why it does not fit."""

    zone: str
    adopted: date | None
    reasons: tuple[str, str] | None


@dataclass(frozen=True)
class Turn:
    """What one turn of the loop found; all of it is simulated, and says so."""

    facts: Innovation
    folder: Path
    diagnosis: Diagnosis
    changes: tuple[Change, ...]
    verdict: Verdict
    bundle: Bundle
    adoptions: tuple[Adoption, ...]
    effect: Effect

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every file of the turn, by path: the same on every run."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name != MARK)
        return {
            path.relative_to(self.folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
        }


def turn(innovation: Path, out: Path, *, lang: str = "zh", progress: Progress | None = None) -> Turn:
    """Takes the innovation in a folder through the loop; everything is written under ``out``.

    A former turn there is replaced; any other folder that is not empty is left alone. Raises OutputError for such a one,
    and what the steps raise: AssumptionsDamaged, ReformError, BundleError and their kin.
    """
    told = progress or (lambda done, total: None)
    facts = Bundle.build(innovation).innovation
    _cleared(out)
    root = out / "innovation"
    shutil.copytree(innovation, root)
    now = datetime.combine(facts.published, time(0), UTC)

    found = months(root)
    told(1, STEPS)
    diagnosis = _diagnosed(found, out, lang)
    told(2, STEPS)
    changes = _drawn(root, out, found, lang)
    told(3, STEPS)
    verdict = tried(root, now=now)
    write_verdict(verdict, out / "stress.html", lang=lang)
    verdict.forecast().save(out / "forecast.json")
    told(4, STEPS)
    bundle, adoptions = _spread(root, out, found, facts)
    told(5, STEPS)
    effect = measured(root, found.before, found.after)
    write_effect(effect, out / "effect.html", lang=lang)
    _kept(effect.to_dict(), out / "effect.json")
    told(6, STEPS)
    told_verdict = json.loads(verdict.to_json())
    written = [dossier(root, lang=each, effect=effect, verdict=told_verdict) for each in ("zh", "en")]
    for kind in ("docx", "pptx", "html"):
        write_dossier(written, out / f"dossier.{kind}", lang=lang)
    told(7, STEPS)
    return Turn(facts, out, diagnosis, changes, verdict, bundle, adoptions, effect)


def _cleared(out: Path) -> None:
    """An empty folder, marked as one that the next turn may replace."""
    mark = out / MARK
    if out.exists() and not mark.is_file() and (not out.is_dir() or any(out.iterdir())):
        reason = ("里面有别的文件，没有改动", "it holds other files, which were left alone")
        raise OutputError(path=out, reason=reason)
    try:
        if out.exists():
            shutil.rmtree(out)
        out.mkdir(parents=True)
        mark.touch()
    except OSError as error:
        raise OutputError(path=out, reason=refused(error)) from error


def _diagnosed(found: Simulated, out: Path, lang: str) -> Diagnosis:
    """Where the zones lose time before anybody changes anything."""
    found.before.save(out / "before.profile")
    found.after.save(out / "after.profile")
    diagnosis = diagnose(found.before)
    write_report(diagnosis, out / "diagnosis.html", lang=lang)
    return diagnosis


def _drawn(root: Path, out: Path, found: Simulated, lang: str) -> tuple[Change, ...]:
    """The pictures of both procedures, the first with its heat, and what differs."""
    before, after = (Procedure.load(root / "process" / f"{name}.bpmn") for name in ("before", "after"))
    pictures = {
        "before": procedure_svg(before, profile=found.before, lang=lang),
        "after": procedure_svg(after, lang=lang),
    }
    for name, svg in pictures.items():
        (out / f"{name}.svg").write_text(svg, "utf-8", newline="\n")
    return tuple(diff(before, after))


def _kept(content: dict[str, Any], path: Path) -> None:
    """Writes a result for programs, the same bytes on every run."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _spread(
    root: Path, out: Path, found: Simulated, facts: Innovation
) -> tuple[Bundle, tuple[Adoption, ...]]:
    """The signed bundle, and what becomes of it in the other zones: those that adopt it have what it asks for."""
    key = open_key(facts.origin)
    bundle = Bundle.build(root).sign(key)
    bundle.save(out / f"{facts.id}.fip")
    assumed = Assumptions.load(root / FILE)
    trust = Trust().add(key.public, on=facts.published)
    others = [zone for zone in assumed.zones if zone.name != facts.origin]
    return bundle, tuple(
        _offered(
            bundle, _zone(zone.name, facts, is_able=zone.adopted is not None), zone.adopted, found, trust, out
        )
        for zone in others
    )


def _zone(name: str, facts: Innovation, *, is_able: bool) -> Zone:
    """A zone that has all the bundle asks for, or nothing beyond the national acts."""
    if not is_able:
        return Zone(name)
    return Zone(name, tuple(it.id for it in facts.basis if not it.is_national), facts.capabilities)


def _offered(
    bundle: Bundle, zone: Zone, adopted: date | None, found: Simulated, trust: Trust, out: Path
) -> Adoption:
    own = found.before.select(zone=[zone.name])
    now = bundle.innovation.published
    try:
        install(bundle, out / "zones" / zone.name, trust=trust, now=now, zone=zone, profile=own)
    except NotFitting as refused:
        return Adoption(zone.name, adopted, _pair(refused))
    return Adoption(zone.name, adopted, None)


def open_key(party: str) -> Ed25519Private:
    """A key that everybody can make, for demonstrations only: what it signs proves nothing."""
    secret = sha256(f"liandong demonstration {party}".encode()).digest()
    return Ed25519Private(SigningKey(party, Ed25519PrivateKey.from_private_bytes(secret)))


def _pair(refused: NotFitting) -> tuple[str, str]:
    zh, en = refused.text("zh"), refused.text("en")
    return zh.rstrip("。"), en.rstrip(".")
