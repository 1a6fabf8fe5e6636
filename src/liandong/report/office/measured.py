"""An effect as its JSON tells it: what a dossier quotes, whether it was just measured or read from ``evidence/effect.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liandong.diagnosis.words import Clock
from liandong.effect import Claim, Estimate, Measure
from liandong.effect.assessing import FORMAT
from liandong.effect.claim import Checked
from liandong.errors import FileDamaged

#: A working day's length is not in the file; durations are then told in hours, which need none.
_HOURS = 10**12


@dataclass(frozen=True)
class Measured:
    """The estimates of an effect with what else must be told of it."""

    estimates: tuple[Estimate, ...]
    adopted: Mapping[str, str]
    clock: Clock
    simulated: bool
    inputs: Mapping[str, str]
    sentences: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, list[dict[str, Any]]] = field(repr=False)

    @classmethod
    def of(cls, content: Mapping[str, Any], clock: Clock | None = None) -> Measured:
        """The effect told by ``Effect.to_dict()``. Raises KeyError, TypeError, ValueError, SettingError for anything else."""
        return cls(
            tuple(_estimate(row) for row in content["estimates"]),
            dict(content["adopted"]),
            clock or (Clock("working", _HOURS) if content["clock"] == "working" else Clock()),
            bool(content["simulated"]),
            dict(content["inputs"]),
            {lang: tuple(content["sentences"][lang]) for lang in ("zh", "en")},
            dict(content["tables"]),
        )

    @classmethod
    def parse(cls, data: bytes, path: str) -> Measured:
        """The effect in a JSON file. Raises FileDamaged."""
        try:
            content = json.loads(data)
            if content["format"] != FORMAT:
                raise ValueError(content["format"])
            return cls.of(content)
        except (ValueError, TypeError, KeyError) as error:
            reason = (
                f"不是 `liandong effect` 写的 JSON：{error}",
                f"not JSON written by `liandong effect`: {error}",
            )
            raise FileDamaged(path=path, reason=reason) from None

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that are compared, adopters first."""
        others = (zone for one in self.estimates for zone in one.comparison)
        return tuple(dict.fromkeys((*self.adopted, *others)))

    def find(self, measure: str | Measure) -> Estimate | None:
        """The estimate of a measure for all adopters; None where it was not estimated."""
        return next(
            (one for one in self.estimates if str(one.measure) == str(measure) and not one.zone), None
        )

    def check(self, claim: Claim) -> Checked:
        """A claim beside what was computed of the same measure."""
        return Checked(claim, self.find(claim.measure))


def _estimate(row: Mapping[str, Any]) -> Estimate:
    fields = {
        name: value
        for name, value in row.items()
        if name not in ("measure", "relative", "verdict", "comparison")
    }
    return Estimate(
        measure=Measure.from_string(row["measure"]), comparison=tuple(row["comparison"]), **fields
    )
