"""A stress test as its file has it: what is tried, under which scenarios, by which criteria.

    name = "并联审批压力测试"
    procedure = "permit.bpmn"
    profile = "linked.profile"
    reform = "reform.toml"       # optional: without one the procedure is tried as it is
    replications = 30
    weeks = 20
    seed = 1

    [[criteria]]
    measure = "p90"
    at_most = "60 d"

    [[scenarios]]
    name = "来件翻倍、人手减三成"
    load = 2
    staff = 0.7

The criteria are fixed, and registered with a fingerprint of everything that is tried, before the first run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785

from liandong.errors import FileMissing, StressTestDamaged
from liandong.procedure import Procedure
from liandong.procedure.reform import Reform
from liandong.procedure.reform.keys import key
from liandong.procedure.reform.tables import Tables
from liandong.profile import Profile
from liandong.stress.criterion import Criterion
from liandong.stress.measured import Horizon
from liandong.stress.scenario import ORDINARY, Outage, Peak, Scenario

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


@dataclass(frozen=True)
class StressTest:
    """A stress test with its inputs read. ``sha256`` stands for all of it: change anything, and it is another test."""

    head: Head
    criteria: tuple[Criterion, ...]
    scenarios: tuple[Scenario, ...]
    procedure: Procedure
    profile: Profile
    reform: Reform | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    #: Cost of an hour's work by role.
    costs: Mapping[str, float] = field(default_factory=dict)
    #: SHA-256 of each input, by the name the file has it under.
    inputs: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""

    @property
    def horizon(self) -> Horizon:
        """How long it runs."""
        head = self.head
        return Horizon(head.weeks, head.warm_up_weeks, 7 * max(head.most_weeks, head.weeks))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> StressTest:
        """The stress test in a TOML file; its inputs are looked for beside it.

        Raises StressTestDamaged with the line and the key, FileMissing, and what its inputs raise.
        """
        place = Path(path)
        file = _File(place)
        head = file.read(Head, {name: it for name, it in file.data.items() if name not in _TABLES}, "", 0)
        file.bounded(head)
        criteria = file.rows(Criterion, "criteria")
        scenarios = (ORDINARY, *(file.scenario(it, n) for n, it in file.listed("scenarios")))
        file.check(criteria, scenarios)
        inputs = {name: place.parent / name for name in (head.procedure, head.profile, head.reform) if name}
        for each in inputs.values():
            if not each.is_file():
                raise FileMissing(path=each)
        digests = {name: sha256(each.read_bytes()).hexdigest() for name, each in inputs.items()}
        return cls(
            head=head,
            criteria=criteria,
            scenarios=scenarios,
            procedure=Procedure.load(inputs[head.procedure]),
            profile=Profile.load(inputs[head.profile]),
            reform=Reform.load(inputs[head.reform]) if head.reform else None,
            parameters=file.table("parameters"),
            costs=file.costs(),
            inputs=digests,
            sha256=fingerprint(file.data, digests),
        )

    def procedure_in(self, scenario: Scenario, *, is_reformed: bool) -> Procedure:
        """The procedure that runs in the scenario, before or after the reform. Raises ReformError and its kin."""
        found = self.procedure
        if is_reformed and self.reform is not None:
            found = found.apply(
                self.reform, parameters={**self.parameters, **scenario.parameters}, draft=True
            )
        if scenario.steps:
            change = Reform(scenario.name, "", (), {}, (), scenario.steps, "", "")
            found = found.apply(change, draft=True)
        return found


def fingerprint(content: Mapping[str, Any], digests: Mapping[str, str]) -> str:
    """The SHA-256 of a test's content and inputs, in the canonical form of RFC 8785."""
    return sha256(rfc8785.dumps({"test": _plain(content), "inputs": dict(digests)})).hexdigest()


def _plain(value: Any) -> Any:
    """The value with dates as text: JSON knows none."""
    if isinstance(value, Mapping):
        return {name: _plain(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_plain(it) for it in value]
    return value if isinstance(value, (str, int, float, bool)) else str(value)


class _File(Tables):
    """The tables of a stress test, read with their lines at hand."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, StressTestDamaged)

    def costs(self) -> dict[str, float]:
        for name, value in self.table("cost").items():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
                raise self.damaged("cost", 0, name, ("应为每小时成本", "it must be the cost of an hour"))
        return {name: float(value) for name, value in self.table("cost").items()}

    def bounded(self, head: Head) -> None:
        """Refuses numbers that no test can mean."""
        for name, (least, most) in _BOUNDS.items():
            if not least <= getattr(head, name) <= most:
                raise self.damaged(
                    "", 0, name, (f"须在 {least}—{most} 之内", f"it lies within {least} and {most}")
                )
        if head.warm_up_weeks >= head.weeks:
            reason = ("预热须短于来件的周数", "the warm-up is shorter than the weeks in which cases come")
            raise self.damaged("", 0, "warm_up_weeks", reason)

    def scenario(self, table: Mapping[str, Any], number: int) -> Scenario:
        """A scenario with the tables inside it."""
        where = ("scenarios", number)
        inner: dict[str, type] = {"peak": dict, "outages": list, "steps": list, "parameters": dict}
        for name, kind in inner.items():
            value = table.get(name, kind())
            rows = value if isinstance(value, list) else []
            if not isinstance(value, kind) or not all(isinstance(it, dict) for it in rows):
                raise self.damaged(*where, name, ("应为表", "it must be a table"))
        times = [table.get("load", 1), table.get("staff", 1)]
        if times[0] == 0 or any(isinstance(it, (int, float)) and not 0 <= it <= _MOST_TIMES for it in times):
            reason = (
                f"来件与人手的倍数不超过 {_MOST_TIMES}，来件须大于 0",
                f"load and staff are {_MOST_TIMES} times at most, and load is above 0",
            )
            raise self.damaged(*where, "load", reason)
        plain = {name: it for name, it in table.items() if name not in inner}
        found = self.read(Scenario, plain, *where, also=tuple(inner))
        peak = self.read(Peak, table["peak"], *where) if "peak" in table else None
        outages = tuple(self.read(Outage, it, *where) for it in table.get("outages", ()))
        return Scenario(
            found.name,
            found.load,
            found.staff,
            found.role,
            peak,
            outages,
            tuple(table.get("steps", ())),
            dict(table.get("parameters", {})),
        )

    def check(self, criteria: tuple[Criterion, ...], scenarios: tuple[Scenario, ...]) -> None:
        """Refuses a test without criteria, two scenarios of one name, and criteria for scenarios that are not there."""
        if not criteria:
            reason = ("没有任何通过标准，请写 [[criteria]]", "there is no criterion: write [[criteria]]")
            raise self.damaged("", 0, "criteria", reason)
        names = [it.name for it in scenarios]
        for number, name in enumerate(names[1:]):
            if names.count(name) > 1:
                reason = (f"情景“{name}”重名", f"two scenarios are called “{name}”")
                raise self.damaged("scenarios", number, "name", reason)
        for number, criterion in enumerate(criteria):
            for name in criterion.scenarios:
                if name not in names:
                    known = "、".join(names)
                    reason = (
                        f"没有情景“{name}”；现有：{known}",
                        f"there is no scenario “{name}”; known: {known}",
                    )
                    raise self.damaged("criteria", number, "scenarios", reason)
