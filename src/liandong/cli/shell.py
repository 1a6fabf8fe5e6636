"""What all commands share: errors as one sentence, progress on the terminal, output to a file or the screen."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from liandong.cli.words import Words
from liandong.errors import LiandongError, OutputError
from liandong.files import refused, written_beside


class SentenceError(click.ClickException):
    """An error told in the user's language; exit code 1."""

    def __init__(self, sentence: str, words: Words) -> None:
        super().__init__(sentence)
        self._head = words("错误：", "Error: ")

    def show(self, file: Any = None) -> None:
        click.echo(self._head + self.message, file=file, err=file is None)


class Rooms(click.Group):
    """A group whose commands tell our errors as a sentence; ``default`` runs when no command is named."""

    words = Words("zh")
    default = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if self.default and args and args[0] not in self.commands and args[0] != "--help":
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LiandongError as error:
            raise SentenceError(error.text(self.words.now), self.words) from error
        except OSError as error:
            raise self._told(error) from error
        except MemoryError:
            sentence = self.words(
                "内存不足。请换用较大的机器，或先把日志存成 Parquet 再处理。",
                "out of memory. Use a larger machine, or convert the log to Parquet first.",
            )
            raise SentenceError(sentence, self.words) from None

    def _told(self, error: OSError) -> Exception:
        """What the system refused, such as a screen or a place for temporary files that is full."""
        if error.errno == errno.EPIPE:
            return error  # whoever read our output has left: click ends the program quietly
        place = error.filename or self.words("输出或临时文件", "the output or a temporary file")
        told = OutputError(path=place, reason=refused(error))
        return SentenceError(told.text(self.words.now), self.words)


def rooms(
    t: Words, name: str, words: str, *commands: Callable[[Words], click.Command], default: str = ""
) -> Rooms:
    """The group of these commands, with its help in ``words``; ``default`` runs when none is named."""
    group = Rooms(name, help=words)
    group.words, group.default = t, default
    for command in commands:
        group.add_command(command(t))
    return group


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the terminal that vanishes when done; the function it gives takes (done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)


def print_json(value: Any) -> None:
    """The value as JSON on the screen, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def save_json(value: Any, path: Path) -> None:
    """The value as a JSON file."""
    with written_beside(path) as part:
        part.write_text(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8")
