"""``liandong profile``: what the manual promises, command by command."""

import json

import polars as pl
import pytest

import liandong as ld

KEYS = [
    "events",
    "cases",
    "activities",
    "variants",
    "edges",
    "transitions",
    "start_activities",
    "end_activities",
    "median_lead_seconds",
    "mean_lead_seconds",
    "first",
    "last",
    "rejected_rows",
]


def test_two_logs_of_two_zones_become_one_profile(said, exports):
    out = exports / "linked.profile"
    text = said(
        "profile",
        exports / "a.csv",
        exports / "b.csv",
        "--zone",
        "A",
        "--zone",
        "B",
        "--period",
        "month",
        "-o",
        out,
    )
    parts = [ld.profile(exports / f"{name.lower()}.csv", zone=name, period="month") for name in "AB"]
    assert ld.Profile.load(out) == sum(parts)
    assert text == f"4 件，10 个事件，3 个环节，2 种走法，中位用时 1.2 天；片区：A、B。\n已写入 {out}\n"


def test_a_summary_has_exactly_the_figures_promised(said, exports):
    figures = json.loads(said("profile", exports / "a.csv", "--summary"))
    assert list(figures) == [*KEYS, "timezone", "sha256"]
    assert figures == {
        "events": 5,
        "cases": 2,
        "activities": 3,
        "variants": 2,
        "edges": 3,
        "transitions": 3,
        "start_activities": {"申报": 2},
        "end_activities": {"放行": 2},
        "median_lead_seconds": ld.profile(exports / "a.csv").quantile("case", 0.5),
        "mean_lead_seconds": (8 + 48) / 2 * 3600,
        "first": "2024-05-06T01:00:00+00:00",
        "last": "2024-05-09T01:00:00+00:00",
        "rejected_rows": 0,
        "timezone": "Asia/Shanghai",
        "sha256": ld.profile(exports / "a.csv").sha256,
    }


def test_marker_activities_are_left_out(said, exports):
    figures = json.loads(said("profile", exports / "a.csv", "--summary", "--drop", "查验", "--drop", "申报"))
    assert (figures["events"], figures["activities"]) == (2, 1)
    figures = json.loads(said("profile", exports / "a.csv", "--summary", "--keep", "查验"))
    assert (figures["events"], figures["cases"]) == (1, 1)


def test_a_summary_can_be_had_with_a_file(said, exports):
    out = exports / "a.profile"
    figures = json.loads(said("profile", exports / "a.csv", "--summary", "-o", out))
    assert figures["sha256"] == ld.Profile.load(out).sha256


def test_both_engines_give_one_file(said, exports):
    for engine in ("duckdb", "numba"):
        said(
            "profile",
            exports / "a.csv",
            "--engine",
            engine,
            "--calendar",
            "cn",
            "-o",
            exports / f"{engine}.profile",
        )
    assert (exports / "duckdb.profile").read_bytes() == (exports / "numba.profile").read_bytes()


def test_profiles_are_added_and_taken_out_again(said, exports):
    a, b, ab, rest = (exports / f"{name}.profile" for name in ("a", "b", "ab", "rest"))
    said("profile", exports / "a.csv", "-o", a)
    said("profile", exports / "b.csv", "-o", b)
    assert said("profile", "add", a, b, "-o", ab).endswith(f"已写入 {ab}\n")
    assert ld.Profile.load(ab) == ld.Profile.load(a) + ld.Profile.load(b)
    said("profile", "subtract", ab, b, "-o", rest)
    assert ld.Profile.load(rest) == ld.Profile.load(a)


def test_a_profile_is_coarsened(said, exports):
    fine, coarse = exports / "a.profile", exports / "c.profile"
    said("profile", exports / "a.csv", "-o", fine)
    said(
        "profile",
        "coarsen",
        fine,
        "--period",
        "quarter",
        "--bucket",
        "5",
        "--forget",
        "resource",
        "-o",
        coarse,
    )
    expected = ld.Profile.load(fine).coarsen(period="quarter", bucket=5, drop=["resource"])
    assert ld.Profile.load(coarse) == expected != ld.Profile.load(fine)


