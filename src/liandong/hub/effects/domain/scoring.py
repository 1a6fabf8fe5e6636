"""Was the stress test right: the forecast that was kept with it, scored against the effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.domain import files
from liandong.hub.core.language import page_language
from liandong.hub.effects.domain import results
from liandong.hub.effects.models import Effect
from liandong.hub.reforms.domain.testing import FORECAST

if TYPE_CHECKING:
    from liandong.effect import Score


def score_of(effect: Effect) -> Score | None:
    """The score; None where no forecast is linked, or the stress test kept none."""
    from liandong.effect import Forecast, score

    if effect.forecast is None:
        return None
    path = files.place(effect.forecast.folder) / FORECAST
    return score(Forecast.load(path), results.to_dict(effect)) if path.is_file() else None


def told(effect: Effect) -> list[str]:
    """The score in words, in the language of the page; why there is none where the file cannot be read."""
    try:
        found = score_of(effect)
    except LiandongError as error:
        return [error.text(page_language())]
    return found.sentences(page_language()) if found else []
