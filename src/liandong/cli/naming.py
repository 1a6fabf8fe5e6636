"""Activities named by an option that no log knows: told, with the names that come near."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click

from liandong.cli.words import Words


def tell_unknown(option: str, asked: Iterable[str], known: set[str], t: Words) -> None:
    """One line on stderr for each name asked for that is not among the known ones."""
    for name in dict.fromkeys(asked):
        if name not in known:
            near = ", ".join(nearest(name, known))
            zh, en = f"；相近的有：{near}" if near else "", f"; near it: {near}" if near else ""
            text = t(
                f"提醒：{option} {name}：日志里没有这个环节{zh}。",
                f"Note: {option} {name}: no such activity in the logs{en}.",
            )
            click.echo(text, err=True)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known names that look alike, the nearest first; case does not matter.

    >>> nearest("STRAT", ["End", "Start", "Restart"])
    ['Start', 'Restart']
    """
    folded: dict[str, str] = {}
    for candidate in sorted(known):
        folded.setdefault(candidate.casefold(), candidate)
    return [folded[match] for match in get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
