"""``liandong demo``: the whole loop on simulated zones, then the diagnosis of real logs; one entry page for all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import OutputError, SettingError
from liandong.files import refused

if TYPE_CHECKING:
    from liandong.loop.entry import Diagnosed

_FIRST = "copper-two-stage"


def demo(t: Words) -> click.Command:
    """The command."""

    @click.command(
        "demo",
        help=t(
            "走一遍闭环：七个片区（模拟）找堵点、试方案、打包、复制、测成效、出报告；再诊断自带的真实日志。",
            "The whole loop on seven simulated zones: bottleneck, reform, stress test, bundle, replication, effect, "
            "dossier; then the real logs shipped are diagnosed.",
        ),
    )
    @click.option(
        "--out",
        default="liandong-demo",
        type=click.Path(file_okay=False),
        help=t("输出目录", "directory to write to"),
    )
    @click.option(
        "--innovation",
        default=_FIRST,
        show_default=True,
        help=t(
            "用哪个成果演示（见 liandong innovation list）", "which innovation (see liandong innovation list)"
        ),
    )
    @t.option()
    def command(out: str, innovation: str) -> None:
        from liandong.innovations import folders
        from liandong.loop import turn
        from liandong.loop.entry import write_entry

        known = folders()
        if innovation not in known:
            reason = (f"现有：{'、'.join(known)}", f"known: {', '.join(known)}")
            raise SettingError(setting="--innovation", value=innovation, reason=reason)
        folder = _folder(Path(out))
        with bar(t("闭环（模拟数据）", "the loop (simulated)")) as progress:
            found = turn(known[innovation], folder / "loop", lang=t.now, progress=progress)
        click.echo(found.verdict.sentences(t.now)[0])
        simulated, *told = found.effect.sentences(t.now)
        click.echo(told[0] + simulated)
        logs = _diagnosed(t, folder)
        write_entry(found, logs, folder / "loop" / "index.html", lang=t.now)
        click.echo(t(f"主报告：{folder / 'report.html'}", f"Main report: {folder / 'report.html'}"))
        entry = folder / "loop" / "index.html"
        click.echo(t(f"入口页：{entry}", f"Entry page: {entry}"))

    return command


def _diagnosed(t: Words, folder: Path) -> list[Diagnosed]:
    """The logs that come with the program, each with its report and its workbook."""
    from liandong.diagnosis import diagnose
    from liandong.loop.entry import Diagnosed
    from liandong.report import write_report, write_workbook
    from liandong.shipped import count, jobs

    logs = []
    for place, job in enumerate(jobs()):
        name = "report" if place == 0 else job.name
        with bar(t(f"{job.title[0]}：读取、统计、诊断", f"{job.title[1]}: reading, counting, diagnosing")):
            whole = count(job)
            whole.save(folder / f"{name}.profile")
            found = diagnose(whole)
            write_report(found, folder / f"{name}.html", lang=t.now)
            write_workbook(found, folder / f"{name}.xlsx")
        # The summary opens with the whole and its parts; what was found comes third.
        click.echo(t(f"{job.title[0]}：", f"{job.title[1]}: ") + found.sentences(t.now)[2])
        click.echo(f"  {folder / f'{name}.html'}")
        logs.append(Diagnosed(job.title, f"../{name}.html", found, job.source, job.is_simulated))
    return logs


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=path, reason=refused(error)) from None
    return path.resolve()
