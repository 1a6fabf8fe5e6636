"""How findings speak: numbers, durations, shares and dates, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import floor, log10

from liandong.errors import SettingError

LANGUAGES = ("zh", "en")
_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_UNITS = ((3600, "小时", "hour"), (60, "分钟", "minute"), (0, "秒", "second"))


def choose(lang: str, zh: str, en: str) -> str:
    """The text in that language; raises SettingError for any other than zh and en."""
    if lang not in LANGUAGES:
        raise SettingError(setting="lang", value=lang, reason=("请用 zh 或 en", "use zh or en"))
    return zh if lang == "zh" else en


def number(value: float, digits: int = 3) -> str:
    """The number rounded to that many significant digits, never in powers of ten; whole parts stay whole.

    >>> [number(value) for value in (0, 7.904, 309.62, 12345.6, 0.01234)]
    ['0', '7.9', '310', '12,346', '0.0123']
    """
    if not value:
        return "0"
    decimals = max(0, digits - 1 - floor(log10(abs(value))))
    text = f"{value:,.{min(decimals, 9)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def percent(share: float | None) -> str:
    """The share in per cent; a share that is not quite none or not quite all is not rounded to it.

    >>> percent(0.1234), percent(0.00021), percent(0.9999)
    ('12%', '0.021%', '99.99%')
    """
    if share is None:
        return "—"
    value = share * 100
    if abs(value) < 10:
        return f"{number(value, 2)}%"
    decimals = next((d for d in range(4) if round(value, d) != 100 or value == 100), 0)
    return f"{value:.{decimals}f}%"


def count(n: int, lang: str, zh: str, en: str) -> str:
    """How many of something: ``1,199 件办件`` or ``1,199 cases``.

    >>> count(1, "en", "件办件", "case"), count(1199, "zh", "件办件", "case")
    ('1 case', '1,199 件办件')
    """
    return choose(lang, f"{n:,} {zh}", f"{n:,} {en}{'' if n == 1 else 's'}")


def listed(names: Iterable[str], lang: str, most: int = 6) -> str:
    """The names in one line; those beyond ``most`` are counted."""
    every = list(names)
    text = choose(lang, "、", ", ").join(every[:most])
    rest = len(every) - most
    return text + choose(lang, f"等 {len(every)} 个", f" and {rest} more") if rest > 0 else text


def day(value: date | None, lang: str) -> str:
    """The date, ``2014年5月6日`` or ``2014-05-06``."""
    return (
        "—"
        if value is None
        else choose(lang, f"{value.year}年{value.month}月{value.day}日", value.isoformat())
    )


def period(value: date, unit: str, lang: str) -> str:
    """The period that begins on that day.

    >>> period(date(2014, 4, 1), "quarter", "zh"), period(date(2014, 4, 1), "month", "en")
    ('2014年二季度', '2014-04')
    """
    quarter = (value.month + 2) // 3
    names = {
        "quarter": (f"{value.year}年{'一二三四'[quarter - 1]}季度", f"{value.year} Q{quarter}"),
        "month": (f"{value.year}年{value.month}月", f"{value:%Y-%m}"),
        "year": (f"{value.year}年", f"{value.year}"),
    }
    return choose(lang, *names.get(unit, (day(value, "zh"), value.isoformat())))


def hour(hour_of_week: int, lang: str) -> str:
    """The hour of the week, 0 being Monday from midnight to one.

    >>> hour(10, "zh"), hour(34, "en")
    ('周一 10–11 时', 'Tuesday 10:00–11:00')
    """
    weekday, start = divmod(hour_of_week, 24)
    name = _WEEKDAYS["en" if lang == "en" else "zh"][weekday]
    return choose(lang, f"{name} {start}–{start + 1} 时", f"{name} {start}:00–{start + 1}:00")


def zone_name(zone: str, lang: str) -> str:
    """The zone's name; a log that names no zone is ``本区``."""
    return zone or choose(lang, "本区", "this zone")


@dataclass(frozen=True)
class Clock:
    """Which time is meant: every second, or the seconds of working hours."""

    name: str = "clock"
    #: Seconds in what this clock calls a day.
    day_seconds: int = 86_400

    @property
    def is_working(self) -> bool:
        """Whether only working hours count."""
        return self.name == "working"

    def days(self, seconds: float) -> float:
        """The duration in days of this clock."""
        return seconds / self.day_seconds

    def say(self, seconds: float | None, lang: str) -> str:
        """The duration in its natural unit, to three significant digits.

        >>> Clock().say(1_062_720, "zh"), Clock().say(5400, "en"), Clock("working", 23_400).say(46_800, "en")
        ('12.3 天', '1.5 hours', '2 working days')
        """
        if seconds is None:
            return "—"
        if abs(seconds) >= self.day_seconds:
            return self._in_days(number(self.days(seconds)), lang)
        size, zh, en = next(unit for unit in _UNITS if abs(seconds) >= unit[0])
        text = number(seconds / (size or 1))
        return choose(lang, f"{text} {zh}", f"{text} {en}{'' if text == '1' else 's'}")

    def _in_days(self, text: str, lang: str) -> str:
        plural = "" if text == "1" else "s"
        if self.is_working:
            return choose(lang, f"{text} 个工作日", f"{text} working day{plural}")
        return choose(lang, f"{text} 天", f"{text} day{plural}")

    def title(self, lang: str) -> str:
        """What this clock measures."""
        if self.is_working:
            hours = number(self.day_seconds / 3600)
            return choose(
                lang, f"工作时间（每个工作日 {hours} 小时）", f"working time ({hours} hours a working day)"
            )
        return choose(lang, "自然时间", "clock time")
