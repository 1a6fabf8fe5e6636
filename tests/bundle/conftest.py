"""The standing cast: Qingdao has an innovation and a key, Rizhao takes it over, a stranger tries."""

from datetime import UTC, date, datetime, timedelta

import pytest

import liandong as ld
from liandong.bundle import Bundle, Trust, Zone, new_key
from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of
from liandong.profile.sharing import Approval, share

TODAY = date(2026, 11, 22)
BEFORE = "→(申报, 取样, 检测, 放行)"
AFTER = "→(申报, 取样, 放行, 检测)"
FACTS = """\
id = "copper-two-stage"
version = "1.0.0"
origin = "青岛"
licence = "CC-BY-4.0"
published = 2026-11-22
simulated = true
systems = ["S028"]
capabilities = ["分段实施准入监管"]
[title]
zh = "铜精矿两段准入"
en = "Copper concentrate in two stages"
[summary]
zh = "先放行后检测，货物不等化验单"
en = "Released before the laboratory is done"
[[basis]]
id = "GACC-2019-160"
title = "海关总署公告2019年第160号"
national = true
since = 2019-10-24
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
basis = "GACC-2019-160"
[notice]
title = { zh = "公示期", en = "public notice" }
unit = { zh = "天", en = "days" }
value = 20
min = 20
max = 45
"""
CASES = {
    "after.toml": """\
title = { zh = "改革后的流程图没有错误", en = "the procedure after has no errors" }
kind = "procedure"
[given]
procedure = "process/after.bpmn"
[expect]
errors = 0
activities = ["申报", "取样", "放行", "检测"]
""",
    "fits.toml": """\
title = { zh = "画像符合改革前的流程", en = "the profile fits the procedure before" }
kind = "conformance"
[given]
procedure = "process/before.bpmn"
profile = "evidence/before.profile"
[expect]
cases = 40
fitness = 1.0
""",
    "times.toml": """\
title = { zh = "平均用时", en = "mean lead time" }
kind = "profile"
[given]
profile = "evidence/before.profile"
[expect]
mean_seconds = 262800
""",
}


def bpmn(tree, name="铜精矿进口"):
    """The bytes of a procedure."""
    return Procedure(document_of(Tree.parse(tree), name=name)).to_bytes()


def log(zone, steps=("申报", "取样", "检测", "放行"), cases=40):
    """Cases that take a day a step and 20 minutes more each time."""
    start = datetime(2024, 5, 6, 1, tzinfo=UTC)
    rows = [
        (str(case), step, start + timedelta(days=case % 7 + place, minutes=20 * place))
        for case in range(cases)
        for place, step in enumerate(steps)
    ]
    return ld.EventLog.from_rows(rows, zone=zone)


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


@pytest.fixture(scope="session")
def simulated():
    """The profile of 40 cases, marked as simulated."""
    return ld.profile(log("青岛"), simulated=True)


@pytest.fixture(scope="session")
def shared():
    """Rizhao's profile as it may leave the house. It hides the folder of real data, which is not needed here."""
    own = ld.profile(log("日照"))
    return share(own, Approval("成效回传", "2028-12-31", "数据处", TODAY))


@pytest.fixture(scope="session")
def original(tmp_path_factory, simulated):
    """The folder of the innovation; not to be changed."""
    folder = tmp_path_factory.mktemp("innovation") / "copper"
    files = {
        "innovation.toml": FACTS,
        "parameters.toml": PARAMETERS,
        "process/before.bpmn": bpmn(BEFORE),
        "process/after.bpmn": bpmn(AFTER),
        "text/dossier.zh.md": "# 铜精矿两段准入\n",
        "evidence/claims.csv": "claim,value,source\n通关天数,5-7,F001\n",
        **{f"cases/{name}": text for name, text in CASES.items()},
    }
    write(folder, files)
    simulated.save(folder / "evidence" / "before.profile")
    return folder


@pytest.fixture
def folder(tmp_path, original):
    """A copy of the folder to change."""
    files = {
        path.relative_to(original).as_posix(): path.read_bytes()
        for path in original.rglob("*")
        if path.is_file()
    }
    return write(tmp_path / "copper", files)


@pytest.fixture(scope="session")
def bundle(original):
    return Bundle.build(original)


@pytest.fixture(scope="session")
def qingdao():
    return new_key("青岛")


@pytest.fixture(scope="session")
def rizhao():
    return new_key("日照")


@pytest.fixture(scope="session")
def stranger():
    return new_key("路人")


@pytest.fixture(scope="session")
def signed(bundle, qingdao):
    return bundle.sign(qingdao)


@pytest.fixture(scope="session")
def trust(qingdao):
    return Trust().add(qingdao.public, on=TODAY)


@pytest.fixture
def zone():
    """Rizhao has all it takes."""
    return Zone("日照", ("QD-2021-7",), ("分段实施准入监管",), {"copper-two-stage": {"laboratory": 30.0}})
