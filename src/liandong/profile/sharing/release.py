"""The record of a release: what was shared, how it was protected, for what, until when, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Merged:
    """What merging did to one table."""

    table: str
    cells_before: int
    cells_after: int
    #: What the table counts, the same before and after.
    n: int
    #: How much of it stands under merged names.
    n_other: int


@dataclass(frozen=True, order=True)
class Noise:
    """The noise added to one table: its share of ε, and by how much one case can change the table's counts."""

    table: str
    epsilon: str
    sensitivity: int


@dataclass(frozen=True, order=True)
class Release:
    """One release of one profile."""

    k: int
    purpose: str
    retention: str
    approved_by: str
    #: The day of approval, YYYY-MM-DD.
    approved_on: str
    #: The fingerprint of the profile it was made from.
    source: str
    #: The fingerprint of the counts released.
    counts: str
    #: The columns that are there, a table a text: ``follows: zone, period, …``.
    fields: tuple[str, ...] = ()
    merged: tuple[Merged, ...] = ()
    #: The share of the time of edges that was cut because single cases had most of a cell's.
    clipped: str = "0"
    #: ε of the noise as a decimal, empty without noise.
    epsilon: str = ""
    noise: tuple[Noise, ...] = ()
    #: No case did one activity more often, or had more events (powers of two); 0 where it is not known.
    most_repeats: int = 0
    most_steps: int = 0

    @classmethod
    def of(cls, values: dict[str, Any]) -> Release:
        """The record from its JSON form; raises TypeError where it is none."""
        merged = tuple(Merged(**one) for one in values.get("merged", ()))
        noise = tuple(Noise(**one) for one in values.get("noise", ()))
        release = cls(
            **values | {"fields": tuple(values.get("fields", ())), "merged": merged, "noise": noise}
        )
        texts = (release.purpose, release.retention, release.approved_by, release.approved_on, release.source)
        if type(release.k) is not int or not all(isinstance(text, str) for text in texts):
            raise TypeError("the record of a release")
        return release
