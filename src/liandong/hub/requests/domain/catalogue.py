"""The words and terms a new installation begins with; officers change them in the administration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from liandong.hub.requests.models import Category, Level, QueueRule

_DATA = Path(__file__).parents[1] / "demo" / "catalogue.toml"


def ensure() -> None:
    """Categories, levels and the terms of the queues, where there are none yet."""
    fill(Category, Level, QueueRule)


def fill(categories: Any, levels: Any, rules: Any) -> None:
    """The same for these models, which in a migration are the historical ones."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    placed = ((categories, data["category"]), (levels, data["level"]))
    for model, entries in placed:
        if not model.objects.exists():
            model.objects.bulk_create(model(position=n, **entry) for n, entry in enumerate(entries, 1))
    if not rules.objects.exists():
        rules.objects.bulk_create(rules(**entry) for entry in data["queue"])


def first_level() -> Level:
    """The level where a new request begins."""
    if not Level.objects.exists():
        ensure()
    return Level.objects.filter(is_first=True).first() or Level.objects.latest("position")


def term(queue: str) -> int:
    """Working days the queue allows."""
    rule = QueueRule.objects.filter(queue=queue).first()
    if rule is None:
        ensure()
        rule = QueueRule.objects.get(queue=queue)
    return rule.working_days
