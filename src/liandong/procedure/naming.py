"""The activities of a log found again in a procedure, whatever blanks and line ends stand in their names.

An editor wraps a long name with line ends, and a log may have double or full-width blanks. So a name is looked up as it
is, then on one line; a node that is found carries the log's spelling, and everything that counts by name goes by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from liandong.procedure.model import Model
from liandong.procedure.names import on_one_line


def as_logged(model: Model, names: Iterable[str]) -> Model:
    """The model with its nodes labelled as those names are spelled; nodes that none of them means stay.

    Of names that differ in blanks alone a node has its own, else the one without odd blanks, else the first.

    Examples
    --------
    >>> from liandong.procedure.model import Node
    >>> model = Model(nodes=(Node("a", "task", "Check\\ndocs"), Node("b", "task", "Done")))
    >>> [it.label for it in as_logged(model, ["Check  docs", "Other"]).nodes]
    ['Check  docs', 'Done']
    """
    known = frozenset(names)
    spelled: dict[str, str] = {}
    for name in sorted(known, key=lambda it: (it != on_one_line(it), it)):
        spelled.setdefault(on_one_line(name), name)
    return replace(
        model,
        nodes=tuple(
            replace(it, logged=it.name if it.name in known else spelled.get(on_one_line(it.name), ""))
            if on_one_line(it.name)
            else it
            for it in model.nodes
        ),
    )
