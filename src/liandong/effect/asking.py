"""``effect()``: what a reform did. Light to import; the arithmetic loads when it is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liandong.effect.claim import Claim
    from liandong.effect.measures import Measure
    from liandong.effect.measuring import Effect
    from liandong.profile import Profile
    from liandong.profile.periods import Unit


def effect(
    before: Profile,
    after: Profile | None = None,
    *,
    adopted: Mapping[str, str | date] | None = None,
    measures: Sequence[Measure | str] = (),
    target_days: Sequence[float] = (),
    clock: str = "clock",
    period: Unit | None = None,
    follow_up_days: float | None = None,
    claims: Iterable[Claim | str] = (),
    minimum: int = 5,
    level: float = 0.95,
) -> Effect:
    """What a reform did, from the profiles of the time before and after it.

    Parameters
    ----------
    after : may be left out where ``before`` holds the time after adoption too; then ``adopted`` must be told.
    adopted : zone -> ``2023-05`` or a date. Zones left out never adopted and are the comparison. Without any, the two
        profiles are held against each other as they are, which is weaker.
    measures : ``mean``, ``median``, ``p90`` (these where none is named), ``mean-net``, ``within-5d``.
    target_days : shares of cases done within so many days are measured too.
    clock : ``clock``, or ``working`` where the profiles have a calendar.
    period : the periods compared; months, or longer ones where months hold too few cases.
    follow_up_days : how long cases must have been followed; P99 of the lead time where it is not given.
    minimum : cases a zone needs in a period for that to be compared.

    Raises SettingError, ProfilesDiffer for what cannot be used. Too few data raise nothing: the estimate says so.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> import liandong as ld
    >>> def counted(year, days):
    ...     begun = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(180)]
    ...     rows = [(f"{year}-{n}", step, at + timedelta(days=day)) for n, at in enumerate(begun)
    ...             for step, day in (("申报", 0), ("办结", days + n % 3))]
    ...     return ld.profile(ld.EventLog.from_rows(rows, zone="青岛"))
    >>> found = ld.effect(counted(2022, 10), counted(2023, 8))
    >>> found["median"].verdict, round(found["median"].value / 86_400)
    ('better', -2)

    Sources: Callaway and Sant'Anna, J. Econometrics 225 (2021), for the comparison with those yet to adopt; Künsch,
    Ann. Statist. 17 (1989), for blocks; Fisher for exchanged dates.
    """
    from liandong.effect.measuring import measured

    return measured(
        before,
        after,
        adopted=adopted or {},
        measures=measures,
        target_days=target_days,
        clock=clock,
        period=period,
        follow_up_days=follow_up_days,
        claims=claims,
        minimum=minimum,
        level=level,
    )
