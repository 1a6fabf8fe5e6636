"""``liandong stress``: a procedure or a reform under stress, by criteria fixed beforehand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from liandong.cli.shell import bar
from liandong.cli.words import Words
from liandong.errors import SettingError


def stressing(t: Words) -> click.Command:
    @click.command(
        "stress",
        help=t(
            "压力测试：先登记标准，再按各情景仿真，给出结论、区间和首先积压的岗位。TEST 为 TOML 文件。",
            "A stress test: criteria are registered first, then each scenario is simulated; verdict, intervals, what "
            "gives way first. TEST is a TOML file.",
        ),
    )
    @click.argument("test", type=click.Path())
    @click.option(
        "-o",
        "--out",
        "outs",
        multiple=True,
        type=click.Path(dir_okay=False),
        help=t(
            ".html 报告、.xlsx 全部表格或 .json；可多次",
            ".html report, .xlsx of all tables, or .json; repeatable",
        ),
    )
    @click.option(
        "--forecast",
        type=click.Path(dir_okay=False),
        help=t(
            "另存预测，实施后用 `liandong effect score` 评分",
            "also keep the forecast, to be scored by `liandong effect score` later",
        ),
    )
    @click.option(
        "--workers", type=click.IntRange(1), default=2, show_default=True, help=t("线程数", "threads")
    )
    @click.option(
        "--register-only",
        is_flag=True,
        help=t("只登记标准，暂不运行", "register the criteria and run nothing yet"),
    )
    @click.option("--json", "as_json", is_flag=True, help=t("以 JSON 输出", "print as JSON"))
    @t.option()
    def command(
        test: str,
        outs: tuple[str, ...],
        forecast: str | None,
        workers: int,
        *,
        register_only: bool,
        as_json: bool,
    ) -> None:
        from liandong.stress import StressTest, register, stress_test

        writers = [_writer(Path(out)) for out in outs]
        read = StressTest.load(test)
        made = register(read, test, datetime.now(UTC).replace(microsecond=0))
        if register_only:
            at = made.made_at.isoformat()
            click.echo(t(f"已登记 {made.sha256}，{at}", f"Registered {made.sha256}, {at}"))
            return
        with bar(t("压力测试", "stress test")) as progress:
            found = stress_test(read, made, workers=workers, progress=progress)
        for out, write in zip(outs, writers, strict=True):
            write(found, Path(out), t.now)
        if forecast:
            found.forecast().save(forecast)
        if as_json:
            click.echo(found.to_json())
            return
        for sentence in found.sentences(t.now):
            click.echo(sentence)
        for out in (*outs, *([forecast] if forecast else [])):
            click.echo(t(f"已写入 {out}", f"Written to {out}"))

    return command


def _writer(path: Path) -> Any:
    """The function that writes a verdict to a file of this kind."""
    from liandong.report import write_verdict, write_verdict_workbook

    writers = {
        ".html": lambda found, out, lang: write_verdict(found, out, lang=lang),
        ".json": lambda found, out, _: found.save(out),
        ".xlsx": lambda found, out, _: write_verdict_workbook(found, out),
    }
    if path.suffix.lower() not in writers:
        reason = (f"请用 {'、'.join(writers)}", f"use one of {', '.join(writers)}")
        raise SettingError(setting="-o", value=str(path), reason=reason)
    return writers[path.suffix.lower()]
