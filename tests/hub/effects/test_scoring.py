"""Was the stress test right: the forecast that ships is scored against the effect; without a file there is no score."""

import shutil

import pytest
from django.utils import timezone

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.core.models import Circle
from liandong.hub.effects.domain import scoring
from liandong.hub.reforms.domain.testing import FORECAST
from liandong.hub.reforms.models import Design, StressRun

from .conftest import COPPER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture
def scored(effect, cast):
    """The effect with a stress test whose folder is empty."""
    whose = {"zone": cast.lead.zone, "circle": Circle.of([cast.lead.zone])}
    design = Design(
        title="两段", toml='name = "两段"\n', folder="reforms/none", procedure_sha256="0", **whose
    )
    design.save()
    run = StressRun(
        design=design, title="测试", toml="", sha256="1", registered_at=timezone.now(), state=JobState.DONE,
        folder=files.new_folder(files.REFORMS), **whose,
    )  # fmt: skip
    run.save()
    effect.forecast = run
    return effect


def test_a_forecast_that_was_kept_is_scored(scored):
    shutil.copyfile(COPPER / "forecast.json", files.place(scored.forecast.folder) / FORECAST)
    found = scoring.score_of(scored)
    assert [str(row.figure.measure) for row in found.rows] == ["median", "mean"]
    assert scoring.told(scored)[-1].startswith("共 2 项")


def test_an_earlier_test_without_a_forecast_has_no_score(scored):
    assert (scoring.score_of(scored), scoring.told(scored)) == (None, [])


def test_a_damaged_forecast_is_told_and_no_error_of_the_page(scored):
    (files.place(scored.forecast.folder) / FORECAST).write_text("{}", "utf-8")
    assert "forecast.json" in scoring.told(scored)[0]
