"""Events in codes, as they come in: one array a column, in file order, whatever the order of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Events:
    """Coded events. ``worker`` and ``start`` may have a single entry that holds for all of them."""

    case: np.ndarray  # int32, numbers from 0
    step: np.ndarray  # int32
    worker: np.ndarray  # int32
    start: np.ndarray  # int64, microseconds since 1970; NO_TIME where the event has one stamp
    end: np.ndarray  # int64
    #: Codes of the attributes' values; 0 where an event has none. One that is missing here has no values.
    attributes: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.end)


def joined(parts: Sequence[Events]) -> Events:
    """The parts one after the other."""
    if len(parts) == 1:
        return parts[0]
    attributes = {name: None for part in parts for name in part.attributes}
    return Events(
        case=np.concatenate([part.case for part in parts]),
        step=np.concatenate([part.step for part in parts]),
        worker=_joined([(part.worker, len(part)) for part in parts]),
        start=_joined([(part.start, len(part)) for part in parts]),
        end=np.concatenate([part.end for part in parts]),
        attributes={
            name: _joined([(part.attributes.get(name, _NONE), len(part)) for part in parts], is_spread=True)
            for name in attributes
        },
    )


_NONE = np.zeros(1, dtype=np.uint32)


def _joined(parts: list[tuple[np.ndarray, int]], *, is_spread: bool = False) -> np.ndarray:
    """The arrays one after the other, or one entry if that holds for all."""
    single = {int(array[0]) for array, _ in parts if len(array) == 1}
    if not is_spread and len(single) == 1 and all(len(array) == 1 for array, _ in parts):
        return parts[0][0]
    return np.concatenate(
        [np.broadcast_to(array, size) if len(array) == 1 else array for array, size in parts]
    )
