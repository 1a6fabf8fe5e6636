"""Many analyses and bottlenecks, for the test of speed: the same ones each time."""

from __future__ import annotations

import random

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.enums import AnalysisState, BottleneckState, Section
from liandong.hub.bottlenecks.models import Analysis, Bottleneck, Finding, Part
from liandong.hub.core.models import Circle, Zone

_STEPS = ("到港申报", "取样送检", "品质检验", "海关查验", "税费缴纳", "放行提离")
_BATCH = 2000


@transaction.atomic
def seed(bottlenecks: int = 5_000, analyses: int = 200) -> int:
    """Add this many, all of simulated profiles of a million cases; how many rows were added."""
    with scopes_disabled():
        zones, chance = list(Zone.objects.all()), random.Random(2026)  # noqa: S311
        circles = [Circle.network(), *(Circle.of([zone]) for zone in zones)]
        made = Analysis.objects.bulk_create(_analysis(n, zones, circles) for n in range(analyses))
        Part.objects.bulk_create(
            Part(analysis=each, name=name, html="<p>模拟</p>")
            for each in made
            for name in (*Section.values, "keys")
        )
        Finding.objects.bulk_create(
            (_finding(each, rank, step, chance) for each in made for rank, step in enumerate(_STEPS, 1)),
            batch_size=_BATCH,
        )
        Bottleneck.objects.bulk_create(
            (_bottleneck(n, zones, circles, chance) for n in range(bottlenecks)), batch_size=_BATCH
        )
    return bottlenecks + analyses * (1 + len(_STEPS))


def _analysis(n: int, zones: list[Zone], circles: list[Circle]) -> Analysis:
    return Analysis(
        title=f"压测流程{n:04d}（模拟）",
        zone=zones[n % len(zones)],
        circle=circles[n % len(circles)],
        state=AnalysisState.DONE,
        is_simulated=True,
        cases=1_000_000,
        events=6_000_000,
        activities=len(_STEPS),
        median_seconds=86_400.0 * (n % 30 + 1),
        sentences={"zh": ["模拟数据。"] * 10, "en": ["Simulated."] * 10},
        sections=[str(value) for value in Section.values],
    )


def _finding(analysis: Analysis, rank: int, step: str, chance: random.Random) -> Finding:
    days = round(chance.expovariate(1 / 300), 1)
    texts = dict.fromkeys(
        ("sentence", "sentence_en", "basis", "basis_en", "formula", "formula_en"), "模拟数据。"
    )
    return Finding(
        analysis=analysis,
        rank=rank,
        log_zone="模拟片区",
        activity=step,
        example="自身",
        example_en="itself",
        n=chance.randint(100, 100_000),
        coverage=0.9,
        mean_seconds=days * 600,
        example_seconds=days * 300,
        case_days=days,
        low=days * 0.7,
        high=days * 1.3,
        is_certain=True,
        statutory_share=0.1,
        share=0.2,
        **texts,
    )


def _bottleneck(n: int, zones: list[Zone], circles: list[Circle], chance: random.Random) -> Bottleneck:
    days = round(chance.expovariate(1 / 300), 1)
    return Bottleneck(
        title=f"{_STEPS[n % len(_STEPS)]}第{n}项（模拟）",
        zone=zones[n % len(zones)],
        circle=circles[n % len(circles)],
        state=chance.choice(BottleneckState.values),
        step=_STEPS[n % len(_STEPS)],
        case_days=days if n % 4 else None,
        weight=days if n % 4 else 0.0,
        low=days * 0.7 if n % 4 else None,
        high=days * 1.3 if n % 4 else None,
        n=chance.randint(100, 100_000),
        is_simulated=True,
    )
