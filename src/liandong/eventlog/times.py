"""Times as people write them, read as instants in UTC.

Every style is reduced to two columns: the *local* clock reading and the *offset* from UTC in minutes,
null where the text names none. A naive reading is then placed in the log's time zone. Work goes column by
column: the most frequent ISO form is parsed by one fast call, and only what is left over meets the slower
patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from liandong.errors import SettingError
from liandong.eventlog.log import TIME

LOCAL = pl.Datetime("us")

#: Forms that one call of the parser reads, whole seconds first (three times faster); "z" marks an offset.
_FAST = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
)
_NAMED_MONTH = ("%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%b %d %Y")

_CLOCK = (
    r"(?:[T\s,]*(?P<noon>上午|凌晨|早上|下午|晚上|中午)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*[:分]?\s*)?"
    r"(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?\s*(?P<half>[AaPp][Mm])?)?"
)
_OFFSET = r"\s*(?P<offset>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
_YEAR_FIRST = (
    r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    rf"{_CLOCK}{_OFFSET}$"
)
_YEAR_LAST = rf"^(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}}){_CLOCK}{_OFFSET}$"
_COMPACT = (
    r"^(?P<year>(?:19|20|21|22)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    rf"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.(?P<fraction>\d{{1,9}}))?)?{_OFFSET}$"
)
_NUMBER = r"^\d+(?:\.\d+)?$"
_WEEKDAY = r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?"
_WIDE = dict(zip("０１２３４５６７８９：／－．　", "0123456789:/-. ", strict=True))

#: What the styles are called in `liandong log check`.
STYLES = {
    "year_first": "2023-12-31 14:30:00",
    "day_first": "31/12/2023 14:30",
    "month_first": "12/31/2023 14:30",
    "compact": "20231231143000",
    "number": "45291.604 / 1704004200",
    "named_month": "31-Dec-2023 14:30:00",
    "typed": "(typed)",
}


@dataclass(frozen=True)
class Times:
    """A column of times: where each row's instant is null, its text was missing or could not be read."""

    instants: pl.Series
    #: Rows whose text names an offset from UTC.
    zoned: pl.Series
    #: Rows whose local time the clock skipped (daylight saving); moved forward.
    skipped: pl.Series
    style: str
    #: The order of day and month, where the column did not decide it itself and a default was used.
    assumed_dayfirst: bool | None = None

    @property
    def naive(self) -> pl.Series:
        """Rows that were read in the log's own zone."""
        return self.instants.is_not_null() & ~self.zoned


def check_zone(name: str) -> str:
    """The name of a time zone that exists."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            setting="timezone",
            value=name,
            reason=(
                "不是时区名，应如 Asia/Shanghai、UTC、Europe/Amsterdam",
                "not a time zone name such as Asia/Shanghai, UTC, Europe/Amsterdam",
            ),
        ) from None
    return name


def read_times(values: pl.Series, *, timezone: str = "Asia/Shanghai", dayfirst: bool | None = None) -> Times:
    """The instants of a column of texts, numbers, dates or datetimes.

    Examples
    --------
    >>> times = read_times(pl.Series(["2023年5月6日下午2:30", "2023-05-06T06:30:00Z"]))
    >>> times.instants.dt.to_string("%F %T").to_list()
    ['2023-05-06 06:30:00', '2023-05-06 06:30:00']
    """
    if values.dtype.is_temporal():
        return _typed(values, timezone)
    reading, style, assumed = _read_text(values.cast(pl.String).str.strip_chars(), dayfirst)
    instants, skipped = _place(reading["local"], reading["offset"], timezone)
    return Times(instants, reading["offset"].is_not_null(), skipped, style, assumed)


def readable_share(values: pl.Series, sample: int = 500) -> float:
    """The share of a column's filled cells that read as times; 0 for an empty column."""
    texts = values.drop_nulls().head(sample)
    if texts.is_empty():
        return 0.0
    if texts.dtype.is_temporal():
        return 1.0
    reading, _, _ = _read_text(texts.cast(pl.String).str.strip_chars(), None)
    return 1.0 - reading["local"].null_count() / texts.len()


def _typed(values: pl.Series, timezone: str) -> Times:
    zoned = getattr(values.dtype, "time_zone", None) is not None
    naive = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zoned else values
    offset = pl.Series([0 if zoned else None], dtype=pl.Int32).new_from_index(0, values.len())
    instants, skipped = _place(naive.cast(LOCAL), offset, timezone)
    return Times(instants, pl.Series([zoned]).new_from_index(0, values.len()), skipped, "typed")


