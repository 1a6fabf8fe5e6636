"""A stress test as its file has it: what is tried, under which scenarios, by which criteria.

    name = "并联审批压力测试"
    procedure = "permit.bpmn"
    profile = "linked.profile"
    reform = "reform.toml"       # optional: without one the procedure is tried as it is
    draft = true                 # for a reform without legal basis, which is refused otherwise
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
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rfc8785

from liandong.errors import FileMissing
from liandong.procedure import Procedure
from liandong.procedure.reform import Reform
from liandong.profile import Profile
from liandong.stress.criterion import Criterion
from liandong.stress.measured import Horizon
from liandong.stress.reading import Head, TestFile
from liandong.stress.scenario import Scenario

if TYPE_CHECKING:
    from liandong.stress.models import Models


@dataclass(frozen=True)
class StressTest:
    """A stress test with its inputs read. ``sha256`` stands for all of it: change anything, and it is another test."""

    head: Head
    criteria: tuple[Criterion, ...]
    scenarios: tuple[Scenario, ...]
    procedure: Procedure
    profile: Profile
    #: The file, for errors about its lines.
    file: TestFile = field(compare=False, repr=False)
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
        file = TestFile(place)
        head, criteria = file.head(), file.criteria()
        scenarios = file.scenarios(head)
        file.check_names(criteria, scenarios)
        inputs = {name: place.parent / name for name in (head.procedure, head.profile, head.reform) if name}
        for each in inputs.values():
            if not each.is_file():
                raise FileMissing(path=each)
        digests = {name: sha256(each.read_bytes()).hexdigest() for name, each in inputs.items()}
        reform = Reform.load(inputs[head.reform]) if head.reform else None
        file.allowed(head, reform)
        return cls(
            head=head,
            criteria=criteria,
            scenarios=scenarios,
            procedure=Procedure.load(inputs[head.procedure]),
            profile=Profile.load(inputs[head.profile]),
            file=file,
            reform=reform,
            parameters=file.table("parameters"),
            costs=file.costs(),
            inputs=digests,
            sha256=fingerprint(file.data, digests),
        )

    @property
    def is_draft(self) -> bool:
        """Whether a reform is tried whose legal basis nobody checked."""
        return self.reform is not None and self.head.draft

    @cached_property
    def models(self) -> Models:
        """What runs, made once. Raises StressTestDamaged with the scenario and its line, CannotCalibrate."""
        from liandong.stress.models import models_of

        return models_of(self)


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
