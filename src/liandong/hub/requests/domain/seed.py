"""Many requests, for measuring: spread over zones, firms, categories and three years, the same each time."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle, Firm, Zone
from liandong.hub.requests.domain import catalogue, numbers
from liandong.hub.requests.domain.bulk import entries_of, rows_in_bulk
from liandong.hub.requests.domain.moves import close
from liandong.hub.requests.enums import Channel, Queue, State
from liandong.hub.requests.models import Category, Entry, Level, Request, Theme
from liandong.hub.requests.worktime import due_after, local_today

_SUBJECTS = (
    "办理时限偏长",
    "到账慢",
    "材料反复补正",
    "口径不一致",
    "希望对接企业",
    "指标不足",
    "招工困难",
    "政策不清楚",
)
_SPAN = 3 * 365
_FIRMS = 100


def seed(count: int = 200_000, *, batch: int = 10_000) -> int:
    """Make ``count`` requests; how many there are then."""
    with scopes_disabled():
        catalogue.ensure()
        maker = _Maker(random.Random(count))  # noqa: S311 - drawn for measuring, nothing secret
        for start in range(0, count, batch):
            with transaction.atomic():
                maker.make(min(batch, count - start))
        return Request.objects.count()


class _Maker:
    """Draws requests; looks everything up once."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.today = dice, local_today()
        self.zones = [(zone, Circle.of([zone])) for zone in Zone.objects.all()]
        self.categories = list(Category.objects.all())
        self.level: Level = catalogue.first_level()
        self.firms = {zone.pk: _firms(zone) for zone, _ in self.zones}
        self.themes = {category.pk: _themes(category, self.zones[0][0]) for category in self.categories}

    def make(self, count: int) -> None:
        days = sorted(self.today - timedelta(days=self.dice.randrange(_SPAN)) for _ in range(count))
        given = {
            year: iter(numbers.take(year, sum(day.year == year for day in days)))
            for year in {day.year for day in days}
        }
        rows = [self._row(day, next(given[day.year])) for day in days]
        made = rows_in_bulk(rows)
        Entry.objects.bulk_create((next(entries_of(row)) for row in made), batch_size=5000)
        audit.append("import", "requests.request", "", None, {"seeded": len(made)})

    def _row(self, day: date, number: str) -> Request:
        dice = self.dice
        (zone, circle), category = dice.choice(self.zones), dice.choice(self.categories)
        subject = dice.choice(_SUBJECTS)
        row = Request(
            number=number, title=f"{category.name}{subject}（模拟{number[3:]}）", category=category,
            text=f"模拟数据：关于{category.name}，企业反映{subject}，希望协调解决。" * 3,
            channel=dice.choice(Channel.values), queue=dice.choice(Queue.values), zone=zone, circle=circle,
            firm=dice.choice(self.firms[zone.pk]), level=self.level, filed_on=day, month=day.replace(day=1),
            due=due_after(day, 10), state=State.WAITING, is_simulated=True,
            theme=dice.choice(self.themes[category.pk]) if dice.random() < 0.1 else None,
        )  # fmt: skip
        answered = due_after(day, dice.choice((1, 2, 3, 5, 7, 8, 9, 10, 12, 15)))
        if answered < self.today and dice.random() < 0.95:
            row.answered_on = answered
            close(row, satisfaction=dice.choice((3, 4, 4, 5, 5)), on=answered)
        return row


def _firms(zone: Zone) -> list[Firm]:
    names = [f"模拟企业{zone.pk}-{number:03d}" for number in range(_FIRMS)]
    Firm.objects.bulk_create((Firm(zone=zone, name=name) for name in names), ignore_conflicts=True)
    return list(Firm.objects.filter(zone=zone, name__in=names))


def _themes(category: Category, zone: Zone) -> list[Theme]:
    circle = Circle.network()
    rows = (
        Theme(title=f"{category.name}{subject}", category=category, zone=zone, circle=circle)
        for subject in _SUBJECTS
    )
    return Theme.objects.bulk_create(rows)
