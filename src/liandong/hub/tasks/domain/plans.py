"""The tree of a plan, and whether its counts are what its name says."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from liandong.hub.tasks.domain.overlap import Overlap, overlaps
from liandong.hub.tasks.enums import TaskState
from liandong.hub.tasks.models import Branch, Plan

#: More items than this are not compared with each other on a page.
MOST_ITEMS = 2000


@dataclass
class Twig:
    """A branch with what hangs on it."""

    branch: Branch
    children: list[Twig] = field(default_factory=list)

    @property
    def tasks(self) -> int:
        """Tasks on this branch and under it."""
        return self.branch.task_count + sum(child.tasks for child in self.children)

    @property
    def done(self) -> int:
        """Tasks signed off on this branch and under it."""
        return self.branch.done_count + sum(child.done for child in self.children)

    @property
    def found(self) -> int:
        """What the branch's count is held against: its items or, where it has none, its tasks."""
        return len(self.children) or self.tasks

    @property
    def holds(self) -> bool:
        """Whether there are as many as announced, or nothing was announced."""
        return self.branch.announced is None or self.branch.announced == self.found


@dataclass(frozen=True)
class Check:
    """A count held against what was announced."""

    name: str
    announced: int
    found: int

    @property
    def holds(self) -> bool:
        """Whether the two are the same."""
        return self.announced == self.found


def tree(plan: Plan) -> list[Twig]:
    """The branches of the plan, as a tree; one query."""
    rows = plan.branches.annotate(
        task_count=Count("tasks"), done_count=Count("tasks", filter=Q(tasks__state=TaskState.CLOSED))
    ).order_by("position", "id")
    twigs = {row.pk: Twig(row) for row in rows}
    tops = []
    for twig in twigs.values():
        parent = twigs.get(twig.branch.parent_id or 0)
        (parent.children if parent else tops).append(twig)
    return tops


def checks(plan: Plan, twigs: list[Twig]) -> list[Check]:
    """Every count of the plan that can be checked: the headline, each branch, the total."""
    return [*_structure(plan, twigs), *_branches(twigs), *_total(plan, twigs)]


def _structure(plan: Plan, twigs: list[Twig]) -> list[Check]:
    parts = plan.parts
    if not parts:
        return []
    rows = [Check(_("分支数与“%(text)s”") % {"text": plan.structure}, len(parts), len(twigs))]
    for part, twig in zip(parts, twigs, strict=False):
        name = _("“%(text)s”中的“%(name)s”") % {"text": plan.structure, "name": twig.branch.name}
        rows.append(Check(name, part, twig.found))
    return rows


def _branches(twigs: list[Twig]) -> list[Check]:
    rows = []
    for twig in twigs:
        if twig.branch.announced is not None:
            rows.append(Check(twig.branch.name, twig.branch.announced, twig.found))
        rows += _branches(twig.children)
    return rows


def _total(plan: Plan, twigs: list[Twig]) -> list[Check]:
    if plan.announced is None:
        return []
    return [Check(_("任务总数"), plan.announced, sum(twig.tasks for twig in twigs))]


def all_overlaps() -> list[Overlap]:
    """Items of different plans with the same or similar names; numbered examples have no name to compare."""
    parents = Branch.objects.filter(parent__isnull=False).order_by().values("parent")
    rows = Branch.objects.filter(is_example=False).exclude(pk__in=parents).select_related("plan", "parent")
    return overlaps(rows.order_by("plan_id", "position", "id")[:MOST_ITEMS])
