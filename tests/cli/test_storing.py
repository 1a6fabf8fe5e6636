"""A log is imported once, and profiled under conditions."""

import json

import liandong as ld

from .conftest import HEADING


def test_a_store_is_made_asked_and_added_to(exports, run, said):
    place, out = exports / "zone.store", exports / "x.profile"
    assert "2 件，5 个事件，1 个批次" in said(
        "log", "store", exports / "a.csv", "-o", place, "--zone", "日照"
    )
    where = "zone='日照' and activity='查验'"
    assert "1 件" in said("profile", place, "--where", where, "-o", out)
    expected = ld.read_log(exports / "a.csv", zone="日照")
    kept = ld.EventLog.from_frame(expected.events.filter(expected.events["case"] == "2"))
    assert ld.Profile.load(out) == ld.profile(kept)
    more = exports / "more.csv"
    more.write_text(HEADING + "1,结案,2024-05-08 09:00:00,李\n3,申报,2024-05-08 10:00:00,王\n", "utf-8")
    # It names no zone: that of the store.
    words = ("log", "store", more, "-o", place, "--append", "--batch", "2024-05-08")
    assert "3 件，7 个事件，2 个批次" in said(*words)
    told = said(*words)
    assert "2024-05-08 已经导入过，没有改动" in told
    assert "3 件，7 个事件，2 个批次" in told
    assert json.loads(said("profile", place, "--where", "outcome='结案'", "--summary"))["cases"] == 1


def test_what_is_wrong_with_a_condition_is_told_in_a_sentence(exports, run, said):
    place = exports / "zone.store"
    said("log", "store", exports / "a.csv", "-o", place)
    unknown = run("profile", place, "--where", "片 = 'x'")
    assert (unknown.exit_code, "zone, object_type, case_id" in unknown.stderr) == (1, True)
    assert "单引号" in run("profile", place, "--where", "zone=日照 and").stderr
    assert "'日照'" in run("profile", place, "--where", "zone=日照").stderr
    assert "--drop" in run("profile", place, "--drop", "申报").stderr
    assert "已经存在" in run("log", "store", exports / "a.csv", "-o", place).stderr
    assert run("profile", exports / "a.csv", "--where", "zone='a'").exit_code == 1
