"""``liandong stress``: a procedure or a reform under stress, by criteria fixed beforehand."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from liandong.cli.reporting import report_options, tell, write_all, writers_for
from liandong.cli.shell import bar
from liandong.cli.words import Words


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
    @report_options(t)
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
        from liandong.stress import StressTest, Verdict, register, stress_test

        writers = writers_for(outs, "write_verdict", "write_verdict_workbook", Verdict.save)
        read = StressTest.load(test)
        made = register(read, test, datetime.now(UTC).replace(microsecond=0))
        if register_only:
            at = made.made_at.isoformat()
            click.echo(t(f"已登记 {made.sha256}，{at}", f"Registered {made.sha256}, {at}"))
            return
        with bar(t("压力测试", "stress test")) as progress:
            found = stress_test(read, made, workers=workers, progress=progress)
        write_all(found, writers, t)
        if forecast:
            found.forecast().save(forecast)
        if as_json:
            click.echo(found.to_json())
        else:
            tell(found, [*outs, *([forecast] if forecast else [])], t)

    return command
