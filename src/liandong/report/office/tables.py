"""The tables of a dossier: in words for pages, as frames for the workbook. Claimed and computed are two columns for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import polars as pl

from liandong.diagnosis.words import choose, percent
from liandong.effect import Claim, Estimate
from liandong.effect.estimate import VERDICTS
from liandong.procedure import Procedure
from liandong.procedure.model import Node
from liandong.report.effect_tables import written
from liandong.report.office.blocks import Table
from liandong.report.office.evidence import Evidence, Rows, key_of
from liandong.report.office.measured import Measured
from liandong.report.office.results import claimed, said, signed, with_unit
from liandong.stress.criterion import name_of
from liandong.stress.verdict import outcome

Text = tuple[str, str]
_CLAIMED: dict[str, Text] = {
    "within": ("在测算区间内", "within the interval"),
    "larger": ("大于测算", "larger than computed"),
    "smaller": ("小于测算", "smaller than computed"),
    "opposite": ("与测算方向相反", "opposite in sign"),
    "unknown": ("未测算，不能判断", "not computed"),
    "beside": ("并列供比较", "side by side"),
}
_LEVELS: dict[str, Text] = {"before": ("（实施前）", " (before)"), "after": ("（实施后）", " (after)")}
_WITH_DIGITS = ("effect_adopters", "effect_events", "effect_groups", "effect_placebos")
_NUMBERS = dict.fromkeys(
    ("before", "after", "without", "value", "low", "high", "relative", "level", "p"), pl.Float64
)
_CHANGES: dict[str, Text] = {
    "kept": ("", ""),
    "removed": ("取消", "removed"),
    "added": ("新增", "added"),
    "moved": ("调整次序", "moved"),
}


def tables(found: Evidence, lang: str) -> dict[str, Table]:
    """All tables in words, by name; those with nothing to tell are not there."""
    every = [
        _steps(found, lang), _effect(found, lang), _claims(found, lang), _stress(found, lang),
        _parameters(found, lang), _basis(found, lang), *(_other(name, rows) for name, rows in found.others.items()),
    ]  # fmt: skip
    return {one.name: one for one in every if one is not None and one.rows}


def frames(found: Evidence) -> dict[str, pl.DataFrame]:
    """The tables that hold figures, with every digit; durations in days, shares in per cent, as ``unit`` says."""
    every = found.effect.tables if found.effect else {}
    made = {
        name: written(pl.DataFrame(every[name], infer_schema_length=None))
        for name in _WITH_DIGITS
        if every.get(name)
    }
    if found.effect is not None:
        rows = [one.to_dict() | {"comparison": "、".join(one.comparison)} for one in found.effect.estimates]
        made = {"effect": written(pl.DataFrame(rows, schema_overrides=_NUMBERS))} | made
    others = {"claims": found.claims, **found.others}
    made |= {
        name: pl.DataFrame([dict(row) for row in found_rows])
        for name, found_rows in others.items()
        if found_rows
    }
    return {name: _plain(frame) for name, frame in made.items()}


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with nothing a worksheet cannot tell apart: no empty words, no numbers that are none."""
    zones = [pl.col("zone").replace("", "全部 all")] if "zone" in frame.columns else []
    return frame.with_columns(zones).with_columns(
        pl.when(pl.selectors.string() != "").then(pl.selectors.string()),
        pl.when(pl.selectors.float().is_finite()).then(pl.selectors.float()),
    )


def _table(
    name: str, lang: str, caption: Text, headings: Sequence[Text], rows: Sequence[Sequence[str]], numbers: Sequence[int] = (),
    *, simulated: bool = False,
) -> Table:  # fmt: skip
    told = choose(lang, *caption) + (choose(lang, "（模拟数据）", " (simulated data)") if simulated else "")
    heads = tuple(choose(lang, *heading) for heading in headings)
    return Table(name, told, heads, tuple(map(tuple, rows)), tuple(at in numbers for at in range(len(heads))))


# -- before and after ----------------------------------------------------------------------------------------------


Step = tuple[str, Node | None, Node | None]


