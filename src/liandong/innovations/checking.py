"""Whether a folder is whole: it packs, its cases come out, its reform applies, its stress test runs, its texts quote.

The stress test is tried with few replications, on a copy: that it can be run is asked, not how it ends. What is drawn
must be what the sources give, and every result must be of the files that lie beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from liandong.bundle import Bundle, run_cases
from liandong.bundle.contents import laid_out
from liandong.bundle.procedures import AFTER, BEFORE
from liandong.errors import LiandongError
from liandong.innovations.making import (
    EFFECT,
    MONTHS,
    OWN,
    STRESS,
    VERDICT,
    drawn,
    kept,
    measured,
    months,
    short,
    tried,
)
from liandong.profile import Profile
from liandong.report.office.case_report import dossier, gathered_evidence, members_of
from liandong.report.office.evidence import CLAIMS
from liandong.stress.plan import StressTest
from liandong.stress.registry import register
from liandong.stress.running import stress_test

Text = tuple[str, str]
#: Replications of a trial of a stress test.
_RUNS = 1
#: When a trial is registered: only on the copy, which is gone afterwards.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Checked:
    """One question about a folder, and what is wrong; nothing where all is well."""

    title: Text
    problems: tuple[Text, ...]


def check(folder: str | os.PathLike[str], *, again: bool = False) -> list[Checked]:
    """Every question with its problems. ``again`` also simulates all months anew and compares the results."""
    root = Path(folder)
    questions: list[tuple[Text, Callable[[Path], Iterator[Text]]]] = [
        (("能做成成果包，检验用例得出预期答案", "it packs, and its cases come out"), _packs),
        (
            (
                "流程图由假设和突破方案得出，且没有错误",
                "procedures come from their sources and have no errors",
            ),
            _draws,
        ),
        (
            ("压力测试可以运行，结论属于现有文件", "the stress test runs, and its verdict is of these files"),
            _stresses,
        ),
        (("每条宣称都有出处", "every claim has its source"), _claims),
        (("案例报告的数字都来自结果", "every number of the dossier comes from a result"), _quotes),
    ]
    if again:
        questions.append((("重新模拟得到同样的结果", "simulating again gives the same results"), _repeats))
    return [Checked(title, tuple(_asked(question, root))) for title, question in questions]


def _asked(question: Callable[[Path], Iterator[Text]], root: Path) -> Iterator[Text]:
    """The problems; an error ends a question and is its last problem."""
    try:
        yield from question(root)
    except LiandongError as error:
        yield error.text("zh"), error.text("en")


def _packs(root: Path) -> Iterator[Text]:
    bundle = Bundle.build(root)
    if bundle.innovation.id != root.name:
        yield (
            f"文件夹应以 id 命名：{bundle.innovation.id}",
            f"the folder should be called {bundle.innovation.id}",
        )
    for outcome in run_cases(bundle):
        for zh, en in outcome.differences:
            yield f"{outcome.case.name}：{zh}", f"{outcome.case.name}: {en}"


def _draws(root: Path) -> Iterator[Text]:
    for name, procedure in zip((BEFORE, AFTER), drawn(root), strict=True):
        if (root / name).read_bytes() != procedure.to_bytes():
            yield _stale(name, "draw")
        for one in procedure.check():
            if one.severity == "error":
                yield f"{name}：{one.text('zh')}", f"{name}: {one.text('en')}"


def _stresses(root: Path) -> Iterator[Text]:
    with laid_out(Bundle.build(root).files) as copy:
        test = StressTest.load(copy / STRESS)
        made = register(test, copy / STRESS, _LONG_AGO)
        quick = replace(test.head, replications=_RUNS)
        stress_test(replace(test, head=quick), made)
    verdict = gathered_evidence(members_of(root), root).verdict
    if verdict is None or verdict["registration"]["sha256"] != test.sha256:
        yield _stale(VERDICT, "simulate")
    if not Profile.load(root / OWN).sheet.simulated:
        yield f"{OWN} 没有标明模拟", f"{OWN} is not marked as simulated"


def _claims(root: Path) -> Iterator[Text]:
    rows = gathered_evidence(members_of(root), root).claims
    if not rows:
        yield f"{CLAIMS} 没有内容", f"{CLAIMS} is empty"
    for number, row in enumerate(rows, 2):
        for name in ("id", "subject", "value", "source", "quote"):
            if not row.get(name):
                yield f"{CLAIMS} 第 {number} 行缺少 {name}", f"{CLAIMS}, row {number} lacks {name}"


def _quotes(root: Path) -> Iterator[Text]:
    for lang in ("zh", "en"):
        for flag in dossier(root, lang=lang).flags:
            where = f"text/dossier.{lang}.md"
            yield f"{where} {flag.sentence('zh')}", f"{where}, {flag.sentence('en')}"


def _repeats(root: Path) -> Iterator[Text]:
    found = months(root)
    for name, profile in zip((OWN, *MONTHS), (found.own, *kept(found)), strict=True):
        if Profile.load(root / name) != profile:
            yield _stale(name, "simulate")
    if json.loads((root / EFFECT).read_bytes()) != json.loads(
        json.dumps(short(measured(root, *kept(found))))
    ):
        yield _stale(EFFECT, "simulate")
    verdict = gathered_evidence(members_of(root), root).verdict or {}
    # Times may come out a little finer in a later version, how each criterion ends may not.
    with laid_out(Bundle.build(root).files) as copy:
        told = [one.outcome for one in tried(copy, now=_LONG_AGO).judgements]
    if [one["outcome"] for one in verdict.get("judgements", ())] != told:
        yield _stale(VERDICT, "simulate")


def _stale(name: str, verb: str) -> Text:
    return (
        f"{name} 与现有的假设和方案不一致，请运行 `liandong innovation {verb}`",
        f"{name} is not what the sources give; run `liandong innovation {verb}`",
    )
