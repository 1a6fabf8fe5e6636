"""Before and after, nothing else: all cases of each side taken together, and how much periods differ anyhow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from liandong.effect.estimate import Estimate, Method
from liandong.effect.inference import DRAWS, t_quantile
from liandong.effect.measures import Measure
from liandong.effect.panel import Array, Panel


def before_after(before: Panel, after: Panel, measure: Measure, level: float, *, zone: str = "") -> Estimate:
    """The change from one side to the other, its interval by drawing blocks of periods from each side.

    Two periods a side are the least that can tell how much periods differ; with one, the interval holds only the chance
    of which cases came, and the estimate says so by its strength.
    """
    sides = [_only(panel, zone) for panel in (before, after)]
    levels = [_pooled(panel, measure) for panel in sides]
    n = [panel.all_n for panel in sides]
    basis = _Basis(n[1], n[0], "before-after", ())
    if None in levels or min(n) < 2:
        return Estimate(
            measure, None, None, None, levels[0], levels[1], None, *basis, "none", level=level, zone=zone
        )
    value = float(levels[1] or 0) - float(levels[0] or 0)
    periods = [int((panel.n.sum(0) > 0).sum()) for panel in sides]
    is_by_period = min(periods) > 1
    draw = _of_periods if is_by_period else _of_cases
    spread = [float(np.nanvar(draw(panel, measure, seed))) for seed, panel in enumerate(sides)]
    freedom = _freedom(spread, periods) if is_by_period else np.inf
    reach = t_quantile((1 + level) / 2, freedom) * float(np.sqrt(sum(spread)))
    return Estimate(
        measure, value, value - reach, value + reach, levels[0], levels[1], levels[0], *basis,
        "weak" if is_by_period else "none", level=level, zone=zone,
    )  # fmt: skip


class _Basis(NamedTuple):
    """What an estimate rests on, in the order that it names it."""

    n_treated: int
    n_comparison: int
    method: Method
    comparison: tuple[str, ...]


def _only(panel: Panel, zone: str) -> Panel:
    return panel if not zone else panel.kept((np.array(panel.zones) == zone)[:, None] & (panel.n > 0))


def _pooled(panel: Panel, measure: Measure) -> float | None:
    found = float(panel.pooled(measure, np.ones((1, *panel.n.shape)))[0])
    return found if np.isfinite(found) else None


def _block(periods: int) -> int:
    """How many periods are drawn together."""
    return max(1, int(np.rint(np.cbrt(periods))))


def _freedom(spread: list[float], periods: list[int]) -> float:
    """Welch's degrees of freedom of both sides' spreads: a side of four periods knows little of how much they differ.

    Moving blocks tell half as much again as separate ones (Lahiri, Ann. Statist. 27, 1999).
    """
    own = [n - 1 if _block(n) == 1 else 1.5 * n / _block(n) - 1 for n in periods]
    parts = sum(one**2 / freedom for one, freedom in zip(spread, own, strict=True))
    return sum(spread) ** 2 / parts if parts else np.inf


def _of_periods(panel: Panel, measure: Measure, seed: int) -> Array:
    """The measure of periods drawn in blocks; a side of few periods spreads too little, which is put right."""
    at = np.flatnonzero(panel.n.sum(0) > 0)
    size = _block(len(at))
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, len(at), (DRAWS, -(-len(at) // size)))
    drawn = ((starts[..., None] + np.arange(size)) % len(at)).reshape(DRAWS, -1)[:, : len(at)]
    weights = np.zeros((DRAWS, panel.n.shape[1]))
    np.add.at(weights, (np.arange(DRAWS)[:, None], at[drawn]), 1)
    found = panel.pooled(measure, np.broadcast_to(weights[:, None, :], (DRAWS, *panel.n.shape)))
    return np.asarray(found.mean() + (found - found.mean()) * np.sqrt(len(at) / (len(at) - size)))


def _of_cases(panel: Panel, measure: Measure, seed: int) -> Array:
    """The measure of as many cases drawn anew."""
    counts = panel.shape.sum((0, 1))
    drawn = (
        np.random.default_rng(seed).multinomial(int(counts.sum()), counts / counts.sum(), DRAWS).astype(float)
    )
    n, values = drawn.sum(1), panel.edges[1]
    statutory = np.full(n.shape, float((panel.statutory * panel.n).sum() / panel.n.sum()))
    return panel.measured(measure, n, drawn @ values, drawn, statutory)
