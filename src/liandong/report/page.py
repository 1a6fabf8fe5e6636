"""The whole page as one string: sections in order, style and script inside, nothing to fetch."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files

from liandong.diagnosis import Diagnosis
from liandong.report.fragment import Fragments, fragments
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.sections import cover
from liandong.report.sections.sheet import footer

_NAVIGATION: tuple[tuple[str, Text], ...] = (
    ("findings", ("主要发现", "Findings")),
    ("map", ("流程图", "Process map")),
    ("companions", ("对象关系", "Objects together")),
    ("bottlenecks", ("堵点", "Bottlenecks")),
    ("comparison", ("片区比较", "Zones")),
    ("release", ("放行时间", "Release time")),
    ("trends", ("变化趋势", "Trends")),
    ("habits", ("高峰与批量", "Peaks")),
    ("handling", ("返工与移交", "Rework")),
    ("sheet", ("数据说明", "Data sheet")),
)


def page(
    diagnosis: Diagnosis, workbook: bytes, *, lang: str, file_name: str, parts: Fragments | None = None
) -> str:
    """The report as an HTML document in both languages, showing ``lang`` first; ``workbook`` is saved from it.

    ``parts`` are those of the diagnosis, where they were drawn already.
    """
    parts = parts or fragments(diagnosis)
    content = (
        parts.patterns,
        cover.banner(simulated=diagnosis.overview.simulated),
        bar(file_name, [(name, words) for name, words in _NAVIGATION if name in parts.sections]),
        cover.cover(diagnosis),
        tag("main", parts.keys, *parts.sections.values(), class_="wrap"),
        footer(diagnosis.profile.sha256),
    )
    return document(parts.title, content, workbook, lang)


def document(
    title: Text, content: Iterable[object], workbook: bytes, lang: str, *, extra_style: str = ""
) -> str:
    """A page in both languages, showing ``lang`` first, with its style, its script and the workbook inside."""
    chinese, english = title
    body = tag(
        "body",
        *content,
        tag("script", Markup(b64encode(workbook).decode()), type="application/octet-stream", id="workbook"),
        tag("script", Markup(_static("report.js"))),
    )
    html = tag(
        "html",
        _head(chinese if lang == "zh" else english, extra_style),
        body,
        lang="zh-CN" if lang == "zh" else "en",
        data_lang=lang,
        data_title_zh=chinese,
        data_title_en=english,
    )
    return f"<!doctype html>\n{html}\n"


def bar(file_name: str, sections: Iterable[tuple[str, Text]]) -> Markup:
    """The bar that stays on top: name, contents, language, workbook, print."""
    links = [tag("a", both(words), href=f"#{name}") for name, words in sections]
    contents = tag("nav", *links, class_="toc", data_zh="目录", data_en="Contents")
    return tag(
        "div", tag("div", cover.brand(), contents, cover.actions(file_name), class_="wrap"), class_="topbar"
    )


def _head(title: str, extra_style: str) -> Markup:
    style, script = _static("report.css") + extra_style, _static("report.js")
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
