"""The English is complete: every text of every room has its translation, and the compiled file is the current one."""

import gettext
import subprocess
from pathlib import Path

import pytest

HUB = Path(__file__).parents[2] / "src/liandong/hub"
ROOMS = sorted(path.parents[3].name for path in HUB.glob("*/locale/en/LC_MESSAGES/django.po"))


def test_every_room_with_pages_has_english():
    with_pages = {path.parent.name for path in HUB.glob("*/templates")}
    assert with_pages <= set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_translated_and_compiled(room):
    place = HUB / room / "locale/en/LC_MESSAGES"
    untranslated, texts = _read(place / "django.po")
    assert untranslated == []
    with (place / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert [text for text in texts if compiled.gettext(text) == text and not text.isascii()] == []


def _read(path):
    """The texts of a catalogue without a translation, and those with one."""
    empty, full, text, said = [], [], None, ""
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if line.startswith(("msgid ", "msgstr", "msgid_plural", '"')):
            head, _, tail = line.partition('"')
            value = tail[:-1].replace('\\"', '"').replace("\\n", "\n")
            if head.startswith("msgid "):
                text, said, now = value, "", "text"
            elif head.startswith("msgid_plural"):
                now = "plural"
            elif head.startswith("msgstr"):
                said, now = said + value, "said"
            elif now == "text":
                text += value
            elif now == "said":
                said += value
        elif not line and text:
            (full if said else empty).append(text)
            text = None
    return empty, full


def test_no_text_of_the_rooms_is_missing_from_the_catalogues(tmp_path):
    if subprocess.run(["which", "xgettext"], capture_output=True, check=False).returncode:
        pytest.skip("gettext is not installed")
    missing = {}
    for room in ROOMS:
        known = set().union(*_read(HUB / room / "locale/en/LC_MESSAGES/django.po"))
        lost = sorted(_used(HUB / room, tmp_path) - known - {""})
        if lost:
            missing[room] = lost
    assert missing == {}


def _used(room, tmp_path):
    """The plain texts that the Python of a room marks for translation."""
    found = tmp_path / f"{room.name}.po"
    sources = [str(path) for path in room.rglob("*.py") if "migrations" not in path.parts]
    command = [
        "xgettext",
        "--from-code=UTF-8",
        "-L",
        "Python",
        "-k_",
        "--omit-header",
        "-o",
        str(found),
        *sources,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return set().union(*_read(found)) if found.exists() else set()
