"""Stress tests: registered first, run in the background, their verdict kept."""

import io
import json
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError

from liandong.hub.bottlenecks.domain import files, jobs
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.core.models import Notice
from liandong.hub.reforms.domain import designing, testing
from liandong.hub.reforms.enums import Outcome
from liandong.hub.reforms.models import Design, StressRun
from liandong.stress import StressTest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTENT = {
    "name": "翻倍",
    "replications": 2,
    "weeks": 4,
    "criteria": [{"measure": "p90", "at_most": "60 d"}],
    "scenarios": [{"name": "来件翻倍", "load": 2}],
}


@pytest.fixture
def registered(design, cast):
    """``registered(content)``: the run of a test that was fixed and is not run yet."""

    def make(content=CONTENT, at=AT):
        return testing.register(design=design, content=content, user=cast.lead, at=at)

    return make


def test_a_test_is_fixed_before_it_runs(registered):
    run = registered()
    assert (run.state, run.registered_at, run.outcome, run.verdict_sha256) == (JobState.QUEUED, AT, "", "")
    assert StressTest.load(files.place(run.folder) / testing.TEST).sha256 == run.sha256


def test_the_same_test_is_registered_once_and_another_lists_the_one_before(registered):
    first = registered()
    assert registered(at=datetime(2026, 4, 1, tzinfo=UTC)) == first
    harder = {**CONTENT, "criteria": [{"measure": "p90", "at_most": "1 h"}]}
    second = registered(harder)
    assert (second.earlier, second.sha256 == first.sha256) == ([first.sha256], False)
    assert StressRun.objects.count() == 2


def test_a_changed_reform_makes_another_test(registered, design):
    first = registered()
    designing.add_step(design, {"do": "并联审批", "at": ["查验", "缴税"]})
    assert registered().earlier == [first.sha256]


def test_the_verdict_is_kept_with_its_hash_and_told(registered, design, cast):
    designing.add_step(design, {"do": "并联审批", "at": ["查验", "缴税"]})
    run = registered()
    testing.run(run.pk)
    run = StressRun.objects.get(pk=run.pk)
    verdict = (files.place(run.folder) / testing.VERDICT).read_bytes()
    assert (run.state, run.error, run.outcome) == (JobState.DONE, "", Outcome.PASSED)
    assert run.verdict_sha256 == sha256(verdict).hexdigest()
    assert json.loads(verdict)["registration"]["sha256"] == run.sha256
    assert Design.objects.get(pk=design.pk).outcome == Outcome.PASSED
    assert "模拟数据" in run.sentences["zh"][0]
    assert "simulated" in run.sentences["en"][0]
    assert Notice.objects.filter(user=cast.lead, link=run.get_absolute_url()).count() == 1
    assert set(testing.parts_of(run)) >= {"criteria", "scenarios", "sheet"}
    with zipfile.ZipFile(io.BytesIO(testing.bundle(run))) as archive:
        assert sorted(archive.namelist()) == sorted(testing.INPUTS)
    jobs.again(run)
    assert run.state == JobState.DONE


def test_files_changed_after_registering_give_no_verdict(registered):
    run = registered()
    (files.place(run.folder) / testing.TEST).write_text(run.toml.replace("60 d", "600 d"), "utf-8")
    testing.run(run.pk)
    run = StressRun.objects.get(pk=run.pk)
    assert (run.state, run.outcome) == (JobState.FAILED, "")
    assert "登记之后文件有改动" in run.error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({**CONTENT, "criteria": []}, "没有任何通过标准"),
        ({**CONTENT, "criteria": [{"measure": "p90", "at_most": 60}]}, "时长须带单位"),
        ({**CONTENT, "speed": 3}, "speed"),
    ],
)
def test_what_is_no_test_is_refused_and_not_registered(registered, content, reason):
    with pytest.raises(ValidationError, match=reason):
        registered(content)
    assert StressRun.objects.count() == 0


def test_a_procedure_without_numbers_cannot_be_tested(design, cast):
    content = designing.before(design).to_bytes()
    bare = designing.from_file(title="x", content=content, analysis=None, zone=design.zone, user=cast.lead)
    with pytest.raises(ValidationError, match="没有流程画像"):
        testing.register(design=bare, content=CONTENT, user=cast.lead, at=AT)
