"""Rows in bulk for the performance test: innovations with their recognition events and adoptions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from django.apps import apps
from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.core.models import Circle, Zone
from liandong.hub.innovations.domain import recognising, reference, replicating
from liandong.hub.innovations.enums import Fit, Stage, Status
from liandong.hub.innovations.models import Adoption, Channel, Field, Innovation, Library, Recognition

_WORDS = (
    "铜精矿",
    "跨境电商",
    "退税",
    "注销",
    "原油",
    "冷链",
    "仓单",
    "海铁联运",
    "保税",
    "易货",
    "通关",
    "金融",
)
_DEEDS = ("两段监管", "一件事", "智能审批", "信用放行", "联合查验", "告知承诺", "区块链存证", "并联办理")
_FIRST = date(2019, 9, 1)
_BATCH = 1000


@transaction.atomic
def seed(count: int = 10_000, *, key: int = 1) -> int:
    """Make innovations of all zones, seen by the whole network; how many. The same key makes the same rows."""
    with scopes_disabled():
        reference.load(apps)
        rows = _innovations(count, Random(key))  # noqa: S311
        made = Innovation.objects.bulk_create(rows, batch_size=_BATCH)
        chance = Random(key + 1)  # noqa: S311
        Recognition.objects.bulk_create(_recognitions(made, chance), batch_size=_BATCH)
        Adoption.objects.bulk_create(_adoptions(made, chance), batch_size=_BATCH)
        seeded = Innovation.objects.filter(number__startswith="SEED-")
        recognising.refresh(seeded)
        replicating.recount(seeded)
    return len(made)


def _innovations(count: int, chance: Random) -> Any:
    zones, circle = list(Zone.objects.all()), Circle.network()
    library = Library.objects.filter(is_external=False).first()
    fields = list(Field.objects.all())
    for place in range(count):
        word, deed = chance.choice(_WORDS), chance.choice(_DEEDS)
        yield Innovation(
            zone=chance.choice(zones),
            circle=circle,
            number=f"SEED-{place:06d}",
            title=f"{word}{deed} {place}",
            summary=f"示例数据：{word}领域{deed}，{place % 30 + 1} 天缩短至 {place % 9 + 1} 天",
            background="模拟数据：企业反映办理时间长。" * 8,
            measures=f"模拟数据：{deed}。" * 12,
            library=library,
            field=chance.choice(fields),
            stage=chance.choice(list(Stage)),
            suits="bonded,economic" if place % 2 else "economic",
            completeness=chance.randrange(101),
        )


def _recognitions(innovations: list[Innovation], chance: Random) -> Any:
    channels = list(Channel.objects.all())
    entry = next(channel for channel in channels if channel.slug == "entry")
    for innovation in innovations:
        day = _FIRST + timedelta(days=chance.randrange(2000))
        for channel in (entry, chance.choice(channels)) if chance.random() < 0.3 else (entry,):
            yield Recognition(
                zone_id=innovation.zone_id,
                circle_id=innovation.circle_id,
                innovation=innovation,
                channel=channel,
                on=day,
            )
            day += timedelta(days=chance.randrange(400))


def _adoptions(innovations: list[Innovation], chance: Random) -> Any:
    zones = list(Zone.objects.all())
    for innovation in innovations:
        for zone in chance.sample(zones, 3):
            if zone.pk != innovation.zone_id:
                yield Adoption(
                    zone=zone,
                    circle_id=innovation.circle_id,
                    innovation=innovation,
                    status=chance.choice(list(Status)),
                    since=_FIRST + timedelta(days=chance.randrange(2400)),
                    has_basis=Fit.YES,
                )
