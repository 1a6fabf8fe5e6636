"""What the tables of a diagnosis are called."""

from __future__ import annotations

from liandong.report.markup import Text

TITLES: dict[str, Text] = {
    "types": ("各类对象", "Types of object"),
    "companions": ("对象数量", "How many go together"),
    "zones": ("各片区全程", "Whole cases by zone"),
    "steps": ("各环节", "Activities"),
    "edges": ("各路径", "Paths"),
    "bottlenecks": ("全部堵点", "All bottlenecks"),
    "bottleneck_edges": ("堵点来路", "Where bottlenecks come from"),
    "comparison": ("环节比较", "Steps compared"),
    "means": ("各环节平均用时", "Mean time of each step"),
    "overlap": ("办法异同", "How alike zones work"),
    "rework": ("重复办理", "Activities done again"),
    "handovers": ("移交", "Hand-overs"),
    "batching": ("集中程度", "How concentrated steps are"),
    "backlog": ("积压", "Backlog by zone"),
    "backlog_days": ("逐日积压", "Backlog by day"),
    "peaks": ("每周各小时", "Hours of the week"),
    "drift": ("各时段全程", "Lead times by period"),
    "drift_changes": ("最近变化", "The latest change"),
    "trs_cases": ("放行时间", "Release time"),
    "trs_segments": ("放行区段", "Segments"),
    "trs_breakdowns": ("放行分组", "Breakdowns"),
    "trs_parties": ("各部门占用", "Time by party"),
    "effect": ("成效", "Effect"),
    "stress_assumptions": ("假设的影响", "Assumptions"),
    "stress_criteria": ("通过标准", "Criteria"),
    "stress_days": ("逐日排队", "Queues by day"),
    "stress_figures": ("全部数值", "All figures"),
    "stress_strains": ("首先积压", "What gave way first"),
    "stress_utilisation": ("岗位占用率", "Utilisation of roles"),
    "stress_weeks": ("逐周占用率", "Utilisation by week"),
    "effect_adopters": ("各实施片区", "Each adopter"),
    "effect_events": ("事件研究", "Event study"),
    "effect_groups": ("分组分期效应", "Group-time effects"),
    "effect_placebos": ("安慰剂检验", "Placebo tests"),
    "effect_claims": ("宣称与测算", "Claimed and computed"),
    "effect_cells": ("各片区各时段", "Zones by period"),
    "effect_cut": ("剔除的时段", "Periods left out"),
    "trs_changes": ("与上期相比", "Against the period before"),
}


def title(name: str) -> Text:
    """The title of a table; its own name where it has none."""
    return TITLES.get(name, (name, name.replace("_", " ")))


def sheet_name(name: str) -> str:
    """The name of a table's sheet in the workbook."""
    chinese, _ = title(name)
    return (chinese if chinese == name else f"{chinese} {name}")[:31]
