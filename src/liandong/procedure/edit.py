"""Small edits of a document, from which larger ones are composed: add, remove, connect, move, rename.

Each changes the model and its picture together, keeps the ids of what it does not touch, and refuses with a reason
where it does not apply, nothing being changed then. New ids come from what the new element is, so that the same edits
give the same file. An edit leaves the text of everything else as it was (``source``).
"""

from __future__ import annotations

from hashlib import sha256

from lxml import etree

from liandong.errors import EditRefused, ElementUnknown
from liandong.procedure import diagram
from liandong.procedure.document import Document
from liandong.procedure.model import Flow, Model
from liandong.procedure.names import NODES, ODD_NODES, XSI, bpmn
from liandong.procedure.placing import appended, indented, made_for, without
from liandong.procedure.view import is_trigger, local, read

#: What stands before the flows a node names, in the order of the standard's schema.
_BEFORE_FLOWS = (
    "documentation",
    "extensionElements",
    "auditing",
    "monitoring",
    "categoryValueRef",
    "incoming",
)
_ARTIFACTS = ("association", "group", "textAnnotation", "resourceRole", "correlationSubscription", "supports")


class Editor:
    """Edits one document in place; ``Procedure.edit`` gives one on a copy."""

    def __init__(self, document: Document) -> None:
        self.document = document
        root = document.root
        # Some tools leave out the lists of flows at nodes; files without them stay so.
        self._lists_flows = next(root.iter(bpmn("incoming"), bpmn("outgoing")), None) is not None or (
            next(root.iter(bpmn("sequenceFlow")), None) is None
        )

    @property
    def model(self) -> Model:
        """The model as it is now."""
        return read(self.document)

    # -- adding ------------------------------------------------------------------------------------------------

    def add(self, kind: str, name: str = "", *, lane: str = "", scope: str = "", key: str = "") -> str:
        """Adds a node of that kind (``userTask``, ``parallelGateway``, …) without flows; its id.

        It lies in the ``scope`` (the first process, unless a process or sub-process is named) and the lane. Raises
        EditRefused for an unknown kind or an id in use, ElementUnknown for a lane or scope that is not there.
        """
        if kind not in NODES:
            raise EditRefused(reason=(f"不认识元素种类 {kind}", f"{kind} is no kind of element"))
        home = self._element(scope) if scope else self._first_process()
        key = self._fresh(key or f"{kind}_{digest(kind, name)}", must_be=bool(key))
        if lane:
            self._element(lane)
        node = made_for(home, bpmn(kind), {"id": key} | ({"name": name} if name else {}))
        self._put(home, node)
        if lane:
            self.move(key, lane)
        diagram.add_shape(self.document, key, kind, beside=self._last_of(lane))
        return key

    def insert(self, kind: str, name: str = "", *, into: str, key: str = "", lane: str = "") -> str:
        """Adds a node in the middle of a sequence flow, which then ends at it; its id. The flow keeps its condition."""
        flow = self._flow(into)
        model = self.model
        lane = lane or next(
            (it.lane for it in model.nodes if it.id in (flow.source, flow.target) and it.lane), ""
        )
        key = self.add(kind, name, lane=lane, scope=flow.scope, key=key)
        diagram.place_between(self.document, key, flow.source, flow.target)
        self.reconnect(into, target=key)
        self.connect(key, flow.target)
        return key

    def connect(self, source: str, target: str, *, condition: str = "", name: str = "", key: str = "") -> str:
        """Adds a sequence flow between two nodes of one scope; its id. Raises EditRefused between two scopes."""
        here, there = self._flow_node(source), self._flow_node(target)
        if here.getparent() is not there.getparent():
            zh, en = (
                f"{source} 与 {target} 不在同一流程内",
                f"{source} and {target} do not lie in one process",
            )
            raise EditRefused(reason=(zh, en))
        key = self._fresh(key or f"Flow_{digest(source, target)}", must_be=bool(key))
        named = {"name": name} if name else {}
        home = here.getparent()
        assert home is not None
        ends = {"sourceRef": source, "targetRef": target}
        flow = made_for(home, bpmn("sequenceFlow"), {"id": key} | named | ends)
        self._put(home, flow)
        self._refer(here, "outgoing", key)
        self._refer(there, "incoming", key)
        if condition:
            self.set_condition(key, condition)
        diagram.add_edge(self.document, key, source, target)
        return key

    def add_lane(self, name: str, *, beside: str) -> str:
        """Adds an empty lane below another, in the same pool or lane; its id."""
        other = self._element(beside)
        home = other.getparent()
        if local(other) != "lane" or home is None:
            raise EditRefused(reason=(f"{beside} 不是泳道", f"{beside} is no lane"))
        key = self._fresh(f"Lane_{digest(name)}", must_be=False)
        self._put(home, made_for(home, bpmn("lane"), {"id": key, "name": name}))
        diagram.add_shape(self.document, key, "lane")
        return key

    # -- changing ----------------------------------------------------------------------------------------------

    def rename(self, key: str, name: str) -> None:
        """Gives an element another name."""
        self._element(key).set("name", name)

    def set_condition(self, flow: str, condition: str) -> None:
        """Gives a sequence flow another condition; an empty one takes it away."""
        self._flow(flow)
        element = self._element(flow)
        for old in element.findall(bpmn("conditionExpression")):
            without(old)
        if condition:
            made = made_for(element, bpmn("conditionExpression"))
            if "xsi" in element.nsmap:
                made.set(
                    f"{{{XSI}}}type",
                    f"{element.prefix}:tFormalExpression" if element.prefix else "tFormalExpression",
                )
            made.text = condition
            appended(element, made)

    def set_timer(self, key: str, duration: str) -> None:
        """Lets an event wait so long, an ISO 8601 duration such as ``P20D``; what triggered it before is gone."""
        event = self._element(key)
        if not local(event).endswith("Event"):
            raise EditRefused(reason=(f"{key} 不是事件", f"{key} is no event"))
        for old in [it for it in event if isinstance(it.tag, str) and is_trigger(it)]:
            without(old)
        definition = made_for(event, bpmn("timerEventDefinition"), {"id": f"{key}_timer"})
        appended(event, definition)
        length = made_for(definition, bpmn("timeDuration"))
        length.text = duration
        appended(definition, length)

    def reconnect(self, flow: str, *, source: str = "", target: str = "") -> None:
        """Lets a sequence flow begin or end at another node."""
        element, old = self._element(flow), self._flow(flow)
        for attribute, list_name, was, now in (
            ("sourceRef", "outgoing", old.source, source),
            ("targetRef", "incoming", old.target, target),
        ):
            if now and now != was:
                there = self._element(now)
                self._forget(self._element(was), list_name, flow)
                element.set(attribute, now)
                self._refer(there, list_name, flow)
        diagram.move_edge(self.document, flow, source or old.source, target or old.target)

    def move(self, key: str, lane: str) -> None:
        """Lets a node lie in another lane of its pool."""
        self._element(key)
        home = self._element(lane)
        if local(home) != "lane":
            raise EditRefused(reason=(f"{lane} 不是泳道", f"{lane} is no lane"))
        for reference in [*self.document.root.iter(bpmn("flowNodeRef"))]:
            if (reference.text or "").strip() == key:
                without(reference)
        made = made_for(home, bpmn("flowNodeRef"))
        made.text = key
        inner = home.find(bpmn("childLaneSet"))
        indented(home, made, home.index(inner) if inner is not None else len(home))

    # -- removing ----------------------------------------------------------------------------------------------

    def remove(self, key: str, *, heal: bool = False) -> None:
        """Removes an element with the flows, messages, boundary events and picture that hang on it.

        With ``heal`` the one flow into a node goes on to where the one flow out of it went. Raises EditRefused where
        a node has several on a side, as then it is not told who follows whom.
        """
        element, model = self._element(key), self.model
        if key in model.node and heal:
            self._healed(key, model)
            model = self.model
        inner = {it.id for it in model.nodes if it.scope == key}
        hanging = {it.id for it in model.flows if key in (it.source, it.target)}
        hanging |= {it.id for it in model.messages if {it.source, it.target} & {key, *inner}}
        for event in model.boundary(key):
            self.remove(event.id)
        for each in sorted(hanging):
            self._remove_one(each)
        gone = [each.get("id", "") for each in element.iter("*")]
        self._remove_one(key)
        diagram.remove(self.document, gone)

    def _healed(self, key: str, model: Model) -> None:
        into, out = model.incoming[key], model.outgoing[key]
        if len(into) != 1 or len(out) != 1:
            zh = f"“{model.node[key].label}”有 {len(into)} 条流入、{len(out)} 条流出，无法自动接续"
            en = f"“{model.node[key].label}” has {len(into)} flows in and {len(out)} out, so they cannot be joined"
            raise EditRefused(reason=(zh, en))
        self.reconnect(into[0].id, target=out[0].target)

    def _remove_one(self, key: str) -> None:
        element = self.document.by_id().get(key)
        if element is None:
            return
        for reference in [*self.document.root.iter(bpmn("incoming"), bpmn("outgoing"), bpmn("flowNodeRef"))]:
            if (reference.text or "").strip() == key:
                without(reference)
        for other in self.document.root.iter(bpmn("*")):
            if other.get("default") == key:
                del other.attrib["default"]
        without(element)
        diagram.remove(self.document, [key])

    # -- looking up --------------------------------------------------------------------------------------------

    def _element(self, key: str) -> etree._Element:
        found = self.document.by_id().get(key)
        if found is None:
            raise ElementUnknown(procedure=self.document.name or "—", id=key)
        return found

    def _flow_node(self, key: str) -> etree._Element:
        found = self._element(key)
        if local(found) not in (*NODES, *ODD_NODES):
            raise EditRefused(reason=(f"{key} 不是顺序流可到的元素", f"{key} is nothing a flow can lead to"))
        return found

    def _flow(self, key: str) -> Flow:
        self._element(key)
        found = next((it for it in self.model.flows if it.id == key), None)
        if found is None:
            raise EditRefused(reason=(f"{key} 不是顺序流", f"{key} is no sequence flow"))
        return found

    def _first_process(self) -> etree._Element:
        model = self.model
        wanted = next((it for it in model.processes if any(model.within(it))), *model.processes[:1])
        return self._element(wanted)

    def _fresh(self, wanted: str, *, must_be: bool) -> str:
        """The wanted id, with a number behind it where it is taken."""
        taken = {it.get("id") for it in self.document.root.iter("*")}
        if must_be and wanted in taken:
            raise EditRefused(reason=(f"id {wanted} 已被占用", f"the id {wanted} is in use"))
        names = (f"{wanted}_{number}" for number in range(2, len(taken) + 3))
        return wanted if wanted not in taken else next(it for it in names if it not in taken)

    def _last_of(self, lane: str) -> str:
        """The node before the newest of a lane, beside which the picture has room."""
        members = next((it.members for it in self.model.lanes if it.id == lane), ())
        return members[-2] if len(members) > 1 else ""

    def _put(self, home: etree._Element, element: etree._Element) -> None:
        """Adds a flow element to its process, before texts and associations, as the schema has it."""
        artifacts = [home.index(it) for it in home if isinstance(it.tag, str) and local(it) in _ARTIFACTS]
        indented(home, element, min(artifacts, default=len(home)))

    def _refer(self, node: etree._Element, kind: str, flow: str) -> None:
        if not self._lists_flows:
            return
        before = {*_BEFORE_FLOWS, *(("outgoing",) if kind == "outgoing" else ())}
        places = [node.index(it) for it in node if isinstance(it.tag, str) and local(it) in before]
        made = made_for(node, bpmn(kind))
        made.text = flow
        indented(node, made, max(places, default=-1) + 1)

    def _forget(self, node: etree._Element, kind: str, flow: str) -> None:
        for reference in node.findall(bpmn(kind)):
            if (reference.text or "").strip() == flow:
                without(reference)


def digest(*words: str) -> str:
    """Ten characters that stand for the words: the same ones for the same words."""
    return sha256("\0".join(words).encode()).hexdigest()[:10]
