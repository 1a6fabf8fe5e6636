"""Test cases with known answers: what a bundle says its files give must come out wherever it is installed.

    title = { zh = "改革后的流程图没有错误", en = "the procedure after the reform has no errors" }
    kind = "procedure"
    [given]
    procedure = "process/after.bpmn"
    [expect]
    errors = 0

A kind says which files of the bundle and which values a case gives, and works the answers out with the library. A case
names the answers it expects; numbers agree to nine digits, simulated ones within 2 %. So a case is data: nothing in it is ever run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liandong.bundle.fields import Fields, Text
from liandong.errors import BundleDamaged, BundleError, LiandongError

#: The values a case gives: paths of files under the bundle's folder, and settings.
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of case: the files it needs, by ending; the settings it may have, with their defaults; its answers."""

    files: Mapping[str, str]
    answers: tuple[str, ...]
    answer: Callable[[Path, Given], dict[str, Any]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: By how much of itself a number may differ: what is simulated shifts a little when a later version calibrates better.
    tolerance: float = 1e-9


def _procedure(root: Path, given: Given) -> dict[str, Any]:
    from liandong.procedure import Procedure

    procedure = Procedure.load(root / given["procedure"])
    found = procedure.check()
    return {
        "errors": sum(one.severity == "error" for one in found),
        "findings": sorted(one.code for one in found),
        "activities": [one.name for one in procedure.model.activities],
    }


def _changes(root: Path, given: Given) -> dict[str, Any]:
    from liandong.procedure import Procedure, diff

    before, after = (Procedure.load(root / given[name]) for name in ("before", "after"))
    return {"changes": [one.zh for one in diff(before, after)]}


def _conformance(root: Path, given: Given) -> dict[str, Any]:
    from liandong.procedure import Procedure, conformance
    from liandong.profile import Profile

    found = conformance(Profile.load(root / given["profile"]), Procedure.load(root / given["procedure"]))
    names = ("cases", "fitting", "fitness", "coverage", "precision", "footprint", "events_known")
    return {name: getattr(found, name) for name in names}


def _decision(root: Path, given: Given) -> dict[str, Any]:
    from liandong.bundle.decisions import DecisionTable

    name, problems = given["table"], list[Text]()
    table = DecisionTable.read(name, (root / name).read_bytes(), problems)
    if table is None:
        raise BundleDamaged(path=name, reason=problems[0])
    if not all(isinstance(row, dict) for row in given["rows"]):
        raise BundleError(reason=("rows 的每一项须为一组输入", "each of rows must be a set of inputs"))
    found = [table.decide(row) for row in given["rows"]]
    outputs = [list(one.outputs) if table.hit == "collect" else (*one.outputs, {})[0] for one in found]
    return {"outputs": outputs, "rules": [[rule.number for rule in one.rules] for one in found]}


def _profile(root: Path, given: Given) -> dict[str, Any]:
    from liandong.profile import Profile

    profile, clock = Profile.load(root / given["profile"]), given["clock"]
    return {
        "cases": int(profile.case["n"].sum()),
        "mean_seconds": profile.mean("case", clock=clock),
        "median_seconds": profile.quantile("case", 0.5, clock=clock),
        "p90_seconds": profile.quantile("case", 0.9, clock=clock),
        "sha256": profile.sha256,
    }


def _reform(root: Path, given: Given) -> dict[str, Any]:
    from liandong.procedure import Procedure, diff
    from liandong.procedure.reform import Reform

    before, after = (Procedure.load(root / given[name]) for name in ("before", "after"))
    reformed = before.apply(Reform.load(root / given["reform"]))
    return {
        "changes": [one.zh for one in diff(before, reformed)],
        "left": [one.zh for one in diff(reformed, after)],
    }


def _simulation(root: Path, given: Given) -> dict[str, Any]:
    from liandong.bundle.rehearsing import rehearse
    from liandong.procedure import Procedure
    from liandong.profile import Profile

    before, after = (Procedure.load(root / given[name]) for name in ("before", "after"))
    chosen = {name: given[name] for name in ("cases", "runs", "seed")}
    found = rehearse(Profile.load(root / given["profile"]), before, after, **chosen)
    return {"before_seconds": found.means[0], "after_seconds": found.means[1], "drained": found.is_drained}


#: Every kind of case, by name.
KINDS: dict[str, Kind] = {
    "changes": Kind({"before": ".bpmn", "after": ".bpmn"}, ("changes",), _changes),
    "conformance": Kind(
        {"procedure": ".bpmn", "profile": ".profile"},
        ("cases", "fitting", "fitness", "coverage", "precision", "footprint", "events_known"),
        _conformance,
    ),
    "decision": Kind({"table": ".toml"}, ("outputs", "rules"), _decision, {"rows": []}),
    "procedure": Kind({"procedure": ".bpmn"}, ("errors", "findings", "activities"), _procedure),
    "profile": Kind(
        {"profile": ".profile"},
        ("cases", "mean_seconds", "median_seconds", "p90_seconds", "sha256"),
        _profile,
        {"clock": "clock"},
    ),
    "reform": Kind({"before": ".bpmn", "reform": ".toml", "after": ".bpmn"}, ("changes", "left"), _reform),
    "simulation": Kind(
        {"before": ".bpmn", "after": ".bpmn", "profile": ".profile"},
        ("before_seconds", "after_seconds", "drained"),
        _simulation,
        {"cases": 500, "runs": 5, "seed": 0},
        tolerance=0.02,
    ),
}


@dataclass(frozen=True)
class Case:
    """One case of a bundle."""

    name: str
    title: Text
    kind: str
    given: Given
    expect: Mapping[str, Any]

    @classmethod
    def read(cls, name: str, members: Mapping[str, bytes], problems: list[Text]) -> Case | None:
        """The case in the member of this name, None where something is wrong with it, which the problems then tell."""
        before = len(problems)
        fields = Fields.of_file(members[name], name, problems)
        if not fields.values:
            return None
        title, kind = fields.words("title"), fields.take("kind", str)
        given, expect = (fields.take(part, dict) for part in ("given", "expect"))
        fields.finish()
        if kind not in KINDS:
            known = ", ".join(KINDS)
            fields.wrong("kind", f"没有这一种，可用：{known}", f"it is none of {known}")
            return None
        given = _taken(KINDS[kind], fields.inner("given", given), members)
        fields.check("expect", bool(expect), "须至少有一项答案", "it must have at least one answer")
        for answer in expect.keys() - set(KINDS[kind].answers):
            known = ", ".join(KINDS[kind].answers)
            fields.wrong(
                f"expect {answer}", f"不是这一种的答案，可用：{known}", f"it is none of the answers {known}"
            )
        return cls(name, title, kind, given, expect) if len(problems) == before else None

    def run(self, root: Path) -> Outcome:
        """What comes out under the folder of the bundle."""
        try:
            found = KINDS[self.kind].answer(root, self.given)
        except LiandongError as error:
            return Outcome(self, {}, ((error.text("zh"), error.text("en")),))
        slack = KINDS[self.kind].tolerance
        wrong = [name for name, value in self.expect.items() if not _agrees(value, found[name], slack)]
        return Outcome(
            self, found, tuple(_difference(name, self.expect[name], found[name]) for name in wrong)
        )


@dataclass(frozen=True)
class Outcome:
    """What a case gave: all answers of its kind, and where they differ from those expected."""

    case: Case
    found: Mapping[str, Any]
    differences: tuple[Text, ...]


def cases_of(members: Mapping[str, bytes], problems: list[Text]) -> list[Case]:
    """The cases of a bundle that can be read, in the order of their names."""
    names = sorted(name for name in members if name.startswith("cases/"))
    return [case for name in names if (case := Case.read(name, members, problems)) is not None]


def _taken(kind: Kind, fields: Fields, members: Mapping[str, bytes]) -> dict[str, Any]:
    """What the case gives, with the defaults for what it does not."""
    given = {}
    for name, ending in kind.files.items():
        path = given[name] = fields.take(name, str)
        is_there = path.endswith(ending) and path in members
        fields.check(
            name,
            not path or is_there,
            f"须是成果包里的 {ending} 文件",
            f"it must be a {ending} file of the bundle",
        )
    for name, default in kind.settings.items():
        given[name] = fields.take(name, type(default), default=default)
    fields.finish()
    return given


def _agrees(expected: Any, found: Any, slack: float) -> bool:
    if isinstance(expected, list):
        pairs = zip(expected, found, strict=False) if isinstance(found, list) else ()
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(_agrees(a, b, slack) for a, b in pairs)
        )
    if _is_number(expected) and _is_number(found):
        return math.isclose(expected, found, rel_tol=slack, abs_tol=1e-9)
    return type(expected) is type(found) and bool(expected == found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _difference(name: str, expected: Any, found: Any) -> Text:
    return f"{name} 应为 {expected}，得到 {found}", f"{name} should be {expected} and is {found}"
