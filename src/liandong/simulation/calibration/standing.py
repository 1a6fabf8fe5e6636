"""Which steps, after an edit, stand for which before it: what comes before a choice or a task tells how it goes on.

A step that is new there stands for those before it, as a delay does for the task it was put behind. One that is gone is
stood for by the new ones behind it, else by what came before it, as where it was removed, moved away or merged, else by
whatever is new, as a fork before tasks that were made parallel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from liandong.simulation.calibration.skeleton import TASK, Skeleton


@dataclass(frozen=True)
class Standing:
    """Two skeletons of a procedure, before and after an edit."""

    known: Skeleton
    now: Skeleton

    def of(self, was: Sequence[str], now: Sequence[str]) -> dict[str, list[str]]:
        """For each step that cases now come from to some place, those they came from that it stands for."""
        ahead = {step: self._ahead(step, was) for step in now if step not in was}
        left = {step: {step} if step in was else set[str]() for step in now}
        for gone in [step for step in was if step not in now]:
            heirs = [step for step in ahead if gone in ahead[step]]
            heirs = heirs or [*_behind(self.known, gone, now, self._is_gone)] or [*ahead]
            for step in heirs:
                left[step].add(gone)
        for step, before in ahead.items():
            # A task that was there before and took the place of another stands for that alone.
            if self._is_new(step) or not left[step]:
                left[step] |= before
        return {step: [it for it in was if it in each or not each] for step, each in left.items()}

    def _ahead(self, step: str, was: Sequence[str]) -> set[str]:
        """The former steps right before one, now; what was done before a parallel block is not right behind it."""
        found = _behind(self.now, step, was, self._is_new)
        if step in self.now.steps and not self.now.steps[step].activity:
            last = self.now.last(step)
        else:
            last = frozenset().union(*(self.now.last(it) for it in self.now.reaching.get(step, ())))
        return {it for it in found if self.now.steps[it].activity in {"", *last}}

    def _is_new(self, step: str) -> bool:
        return step not in self.known.steps

    def _is_gone(self, step: str) -> bool:
        return step not in self.now.steps


def _behind(
    skeleton: Skeleton, step: str, wanted: Collection[str], passes: Callable[[str], bool]
) -> set[str]:
    """The wanted steps that come right before another; tasks are passed only where they may be."""
    found: set[str] = set()
    todo, seen = [*skeleton.reaching.get(step, ())], {step}
    while todo:
        here = todo.pop()
        if here in wanted:
            found.add(here)
        elif here not in seen and (skeleton.steps[here].kind != TASK or passes(here)):
            todo += skeleton.reaching[here]
        seen.add(here)
    return found
