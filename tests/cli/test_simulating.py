"""``liandong simulate``: precision, days and warm-up; what cannot be run is refused by name, never averaged."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import liandong as ld
from liandong.cli.simulating import FIRST as SHOWN_FIRST
from liandong.cli.simulating import MOST as SHOWN_MOST
from liandong.cli.simulating import _unit
from liandong.procedure import Tree
from liandong.procedure.to_bpmn import document_of
from liandong.simulation.precision import FIRST
from liandong.simulation.simulate import MOST

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n<process id="P">\n'
ENDS = ('<startEvent id="s"/>', '<endEvent id="e"/>')


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Two hundred cases of 申报 and 放行, six a day, a day and a half apart, as a profile; the BPMN beside it."""
    folder = tmp_path_factory.mktemp("simulating")
    rows = [
        row
        for case in range(200)
        for row in (
            (f"c{case}", "申报", f"2024-05-{1 + case % 28:02}T{8 + case % 6:02}:00:00", "王"),
            (f"c{case}", "放行", f"2024-05-{2 + case % 28:02}T{9 + case % 8:02}:30:00", "李"),
        )
    ]
    frame = pl.DataFrame(rows, schema=["case", "activity", "time", "resource"], orient="row")
    frame.write_csv(folder / "log.csv")
    ld.profile(ld.read_log(folder / "log.csv", zone="青岛")).save(folder / "permit.profile")
    document_of(Tree.parse("→(申报, 放行)"), name="许可").save(folder / "permit.bpmn")
    return folder


@pytest.fixture
def folder(counted, monkeypatch):
    monkeypatch.chdir(counted)
    (counted / "out.profile").unlink(missing_ok=True)
    return counted


def simulate(run, file="permit.bpmn", *words, language="en"):
    return run(
        "simulate", file, "--profile", "permit.profile", "-o", "out.profile", *words, language=language
    )


def drawn(folder, *lines):
    """A process with one element a line, the first on line 3."""
    (folder / "drawn.bpmn").write_text(HEAD + "\n".join(lines) + "\n</process>\n</definitions>\n", "utf-8")
    return "drawn.bpmn"


def flow(source, target):
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"/>'


def task(key):
    return f'<task id="{key}" name="{key}"/>'


def test_a_precision_stops_the_replications_and_is_told(folder, run):
    told = simulate(run, "permit.bpmn", "--cases", 50, "--precision", "5%", "--seed", 1)
    runs = ld.Profile.load("out.profile").case["n"].sum() // 50
    assert told.exit_code == 0
    assert FIRST <= runs < MOST
    assert f"Simulated: {runs} replications, {50 * runs} cases came and {50 * runs} ended" in told.stdout
    assert f"precision 5% reached with {runs} replications." in told.stdout


def test_a_precision_that_is_not_reached_is_told(folder, run):
    words = ("--cases", 20, "--precision", "0.0001", "--replications", 3)
    assert (
        "precision 0.01% not reached with 3 replications; raise"
        in simulate(run, "permit.bpmn", *words).stdout
    )
    assert "3 次未达到精度 0.01%" in simulate(run, "permit.bpmn", *words, language="zh").stdout


@pytest.mark.parametrize("text", ["2", "0%", "five"])
def test_a_precision_is_a_share(folder, run, text):
    told = simulate(run, "permit.bpmn", "--precision", text)
    assert told.exit_code == 1
    assert f"--precision cannot be {text}: write a share such as 2% or 0.02." in told.stderr


def test_the_help_tells_how_many_replications():
    """The numbers stand beside the options, because the engine takes a second to load."""
    assert (SHOWN_FIRST, SHOWN_MOST) == (FIRST, MOST)


def test_time_that_is_up_is_told_and_no_lack_of_people(folder, run):
    told = simulate(run, "permit.bpmn", "--cases", 1000, "--days", 30)
    assert told.exit_code == 0
    assert "30 days were over while cases were still coming, in 1 of 1 replications" in told.stderr


def test_cases_of_the_warm_up_are_not_counted(folder, run):
    simulate(run, "permit.bpmn", "--cases", 100, "--warm-up", 7)
    n = ld.Profile.load("out.profile").case["n"].sum()
    assert 0 < n < 100


def test_cases_of_the_warm_up_are_told(folder, run):
    told = simulate(run, "permit.bpmn", "--cases", 100, "--warm-up", 7)
    left = 100 - ld.Profile.load("out.profile").case["n"].sum()
    assert (
        f"100 cases came and 100 ended ({left} of them came in the warm-up and do not count)" in told.stdout
    )
    zh = simulate(run, "permit.bpmn", "--cases", 100, "--warm-up", 7, language="zh").stdout
    assert f"办完 100 件（其中 {left} 件在预热期内到来，不计入）" in zh
    assert "warm-up" not in simulate(run, "permit.bpmn", "--cases", 100).stdout


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0.0 seconds"), (40, "40.0 seconds"), (3_000, "50.0 minutes"), (7_500, "2.1 hours"), (150_000, "41.7 hours"), (180_000, "2.1 days")],
)  # fmt: skip
def test_the_unit_of_a_duration_fits_its_size(seconds, told):
    unit = _unit(seconds)
    assert f"{unit.of(seconds)} {unit.en}" == told


