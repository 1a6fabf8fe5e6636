"""``liandong calendar``: look at the working-time calendar, and write its table to add a year."""

from __future__ import annotations

import shutil
from datetime import date

import click

from liandong.cli.shell import Rooms
from liandong.cli.words import Words
from liandong.files import written_beside


def calendars(t: Words) -> click.Group:
    """The group."""
    group = Rooms(
        "calendar",
        help=t("工作时间日历：节假日和调休。", "The working-time calendar: holidays and make-up days."),
    )
    group.words = t

    @group.command(
        "export",
        help=t(
            "写出中国节假日表，供补充新年份后用 --calendar 指定。",
            "Write the table of Chinese holidays, to add a year and pass it with --calendar.",
        ),
    )
    @click.argument("path", type=click.Path(dir_okay=False))
    @t.option()
    def export(path: str) -> None:
        from liandong.worktime import CHINA

        with written_beside(path) as part:
            shutil.copyfile(CHINA, part)
        click.echo(t(f"已写入 {path}", f"Written to {path}"))

    @group.command(
        "show",
        help=t("每年的工作日天数，或某天是否上班。", "Working days a year, or whether a day is worked."),
    )
    @click.option(
        "--calendar", default="cn", help=t("cn、weekdays 或日历表文件", "cn, weekdays, or a table file")
    )
    @click.option(
        "--day", type=click.DateTime(["%Y-%m-%d"]), help=t("日期，如 2024-09-14", "a date such as 2024-09-14")
    )
    @t.option()
    def show(calendar: str, day: date | None) -> None:
        from liandong.worktime import Calendar

        chosen = Calendar.by_name(calendar)
        if day is not None:
            works = chosen.is_working_day(date(day.year, day.month, day.day))
            click.echo(t("上班", "working day") if works else t("放假", "day off"))
            return
        if len(chosen.years) > 100:
            click.echo(
                t("周一至周五上班，不计节假日；任何年份。", "Monday to Friday, no holidays; any year.")
            )
            return
        for year in chosen.years:
            click.echo(
                t(
                    f"{year} 年 {chosen.working_days(year)} 个工作日",
                    f"{year}: {chosen.working_days(year)} working days",
                )
            )

    return group
