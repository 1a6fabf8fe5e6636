"""An analysis of a small procedure with a queue, and a reform of it, made by the people of the cast."""

from datetime import UTC, datetime, timedelta

import pytest
from django_scopes import scopes_disabled

import liandong as ld
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import PROFILE
from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.models import Circle
from liandong.hub.reforms.domain import designing

STEPS = (("申报", 1, "窗口"), ("查验", 3, "关员"), ("缴税", 1, "窗口"), ("放行", 1, "关员"))


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The profile of a hundred cases of four steps, one behind the other."""
    lines, begin = ["case,activity,start,end,role,resource"], datetime(2024, 1, 1, 9, tzinfo=UTC)
    for number in range(100):
        now = begin + timedelta(hours=7 * number)
        for activity, hours, role in STEPS:
            end = now + timedelta(hours=hours)
            lines.append(f"C{number},{activity},{now:%Y-%m-%d %H:%M},{end:%Y-%m-%d %H:%M},{role},{role}甲")
            now = end + timedelta(hours=1)
    path = tmp_path_factory.mktemp("log") / "log.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return ld.profile(ld.read_log(path, zone="青岛"))


@pytest.fixture
def analysis(cast, small):
    """The analysis that the lead zone has of it."""
    with scopes_disabled():
        made = Analysis(title="通关", zone=cast.lead.zone, circle=Circle.of([cast.lead.zone]))
        made.state, made.folder = AnalysisState.DONE, files.new_folder()
        made.save()
        small.save(files.place(made.folder) / PROFILE)
    return made


@pytest.fixture
def design(analysis, cast):
    """A reform of the lead zone without steps."""
    with scopes_disabled():
        return designing.from_analysis(
            title="并联", analysis=analysis, zone=analysis.zone, user=cast.lead, noise=0.2
        )
