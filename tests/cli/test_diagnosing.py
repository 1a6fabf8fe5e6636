"""``liandong diagnose``: from logs or profiles to findings and a report."""

import json

import pytest


@pytest.fixture
def busy(exports):
    """Two zones with forty cases each; one takes twice as long to inspect."""
    for name, hours in (("a", 4), ("b", 8)):
        rows = [
            f"{k},{step},2024-{1 + k // 14:02}-{1 + k % 14 * 2:02} {8 + at:02}:00:00\n"
            for k in range(40)
            for step, at in (("申报", 0), ("查验", hours), ("放行", hours + 1))
        ]
        (exports / f"{name}.csv").write_text("办件编号,环节,办结时间\n" + "".join(rows), "utf-8")
    return exports


def test_a_report_is_written_from_a_profile_and_from_logs(said, busy):
    said("profile", busy / "a.csv", busy / "b.csv", "-o", busy / "ab.profile")
    (busy / "again").mkdir()
    from_profile = said("diagnose", busy / "ab.profile", "-o", busy / "report.html")
    again = busy / "again" / "report.html"
    from_logs = said("diagnose", busy / "a.csv", busy / "b.csv", "-o", again)
    assert from_profile.replace(str(busy / "report.html"), str(again)) == from_logs
    assert (busy / "report.html").read_bytes() == again.read_bytes()
    assert "查验" in again.read_text("utf-8")


def test_the_slower_step_is_the_first_bottleneck(said, busy):
    found = json.loads(said("diagnose", busy / "a.csv", busy / "b.csv", "--json"))
    first = found["bottlenecks"][0]
    assert "查验" in json.dumps(first, ensure_ascii=False)
    assert "查验" in said("diagnose", busy / "a.csv", busy / "b.csv")


def test_both_languages_tell_the_findings(said, busy):
    chinese, english = (said("diagnose", busy / "a.csv", "--lang", lang) for lang in ("zh", "en"))
    assert chinese != english
    assert len(chinese.splitlines()) == len(english.splitlines()) > 3


def test_tables_and_json_are_written_in_one_go(said, busy):
    outs = [busy / name for name in ("d.html", "d.xlsx", "d.json")]
    text = said("diagnose", busy / "a.csv", *(word for out in outs for word in ("-o", out)))
    assert text.splitlines()[-3:] == [f"已写入 {out}" for out in outs]
    assert json.loads(outs[2].read_text("utf-8")) == json.loads(said("diagnose", busy / "a.csv", "--json"))
    assert outs[1].read_bytes()[:2] == b"PK"


def test_the_same_input_gives_the_same_bytes(said, busy):
    for name in ("one", "two"):
        (busy / name).mkdir()
        said("diagnose", busy / "a.csv", "-o", busy / name / "r.html", "-o", busy / name / "r.xlsx")
    for kind in ("html", "xlsx"):
        assert (busy / "one" / f"r.{kind}").read_bytes() == (busy / "two" / f"r.{kind}").read_bytes()


@pytest.mark.parametrize(
    "options",
    [
        ("-o", "report.pdf"),
        ("--target", "soon"),
        ("--rate", "much", "--goods-value", "1"),
        ("--goods-value", "nan", "--rate", "0.03"),
        ("--clock", "working"),
    ],
)
def test_an_option_that_means_nothing_is_told_in_a_sentence(run, busy, options):
    result = run("diagnose", busy / "a.csv", *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("错误：")
    assert len(result.stderr.splitlines()) == 1
