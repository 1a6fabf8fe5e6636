"""What click says of itself is Chinese too, and its catalogue is that of the text beside it."""

import gettext
import re
import subprocess
import sys
from pathlib import Path

import liandong.cli

CATALOGUE = Path(liandong.cli.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "click"


def said(*words: str) -> str:
    """What the program prints on both streams."""
    program = [sys.executable, "-c", "from liandong.cli import run; run()"]
    return subprocess.run(
        [*program, *words], capture_output=True, text=True, encoding="utf-8", check=False
    ).stdout


def test_help_is_of_one_language():
    heads = [line for line in said("profile", "share", "--help").splitlines() if line.endswith(":")]
    assert heads == ["选项:"]
    heads = [
        line for line in said("--lang", "en", "profile", "share", "--help").splitlines() if line.endswith(":")
    ]
    assert heads == ["Options:"]


def test_the_catalogue_is_that_of_the_text():
    text = CATALOGUE.with_suffix(".po").read_text("utf-8").replace("\\n", "\n").replace("\\t", "\t")
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    single = re.findall(r'msgid "([^"]+)"\nmsgstr "([^"]+)"', text)
    assert len(single) > 30
    assert [found.gettext(a) for a, _ in single] == [b for _, b in single]
    plural = re.findall(
        r'msgid "([^"]+)"\nmsgid_plural "([^"]+)"\nmsgstr\[0\] "([^"]+)"\nmsgstr\[1\] "([^"]+)"', text
    )
    assert [(found.ngettext(a, b, 1), found.ngettext(a, b, 2)) for a, b, _, _ in plural] == [
        (one, many) for _, _, one, many in plural
    ]
