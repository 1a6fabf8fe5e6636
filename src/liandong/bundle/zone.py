"""What a zone says of itself, for the fit check: ``zone.toml``.

zone = "日照"
basis = ["鲁政发2021-12"]              # legal acts that hold here beyond the national ones
capabilities = ["口岸检查与目的地检查分段实施"]

[parameters.copper-two-stage]           # what it sets for itself
laboratory = 30
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from liandong.bundle.fields import Fields, Text, told
from liandong.errors import FileDamaged, FileMissing


@dataclass(frozen=True)
class Zone:
    """A zone's name, the legal acts that hold there, what it can do, and the parameters it sets by innovation."""

    name: str
    basis: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    parameters: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Zone:
        """The zone in the file. Raises FileMissing, FileDamaged."""
        place = Path(path)
        if not place.is_file():
            raise FileMissing(path=place)
        problems: list[Text] = []
        fields = Fields.of_file(place.read_bytes(), place.name, problems)
        zone = cls(
            name=fields.take("zone", str),
            basis=fields.texts("basis"),
            capabilities=fields.texts("capabilities"),
            parameters=_parameters(fields.inner("parameters", fields.take("parameters", dict, default={}))),
        )
        fields.finish()
        if problems:
            raise FileDamaged(path=place, reason=told(problems))
        return zone


def _parameters(fields: Fields) -> dict[str, dict[str, float]]:
    chosen = {}
    for key in list(fields.values):
        inner = fields.inner(key, fields.take(key, dict))
        chosen[key] = {name: inner.take(name, float) for name in list(inner.values)}
    return chosen
