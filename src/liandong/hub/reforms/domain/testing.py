"""Stress tests: registered with a fingerprint of everything that is tried, then run in the background.

Each run has a folder with the files that a command would read (``test.toml`` beside procedure, profile and reform), so
a verdict can be had again anywhere. The register of the library lies beside the reform and is only ever added to.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.errors import FileDamaged, LiandongError
from liandong.hub.bottlenecks.domain import files, jobs
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.domain.telling import refused, told
from liandong.hub.core.models import User
from liandong.hub.reforms.domain.designing import BEFORE, NUMBERS
from liandong.hub.reforms.domain.writing import Tables, tables, written
from liandong.hub.reforms.enums import OUTCOMES, DesignState
from liandong.hub.reforms.models import Design, StressRun

if TYPE_CHECKING:
    from liandong.stress import Registration, StressTest

TEST, REFORM = "test.toml", "reform.toml"
VERDICT, REPORT, WORKBOOK, PARTS = "verdict.json", "verdict.html", "verdict.xlsx", "parts.json"
#: What is foreseen, to be scored when the effect is known.
FORECAST = "forecast.json"
#: What a verdict can be had again from.
INPUTS = (TEST, BEFORE, NUMBERS, REFORM)


def register(*, design: Design, content: Tables, user: User | None, at: datetime) -> StressRun:
    """The test, fixed now and queued; one that was registered before is the run there is, with its first time.

    Raises ValidationError where the reform has no profile, a step is refused, or the test is no test.
    """
    from liandong.stress import StressTest
    from liandong.stress import register as fixed

    if not design.profile_sha256:
        raise ValidationError(_("没有流程画像，无法模拟：请从一份流程诊断开始，或上传时选定画像。"))
    if design.refusal:
        raise ValidationError(_("方案有步骤不适用，请先改好再测试。"))
    folder = files.new_folder(files.REFORMS)
    try:
        text = _laid_down(design, content, folder)
        test = StressTest.load(files.place(folder) / TEST)
        made = fixed(test, files.place(design.folder) / TEST, at)
    except LiandongError as error:
        files.remove(folder)
        raise refused(error) from error
    known = StressRun.objects.filter(design=design, sha256=test.sha256).first()
    if known is not None:
        files.remove(folder)
        return known
    return _queued(design, test, made, text, folder, user)


def _laid_down(design: Design, content: Tables, folder: str) -> str:
    """Writes the files of the test into the folder; the text of the test."""
    place, home = files.place(folder), files.place(design.folder)
    for name in (BEFORE, NUMBERS):
        shutil.copyfile(home / name, place / name)
    inputs: dict[str, Any] = {"procedure": BEFORE, "profile": NUMBERS}
    if design.steps:
        (place / REFORM).write_text(design.toml, "utf-8", newline="\n")
        inputs["reform"] = REFORM
    if design.state == DesignState.DRAFT:
        inputs["draft"] = True
    others = {
        name: it for name, it in content.items() if name not in ("name", "procedure", "profile", "reform")
    }
    text = written({"name": content.get("name") or design.title, **inputs, **others})
    (place / TEST).write_text(text, "utf-8", newline="\n")
    return text


@transaction.atomic
def _queued(
    design: Design, test: StressTest, made: Registration, text: str, folder: str, user: User | None
) -> StressRun:
    run = StressRun(
        design=design,
        zone=design.zone,
        circle=design.circle,
        title=test.head.name[:120],
        toml=text,
        sha256=made.sha256,
        registered_at=made.made_at,
        earlier=list(made.earlier),
        folder=folder,
        created_by=user,
    )
    run.save()
    jobs.queue(run)
    return run


def run(pk: int) -> None:
    """Run a queued test to its end, whatever that is."""
    jobs.carry_out(StressRun, pk, _judge)


def _judge(run: StressRun, tell: Teller) -> None:
    from liandong.report import write_verdict, write_verdict_workbook
    from liandong.report.stress import parts
    from liandong.stress import Registration, StressTest, stress_test

    place = files.place(run.folder)
    test = StressTest.load(place / TEST)
    if test.sha256 != run.sha256:
        reason = ("登记之后文件有改动", "its files were changed after it was registered")
        raise FileDamaged(path=TEST, reason=reason)
    fixed_as = Registration(run.sha256, run.registered_at, tuple(run.earlier))

    def progress(done: int, total: int) -> None:
        tell((f"已模拟 {done} 次，共 {total} 次", f"{done} of {total} runs simulated"), done, total)

    verdict = tell.run(lambda: stress_test(test, fixed_as, progress=progress))
    verdict.save(place / VERDICT)
    verdict.forecast().save(place / FORECAST)
    write_verdict(verdict, place / REPORT)
    write_verdict_workbook(verdict, place / WORKBOOK)
    (place / PARTS).write_text(json.dumps(parts(verdict), ensure_ascii=False), "utf-8")
    run.outcome = OUTCOMES[verdict.outcome]
    run.verdict_sha256 = sha256((place / VERDICT).read_bytes()).hexdigest()
    run.sentences = {lang: verdict.sentences(lang) for lang in ("zh", "en")}
    _tell_outcome(run)


def _tell_outcome(run: StressRun) -> None:
    design = run.design
    design.outcome = run.outcome
    design.save()
    if run.created_by is not None:
        zh, en = run.sentences["zh"][0], run.sentences["en"][0]
        notify([run.created_by], zh=zh, en=en, link=run.get_absolute_url())


def parts_of(run: StressRun) -> dict[str, str]:
    """The parts of the report of a verdict, as markup in both languages."""
    kept: dict[str, str] = json.loads((files.place(run.folder) / PARTS).read_text("utf-8"))
    return kept


def bundle(run: StressRun) -> bytes:
    """Everything a verdict can be had again from, as a zip: the same run gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in INPUTS:
            path = files.place(run.folder) / name
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), path.read_bytes())
    return out.getvalue()


def content_of(text: str) -> Tables:
    """The tables of a test's text. Raises ValidationError where it is no TOML."""
    with told():
        return tables(text, TEST)


def example(design: Design) -> str:
    """A test to begin from, as text."""
    tables_of = {"criteria": [{"measure": "p90", "at_most": "60 d"}], "scenarios": _EXAMPLE}
    return written({"name": design.title, **DEFAULTS, **tables_of})


#: What a new test begins with: its head, and the rows of its form.
DEFAULTS: dict[str, Any] = {"replications": 30, "weeks": 26, "seed": 1}
CRITERIA: list[dict[str, Any]] = [{"measure": "p90", "how": "at_most", "limit": "60 d"}]
SCENARIOS: list[dict[str, Any]] = [
    {"name": "来件翻倍", "load": 2},
    {"name": "人手减三成", "staff": 0.7},
    {"name": "停摆两天", "outage_after": "14 d", "outage_lasts": "2 d"},
]
_EXAMPLE = [
    {"name": "来件翻倍", "load": 2},
    {"name": "高峰两周、人手减三成", "staff": 0.7, "peak": {"weeks": [5, 6], "load": 2.5}},
    {"name": "停摆两天", "outages": [{"after": "14 d", "lasts": "2 d"}]},
]
