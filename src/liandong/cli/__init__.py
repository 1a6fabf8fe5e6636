"""The command line: parse, call the library, print. One file for each noun."""

from __future__ import annotations

import click

from liandong.cli.calendars import calendars
from liandong.cli.demo import demo
from liandong.cli.diagnosing import diagnosing
from liandong.cli.logs import logs
from liandong.cli.profiles import profiles
from liandong.cli.shell import Rooms
from liandong.cli.words import Words, wanted_language

__all__ = ["command_line", "main", "run"]


def command_line(language: str) -> Rooms:
    """All commands, their help in the language."""
    import liandong

    t = Words(language)
    group = Rooms(
        "liandong",
        help=t(
            "联动：从事件日志找堵点、比片区、出报告。",
            "Liandong: from event logs to bottlenecks, zone comparison and a report.",
        ),
    )
    group.words = t
    t.option()(group)
    click.version_option(liandong.__version__, prog_name="liandong")(group)
    for command in (demo(t), profiles(t), diagnosing(t), logs(t), calendars(t)):
        group.add_command(command)
    return group


#: The commands in Chinese, for tests and for the pages of the manual.
main = command_line("zh")


def run() -> None:
    """The program: help and messages in the language asked for."""
    command_line(wanted_language())()
