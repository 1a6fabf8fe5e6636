"""Each operator and preset: the whole structure that comes out, what it sets, and when it refuses."""

import pytest

from liandong.errors import OperatorRefused, OperatorsContradict
from liandong.procedure import Procedure, Tree, diff
from liandong.procedure.document import Document
from liandong.procedure.reform import Amount, settings_of
from liandong.procedure.reform import settings as set_
from liandong.procedure.reform.operators import OPERATORS, WORDS
from liandong.procedure.reform.presets import PRESETS


def shape(of):
    """The blocks of a procedure, or of a tree in text; which branch comes first says nothing."""
    tree = Tree.parse(of) if isinstance(of, str) else getattr(of, "tree", of)
    if not tree.operator:
        return tree.label
    children = [shape(it) for it in tree.children]
    return tree.operator, tuple(children if tree.operator in "→↺" else sorted(children, key=str))


STRUCTURES = [
    ('do = "remove"\nat = "复核"', "→(申报, 查验, 缴税, 公示, ×(放行, 退件), 归档)"),
    ('do = "move"\nat = "缴税"\nbefore = "申报"', "→(缴税, 申报, 查验, 复核, 公示, ×(放行, 退件), 归档)"),
    ('do = "move"\nat = "缴税"\nafter = "放行"', "→(申报, 查验, 复核, 公示, ×(退件, →(放行, 缴税)), 归档)"),
    (
        'do = "move"\nat = "归档"\nafter = "StartEvent_1"',
        "→(归档, 申报, 查验, 复核, 缴税, 公示, ×(放行, 退件))",
    ),
    ('do = "parallel"\nat = ["复核", "查验"]', "→(申报, ∧(查验, 复核), 缴税, 公示, ×(放行, 退件), 归档)"),
    (
        'do = "parallel"\nat = [["查验", "复核"], ["缴税"]]',
        "→(申报, ∧(→(查验, 复核), 缴税), 公示, ×(放行, 退件), 归档)",
    ),
    ('do = "parallel"\nat = ["公示", "放行"]', "→(申报, 查验, 复核, 缴税, ∧(×(放行, 退件), 公示), 归档)"),
    (
        'do = "merge"\nat = ["查验", "复核"]\nname = "联合查验"',
        "→(申报, 联合查验, 缴税, 公示, ×(放行, 退件), 归档)",
    ),
    (
        'do = "split"\nat = "查验"\ninto = "后续查验"\nshare = 0.3',
        "→(申报, 查验, 后续查验, 复核, 缴税, 公示, ×(放行, 退件), 归档)",
    ),
    (
        'do = "route"\nskip = "复核"\nshare = 0.6',
        "→(申报, 查验, ×(复核, τ), 缴税, 公示, ×(放行, 退件), 归档)",
    ),
    (
        'do = "delay"\nbefore = "归档"\nname = "等待期"\nlength = "5 d"',
        "→(申报, 查验, 复核, 缴税, 公示, ×(放行, 退件), 等待期, 归档)",
    ),
]


@pytest.mark.parametrize(("step", "tree"), STRUCTURES, ids=[tree for _, tree in STRUCTURES])
def test_a_structural_operator_gives_this_structure(import_of_goods, reformed, step, tree):
    after = reformed(import_of_goods, step)
    assert shape(after) == shape(tree)
    assert [it for it in after.check() if it.severity == "error"] == []
    assert {it.id for it in (*after.model.nodes, *after.model.lanes)} <= after.picture.shapes.keys()


def test_what_was_parallel_follows_one_another_in_the_order_given(procedure_of, reformed):
    block = procedure_of("→(a, ∧(b, ×(c, d), e), f)")
    after = reformed(block, 'do = "serial"\nat = ["e", "d", "b"]')
    assert shape(after) == shape("→(a, e, ×(c, d), b, f)")
    assert {it.zh[:4] for it in diff(block, after)} == {"删除并行"}


def test_removing_a_branch_takes_gateways_with_it_that_split_nothing_any_more(procedure_of, reformed):
    assert shape(reformed(procedure_of("→(a, ∧(b, c), d)"), 'do = "remove"\nat = "b"')) == shape("→(a, c, d)")
    assert shape(reformed(procedure_of("→(a, ∧(b, c, e), d)"), 'do = "remove"\nat = "b"')) == shape(
        "→(a, ∧(c, e), d)"
    )
    assert shape(reformed(procedure_of("→(a, ×(b, c), d)"), 'do = "remove"\nat = "b"')) == shape(
        "→(a, ×(c, τ), d)"
    )
    assert shape(reformed(procedure_of("→(a, ×(b, τ), d)"), 'do = "remove"\nat = "b"')) == shape("→(a, d)")
    assert shape(reformed(procedure_of("→(a, ↺(b, τ), d)"), 'do = "remove"\nat = "b"')) == shape("→(a, d)")


