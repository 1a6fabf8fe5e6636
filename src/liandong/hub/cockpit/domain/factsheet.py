"""The press fact sheet (S027): every number with its definition, its source query and its date, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.cockpit.domain.measures import MEASURES, SECTIONS, Measure
from liandong.hub.cockpit.domain.snapshot import Snapshot
from liandong.hub.core.tables import Column


@dataclass(frozen=True)
class Line:
    """A measure and its value at a moment."""

    measure: Measure
    value: Any
    at: datetime
    is_invented: bool

    @property
    def section(self) -> Any:
        """What the section is called."""
        return SECTIONS[self.measure.section]

    @property
    def note(self) -> Any:
        """Whether example data is counted in."""
        return _("含示例或模拟数据") if self.is_invented else ""


COLUMNS = (
    Column("section", pgettext_lazy("事实清单", "栏目")),
    Column("measure.name", _("指标")),
    Column("value", _("数值"), "number"),
    Column("measure.definition", _("定义")),
    Column("measure.source", _("来源（怎样数出来）")),
    Column("at", _("截至"), "moment"),
    Column("note", _("说明")),
)


def lines(found: Snapshot) -> list[Line]:
    """The measures that rooms told, section by section."""
    return [
        Line(measure, found.values[key], found.at, measure.section in found.invented)
        for key, measure in MEASURES.items()
        if key in found.values
    ]
