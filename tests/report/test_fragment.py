from html.parser import HTMLParser

from liandong.diagnosis import Diagnosis
from liandong.report import fragments


class Forbidden(HTMLParser):
    """What a strict content security policy forbids: styles and handlers in markup, scripts that run, things fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("style", "link", "img", "iframe"):
            self.found.append(tag)
        if tag == "script" and named.get("type") != "application/json":
            self.found.append(tag)
        self.found += [name for name in named if name in ("style", "src", "href") or name.startswith("on")]


def test_the_parts_of_a_report_come_in_the_order_of_the_page(diagnosis: Diagnosis) -> None:
    parts = fragments(diagnosis)
    assert list(parts.sections) == [
        "findings", "map", "bottlenecks", "comparison", "release", "trends", "habits", "handling", "sheet",
    ]  # fmt: skip
    assert all(markup.startswith(f'<section id="{name}">') for name, markup in parts.sections.items())
    assert parts.process_map in parts.sections["map"]


def test_parts_may_stand_on_a_page_with_a_strict_policy(diagnosis: Diagnosis, hostile: Diagnosis) -> None:
    reader = Forbidden()
    for parts in map(fragments, (diagnosis, hostile)):
        for markup in (parts.patterns, parts.process_map, parts.keys, *parts.sections.values()):
            reader.feed(markup)
    assert reader.found == []
