"""Many effects and case reports, for the test of speed: the same ones each time."""

from __future__ import annotations

import random
import shutil

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.core.models import Circle, Zone
from liandong.hub.effects.domain.demo import SHIPPED
from liandong.hub.effects.domain.results import RESULT
from liandong.hub.effects.enums import Outcome, Strength
from liandong.hub.effects.models import Dossier, Effect
from liandong.hub.innovations.models import Innovation
from liandong.innovations.folders import folders

_TEXTS = {
    "zh": "# 模拟\n\n## 背景\n\n模拟数据。\n",
    "en": "# Simulated\n\n## Background\n\nSimulated data.\n",
}


@transaction.atomic
def seed(effects: int = 5_000) -> int:
    """Add this many effects, all with the result that ships, and a third as many case reports; how many rows were added."""
    folder = files.new_folder(files.EFFECTS)
    shutil.copyfile(folders()[SHIPPED] / "evidence" / RESULT, files.place(folder) / RESULT)
    with scopes_disabled():
        zones, chance = list(Zone.objects.all()), random.Random(1)  # noqa: S311 no secret
        circles = [Circle.network(), *(Circle.of([zone]) for zone in zones)]
        made = Effect.objects.bulk_create(
            (
                _effect(n, zones[n % len(zones)], circles[n % len(circles)], chance, folder)
                for n in range(effects)
            ),
            batch_size=1000,
        )
        about = list(Innovation.objects.values_list("pk", flat=True)[:1000])
        reports = [
            _dossier(effect, about[n % len(about)]) for n, effect in enumerate(made[: effects // 3]) if about
        ]
        Dossier.objects.bulk_create(reports, batch_size=1000)
    return effects + len(reports)


def _effect(n: int, zone: Zone, circle: Circle, chance: random.Random, folder: str) -> Effect:
    value = round(chance.gauss(-1, 2), 2)
    return Effect(
        title=f"压测成效第{n:04d}项（模拟）",
        zone=zone,
        circle=circle,
        folder=folder,
        state=JobState.DONE,
        outcome=Outcome.values[1 + n % 4],
        strength=Strength.values[n % 4],
        measure="median",
        value=value,
        low=value - 1,
        high=value + 1,
        is_simulated=True,
    )


def _dossier(effect: Effect, about: int) -> Dossier:
    return Dossier(
        title=effect.title,
        zone=effect.zone,
        circle=effect.circle,
        innovation_id=about,
        texts=_TEXTS,
        version=2,
        is_simulated=True,
    )
