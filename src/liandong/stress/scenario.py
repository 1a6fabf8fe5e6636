"""Scenarios: what may happen to a procedure, as changes of its model. The usual ones are one key each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from liandong.diagnosis.words import choose
from liandong.errors import SettingError
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.keys import key
from liandong.procedure.words import Text
from liandong.simulation.manning import staffed
from liandong.simulation.model import Model, Role


@dataclass(frozen=True)
class Peak:
    """Weeks in which more cases come."""

    weeks: tuple[int, ...] = key("weeks", "第几周，如 [3, 4]", "which weeks, such as [3, 4]")
    load: Amount = key("factor", "来件量的倍数", "so many times as many cases")


@dataclass(frozen=True)
class Outage:
    """A time in which a role, or everybody, cannot work."""

    after: Amount = key("length", "开始后多久", "how long after the start")
    lasts: Amount = key("length", "持续多久", "how long it lasts")
    role: str = key("text", "岗位，不写为全部", "role; everybody where none is given", "")


@dataclass(frozen=True)
class Scenario:
    """What happens to the procedure. ``steps`` are operators of reforms, such as a rule that changes (``route``)."""

    name: str = key("text", "情景名称", "name")
    load: Amount = key("factor", "来件量的倍数", "so many times as many cases", Amount(1))
    staff: Amount = key("factor", "人手的倍数", "so many times as many people", Amount(1))
    role: str = key(
        "text", "人手变化的岗位，不写为全部", "role whose staff changes; all where none is given", ""
    )
    peak: Peak | None = None
    outages: tuple[Outage, ...] = ()
    steps: tuple[Mapping[str, object], ...] = field(default=(), hash=False)
    #: Parameters of the reform that this scenario sets otherwise.
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)

    def applied(self, model: Model, *, weeks: int) -> Model:
        """The model under this scenario's load, staff, peak and outages; ``steps`` are applied to the procedure.

        A role that the model does not have is passed over (``models`` tells which).
        """
        model = _loaded(model, self.load.value, self.peak, weeks)
        model = _with_roles(model, self.role, partial(_with_staff, factor=self.staff.value))
        for outage in self.outages:
            model = _with_roles(model, outage.role, partial(_out, outage=outage, start=model.start))
        return model


LONGEST = 30 * 366 * 86_400

#: Nothing out of the ordinary: what every other scenario is compared with; files and words may call it either.
USUAL: Text = ("平常", "ordinary times")
ORDINARY = Scenario(USUAL[0])


def called(scenario: str, lang: str) -> str:
    """What a scenario is called: as its file has it, ordinary times in the language.

    >>> called("平常", "en"), called("来件翻倍", "en")
    ('ordinary times', '来件翻倍')
    """
    return choose(lang, *USUAL) if scenario == ORDINARY.name else scenario


def _loaded(model: Model, load: float, peak: Peak | None, weeks: int) -> Model:
    arrivals = replace(model.arrivals, load=model.arrivals.load * load)
    if peak is not None:
        if arrivals.gap is not None:
            reason = ("来件间隔固定，不分周次", "its cases come at gaps that know no weeks")
            raise SettingError(setting="peak", value=list(peak.weeks), reason=reason)
        base = arrivals.weekly or (1.0,)
        levels = [base[min(week, len(base) - 1)] for week in range(weeks + 1)]
        for week in peak.weeks:
            levels[week - 1] *= peak.load.value
        arrivals = replace(arrivals, weekly=tuple(levels))
    return replace(model, arrivals=arrivals)


def _with_roles(model: Model, name: str, change: Callable[[Role], Role]) -> Model:
    """The model with the role of that name changed, or all where none is given."""
    roles = tuple(change(role) if name in ("", role.name) else role for role in model.roles)
    return replace(model, roles=roles)


def _with_staff(role: Role, factor: float) -> Role:
    """The role with so many times its people; half a person is one, and only a factor of nought leaves nobody."""
    if factor == 1:
        return role
    total = role.people * factor
    return staffed(role, max(int(total + 0.5), int(factor > 0)))


def _out(role: Role, outage: Outage, start: datetime) -> Role:
    off = start + timedelta(seconds=outage.after.seconds)
    window = (off, off + timedelta(seconds=outage.lasts.seconds))
    return replace(
        role, shifts=tuple(replace(shift, hours=shift.hours.without(window)) for shift in role.shifts)
    )
