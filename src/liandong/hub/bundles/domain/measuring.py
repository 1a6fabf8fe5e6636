"""What the reports of all adopters come to at the origin: one effect with each adopter's own, and the matrix that shows them.

The newest report of each zone counts. Zones that run the bundle but have not begun with the new way are the comparison;
without any, the effect says that its evidence is weaker. A computed effect never takes the place of a claimed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bundles.domain import judging, reporting
from liandong.hub.bundles.models import BundleFile, BundleJob, ReportFile
from liandong.hub.core.models import Circle, Zone
from liandong.hub.effects.domain import measuring
from liandong.hub.effects.domain.linking import belongs_to
from liandong.hub.effects.domain.results import LEAST
from liandong.hub.effects.enums import Origin
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.domain import replicating
from liandong.hub.innovations.models import Innovation

if TYPE_CHECKING:
    from liandong.effect import Effect as Found
    from liandong.effect import Estimate
    from liandong.profile import Profile


def measure(job: BundleJob, tell: Teller) -> None:
    """Work the effect out from the newest report of each zone, and tell it where the innovation is listed."""
    from liandong.effect import effect

    assert job.bundle is not None
    rows = newest(job.bundle.key, job.zone)
    adopted = {row.party: row.adopted_on for row in rows if row.adopted_on}
    if not rows or not adopted:
        job.found = {
            "why": [
                "还没有片区写明起用日期，暂不能测算。",
                "No zone has said from which day it goes the new way.",
            ]
        }
        return
    tell(("读取各片区回传的画像", "Reading the profiles of the zones"), 0, 3)
    whole, left_out = together(rows)
    days = {zone: day for zone, day in adopted.items() if zone in whole.zones}
    tell(("测算", "Measuring"), 1, 3)
    found = tell.run(lambda: effect(whole, adopted=days))
    alone = tell.run(lambda: _alone(whole, found))
    tell(("写报告", "Writing the report"), 2, 3)
    made = _kept(job, found, rows)
    _told(job.bundle, rows, found, alone, made)
    job.found = {"effect": made.pk, "left_out": left_out}


def newest(key: str, zone: Zone) -> list[ReportFile]:
    """The newest report of each zone on any version of the zone's bundle, by the name that signs it."""
    rows = ReportFile.objects.filter(bundle__key=key, bundle__zone=zone)
    last: dict[str, ReportFile] = {}
    for row in rows.select_related("bundle__zone", "zone").order_by("sequence", "reported_on", "id"):
        last[row.party] = row
    return [last[party] for party in sorted(last)]


def together(rows: list[ReportFile]) -> tuple[Profile, dict[str, list[str]]]:
    """The counts of all reports added up; and of those that cannot be added, or opened, why: party -> both languages."""
    from liandong.profile import Profile
    from liandong.profile.periods import UNITS

    read: dict[str, Profile] = {}
    left_out: dict[str, list[str]] = {}
    for row in rows:
        try:
            read[row.party] = reporting.opened(row).profile
        except LiandongError as error:
            left_out[row.party] = [error.text("zh"), error.text("en")]
    unit = max((one.settings.period for one in read.values()), key=UNITS.index, default="month")
    whole: Profile | None = None
    for party, one in read.items():
        try:
            coarse = one.coarsen(period=unit)
            whole = coarse if whole is None else whole + coarse
        except LiandongError as error:
            left_out[party] = [error.text("zh"), error.text("en")]
    return whole or Profile(), left_out


@transaction.atomic
def _kept(job: BundleJob, found: Found, rows: list[ReportFile]) -> Effect:
    """The effect as the room of effects has it: the one of this innovation's reports, which is worked out anew each time."""
    bundle = job.bundle
    assert bundle is not None
    title = f"各片区回传成效：{bundle.title}"[:120]
    made = Effect.objects.filter(zone=job.zone, title=title, origin=Origin.RECEIVED).first() or Effect(
        zone=job.zone, title=title, origin=Origin.RECEIVED
    )
    made.circle = Circle.of([job.zone, *(row.zone for row in rows)])
    made.state, made.done, made.total = JobState.DONE, 1, 1
    made.adopted = {zone: day.isoformat() for zone, day in found.adopted.items()}
    made.folder = made.folder or files.new_folder(files.EFFECTS)
    measuring.summarise(made, measuring.write(found, files.place(made.folder)))
    made.save()
    innovation = own_innovation(bundle)
    if innovation is not None:
        belongs_to(made, innovation)
    return made


