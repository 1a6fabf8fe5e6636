"""The whole page as one string: sections in order, style and script inside, nothing to fetch."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from liandong.diagnosis import Diagnosis
from liandong.report.map import map_panel
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.parts import card, folded, formula, section
from liandong.report.sections import cover
from liandong.report.sections.bottlenecks import bottlenecks
from liandong.report.sections.comparison import comparison
from liandong.report.sections.habits import habits
from liandong.report.sections.handling import handling
from liandong.report.sections.release import release
from liandong.report.sections.sheet import footer, sheet
from liandong.report.sections.trends import trends
from liandong.report.table import table

_NAVIGATION: tuple[tuple[str, Text], ...] = (
    ("findings", ("主要发现", "Findings")),
    ("map", ("流程图", "Process map")),
    ("bottlenecks", ("堵点", "Bottlenecks")),
    ("comparison", ("片区比较", "Zones")),
    ("release", ("放行时间", "Release time")),
    ("trends", ("变化趋势", "Trends")),
    ("habits", ("高峰与批量", "Peaks")),
    ("handling", ("返工与移交", "Rework")),
    ("sheet", ("数据说明", "Data sheet")),
)


#: The pattern of statutory time, which every chart refers to.
_HATCHING = (
    '<svg width="0" height="0" class="visually-hidden" aria-hidden="true"><defs><pattern id="law" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#eae6f4"/>'
    '<rect width="2.4" height="6" fill="#5d4697"/></pattern></defs></svg>'
)


def page(diagnosis: Diagnosis, workbook: bytes, *, lang: str, file_name: str) -> str:
    """The report as an HTML document in both languages, showing ``lang`` first; ``workbook`` is saved from it."""
    overview = diagnosis.overview
    sections = [section for section in _sections(diagnosis) if section is not None]
    chinese, english = cover.title(overview)
    body = tag(
        "body",
        Markup(_HATCHING),
        cover.banner(overview),
        _bar(file_name, has_comparison=diagnosis.comparison is not None),
        cover.cover(diagnosis),
        tag("main", cover.keys(diagnosis), *sections, class_="wrap"),
        footer(diagnosis),
        tag("script", Markup(b64encode(workbook).decode()), type="application/octet-stream", id="workbook"),
        tag("script", Markup(_static("report.js"))),
    )
    html = tag(
        "html",
        _head(chinese if lang == "zh" else english),
        body,
        lang="zh-CN" if lang == "zh" else "en",
        data_lang=lang,
        data_title_zh=chinese,
        data_title_en=english,
    )
    return f"<!doctype html>\n{html}\n"


def _sections(diagnosis: Diagnosis) -> list[Markup | None]:
    return [
        cover.findings(diagnosis),
        _map(diagnosis),
        bottlenecks(diagnosis),
        comparison(diagnosis),
        release(diagnosis),
        trends(diagnosis),
        habits(diagnosis),
        handling(diagnosis),
        sheet(diagnosis),
    ]


def _map(diagnosis: Diagnosis) -> Markup:
    clock, whole = diagnosis.overview.clock, diagnosis.maps[""]
    steps = table(whole.nodes, "steps", clock)
    edges = table(
        whole.edges.sort(["n", "source", "target"], descending=[True, False, False]), "edges", clock
    )
    return section(
        "map",
        ("流程图", "Process map"),
        map_panel(diagnosis.maps),
        card(
            tag("p", both(cover.composition(diagnosis.overview))), formula(diagnosis.overview), formula(whole)
        ),
        folded(steps, edges),
        lead=(whole.sentence("zh"), whole.sentence("en")),
    )


def _bar(file_name: str, *, has_comparison: bool) -> Markup:
    """The bar that stays on top: name, contents, language, workbook, print."""
    links = [
        tag("a", both(words), href=f"#{name}")
        for name, words in _NAVIGATION
        if has_comparison or name != "comparison"
    ]
    contents = tag("nav", *links, class_="toc", data_zh="目录", data_en="Contents")
    return tag(
        "div", tag("div", cover.brand(), contents, cover.actions(file_name), class_="wrap"), class_="topbar"
    )


def _head(title: str) -> Markup:
    style, script = _static("report.css"), _static("report.js")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Markup(style)),
    )


def _static(name: str) -> str:
    return files("liandong.report").joinpath("static", name).read_text("utf-8")


def _digest(content: str) -> str:
    """The content's fingerprint as a content security policy names it: only this style and script may act."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
