"""The building blocks of the page: sections, cards, formulas, sentences."""

from __future__ import annotations

from typing import Protocol

from liandong.report.markup import Markup, Text, both, join, tag


class Finding(Protocol):
    """A result that says itself in words and tells its formula."""

    def sentence(self, lang: str = ...) -> str:
        """The result in words."""

    def formula(self, lang: str = ...) -> str:
        """How it is computed."""


def section(name: str, title: Text, *content: object, lead: Text | None = None) -> Markup:
    """A section of the page, which the navigation leads to by ``name``."""
    head = tag("div", tag("h2", both(title)), class_="head")
    return tag("section", head, tag("p", both(lead), class_="lead") if lead else None, *content, id=name)


def card(*content: object, title: Text | None = None, is_long: bool = False) -> Markup:
    """A framed part of a section; a long one may be broken over printed pages."""
    head = tag("h3", both(title)) if title else None
    return tag("div", head, *content, class_="card long" if is_long else "card")


def folded(*tables: Markup) -> Markup:
    """Tables that open when asked for; they are not printed, the workbook has them."""
    summary = tag("summary", both(("数据表", "Tables")))
    return tag("details", summary, *tables, class_="card long")


def said(finding: Finding) -> Text:
    """The sentence in both languages."""
    return finding.sentence("zh"), finding.sentence("en")


def formula(finding: Finding) -> Markup:
    """The formula, to stand beside the numbers it makes."""
    return formula_words((finding.formula("zh"), finding.formula("en")))


def formula_words(words: Text) -> Markup:
    """A formula given in words."""
    name = tag("b", both(("算法：", "How it is computed: ")))
    return tag("p", join(name, both(words)), class_="formula")