def _place(local: pl.Series, offset: pl.Series, timezone: str) -> tuple[pl.Series, pl.Series]:
    """Instants in UTC, and which of them had to be moved out of a skipped hour."""
    naive = offset.is_null() & local.is_not_null()
    if not naive.any():
        frame = pl.DataFrame({"instant": local, "offset": offset})
        instants = frame.select(pl.col("instant") - pl.duration(minutes="offset")).to_series()
        return instants.dt.replace_time_zone("UTC").cast(TIME), naive
    in_zone = _localize(local, timezone)
    skipped = naive & in_zone.is_null()
    if skipped.any():
        in_zone = in_zone.zip_with(~skipped, _localize(local.dt.offset_by("1h"), timezone))
    frame = pl.DataFrame({"local": local, "offset": offset, "in_zone": in_zone})
    given = (pl.col("local") - pl.duration(minutes="offset")).dt.replace_time_zone("UTC")
    return frame.select(pl.coalesce(given, "in_zone").cast(TIME)).to_series().alias("instant"), skipped


def _localize(local: pl.Series, timezone: str) -> pl.Series:
    """The instants of local readings; of two possible ones the earlier, null in an hour the clock skipped."""
    placed = local.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return placed.dt.convert_time_zone("UTC")


def _read_text(texts: pl.Series, dayfirst: bool | None) -> tuple[pl.DataFrame, str, bool | None]:
    """Local reading and offset of each text, the main style, and an assumed order of day and month."""
    reading = _fast(texts)
    left = texts.is_not_null() & reading["local"].is_null()
    if not left.any():
        return reading, "year_first", None
    slow, style, assumed = _slow(texts.filter(left), dayfirst)
    where = left.arg_true()
    merged = pl.DataFrame({name: reading[name].scatter(where, slow[name]) for name in ("local", "offset")})
    return merged, style if 2 * left.sum() > texts.len() else "year_first", assumed


def _fast(texts: pl.Series) -> pl.DataFrame:
    """The readings of the form that most of a sample is in; null where another form is used."""
    sample = texts.drop_nulls().head(200)
    best = max(_FAST, key=lambda form: _strptime(sample, form).count())
    local = _strptime(texts, best)
    zoned = pl.lit(best.endswith("z"))
    return pl.DataFrame({"local": local}).with_columns(
        offset=pl.when(pl.col("local").is_not_null() & zoned).then(pl.lit(0, pl.Int32))
    )


def _strptime(texts: pl.Series, form: str) -> pl.Series:
    parsed = texts.str.to_datetime(form, strict=False, time_unit="us", ambiguous="earliest")
    local = parsed.dt.replace_time_zone(None) if form.endswith("z") else parsed
    # A year of two digits would be read as the first century: leave it unread instead.
    return local.set(local.dt.year() < 1000, None)


def _slow(texts: pl.Series, dayfirst: bool | None) -> tuple[pl.DataFrame, str, bool | None]:
    clean = texts.str.replace_many(_WIDE).str.replace_all(_WEEKDAY, " ").str.strip_chars()
    order, assumed = _day_order(clean, dayfirst)
    readings = {
        "year_first": _by_pattern(clean, _YEAR_FIRST),
        "day_first" if order else "month_first": _by_pattern(clean, _YEAR_LAST, swap=not order),
        "compact": _by_pattern(clean, _COMPACT),
        "number": _by_number(clean),
        "named_month": _by_name(clean),
    }
    counts = {style: frame["local"].count() for style, frame in readings.items()}
    merged = {
        name: pl.select(pl.coalesce(*[frame[name] for frame in readings.values()])).to_series()
        for name in ("local", "offset")
    }
    return pl.DataFrame(merged), max(counts, key=lambda style: counts[style]), assumed


def _day_order(texts: pl.Series, dayfirst: bool | None) -> tuple[bool, bool | None]:
    """Whether the day stands before the month, by the whole column's evidence; second, what was assumed."""
    parts = texts.str.extract_groups(r"^(\d{1,2})([-/.])(\d{1,2})[-/.]\d{4}").struct.unnest()
    parts.columns = ["first", "mark", "second"]
    if dayfirst is not None or parts["first"].count() == 0:
        return dayfirst is not False, None
    day_first = int((parts["first"].cast(pl.Int32) > 12).sum())
    month_first = int((parts["second"].cast(pl.Int32) > 12).sum())
    if day_first != month_first:
        return day_first > month_first, None
    return True, True


