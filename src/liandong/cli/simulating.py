"""``liandong simulate``: a procedure is run with the numbers of a profile; how well that repeats a log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from liandong.cli.shell import bar, print_json, rooms
from liandong.cli.words import Words
from liandong.errors import SettingError
from liandong.files import written_beside

if TYPE_CHECKING:
    from liandong.procedure.words import Text
    from liandong.simulation.simulate import Result

_FILE = click.Path(dir_okay=False)
#: The fewest and the most replications where a precision is asked for and nobody says how many (as ``simulation`` has it).
FIRST, MOST = 10, 100


def simulating(t: Words) -> click.Group:
    """The group; naming a procedure instead of a command runs it."""
    return rooms(
        t,
        "simulate",
        t(
            "按流程画像标定流程图并仿真，结果也是流程画像；直接给 BPMN 文件即为仿真。",
            "Run a procedure with the numbers of a profile; the result is a profile. Naming a BPMN file runs it.",
        ),
        _run,
        _validate,
        default="run",
    )


def _run(t: Words) -> click.Command:
    @click.command(
        "run",
        help=t(
            "用画像标定流程图（BPMN），仿真若干件，写成标明“模拟”的流程画像。",
            "Calibrate a BPMN file from a profile, run it, write a profile marked as simulated.",
        ),
    )
    @click.argument("procedure", type=_FILE)
    @click.option(
        "--profile", required=True, type=_FILE, help=t("用来标定的流程画像", "the profile to calibrate from")
    )
    @click.option(
        "--before",
        type=_FILE,
        help=t(
            "施加突破方案之前的流程图；画像统计的是它",
            "the procedure before its reform, which the profile counted",
        ),
    )
    @click.option(
        "--cases",
        type=click.IntRange(1),
        default=10_000,
        show_default=True,
        help=t("每次仿真的件数", "cases in each replication"),
    )
    @click.option(
        "--replications",
        type=click.IntRange(1),
        help=t(
            f"重复次数，默认 1；给出 --precision 时为最多次数，默认 {MOST}",
            f"how often it is run, 1 if not given; with --precision the most, {MOST} if not given",
        ),
    )
    @click.option(
        "--precision",
        metavar="P%",
        help=t(
            f"至少 {FIRST} 次后，平均用时的 95% 区间半宽不超过均值的这一比例即停止，如 2%",
            f"after {FIRST} replications at least, stop as soon as half the 95 % interval of the mean lead time is this share of it, such as 2%",
        ),
    )
    @click.option(
        "--days",
        type=click.IntRange(1),
        help=t(
            "每次最多仿真多少天；默认到办件全部到来后十年",
            "stop each run after so many days; ten years after its last case has come if not given",
        ),
    )
    @click.option(
        "--warm-up",
        "warm_up",
        type=click.FloatRange(0),
        default=0,
        metavar="DAYS",
        help=t("头几天到来的办件只运行、不计入", "cases of the first days run but are not counted"),
    )
    @click.option(
        "--seed",
        type=int,
        default=0,
        show_default=True,
        help=t("随机数种子，相同则结果相同", "seed; the same one gives the same result"),
    )
    @click.option(
        "--load",
        type=click.FloatRange(0, min_open=True),
        default=1.0,
        show_default=True,
        help=t("来件量为原来的几倍", "times as many arrivals"),
    )
    @click.option(
        "--weeks",
        type=click.IntRange(1),
        help=t(
            "只仿真这么多周的来件，代替 --cases", "simulate the arrivals of so many weeks instead of --cases"
        ),
    )
    @click.option("-o", "--out", required=True, type=_FILE, help=t("写到这个流程画像", "profile to write"))
    @click.option(
        "--log",
        type=_FILE,
        help=t("另存第一次仿真的事件日志（CSV）", "also write the event log of the first replication (CSV)"),
    )
    @t.option()
    def command(
        procedure: str,
        profile: str,
        before: str | None,
        cases: int,
        replications: int | None,
        precision: str | None,
        days: int | None,
        warm_up: float,
        seed: int,
        load: float,
        weeks: int | None,
        out: str,
        log: str | None,
    ) -> None:
        from dataclasses import replace

        from liandong.procedure import Procedure
        from liandong.profile import Profile
        from liandong.simulation.adjusting import adjusted
        from liandong.simulation.calibration import calibrate
        from liandong.simulation.calibration.arriving import cases_in
        from liandong.simulation.events import events_of
        from liandong.simulation.runnable import left_out, refuse_faults

        wanted = _share(precision)
        drawn = Procedure.load(procedure)
        counted = _counted(drawn, before)
        if drawn is not counted:
            refuse_faults(drawn)
        with bar(t("标定", "calibrating")):
            calibration = calibrate(Profile.load(profile), counted)
        _tell_notes(dict.fromkeys((*calibration.fallbacks, *left_out(drawn))), t)
        model = adjusted(calibration.model_of(drawn), drawn)
        model = replace(model, arrivals=replace(model.arrivals, load=model.arrivals.load * load))
        if weeks:
            cases = cases_in(model.arrivals, weeks)
        asked = {"replications": replications, "precision": wanted, "days": days, "warm_up_days": warm_up}
        result = _simulated(model, t, cases=cases, seed=seed, **asked)
        result.profile.save(out)
        _tell(result, t)
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))
        if log:
            with written_beside(log) as part:
                events = events_of(
                    model, cases=cases, seed=seed, warm_up_days=warm_up, days=result.compiled.days
                )
                events.write_csv(part)
            click.echo(t(f"已写入 {Path(log)}", f"Written to {Path(log)}"))

    return command  # fmt: skip


def _share(text: str | None) -> float | None:
    """The share that was asked for, such as 2% or 0.02."""
    if text is None:
        return None
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        reason = ("请写成 2% 或 0.02 这样的比例", "write a share such as 2% or 0.02")
        raise SettingError(setting="--precision", value=text, reason=reason)
    return share


def _simulated(model: Any, t: Words, **settings: Any) -> Result:
    """The result of all replications, with a bar that tells how many are done."""
    from liandong.simulation import simulate

    with bar(t("仿真", "simulating")) as progress:
        return simulate(model, progress=progress, **settings)


def _counted(drawn: Any, before: str | None) -> Any:
    """The procedure that a profile counted: ``before``, else the one that is run, if it went through no reform."""
    from liandong.procedure import Procedure
    from liandong.procedure.reform import reforms_of

    if before:
        return Procedure.load(before)
    if reforms_of(drawn):
        zh = "这份流程图已施加突破方案，画像统计的是改前的流程，请用 --before 给出改前的流程图"
        en = "the procedure went through a reform, and the profile counted the one before: give it with --before"
        raise SettingError(setting="--before", value="—", reason=(zh, en))
    return drawn


def _tell_notes(notes: Iterable[Text], t: Words) -> None:
    """What the profile did not tell and the simulation leaves out, one line each, beside the output."""
    for zh, en in notes:
        click.echo(t(f"提示：{zh}", f"Note: {en}"), err=True)


def _tell(result: Result, t: Words) -> None:
    """The main figures of the runs, said to be simulated."""
    leads, runs = result.mean_lead_seconds, len(result.runs)
    unit = _unit(float(leads.mean()))
    mean, least, most = (unit.of(it) for it in (leads.mean(), leads.min(), leads.max()))
    median, p90 = (unit.of(result.profile.quantile("case", q) or 0) for q in (0.5, 0.9))
    warm_zh, warm_en = _warmed(result)
    zh = f"模拟：{runs} 次，共来 {result.came} 件、办完 {result.ended} 件{warm_zh}，平均用时 {mean} {unit.zh}（各次 {least}—{most}），中位 {median} {unit.zh}，p90 {p90} {unit.zh}。"
    en = f"Simulated: {_times(runs)}, {result.came} cases came and {result.ended} ended{warm_en}, mean lead time {mean} {unit.en} ({least} to {most} by replication), median {median}, p90 {p90}."
    click.echo(t(zh, en))
    _tell_precision(result, t, unit)
    for why, reason in result.reasons:
        zh = f"注意：没有全部办完：{why}；上面的用时只计办完的。"
        en = f"Note: not all cases ended: {reason}. Lead times are of those that did."
        click.echo(t(zh, en), err=True)


class _Unit(NamedTuple):
    """What durations are told in."""

    seconds: int
    zh: str
    en: str

    def of(self, seconds: float, digits: int = 1) -> str:
        """The duration in this unit, without it."""
        return f"{seconds / self.seconds:.{digits}f}"


_UNITS = (
    _Unit(86_400, "天", "days"),
    _Unit(3_600, "小时", "hours"),
    _Unit(60, "分钟", "minutes"),
    _Unit(1, "秒", "seconds"),
)


def _unit(seconds: float) -> _Unit:
    """The largest unit of which the duration is more than two, else seconds."""
    return next((unit for unit in _UNITS if seconds > 2 * unit.seconds), _UNITS[-1])


def _warmed(result: Result) -> Text:
    """How many of the cases that ended came in the warm-up and are not in the profile; nothing where none did."""
    left = result.ended - int(sum(run.sums.cases[:, 0].sum() for run in result.runs))
    if not left:
        return "", ""
    return (
        f"（其中 {left} 件在预热期内到来，不计入）",
        f" ({left} of them came in the warm-up and do not count)",
    )


def _tell_precision(result: Result, t: Words, unit: _Unit) -> None:
    """How sure the mean is, if somebody asked, and whether that is sure enough."""
    if result.precision is None:
        return
    half, mean = result.half_width_seconds, result.mean_lead_seconds.mean()
    share, asked = f"{half / mean:.2%}" if mean else "0%", f"{100 * result.precision:g}%"
    runs = len(result.runs)
    zh, en = (
        f"95% 区间 ±{unit.of(half, 2)} {unit.zh}（均值的 {share}）",
        f"95 % interval ±{unit.of(half, 2)} {unit.en} ({share} of the mean)",
    )
    if result.is_precise:
        click.echo(
            t(
                f"{zh}，{runs} 次达到精度 {asked}。",
                f"{en}: precision {asked} reached with {runs} replications.",
            )
        )
    else:
        zh = f"{zh}，{runs} 次未达到精度 {asked}；请增加 --replications 或 --cases。"
        en = f"{en}: precision {asked} not reached with {runs} replications; raise --replications or --cases."
        click.echo(t(zh, en))


def _times(runs: int) -> str:
    return f"{runs} replication" + "s" * (runs > 1)


def _validate(t: Words) -> click.Command:
    @click.command(
        "validate",
        help=t(
            "留出检验：用前一段标定，预测其余各月，与实际相比。",
            "Hold-out: calibrate on the first months, predict the rest, compare with what happened.",
        ),
    )
    @click.argument("profile", type=_FILE)
    @click.option(
        "--first",
        type=click.FloatRange(0, 1, min_open=True, max_open=True),
        default=0.7,
        show_default=True,
        help=t("用于标定的办件占比（取整月）", "share of cases to calibrate on (whole months)"),
    )
    @click.option(
        "--procedure",
        type=_FILE,
        help=t(
            "流程图（BPMN）；不给则各环节按计数相接",
            "a BPMN file; without one steps follow each other as counted",
        ),
    )
    @click.option("--seed", type=int, default=0, show_default=True, help=t("随机数种子", "seed"))
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(profile: str, first: float, procedure: str | None, seed: int, *, as_json: bool) -> None:
        from liandong.procedure import Procedure
        from liandong.profile import Profile
        from liandong.simulation.validating import validate

        drawn = Procedure.load(procedure) if procedure else None
        with bar(t("检验", "validating")) as progress:
            found = validate(Profile.load(profile), drawn, first=first, seed=seed, progress=progress)
        if as_json:
            told = {"since": found.since, "cases_first": found.cases_first, "cases_rest": found.cases_rest}
            print_json({**told, "simulated": asdict(found.model), "naive": asdict(found.naive)})
            return
        _tell_notes(found.calibration.fallbacks, t)
        zh = f"用 {found.since} 之前的 {found.cases_first} 件标定，预测其后的 {found.cases_rest} 件；数值越小越接近实际。"
        en = f"Calibrated on {found.cases_first} cases before {found.since}, predicted the {found.cases_rest} after; smaller is closer."
        click.echo(t(zh, en))
        click.echo(t("        模拟      照搬前段", "     simulated     naive"))
        for name, unit in (("ngd", ""), ("aed", "h"), ("ced", "h"), ("red", "h"), ("ctd", "h")):
            ours, naive = getattr(found.model, name), getattr(found.naive, name)
            click.echo(f"{name.upper()}  {ours:9.3f}  {naive:9.3f} {unit}".rstrip())

    return command  # fmt: skip
