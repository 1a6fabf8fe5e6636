"""``liandong log store``: import a log once; and what ``liandong profile`` asks of a store."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liandong.cli.reading import calendar_named, counting_options, given_of, marks_in, reading_options
from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import SettingError

if TYPE_CHECKING:
    from liandong.profile import Profile


def store(t: Words) -> click.Command:
    """The command."""

    @click.command(
        "store",
        help=t(
            "把日志导入存储库：一次导入，之后用 `liandong profile 存储库 --where 条件` 反复筛选统计。",
            "Import a log into a store: once, to be profiled again and again with `liandong profile STORE --where`.",
        ),
    )
    @click.argument("log")
    @click.option(
        "-o",
        "--out",
        required=True,
        type=click.Path(file_okay=False),
        help=t("存储库目录", "directory of the store"),
    )
    @click.option("--append", is_flag=True, help=t("追加到已有的存储库", "add to a store that is there"))
    @click.option(
        "--batch",
        help=t(
            "批次名，同一批次只导入一次；默认按文件内容",
            "name of the batch, taken in once; by the file's content if not given",
        ),
    )
    @counting_options(t, "simulated")
    @reading_options(t)
    @t.option()
    def command(
        log: str, out: str, batch: str | None, *, append: bool, simulated: bool, **options: Any
    ) -> None:
        from liandong.eventlog import EventLog
        from liandong.profile import Store

        has_zone = bool(options["zones"])
        source, name = _source(log, options, t), batch or _fingerprint(Path(log))
        with bar(t(f"写入 {out}", f"writing {out}")):
            if append:
                kept = Store.open(out)
                zone = kept.zone_of(source) if isinstance(source, EventLog) and not has_zone else None
                is_new = kept.append(source, batch=name, zone=zone)
            else:
                kept, is_new = Store.create(source, out, batch=name, simulated=simulated), True
        if not is_new:
            click.echo(
                t(
                    f"批次 {name} 已经导入过，没有改动。",
                    f"Batch {name} is in the store already; nothing was changed.",
                )
            )
        zh = f"{out}：{kept.cases()} 件，{kept.events} 个事件，{len(kept.batches)} 个批次。"
        en = f"{out}: {kept.cases()} cases, {kept.events} events, {len(kept.batches)} batches."
        click.echo(t(zh, en))

    return command  # fmt: skip


def _source(log: str, options: dict[str, Any], t: Words) -> Any:
    """The log with its attributes; a path where nothing is said of how to read it, so that it may be streamed."""
    from liandong.eventlog import read_log

    zones = options.pop("zones")
    given = given_of(options)
    if log.endswith(".parquet") and not given and not zones:
        return log
    with bar(t(f"读取 {log}", f"reading {log}")) as progress:
        return read_log(log, zone=zones[0] if zones else None, progress=progress, **given)


def _fingerprint(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def is_store(path: str) -> bool:
    """Whether the path is a store's: a directory."""
    return Path(path).is_dir()


def profile_of_store(path: str, where: str, options: dict[str, Any]) -> Profile:
    """The profile of the cases of a store that meet the condition; what only a log can be asked is refused."""
    from liandong.profile import Store

    period, calendar, statutory = (options.pop(name) for name in ("period", "calendar", "statutory"))
    asked = ", ".join("--" + name.replace("_", "-") for name, value in options.items() if value)
    if asked:
        reason = (
            "存储库里的事件已经读入，请在 log store 时指定",
            "the events of a store are read already; give it to log store",
        )
        raise SettingError(setting=asked, value=path, reason=reason)
    kept = Store.open(path)
    return kept.profile(
        where,
        period=period,
        calendar=calendar_named(calendar),
        statutory=marks_in(statutory),
    )  # fmt: skip