def _by_pattern(texts: pl.Series, pattern: str, *, swap: bool = False) -> pl.DataFrame:
    """Readings of the texts that match a pattern of named parts; impossible dates and times are null."""
    parts = texts.str.extract_groups(pattern).struct.unnest()
    frame = parts.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in ("noon", "hour", "minute", "second", "fraction", "half", "offset")
        if name not in parts.columns
    )
    if swap:
        frame = frame.rename({"day": "month", "month": "day"})
    day = pl.concat_str("year", "month", "day", separator="-").str.to_date("%Y-%m-%d", strict=False)
    hour, minute, second = (pl.col(n).cast(pl.Int64).fill_null(0) for n in ("hour", "minute", "second"))
    micros = pl.col("fraction").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)
    after_noon = pl.col("noon").is_in(["下午", "晚上"]) | pl.col("half").str.to_lowercase().eq("pm")
    midnight = pl.col("noon").is_in(["上午", "凌晨", "早上"]) | pl.col("half").str.to_lowercase().eq("am")
    full_hour = (
        pl.when(after_noon & (hour < 12))
        .then(hour + 12)
        .when(midnight & (hour == 12))
        .then(0)
        .otherwise(hour)
    )
    # 24:00 is how a Chinese form writes the end of the day.
    possible = (
        (minute < 60) & (second < 60) & ((full_hour < 24) | ((full_hour == 24) & (minute + second == 0)))
    )
    clock = pl.duration(hours=full_hour, minutes=minute, seconds=second, microseconds=micros)
    return frame.select(
        local=pl.when(possible).then(day.cast(LOCAL) + clock), offset=_minutes(pl.col("offset"))
    )


def _minutes(offset: pl.Expr) -> pl.Expr:
    """The offset text (Z, +08, +0800, +08:00) in minutes."""
    digits = offset.str.extract(r"[+-](\d{2}:?(?:\d{2})?)").str.replace(":", "").str.pad_end(4, "0")
    minutes = digits.str.slice(0, 2).cast(pl.Int32) * 60 + digits.str.slice(2, 2).cast(pl.Int32)
    signed = pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
    return pl.when(offset.is_not_null()).then(signed.fill_null(0)).cast(pl.Int32)


def _by_number(texts: pl.Series) -> pl.DataFrame:
    """Excel's serial days (local) and Unix seconds, milliseconds, microseconds (UTC)."""
    whole = pl.col("text").str.extract(r"^(\d+)").str.len_chars()
    number = pl.when(pl.col("text").str.contains(_NUMBER)).then(pl.col("text").cast(pl.Float64, strict=False))
    is_serial = number.is_between(20000, 80000)
    is_unix = pl.col("text").str.contains(r"^1(?:\d{9}|\d{12}|\d{15})(?:\.\d+)?$")
    scale = pl.when(whole == 10).then(1_000_000).when(whole == 13).then(1_000).otherwise(1)
    # Serial days count from 1899-12-30; a day's fraction is exact to about a millisecond only.
    serial = pl.datetime(1899, 12, 30) + pl.duration(
        milliseconds=(number * 86_400_000).round().cast(pl.Int64)
    )
    unix = pl.from_epoch((number * scale).round().cast(pl.Int64), time_unit="us")
    return pl.DataFrame({"text": texts}).select(
        local=pl.when(is_serial).then(serial.cast(LOCAL)).when(is_unix).then(unix.cast(LOCAL)),
        offset=pl.when(is_unix).then(pl.lit(0, pl.Int32)),
    )


def _by_name(texts: pl.Series) -> pl.DataFrame:
    """Dates with an English month name, with or without a clock time."""
    forms = [form + clock for form in _NAMED_MONTH for clock in (" %H:%M:%S%.f", " %H:%M")]
    timed = [texts.str.to_datetime(form, strict=False, time_unit="us") for form in forms]
    dated = [texts.str.to_date(form, strict=False).cast(LOCAL) for form in _NAMED_MONTH]
    local = pl.select(pl.coalesce(*timed, *dated)).to_series()
    return pl.DataFrame(
        {"local": local, "offset": pl.Series([None], dtype=pl.Int32).new_from_index(0, len(local))}
    )
