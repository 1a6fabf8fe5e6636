"""Replay: whether a tree can do a sequence of activities.

A tree that has done some activities is in a state: which child of a sequence it is in, what each child of a parallel
block has done, whether a loop is in its body. States are numbered as they are met, and so are sets of them, so that
replaying becomes a walk through a table that is filled where cases go (a deterministic automaton, built lazily). Cases
share their ways, so a log of any length costs little more than its variants.
"""

from __future__ import annotations

from collections.abc import Iterator

from liandong.procedure.tree import CHOICE, INCLUSIVE, LOOP, SEQUENCE, Tree

#: A state: the number of the tree's node, then what was done there; states of children are given by their numbers.
_State = tuple[object, ...]
_DONE = "done"


class Replay:
    """Answers for one tree, the quicker the more it was asked."""

    def __init__(self, tree: Tree) -> None:
        self._trees: list[Tree] = []
        self._children: list[tuple[int, ...]] = []
        self._states: list[_State] = []
        self._numbers: dict[_State, int] = {}
        self._steps: dict[tuple[int, str], tuple[int, ...]] = {}
        self._sets: dict[tuple[int, ...], int] = {}
        self._members: list[tuple[int, ...]] = []
        self._walks: dict[tuple[int, str], int] = {}
        root = self._planted(tree)
        self._begin = self._set((self._number((root,)),))

    def fits(self, names: tuple[str, ...]) -> bool:
        """Whether the tree can do exactly these activities in this order.

        >>> replay = Replay(Tree.parse("→(a, ↺(b, c), ∧(d, e))"))
        >>> replay.fits(("a", "b", "c", "b", "e", "d")), replay.fits(("a", "c", "d", "e"))
        (True, False)
        """
        here = self._begin
        for name in names:
            key = (here, name)
            if (there := self._walks.get(key)) is None:
                there = self._walks[key] = self._walk(here, name)
            here = there
            if not self._members[here]:
                return False
        return any(map(self._may_end, self._members[here]))

    def _walk(self, here: int, name: str) -> int:
        return self._set(
            tuple(sorted({to for state in self._members[here] for to in self._step(state, name)}))
        )

    def _set(self, members: tuple[int, ...]) -> int:
        if members not in self._sets:
            self._sets[members] = len(self._members)
            self._members.append(members)
        return self._sets[members]

    def _planted(self, tree: Tree) -> int:
        """The number of the tree's node; its children come first."""
        children = tuple(map(self._planted, tree.children))
        self._trees.append(tree)
        self._children.append(children)
        return len(self._trees) - 1

    def _number(self, state: _State) -> int:
        if state not in self._numbers:
            self._numbers[state] = len(self._states)
            self._states.append(state)
        return self._numbers[state]

    def _fresh(self, node: int) -> int:
        """The state of a node that has done nothing yet."""
        return self._number((node,))

    def _may_end(self, state: int) -> bool:
        """Whether nothing more need be done."""
        node, *done = self._states[state]
        assert isinstance(node, int)
        tree = self._trees[node]
        match done:
            case []:
                return tree.may_be_empty
            case [int(place), int(inner)]:
                left = tree.children[place + 1 :] if tree.operator == SEQUENCE else tree.children[:place]
                return self._may_end(inner) and all(it.may_be_empty for it in left)
            case [tuple(inner)]:
                begun = [it for it in inner if tree.operator != INCLUSIVE or len(self._states[it]) > 1]
                return all(map(self._may_end, begun))
        return True

    def _step(self, state: int, name: str) -> tuple[int, ...]:
        """The states after doing the activity."""
        key = (state, name)
        if key not in self._steps:
            node, *done = self._states[state]
            assert isinstance(node, int)
            self._steps[key] = (
                tuple(self._stepped(node, done, name)) if name in self._trees[node].activities else ()
            )
        return self._steps[key]

    def _stepped(self, node: int, done: list[object], name: str) -> Iterator[int]:
        tree, children = self._trees[node], self._children[node]
        if not tree.operator:
            if not done:
                yield self._number((node, _DONE))
        elif tree.operator == CHOICE:
            for child in children:
                yield from self._step(self._fresh(child), name)
        elif tree.operator == SEQUENCE:
            yield from self._in_sequence(node, done, name)
        elif tree.operator == LOOP:
            yield from self._in_loop(node, done, name)
        else:
            inner = done[0] if done else tuple(map(self._fresh, children))
            assert isinstance(inner, tuple)
            for place, state in enumerate(inner):
                for after in self._step(state, name):
                    yield self._number((node, (*inner[:place], after, *inner[place + 1 :])))

    def _in_sequence(self, node: int, done: list[object], name: str) -> Iterator[int]:
        begin, inner = done or (0, self._fresh(self._children[node][0]))
        assert isinstance(begin, int)
        assert isinstance(inner, int)
        for place in range(begin, len(self._children[node])):
            state = inner if place == begin else self._fresh(self._children[node][place])
            for after in self._step(state, name):
                yield self._number((node, place, after))
            if not self._may_end(state):
                return

    def _in_loop(self, node: int, done: list[object], name: str) -> Iterator[int]:
        """In the body (part 0) or the redo part (1), or on to the other one, or past it where it may be empty."""
        part, inner = done or (0, self._fresh(self._children[node][0]))
        assert isinstance(part, int)
        assert isinstance(inner, int)
        for after in self._step(inner, name):
            yield self._number((node, part, after))
        if self._may_end(inner):
            for other in (1 - part, part):
                fresh = self._fresh(self._children[node][other])
                for after in self._step(fresh, name):
                    yield self._number((node, other, after))
                if not self._may_end(self._fresh(self._children[node][1 - part])):
                    return
