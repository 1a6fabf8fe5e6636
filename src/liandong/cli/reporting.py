"""How a result leaves a command: files of several kinds, JSON on the screen, or sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from liandong.cli.reading import all_of
from liandong.cli.shell import bar, save_json
from liandong.cli.words import Words
from liandong.errors import SettingError

#: Writes a result to a file, the report in a language.
Writer = Callable[[Any, Path, str], None]


def report_options(t: Words) -> Callable[[Any], Any]:
    """The options ``-o`` (as ``outs``) and ``--json`` (as ``as_json``), the same on every command with a report."""
    return all_of(
        [
            click.option(
                "-o",
                "--out",
                "outs",
                multiple=True,
                type=click.Path(dir_okay=False),
                help=t(
                    ".html 报告、.xlsx 全部表格或 .json；可多次",
                    ".html report, .xlsx of all tables, or .json; repeatable",
                ),
            ),
            click.option(
                "--json", "as_json", is_flag=True, help=t("以 JSON 输出全部结果", "print everything as JSON")
            ),
        ]
    )


def writers_for(
    outs: Sequence[str], page: str, workbook: str, json: Callable[[Any, Path], None] | None = None
) -> dict[str, Writer]:
    """What writes each file, by its name; to be asked before the work begins. Raises SettingError for another ending.

    ``page`` and ``workbook`` are functions of ``liandong.report``, which is loaded when a file is written.
    """
    from liandong import report

    kinds: Mapping[str, Writer] = {
        ".html": lambda found, out, lang: getattr(report, page)(found, out, lang=lang),
        ".xlsx": lambda found, out, _: getattr(report, workbook)(found, out),
        ".json": lambda found, out, _: (json or _save)(found, out),
    }
    for out in outs:
        if Path(out).suffix not in kinds:
            known = ", ".join(kinds)
            reason = (f"请用以 {known} 结尾的文件名", f"use a name that ends in {known}")
            raise SettingError(setting="-o", value=Path(out), reason=reason)
    return {out: kinds[Path(out).suffix] for out in outs}


def write_all(found: Any, writers: Mapping[str, Writer], t: Words) -> None:
    """Writes the files."""
    for out, write in writers.items():
        with bar(t(f"写 {out}", f"writing {out}")):
            write(found, Path(out), t.now)


def tell(found: Any, outs: Sequence[str], t: Words) -> None:
    """The result in sentences, and where its files are."""
    for sentence in found.sentences(t.now):
        click.echo(sentence)
    for out in outs:
        click.echo(t(f"已写入 {out}", f"Written to {out}"))


def _save(found: Any, out: Path) -> None:
    save_json(found.to_dict(), out)