def test_a_profile_is_shown_in_words_as_json_and_as_a_table(said, exports):
    path = exports / "a.profile"
    said("profile", exports / "a.csv", "-o", path)
    assert said("profile", "show", path) == "2 件，5 个事件，3 个环节，2 种走法，中位用时 1.2 天；片区：a。\n"
    assert json.loads(said("profile", "show", path, "--summary")) == json.loads(
        said("profile", exports / "a.csv", "--summary")
    )
    assert said("profile", "show", path, "--table", "daily") == ld.Profile.load(path).daily.write_csv()
    assert "2 cases, 5 events" in said("profile", "show", path, "--lang", "en")


def test_logs_and_profiles_are_mixed_freely(said, exports):
    said("profile", exports / "a.csv", "-o", exports / "a.profile")
    found = json.loads(said("profile", exports / "a.profile", exports / "b.csv", "--summary"))
    assert found["sha256"] == (ld.profile(exports / "a.csv") + ld.profile(exports / "b.csv")).sha256


def test_rejected_rows_are_told_beside_the_result(run, exports):
    with (exports / "a.csv").open("a", encoding="utf-8") as file:
        file.write("3,申报,昨天,王\n")
    result = run("profile", exports / "a.csv", "--summary")
    assert json.loads(result.stdout)["rejected_rows"] == 1
    assert result.stderr == "a.csv：1 行未采用，原因见 `liandong log check`。\n"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("command", [("profile", "--summary"), ("diagnose", "--json")])
def test_an_activity_to_drop_that_no_log_knows_is_told_with_near_names(run, exports, command, kind):
    for name in ("a", "b"):
        ld.write_log(ld.read_log(exports / f"{name}.csv"), exports / f"{name}.parquet")
    words = (*command, exports / f"a.{kind}", exports / f"b.{kind}")
    result = run(*words, "--drop", "申请", "--drop", "查验")
    assert result.stderr == "提醒：--drop 申请：日志里没有这个环节；相近的有：申报。\n"
    english = run(*words, "--drop", "xyz", "--drop", "xyz", "--lang", "en")
    assert english.stderr == "Note: --drop xyz: no such activity in the logs.\n"
    assert (result.exit_code, english.exit_code) == (0, 0)
    known = run(*words, "--drop", "查验")
    assert (known.stderr, known.stdout) == ("", result.stdout)


def test_a_misspelt_milestone_is_told_before_nothing_is_left(run, exports):
    result = run("profile", exports / "a.csv", "--keep", "放行行")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == "提醒：--keep 放行行：日志里没有这个环节；相近的有：放行。"
    assert run("profile", exports / "no.csv", "--keep", "x").stderr.count("\n") == 1


def test_made_up_data_say_so_in_the_file(said, exports):
    said("profile", exports / "a.csv", "--simulated", "-o", exports / "s.profile")
    assert ld.Profile.load(exports / "s.profile").sheet.simulated


def test_prescribed_time_is_counted_apart(said, exports):
    marks = exports / "marks.toml"
    marks.write_text('[[statutory]]\nactivity = "查验"\nclause = "第三条"\n', "utf-8")
    said("profile", exports / "a.csv", "--statutory", marks, "-o", exports / "m.profile")
    expected = ld.profile(exports / "a.csv", statutory=[ld.Mark(activity="查验", clause="第三条")])
    assert ld.Profile.load(exports / "m.profile") == expected


def test_rejected_rows_of_a_parquet_log_are_told_too(run, exports):
    pl.read_csv(exports / "a.csv").with_columns(
        pl.when(pl.int_range(pl.len()) > 0).then(pl.col("环节")).alias("环节")
    ).write_parquet(exports / "a.parquet")
    result = run("profile", exports / "a.parquet", "--summary")
    assert json.loads(result.stdout)["rejected_rows"] == 1
    assert result.stderr == "a.parquet：1 行未采用，原因见 `liandong log check`。\n"
