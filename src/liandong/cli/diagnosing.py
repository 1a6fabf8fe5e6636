"""``liandong diagnose``: from profiles or logs to findings and a report."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from liandong.cli.reading import counting_options, profile_of, reading_options
from liandong.cli.reporting import report_options, tell, write_all, writers_for
from liandong.cli.shell import bar, print_json
from liandong.cli.words import Words
from liandong.errors import SettingError

_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}


def diagnosing(t: Words) -> click.Command:
    """The command."""

    @click.command(
        "diagnose",
        help=t(
            "找堵点、比片区，写报告；输入可以是流程画像，也可以直接是日志。",
            "Find bottlenecks, compare zones, write the report; from profiles or straight from logs.",
        ),
    )
    @click.argument("inputs", nargs=-1, required=True)
    @report_options(t)
    @click.option(
        "--goods-value",
        help=t(
            "一件货物的价值（元），用来折算资金占用", "value of one case's goods, to turn time into money"
        ),
    )
    @click.option("--rate", help=t("年利率，如 0.035", "yearly rate of interest, such as 0.035"))
    @click.option(
        "--target", help=t("整件的目标时限，如 5d、36h", "target for a whole case, such as 5d or 36h")
    )
    @click.option(
        "--clock",
        type=click.Choice(["clock", "working"]),
        default="clock",
        help=t("按日历时间还是工作时间（需 --calendar）", "calendar or working time (needs --calendar)"),
    )
    @click.option(
        "--minimum",
        type=click.IntRange(1),
        default=30,
        help=t("至少多少次才比较", "executions a step needs to be compared"),
    )
    @counting_options(t)
    @reading_options(t)
    @t.option()
    def command(inputs: tuple[str, ...], outs: tuple[str, ...], *, as_json: bool, **options: Any) -> None:
        from liandong.diagnosis import diagnose

        asked = {
            "goods_value": _number(options.pop("goods_value"), "--goods-value"),
            "annual_rate": _number(options.pop("rate"), "--rate"),
            "target_seconds": _seconds(options.pop("target")),
            "clock": options.pop("clock"),
            "minimum": options.pop("minimum"),
        }
        writers = writers_for(outs, "write_report", "write_workbook")
        whole = profile_of(inputs, options, t)
        with bar(t("诊断", "diagnosing")):
            found = diagnose(whole, **asked)
        write_all(found, writers, t)
        if as_json:
            print_json(found.to_dict())
        else:
            tell(found, outs, t)

    return command


def _number(text: str | None, option: str) -> Decimal | None:
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation:
        reason = ("请用数字，如 0.035", "use a plain number such as 0.035")
        raise SettingError(setting=option, value=text, reason=reason) from None


def _seconds(text: str | None) -> float | None:
    """A duration such as ``5d`` in seconds.

    >>> _seconds("36h")
    129600.0
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|min|h|d|w)", text.strip())
    if not match:
        raise SettingError(
            setting="--target",
            value=text,
            reason=(
                "请用数字加 s、min、h、d 或 w，如 5d",
                "use a number with s, min, h, d or w, such as 5d",
            ),
        )
    return float(match[1]) * _UNITS[match[2]]
