"""Analyses of the simulated copper cases before and after, an innovation with claims, and an effect of the cast."""

import shutil
from pathlib import Path

import pytest
from django_scopes import scopes_disabled

import liandong as ld
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import PROFILE
from liandong.hub.bottlenecks.enums import AnalysisState, JobState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.models import Circle, Source
from liandong.hub.effects.domain import measuring, writing
from liandong.hub.effects.models import Dossier, Effect
from liandong.hub.innovations.enums import Phase
from liandong.hub.innovations.models import Claim, Innovation, Library

COPPER = Path(__file__).parents[3] / "innovations" / "copper-two-stage" / "evidence"
ADOPTED = {"日照": "2023-03", "潍坊滨海": "2023-05", "阳谷": "2022-12", "青岛": "2022-09"}


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def counted(person, name, title):
    """An analysis of the person's zone whose profile is one of those of the copper case."""
    zones = ["即墨", "日照", "滕州", "潍坊滨海", "烟台", "阳谷", "青岛"]
    made = Analysis(title=title, zone=person.zone, circle=Circle.of([person.zone]), is_simulated=True)
    made.state, made.folder, made.log_zones = AnalysisState.DONE, files.new_folder(), zones
    made.sha256 = name
    made.save()
    shutil.copyfile(COPPER / f"{name}.profile", files.place(made.folder) / PROFILE)
    return made


@pytest.fixture
def sides(cast):
    """The analyses before and after."""
    with scopes_disabled():
        return counted(cast.lead, "before", "铜精矿实施前"), counted(cast.lead, "after", "铜精矿实施后")


@pytest.fixture
def innovation(cast):
    """The innovation with what a newspaper says of it."""
    with scopes_disabled():
        library, _ = Library.objects.get_or_create(slug="test", defaults={"name": "试"})
        made = Innovation(
            zone=cast.lead.zone,
            circle=Circle.network(),
            number="QD-2026-001",
            title="进口铜精矿“两段准入”",
            title_en="Two-stage supervision of copper concentrate",
            summary="先提离后检测",
            library=library,
            background="检测排队长。",
            measures="口岸做完必须先做的检查即可提离。",
            legal=[
                {"document": "海关总署公告2019年第160号", "level": "部门规章", "valid_from": "2019-10-24"}
            ],
            conditions=[{"necessity": "must", "name": "附条件提离的监管场所"}],
        )
        made.save()
        source = Source.objects.create(slug="paper", title="《大众日报》2023-11-20")
        for code, metric, text, value, phase in (
            ("T001", "通关用时（改革前）", "10", 10, Phase.BEFORE),
            ("T002", "通关缩短", "3", 3, Phase.NONE),
        ):
            Claim(
                zone=made.zone, circle=made.circle, code=code, innovation=made, subject="铜", metric=metric, text=text,
                value=value, unit="天", unit_en="days", phase=phase, source=source, quote="原文",
            ).save()  # fmt: skip
    return made


@pytest.fixture
def queued(cast, sides, innovation):
    """The effect of the lead zone, waiting."""
    before, after = sides
    with scopes_disabled():
        return measuring.start(
            title="两段准入成效",
            before=[before],
            after=[after],
            zone=cast.lead.zone,
            user=cast.lead,
            adopted=ADOPTED,
            options={"measures": ["mean", "median"], "minimum": 5},
            innovation=innovation,
        )


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """What the library finds, and the folder of its files: measured once."""
    folder = tmp_path_factory.mktemp("found")
    before, after = (ld.Profile.load(COPPER / f"{name}.profile") for name in ("before", "after"))
    made = ld.effect(before, after, adopted=ADOPTED, measures=["mean", "median"], minimum=5)
    measuring.write(made, folder)
    return made, folder


@pytest.fixture
def effect(queued, found):
    """The effect, measured."""
    made, folder = found
    with scopes_disabled():
        queued.folder = files.new_folder(files.EFFECTS)
        shutil.copytree(folder, files.place(queued.folder), dirs_exist_ok=True)
        measuring.summarise(queued, made)
        queued.state = JobState.DONE
        queued.save()
        return Effect.objects.select_related("zone", "circle").get(pk=queued.pk)


@pytest.fixture
def dossier(effect, innovation, cast):
    """The case report that quotes it."""
    with scopes_disabled():
        made = writing.create(
            innovation=innovation, effect=effect, run=None, zone=cast.lead.zone, user=cast.lead
        )
        return Dossier.objects.select_related("innovation__zone", "effect", "run", "zone").get(pk=made.pk)
