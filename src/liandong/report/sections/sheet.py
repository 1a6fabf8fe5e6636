"""Where the numbers come from: sources, what was left out, assumptions, settings, fingerprint; and credits."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from liandong import __version__
from liandong.diagnosis import Diagnosis
from liandong.diagnosis.words import zone_name
from liandong.profile.statutory import Mark
from liandong.report.columns import VALUES
from liandong.report.figures import count
from liandong.report.markup import Markup, Text, both, join, tag
from liandong.report.parts import card, section
from liandong.report.table import facts


def rows(diagnosis: Diagnosis) -> list[tuple[Text, list[Text]]]:
    """The data sheet: names with one or more values."""
    profile = diagnosis.profile
    sheet, settings = profile.sheet, profile.settings
    overview = diagnosis.overview
    working = f"{settings.calendar}, {settings.working_day_seconds / 3600:g} h" if settings.calendar else ""
    return [
        (
            ("片区", "Zones"),
            [(zone_name(zone, "zh"), zone_name(zone, "en")) for zone in overview.zones] or [_NONE],
        ),
        (("来源文件", "Sources"), [_same(PurePath(name).name) for name in sheet.sources] or [_NONE]),
        (("首个事件", "First event"), [_same(_local(sheet.first, settings.timezone))]),
        (("末个事件", "Last event"), [_same(_local(sheet.last, settings.timezone))]),
        (("剔除的行", "Rejected rows"), [_same(count(sheet.rejected_rows))]),
        (("假设", "Assumptions"), list(sheet.assumptions) or [_NONE]),
        (("模拟数据", "Simulated"), [("是", "yes") if sheet.simulated else ("否", "no")]),
        (("时区", "Time zone"), [_same(settings.timezone)]),
        (("工作日历", "Working calendar"), [_same(working) if working else ("未使用", "not used")]),
        (("统计时段", "Period"), [VALUES[settings.period]]),
        (("用时分组宽度", "Width of duration classes"), [_same(f"{settings.bucket_width}%")]),
        (
            ("法定时限事项", "Statutory steps"),
            [_mark(mark) for mark in settings.statutory] or [("未标注", "none marked")],
        ),
        (("画像指纹", "Fingerprint of the profile"), [_same(f"sha256 {profile.sha256}")]),
        (("软件", "Software"), [_same(f"Liandong {__version__}")]),
    ]


_NONE: Text = ("—", "—")


def _same(words: str) -> Text:
    return words, words


def _local(moment: datetime | None, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M:%S} {timezone}" if moment else "—"


def _mark(mark: Mark) -> Text:
    step = mark.activity or f"{mark.source} → {mark.target}"
    zh = (
        f"{mark.days} 天"
        if mark.days
        else f"{mark.working_days} 个工作日"
        if mark.working_days
        else "全部用时"
    )
    en = (
        f"{mark.days} days"
        if mark.days
        else f"{mark.working_days} working days"
        if mark.working_days
        else "all its time"
    )
    clause = " ".join(part for part in (mark.document, mark.clause) if part)
    return f"{step}：{zh}（{clause}）", f"{step}: {en} ({clause})"


def sheet(diagnosis: Diagnosis) -> Markup:
    """The section."""
    pairs = [(name, _list(values)) for name, values in rows(diagnosis)]
    return section("sheet", ("数据说明", "Data sheet"), card(facts(pairs), is_long=True), lead=LEAD)


LEAD: Text = (
    "所有数字都由事件日志统计成的流程画像算出；画像只含计数，不含单个办件。相同输入得到相同报告。",
    "Every number is computed from the profile, tables of counts made from event logs; it holds no single case. The same "
    "input gives the same report.",
)


def _list(values: list[Text]) -> Markup:
    return join(*[tag("div", both(value)) for value in values])


def footer(sha256: str) -> Markup:
    """The foot of the page."""
    made = (
        f"由联动 {__version__} 生成，开源软件，Apache-2.0 许可。画像指纹 ",
        f"Made by Liandong {__version__}, open source under Apache-2.0. Profile ",
    )
    code = tag("code", sha256)
    return tag("footer", tag("div", both(made), code, class_="wrap"))