def test_an_activity_moves_with_the_choice_that_is_about_it_alone(procedure_of, reformed):
    after = reformed(procedure_of("→(a, ×(b, τ), c)"), 'do = "move"\nat = "b"\nafter = "c"')
    assert shape(after) == shape("→(a, c, ×(b, τ))")


def key_of(procedure, name):
    return next(it.id for it in procedure.model.nodes if it.name == name)


def test_operators_that_change_no_structure_write_what_they_set_and_nothing_else(import_of_goods, reformed):
    check, notice = key_of(import_of_goods, "查验"), key_of(import_of_goods, "公示")
    back = import_of_goods.model.incoming[key_of(import_of_goods, "退件")][0].id
    all_of_it = "Process_1"
    steps = {
        'do = "scale"\nat = "查验"\nfactor = 0.5': set_.Scale(check, Amount(0.5)),
        'do = "scale"\nat = "查验"\nfactor = 2\npart = "before"': set_.Scale(check, Amount(2), "before"),
        'do = "route"\nto = "退件"\nshare = "5%"': set_.Share(back, Amount(0.05)),
        'do = "staff"\nrole = "海关"\nby = -1': set_.Staff(all_of_it, "海关", "by", Amount(-1)),
        'do = "staff"\nrole = "海关"\nto = 3': set_.Staff(all_of_it, "海关", "to", Amount(3)),
        'do = "calendar"\nrole = "税务"\nhours = "1-6 08:00-20:00"\nholidays = "none"': set_.Hours(
            all_of_it, "税务", "1-6 08:00-20:00", "none"
        ),
        'do = "gate"\nat = "查验"\nsize = 5\nat_most = "2 h"': set_.Gate(check, Amount(5), Amount(2, "h")),
        'do = "queue"\nname = "AEO"\nshare = 0.2': set_.Queue(all_of_it, "AEO", Amount(0.2), Amount(1)),
        'do = "delay"\nat = "公示"\nlength = "10 d"': set_.Delay(notice, Amount(10, "d")),
        'do = "公示期调整"\nat = "公示"\nlength = "20 工作日"': set_.Delay(notice, Amount(20, "wd"), True),
        'do = "load"\nfactor = 1.5': set_.Load(all_of_it, Amount(1.5)),
    }
    for step, setting in steps.items():
        after = reformed(import_of_goods, step)
        assert settings_of(after) == (setting,)
        assert (after.model, after.picture) == (import_of_goods.model, import_of_goods.picture)
        assert [it.kind for it in diff(import_of_goods, after)] == ["setting"]


def test_roles_share_their_people(import_of_goods, reformed):
    after = reformed(import_of_goods, 'do = "pool"\nroles = ["海关", "税务"]\nname = "联合监管"')
    assert settings_of(after) == (
        set_.Pool("Process_1", "海关", "联合监管"),
        set_.Pool("Process_1", "税务", "联合监管"),
    )


def test_another_role_does_an_activity_and_a_new_one_gets_a_lane(import_of_goods, reformed):
    key = key_of(import_of_goods, "缴税")
    known = reformed(import_of_goods, 'do = "assign"\nat = "缴税"\nto = "窗口"')
    assert [it.zh for it in diff(import_of_goods, known)] == [
        "环节“缴税”由泳道“税务”移到泳道“窗口”",
        "环节“缴税”由“窗口”办理",
    ]
    new = reformed(import_of_goods, 'do = "assign"\nat = "缴税"\nto = "烟台窗口"\ncount = 2')
    assert settings_of(new) == (set_.Assign(key, "烟台窗口", Amount(2)),)
    lane = next(it for it in new.model.lanes if it.name == "烟台窗口")
    assert lane.members == (key,)


