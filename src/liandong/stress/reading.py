"""The file of a stress test, read table by table; whatever it cannot mean is refused with its line and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from liandong.errors import LiandongError, ReformDamaged, StressTestDamaged
from liandong.procedure.reform import Reform
from liandong.procedure.reform.keys import KeyRefused, key, read
from liandong.procedure.reform.lines import line_of
from liandong.procedure.reform.operators import OPERATORS
from liandong.procedure.reform.presets import PRESETS
from liandong.procedure.reform.tables import Tables
from liandong.procedure.words import Text
from liandong.stress.criterion import Criterion
from liandong.stress.scenario import LONGEST, ORDINARY, USUAL, Outage, Peak, Scenario, called

T = TypeVar("T")
#: What the numbers of a test may be.
_BOUNDS = {
    "replications": (2, 1_000),
    "weeks": (1, 520),
    "warm_up_weeks": (0, 519),
    "most_weeks": (1, 1_560),
    "seed": (0, 2**53 - 1),
}
_MOST_TIMES = 1_000
_TABLES = ("criteria", "scenarios", "parameters", "cost")
_WEEK = 7 * 86_400
#: The tables inside a scenario.
_INNER: Mapping[str, type] = {"peak": dict, "outages": list, "steps": list, "parameters": dict}


@dataclass(frozen=True)
class Head:
    """The keys of a stress test that are no tables."""

    name: str = key("text", "名称", "name")
    procedure: str = key("text", "流程文件（BPMN）", "file of the procedure (BPMN)")
    profile: str = key("text", "流程画像文件", "file of the profile")
    reform: str = key("text", "突破方案文件", "file of the reform", "")
    replications: int = key("whole", "重复次数", "replications", 30)
    seed: int = key("whole", "随机种子", "seed of the random numbers", 1)
    weeks: int = key("whole", "来件持续几周", "weeks in which cases come", 26)
    warm_up_weeks: int = key("whole", "预热几周，不计入结果", "weeks before anything counts", 0)
    most_weeks: int = key("whole", "最多运行几周", "weeks after which a run is given up", 156)
    draft: bool = key(
        "flag", "作为草案试算，可没有法律依据", "try the reform as a draft, without a legal basis", False
    )


def _in_ordinary_times(criterion: Criterion) -> Criterion:
    """The criterion with ordinary times under the name results have them under, whichever the file uses."""
    names = tuple(ORDINARY.name if name in USUAL else name for name in criterion.scenarios)
    return replace(criterion, scenarios=names)


class TestFile(Tables):
    """The tables of a stress test, read with their lines at hand."""

    #: No test of pytest's, for all its name.
    __test__ = False

    def __init__(self, path: Path) -> None:
        super().__init__(path, StressTestDamaged)

    def head(self) -> Head:
        """The keys that are no tables."""
        head = self.read(Head, {name: it for name, it in self.data.items() if name not in _TABLES}, "", 0)
        for name, (least, most) in _BOUNDS.items():
            if not least <= getattr(head, name) <= most:
                raise self.damaged(
                    "", 0, name, (f"须在 {least}—{most} 之内", f"it lies within {least} and {most}")
                )
        if head.warm_up_weeks >= head.weeks:
            reason = ("预热须短于来件的周数", "the warm-up is shorter than the weeks in which cases come")
            raise self.damaged("", 0, "warm_up_weeks", reason)
        return head

    def costs(self) -> dict[str, float]:
        """The cost of an hour's work by role."""
        for name, value in self.table("cost").items():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
                raise self.damaged("cost", 0, name, ("应为每小时成本", "it must be the cost of an hour"))
        return {name: float(value) for name, value in self.table("cost").items()}

    def allowed(self, head: Head, reform: Reform | None) -> None:
        """Refuses a reform without a legal basis, unless it is tried as a draft, and parameters of no reform."""
        if reform is None:
            self._check_no_parameters()
        if reform is not None and not reform.bases and not head.draft:
            reason = (
                f"突破方案“{reform.name}”没有写明法律依据；请在方案里补上 [[basis]]，或在测试文件开头写 draft = true 作为草案试算",
                f"the reform {reform.name} names no legal basis: add a [[basis]] to it, or write draft = true at the top of "
                "the test to try it as a draft",
            )
            raise self.damaged("", 0, "reform", reason)

    def _check_no_parameters(self) -> None:
        reason = ("没有写明突破方案 reform，参数无处可用", "no reform is named that has parameters")
        for name in self.table("parameters"):
            raise self.damaged("parameters", 0, name, reason)
        for number, scenario in self.listed("scenarios"):
            for name in scenario.get("parameters", {}):
                raise self.inside(number, "parameters", 0, name, reason)

    # -- criteria and scenarios --------------------------------------------------------------------------------

    def criteria(self) -> tuple[Criterion, ...]:
        """What is asked. Refuses a test that asks nothing."""
        found = tuple(map(_in_ordinary_times, self.rows(Criterion, "criteria")))
        if not found:
            reason = ("没有任何通过标准，请写 [[criteria]]", "there is no criterion: write [[criteria]]")
            raise self.damaged("", 0, "criteria", reason)
        return found

    def scenarios(self, head: Head) -> tuple[Scenario, ...]:
        """Ordinary times, and what else may happen."""
        found = (ORDINARY, *(self._scenario(it, n, head) for n, it in self.listed("scenarios")))
        names = [it.name for it in found]
        for number, name in enumerate(names[1:]):
            if names.count(name) > 1 or name in USUAL:
                reason = (f"情景“{name}”重名", f"two scenarios are called “{name}”")
                raise self.damaged("scenarios", number, "name", reason)
        return found

    def check_names(self, criteria: tuple[Criterion, ...], scenarios: tuple[Scenario, ...]) -> None:
        """Refuses criteria for scenarios that are not there."""
        names = [it.name for it in scenarios]
        for number, criterion in enumerate(criteria):
            for name in criterion.scenarios:
                if name not in names:
                    reason = (
                        f"没有情景“{name}”；现有：{'、'.join(names)}",
                        f"there is no scenario “{name}”; known: {', '.join(called(it, 'en') for it in names)}",
                    )
                    raise self.damaged("criteria", number, "scenarios", reason)

    def inside(self, number: int, table: str, index: int, key: str, reason: Text) -> LiandongError:
        """The error about a key in a table inside a scenario, such as its second outage; the scenario is named."""
        name = self.data["scenarios"][number].get("name", number + 1)
        told = (f"情景“{name}”：{reason[0]}", f"scenario “{name}”: {reason[1]}")
        before = sum(len(self._rows(it, table)) for it in self.data["scenarios"][:number])
        line = line_of(self.text, f"scenarios.{table}", before + index, key)
        if line == 1:  # It is written inline, within the line of its key.
            line = line_of(self.text, "scenarios", number, table)
        return StressTestDamaged(path=self.path, line=line, key=key, reason=told)

    def _rows(self, scenario: Mapping[str, Any], table: str) -> list[Any]:
        found = scenario.get(table, [])
        return found if isinstance(found, list) else [found]

    def _scenario(self, table: Mapping[str, Any], number: int, head: Head) -> Scenario:
        """A scenario with the tables inside it."""
        where = ("scenarios", number)
        for name, kind in _INNER.items():
            value = table.get(name, kind())
            rows = value if isinstance(value, list) else []
            if not isinstance(value, kind) or not all(isinstance(it, dict) for it in rows):
                raise self.damaged(*where, name, ("应为表", "it must be a table"))
        plain = {name: it for name, it in table.items() if name not in _INNER}
        found = self.read(Scenario, plain, *where, also=tuple(_INNER))
        for name, times in (("load", found.load.value), ("staff", found.staff.value)):
            if not 0 < times <= _MOST_TIMES:
                reason = (
                    f"情景“{found.name}”：倍数须大于 0，不超过 {_MOST_TIMES}",
                    f"scenario “{found.name}”: it is above 0 and {_MOST_TIMES} at most",
                )
                raise self.damaged(*where, name, reason)
        peak = self._inner(Peak, table["peak"], number, "peak", 0) if "peak" in table else None
        if peak is not None and max(peak.weeks) > head.weeks:
            reason = (
                f"高峰在第 {max(peak.weeks)} 周，来件只有 {head.weeks} 周",
                f"its peak is in week {max(peak.weeks)}, cases come for {head.weeks} weeks",
            )
            raise self.inside(number, "peak", 0, "weeks", reason)
        outages = tuple(
            self._inner(Outage, it, number, "outages", index)
            for index, it in enumerate(table.get("outages", ()))
        )
        for index, outage in enumerate(outages):
            self._check_outage(outage, number, index, head)
        steps = tuple(table.get("steps", ()))
        self._check_steps(steps, number)
        parameters = dict(table.get("parameters", {}))
        return Scenario(found.name, found.load, found.staff, found.role, peak, outages, steps, parameters)

    def _inner(self, kind: type[T], table: Mapping[str, object], number: int, name: str, index: int) -> T:
        """The value of a table inside a scenario."""
        try:
            return read(kind, table, {})
        except KeyRefused as wrong:
            raise self.inside(number, name, index, wrong.key, wrong.reason) from wrong

    def _check_outage(self, outage: Outage, number: int, index: int, head: Head) -> None:
        """Refuses an outage that is longer than cases come, or begins when none come any more."""
        for name, length in (("after", outage.after), ("lasts", outage.lasts)):
            if length.unit == "wd" or length.seconds > LONGEST:
                reason = (
                    "请用自然日，且不超过 30 年",
                    "give calendar days, thirty years at most",
                )
                raise self.inside(number, "outages", index, name, reason)
            if length.seconds >= head.weeks * _WEEK:
                zh = "停摆" if name == "lasts" else "停摆开始于"
                reason = (
                    f"{zh} {length.as_text()}，来件只有 {head.weeks} 周",
                    f"{name} = {length.as_text()}, and cases come for {head.weeks} weeks",
                )
                raise self.inside(number, "outages", index, name, reason)

    def _check_steps(self, steps: tuple[Mapping[str, object], ...], number: int) -> None:
        """Refuses steps that are no operator, or lack what it needs."""
        for index, table in enumerate(steps):
            if table.get("do") not in {**OPERATORS, **PRESETS}:
                known = ", ".join([*OPERATORS, *PRESETS])
                reason = (
                    f"不认识“{table.get('do', '')}”；可用：{known}",
                    f"“{table.get('do', '')}” is unknown; known: {known}",
                )
                raise self.inside(number, "steps", index, "do", reason)
            try:
                list(Reform("", "", (), {}, (), (table,), "").operators())
            except ReformDamaged as wrong:
                key, why = str(wrong.values["key"]), wrong.values["reason"]
                assert isinstance(why, tuple)
                raise self.inside(number, "steps", index, key, why) from wrong
