"""Where the innovations that come with the program lie: beside the code, or at the root of the repository."""

from __future__ import annotations

import os
from pathlib import Path

from liandong.bundle.facts import FACTS

_PACKAGE = Path(__file__).parents[1]
#: A wheel has them among its data; a checkout has them at its root, where people look.
_PLACES = (_PACKAGE / "data" / "innovations", _PACKAGE.parents[1] / "innovations")


def folders(root: str | os.PathLike[str] | None = None) -> dict[str, Path]:
    """The folder of each innovation by its id, sorted; those that come with the program where no root is given.

    >>> "copper-two-stage" in folders()
    True
    """
    place = Path(root) if root is not None else next((it for it in _PLACES if it.is_dir()), _PLACES[-1])
    return {path.parent.name: path.parent for path in sorted(place.glob(f"*/{FACTS}"))}
