"""``liandong profile``: count logs, add and coarsen profiles, look inside."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.reading import counting_options, profile_of, reading_options
from liandong.cli.receipts import receipts
from liandong.cli.sharing import datasheet, share, verify
from liandong.cli.shell import print_json, rooms
from liandong.cli.storing import is_store, profile_of_store
from liandong.cli.updating import update
from liandong.cli.words import Words
from liandong.profile.count import UNITS

if TYPE_CHECKING:
    from liandong.profile import Profile


def profiles(t: Words) -> click.Group:
    """The group; naming a log instead of a command counts it."""
    return rooms(
        t,
        "profile",
        t(
            "统计日志、合并和查看流程画像；直接给日志文件即为统计。",
            "Count logs, add and show profiles; naming a log counts it.",
        ),
        _build,
        update,
        _add,
        _subtract,
        _coarsen,
        _show,
        receipts,
        share,
        verify,
        datasheet,
        default="build",
    )


def _out(t: Words, *, required: bool = True) -> Callable[[Any], Any]:
    return click.option(
        "-o",
        "--out",
        required=required,
        type=click.Path(dir_okay=False),
        help=t("写到这个文件", "file to write"),
    )


def _build(t: Words) -> click.Command:
    @click.command(
        "build", help=t("把一个或多个日志统计成流程画像。", "Count one or more logs into a profile.")
    )
    @click.argument("logs", nargs=-1, required=True)
    @_out(t, required=False)
    @click.option(
        "--summary",
        "as_summary",
        is_flag=True,
        help=t("以 JSON 输出主要数字", "print the main figures as JSON"),
    )
    @click.option(
        "--where",
        default="",
        help=t(
            "只统计存储库里满足条件的办件，如 zone='日照' and outcome='查验'",
            "of a store, count only the cases that meet this: zone='Rizhao' and outcome='inspected'",
        ),
    )
    @counting_options(t)
    @reading_options(t)
    @t.option()
    def build(
        logs: tuple[str, ...], out: str | None, where: str, *, as_summary: bool, **options: Any
    ) -> None:
        if where or any(map(is_store, logs)):
            whole = reduce(add, (profile_of_store(path, where, dict(options)) for path in logs))
        else:
            whole = profile_of(logs, options, t)
        _keep(whole, out, t, as_summary=as_summary)

    return build


def _add(t: Words) -> click.Command:
    @click.command("add", help=t("把几个流程画像相加。", "Add profiles."))
    @click.argument("files", nargs=-1, required=True)
    @_out(t)
    @t.option()
    def command(files: tuple[str, ...], out: str) -> None:
        from liandong.profile import Profile

        whole = reduce(add, map(Profile.load, files))
        _keep(whole, out, t)

    return command


def _subtract(t: Words) -> click.Command:
    @click.command(
        "subtract", help=t("从第一个流程画像里减去其余的。", "Take the other profiles out of the first.")
    )
    @click.argument("file")
    @click.argument("others", nargs=-1, required=True)
    @_out(t)
    @t.option()
    def command(file: str, others: tuple[str, ...], out: str) -> None:
        from liandong.profile import Profile

        whole = reduce(lambda left, right: left - right, map(Profile.load, others), Profile.load(file))
        _keep(whole, out, t)

    return command


def _coarsen(t: Words) -> click.Command:
    @click.command(
        "coarsen",
        help=t(
            "粗化：更长的时段、更宽的时长分档，或去掉某些字段。",
            "Fewer, larger cells: longer periods, wider buckets, forgotten keys.",
        ),
    )
    @click.argument("file")
    @_out(t)
    @click.option(
        "--period",
        type=click.Choice(UNITS),
        help=t("最小时段", "the finest period"),
    )
    @click.option(
        "--bucket",
        type=click.IntRange(1),
        default=1,
        help=t("几档合并成一档", "how many buckets go into one"),
    )
    @click.option(
        "--forget",
        multiple=True,
        metavar="KEY",
        help=t("去掉的字段，如 resource；可多次", "key to forget, such as resource; repeatable"),
    )
    @t.option()
    def command(file: str, out: str, period: str | None, bucket: int, forget: tuple[str, ...]) -> None:
        from liandong.profile import Profile

        whole = Profile.load(file).coarsen(period=period, bucket=bucket, drop=forget)
        _keep(whole, out, t)

    return command


def _show(t: Words) -> click.Command:
    @click.command(
        "show",
        help=t("查看流程画像：主要数字，或某一张表。", "Show a profile: its main figures, or one table."),
    )
    @click.argument("file")
    @click.option("--summary", "as_summary", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @click.option("--table", help=t("输出这张表（CSV）", "print this table as CSV"))
    @t.option()
    def command(file: str, table: str | None, *, as_summary: bool) -> None:
        from liandong.profile import Profile

        whole = Profile.load(file)
        if table:
            click.echo(whole.table(table).write_csv(), nl=False)
        else:
            _keep(whole, None, t, as_summary=as_summary)

    return command


def _keep(whole: Profile, out: str | None, t: Words, *, as_summary: bool = False) -> None:
    """Writes the profile if there is a place for it, and tells its main figures, as JSON or in words."""
    from liandong.profile import summary

    if out:
        whole.save(out)
    figures = summary(whole)
    if as_summary:
        print_json(figures)
        return
    zones = "、".join(zone for zone in whole.zones if zone)
    days = (figures["median_lead_seconds"] or 0) / 86_400
    zh = f"{figures['cases']} 件，{figures['events']} 个事件，{figures['activities']} 个环节，{figures['variants']} 种走法，中位用时 {days:.1f} 天；片区：{zones or '—'}。"
    en = f"{figures['cases']} cases, {figures['events']} events, {figures['activities']} activities, {figures['variants']} variants, median lead time {days:.1f} days; zones: {zones or '—'}."
    click.echo(t(zh, en))
    for name, part in figures.get("by_object_type", {}).items():
        days = (part["median_lead_seconds"] or 0) / 86_400
        zh = f"  {name}：{part['cases']} 件，{part['events']} 个事件，{part['variants']} 种走法，中位用时 {days:.1f} 天"
        en = f"  {name}: {part['cases']} cases, {part['events']} events, {part['variants']} variants, median lead time {days:.1f} days"
        click.echo(t(zh, en))
    if out:
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))
