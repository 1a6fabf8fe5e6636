"""Process trees: procedures as nested blocks, sound by construction.

    →(申报, ∧(查验, 缴税), ×(放行, 退单))      ↺(审核, 补正)

A leaf is an activity, or τ, which does nothing. ``→`` does its children in order, ``×`` one of them, ``∧`` all of them
in any interleaving, ``∨`` some of them, at least one; ``↺`` does its body, then again and again the redo part and the
body. Source: Leemans, Fahland, van der Aalst, "Discovering block-structured process models from event logs" (2013).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

SEQUENCE, CHOICE, PARALLEL, INCLUSIVE, LOOP = "→", "×", "∧", "∨", "↺"
_TOKEN = re.compile(r"\s*(?:([→×∧∨↺])\(|([),])|'([^']*)'|([^(),'→×∧∨↺]+))")


@dataclass(frozen=True)
class Tree:
    """A leaf with a label (τ has none), or an operator over children. A loop has two: its body and its redo part."""

    operator: str = ""
    label: str = ""
    children: tuple[Tree, ...] = ()
    #: The node of a BPMN model that a leaf stands for, where it was read from one.
    node: str = ""

    @classmethod
    def parse(cls, text: str) -> Tree:
        """The tree that prints so.

        >>> print(Tree.parse("→(a, ×(b, τ), ↺(c, d))"))
        →(a, ×(b, τ), ↺(c, d))
        """
        stack: list[tuple[str, list[Tree]]] = [("", [])]
        for operator, mark, quoted, name in _TOKEN.findall(text):
            if operator:
                stack.append((operator, []))
            elif mark == ")":
                made = cls(stack[-1][0], children=tuple(stack.pop()[1]))
                stack[-1][1].append(made)
            elif quoted or name.strip():
                stack[-1][1].append(TAU if name.strip() == "τ" else leaf(quoted or name.strip()))
        return stack[0][1][0]

    def __str__(self) -> str:
        if self.operator:
            return f"{self.operator}({', '.join(map(str, self.children))})"
        return _quoted(self.label) if self.label else "τ"

    @cached_property
    def leaves(self) -> tuple[Tree, ...]:
        """The leaves with a label, from left to right."""
        if not self.operator:
            return (self,) if self.label else ()
        return tuple(leaf for child in self.children for leaf in child.leaves)

    @cached_property
    def activities(self) -> frozenset[str]:
        """The labels."""
        return frozenset(it.label for it in self.leaves)

    @cached_property
    def may_be_empty(self) -> bool:
        """Whether it can be done without any activity."""
        match self.operator:
            case "":
                return not self.label
            case "→" | "∧":
                return all(it.may_be_empty for it in self.children)
            case "↺":
                return self.children[0].may_be_empty
            case _:
                return any(it.may_be_empty for it in self.children)

    @cached_property
    def first(self) -> frozenset[str]:
        """The activities it can begin with."""
        return self._edge(self.children)

    @cached_property
    def last(self) -> frozenset[str]:
        """The activities it can end with."""
        return self._edge(self.children[::-1], is_end=True)

    def _edge(self, children: tuple[Tree, ...], *, is_end: bool = False) -> frozenset[str]:
        if not self.operator:
            return self.activities
        edges = [it.last if is_end else it.first for it in children]
        if self.operator in (CHOICE, PARALLEL, INCLUSIVE):
            return frozenset().union(*edges)
        if self.operator == LOOP:
            body, redo = self.children
            far = (redo.last if is_end else redo.first) if body.may_be_empty else frozenset[str]()
            return (body.last if is_end else body.first) | far
        found = frozenset[str]()
        for child, edge in zip(children, edges, strict=True):
            found |= edge
            if not child.may_be_empty:
                break
        return found

    @cached_property
    def follows(self) -> frozenset[tuple[str, str]]:
        """The pairs of activities of which the second can follow the first directly."""
        inner = frozenset[tuple[str, str]]().union(*(it.follows for it in self.children))
        return inner | frozenset(self._joined())

    def _joined(self) -> Iterator[tuple[str, str]]:
        """The pairs that arise between children."""
        if self.operator == SEQUENCE:
            for index, child in enumerate(self.children):
                for later in self.children[index + 1 :]:
                    yield from _pairs(child.last, later.first)
                    if not later.may_be_empty:
                        break
        elif self.operator in (PARALLEL, INCLUSIVE):
            for one in self.children:
                for other in self.children:
                    if one is not other:
                        yield from _pairs(one.activities, other.activities)
        elif self.operator == LOOP:
            body, redo = self.children
            yield from _pairs(body.last, redo.first)
            yield from _pairs(redo.last, body.first)
            if redo.may_be_empty:
                yield from _pairs(body.last, body.first)
            if body.may_be_empty:
                yield from _pairs(redo.last, redo.first)


def _pairs(left: frozenset[str], right: frozenset[str]) -> Iterator[tuple[str, str]]:
    return ((a, b) for a in left for b in right)


def _quoted(label: str) -> str:
    return f"'{label}'" if re.search(r"[(),'→×∧∨↺τ]|^\s|\s$", label) else label


TAU = Tree()


def leaf(label: str, node: str = "") -> Tree:
    """The tree of one activity."""
    return Tree(label=label, node=node)


def sequence(*children: Tree) -> Tree:
    """The children one after the other; none at all is τ."""
    flat = _flat(SEQUENCE, [it for it in children if it != TAU])
    return _over(SEQUENCE, flat)


def parallel(*children: Tree) -> Tree:
    """All children in any interleaving."""
    return _over(PARALLEL, _flat(PARALLEL, [it for it in children if it != TAU]))


def inclusive(*children: Tree) -> Tree:
    """Some of the children, at least one."""
    return _over(INCLUSIVE, list(children))


def choice(*children: Tree) -> Tree:
    """One of the children; τ at most once, as the last."""
    flat = _flat(CHOICE, list(children))
    some = [it for it in flat if it != TAU]
    needs_tau = len(some) < len(flat) and not (len(some) == 1 and some[0].may_be_empty)
    return _over(CHOICE, [*some, TAU] if needs_tau else some)


def loop(body: Tree, redo: Tree = TAU) -> Tree:
    """The body, then any number of times the redo part and the body."""
    if body == TAU and redo == TAU:
        return TAU
    if redo == TAU and body.operator == LOOP and body.children[1] == TAU:
        return body
    return Tree(LOOP, children=(body, redo))


def _flat(operator: str, children: list[Tree]) -> list[Tree]:
    return [it for child in children for it in (child.children if child.operator == operator else (child,))]


def _over(operator: str, children: list[Tree]) -> Tree:
    if len(children) < 2:
        return children[0] if children else TAU
    return Tree(operator, children=tuple(children))
