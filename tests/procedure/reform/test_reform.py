"""The reform file: read whole, faults told by line and key, parameters in their ranges, no legal basis no reform."""

from datetime import date

import pytest

from liandong.errors import (
    BasisMissing,
    FileMissing,
    InputError,
    ParameterRefused,
    ReformDamaged,
    ReformError,
)
from liandong.procedure import Procedure, Reform
from liandong.procedure.reform import Amount, parameters_of, reforms_of, resolved, settings_of
from liandong.procedure.reform.order import Parallel
from liandong.procedure.reform.parts import Basis, Claim, Parameter
from liandong.procedure.reform.waiting import Delay

TEXT = """name = "缩短公示"
summary = "公示与复核同时进行"

[[basis]]
document = "国办发〔2026〕1号（示例）"
clause = "二（五）"
authority = "省人民政府（示例）"
valid_from = 2026-01-01
valid_to = 2026-12-31

[parameters.days]
name = "公示期"
default = 10
unit = "天"
min = 5
max = 20

[[expected]]
measure = "平均用时"
was = "30 天"
value = "20 天"
qualifier = "约"
source = "方案说明（示例）"

[[steps]]
do = "公示期调整"
at = "公示"
length = "$days"

[[steps]]
do = "parallel"
at = ["缴税", "复核"]
"""


def test_a_file_is_read_whole(tmp_path):
    path = tmp_path / "reform.toml"
    path.write_text(TEXT, "utf-8")
    reform = Reform.load(path)
    assert reform == Reform.parse(TEXT)
    assert (reform.name, reform.summary) == ("缩短公示", "公示与复核同时进行")
    assert reform.bases == (
        Basis(
            "国办发〔2026〕1号（示例）",
            "二（五）",
            "省人民政府（示例）",
            date(2026, 1, 1),
            date(2026, 12, 31),
        ),
    )
    assert reform.parameters == {"days": Parameter("公示期", Amount(10), "天", Amount(5), Amount(20))}
    assert reform.expected == (Claim("平均用时", Amount(20, "d"), "方案说明（示例）", Amount(30, "d"), "约"),)
    assert [(step.number, step.name, operator) for step, operator in reform.operators({"days": "12 天"})] == [
        (1, "公示期调整", Delay(Amount(12, "d", "$days"), at="公示", statutory=True)),
        (2, "parallel", Parallel((("缴税",), ("复核",)))),
    ]


FAULTS = [
    ("min = 5", "min = 15", 13, "default", "默认值超出范围 15–20 天"),
    ("min = 5", "min = 25", 15, "min", "最小值 25 大于最大值 20"),
    ('length = "$days"', 'length = "1e999 d"', 28, "length", "应为有限的数值，不能是 '1e999 d'"),
    ('[[steps]]\ndo = "parallel"', '[[steps]]\ndo = "parallell"', 31, "do", "不认识“parallell”"),
    ('at = ["缴税", "复核"]', "", 30, "at", "缺少这个键（改为并联的环节）"),
    ('at = ["缴税", "复核"]', 'at = "缴税"', 32, "at", "两个以上名称"),
    ('length = "$days"', 'length = "$day"', 28, "length", "没有参数“day”；现有参数：days"),
    ('length = "$days"', "length = 20", 28, "length", "应为带单位的时长"),
    ('length = "$days"', 'length = "20 d"\nlenght = 3', 29, "lenght", "是否应为 length"),
    ("valid_from = 2026-01-01", 'valid_from = "soon"', 8, "valid_from", "应为日期"),
    (
        "valid_to = 2026-12-31",
        "valid_to = 2025-12-31",
        9,
        "valid_to",
        "失效日期 2025-12-31 早于生效日期 2026-01-01",
    ),
    ('clause = "二（五）"', "", 4, "clause", "缺少这个键（条款）"),
    ('name = "缩短公示"', "", 1, "name", "应为非空的文字"),
    ('summary = "', 'sumary = "', 2, "sumary", "没有这个键"),
    ("[[expected]]", "[expected]", 18, "expected", "请写成 [[expected]]"),
    ("default = 10", "default = ", 13, "—", "不是正确的 TOML"),
    ("[parameters.days]", '[parameters."公示 期"]', 1, "公示 期", "名称由字母、汉字"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "reason"), FAULTS, ids=[it[-1] for it in FAULTS])
def test_a_fault_is_told_by_its_line_and_key(old, new, line, key, reason):
    assert old in TEXT
    with pytest.raises(ReformDamaged) as refused:
        Reform.parse(TEXT.replace(old, new), "r.toml")
    message = refused.value.text("zh")
    assert message.startswith(f"r.toml 第 {line} 行“{key}”：")
    assert reason in message


