"""A procedure while a reform is applied to it: what operators find in it, do to it, and decide about it.

Operators speak of elements by name or id. What a step decides for good (that an element goes, how long a notice lasts)
is noted under the step, so that a later step which decides otherwise is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

from liandong.errors import OperatorRefused, OperatorsContradict
from liandong.procedure.edit import Editor, digest
from liandong.procedure.model import Flow, Lane, Model, Node
from liandong.procedure.reform import settings
from liandong.procedure.reform.amount import Amount, number
from liandong.procedure.reform.rows import Part, Row, rows
from liandong.procedure.reform.settings import Origin, Scale, Setting
from liandong.procedure.words import Text, called


class Step(NamedTuple):
    """Which step of the reform is being done: its number from 1 on, and what it is called."""

    number: int
    name: str


class Draft:
    """The procedure under the hands of one reform."""

    def __init__(self, edit: Editor) -> None:
        self.edit = edit
        self.step = Step(0, "")
        self._decided: dict[tuple[str, object], list[tuple[Step, bool]]] = {}
        self._gone: dict[str, str] = {}
        #: The roles that steps spoke of, each with the last that did.
        self.spoken_of: dict[str, Step] = {}

    @property
    def model(self) -> Model:
        """The procedure as it is now."""
        return self.edit.model

    def refused(self, zh: str, en: str) -> OperatorRefused:
        """The error that this step does not apply."""
        return OperatorRefused(step=self.step.number, operator=self.step.name, reason=(zh, en))

    def within_one(self, shares: Sequence[Amount], zh: str, en: str) -> None:
        """Refuses shares of one whole, called so, that come to more than one."""
        total = sum(it.value for it in shares)
        if total > 1 + 1e-9:
            told = f"{number(round(100 * total, 4))}%"
            raise self.refused(f"{zh}合计 {told}，超过 100%", f"{en} come to {told}, more than 100 %")

    # -- finding -----------------------------------------------------------------------------------------------

    def node(self, text: str) -> Node:
        """The node with that id, or the only activity or event with that name."""
        model = self.model
        found = [it for it in model.nodes if it.id == text] or [
            it for it in model.nodes if it.label == " ".join(text.split()) and not it.is_gateway
        ]
        if len(found) != 1:
            raise self._unknown(text, len(found), [it.label for it in model.nodes if it.name])
        self.decide("exists", found[0].id)
        return found[0]

    def activity(self, text: str) -> Node:
        """The activity with that id or name."""
        found = self.node(text)
        if not found.is_activity:
            zh, en = called(found)
            raise self.refused(f"{zh}不是办理环节", f"{en} is no activity")
        return found

    def _unknown(self, text: str, count: int, known: Sequence[str]) -> Exception:
        if text in self._gone:
            self.decide("exists", self._gone[text])
        if count:
            return self.refused(
                f"有 {count} 个“{text}”，请写 id", f"there are {count} called “{text}”: give the id"
            )
        near = get_close_matches(text, known, n=3, cutoff=0.3)
        hint = (f"，相近的有：{'、'.join(near)}", f"; near to it: {', '.join(near)}") if near else ("", "")
        return self.refused(f"流程里没有“{text}”{hint[0]}", f"the procedure has no “{text}”{hint[1]}")

    def about(self, node: Node) -> list[Part]:
        """The parts that hold the node and nothing else that means something: itself, choices and loops about it alone."""
        model = self.model
        return [part for row in rows(model) for part in row if _told(model, part) == {node.id}]

    def own(self, node: Node) -> Part:
        """The node with the choices and loops that are about it alone, as one part."""
        parts = self.about(node)
        if not parts:
            zh, en = called(node)
            raise self.refused(
                f"{zh}不是一进一出（或带边界事件），请先用网关理清它的来路和去路",
                f"{en} has not one flow in and one out (or has boundary events): set gateways before and after it first",
            )
        return max(parts, key=lambda it: len(it.nodes))

    def plain(self, node: Node) -> Part:
        """The node as one part, where no choice or loop is about it alone."""
        part = self.own(node)
        if len(part.nodes) > 1:
            zh, en = called(node)
            raise self.refused(
                f"{zh}不是每件必办一次：它单独处在分支或回路里",
                f"{en} is not done once in every case: a choice or loop is about it alone",
            )
        return part

    def in_a_row(self, branches: Sequence[Sequence[str]]) -> list[Part]:
        """For each list of names the part of a row that holds them, in the order of the row, without a gap.

        Raises OperatorRefused where they do not stand one behind the other, or others stand between.
        """
        nodes = [[self.node(name) for name in names] for names in branches]
        for row in rows(self.model):
            places = [[_place(row, node.id) for node in names] for names in nodes]
            flat = [it for each in places for it in each]
            if -1 not in flat and len({min(each) for each in places}) == len(places):
                return self._joined(row, places)
        labels = [node.label for names in nodes for node in names]
        raise self.refused(
            f"{'、'.join(labels)} 不是先后相接的环节",
            f"{', '.join(labels)} do not stand one behind the other",
        )

    def _joined(self, row: Row, places: list[list[int]]) -> list[Part]:
        spans = sorted((min(each), max(each)) for each in places)
        for (_, last), (first, _) in pairwise(spans):
            if first != last + 1:
                between = [it for part in row[last + 1 : first] for it in sorted(_told(self.model, part))]
                names = [self.model.node[it].label for it in between] or ["…"]
                raise self.refused(
                    f"其间还有{'、'.join(names)}，请一并列出或先移走",
                    f"{', '.join(names)} stands between: name it too, or move it first",
                )
        return [_union(row[first : last + 1]) for first, last in spans]

    def flow(self, key: str) -> Flow:
        """The flow with that id."""
        return next(it for it in self.model.flows if it.id == key)

    def lane(self, text: str) -> Lane | None:
        """The lane with that id or name; None where there is none."""
        lanes = self.model.lanes
        return next((it for it in lanes if it.id == text), None) or next(
            (it for it in lanes if it.name == text), None
        )

    def role(self, text: str) -> str:
        """The name of a role: that of the lane with this id or name. Raises OperatorRefused for one that is not there.

        Where a procedure has no lanes, roles are those of the profile, which are not known here.
        """
        lane = self.lane(text)
        roles = (
            [lane.name or lane.id] if lane else [text] if text in self.roles() or not self.model.lanes else []
        )
        if not roles:
            raise self._unknown(text, 0, [it.name for it in self.model.lanes])
        self.spoken_of[roles[0]] = self.step
        return roles[0]

    def roles(self) -> set[str]:
        """The roles that settings brought in."""
        found = [it for it, _ in settings.settings_in(self.edit.document)]
        return {it.role for it in found if isinstance(it, settings.Assign)} | {
            it.into for it in found if isinstance(it, settings.Pool)
        }

    @property
    def process(self) -> str:
        """The first process that has nodes: settings on all of it stand there."""
        model = self.model
        return next(it for it in model.processes if any(model.within(it)))

    # -- deciding ----------------------------------------------------------------------------------------------

    def decide(self, about: str, subject: object, *, alone: bool = False) -> None:
        """Notes that this step decides something, ``alone`` where no other step may have a part in it."""
        for other, was_alone in self._decided.setdefault((about, subject), []):
            if other.number != self.step.number and (alone or was_alone):
                reason = _CLASHES[about]
                raise OperatorsContradict(
                    first=other.number,
                    one=other.name,
                    second=self.step.number,
                    other=self.step.name,
                    reason=reason,
                )
        self._decided[about, subject].append((self.step, alone))

    def discard(self, node: Node) -> None:
        """Notes that a node goes, which contradicts whatever another step says of it."""
        self.decide("exists", node.id, alone=True)
        self._gone |= {node.id: node.id, node.label: node.id}

    def absorb(self, node: Node) -> None:
        """Notes that a node goes into another: what earlier steps said of it holds, later ones find it gone."""
        self._decided["exists", node.id] = [(self.step, True)]
        self._gone |= {node.id: node.id, node.label: node.id}

    # -- changing ----------------------------------------------------------------------------------------------

    def take_out(self, part: Part) -> None:
        """Lets the flow into a part go on to where the part led; its way out is left loose."""
        self.edit.reconnect(part.entry, target=self.flow(part.exit).target)

    def moved(self, part: Part, into: str) -> None:
        """Takes a part out of its place and puts it into the middle of a flow elsewhere; no flow is new."""
        head = self.flow(part.entry).target
        self.take_out(part)
        self.edit.reconnect(part.exit, target=self.flow(into).target)
        self.edit.reconnect(into, target=head)
        self.tidied(part.entry)

    def removed(self, part: Part) -> None:
        """Removes a part; what came before it goes on to what came behind."""
        self.take_out(part)
        for node in sorted(part.nodes):
            if node in self.model.node:
                self.edit.remove(node)
        self.tidied(part.entry)

    def wrapped(self, part: Part, kind: str, word: str) -> tuple[str, str]:
        """Puts a gateway of that kind before a part and one behind it; their ids."""
        of = sorted(_told(self.model, part))
        split = self.edit.insert(
            kind, into=part.entry, key=self._fresh(f"Gateway_{digest(word, 'split', *of)}")
        )
        join = self.edit.insert(kind, into=part.exit, key=self._fresh(f"Gateway_{digest(word, 'join', *of)}"))
        return split, join

    def tidied(self, flow: str) -> None:
        """Takes out a flow that leads from a parallel split straight to its join, and both where one way is left."""
        model, it = self.model, self.flow(flow)
        ends = [model.node[it.source], model.node[it.target]]
        if any(end.type != "parallelGateway" for end in ends) or len(model.outgoing[it.source]) < 2:
            return
        self.edit.remove(flow)
        for end in ends:
            now = self.model
            if len(now.incoming[end.id]) == len(now.outgoing[end.id]) == 1:
                self.edit.remove(end.id, heal=True)

    def new_key(self, kind: str, *words: str) -> str:
        """An id for a new element that tells what it comes from."""
        return self._fresh(f"{kind}_{digest(*words)}")

    def _fresh(self, wanted: str) -> str:
        taken = self.edit.document.by_id()
        names = (f"{wanted}_{number}" for number in range(2, len(taken) + 3))
        return wanted if wanted not in taken else next(it for it in names if it not in taken)

    # -- settings ----------------------------------------------------------------------------------------------

    def put(self, setting: Setting, *, instead_of: Iterable[str] = ()) -> None:
        """Writes a setting; one of its kind that agrees with it in ``element`` and these fields goes before."""
        wanted = list(instead_of)
        for other, element in list(settings.settings_in(self.edit.document)):
            alike = type(other) is type(setting) and other.element == setting.element
            if wanted and alike and all(getattr(other, it) == getattr(setting, it) for it in wanted):
                settings.drop(element)
        settings.put(self.edit.document, setting)

    def work_of(self, node: str) -> list[Origin]:
        """Whose work the work of a node is, with what makes it longer or shorter; its own where nothing is said."""
        on_it = [it for it, _ in settings.settings_in(self.edit.document) if it.element == node]
        origins = [it for it in on_it if isinstance(it, Origin)] or [self._itself(node)]
        for scale in on_it:
            if isinstance(scale, Scale) and scale.part == "work":
                origins = [replace(it, share=times(it.share, scale.factor)) for it in origins]
        return origins

    def set_work(self, node: str, origins: Iterable[Origin]) -> None:
        """Says whose work the work of a node is from now on."""
        for other, element in list(settings.settings_in(self.edit.document)):
            is_work = isinstance(other, Origin) or (isinstance(other, Scale) and other.part == "work")
            if is_work and other.element == node:
                settings.drop(element)
        found = [replace(it, element=node) for it in origins]
        if found != [self._itself(node)]:
            for it in found:
                settings.put(self.edit.document, it)

    def _itself(self, node: str) -> Origin:
        return Origin(node, node, Amount(1), self.model.node[node].label)


def times(amount: Amount, other: Amount) -> Amount:
    """The product, with the formulas of both."""
    whole = [it for it in (amount, other) if it.formula or it.value != 1]
    texts = [it.formula or it.as_text() for it in whole]
    is_formula = any(it.formula for it in whole)
    return Amount(amount.value * other.value, formula=" * ".join(texts) if is_formula else "")


def rest(amount: Amount) -> Amount:
    """What a share leaves of one."""
    simple = amount.formula.removeprefix("$").isidentifier() if amount.formula else False
    return Amount(1 - amount.value, formula=f"(1 - {amount.formula})" if simple else "")


def _told(model: Model, part: Part) -> set[str]:
    """The elements in a part that mean something of themselves."""
    nodes = (model.node[it] for it in part.nodes)
    return {
        it.id
        for it in nodes
        if not it.is_gateway and (it.is_activity or it.name or it.type in ("startEvent", "endEvent"))
    }


def _place(row: Row, node: str) -> int:
    return next((place for place, part in enumerate(row) if node in part.nodes), -1)


def _union(parts: Sequence[Part]) -> Part:
    return Part(frozenset().union(*(it.nodes for it in parts)), parts[0].entry, parts[-1].exit)


#: What two steps disagree about.
_CLASHES: dict[str, Text] = {
    "exists": ("前者涉及的环节被另一步取消", "one takes away what the other speaks of"),
    "gate": ("两步对同一处设置成批办理", "both set how one activity is done in batches"),
    "hours": ("两步规定同一岗位的工作时间", "both set the hours of one role"),
    "length": ("两步规定同一环节的时长", "both set how long one activity takes"),
    "order": ("两步规定同样几个环节的先后", "both set the order of the same activities"),
    "place": ("两步移动同一环节", "both move one activity"),
    "queue": ("两步规定同一类办件的优先次序", "both set the priority of one kind of case"),
    "share": ("两步规定同一处的分流比例", "both set how cases are divided at one place"),
    "staff": ("两步规定同一岗位的人数", "both set how many people a role has"),
    "who": ("两步规定同一环节由谁办理", "both set who does one activity"),
}
