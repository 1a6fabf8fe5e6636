"""``liandong innovation``: the innovations that come with the program, drawn, simulated and checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from liandong.cli.shell import bar, rooms
from liandong.cli.words import Words

_FOLDER = click.Path(file_okay=False)


def innovating(t: Words) -> click.Group:
    """The group."""
    return rooms(
        t,
        "innovation",
        t(
            "制度创新成果文件夹：列出、画流程图、生成模拟数据、核对。",
            "Folders of innovations: listed, drawn, simulated, checked.",
        ),
        _list,
        _draw,
        _simulate,
        _check,
    )


def _list(t: Words) -> click.Command:
    @click.command(
        "list",
        help=t(
            "列出文件夹里的成果；不给文件夹则列出随程序提供的成果。",
            "List the innovations in a folder; without one, those that come with the program.",
        ),
    )
    @click.argument("folder", type=_FOLDER, required=False)
    @t.option()
    def command(folder: str | None) -> None:
        from liandong.innovations import folders
        from liandong.report.office.case_report import gathered_evidence, members_of

        for path in folders(folder).values():
            facts = gathered_evidence(members_of(path), path).innovation
            mark = t("（含模拟数据）", " (simulated data)") if facts.is_simulated else ""
            systems = t("、", ", ").join(facts.systems)
            click.echo(
                t(
                    f"{facts.name} {facts.title[0]}{mark} {systems}",
                    f"{facts.name}: {facts.title[1]}{mark} {systems}",
                )
            )
            click.echo(f"  {path}")

    return command


def _draw(t: Words) -> click.Command:
    @click.command(
        "draw",
        help=t(
            "由 assumptions.toml 和 reform.toml 画出改革前后的流程图（process/）。",
            "Draw the procedures before and after from assumptions.toml and reform.toml.",
        ),
    )
    @click.argument("folder", type=_FOLDER)
    @t.option()
    def command(folder: str) -> None:
        from liandong.innovations.making import draw

        draw(folder)
        click.echo(t(f"已写入 {Path(folder) / 'process'}", f"Written to {Path(folder) / 'process'}"))

    return command


def _simulate(t: Words) -> click.Command:
    @click.command(
        "simulate",
        help=t(
            "按 assumptions.toml 的假设模拟各片区各月，测算成效、运行压力测试，写入 evidence/（均标明模拟）。",
            "Simulate every zone and month as assumptions.toml says, measure the effect, run the stress test, write evidence/.",
        ),
    )
    @click.argument("folder", type=_FOLDER)
    @click.option(
        "-o",
        "--out",
        type=_FOLDER,
        help=t(
            "另把全部片区的流程画像 before.profile、after.profile 写到这个文件夹",
            "also write the profiles of all zones, before.profile and after.profile, into this folder",
        ),
    )
    @t.option()
    def command(folder: str, out: str | None) -> None:
        from liandong.innovations.making import simulate

        with bar(t("模拟", "simulating")) as progress:
            found, verdict = simulate(folder, out, now=datetime.now(UTC), progress=progress)
        for sentence in (*found.sentences(t.now), *verdict.sentences(t.now)):
            click.echo(sentence)
        click.echo(t(f"已写入 {Path(folder) / 'evidence'}", f"Written to {Path(folder) / 'evidence'}"))

    return command


def _check(t: Words) -> click.Command:
    @click.command(
        "check",
        help=t(
            "核对成果文件夹：能否打包、用例、流程图、压力测试、宣称的出处、报告里的数字。",
            "Check a folder: packing, cases, procedures, stress test, sources of claims, numbers of the dossier.",
        ),
    )
    @click.argument("folder", type=_FOLDER)
    @click.option(
        "--again",
        is_flag=True,
        help=t("再模拟一遍，比较结果", "simulate everything again and compare the results"),
    )
    @t.option()
    def command(folder: str, *, again: bool) -> None:
        from liandong.innovations.checking import check

        found = check(folder, again=again)
        for one in found:
            mark = t("有问题", "wrong") if one.problems else t("通过", "ok")
            click.echo(t(f"{mark}：{one.title[0]}", f"{mark}: {one.title[1]}"))
            for zh, en in one.problems:
                click.echo(t(f"  - {zh}", f"  - {en}"))
        if any(one.problems for one in found):
            raise SystemExit(1)

    return command
