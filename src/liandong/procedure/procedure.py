"""A procedure: a BPMN file with what it means, how it looks, and what is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from liandong.procedure.blocks import tree_of_model
from liandong.procedure.check import Finding, check
from liandong.procedure.diagram import Picture, read_picture, write_picture
from liandong.procedure.document import Document
from liandong.procedure.edit import Editor
from liandong.procedure.layout import laid_out
from liandong.procedure.model import Model
from liandong.procedure.names import on_one_line
from liandong.procedure.naming import as_logged
from liandong.procedure.tree import Tree
from liandong.procedure.view import notes, read

if TYPE_CHECKING:
    from liandong.procedure.reform.reform import Reform


class Procedure:
    """A value: edits give another procedure. Two are equal when they would be saved as the same bytes.

    Examples
    --------
    >>> from liandong.procedure.to_bpmn import document_of
    >>> permit = Procedure(document_of(Tree.parse("→(申请, ∧(查验, 缴税), 发证)"), name="许可"))
    >>> [it.name for it in permit.model.activities]
    ['申请', '查验', '缴税', '发证']
    >>> print(permit.check()[0].text("en"))
    process “Process_1” has no lanes: nobody can see who does what
    >>> print(permit.tree)
    →(申请, ∧(查验, 缴税), 发证)
    """

    def __init__(self, document: Document, *, logged: Iterable[str] = ()) -> None:
        self._document = document
        self._logged = frozenset(logged)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Procedure:
        """The procedure in a BPMN 2.0 file. Raises InputError and its kin where it cannot be read."""
        return cls(Document.load(path))

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "") -> Procedure:
        """The procedure in the bytes of a BPMN 2.0 file."""
        return cls(Document(data, name))

    def to_bytes(self) -> bytes:
        """The file: the same bytes as were read, but for what was edited."""
        return self._document.to_bytes()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file; an old one stays until the new one is whole."""
        self._document.save(path)

    @property
    def document(self) -> Document:
        """The file as a tree, to be read; edits go through ``edit``."""
        return self._document

    @property
    def name(self) -> str:
        """The name of the first pool or process, or of the file."""
        pools = [it.name for it in self.model.pools if it.name]
        return pools[0] if pools else self._document.name

    @cached_property
    def model(self) -> Model:
        """What can be run: nodes, flows, lanes, pools."""
        return as_logged(read(self._document), self._logged)

    @cached_property
    def picture(self) -> Picture:
        """Where the file draws everything."""
        return read_picture(self._document)

    @cached_property
    def notes(self) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        """What stands beside the flow: texts of notes and data by id, and the two ends of each line to them by id."""
        return notes(self._document)

    @cached_property
    def tree(self) -> Tree | None:
        """The blocks the procedure is built of; None where it is not."""
        return tree_of_model(self.model)

    def check(self) -> list[Finding]:
        """What is wrong, errors first; empty where it can be run as it is."""
        return check(self._document)

    def as_logged(self, names: Iterable[str]) -> Procedure:
        """The same procedure, its activities labelled as a log with those names spells them (``naming``)."""
        known = frozenset(names)
        is_plain = all(name == on_one_line(name) for name in known)  # labels are on one line anyway
        return self if is_plain else Procedure(self._document, logged=known)

    def edit(self) -> Editor:
        """An editor on a copy; ``Procedure(editor.document)`` is the edited procedure."""
        return Editor(self._document.copy())

    def apply(
        self,
        reform: Reform,
        *,
        parameters: Mapping[str, object] | None = None,
        draft: bool = False,
        on: date | None = None,
    ) -> Procedure:
        """The procedure after a reform, with the reform's settings and legal basis in the file.

        ``parameters`` sets local ones, ``draft`` lets one without a legal basis pass, ``on`` is the day the basis must
        be in force. Raises ReformError and its kin, with the step where there is one.
        """
        from liandong.procedure.reform.applying import applied

        return applied(self, reform, parameters, is_draft=draft, on=on)

    def laid_out(self) -> Procedure:
        """The same procedure with a clean picture; ids, colours and everything else stay."""
        document = self._document.copy()
        kinds = {it.id: it.type for it in self.model.nodes}
        kinds |= {it.id: "participant" for it in self.model.pools} | {
            it.id: "lane" for it in self.model.lanes
        }
        others = {key: box for key, box in self.picture.shapes.items() if key not in kinds}
        drawn = {key: ends for key, ends in self.notes[1].items() if key in self.picture.edges}
        write_picture(document, laid_out(self.model, others, drawn), kinds)
        return Procedure(document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Procedure) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def __repr__(self) -> str:
        model = self.model
        return f"Procedure({self.name}: {len(model.activities)} activities, {len(model.flows)} flows, {len(model.lanes)} lanes)"