def test_a_file_that_windows_marked_as_text_is_read(tmp_path):
    place = tmp_path / "bom.toml"
    place.write_text(TEXT, "utf-8-sig")
    assert Reform.load(place) == Reform.parse(TEXT)


@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_a_number_without_end_is_refused_where_it_stands(value):
    text = f'name = "试"\n[[steps]]\ndo = "scale"\nat = "查验"\nfactor = {value}'
    with pytest.raises(ReformDamaged) as refused:
        Reform.parse(text, "r.toml")
    assert refused.value.text("zh").startswith(f"r.toml 第 5 行“factor”：应为有限的数值，不能是 {value}")


def test_a_file_without_steps_or_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ReformDamaged, match="there is no step"):
        Reform.parse('name = "x"')
    with pytest.raises(FileMissing):
        Reform.load(tmp_path / "none.toml")
    (tmp_path / "gb.toml").write_bytes('name = "方案"'.encode("gb18030"))
    with pytest.raises(InputError, match="no text in UTF-8"):
        Reform.load(tmp_path / "gb.toml")


PARAMETERS = [
    ({"days": 21}, "超出范围 5–20 天"),
    ({"days": "4"}, "超出范围 5–20 天"),
    ({"days": "3 h"}, "单位应为 d"),
    ({"days": "many"}, "看不懂“many”"),
    ({"hours": 1}, "没有这个参数；现有：days"),
]


@pytest.mark.parametrize(("given", "reason"), PARAMETERS)
def test_a_parameter_out_of_its_range_is_refused(import_of_goods, given, reason):
    with pytest.raises(ParameterRefused) as refused:
        import_of_goods.apply(Reform.parse(TEXT), parameters=given)
    assert reason in refused.value.text("zh")


def test_no_reform_without_a_legal_basis_in_force_unless_it_is_a_draft(import_of_goods):
    without = Reform.parse(TEXT[: TEXT.index("[[basis]]")] + TEXT[TEXT.index("[parameters") :])
    with pytest.raises(BasisMissing, match="it names no legal basis"):
        import_of_goods.apply(without)
    assert reforms_of(import_of_goods.apply(without, draft=True)) == ("缩短公示",)
    with pytest.raises(BasisMissing, match="none of its bases is in force on 2027-01-01"):
        import_of_goods.apply(Reform.parse(TEXT), on=date(2027, 1, 1))
    import_of_goods.apply(Reform.parse(TEXT), on=date(2026, 12, 31))


def test_a_procedure_with_errors_is_not_reformed(import_of_goods):
    edit = import_of_goods.edit()
    edit.remove(import_of_goods.model.activities[0].id)
    with pytest.raises(ReformError, match="the procedure has errors"):
        Procedure(edit.document).apply(Reform.parse(TEXT))


def test_the_file_carries_the_reform_and_another_zone_sets_its_own_parameters(import_of_goods):
    reform = Reform.parse(TEXT)
    after = import_of_goods.apply(reform)
    assert parameters_of(after) == {"days": (reform.parameters["days"], Amount(10, "d"))}
    kept = Procedure.from_bytes(after.to_bytes())
    assert resolved(kept, {"days": 15}) == import_of_goods.apply(reform, parameters={"days": 15})
    assert [it.length for it in settings_of(resolved(kept, {"days": 15}))] == [Amount(15, "d", "$days")]
    with pytest.raises(ParameterRefused, match="it lies outside 5–20 天"):
        resolved(kept, {"days": 40})


def test_a_timer_that_a_parameter_sets_is_written_anew_too(import_of_goods):
    text = (
        TEXT[: TEXT.index("[[steps]]")]
        + '[[steps]]\ndo = "delay"\nafter = "查验"\nname = "等"\nlength = "$days"\n'
    )
    after = import_of_goods.apply(Reform.parse(text))
    timer = next(it for it in after.model.nodes if it.name == "等")
    assert (timer.type, timer.trigger, timer.timer) == ("intermediateCatchEvent", "timer", "P10D")
    assert resolved(after, {"days": 7}).model.node[timer.id].timer == "P7D"


def test_two_reforms_with_one_name_for_two_parameters_are_not_mixed(import_of_goods):
    once = import_of_goods.apply(Reform.parse(TEXT))
    other = Reform.parse(
        'name = "又"\n[parameters.days]\nname = "x"\ndefault = 3\n[[steps]]\ndo = "load"\nfactor = "$days"\n'
    )
    with pytest.raises(ParameterRefused, match="an earlier reform has one of this name, 10 d"):
        once.apply(other, draft=True)


def test_the_same_reform_gives_the_same_bytes(import_of_goods):
    twice = [import_of_goods.apply(Reform.parse(TEXT)).to_bytes() for _ in range(2)]
    assert twice[0] == twice[1]
