"""The formulas of a diagnosis by subject, as the page and the workbook print them."""

from __future__ import annotations

from liandong.diagnosis import Diagnosis
from liandong.report.markup import Text
from liandong.report.parts import Finding


def formulas(diagnosis: Diagnosis) -> list[tuple[Text, Text]]:
    """Each subject with its formula."""
    named: list[tuple[Text, Finding | None]] = [
        (("全程用时", "Lead time"), diagnosis.overview),
        (("流程图", "Process map"), diagnosis.maps[""]),
        (("对象关系", "Objects together"), diagnosis.companions),
        (("堵点", "Bottlenecks"), diagnosis.bottlenecks[0] if diagnosis.bottlenecks else None),
        (("片区比较", "Comparison"), diagnosis.comparison),
        (("放行时间研究", "Time Release Study"), diagnosis.trs),
        (("变化趋势", "Drift"), diagnosis.drift),
        (("积压", "Backlog"), diagnosis.backlog),
        (("高峰", "Peak hours"), diagnosis.peaks),
        (("批量", "Batching"), diagnosis.batching),
        (("返工", "Rework"), diagnosis.rework),
        (("移交", "Hand-overs"), diagnosis.handovers),
    ]
    return [(name, (found.formula("zh"), found.formula("en"))) for name, found in named if found is not None]
