"""The parts of a report, for its own page and for pages of others, such as a web site's.

A part is markup in Chinese and English without any style or script inside, so that it may stand on a page with a strict
content security policy. Such a page serves ``static/report.css`` and ``static/report.js`` of this package as files,
and puts the parts inside an element with ``data-lang="zh"`` or ``data-lang="en"``, which chooses the language.
"""

from __future__ import annotations

from dataclasses import dataclass

from liandong.diagnosis import Diagnosis
from liandong.report.map import map_panel
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.parts import card, folded, formula, section
from liandong.report.sections import cover
from liandong.report.sections.bottlenecks import bottlenecks
from liandong.report.sections.companions import companions
from liandong.report.sections.comparison import comparison
from liandong.report.sections.habits import habits
from liandong.report.sections.handling import handling
from liandong.report.sections.release import release
from liandong.report.sections.sheet import sheet
from liandong.report.sections.trends import trends
from liandong.report.table import table

#: The pattern of statutory time, which every chart refers to.
_HATCHING = Markup(
    '<svg width="0" height="0" class="visually-hidden" aria-hidden="true"><defs><pattern id="law" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#eae6f4"/>'
    '<rect width="2.4" height="6" fill="#5d4697"/></pattern></defs></svg>'
)


@dataclass(frozen=True)
class Fragments:
    """The parts of one report; each is a string of HTML that is safe as it is."""

    title: Text
    #: What charts refer to: once on a page, before any other part.
    patterns: Markup
    #: The process map alone, with its choices: zone, measure, detail, zoom.
    process_map: Markup
    #: The four figures to remember.
    keys: Markup
    #: findings, map, companions (of objects of several types), bottlenecks, comparison (of two zones or more), release, trends, habits, handling, sheet.
    sections: dict[str, Markup]


def fragments(diagnosis: Diagnosis) -> Fragments:
    """The parts of the report of a diagnosis.

    ``fragments(found).sections["bottlenecks"]`` is the section on bottlenecks with its chart and tables.
    """
    drawn = map_panel(diagnosis.maps, diagnosis.type_maps)
    found = {
        "findings": cover.findings(diagnosis),
        "map": _map(diagnosis, drawn),
        "companions": companions(diagnosis),
        "bottlenecks": bottlenecks(diagnosis),
        "comparison": comparison(diagnosis),
        "release": release(diagnosis),
        "trends": trends(diagnosis),
        "habits": habits(diagnosis),
        "handling": handling(diagnosis),
        "sheet": sheet(diagnosis),
    }
    return Fragments(
        title=cover.title(diagnosis.overview),
        patterns=_HATCHING,
        process_map=drawn,
        keys=cover.keys(diagnosis),
        sections={name: markup for name, markup in found.items() if markup is not None},
    )


def _types(diagnosis: Diagnosis) -> list[Markup]:
    """What is to be known where the figures are those of several types of object."""
    told = diagnosis.overview.by_type("zh"), diagnosis.overview.by_type("en")
    return [tag("p", both(told))] if told[0] else []


def _map(diagnosis: Diagnosis, drawn: Markup) -> Markup:
    clock, whole = diagnosis.overview.clock, diagnosis.maps[""]
    steps = table(whole.nodes, "steps", clock)
    edges = table(
        whole.edges.sort(["n", "source", "target"], descending=[True, False, False]), "edges", clock
    )
    return section(
        "map",
        ("流程图", "Process map"),
        drawn,
        card(
            *_types(diagnosis),
            tag("p", both(cover.composition(diagnosis.overview))),
            formula(diagnosis.overview),
            formula(whole),
        ),
        folded(steps, edges),
        lead=(whole.sentence("zh"), whole.sentence("en")),
    )