def test_the_halves_of_a_split_and_a_merged_activity_say_whose_work_they_are(import_of_goods, reformed):
    check, review = key_of(import_of_goods, "查验"), key_of(import_of_goods, "复核")
    after = reformed(
        import_of_goods,
        'do = "scale"\nat = "复核"\nfactor = 0.5',
        'do = "merge"\nat = ["查验", "复核"]\nname = "联合查验"\nfactor = 0.8',
        'do = "split"\nat = "联合查验"\ninto = "后段"\nshare = 0.25',
    )
    new = key_of(after, "后段")
    assert settings_of(after) == (
        set_.Origin(check, check, Amount(0.8 * 0.75), "查验"),
        set_.Origin(check, review, Amount(0.5 * 0.8 * 0.75), "复核"),
        set_.Origin(new, check, Amount(0.8 * 0.25), "查验"),
        set_.Origin(new, review, Amount(0.5 * 0.8 * 0.25), "复核"),
    )


REFUSALS = [
    ('do = "remove"\nat = "查研"', "流程里没有“查研”，相近的有：查验"),
    ('do = "move"\nat = "查验"', "before 与 after 须写且只写一个"),
    ('do = "move"\nat = "查验"\nafter = "申报"', "“查验”已经在那里"),
    ('do = "move"\nat = "查验"\nafter = "查验"', "“查验”已经在那里"),
    ('do = "parallel"\nat = ["查验", "缴税"]', "其间还有复核，请一并列出或先移走"),
    ('do = "parallel"\nat = ["放行", "退件"]', "放行、退件 不是先后相接的环节"),
    ('do = "serial"\nat = ["查验", "复核"]', "查验、复核 不是并联的"),
    ('do = "merge"\nat = ["查验", "复核"]\nname = "缴税"', "已有名为“缴税”的元素"),
    ('do = "merge"\nat = ["公示", "放行"]\nname = "新"', "公示、放行 不都在同一分支"),
    ('do = "split"\nat = "查验"\ninto = "缴税"\nshare = 0.1', "已有名为“缴税”的元素"),
    ('do = "scale"\nat = "EndEvent_1"\nfactor = 2', "结束事件“EndEvent_1”不是办理环节"),
    ('do = "scale"\nat = "查验"\nfactor = 2\npart = "wait"', "part 只能是 work 或 before，不能是 wait"),
    ('do = "route"\nshare = 0.1', "skip、only、to 须写且只写一个"),
    ('do = "route"\nto = "查验"\nshare = 0.1', "“查验”之前不是选择（排他网关）"),
    ('do = "staff"\nrole = "海关"', "to、by、times 须写且只写一个"),
    ('do = "staff"\nrole = "海事"\nto = 3', "流程里没有“海事”"),
    ('do = "staff"\nrole = "海关"\ntimes = 0', "“海关”一个人也不剩"),
    ('do = "load"\nfactor = 0', "factor 须大于 0"),
    ('do = "assign"\nat = "缴税"\nto = "税务"', "“缴税”已由“税务”办理"),
    ('do = "assign"\nat = "缴税"\nto = "窗口"\ncount = 2', "岗位已存在，人数请用 staff 调整"),
    ('do = "assign"\nat = "缴税"\nto = "烟台"', "“烟台”是新岗位，请用 count 给出人数"),
    (
        'do = "calendar"\nrole = "海关"\nhours = "24h"\nholidays = "us"',
        "holidays 只能是 cn 或 none，不能是 us",
    ),
    ('do = "delay"\nafter = "查验"\nlength = "1 d"', "新的等待要有名称 name"),
    ('do = "delay"\nat = "EndEvent_1"\nlength = "1 d"', "既不是环节也不是定时事件"),
]


@pytest.mark.parametrize(("step", "reason"), REFUSALS, ids=[reason for _, reason in REFUSALS])
def test_an_operator_that_does_not_apply_says_why_and_changes_nothing(
    import_of_goods, reformed, step, reason
):
    before = import_of_goods.to_bytes()
    with pytest.raises(OperatorRefused) as refused:
        reformed(import_of_goods, step)
    assert reason in refused.value.text("zh")
    assert refused.value.text("en").startswith("Step 1, ")
    assert import_of_goods.to_bytes() == before


