"""A small innovation with all its evidence: two zones, of which 日照 takes two days less from 2023 on (simulated)."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import liandong as ld
from liandong.procedure import Procedure, Tree
from liandong.procedure.reform.amount import Amount
from liandong.procedure.to_bpmn import document_of
from liandong.report.office import dossier
from liandong.stress.criterion import Criterion
from liandong.stress.verdict import Judgement, Registration, Row, Verdict

DATA = Path(__file__).parent / "data" / "two-stage"
LANES = {"申报": "企业", "取样": "海关", "检测": "技术中心", "放行": "海关", "附条件提离": "海关"}


def counted(year, zones):
    whole = ld.Profile()
    for zone, days in zones.items():
        rows = [
            (f"{zone}{year}-{n}", step, datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n + lead))
            for n in range(330)
            for step, lead in (("申报", 0), ("放行", days + n % 5))
        ]
        whole += ld.profile(ld.EventLog.from_rows(rows, zone=zone), period="month", simulated=True)
    return whole


def drawn(blocks):
    tree = Tree.parse(blocks)
    lanes = {leaf.label: LANES[leaf.label] for leaf in tree.leaves}
    return Procedure(document_of(tree, name="铜精矿进口", lane_of=lanes)).laid_out()


def verdict():
    row = Row("来件加倍", "after", "median", 8 * 86_400.0, 7 * 86_400.0, 9 * 86_400.0)
    judgement = Judgement(Criterion("median", at_most=Amount.parse("15 d")), row, "passed")
    at = Registration("ab" * 32, datetime(2023, 1, 1, tzinfo=UTC))
    return Verdict("两段准入", at, (judgement,), (row,), (), (), {}, {}, 20, 0.95, is_reform=True)


@pytest.fixture(scope="session")
def innovation(tmp_path_factory):
    """The folder."""
    folder = tmp_path_factory.mktemp("office") / "two-stage"
    shutil.copytree(DATA, folder)
    (folder / "process").mkdir()
    drawn("→(申报, 取样, 检测, 放行)").save(folder / "process" / "before.bpmn")
    drawn("→(申报, 取样, 附条件提离, 检测)").save(folder / "process" / "after.bpmn")
    counted(2022, {"日照": 10, "青岛": 10, "滕州": 12}).save(folder / "evidence" / "before.profile")
    counted(2023, {"日照": 8, "青岛": 10, "滕州": 12}).save(folder / "evidence" / "after.profile")
    verdict().save(folder / "evidence" / "verdict.json")
    return folder


@pytest.fixture(scope="session")
def made(innovation):
    """Its dossier in Chinese."""
    return dossier(innovation)


@pytest.fixture(scope="session")
def made_en(innovation):
    """Its dossier in English."""
    return dossier(innovation, lang="en")
