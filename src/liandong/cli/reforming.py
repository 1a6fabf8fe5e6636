"""``liandong reform``: a reform file checked and applied to a procedure, and what such a file may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from liandong.cli.shell import print_json, rooms
from liandong.cli.words import Words
from liandong.errors import SettingError

_FILE = click.Path(dir_okay=False)


def reforms(t: Words) -> click.Group:
    """The group."""
    return rooms(
        t,
        "reform",
        t(
            "突破方案：检查方案文件，施加到流程图，列出可用的改法。",
            "Reforms: check a reform file, apply it to a procedure, list what one may hold.",
        ),
        _apply,
        _check,
        _presets,
    )


def _set(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--set",
        "given",
        multiple=True,
        metavar=t("参数=数值", "NAME=VALUE"),
        help=t("本地参数的数值，可多次给出", "value of a local parameter; may be given several times"),
    )


def _on(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--on",
        type=click.DateTime(["%Y-%m-%d"]),
        help=t(
            "法律依据须在这一天有效，默认今天",
            "day on which the legal basis must be in force; today if not given",
        ),
    )


def _profile(t: Words) -> Callable[[Any], Any]:
    return click.option(
        "--profile",
        type=_FILE,
        help=t(
            "流程画像；给出后一并核对岗位是否存在、人数是否够",
            "profile: whether the roles are there and people are left is checked too",
        ),
    )


def _fitted(procedure: Any, reform: Any, profile: str | None, values: dict[str, str], t: Words) -> None:
    """Checks the reform on the numbers of a profile, or says that nobody did."""
    from liandong.stress.fitting import fit, needs_numbers

    if profile:
        from liandong.profile import Profile

        fit(procedure, reform, Profile.load(profile), values)
    elif needs_numbers(reform):
        click.echo(
            t(
                "岗位是否存在、人数是否够尚未核对：请用 --profile 给出流程画像。",
                "Whether the roles are there and people are left is not checked: give a profile with --profile.",
            )
        )


def _values(given: Iterable[str]) -> dict[str, str]:
    """The parameters given on the command line."""
    found = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not (mark and name.strip() and value.strip()):
            reason = ("请写成 参数=数值，如 --set notice=10", "write NAME=VALUE, such as --set notice=10")
            raise SettingError(setting="--set", value=text, reason=reason)
        found[name.strip()] = value.strip()
    return found


def _apply(t: Words) -> click.Command:
    @click.command(
        "apply",
        help=t(
            "把突破方案施加到流程图，另存为新文件，并逐项说明改动。",
            "Apply a reform to a procedure, save the result, and tell what changed.",
        ),
    )
    @click.argument("file", type=_FILE)
    @click.argument("reform", type=_FILE)
    @click.option("-o", "--out", required=True, type=_FILE, help=t("写到这个文件", "file to write"))
    @_set(t)
    @click.option(
        "--draft",
        is_flag=True,
        help=t("作为草案试算，可没有法律依据", "try it as a draft, without a legal basis"),
    )
    @_on(t)
    @_profile(t)
    @t.option()
    def command(
        file: str,
        reform: str,
        out: str,
        given: tuple[str, ...],
        *,
        draft: bool,
        on: datetime | None,
        profile: str | None,
    ) -> None:
        from liandong.procedure import Procedure, diff
        from liandong.procedure.reform import Reform

        before, read = Procedure.load(file), Reform.load(reform)
        day = on.date() if on else date.today()  # noqa: DTZ011  # the officer's own day
        after = before.apply(read, parameters=_values(given), draft=draft, on=day)
        _fitted(before, read, profile, _values(given), t)
        after.save(out)
        for change in diff(before, after):
            click.echo(change.text(t.now))
        if draft:
            click.echo(
                t(
                    "草案：没有核对法律依据，不能据此实施。",
                    "Draft: no legal basis was checked; not to be put in force.",
                )
            )
        click.echo(t(f"已写入 {Path(out)}", f"Written to {Path(out)}"))

    return command


def _check(t: Words) -> click.Command:
    @click.command(
        "check",
        help=t(
            "检查方案文件；给出流程图时，一并检查每一步能否施加。",
            "Check a reform file; with a procedure, whether each step applies to it.",
        ),
    )
    @click.argument("reform", type=_FILE)
    @click.argument("file", type=_FILE, required=False)
    @_set(t)
    @_on(t)
    @_profile(t)
    @t.option()
    def command(
        reform: str, file: str | None, given: tuple[str, ...], *, on: datetime | None, profile: str | None
    ) -> None:
        from liandong.procedure import Procedure
        from liandong.procedure.reform import Reform

        read, values = Reform.load(reform), _values(given)
        _tell(read, values, t)
        if file:
            procedure = Procedure.load(file)
            procedure.apply(read, parameters=values, draft=True)
            _fitted(procedure, read, profile, values, t)
            click.echo(t("每一步都能施加到该流程。", "Every step applies to the procedure."))
        read.allowed(on=on.date() if on else date.today())  # noqa: DTZ011

    return command


def _tell(reform: Any, values: dict[str, str], t: Words) -> None:
    """What a reform file holds, a line for each part."""
    click.echo(reform.name)
    for it in reform.bases:
        until = t(f"至 {it.valid_to}", f"to {it.valid_to}") if it.valid_to else t("起有效", "onwards")
        click.echo(
            t("依据", "basis") + f"  {it.document} {it.clause}  {it.authority}  {it.valid_from} {until}"
        )
    for key, amount in reform.values(values).items():
        parameter = reform.parameters[key]
        click.echo(
            t("参数", "parameter") + f"  {key} = {amount.as_text()}  {parameter.name}  [{parameter.range}]"
        )
    for number, step in enumerate(reform.steps, 1):
        told = ", ".join(f"{key} = {value}" for key, value in step.items() if key != "do")
        click.echo(t(f"第 {number} 步", f"step {number}") + f"  {step['do']}  {told}")
    for it in reform.expected:
        was = f"{it.was.as_text()} → " if it.was else ""
        words = f"{it.measure}  {was}{it.qualifier}{it.value.as_text()}  {it.source}"
        click.echo(t("声称成效", "claimed effect") + f"  {words}")


def _presets(t: Words) -> click.Command:
    @click.command(
        "presets",
        help=t("列出常用改法和基本算子，以及各自的键。", "List presets and operators with their keys."),
    )
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "as JSON"))
    @t.option()
    def command(*, as_json: bool) -> None:
        from liandong.procedure.reform.keys import declared
        from liandong.procedure.reform.operators import OPERATORS, WORDS
        from liandong.procedure.reform.presets import PRESETS

        rows: list[tuple[str, str, tuple[str, str], str, type]] = [
            (it.key, it.name, it.words, it.operators, it.table)
            for it in {id(it): it for it in PRESETS.values()}.values()
        ]
        rows += [(name, WORDS[name][0], WORDS[name], "", OPERATORS[name]) for name in WORDS]
        if as_json:
            print_json(
                [
                    {"do": key, "name": name, "operators": parts, "keys": [it[0] for it in declared(table)]}
                    for key, name, _, parts, table in rows
                ]
            )
            return
        for key, name, words, parts, table in rows:
            made = f" = {parts}" if parts else ""
            click.echo(f"{name}  {key}{made}: {t(*words)}" if parts else f"{key}: {t(*words)}")
            for each, _, (zh, en), is_needed in declared(table):
                click.echo(f"    {each}{'' if is_needed else t('（可不写）', ' (optional)')}  {t(zh, en)}")

    return command
