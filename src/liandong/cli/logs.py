"""``liandong log``: see how a log was understood, and turn it into another format."""

from __future__ import annotations

from typing import Any

import click

from liandong.cli.reading import OF_OBJECTS, given_of, reading_options
from liandong.cli.shell import bar, print_json, rooms
from liandong.cli.storing import store
from liandong.cli.words import Words
from liandong.errors import SettingError

_SHOWN = 20
#: Options on reading that ``check`` has no use for.
_NOT_CHECKED = ("zones", "object_type", "lifecycle")
_MEANINGS = {
    "case": ("案件编号", "case"),
    "activity": ("环节", "activity"),
    "start": ("开始时间", "start"),
    "end": ("完成时间", "end"),
    "resource": ("经办人", "resource"),
    "role": ("角色", "role"),
    "party": ("部门", "party"),
    "zone": ("片区", "zone"),
    "object_type": ("对象类型", "object type"),
    "lifecycle": ("生命周期", "lifecycle"),
    "instance": ("实例编号", "instance"),
}


def logs(t: Words) -> click.Group:
    """The group."""
    return rooms(
        t, "log", t("检查和转换事件日志。", "Check and convert event logs."), _check, _convert, store
    )


def _check(t: Words) -> click.Command:
    @click.command(
        "check",
        help=t(
            "说明各列被当成什么、哪些行没有采用、为什么。",
            "Say what each column was taken for, which rows were rejected, and why.",
        ),
    )
    @click.argument("file")
    @click.option(
        "--save-mapping",
        type=click.Path(dir_okay=False),
        help=t("把列的对应关系存成文件，下次用 --mapping", "keep the mapping for --mapping next time"),
    )
    @click.option(
        "--problems",
        type=click.Path(dir_okay=False),
        help=t("把全部问题行写成表格（.csv 或 .xlsx）", "write every problem to a table (.csv or .xlsx)"),
    )
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @reading_options(t)
    @t.option()
    def command(
        file: str, save_mapping: str | None, problems: str | None, *, as_json: bool, **options: Any
    ) -> None:
        from liandong.eventlog import check, without_events

        given = given_of({name: value for name, value in options.items() if name not in _NOT_CHECKED})
        found = check(file, zone=(options["zones"] or (None,))[0], **given)
        if save_mapping:
            found.mapping.save(save_mapping)
        if problems:
            _save_problems(found.log.problems, problems)
        print_json(_as_dict(found)) if as_json else _tell(found, t)
        for path in (save_mapping, problems):
            if path and not as_json:
                click.echo(t(f"已写入 {path}", f"Written to {path}"))
        if found.log.events.is_empty():
            raise without_events(found.path, found.log.problems)

    return command


def _as_dict(found: Any) -> dict[str, Any]:
    columns = [vars(column) | {"samples": list(column.samples)} for column in found.columns]
    log = found.log
    return {
        "path": found.path,
        "format": found.format,
        "facts": found.facts,
        "columns": columns,
        "assumptions": [{"zh": zh, "en": en} for zh, en in log.assumptions],
        "events": log.events.height,
        "rejected_rows": log.rejected_rows,
        "problems": log.problems.to_dicts(),
        "timezone": log.timezone,
    }


def _tell(found: Any, t: Words) -> None:
    """The findings in words: format, columns, assumptions, then problems by reason."""
    facts = t("，", ", ").join(f"{name} {value!r}" for name, value in found.facts.items())
    click.echo(t(f"格式：{found.format} {facts}", f"Format: {found.format} {facts}"))
    for column in found.columns:
        meaning = t(*_MEANINGS[column.meaning]) if column.meaning else t("（附加属性）", "(attribute)")
        samples = " | ".join(sample[:24] for sample in column.samples)
        click.echo(f"  {column.heading}  →  {meaning}    {column.time_style or ''}  {samples}")
    for zh, en in found.log.assumptions:
        click.echo(t(f"假定：{zh}", f"Assumed: {en}"))
    log = found.log
    click.echo(
        t(
            f"采用 {log.events.height} 个事件，{log.rejected_rows} 行未采用。",
            f"{log.events.height} events used, {log.rejected_rows} rows rejected.",
        )
    )
    _tell_problems(log.problems, t)


