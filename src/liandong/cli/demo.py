"""``liandong demo``: the main job on real logs that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import click

from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import OutputError
from liandong.files import refused

_EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
#: Where the logs that may not be shipped lie when the project is checked out beside them.
_SHARED = Path("../shared/data/logs")


@dataclass(frozen=True)
class Job:
    """One report of the demo: its name, its logs with their zones, and how to count them."""

    name: str
    title: tuple[str, str]
    logs: tuple[tuple[Path, str], ...]
    #: Where the events happened: hours of the day and days are counted there.
    timezone: str
    options: dict[str, Any]


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
        for place, job in enumerate(_jobs()):
            name = "report" if place == 0 else job.name
            with bar(
                t(f"{job.title[0]}：读取、统计、诊断", f"{job.title[1]}: reading, counting, diagnosing")
            ):
                whole = _profile(job)
                whole.save(folder / f"{name}.profile")
                found = diagnose(whole)
                write_report(found, folder / f"{name}.html", lang=t.now)
                write_workbook(found, folder / f"{name}.xlsx")
            # The summary opens with the whole and its parts; what was found comes third.
            click.echo(t(f"{job.title[0]}：", f"{job.title[1]}: ") + found.sentences(t.now)[2])
            click.echo(f"  {folder / f'{name}.html'}")
        click.echo(t(f"主报告：{folder / 'report.html'}", f"Main report: {folder / 'report.html'}"))

    return command


def _jobs() -> Iterator[Job]:
    """The linked zones first, where their logs are at hand, then the logs that are shipped."""
    zones = tuple((_SHARED / f"bpic15_{number}.xes.gz", f"市{number}") for number in (1, 2, 3))
    if all(path.is_file() for path, _ in zones):
        yield Job(
            "permits",
            ("三个城市的建筑许可", "Building permits of three cities"),
            zones,
            "Europe/Amsterdam",
            {},
        )
    credentials = ((_EXAMPLES / "academic_credentials_interval.csv.gz", "学历认可"),)
    marks = {"drop": ("Start", "End")}
    yield Job("credentials", ("学历认可", "Recognition of credentials"), credentials, "UTC", marks)
    containers = ((_EXAMPLES / "logistics.sqlite", "集装箱码头"),)
    title = ("集装箱出口（模拟）", "Container export (simulated)")
    yield Job("containers", title, containers, "Europe/Berlin", {"simulated": True})


def _profile(job: Job) -> Any:
    from liandong.eventlog import read_log
    from liandong.profile import profile

    parts = (
        profile(read_log(path, zone=zone, timezone=job.timezone, attributes=False), **job.options)
        for path, zone in job.logs
    )
    return reduce(add, parts)


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=path, reason=refused(error)) from None
    return path.resolve()
