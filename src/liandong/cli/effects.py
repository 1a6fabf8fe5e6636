"""``liandong effect``: what a reform did, from profiles before and after; and how good a forecast of it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from liandong.cli.reporting import report_options, tell, write_all, writers_for
from liandong.cli.shell import bar, print_json, rooms, save_json
from liandong.cli.words import Words
from liandong.errors import SettingError


def effects(t: Words) -> click.Group:
    """The group; naming profiles instead of a command measures the effect."""
    return rooms(
        t,
        "effect",
        t(
            "突破方案带来了什么变化：前后两个流程画像相比，有对照片区的与其相比；也可给预测评分。",
            "What a reform changed: profiles before and after, against zones yet to adopt; and scores of forecasts.",
        ),
        _measure,
        _score,
        default="measure",
    )


def _measure(t: Words) -> click.Command:
    @click.command(
        "measure",
        help=t(
            "比较实施前后的两个流程画像，或一个跨越前后的；用 --adopted 写明哪些片区何时实施，其余片区即为对照。",
            "Compare the profiles before and after, or one that spans both; --adopted names who adopted when, the other zones are "
            "the comparison.",
        ),
    )
    @click.argument("before", type=click.Path())
    @click.argument("after", type=click.Path(), required=False)
    @click.option(
        "--adopted",
        multiple=True,
        metavar="ZONE=MONTH",
        help=t(
            "片区及实施年月，如 滕州=2023-05；可多次",
            "zone and month of adoption, such as Tengzhou=2023-05; repeatable",
        ),
    )
    @click.option(
        "--measure",
        "measures",
        multiple=True,
        metavar="MEASURE",
        help=t(
            "mean、median、p90（默认这三项）、mean-net（不含法定时限）、within-5d；可多次",
            "mean, median, p90 (these by default), mean-net (without statutory time), within-5d; repeatable",
        ),
    )
    @click.option(
        "--target-days",
        multiple=True,
        type=click.FloatRange(0, min_open=True),
        help=t("另算多少天内办结的比例；可多次", "also the share done within so many days; repeatable"),
    )
    @click.option(
        "--claim",
        "claims",
        multiple=True,
        metavar="NAME=-50%@SOURCE",
        help=t(
            "材料宣称的变化，与测算并列；名称后可写 [median]；可多次",
            "what a document claims, shown beside; [median] may follow the name; repeatable",
        ),
    )
    @click.option(
        "--clock",
        type=click.Choice(["clock", "working"]),
        default="clock",
        help=t("按自然时间还是工作时间", "clock or working time"),
    )
    @click.option(
        "--period",
        type=click.Choice(["month", "quarter", "year"]),
        help=t(
            "按月、季还是年比较；默认按月，件数太少时按季",
            "periods compared; months, or quarters where months hold too few cases",
        ),
    )
    @click.option(
        "--follow-up",
        type=click.FloatRange(0, min_open=True),
        metavar="DAYS",
        help=t(
            "收件后至少跟踪多少天才比较；默认取用时的 P99",
            "days a case must have been followed; P99 of the lead time by default",
        ),
    )
    @click.option(
        "--minimum",
        type=click.IntRange(1),
        default=5,
        help=t("一个片区一个时段至少多少件才比较", "cases a zone needs in a period to be compared"),
    )
    @report_options(t)
    @t.option()
    def command(
        before: str, after: str | None, *, outs: tuple[str, ...], as_json: bool, **options: Any
    ) -> None:
        from liandong.effect import effect
        from liandong.profile import Profile

        options["adopted"] = _adopted(options["adopted"])
        options["follow_up_days"] = options.pop("follow_up")
        writers = writers_for(outs, "write_effect", "write_effect_workbook")
        with bar(t("测算", "measuring")):
            sides = [Profile.load(path) for path in (before, after) if path]
            found = effect(*sides, **options)
        write_all(found, writers, t)
        if as_json:
            print_json(found.to_dict())
        else:
            tell(found, outs, t)

    return command  # fmt: skip


def _score(t: Words) -> click.Command:
    @click.command(
        "score",
        help=t(
            "给预测评分：压力测试写下的 forecast.json 与测算出的 effect.json 相比。",
            "Score a forecast: the forecast.json of a stress test against the effect.json that was measured.",
        ),
    )
    @click.argument("forecast", type=click.Path())
    @click.argument("found", metavar="EFFECT", type=click.Path())
    @click.option(
        "-o", "--out", type=click.Path(dir_okay=False), help=t("写成 JSON 文件", "write a JSON file")
    )
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "print as JSON"))
    @t.option()
    def command(forecast: str, found: str, out: str | None, *, as_json: bool) -> None:
        from liandong.effect import Forecast, read_effect, score

        result = score(Forecast.load(forecast), read_effect(found))
        if out:
            save_json(result.to_dict(), Path(out))
        if as_json:
            print_json(result.to_dict())
            return
        for sentence in result.sentences(t.now):
            click.echo(sentence)

    return command


def _adopted(texts: tuple[str, ...]) -> dict[str, str]:
    """Zones with what was written for them."""
    found: dict[str, str] = {}
    for text in texts:
        zone, sign, month = text.partition("=")
        if not sign or not zone.strip() or zone.strip() in found:
            reason = ("请写成 片区=2023-05，每个片区一次", "write ZONE=2023-05, each zone once")
            raise SettingError(setting="--adopted", value=text, reason=reason)
        found[zone.strip()] = month
    return found
