"""``liandong procedure``: BPMN discovered from a profile, checked, compared, laid out, drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from liandong.cli.shell import print_json, rooms
from liandong.cli.words import Words
from liandong.errors import SettingError
from liandong.files import written_beside

_FILE = click.Path(dir_okay=False)


def procedures(t: Words) -> click.Group:
    """The group."""
    return rooms(
        t,
        "procedure",
        t(
            "流程图（BPMN）：由流程画像还原、检查、比对、排版、出图。",
            "Procedures in BPMN: discovered from a profile, checked, compared, laid out, drawn.",
        ),
        _discover,
        _check,
        _conformance,
        _diff,
        _layout,
        _show,
        _roundtrip,
    )


def _out(t: Words) -> Callable[[Any], Any]:
    return click.option("-o", "--out", required=True, type=_FILE, help=t("写到这个文件", "file to write"))


def _discover(t: Words) -> click.Command:
    @click.command(
        "discover",
        help=t(
            "由流程画像还原流程图，写成 BPMN 文件。",
            "Discover the procedure a profile shows, as a BPMN file.",
        ),
    )
    @click.argument("profile", type=_FILE)
    @_out(t)
    @click.option(
        "--noise",
        type=click.FloatRange(0, 1),
        default=0.2,
        show_default=True,
        help=t("去掉少见走法的门槛，0 为全部保留", "leave out rare steps; 0 keeps all"),
    )
    @click.option(
        "--activities",
        default="40",
        show_default=True,
        metavar="N|P%|all",
        help=t(
            "只画最常见的环节：个数、占事件的百分比，或 all",
            "the most frequent activities: how many, a share of events, or all",
        ),
    )
    @click.option(
        "--name",
        default="",
        help=t("流程名称，默认用片区名", "name of the procedure; the zones if not given"),
    )
    @t.option()
    def command(profile: str, out: str, noise: float, activities: str, name: str) -> None:
        from liandong.procedure import conformance, discover
        from liandong.profile import Profile

        whole = Profile.load(profile)
        found = discover(whole, noise=noise, activities=_wanted(activities), name=name)
        found.save(out)
        _tell(conformance(whole, found), t)
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))

    return command


def _wanted(text: str) -> float | None:
    """The number or share of activities asked for; None for all."""
    if text == "all":
        return None
    try:
        value = float(text.removesuffix("%")) / 100 if text.endswith("%") else float(int(text))
    except ValueError:
        value = 0.0
    if value <= 0 or (text.endswith("%") and value > 1):
        reason = ("请用个数（如 40）、百分比（如 80%）或 all", "use a number (40), a share (80%) or all")
        raise SettingError(setting="--activities", value=text, reason=reason)
    return None if text.endswith("%") and value == 1 else value


def _tell(it: Any, t: Words) -> None:
    """How well a procedure describes a profile, in two sentences."""
    fit, cover, known = (_percent(value) for value in (it.fitness, it.coverage, it.events_known))
    zh = f"{fit} 的办件可按图走完，图上走法覆盖 {cover} 的流转，环节覆盖 {known} 的事件。"
    en = f"{fit} of cases fit the procedure; it allows {cover} of all steps and has the activities of {known} of all events."
    click.echo(t(zh, en))
    for names, (zh, en) in (
        (it.unknown, ("未画入的环节", "activities not shown")),
        (it.unseen, ("画像里没有的环节", "activities not in the profile")),
    ):
        if names:
            some = t("、", ", ").join(names[:5])
            click.echo(
                t(
                    f"{zh} {len(names)} 个：{some}{' 等' if len(names) > 5 else ''}",
                    f"{len(names)} {en}: {some}{', …' if len(names) > 5 else ''}",
                )
            )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _check(t: Words) -> click.Command:
    @click.command(
        "check",
        help=t(
            "检查流程图能否运行；有错误时退出码为 1。",
            "Check a procedure; the exit code is 1 where it has errors.",
        ),
    )
    @click.argument("file", type=_FILE)
    @click.option(
        "--list", "listed", is_flag=True, help=t("列出全部元素及其 id", "list all elements with their ids")
    )
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(file: str, *, listed: bool, as_json: bool) -> None:
        from dataclasses import asdict

        from liandong.procedure import Procedure
        from liandong.procedure.words import called

        procedure = Procedure.load(file)
        found = procedure.check()
        errors = sum(it.severity == "error" for it in found)
        if listed:
            for node in procedure.model.nodes:
                click.echo(f"{node.id}\t{t(*called(node))}")
        if as_json:
            print_json([asdict(it) for it in found])
        else:
            for it in found:
                head = t("错误", "error") if it.severity == "error" else t("提示", "warning")
                click.echo(f"{head}  {it.text(t.now)}")
            click.echo(
                t(
                    f"{errors} 个错误，{len(found) - errors} 个提示。",
                    f"{errors} errors, {len(found) - errors} warnings.",
                )
            )
        if errors:
            raise click.exceptions.Exit(1)

    return command


def _conformance(t: Words) -> click.Command:
    @click.command(
        "conformance", help=t("流程图与流程画像吻合到什么程度。", "How well a procedure and a profile agree.")
    )
    @click.argument("file", type=_FILE)
    @click.option("--profile", required=True, type=_FILE, help=t("流程画像", "the profile"))
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(file: str, profile: str, *, as_json: bool) -> None:
        from dataclasses import asdict

        from liandong.procedure import Procedure, conformance
        from liandong.profile import Profile

        found = conformance(Profile.load(profile), Procedure.load(file))
        if as_json:
            print_json({"fitness": found.fitness, **asdict(found)})
        else:
            _tell(found, t)
            precision, footprint = _percent(found.precision), _percent(found.footprint)
            click.echo(
                t(
                    f"图上走法有 {precision} 实际出现过，足迹一致率 {footprint}。",
                    f"{precision} of the steps it allows were taken; footprints agree to {footprint}.",
                )
            )

    return command


def _diff(t: Words) -> click.Command:
    @click.command(
        "diff", help=t("逐项说明两份流程图的差别。", "Tell the differences of two procedures in words.")
    )
    @click.argument("before", type=_FILE)
    @click.argument("after", type=_FILE)
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(before: str, after: str, *, as_json: bool) -> None:
        from dataclasses import asdict

        from liandong.procedure import Procedure, diff

        changes = diff(Procedure.load(before), Procedure.load(after))
        if as_json:
            print_json([asdict(it) for it in changes])
            return
        for it in changes:
            click.echo(it.text(t.now))
        if not changes:
            click.echo(t("两份流程相同。", "The procedures are the same."))

    return command


def _layout(t: Words) -> click.Command:
    @click.command(
        "layout", help=t("重新排版，其余内容不变。", "Lay the picture out anew; everything else stays.")
    )
    @click.argument("file", type=_FILE)
    @_out(t)
    @t.option()
    def command(file: str, out: str) -> None:
        from liandong.procedure import Procedure

        Procedure.load(file).laid_out().save(out)
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))

    return command


def _show(t: Words) -> click.Command:
    @click.command(
        "show", help=t("画成 SVG；给出流程画像时标明用时。", "Draw as SVG, coloured by a profile if given.")
    )
    @click.argument("file", type=_FILE)
    @_out(t)
    @click.option(
        "--profile", type=_FILE, help=t("按这份流程画像标明各处用时", "show the times of this profile")
    )
    @click.option(
        "--clock",
        type=click.Choice(["clock", "working"]),
        default="clock",
        help=t("自然时间或工作时间", "every hour, or working hours"),
    )
    @t.option()
    def command(file: str, out: str, profile: str | None, clock: str) -> None:
        from liandong.procedure import Procedure
        from liandong.profile import Profile
        from liandong.report.procedure import procedure_svg

        counted = Profile.load(profile) if profile else None
        picture = procedure_svg(Procedure.load(file), profile=counted, clock=clock, lang=t.now)
        with written_beside(out) as part:
            part.write_text(picture, "utf-8", newline="\n")
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))

    return command


def _roundtrip(t: Words) -> click.Command:
    @click.command("roundtrip", help=t("打开再保存，一字不差。", "Open and save: nothing changes."))
    @click.argument("file", type=_FILE)
    @click.argument("out", type=_FILE)
    @t.option()
    def command(file: str, out: str) -> None:
        from liandong.procedure import Procedure

        Procedure.load(file).save(out)
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))

    return command
