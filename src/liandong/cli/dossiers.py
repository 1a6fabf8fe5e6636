"""``liandong dossier``: the case report of an innovation in Word, as workbook, page or slides; minutes of meetings."""

from __future__ import annotations

from pathlib import Path

import click

from liandong.cli.shell import bar, print_json, rooms
from liandong.cli.words import Words
from liandong.errors import OutputError


def dossiers(t: Words) -> click.Group:
    """The group; naming a folder instead of a command writes its dossier."""
    return rooms(
        t,
        "dossier",
        t(
            "案例报告：由成果文件夹生成 Word（GB/T 9704 版式）、Excel、网页、宣讲幻灯片；另可生成会议纪要。",
            "Dossiers: Word in the layout of GB/T 9704, workbook, page and slides from the folder of an innovation; minutes.",
        ),
        _write,
        _names,
        _new,
        _minutes,
        default="write",
    )


def _write(t: Words) -> click.Command:
    @click.command(
        "write",
        help=t(
            "生成案例报告。文中数字由 {{名称}} 取自结果；没有的名称会报错，手工填写的数字会提示。",
            "Write the dossier. Figures in the text are taken from results by {{name}}; unknown names are refused, typed "
            "figures are flagged.",
        ),
    )
    @click.argument("folder", type=click.Path())
    @click.option(
        "-o", "--out", "outs", multiple=True, required=True, type=click.Path(dir_okay=False),
        help=t(".docx、.xlsx、.html 或 .pptx；可多次", ".docx, .xlsx, .html or .pptx; repeatable"),
    )  # fmt: skip
    @t.option()
    def command(folder: str, outs: tuple[str, ...]) -> None:
        from liandong.report.office import dossier, write_dossier
        from liandong.report.office.writing import check_kind

        for out in outs:
            check_kind(out)
        wanted = [t.now, *(lang for lang in ("zh", "en") if lang != t.now and _is_there(folder, lang))]
        with bar(t("取数、填写", "filling in results")):
            found = [dossier(folder, lang=lang) for lang in wanted]
        for out in outs:
            with bar(t(f"写 {out}", f"writing {out}")):
                write_dossier(found, out, lang=t.now)
        for flag in found[0].flags:
            click.echo(t("提示：", "Note: ") + flag.sentence(t.now), err=True)
        for out in outs:
            click.echo(t(f"已写入 {out}", f"Written to {out}"))

    return command


def _is_there(folder: str, lang: str) -> bool:
    return (Path(folder) / "text" / f"dossier.{lang}.md").is_file()


def _names(t: Words) -> click.Command:
    @click.command(
        "names",
        help=t(
            "列出案例报告里可以引用的全部名称和现在的数值。",
            "List every name a dossier can quote, with its present value.",
        ),
    )
    @click.argument("folder", type=click.Path())
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "print as JSON"))
    @t.option()
    def command(folder: str, *, as_json: bool) -> None:
        from liandong.report.office.case_report import gathered_evidence, members_of
        from liandong.report.office.results import results
        from liandong.report.office.tables import tables

        found = gathered_evidence(members_of(folder), Path(folder))
        every = results(found, t.now) | {
            f"table.{name}": table.caption for name, table in tables(found, t.now).items()
        }
        if as_json:
            print_json(every)
            return
        for name, value in every.items():
            click.echo(f"{{{{{name}}}}}  {value}")

    return command


def _new(t: Words) -> click.Command:
    @click.command(
        "new",
        help=t(
            "写出一份空白案例报告（Markdown），含规定的各部分。",
            "Write an empty dossier (Markdown) with the parts it must have.",
        ),
    )
    @click.argument("out", type=click.Path(dir_okay=False))
    @t.option()
    def command(out: str) -> None:
        from liandong.files import written_beside
        from liandong.report.office.starting import TEMPLATES

        if Path(out).exists():
            raise OutputError(path=out, reason=("这里已有文件", "something is there already"))
        with written_beside(out) as part:
            part.write_text(TEMPLATES[t.now], "utf-8", newline="\n")
        click.echo(t(f"已写入 {out}", f"Written to {out}"))

    return command


def _minutes(t: Words) -> click.Command:
    @click.command(
        "minutes",
        help=t(
            "由会议情况（TOML）生成会议纪要（Word，GB/T 9704 纪要格式）。",
            "Write the minutes of a meeting (Word) from its facts in a TOML file.",
        ),
    )
    @click.argument("meeting", type=click.Path())
    @click.option(
        "-o", "--out", required=True, type=click.Path(dir_okay=False), help=t(".docx 文件", "a .docx file")
    )
    @t.option()
    def command(meeting: str, out: str) -> None:
        from liandong.files import written_beside
        from liandong.report.office import minutes, read_meeting
        from liandong.report.office.writing import check_kind

        check_kind(out, (".docx",))
        content = minutes(read_meeting(meeting), lang=t.now)
        with written_beside(out) as part:
            part.write_bytes(content)
        click.echo(t(f"已写入 {out}", f"Written to {out}"))

    return command
