"""``liandong demo``: the main job on real logs that come with the program."""

from __future__ import annotations

from pathlib import Path

import click

from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import OutputError
from liandong.files import refused
from liandong.shipped import count, jobs


def demo(t: Words) -> click.Command:
    """The command."""

    @click.command(
        "demo",
        help=t(
            "用自带的真实日志跑一遍主流程，写出报告。",
            "Run the main job on the real logs shipped, and write the report.",
        ),
    )
    @click.option(
        "--out",
        default="liandong-demo",
        type=click.Path(file_okay=False),
        help=t("输出目录", "directory to write to"),
    )
    @t.option()
    def command(out: str) -> None:
        from liandong.diagnosis import diagnose
        from liandong.report import write_report, write_workbook

        folder = _folder(Path(out))
        for place, job in enumerate(jobs()):
            name = "report" if place == 0 else job.name
            with bar(
                t(f"{job.title[0]}：读取、统计、诊断", f"{job.title[1]}: reading, counting, diagnosing")
            ):
                whole = count(job)
                whole.save(folder / f"{name}.profile")
                found = diagnose(whole)
                write_report(found, folder / f"{name}.html", lang=t.now)
                write_workbook(found, folder / f"{name}.xlsx")
            # The summary opens with the whole and its parts; what was found comes third.
            click.echo(t(f"{job.title[0]}：", f"{job.title[1]}: ") + found.sentences(t.now)[2])
            click.echo(f"  {folder / f'{name}.html'}")
        click.echo(t(f"主报告：{folder / 'report.html'}", f"Main report: {folder / 'report.html'}"))

    return command


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=path, reason=refused(error)) from None
    return path.resolve()