def steps(procedures: tuple[Procedure, Procedure]) -> list[Step]:
    """The steps before beside those after, in order: what happened to each, the step before, the step after."""
    before, after = (_activities(one) for one in procedures)
    rows: list[Step] = []
    ids = [node.id for node in before], [node.id for node in after]
    for _, low, high, first, last in SequenceMatcher(None, ids[0], ids[1], autojunk=False).get_opcodes():
        if [node.id for node in before[low:high]] == [node.id for node in after[first:last]]:
            rows += [("kept", one, two) for one, two in zip(before[low:high], after[first:last], strict=True)]
            continue
        rows += [("moved" if one.id in ids[1] else "removed", one, None) for one in before[low:high]]
        rows += [("moved" if one.id in ids[0] else "added", None, one) for one in after[first:last]]
    return rows


def _activities(procedure: Procedure) -> list[Node]:
    """The activities as they follow each other, where the procedure is built of blocks; else as the file has them."""
    model, tree = procedure.model, procedure.tree
    if tree is not None and all(leaf.node in model.node for leaf in tree.leaves):
        found = [model.node[leaf.node] for leaf in tree.leaves]
        return [node for node in found if node.is_activity]
    return list(model.activities)


def lane_name(procedure: Procedure, node: Node) -> str:
    """Who does it; "" where the file does not tell."""
    return next((lane.name for lane in procedure.model.lanes if lane.id == node.lane), "")


def _steps(found: Evidence, lang: str) -> Table | None:
    if found.procedures is None:
        return None

    def told(procedure: Procedure, node: Node | None) -> tuple[str, str]:
        return (node.label, lane_name(procedure, node)) if node else ("—", "")

    before, after = found.procedures
    rows = [
        (str(at), *told(before, one), *told(after, two), choose(lang, *_CHANGES[what]))
        for at, (what, one, two) in enumerate(steps(found.procedures), start=1)
    ]
    headings = (
        ("序号", "No."),
        ("改革前环节", "Before"),
        ("由谁办理", "By"),
        ("改革后环节", "After"),
        ("由谁办理", "By"),
        ("变化", "Change"),
    )
    return _table("steps", lang, ("流程前后对比", "The procedure before and after"), headings, rows)


# -- effect and claims ---------------------------------------------------------------------------------------------


def _effect(found: Evidence, lang: str) -> Table | None:
    if found.effect is None:
        return None
    rows = [_estimate(one, found.effect, lang) for one in found.effect.estimates if not one.zone]
    headings = (
        ("指标", "Measure"), ("实施前", "Before"), ("实施后", "After"), ("若未实施", "Without it"), ("变化", "Change"),
        ("95% 区间", "Interval"), ("件数", "Cases"), ("判断", "Verdict"),
    )  # fmt: skip
    return _table(
        "effect",
        lang,
        ("成效测算", "The effect as computed"),
        headings,
        rows,
        range(1, 7),
        simulated=found.effect.simulated,
    )


def _estimate(one: Estimate, effect: Measured, lang: str) -> tuple[str, ...]:
    clock = effect.clock
    levels = (one.measure.say(value, lang, clock) for value in (one.before, one.after, one.without))
    return (
        one.measure.title(lang, clock), *levels, signed(one, one.value, lang, clock), interval(one, effect, lang),
        f"{one.n_treated:,}", choose(lang, *VERDICTS[one.verdict]),
    )  # fmt: skip


def interval(one: Estimate, effect: Measured, lang: str) -> str:
    """The limits of the change; a dash where there are none."""
    if one.low is None or one.high is None:
        return "—"
    low, high = (signed(one, value, lang, effect.clock) for value in (one.low, one.high))
    return choose(lang, f"{low} 至 {high}", f"{low} to {high}")


def claim_name(row: Mapping[str, str], lang: str) -> str:
    """What a claim is about."""
    zh = row.get("subject") or row.get("name") or key_of(row)
    return choose(lang, zh, row.get("subject_en") or zh)


def _claims(found: Evidence, lang: str) -> Table | None:
    rows = [
        (claim_name(row, lang), claimed(row, lang), *_computed(row, found, lang), row.get("source", ""))
        for row in found.claims
    ]
    headings = (
        ("事项", "What"),
        ("宣称（材料）", "Claimed"),
        ("测算", "Computed"),
        ("两者比较", "Comparison"),
        ("来源", "Source"),
    )
    simulated = found.effect is not None and found.effect.simulated
    caption = ("宣称与测算", "Claimed and computed")
    if simulated:
        caption = ("宣称与测算（测算为模拟数据）", "Claimed and computed (computed from simulated data)")
    return _table("claims", lang, caption, headings, rows)