CONTRADICTIONS = [
    ('do = "remove"\nat = "缴税"', 'do = "calendar"\nrole = "税务"\nhours = "24h"', "“税务”不再办理任何环节"),
    ('do = "staff"\nrole = "税务"\nby = 1', 'do = "remove"\nat = "缴税"', "“税务”不再办理任何环节"),
    (
        'do = "assign"\nat = "缴税"\nto = "窗口"',
        'do = "pool"\nroles = ["税务", "海关"]\nname = "联合监管"',
        "“税务”不再办理任何环节",
    ),
    ('do = "remove"\nat = "查验"', 'do = "scale"\nat = "查验"\nfactor = 2', "前者涉及的环节被另一步取消"),
    ('do = "scale"\nat = "查验"\nfactor = 2', 'do = "remove"\nat = "查验"', "前者涉及的环节被另一步取消"),
    (
        'do = "公示期调整"\nat = "公示"\nlength = "5 d"',
        'do = "scale"\nat = "公示"\nfactor = 2',
        "同一环节的时长",
    ),
    ('do = "move"\nat = "缴税"\nbefore = "申报"', 'do = "move"\nat = "缴税"\nafter = "公示"', "移动同一环节"),
    ('do = "parallel"\nat = ["查验", "复核"]', 'do = "serial"\nat = ["查验", "复核"]', "同样几个环节的先后"),
    ('do = "staff"\nrole = "海关"\nto = 3', 'do = "staff"\nrole = "海关"\nby = 1', "同一岗位的人数"),
    (
        'do = "route"\nskip = "查验"\nshare = 0.1',
        'do = "route"\nskip = "查验"\nshare = 0.2',
        "同一处的分流比例",
    ),
]


@pytest.mark.parametrize(("first", "second", "reason"), CONTRADICTIONS)
def test_operators_that_contradict_each_other_are_refused_by_name(
    import_of_goods, reformed, first, second, reason
):
    with pytest.raises(OperatorsContradict) as refused:
        reformed(import_of_goods, first, second)
    names = [it.split('"')[1] for it in (first, second)]
    assert refused.value.text("zh").startswith(f"第 1 步“{names[0]}”与第 2 步“{names[1]}”相互矛盾")
    assert reason in refused.value.text("zh")


TOO_MUCH = [
    (
        'do = "queue"\nname = "AEO"\nshare = 0.7',
        'do = "queue"\nname = "鲜活"\nshare = "40%"',
        "优先办理的份额合计 110%，超过 100%",
    ),
    (
        'do = "route"\nto = "退件"\nshare = 0.7',
        'do = "route"\nto = "放行"\nshare = 0.4',
        "同一处各去向的份额合计 110%，超过 100%",
    ),
]


@pytest.mark.parametrize(("first", "second", "reason"), TOO_MUCH)
def test_shares_of_one_whole_are_refused_at_the_step_that_makes_them_more(
    import_of_goods, reformed, first, second, reason
):
    with pytest.raises(OperatorRefused) as refused:
        reformed(import_of_goods, first, second)
    assert refused.value.values["step"] == 2
    assert reason in refused.value.text("zh")


def test_a_role_that_gets_other_work_may_be_spoken_of(import_of_goods, reformed):
    steps = ['do = "remove"\nat = "缴税"', 'do = "assign"\nat = "公示"\nto = "税务"']
    after = reformed(import_of_goods, *steps, 'do = "staff"\nrole = "税务"\nby = 1')
    assert "税务" in {it.role for it in settings_of(after) if isinstance(it, set_.Staff)}


def test_a_reform_that_leaves_no_activity_is_refused_at_the_step_that_takes_the_last(procedure_of, reformed):
    before = procedure_of("→(a, ×(b, τ))")
    with pytest.raises(OperatorRefused) as refused:
        reformed(before, 'do = "remove"\nat = "b"', 'do = "remove"\nat = "a"')
    assert refused.value.values["step"] == 2
    assert "之后流程里没有任何环节" in refused.value.text("zh")


