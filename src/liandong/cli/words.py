"""Chinese first, English beside it: every text of the command line is written in both, in one place."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

LANGUAGES = ("zh", "en")


class Words:
    """Chooses between two texts: by ``--lang`` where it was given, else by the language it was made for."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.now == "zh" else en

    @property
    def now(self) -> str:
        """The language of the command that runs, or of the help that is made."""
        context = click.get_current_context(silent=True)
        chosen = context.find_root().meta.get("liandong.lang") if context else None
        return str(chosen or self.language)

    def option(self) -> Callable[[Any], Any]:
        """The ``--lang`` option, the same on every command."""
        return click.option(
            "--lang",
            type=click.Choice(LANGUAGES),
            expose_value=False,
            is_eager=True,
            callback=_remember,
            help=self("界面和报告的语言", "language of messages and reports"),
        )


def _remember(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.find_root().meta["liandong.lang"] = value


def click_in(language: str) -> None:
    """Lets click say in Chinese what it says of itself: it asks gettext, which goes by a domain and the environment."""
    if language == "zh":
        gettext.bindtextdomain("click", Path(__file__).parent / "locale")
        gettext.textdomain("click")
        os.environ["LANGUAGE"] = "zh_CN"


def wanted_language() -> str:
    """The language asked for by ``--lang`` or LIANDONG_LANG; Chinese without either."""
    for flag, value in pairwise([*sys.argv[1:], ""]):
        if flag == "--lang" and value in LANGUAGES:
            return value
        if flag.removeprefix("--lang=") in LANGUAGES and flag.startswith("--lang="):
            return flag.removeprefix("--lang=")
    named = os.environ.get("LIANDONG_LANG", "zh")
    return named if named in LANGUAGES else "zh"
