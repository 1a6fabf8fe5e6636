"""A style sheet kept to one place of a page, so that its rules for ``text`` or ``.card`` reach nothing else there."""

from __future__ import annotations

import re


def confined(css: str, scope: str) -> str:
    """The style sheet with every selector below ``scope``; rules for the page itself are left out.

    >>> confined("body { margin: 0 } h2, .a b { top: 0 } :root { --x: 1 } @media print { p { top: 0 } }", ".ld-report")
    '.ld-report h2,.ld-report .a b{ top: 0 }.ld-report{ --x: 1 }@media print {.ld-report p{ top: 0 }}'
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "".join(_confined(head.strip(), body, scope) for head, body in _rules(css))


def _confined(head: str, body: str, scope: str) -> str:
    if head.startswith("@media"):
        return f"{head} {{{confined(body, scope)}}}"
    if head.startswith("@"):
        return ""
    selectors = [made for part in _selectors(head) if (made := _below(part.strip(), scope))]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _selectors(head: str) -> list[str]:
    """The selectors of a rule, parted at the commas outside of parentheses."""
    return re.split(r",(?![^(]*\))", head)


def _below(selector: str, scope: str) -> str:
    if selector == ":root":
        return scope
    if re.match(r"(html|body)\b", selector):
        return ""
    # The tooltip is put at the end of the page, outside of any part.
    return f"body > {selector}" if selector.startswith(".tooltip") else f"{scope} {selector}"


def _rules(css: str) -> list[tuple[str, str]]:
    """Each rule as its head and what is between its braces."""
    found, depth, start, head = [], 0, 0, ""
    for place, sign in enumerate(css):
        if sign == "{":
            if depth == 0:
                head, start = css[start:place], place + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                found.append((head, css[start:place]))
                start = place + 1
    return found