def test_procedures_of_minutes_are_told_in_minutes(folder, run):
    rows = ["case,activity,start,end"]
    for n in range(300):
        at = datetime(2024, 3, 4 + n // 100, 9, tzinfo=UTC) + timedelta(minutes=4 * (n % 100))
        for name, begin in (("受理", 0), ("发证", 8)):
            times = (at + timedelta(minutes=begin), at + timedelta(minutes=begin + 6))
            rows.append(",".join((str(n), name, *(f"{each:%F %T}" for each in times))))
    (folder / "quick.csv").write_text("\n".join(rows) + "\n", "utf-8")
    run("profile", "quick.csv", "-o", "quick.profile")
    run("procedure", "discover", "quick.profile", "-o", "quick.bpmn")
    words = ("quick.bpmn", "--profile", "quick.profile", "-o", "out.profile", "--cases", 100)
    told = run("simulate", *words, language="en")
    assert " minutes (" in told.stdout
    assert "mean lead time 0.0" not in told.stdout


def test_the_log_has_the_cases_of_the_profile(folder, run):
    words = ("--cases", 100, "--days", 14, "--warm-up", 5)
    simulate(run, "permit.bpmn", *words, "--log", "cases.csv")
    cases = ld.Profile.load("out.profile").case["n"].sum()
    assert pl.read_csv("cases.csv")["case"].n_unique() == cases < 100


GATES = ('<exclusiveGateway id="x"/>', '<parallelGateway id="y"/>')
WAIT = '<intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition></intermediateCatchEvent>'
AD_HOC = '<adHocSubProcess id="t"><task id="i"/></adHocSubProcess>'
#: Lines of a process, and what is said of it: line and fault.
FAULTS = {
    "itself": (
        (task("a"), flow("s", "a"), flow("a", "a"), flow("a", "e")),
        "e: line 4: end event “e” can be done twice",
    ),
    "loop": (
        (task("a"), flow("s", "a"), flow("a", "a")),
        "s: line 3: no way leads from start event “s” to an end",
    ),
    "stuck": (
        (*GATES, task("a"), *map(flow, "sxxay", "xayye")),
        "y: line 6: parallel gateway “y” can get stuck",
    ),
    "nowhere": (
        (task("a"), flow("s", "a"), flow("a", "z"), flow("a", "e")),
        "a-z: line 7: the target “z” of",
    ),
    "ad hoc": (
        (AD_HOC, flow("s", "t"), flow("t", "e")),
        "t: line 5: “adHocSubProcess” (t) cannot be simulated",
    ),
    "timer": (
        (WAIT.format("twenty days"), flow("s", "w"), flow("w", "e")),
        "w: line 5: the time of catching event “w”, “twenty days”, is no time",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_run_is_refused_by_name_before_it_runs(folder, run, fault):
    lines, message = FAULTS[fault]
    told = simulate(run, drawn(folder, *ENDS, *lines), "--cases", 100)
    assert told.exit_code == 1
    assert f"because of the element {message}" in told.stderr
    assert not (folder / "out.profile").exists()


def test_no_figure_is_no_number(folder, run):
    """Ten minutes before the first case there is nothing to average; in Chinese too."""
    told = simulate(run, "permit.bpmn", "--cases", 1000, "--days", 1, "--warm-up", 0.999, language="zh")
    assert told.exit_code == 1
    assert "nan" not in told.stdout + told.stderr


def test_what_is_left_out_is_told(folder, run):
    edge = '<boundaryEvent id="b" name="逾期" attachedToRef="a"><timerEventDefinition><timeDuration>P20D</timeDuration></timerEventDefinition></boundaryEvent>'
    other = '</process>\n<process id="Q"><startEvent id="s2"/><endEvent id="e2"/>' + flow("s2", "e2")
    lines = ('<task id="a" name="申报"/>', edge, flow("s", "a"), flow("a", "e"), flow("b", "e"), other)
    told = simulate(run, drawn(folder, *ENDS, *lines), "--cases", 20, language="zh")
    assert told.exit_code == 0
    assert "提示：只仿真流程“P”，流程“Q”不在其内" in told.stderr
    assert "提示：边界事件“逾期”到时不触发" in told.stderr


def test_a_hold_out_refuses_what_cannot_be_run(folder, run):
    lines, message = FAULTS["stuck"]
    told = run(
        "simulate", "validate", "permit.profile", "--procedure", drawn(folder, *ENDS, *lines), language="en"
    )
    assert told.exit_code == 1
    assert f"because of the element {message}" in told.stderr
