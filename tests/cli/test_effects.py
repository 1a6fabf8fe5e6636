"""``liandong effect`` from two profiles to a report, and a forecast to its score."""

import json
from datetime import UTC, datetime, timedelta

import pytest

import liandong as ld
from liandong.effect import Figure, Forecast, Measure


@pytest.fixture
def pair(tmp_path):
    """Before and after of three zones by month; 日照 takes two days less from 2023 on."""
    for name, year in (("before", 2022), ("after", 2023)):
        whole = ld.Profile()
        for zone in ("日照", "青岛", "滕州"):
            days = 8 if (zone, year) == ("日照", 2023) else 10
            rows = [
                (f"{zone}{year}{at}", step, datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=at + lead))
                for at in range(330)
                for step, lead in (("申报", 0), ("办结", days + at % 5))
            ]
            whole += ld.profile(ld.EventLog.from_rows(rows, zone=zone), period="month", simulated=True)
        whole.save(tmp_path / f"{name}.profile")
    return [tmp_path / "before.profile", tmp_path / "after.profile"]


def test_the_effect_is_told_and_written_in_every_form(said, pair, tmp_path):
    outs = [tmp_path / f"effect.{kind}" for kind in ("html", "json", "xlsx")]
    wanted = [word for out in outs for word in ("-o", out)]
    told = said("effect", *pair, "--adopted", "日照=2023-01", "--claim", "时间=-50%@某报", *wanted)
    assert told.startswith("模拟数据，不反映真实办件。\n平均用时缩短 2 天")
    page = outs[0].read_text("utf-8")
    assert "模拟数据：本报告不反映真实办件" in page
    assert "<script>alert" not in page
    kept = json.loads(outs[1].read_text("utf-8"))
    assert [row["measure"] for row in kept["estimates"]] == ["mean", "median", "p90"]
    assert outs[2].read_bytes()[:2] == b"PK"
    again = tmp_path / "again.html"
    said("effect", *pair, "--adopted", "日照=2023-01", "--claim", "时间=-50%@某报", "-o", again)
    assert again.read_text("utf-8").replace("again", "effect") == page


def test_a_forecast_is_scored_against_it(said, pair, tmp_path):
    said("effect", *pair, "--adopted", "日照=2023-01", "-o", tmp_path / "effect.json")
    figure = Figure(Measure("mean"), -180_000.0, -260_000.0, -90_000.0)
    Forecast((figure,), datetime(2022, 12, 1, tzinfo=UTC)).save(tmp_path / "forecast.json")
    told = said("effect", "score", tmp_path / "forecast.json", tmp_path / "effect.json", language="en")
    assert "inside the 95% interval" in told
    assert "1 of 1 figures lie in their intervals (100%)" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--adopted", "日照"], "请写成 片区=2023-05"),
        (["--adopted", "上海=2023-01"], "画像里没有这个片区"),
        (["--adopted", "日照=五月"], "请写成 片区=2023-05"),
        (["--measure", "众数"], "请用 mean"),
        (["--claim", "快多了"], "请写成 名称=-50%@来源"),
        (["-o", "effect.docx"], "请用以 .html"),
    ],
)
def test_bad_words_are_told_in_a_sentence(run, pair, words, told):
    result = run("effect", *pair, *words)
    assert result.exit_code == 1
    assert told in result.stderr


def test_a_score_of_what_is_not_there_is_told(run, tmp_path):
    (tmp_path / "e.json").write_text("{}", "utf-8")
    assert "不存在" in run("effect", "score", tmp_path / "f.json", tmp_path / "e.json").stderr
