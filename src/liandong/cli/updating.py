"""``liandong profile update``: a profile brought up to date by what a day brought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.naming import tell_unknown
from liandong.cli.reading import calendar_named, counting_options, marks_in, read, reading_options
from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import SettingError
from liandong.profile.count import UNITS

if TYPE_CHECKING:
    from liandong.eventlog import EventLog
    from liandong.profile.increment import Increment, Taken

_SHOWN = 20


def update(t: Words) -> click.Command:
    """The command."""

    @click.command(
        "update",
        help=t(
            "把一批新事件计入流程画像；状态目录只留在本片区。不给日志时，把尚未写入的批次补写进画像。",
            "Count a batch of new events into a profile; the state, a folder, stays in the zone. Without a log, write "
            "what batches taken with --later brought.",
        ),
    )
    @click.argument("file", metavar="PROFILE")
    @click.argument("log", required=False)
    @click.option(
        "--state",
        required=True,
        type=click.Path(file_okay=False),
        help=t("状态目录，没有则新建", "folder of the state, begun where there is none"),
    )
    @click.option(
        "--batch",
        help=t(
            "批次编号，如日期；重复的批次不再计入",
            "id of the batch, such as its date; a repeated one changes nothing",
        ),
    )
    @click.option(
        "--later",
        is_flag=True,
        help=t("只计入状态，画像以后再写", "take it into the state only, write the profile later"),
    )
    @click.option(
        "--retract",
        is_flag=True,
        help=t("日志里的事件是误报，撤回它们", "the events of the log are to be taken out"),
    )
    @click.option(
        "--event-id",
        metavar="COLUMN",
        help=t(
            "事件编号列：同号事件以后来批次为准", "column of event ids: of equal ones the later batch holds"
        ),
    )
    @click.option(
        "--close-idle-days",
        type=float,
        metavar="N",
        help=t("闲置超过 N 天的办件结案，清出状态", "close cases idle for more than N days"),
    )
    @click.option(
        "--close-outcome",
        multiple=True,
        metavar="ACTIVITY",
        help=t("以该环节结束的办件结案；可多次", "close cases that ended in this activity; repeatable"),
    )
    @click.option(
        "--period",
        type=click.Choice(UNITS),
        help=t("新建时：统计的最小时段，默认 week", "when begun: the finest period to keep (week)"),
    )
    @click.option(
        "--calendar",
        help=t(
            "新建时：同时按工作时间计，cn、weekdays 或日历表文件",
            "when begun: also count working time: cn, weekdays, or a table file",
        ),
    )
    @click.option(
        "--statutory",
        type=click.Path(dir_okay=False),
        help=t("新建时：法定时限文件（TOML）", "when begun: TOML file of activities prescribed by a clause"),
    )
    @click.option(
        "--drop",
        multiple=True,
        metavar="ACTIVITY",
        help=t(
            "不计的环节，如 Start、End；可多次，每批都要给",
            "leave this activity out; repeatable, with every batch",
        ),
    )
    @counting_options(t, "simulated")
    @reading_options(t)
    @t.option()
    def command(file: str, log: str | None, **options: Any) -> None:
        _run(Path(file), log, options, t)

    return command  # fmt: skip


def _run(file: Path, path: str | None, options: dict[str, Any], t: Words) -> None:
    from liandong.profile.increment import Increment

    own = {name: options.pop(name) for name in _OWN}
    if path and not own["batch"]:
        reason = ("请给出批次编号，如日期", "name the batch, for example by its date")
        raise SettingError(setting="--batch", value="—", reason=reason)
    timezone = options["timezone"]
    calendar = calendar_named(own["calendar"], timezone)
    settings = {"timezone": timezone, "period": own["period"], "event_id": own["event_id"]}
    with Increment.open(own["state"], calendar=calendar, **settings) as state:
        if path:
            _take(state, path, own, options, t)
        if own["close_idle_days"] is not None or own["close_outcome"]:
            count = state.close_cases(idle_days=own["close_idle_days"], outcomes=own["close_outcome"])
            click.echo(
                t(
                    f"结案 {count} 件，其事件清出状态。",
                    f"{count} cases closed; the state lets their events go.",
                )
            )
        if not own["later"]:
            _bring(file, state, own["statutory"], t)


_OWN = ("state", "batch", "later", "retract", "event_id", "close_idle_days", "close_outcome", "period", "calendar", "statutory", "drop", "simulated")  # fmt: skip


def _take(state: Increment, path: str, own: dict[str, Any], options: dict[str, Any], t: Words) -> None:
    """Takes the log in, or out, and tells what came of it."""
    log = _read(path, own, options, t)
    zone = (options["zones"] or (state.zone_of(log),))[0]
    if own["retract"]:
        taken = state.retract(log, batch=own["batch"], zone=zone)
    else:
        taken = state.add(log, batch=own["batch"], zone=zone, simulated=own["simulated"])
    _tell(taken, t)


def _read(path: str, own: dict[str, Any], options: dict[str, Any], t: Words) -> EventLog:
    given = {name: value for name, value in options.items() if name != "zones"}
    log: EventLog = read(path, (options["zones"] or (None,))[0], given, t, attributes=bool(own["event_id"]))
    tell_unknown("--drop", own["drop"], set(log.events["activity"].unique()) if own["drop"] else set(), t)
    return log.drop(*own["drop"]) if own["drop"] else log


def _bring(file: Path, state: Increment, statutory: str | None, t: Words) -> None:
    """Writes the profile with all that the state holds."""
    from liandong.profile import Profile, Settings

    with bar(t(f"更新 {file.name}", f"updating {file.name}")):
        profile = Profile.load(file) if file.exists() else Profile(Settings(statutory=marks_in(statutory)))
        new = state.update(profile)
        if new is not profile or not file.exists():
            new.save(file)
    zh = f"{file} 现有 {int(new.case['n'].sum())} 件，其中本状态 {len(state.batches)} 批。"
    en = f"{file} now holds {int(new.case['n'].sum())} cases; {len(state.batches)} batches are in this state."
    click.echo(t(zh, en))


def _tell(taken: Taken, t: Words) -> None:
    """What came of the batch, and what was found odd, case by case."""
    from liandong.eventlog import describe

    if taken.is_repeat:
        click.echo(
            t(
                f"批次 {taken.batch} 已经计入过，没有改动。",
                f"Batch {taken.batch} is in already; nothing changed.",
            )
        )
        if taken.is_other:
            zh = "注意：这次的事件与当时的不同。要更正，请用新的批次编号（带 --event-id），或先用 --retract 撤回。"
            en = "Note that its events differ from those of then. To correct them, use a new batch with --event-id, or --retract."
            click.echo(t(zh, en), err=True)
        return
    zh = f"批次 {taken.batch}：{taken.events} 个事件，{taken.cases} 件，其中新办件 {taken.new_cases}，重新统计 {taken.repaired_cases}。"
    en = f"Batch {taken.batch}: {taken.events} events of {taken.cases} cases, {taken.new_cases} of them new, {taken.repaired_cases} counted anew."
    click.echo(t(zh, en))
    for reason, count, first in _by_reason(taken):
        shown = t("、", ", ").join(first)
        more = t(" 等", " …") if count > len(first) else ""
        click.echo(f"  {describe(reason, t.now)}{t('：', ': ')}{shown}{more} ({count})", err=True)


def _by_reason(taken: Taken) -> list[tuple[str, int, list[str]]]:
    """Each reason with how many cases it holds for, and the first of them."""
    import polars as pl

    grouped = taken.problems.group_by("reason", maintain_order=True).agg(
        pl.len(), pl.col("value").head(_SHOWN)
    )
    return grouped.rows()
