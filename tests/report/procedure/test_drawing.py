"""Pictures of procedures: everything is on them, names are escaped and wrapped, times are those of the profile."""

import re
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

import liandong as ld
from liandong.procedure import Tree
from liandong.procedure.to_bpmn import document_of
from liandong.report.procedure.heat import Spent, heat_of

REFERENCE = sorted((Path(__file__).parents[4] / "shared" / "suites" / "bpmn-miwg").glob("*.bpmn"))


def procedure_of(text):
    return ld.Procedure(document_of(Tree.parse(text), name="许可<&>"))


@pytest.fixture
def profile():
    """Two cases: an hour's wait, an hour's work, ten days of public notice."""
    day = "2024-05-06 "
    rows = [
        (case, name, day + begin if begin else None, f"2024-05-{end}")
        for case in "12"
        for name, begin, end in (
            ("申请", "09:00:00", "06 10:00:00"),
            ("查验", "11:00:00", "06 12:00:00"),
            ("公示", None, "16 12:00:00"),
        )
    ]
    frame = pl.DataFrame(rows, schema=["case", "activity", "start", "end"], orient="row")
    frame = frame.with_columns(pl.col("start", "end").str.to_datetime())
    mark = ld.Mark(activity="公示", clause="第八条")
    return ld.profile(ld.EventLog.from_frame(frame, zone="甲"), statutory=[mark])


def test_every_element_is_on_the_picture_with_its_name():
    it = procedure_of("→(申请, ∧(查验, 缴税), ×(发证, '<script>'))").laid_out()
    root = etree.fromstring(ld.procedure_svg(it))
    drawn = {each.get("data-id") for each in root.iter("{*}g")}
    assert drawn == {node.id for node in it.model.nodes}
    words = "".join(root.itertext())
    assert [
        name for name in ("申请", "查验", "缴税", "发证", "<script>", "许可<&>") if name not in words
    ] == []
    assert len(root.findall(".//{*}path[@class='flow']")) == len(it.model.flows)


def test_long_chinese_names_are_wrapped_inside_their_task():
    it = procedure_of("企业投资项目备案变更登记材料受理与形式审查").laid_out()
    lines = re.findall(r"<tspan[^>]*>([^<]+)</tspan>", ld.procedure_svg(it))
    assert len(lines) > 2
    assert max(map(len, [line for line in lines if "许可" not in line])) <= 9
    assert (
        "".join(lines).replace("许可&lt;&amp;&gt;", "").endswith("企业投资项目备案变更登记材料受理与形式审查")
    )


def test_waiting_working_and_statutory_time_are_told_apart(profile):
    it = procedure_of("→(申请, 查验, 公示)").laid_out()
    heat = heat_of(profile, it.model)
    spent = {node.name: heat.nodes[node.id] for node in it.model.activities}
    assert spent["查验"] == Spent(2, {"waiting": 7200.0, "working": 7200.0})
    assert spent["公示"] == Spent(2, {"statutory": 2 * 864_000.0})
    flows = {
        (it.model.node[f.source].name, it.model.node[f.target].name): heat.flows[f.id] for f in it.model.flows
    }
    assert flows["申请", "查验"] == Spent(2, {"waiting": 7200.0})
    picture = ld.procedure_svg(it, profile=profile)
    assert "查验：2 次，占 0.82%；等待 1 小时；办理 1 小时" in picture
    assert "法定时限 10 天" in picture
    assert "statutory 10 d" in ld.procedure_svg(it, profile=profile, lang="en")


def test_a_flow_counts_all_steps_that_pass_it(profile):
    it = procedure_of("→(申请, ×(查验, τ), 公示)").laid_out()
    heat = heat_of(profile, it.model)
    skipping = [
        f for f in it.model.flows if it.model.node[f.source].is_gateway and it.model.node[f.target].is_gateway
    ]
    assert [heat.flows.get(f.id) for f in skipping] == [None]


def test_a_file_without_a_picture_is_laid_out_first():
    bare = procedure_of("→(申请, 查验)")
    assert bare.picture.shapes == {}
    assert ld.procedure_svg(bare) == ld.procedure_svg(bare.laid_out())


@pytest.mark.skipif(not REFERENCE, reason="../shared/suites is not here")
@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_models_of_others_are_drawn_where_their_file_says(path):
    it = ld.Procedure.load(path)
    root = etree.fromstring(ld.procedure_svg(it))
    drawn = {each.get("data-id") for each in root.iter("{*}g")}
    assert {node.id for node in it.model.nodes if node.id in it.picture.shapes} == drawn


DI = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def shape(key, x, y, width, height, more=""):
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}"{more}>{bounds}</bpmndi:BPMNShape>'


def standing():
    """A pool that runs from top to bottom with one lane, its flow from a start down to a task, and a message out."""
    upright = ' isHorizontal="false"'
    picture = [
        shape("P", 0, 0, 300, 400, upright), shape("L", 0, 30, 300, 370, upright), shape("s", 132, 100, 36, 36),
        shape("a", 90, 170, 120, 80), shape("Q", 500, 0, 200, 400, upright),
        '<bpmndi:BPMNEdge id="f_di" bpmnElement="f"><di:waypoint x="150" y="136"/><di:waypoint x="150" y="170"/></bpmndi:BPMNEdge>',
        '<bpmndi:BPMNEdge id="m_di" bpmnElement="m"><di:waypoint x="210" y="210"/><di:waypoint x="500" y="210"/></bpmndi:BPMNEdge>',
    ]  # fmt: skip
    return ld.Procedure.from_bytes(
        f"""<definitions {DI}><collaboration id="C"><participant id="P" name="海关" processRef="p"/>
        <participant id="Q" name="企业"/><messageFlow id="m" name="回执" sourceRef="a" targetRef="Q"/></collaboration>
        <process id="p"><laneSet id="ls"><lane id="L" name="窗口"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef>
        </lane></laneSet><startEvent id="s" name="收到申请"/><task id="a" name="受理"/>
        <sequenceFlow id="f" sourceRef="s" targetRef="a"/></process><bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="pl"
        bpmnElement="C">{"".join(picture)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>""".encode()
    )


def places(picture):
    """Where each text stands, and whether it is turned."""
    texts = etree.fromstring(picture.encode()).iter("{*}text")
    return {
        span.text: (float(span.get("x")), float(span.get("y")), text.get("transform") is not None)
        for text in texts
        for span in text
    }


def test_pools_and_lanes_that_stand_have_their_names_on_top_below_one_another():
    found = places(ld.procedure_svg(standing()))
    assert (found["海关"], found["窗口"]) == ((150.0, 19.0, False), (150.0, 49.0, False))
    assert found["企业"] == (600.0, 19.0, False)


def test_a_pool_that_lies_has_its_name_upright_at_the_left():
    found = places(ld.procedure_svg(standing().laid_out()))
    assert found["海关"][2]
    assert found["窗口"][2]
    assert found["海关"][0] < found["窗口"][0]


def test_the_name_of_an_event_does_not_lie_across_its_arrow():
    """Its usual place is below; the flow leaves there, so it stands above."""
    x, y, _ = places(ld.procedure_svg(standing()))["收到申请"]
    assert x == 150
    assert y < 100


def test_a_message_has_its_name():
    assert places(ld.procedure_svg(standing()))["回执"][0] == 355