def _told(
    bundle: BundleFile, rows: list[ReportFile], found: Found, alone: Mapping[str, Found], made: Effect
) -> None:
    """Each adopter's own effect, with its report and in the replication matrix."""
    seen_by = sorted({bundle.zone.slug, *(one.zone.slug for one in rows)})
    where = {"on": judging.today().isoformat(), "page": made.get_absolute_url(), "zones": seen_by}
    innovation = own_innovation(bundle)
    for row in rows:
        own = words(found, row.party) or words(alone.get(row.party), row.party)
        if not own:
            continue
        row.effect = own | where
        row.save()
        if innovation is not None and row.zone_id != innovation.zone_id:
            adoption = replicating.offer(innovation=innovation, zone=row.zone, by=None)
            replicating.compute(adoption=adoption, computed=own | where)


def own_innovation(bundle: BundleFile) -> Innovation | None:
    """The innovation of the library that the bundle is, where it is of the bundle's zone: no zone computes for another's."""
    innovation = bundle.innovation
    return innovation if innovation is not None and innovation.zone_id == bundle.zone_id else None


def _alone(whole: Profile, found: Found) -> dict[str, Found]:
    """The effect of each adopter that nobody can be compared with, by its own former course: weaker, and it says so."""
    from liandong.effect import effect

    compared = {zone for finding in found.findings for zone in finding.adopters}
    return {
        zone: effect(whole.select(zone=zone), adopted={zone: day})
        for zone, day in found.adopted.items()
        if zone not in compared
    }


def words(found: Found | None, zone: str) -> dict[str, Any]:
    """The zone's own effect on the main measure: seconds with their limits, and in words; nothing where there is none.

    Where it rests on fewer cases than may be told, it has no numbers, and the words say why.
    """
    from liandong.diagnosis.words import choose
    from liandong.effect.estimate import METHODS, STRENGTHS
    from liandong.report.office.tables import signed

    finding = (
        next((one for one in found.findings if str(one.estimate.measure) == "median"), None)
        if found
        else None
    )
    row = finding.adopters.get(zone) if finding else None
    if found is None or finding is None or row is None or row.value is None:
        return {}
    one = finding.estimate
    if finding.adopter_cases(zone) < LEAST:
        return _too_few(one, found)
    said: dict[str, Any] = {}
    for lang in ("zh", "en"):
        short, *limits = (signed(one, it, lang, found.clock) for it in (row.value, row.low, row.high))
        span = choose(lang, f"（{limits[0]} 至 {limits[1]}）", f" ({limits[0]} to {limits[1]})")
        method, strength = (choose(lang, *pair) for pair in (METHODS[one.method], STRENGTHS[one.strength]))
        basis = choose(lang, f"；{method}，证据{strength}", f"; {method}, {strength} evidence")
        told = f"{one.measure.title(lang, found.clock)} {short}"
        said[lang] = told + (span if row.low is not None else "") + basis
        said[f"short_{lang}"] = short
    days = {name: getattr(row, name) for name in ("value", "low", "high")}
    return said | days | {"measure": str(one.measure), "strength": one.strength, "simulated": found.simulated}


def _too_few(one: Estimate, found: Found) -> dict[str, Any]:
    """That there is an effect whose number a few cases would give away, and mean little."""
    zh, en = (one.measure.title(lang, found.clock) for lang in ("zh", "en"))
    return {
        "zh": f"{zh}：起用后可比的办件不足 {LEAST} 件，不给出数字",
        "en": f"{en}: no number, as fewer than {LEAST} cases since adoption can be compared",
        "short_zh": f"不足 {LEAST} 件",
        "short_en": f"under {LEAST} cases",
        **dict.fromkeys(("value", "low", "high")),
        "measure": str(one.measure),
        "strength": "none",
        "simulated": found.simulated,
    }
