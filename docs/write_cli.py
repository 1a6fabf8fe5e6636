"""Writes the pages on the command line from the commands themselves: ``uv run python docs/write_cli.py``.

A test compares the pages with what this would write, so they cannot fall behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from liandong.cli import command_line

DOCS = Path(__file__).parent
INTRO = {
    "zh": """# 命令

每条命令都有 `--help`；以下即其内容，由程序生成。

成功时退出码为 0；输入有问题时为 1，并用一句话说明出了什么事、哪个值、下一步怎么办；命令写错时为 2。
""",
    "en": """# Commands

Every command has `--help`; this is what it says, written by the program.

The exit code is 0 on success; 1 when an input cannot be used, with a sentence on what happened, which value
and what to do next; 2 when the command is misspelt.
""",
}


def page(language: str) -> str:
    """The page of that language."""
    parts = [
        f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps(command_line(language), "liandong")
    ]
    return "\n".join([INTRO[language], *parts])


def helps(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Full name and help of the command and of all below it."""
    context = click.Context(command, info_name=name.rsplit(" ", 1)[-1], parent=parent, terminal_width=100)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            yield from helps(command.commands[sub], f"{name} {sub}", context)


if __name__ == "__main__":
    for language in INTRO:
        (DOCS / language / "cli.md").write_text(page(language), "utf-8")
