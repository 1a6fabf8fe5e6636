"""Every reason against is told with what would be needed; a zone's own cases are tried out before anything changes."""

import re
from dataclasses import replace
from datetime import date

import pytest

import liandong as ld
from liandong.bundle import Bundle, Zone, fit
from liandong.errors import FileDamaged, FileMissing, NotFitting

from .conftest import BEFORE, bpmn, log

TODAY = date(2026, 11, 22)


def days(text):
    """The mean lead times that a note or reason tells."""
    return tuple(float(one) for one in re.findall(r"\d+\.\d\d", text[1]))


def test_a_zone_with_all_it_takes_fits(bundle, zone):
    found = fit(bundle, zone, now=TODAY)
    assert (found.is_good, found.reasons) == (True, ())
    assert found.parameters == {"laboratory": 30.0, "notice": 20}
    assert found.notes == (
        (
            "没有给出本区画像，未核对本区办件",
            "no profile of the zone was given, so its own cases were not looked at",
        ),
    )
    found.demand(bundle)


def test_every_reason_is_told(bundle):
    poor = Zone("邹平", parameters={"copper-two-stage": {"laboratory": 90.0, "notice": 10.0, "speed": 1.0}})
    found = fit(bundle, poor, now=date(2019, 1, 1))
    assert [en for _, en in found.reasons] == [
        "the legal basis GACC-2019-160 (海关总署公告2019年第160号) is not in force on 2019-01-01 (2019-10-24 to —); one in force is needed",
        "邹平 lacks the legal basis QD-2021-7 (青岛片区试点办法); it needs that authorisation or a rule of its own, named under basis in the zone's file",
        "邹平 lacks the capability “分段实施准入监管”",
        "the parameter laboratory is 90 and must be from 24 to 72 hours",
        "the parameter notice is not for a zone to set; it is 20 days",
        "there is no parameter speed; there are: laboratory, notice",
    ]
    with pytest.raises(NotFitting, match="for 6 reasons"):
        found.demand(bundle)
    assert "需要取得授权" in "".join(zh for zh, _ in found.reasons)


@pytest.mark.parametrize(("value", "good"), [(24.0, True), (72.0, True), (23.9, False), (72.1, False)])
def test_the_ends_of_a_range_belong_to_it(bundle, zone, value, good):
    found = fit(bundle, replace(zone, parameters={"copper-two-stage": {"laboratory": value}}), now=TODAY)
    assert found.is_good is good


def test_a_shorter_way_is_found_shorter_with_the_zones_own_counts(folder, zone):
    (folder / "process" / "after.bpmn").write_bytes(bpmn("→(申报, 取样, 放行)"))
    (folder / "cases" / "after.toml").unlink()
    found = fit(Bundle.build(folder), zone, now=TODAY, profile=ld.profile(log("日照")))
    assert found.is_good
    assert found.notes[0][0] == "本区 40 件中有 100% 可按改革前的流程图走完，事件有 100% 属于其环节"
    assert found.notes[1][1].startswith(
        "tried out with the zone's profile (simulated): the mean lead time goes from"
    )
    assert days(found.notes[1]) == pytest.approx((3.04, 2.01), abs=0.06)


def test_a_reform_that_makes_it_worse_there_is_a_reason_against(folder, zone):
    (folder / "process" / "after.bpmn").write_bytes(bpmn("→(申报, 取样, 检测, 检测, 放行)"))
    (folder / "cases" / "after.toml").unlink()
    found = fit(Bundle.build(folder), zone, now=TODAY, profile=ld.profile(log("日照")))
    assert days(found.reasons[0]) == pytest.approx((3.04, 4.1), abs=0.1)


def test_counts_of_another_procedure_are_a_reason_against(bundle, zone):
    other = ld.profile(log("日照", steps=("受理", "审核", "发证")))
    found = fit(bundle, zone, now=TODAY, profile=other)
    assert "only 0% of the zone's events are steps of the procedure" in found.reasons[0][1]


def test_the_zones_parameters_go_into_the_trial(folder, zone):
    (folder / "reform.toml").write_text(REFORM, "utf-8")
    (folder / "process" / "before.bpmn").write_bytes(bpmn(BEFORE))
    bundle, leads = Bundle.build(folder), []
    for hours in (24.0, 72.0):
        own = replace(zone, parameters={"copper-two-stage": {"stay": hours}})
        found = fit(bundle, own, now=TODAY, profile=ld.profile(log("日照")))
        before, after = days(found.reasons[0])  # a stay more is worse
        leads.append(after - before)
    assert leads == pytest.approx([1, 3], abs=0.02)


REFORM = """\
name = "留样"
[[basis]]
document = "公告"
clause = "一"
authority = "海关总署"
valid_from = 2019-10-24
[parameters.stay]
name = "留样时间"
default = 24
unit = "h"
min = 1
max = 100
[[steps]]
do = "delay"
after = "取样"
name = "留样"
length = "$stay"
"""


def test_the_file_of_a_zone_is_read(tmp_path):
    path = tmp_path / "zone.toml"
    path.write_text('zone = "日照"\nbasis = ["A"]\ncapabilities = ["x"]\n[parameters.i]\np = 3\n', "utf-8")
    assert Zone.load(path) == Zone("日照", ("A",), ("x",), {"i": {"p": 3.0}})
    with pytest.raises(FileMissing):
        Zone.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "zone.toml zone: it is missing"),
        ('zone = "日照"\nbasics = []', "zone.toml basics: it is not known"),
        ('zone = "日照"\nbasis = [1]', "each of its items must be text"),
        ('zone = "日照"\n[parameters.i]\np = "3"', "zone.toml parameters i p: it must be a number"),
        ('zone = "日照"\nparameters.i = 3', "zone.toml parameters i: it must be a table"),
    ],
)  # fmt: skip
def test_a_file_of_a_zone_that_is_wrong_says_where(tmp_path, text, reason):
    (tmp_path / "zone.toml").write_text(text, "utf-8")
    with pytest.raises(FileDamaged) as refusal:
        Zone.load(tmp_path / "zone.toml")
    assert reason in str(refusal.value)
