"""Qingdao has an innovation, its bundle and a key; Rizhao has one too, and both have confirmed the other's."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django_scopes import scopes_disabled

import liandong as ld
from liandong.bundle import Bundle, Report
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import PROFILE
from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.bundles.domain import cataloguing, judging, keys, taking
from liandong.hub.bundles.enums import Origin
from liandong.hub.core.models import Circle
from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of
from liandong.profile.sharing import Approval, share

TODAY = date(2026, 11, 22)
FACTS = """\
id = "two-stage"
version = "VERSION"
origin = "青岛"
licence = "CC-BY-4.0"
published = 2026-11-22
simulated = true
systems = ["S028"]
capabilities = ["分段实施准入监管"]
[title]
zh = "TITLE"
en = "Two stages"
[summary]
zh = "先放行后检测"
en = "Released before the laboratory is done"
[[basis]]
id = "QD-2021-7"
title = "青岛片区试点办法"
"""
PARAMETERS = """\
[laboratory]
title = { zh = "检测时限", en = "time of the laboratory" }
unit = { zh = "小时", en = "hours" }
value = 48
min = 24
max = 72
local = true
"""
CASE = """\
title = { zh = "没有错误", en = "no errors" }
kind = "procedure"
[given]
procedure = "process/after.bpmn"
[expect]
errors = 0
"""


@pytest.fixture(autouse=True)
def home_of_their_own(settings, tmp_path, monkeypatch):
    """Files and keys of each test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv("LIANDONG_HOME", str(tmp_path / "home"))


def folder_of(place, version="1.0.0", title="两段准入"):
    """The folder of the innovation."""
    drawn = {
        name: Procedure(document_of(Tree.parse(tree), name="进口")).to_bytes()
        for name, tree in (("before", "→(申报, 检测, 放行)"), ("after", "→(申报, 放行, 检测)"))
    }
    told = {
        "innovation.toml": FACTS.replace("VERSION", version).replace("TITLE", title).encode(),
        "parameters.toml": PARAMETERS.encode(),
        "cases/after.toml": CASE.encode(),
        **{f"process/{name}.bpmn": data for name, data in drawn.items()},
    }
    for name, data in told.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return place


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """``built("1.0.0")``: the bundle of that version, built once."""
    made = {}

    def build(version="1.0.0"):
        if version not in made:
            made[version] = Bundle.build(folder_of(tmp_path_factory.mktemp("innovation") / "x", version))
        return made[version]

    return build


@pytest.fixture
def parties(zones):
    """``parties.qingdao``, ``parties.rizhao``: keys of both zones; each believes the other, and that it is that zone's."""
    with scopes_disabled():
        made = {
            name: keys.make(zone=getattr(zones, name), party=party, user=None, on=TODAY)
            for name, party in (("qingdao", "青岛"), ("rizhao", "日照"))
        }
        for mine, other in (("qingdao", "rizhao"), ("rizhao", "qingdao")):
            keys.believe(
                zone=getattr(zones, mine), line=made[other].public, of=getattr(zones, other), on=TODAY
            )
    return SimpleNamespace(**made)


@pytest.fixture
def keep(zones):
    """``keep(bundle)``: the row of a bundle of Qingdao's own, not signed."""

    def make(bundle, zone=None):
        zone = zone or zones.qingdao
        with scopes_disabled():
            return taking.keep(bundle, zone=zone, circle=Circle.of([zone]), came=Origin.BUILT, user=None)

    return make


@pytest.fixture
def offered(parties, keep, built, zones):
    """Qingdao's bundle: signed, offered to the network, and listed in its first catalogue."""
    with scopes_disabled():
        row = taking.share(taking.sign(keep(built())), is_shared=True)
        cataloguing.publish(
            zone=zones.qingdao, on=judging.today(), expires=judging.today() + timedelta(days=90)
        )
    return row


def log(zone, days, months=10, each=30, begin=datetime(2024, 1, 1, 1, tzinfo=UTC)):
    """``each`` cases a month that take ``days(month)`` days and a little."""
    rows = []
    for month in range(months):
        for n in range(each):
            at = begin + timedelta(days=30 * month + n * 28 / each)
            long = days(month) + n % 5 / 4
            rows += [(f"{month}-{n}", "申报", at), (f"{month}-{n}", "检测", at + timedelta(days=long * 0.6))]
            rows += [(f"{month}-{n}", "放行", at + timedelta(days=long))]
    return ld.EventLog.from_rows(rows, zone=zone)


@pytest.fixture(scope="session")
def own():
    """Rizhao's counts, simulated: half as long from the sixth month on."""
    return ld.profile(log("日照", lambda month: 8 if month < 5 else 4), period="month", simulated=True)


@pytest.fixture(scope="session")
def shared(own):
    """The same as they may leave the house."""
    return share(own, Approval("成效回传", "2028-12-31", "数据处", TODAY))


@pytest.fixture
def analysis(cast, own, tmp_path):
    """The analysis that Rizhao has of its own cases."""
    with scopes_disabled():
        made = Analysis(title="进口", zone=cast.rizhao.zone, circle=Circle.of([cast.rizhao.zone]))
        made.state, made.folder, made.is_simulated = AnalysisState.DONE, files.new_folder(), True
        made.save()
        own.save(files.place(made.folder) / PROFILE)
    return made


@pytest.fixture
def report(shared, parties, built):
    """``report(2)``: the bytes of Rizhao's second report on the bundle, signed by its key."""

    def make(sequence=1, bundle=None, adopted=date(2024, 6, 1)):
        with scopes_disabled():
            key = keys.private(parties.rizhao)
        facts = {"zone": "日照", "now": TODAY, "sequence": sequence, "adopted": adopted}
        return Report.of(bundle or built(), shared, **facts).sign(key).to_bytes()

    return make