def _computed(row: Mapping[str, str], found: Evidence, lang: str) -> tuple[str, str]:
    """What was computed of the same thing, and how the claim compares."""
    unknown = choose(lang, *_CLAIMED["unknown"])
    measure, _dot, when = row.get("level", "").rpartition(".")
    level = found.effect.find(measure) if found.effect and when in ("before", "after") else None
    if level is not None and found.effect is not None:
        told = level.measure.say(getattr(level, when), lang, found.effect.clock)
        return f"{told}{choose(lang, *_LEVELS[when])}", choose(lang, *_CLAIMED["beside"])
    if found.effect is None or not row.get("claim"):
        return "—", unknown
    checked = found.effect.check(Claim.from_string(f"{row['claim']}@{row.get('source', '')}"))
    one = checked.estimate
    if one is None:
        return "—", unknown
    change = signed(one, one.value, lang, found.effect.clock)
    share = (
        ""
        if one.share is None
        else choose(lang, f"，{percent(abs(one.share))}", f", {percent(abs(one.share))}")
    )
    limits = interval(one, found.effect, lang)
    told = choose(lang, f"{change}{share}（{limits}）", f"{change}{share} ({limits})")
    return told, choose(lang, *_CLAIMED[checked.verdict])


# -- the rest ------------------------------------------------------------------------------------------------------


def _stress(found: Evidence, lang: str) -> Table | None:
    if found.verdict is None:
        return None
    rows = list(_judgements(found.verdict["judgements"], lang))
    headings = (
        ("情景", "Scenario"),
        ("标准", "Criterion"),
        ("结果", "Result"),
        ("区间", "Interval"),
        ("结论", "Outcome"),
    )
    return _table("stress", lang, ("压力测试", "Stress test"), headings, rows, (2, 3), simulated=True)


def _judgements(judgements: Sequence[Mapping[str, object]], lang: str) -> Iterator[tuple[str, ...]]:
    for one in judgements:
        row = one["row"]
        assert isinstance(row, dict)
        value, low, high = (said(row["measure"], row[key], lang) for key in ("value", "low", "high"))
        yield row["scenario"], _criterion(str(one["criterion"]), row["measure"], lang), value, choose(lang, f"{low} 至 {high}", f"{low} to {high}"), outcome(str(one["outcome"]), lang)  # type: ignore[arg-type]  # fmt: skip


def _criterion(english: str, measure: str, lang: str) -> str:
    """The criterion in words; the file has it in English only, so that the limit is taken from there."""
    for sign, words in ((" at most ", "不超过 "), (" at least ", "不低于 ")):
        _, found, limit = english.rpartition(sign)
        if found and lang == "zh":
            return f"{name_of(measure, 'zh')}{words}{limit}"
    return english


def _parameters(found: Evidence, lang: str) -> Table:
    at = 0 if lang == "zh" else 1
    rows = [
        (one.title[at], with_unit(f"{one.value:g}", one.unit[at]), f"{one.least:g}–{one.most:g}",
         choose(lang, *(("可由承接片区自定", "set by each zone") if one.is_local else ("不可改", "fixed"))), one.basis)
        for one in found.innovation.parameters
    ]  # fmt: skip
    headings = (
        ("参数", "Parameter"),
        ("取值", "Value"),
        ("范围", "Range"),
        ("本地化", "Local"),
        ("依据", "Basis"),
    )
    return _table("parameters", lang, ("参数与范围", "Parameters and their range"), headings, rows, (1, 2))


def _basis(found: Evidence, lang: str) -> Table:
    rows = [
        (one.title, one.id, choose(lang, *(("全国", "national") if one.is_national else ("地方", "local"))), one.since.isoformat() if one.since else "—")
        for one in found.innovation.basis
    ]  # fmt: skip
    headings = (
        ("法律依据", "Legal act"),
        ("编号", "Id"),
        ("效力范围", "Scope"),
        ("施行日期", "In force from"),
    )
    return _table("basis", lang, ("法律依据", "Legal basis"), headings, rows)


def _other(name: str, rows: Rows) -> Table:
    headings = tuple(rows[0]) if rows else ()
    words = tuple(tuple(row.get(column, "") for column in headings) for row in rows)
    return Table(
        name, name, headings, words, tuple(_are_numbers(cells) for cells in zip(*words, strict=True))
    )


def _are_numbers(cells: tuple[str, ...]) -> bool:
    return all(re.fullmatch(r"[+\-−]?\d[\d,.]*\s?%?|—|", cell) for cell in cells)
