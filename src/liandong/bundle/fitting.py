"""Whether an innovation fits a zone: its legal basis, what it takes, its parameters, and the zone's own cases.

Every reason against is told, with what would be needed; notes tell what was found beside. A reason keeps the bundle from
being installed for the zone, a note does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from liandong.bundle.bundle import Bundle
from liandong.bundle.facts import Innovation, Parameter
from liandong.bundle.fields import Text
from liandong.bundle.procedures import BEFORE, procedures_in
from liandong.bundle.rehearsing import rehearse
from liandong.bundle.zone import Zone
from liandong.errors import LiandongError, NotFitting
from liandong.procedure import Procedure, conformance
from liandong.profile import Profile

#: Reasons against, and notes.
Findings = tuple[list[Text], list[Text]]
#: Where fewer of a zone's events have a step of the procedure, it is another procedure.
LEAST_KNOWN = 0.5


@dataclass(frozen=True)
class Fit:
    """What speaks against, and what else was found; and the parameters as the zone has them."""

    zone: str
    reasons: tuple[Text, ...]
    notes: tuple[Text, ...]
    parameters: dict[str, float]

    @property
    def is_good(self) -> bool:
        """Whether nothing speaks against."""
        return not self.reasons

    def demand(self, bundle: Bundle) -> None:
        """Raises NotFitting with every reason where something speaks against."""
        if self.reasons:
            zh, en = ("；".join(one[0] for one in self.reasons), "; ".join(one[1] for one in self.reasons))
            raise NotFitting(
                bundle=bundle.innovation.name, zone=self.zone, count=len(self.reasons), reasons=(zh, en)
            )


def fit(bundle: Bundle, zone: Zone, *, now: date, profile: Profile | None = None) -> Fit:
    """How the bundle fits the zone on that day; with its ``profile``, also how its own cases go with the procedure."""
    facts, own = bundle.innovation, zone.parameters.get(bundle.innovation.id, {})
    reasons = [*_basis(facts, zone, now), *_capabilities(facts, zone), *_parameters(facts, own)]
    chosen = {one.name: own.get(one.name, one.value) for one in facts.parameters}
    notes: list[Text] = []
    if profile is not None and not reasons:
        for look in (_own_cases, _tried_out):
            if not reasons:
                more, told = look(bundle, profile, chosen, now)
                reasons += more
                notes += told
    elif profile is not None:
        notes.append(
            (
                "未核对本区办件，先解决以上原因",
                "the zone's own cases were not looked at; first settle the reasons above",
            )
        )
    else:
        notes.append(
            (
                "没有给出本区画像，未核对本区办件",
                "no profile of the zone was given, so its own cases were not looked at",
            )
        )
    return Fit(zone.name, tuple(reasons), tuple(notes), chosen)


def _basis(facts: Innovation, zone: Zone, now: date) -> Iterator[Text]:
    for one in facts.basis:
        if not one.in_force(now):
            zh = f"法律依据 {one.id}《{one.title}》在 {now} 不生效（{one.since or '—'} 至 {one.until or '—'}），需要现行依据"
            en = f"the legal basis {one.id} ({one.title}) is not in force on {now} ({one.since or '—'} to {one.until or '—'}); one in force is needed"
            yield zh, en
        elif not one.is_national and one.id not in zone.basis:
            zh = f"{zone.name} 没有法律依据 {one.id}《{one.title}》，需要取得授权，或出台同等规定后写入片区文件的 basis"
            en = f"{zone.name} lacks the legal basis {one.id} ({one.title}); it needs that authorisation or a rule of its own, named under basis in the zone's file"
            yield zh, en


def _capabilities(facts: Innovation, zone: Zone) -> Iterator[Text]:
    for one in facts.capabilities:
        if one not in zone.capabilities:
            yield f"{zone.name} 不具备条件“{one}”", f"{zone.name} lacks the capability “{one}”"


def _parameters(facts: Innovation, own: Mapping[str, float]) -> Iterator[Text]:
    known = {one.name: one for one in facts.parameters}
    for name, value in own.items():
        one = known.get(name)
        if one is None:
            names = ", ".join(known) or "—"
            yield (
                f"没有名为 {name} 的参数，现有：{names}",
                f"there is no parameter {name}; there are: {names}",
            )
        elif not one.is_local and value != one.value:
            yield (
                f"参数 {name} 不许自定，应为 {_said(one, one.value)[0]}",
                f"the parameter {name} is not for a zone to set; it is {_said(one, one.value)[1]}",
            )
        elif not one.allows(value):
            zh = f"参数 {name} 为 {value:g}，须在 {one.least:g} 到 {_said(one, one.most)[0]} 之间"
            yield (
                zh,
                f"the parameter {name} is {value:g} and must be from {one.least:g} to {_said(one, one.most)[1]}",
            )


def _said(one: Parameter, value: float) -> Text:
    return f"{value:g} {one.unit[0]}", f"{value:g} {one.unit[1]}"


def _own_cases(bundle: Bundle, profile: Profile, _chosen: dict[str, float], _now: date) -> Findings:
    """Whether the zone's cases are of this procedure at all, and how they go with it."""
    if BEFORE not in bundle.files:
        return [], [
            (f"没有 {BEFORE}，未核对本区办件", f"there is no {BEFORE} to hold the zone's cases against")
        ]
    try:
        found = conformance(profile, Procedure.from_bytes(bundle.files[BEFORE], BEFORE))
    except LiandongError as error:
        return [], [(error.text("zh"), error.text("en"))]
    share = f"{found.events_known:.0%}"
    if found.events_known < LEAST_KNOWN:
        zh = f"本区画像只有 {share} 的事件属于改革前流程的环节，须先把环节名称对应起来，或不是同一事项"
        return [
            (
                zh,
                f"only {share} of the zone's events are steps of the procedure before the reform; map the names of its steps first, or it is another procedure",
            )
        ], []
    fitness = "—" if found.fitness is None else f"{found.fitness:.0%}"
    zh = f"本区 {found.cases} 件中有 {fitness} 可按改革前的流程图走完，事件有 {share} 属于其环节"
    return [], [
        (
            zh,
            f"{fitness} of the zone's {found.cases} cases fit the procedure before the reform, {share} of its events are steps of it",
        )
    ]


def _tried_out(bundle: Bundle, profile: Profile, chosen: dict[str, float], now: date) -> Findings:
    """What the reform does to the zone's own cases, simulated with the zone's parameters."""
    try:
        both = procedures_in(bundle.files, chosen, on=now)
        if both is None:
            return [], [
                ("没有改革前后两份流程，未作试算", "there are no procedures before and after to be tried out")
            ]
        found = rehearse(profile, *both)
    except LiandongError as error:
        return [
            (
                f"无法用本区画像试算：{error.text('zh')}",
                f"it cannot be tried out with the zone's profile: {error.text('en')}",
            )
        ], []
    if not found.is_drained:
        return [
            (
                "用本区画像试算（模拟），办件越积越多，办不完",
                "tried out with the zone's profile (simulated), cases pile up without end",
            )
        ], []
    was, now_days = (seconds / 86_400 for seconds in found.means)
    told = (
        f"用本区画像试算（模拟）：平均用时由 {was:.2f} 天变为 {now_days:.2f} 天",
        f"tried out with the zone's profile (simulated): the mean lead time goes from {was:.2f} to {now_days:.2f} days",
    )
    return ([told], []) if found.is_worse else ([], [told])