def _tell_problems(problems: Any, t: Words, *, err: bool = False) -> None:
    from liandong.eventlog import describe

    for row in problems.head(_SHOWN).iter_rows(named=True):
        place = t(f"第 {row['row']} 行", f"row {row['row']}") if row["row"] is not None else ""
        cell = f" {row['column']}={row['value']!r}" if row["column"] else ""
        mark = t("未采用", "rejected") if row["rejected"] else t("存疑", "doubtful")
        click.echo(f"  [{mark}] {place}{cell}{t('：', ': ')}{describe(row['reason'], t.now)}", err=err)
    if problems.height > _SHOWN:
        more = problems.height - _SHOWN
        click.echo(
            t(
                f"  还有 {more} 条；`liandong log check --problems` 导出全部。",
                f"  {more} more; `liandong log check --problems` writes them all.",
            ),
            err=err,
        )


def _save_problems(problems: Any, path: str) -> None:
    from liandong.files import written_beside

    if not path.endswith((".csv", ".xlsx")):
        reason = ("请用以 .csv 或 .xlsx 结尾的文件名", "use a name that ends in .csv or .xlsx")
        raise SettingError(setting="--problems", value=path, reason=reason)
    with written_beside(path) as part:
        if path.endswith(".xlsx"):
            _workbook(problems, part)
        else:
            part.write_bytes(problems.write_csv(include_bom=True).encode())


def _workbook(frame: Any, part: Any) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("problems")
    sheet.append(frame.columns)
    for row in frame.iter_rows():
        sheet.append(list(row))
    book.save(part)


def _convert(t: Words) -> click.Command:
    @click.command(
        "convert",
        help=t(
            "转换格式：.xes .csv .xlsx .parquet .jsonocel .xmlocel .sqlite；也读 EPCIS 2.0（.jsonld）和 DCSA（.json）。",
            "Convert: .xes .csv .xlsx .parquet .jsonocel .xmlocel .sqlite; reads EPCIS 2.0 (.jsonld) and DCSA (.json) too.",
        ),
    )
    @click.argument("source")
    @click.argument("target", type=click.Path(dir_okay=False))
    @reading_options(t)
    @t.option()
    def command(source: str, target: str, **options: Any) -> None:
        from liandong.eventlog import write_log

        log = _whole(source, target, options, t)
        if not log.problems.is_empty():
            found, left_out = log.problems.height, log.rejected_rows
            zh = f"{source}：{found} 处问题，{left_out} 行（事件）未采用："
            click.echo(t(zh, f"{source}: {found} problems, {left_out} rows (events) left out:"), err=True)
            _tell_problems(log.problems, t, err=True)
        write_log(log, target, remark=lambda remark: click.echo(t(*remark), err=True))
        click.echo(t(f"已写入 {target}", f"Written to {target}"))

    return command


def _whole(source: str, target: str, options: dict[str, Any], t: Words) -> Any:
    """The log with its attributes; object to object keeps the objects."""
    from liandong.errors import FormatUnknown
    from liandong.eventlog import read_log, read_ocel

    zones = options.pop("zones")
    given = given_of(options) | {"zone": zones[0] if zones else None}
    with bar(t(f"读取 {source}", f"reading {source}")) as progress:
        if target.endswith((".jsonocel", ".xmlocel", ".sqlite")) and "object_type" not in given:
            plain = {name: given[name] for name in OF_OBJECTS if name in given}
            try:
                return read_ocel(source, progress=progress, **plain)
            except FormatUnknown:
                pass
        return read_log(source, progress=progress, **given)
