"""The demonstration queues one effect that is simulated and says so; the worker measures it from what ships."""

import pytest
from django_scopes import scopes_disabled

from liandong.hub.effects.domain import demo, linking, measuring
from liandong.hub.effects.enums import Outcome
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.domain import demo as innovations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def test_the_effect_of_the_copper_case_is_queued_once_and_measured_by_the_worker(
    cast, as_user, django_capture_on_commit_callbacks
):
    innovations.load()
    with django_capture_on_commit_callbacks() as queued:
        demo.load()
        demo.load()
    made = Effect.objects.get()
    assert (made.is_open, made.is_simulated, "模拟数据" in made.title) == (True, True, True)
    assert "铜精矿" in linking.innovation_of(made).title
    assert len(queued) == 1
    with scopes_disabled():
        measuring.run(made.pk)
    made = Effect.objects.get()
    assert (made.outcome, round(made.value, 2)) == (Outcome.BETTER, -2.99)
    page = as_user(cast.yanggu).get(made.get_absolute_url()).content.decode()
    assert "模拟数据：本页不反映真实办件。" in page
    assert "≈ 10" in page


def test_without_the_innovation_there_is_nothing_to_show(cast):
    demo.load()
    assert not Effect.objects.exists()
