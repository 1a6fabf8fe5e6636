"""From a profile to what may leave the house: cells of at least k, perhaps noise, and a record of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from liandong.errors import DifferenceTooSmall, SettingError, SharedAlready, TooFewToShare
from liandong.profile.datasheet import DataSheet
from liandong.profile.sharing.care import EDGE, Care, no_edges
from liandong.profile.sharing.differences import Difference, differences, overlapping
from liandong.profile.sharing.noise import Noiser, noised, opendp_noise
from liandong.profile.sharing.release import Merged, Noise, Release
from liandong.profile.sharing.suppress import Suppressed, suppressed
from liandong.profile.tables import END, OTHER, START, TABLES, TEXT
from liandong.profile.value import Profile

#: How many cases a cell must be of at least, unless said otherwise.
K = 10


@dataclass(frozen=True)
class Approval:
    """For what counts are shared, until when they are kept, and who approved it on which day."""

    purpose: str
    retention: str
    approved_by: str
    approved_on: date

    def __post_init__(self) -> None:
        for name in ("purpose", "retention", "approved_by"):
            if not getattr(self, name).strip():
                reason = ("数据说明里必须写明", "the data sheet must say it")
                raise SettingError(setting=name, value="“”", reason=reason)


def share(
    profile: Profile,
    approval: Approval,
    *,
    k: int = K,
    earlier: Sequence[Profile] = (),
    epsilon: Decimal | None = None,
    most_steps: int = 0,
    draw: Noiser = opendp_noise,
) -> Profile:
    """The profile as it may be shared: every cell of ``k`` cases or more, with the record of it in its data sheet.

    Parameters
    ----------
    approval : purpose, retention and approval, for the record.
    k : how many cases every published cell must be of.
    earlier : releases made before; what they tell together with this one is kept at k cases or more too.
    epsilon : adds discrete Laplace noise for this ε; needs ``most_steps``, which no case may exceed, known without
        looking at the cases.

    Raises
    ------
    TooFewToShare, SharedAlready, SharingRefused, DifferenceTooSmall, SettingError, ExtraMissing

    Examples
    --------
    >>> from datetime import date
    >>> approval = Approval("跨区对标", "2027-12-31", "数据处", date(2026, 11, 22))
    >>> share(Profile(), approval)
    Traceback (most recent call last):
    liandong.errors.TooFewToShare: The profile counts 0 cases, fewer than k = 10: nothing of it can be shared, ...
    """
    _check(profile, k, epsilon, most_steps)
    made_safe = _beside(profile, [one for one in earlier if not is_noisy(one)], k)
    shared = made_safe.profile
    made = _merged(profile, shared)
    noise: tuple[Noise, ...] = ()
    if epsilon is not None:
        shared, noise = noised(shared, k, epsilon, most_steps, draw)
    release = Release(
        k=k,
        purpose=approval.purpose,
        retention=approval.retention,
        approved_by=approval.approved_by,
        approved_on=approval.approved_on.isoformat(),
        source=profile.sha256,
        counts=shared.sha256,
        fields=_fields(shared),
        merged=made,
        clipped=_clipped(profile, shared),
        epsilon="" if epsilon is None else str(epsilon),
        noise=noise,
        most_repeats=made_safe.most[0],
        most_steps=made_safe.most[1],
    )
    return replace(shared, sheet=replace(shared.sheet, releases=(release,)))


def is_noisy(profile: Profile) -> bool:
    """Whether the counts of a shared profile carry noise."""
    return any(release.epsilon for release in profile.sheet.releases)


def _check(profile: Profile, k: int, epsilon: Decimal | None, most_steps: int) -> None:
    if k < 2:
        raise SettingError(
            setting="k", value=k, reason=("请用 2 或更大的整数", "use a whole number of 2 or more")
        )
    for release in profile.sheet.releases:
        raise already(release)
    cases = int(profile.case["n"].sum())
    if cases < k:
        raise TooFewToShare(cases=cases, k=k)
    if epsilon is not None:
        _check_noise(profile, epsilon, most_steps)


def already(release: Release) -> SharedAlready:
    """The refusal to share what this release has shared."""
    settings = f"k = {release.k}" + (f", ε = {release.epsilon}" if release.epsilon else "")
    return SharedAlready(settings=settings, approved_by=release.approved_by, approved_on=release.approved_on)


def check_epsilon(epsilon: Decimal) -> None:
    """Refuses an ε that is no number above 0. Raises SettingError."""
    if not (epsilon.is_finite() and epsilon > 0):
        reason = ("请用大于 0 的数", "use a number above 0")
        raise SettingError(setting="epsilon", value=epsilon, reason=reason)


def _check_noise(profile: Profile, epsilon: Decimal, most_steps: int) -> None:
    check_epsilon(epsilon)
    longest = int(profile.sequence["activities"].list.len().cast(pl.Int64).max() or 0)  # type: ignore[arg-type]
    if not longest or most_steps < longest:
        reason = (
            "每件最多的步数须事先定下，且没有更长的办件；过长的请先用 --keep 只计里程碑",
            "set the most steps of a case beforehand, and no case may be longer; count milestones only (--keep)",
        )
        raise SettingError(setting="most_steps", value=most_steps, reason=reason)


def _beside(profile: Profile, earlier: Sequence[Profile], k: int) -> Suppressed:
    """The profile in cells of k cases or more, also where releases are subtracted. Raises DifferenceTooSmall."""
    care, sheet = Care(k), _rounded(profile, k)
    while True:
        made = suppressed(profile, care)
        shared = replace(made.profile, sheet=sheet)
        changed = {group for old in earlier for group in overlapping(shared, old)} | set(care.changed)
        if changed != set(care.changed):
            care = replace(care, changed=tuple(sorted(changed)))
            continue
        found = differences(shared, earlier, k, made.thresholds)
        if not found:
            return replace(made, profile=shared)
        hidden = pl.concat([care.hidden, *(_hiding(one, shared) for one, _ in found)]).unique().sort(EDGE)
        if hidden.height == care.hidden.height:
            one, each = found[0]
            others = "、".join(old.sha256[:12] for old in each.profiles if old is not shared)
            raise DifferenceTooSmall(release=others, n=one.n, cell=one.name, k=k)
        care = replace(care, hidden=hidden)


def _hiding(one: Difference, shared: Profile) -> pl.DataFrame:
    """The edges to hide so that the difference is told no longer; none where it is one of totals."""
    cell = dict(one.cell)
    if one.table == "case" and "outcome" in cell:
        cell |= {"source": cell.pop("outcome"), "target": END}
    elif one.table != "follows":
        return no_edges()
    group = (pl.col("zone") == cell["zone"]) & (pl.col("object_type") == cell["object_type"])
    edges = shared.follows.select(pl.col(EDGE).cast(pl.String)).unique().filter(group)
    match cell.get("source"), cell.get("target"):
        case (None, str(target)):
            cell["source"] = OTHER
        case (str(source), None):
            return edges.filter(pl.col("source") == source) if source not in (START, OTHER) else no_edges()
        case (str(source), target) if source == START and target == OTHER:
            return edges.filter(pl.col("source") == START)
        case (str(source), target) if source == OTHER and target == END:
            return edges.filter(pl.col("target") == END)
    is_named = cell["target"] not in (OTHER, END) or cell["source"] != OTHER
    return pl.DataFrame([cell], schema=dict.fromkeys(EDGE, pl.String)) if is_named else no_edges()


def _rounded(profile: Profile, k: int) -> DataSheet:
    """The data sheet with its span in whole months, as the first and the last event are single cases' own."""
    zone, sheet = ZoneInfo(profile.settings.timezone), profile.sheet
    note = (
        f"共享前已合并少于 {k} 的单元；“{OTHER}”是合并后的名称，时段、时长和钟点取所在一组的中位",
        f"cells under {k} were merged before sharing; “{OTHER}” stands for merged names, and periods, durations and "
        "hours are the middle ones of their block",
    )
    first = sheet.first and _month(sheet.first.astimezone(zone))
    last = sheet.last and _month(_month(sheet.last.astimezone(zone)) + timedelta(days=32)) - timedelta(
        seconds=1
    )
    return replace(sheet, first=first, last=last, assumptions=tuple(sorted({*sheet.assumptions, note})))


def _month(time: datetime) -> datetime:
    return time.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _merged(profile: Profile, shared: Profile) -> tuple[Merged, ...]:
    """What became of each table."""
    return tuple(
        Merged(
            table=name,
            cells_before=profile.tables[name].height,
            cells_after=frame.height,
            n=int(frame["n"].sum()),
            n_other=int(frame.filter(_is_other(frame))["n"].sum()),
        )
        for name, frame in shared.tables.items()
        if profile.tables[name].height
    )


def _is_other(frame: pl.DataFrame) -> pl.Expr:
    return pl.any_horizontal([pl.col(name) == OTHER for name, dtype in frame.schema.items() if dtype == TEXT])


def _fields(shared: Profile) -> tuple[str, ...]:
    working = bool(shared.settings.calendar)
    return tuple(
        f"{name}: {', '.join(TABLES[name].schema(working=working))}"
        for name, frame in shared.tables.items()
        if frame.height
    )


def _clipped(profile: Profile, shared: Profile) -> str:
    """The share of the time of edges that was cut, with four decimals."""
    before, after = (float(one.follows["seconds"].sum() or 0) for one in (profile, shared))
    return f"{max(0.0, 1 - after / before):.4f}" if before else "0"
