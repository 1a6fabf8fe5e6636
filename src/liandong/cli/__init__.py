"""The command line: parse, call the library, print. One file for each noun."""

from __future__ import annotations

import os
import sys

import click

from liandong.cli.bundling import bundles
from liandong.cli.calendars import calendars
from liandong.cli.catalogues import catalogues
from liandong.cli.demo import demo
from liandong.cli.diagnosing import diagnosing
from liandong.cli.dossiers import dossiers
from liandong.cli.effects import effects
from liandong.cli.exchanging import exchanging
from liandong.cli.hub import hub
from liandong.cli.innovating import innovating
from liandong.cli.logs import logs
from liandong.cli.procedures import procedures
from liandong.cli.profiles import profiles
from liandong.cli.reforming import reforms
from liandong.cli.shell import Rooms
from liandong.cli.simulating import simulating
from liandong.cli.stressing import stressing
from liandong.cli.words import Words, click_in, wanted_language

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
    for command in (
        *hub(t),
        demo(t),
        profiles(t),
        diagnosing(t),
        effects(t),
        dossiers(t),
        procedures(t),
        reforms(t),
        simulating(t),
        stressing(t),
        bundles(t),
        catalogues(t),
        exchanging(t),
        innovating(t),
        logs(t),
        calendars(t),
    ):
        group.add_command(command)
    return group


#: The commands in Chinese, for tests and for the pages of the manual.
main = command_line("zh")


def run() -> None:
    """The program: help and messages in the language asked for."""
    try:
        language = wanted_language()
        click_in(language)
        command_line(language)()
    finally:
        _let_go_of_a_full_screen()


def _let_go_of_a_full_screen() -> None:
    """What could not be printed is told already; Python would try again at its end, and say so with a traceback."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