LINKED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"><process id="p">
<startEvent id="s"/><task id="a" name="A"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>
<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent><task id="b" name="B"/>
<task id="b2" name="B2"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
<sequenceFlow id="f2" sourceRef="a" targetRef="t"/><sequenceFlow id="f3" sourceRef="c" targetRef="b"/>
<sequenceFlow id="f4" sourceRef="b" targetRef="b2"/><sequenceFlow id="f5" sourceRef="b2" targetRef="e"/></process></definitions>"""


@pytest.mark.parametrize(
    ("step", "tree"),
    [
        ('do = "remove"\nat = "B"', "→(A, B2)"),
        ('do = "move"\nat = "B2"\nbefore = "A"', "→(B2, A, B)"),
        ('do = "parallel"\nat = ["B", "B2"]', "→(A, ∧(B2, B))"),
        ('do = "route"\nskip = "A"\nshare = 0.3', "→(×(A, τ), B, B2)"),
    ],
)
def test_a_procedure_that_jumps_by_links_is_reformed_like_any(reformed, step, tree):
    after = reformed(Procedure(Document(LINKED.encode(), "linked.bpmn")), step)
    assert str(after.tree) == tree


def test_shares_that_come_to_one_are_allowed(import_of_goods, reformed):
    queues = [
        f'do = "queue"\nname = "{name}"\nshare = {share}' for name, share in (("AEO", 0.7), ("鲜活", 0.3))
    ]
    after = reformed(import_of_goods, *queues)
    assert [it.share.value for it in settings_of(after)] == [0.7, 0.3]


PRESET_STEPS = {
    "分段监管": (
        'at = "查验"\ninto = "目的地查验"\nafter = "放行"\nshare = 0.4',
        "→(申报, 查验, 复核, 缴税, 公示, ×(退件, →(放行, 目的地查验)), 归档)",
    ),
    "提前申报": ('at = "查验"\nbefore = "申报"', "→(查验, 申报, 复核, 缴税, 公示, ×(放行, 退件), 归档)"),
    "并联审批": ('at = ["查验", "复核", "缴税"]', "→(申报, ∧(查验, 复核, 缴税), 公示, ×(放行, 退件), 归档)"),
    "告知承诺": (
        'at = "复核"\nshare = 0.6\ncheck = "事后核查"\nafter = "归档"\ninspected = 0.1\neffort = 0.5',
        "→(申报, 查验, ×(复核, τ), 缴税, 公示, ×(放行, 退件), 归档, ×(事后核查, τ))",
    ),
    "容缺受理": (
        'at = "申报"\nbeside = ["查验", "复核"]',
        "→(∧(→(查验, 复核), 申报), 缴税, 公示, ×(放行, 退件), 归档)",
    ),
    "一窗受理": (
        'at = ["查验", "复核"]\nname = "综合查验"\nfactor = 0.8\nto = "综合窗口"\ncount = 3',
        "→(申报, 综合查验, 缴税, 公示, ×(放行, 退件), 归档)",
    ),
    "异地代办": (
        'at = "归档"\nto = "烟台窗口"\ncount = 1\ntransfer = "2 wd"',
        "→(申报, 查验, 复核, 缴税, 公示, ×(放行, 退件), 材料流转, 归档)",
    ),
    "公示期调整": ('at = "公示"\nlength = "20 d"', "→(申报, 查验, 复核, 缴税, 公示, ×(放行, 退件), 归档)"),
}


@pytest.mark.parametrize("name", PRESET_STEPS)
def test_a_preset_gives_this_structure_under_both_of_its_names(import_of_goods, reformed, name):
    keys, tree = PRESET_STEPS[name]
    preset = PRESETS[name]
    chinese = reformed(import_of_goods, f'do = "{name}"\n{keys}')
    ascii_ = reformed(import_of_goods, f'do = "{preset.key}"\n{keys}')
    assert shape(chinese) == shape(tree)
    assert chinese == ascii_
    assert preset.key.isascii()


def test_what_a_commitment_spares_and_checks_is_told_by_its_parameters(import_of_goods, reformed):
    text = '[parameters.late]\nname = "承诺比例"\ndefault = 60\nunit = "%"\nmax = 90\n'
    step = PRESET_STEPS["告知承诺"][0].replace("0.6", '"$late"')
    after = reformed(import_of_goods, f'do = "告知承诺"\n{step}', text=text)
    review = key_of(import_of_goods, "复核")
    assert settings_of(after)[0] == set_.Origin(key_of(after, "事后核查"), review, Amount(0.5), "复核")
    assert [it.share for it in settings_of(after)[1:]] == [
        Amount(0.6, "", "$late"),
        Amount(0.06, "", "$late * 0.1"),
    ]


def test_every_operator_and_preset_has_words_and_a_test():
    tested = {it.split('"')[1] for it, _ in STRUCTURES} | {
        "serial",
        "pool",
        "assign",
        "scale",
        "staff",
        "calendar",
    }
    assert tested | {"gate", "queue", "load"} == set(OPERATORS) == set(WORDS)
    assert {name for name in PRESETS if not name.isascii()} == set(PRESET_STEPS)
