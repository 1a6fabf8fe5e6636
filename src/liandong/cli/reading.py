"""From the paths and options of a command to a profile: logs are read and counted, profiles loaded, all added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from liandong.cli.naming import tell_unknown
from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import SettingError
from liandong.profile import profile
from liandong.profile.count import UNITS, Engine

if TYPE_CHECKING:
    from liandong.profile import Mark, Profile
    from liandong.worktime import Calendar

PROFILE_SUFFIX = ".profile"
_HEADINGS = {"case": "case", "activity": "activity", "time": "end"}


def reading_options(t: Words) -> Callable[[Any], Any]:
    """The options on how to read a log."""
    options = [
        click.option("--zone", "zones", multiple=True, help=t("片区名，按文件顺序给出", "name of the zone, one a file in order")),
        click.option("--timezone", help=t("不带时区的时间按哪个时区读，默认 Asia/Shanghai", "zone of times that carry none (Asia/Shanghai)")),
        click.option("--case", help=t("案件编号列的表头", "heading of the case column")),
        click.option("--activity", help=t("环节列的表头", "heading of the activity column")),
        click.option("--time", help=t("完成时间列的表头", "heading of the column of (end) times")),
        click.option("--mapping", type=click.Path(dir_okay=False), help=t("`log check --save-mapping` 保存的列对应文件", "mapping file of `log check --save-mapping`")),
        click.option("--object-type", help=t("OCEL、EPCIS、DCSA：只看这一类对象", "OCEL, EPCIS, DCSA: only this type of object")),
        click.option("--lifecycle", type=click.Choice(["pair", "complete", "all"]), callback=_unless_paired, help=t("开始/完成成对的记录怎么算：配对、只算完成、全算", "start/complete rows: pair them, only completes, or all")),
        click.option("--dayfirst/--monthfirst", default=None, help=t("5/6/2023 是 6 月 5 日还是 5 月 6 日", "whether 5/6/2023 is the 5th of June")),
        click.option("--vocabulary", type=click.Path(dir_okay=False), help=t("EPCIS、DCSA：代码名称表（TOML），只写与自带表不同的部分", "EPCIS, DCSA: TOML file of names for codes, laid over the shipped one")),
        click.option("--names", type=click.Choice(["zh", "en"]), help=t("EPCIS、DCSA：环节和对象用中文名还是英文名，默认中文", "EPCIS, DCSA: Chinese (default) or English names of activities and objects")),
        click.option("--max-bytes", type=int, help=t("文件解压后的大小上限（字节）", "most bytes a file may unpack to")),
    ]  # fmt: skip
    return all_of(options)


def counting_options(t: Words, *only: str) -> Callable[[Any], Any]:
    """The options on what to count, or only those named."""
    options = {
        "period": click.option("--period", type=click.Choice(UNITS), default="week", help=t("统计的最小时段", "the finest period to keep")),
        "drop": click.option("--drop", multiple=True, metavar="ACTIVITY", help=t("不计的环节，如 Start、End；可多次", "leave this activity out (Start, End); repeatable")),
        "keep": click.option("--keep", multiple=True, metavar="ACTIVITY", help=t("只计这些里程碑环节；可多次", "count only these milestones; repeatable")),
        "calendar": click.option("--calendar", help=t("同时按工作时间计：cn（中国节假日）、weekdays，或日历表文件", "also count working time: cn, weekdays, or a table file")),
        "statutory": click.option("--statutory", type=click.Path(dir_okay=False), help=t("法定时限文件（TOML，含条款）", "TOML file of activities prescribed by a clause")),
        "engine": click.option("--engine", type=click.Choice(get_args(Engine)), help=t("计数引擎，默认按大小选 duckdb 或 numba", "engine; duckdb or numba by size if not given")),
        "database": click.option("--database", metavar="ADDRESS", help=t("把日志装入哪个数据库计数，如 postgresql://用户@主机/库、local[4]", "the database to load the log into, such as postgresql://user@host/name, local[4]")),
        "table": click.option("--table", help=t("参数是数据库地址时：统计其中的这张表，事件不出库", "where a database is named in place of a file: count this table of it, there")),
        "simulated": click.option("--simulated", is_flag=True, help=t("这是模拟数据，处处注明", "the data are simulated: say so everywhere")),
    }  # fmt: skip
    return all_of([options[name] for name in only or options])


def all_of(options: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """One decorator for several options, shown in their order."""
    return lambda command: reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def _unless_paired(_context: click.Context, _option: click.Parameter, mode: str | None) -> str | None:
    """None for pairing, which is what is done where nothing is said: so the option counts as not given."""
    return None if mode == "pair" else mode


def profile_of(paths: tuple[str, ...], options: dict[str, Any], t: Words) -> Profile:
    """The sum of the profiles of all paths, each a log or a profile file."""
    zones = options.pop("zones") or ()
    if zones and len(zones) != len(paths):
        raise SettingError(
            setting="--zone",
            value=", ".join(zones),
            reason=(
                f"{len(paths)} 个文件须给出 {len(paths)} 个片区",
                f"{len(paths)} files need {len(paths)} zones",
            ),
        )
    named = zip(paths, zones or [None] * len(paths), strict=True)
    seen: set[str] = set()
    try:
        return reduce(add, (_one(path, zone, dict(options), seen, t) for path, zone in named))
    finally:
        # Also where nothing was left to count: a misspelt name may be why.
        for option in ("drop", "keep"):
            tell_unknown(f"--{option}", options[option] if seen else (), seen, t)


def _one(path: str, zone: str | None, options: dict[str, Any], seen: set[str], t: Words) -> Profile:
    """The profile of one path; the activities of a log are added to ``seen`` if some are named by an option."""
    from liandong.profile.sql.database import engine_of

    table = options.pop("table")
    if engine_of(path) is not None:
        return _in_place(path, table, zone, options, t)
    if table is not None:
        reason = ("须与数据库地址一起用", "it goes with the address of a database")
        raise SettingError(setting="--table", value=table, reason=reason)
    if path.endswith(PROFILE_SUFFIX):
        return _loaded(path, zone, options)
    counting = _counting(options)
    names_activities = bool(counting["drop"] or counting["keep"])
    if path.endswith(".parquet") and not any(options.values()) and not names_activities:
        with bar(t(f"统计 {Path(path).name}", f"counting {Path(path).name}")):
            counted = profile(path, zone=zone, **counting)
        _tell_rejected(path, counted.sheet.rejected_rows, t)
        return counted
    log = _of_any_kind(path, zone, options, t)
    if names_activities:
        seen.update(log.events["activity"].unique())
    with bar(t(f"统计 {Path(path).name}", f"counting {Path(path).name}")):
        return profile(log, **counting)


def _in_place(
    address: str, table: str | None, zone: str | None, options: dict[str, Any], t: Words
) -> Profile:
    """The profile of a table in a database; what only a file can be asked is refused."""
    from liandong.profile.sql import EventTable
    from liandong.profile.sql.database import without_password

    counting, given = _counting(options), given_of(options)
    asked = {"mapping", "timezone", "lifecycle"}
    if given.keys() - asked:
        names = ", ".join("--" + name.replace("_", "-") for name in sorted(given.keys() - asked))
        reason = ("只用于文件", "it is for files only")
        raise SettingError(setting=names, value=without_password(address), reason=reason)
    found = EventTable.at(address, table=table, zone=zone, **given)
    with bar(t(f"在 {found.engine} 里统计 {found.name}", f"counting {found.name} in {found.engine}")):
        counted = profile(found, **counting)
    if counted.sheet.rejected_rows:
        rows = counted.sheet.rejected_rows
        zh = f"{found.name}：{rows} 行缺编号、环节或时间，或时间不可能，未采用。"
        en = f"{found.name}: {rows} rows without case, activity or a possible time left out."
        click.echo(t(zh, en), err=True)
    return counted


def _loaded(path: str, zone: str | None, options: dict[str, Any]) -> Profile:
    """The profile in the file, coarsened and marked if asked; what only a log can be asked is refused."""
    from liandong.profile import Profile

    period, statutory = options.pop("period"), options.pop("statutory")
    asked = [name for name, value in {**options, "zone": zone}.items() if value]
    if asked:
        names = ", ".join("--" + name.replace("_", "-") for name in asked)
        raise SettingError(
            setting=names,
            value=path,
            reason=("事件已经计完，请改用原日志", "events are counted already; give the log instead"),
        )
    return Profile.load(path).coarsen(period=period).mark(marks_in(statutory))


def _counting(options: dict[str, Any]) -> dict[str, Any]:
    """Takes the options on counting out of ``options``, ready for ``profile()``."""
    names = ("period", "drop", "keep", "engine", "database", "simulated")
    counting = {name: options.pop(name) for name in names}
    counting["calendar"] = calendar_named(options.pop("calendar"), options["timezone"])
    counting["statutory"] = marks_in(options.pop("statutory"))
    return counting


def calendar_named(name: str | None, timezone: str | None = None) -> Calendar | None:
    """The calendar of that name, in the zone of the log where one is given; None where none is asked for."""
    from liandong.worktime import Calendar

    if not name:
        return None
    return Calendar.by_name(name, timezone=timezone) if timezone else Calendar.by_name(name)


def marks_in(path: str | None) -> tuple[Mark, ...]:
    """The activities and edges that the file marks as prescribed; none without a file."""
    from liandong.profile import read_marks

    return read_marks(Path(path)) if path else ()


def read(path: str, zone: str | None, options: dict[str, Any], t: Words, *, attributes: bool = False) -> Any:
    """The log at the path, with a progress bar and a line on rejected rows."""
    from liandong.eventlog import read_log

    with bar(t(f"读取 {Path(path).name}", f"reading {Path(path).name}")) as progress:
        log = read_log(path, zone=zone, attributes=attributes, progress=progress, **given_of(options))
    _tell_rejected(path, log.rejected_rows, t)
    return log


#: Options on reading that hold for objects too.
OF_OBJECTS = ("zone", "timezone", "dayfirst", "max_bytes", "vocabulary", "names")


def _of_any_kind(path: str, zone: str | None, options: dict[str, Any], t: Words) -> Any:
    """The log at the path; an object-centric one as it is, unless one type of object is asked for."""
    from liandong.eventlog import holds_objects, read_ocel

    if options["object_type"] or not holds_objects(path):
        return read(path, zone, options, t)
    given = {name: value for name, value in options.items() if name in OF_OBJECTS and value is not None}
    with bar(t(f"读取 {Path(path).name}", f"reading {Path(path).name}")) as progress:
        log = read_ocel(path, zone=zone, progress=progress, **given)
    _tell_rejected(path, log.rejected_rows, t)
    return log


def _tell_rejected(path: str, rows: int, t: Words) -> None:
    """A line on the rows left out, if any."""
    if rows:
        zh = f"{Path(path).name}：{rows} 行未采用，原因见 `liandong log check`。"
        en = f"{Path(path).name}: {rows} rows left out; `liandong log check` says why."
        click.echo(t(zh, en), err=True)


def given_of(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, as ``read_log`` takes them: named headings become part of the mapping."""
    from liandong.eventlog import Mapping

    given = {name: value for name, value in options.items() if value is not None}
    named = {meaning: given.pop(option) for option, meaning in _HEADINGS.items() if option in given}
    if named:
        mapping = Mapping.of(given.get("mapping"))
        given["mapping"] = replace(mapping, columns=mapping.columns | named)
    return given
