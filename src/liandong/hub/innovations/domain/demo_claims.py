"""The sources' 211 figures as claims, each with its words, its hedge and where it was printed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from liandong.hub.core.models import Circle, Source, Zone
from liandong.hub.innovations.domain.claims import figure
from liandong.hub.innovations.domain.reference import DATA
from liandong.hub.innovations.models import Claim, Innovation, Library


def load(data: dict[str, Any], zone: Zone, circle: Circle, about: dict[str, Innovation]) -> int:
    """Make the claims; how many."""
    sources = {source.slug: source for source in Source.objects.all()}
    libraries = {library.slug: library for library in Library.objects.all()}
    chinese = dict(_rows("metrics.csv", "id", "metric"))
    words = dict(_rows("words.csv", "en", "zh"))
    claims = []
    for row in facts():
        reading = figure(row["value"], unit=row["unit"], quote=row["verbatim_quote"])
        measure, as_of, library = data["measures"].get(row["id"], ("", None, ""))
        claims.append(
            Claim(
                zone=zone,
                circle=circle,
                code=row["id"],
                innovation=about.get(row["id"]),
                subject=row["subject"],
                metric=chinese.get(row["id"], row["metric"]),
                metric_en=row["metric"],
                text=row["value"],
                value=reading.value,
                value_high=reading.value_high,
                unit=words.get(row["unit"], row["unit"]),
                unit_en=row["unit"],
                qualifier=reading.qualifier,
                phase=data["phases"].get(row["id"], ""),
                period=words.get(row["period"], row["period"]),
                period_en=row["period"],
                source=sources[row["source_file"][:3]],
                quote=row["verbatim_quote"],
                note=row["note"],
                measure=measure,
                as_of=as_of,
                library=libraries.get(library),
            )
        )
    return len(Claim.objects.bulk_create(claims))


def facts() -> list[dict[str, str]]:
    """The rows of ``facts.csv``."""
    with (DATA / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _rows(name: str, key: str, value: str) -> Iterator[tuple[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from ((row[key], row[value]) for row in csv.DictReader(file))
