"""The English is complete: every text of every room has its translation, and the compiled file is the current one."""

import ast
import gettext
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
    assert [text for text in texts if compiled.gettext(text) == text and _is_chinese(text)] == []


def _is_chinese(text):
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _read(path):
    """The texts of a catalogue without a translation, and those with one; a text with a context begins with it."""
    full = _said(path)
    return [text for text, said in full.items() if not said], [text for text, said in full.items() if said]


def _said(path):
    """What a catalogue says for each text, which begins with its context where it has one."""
    found, context, text, said, now = {}, "", None, "", ""
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if line.startswith(("msgctxt", "msgid ", "msgstr", "msgid_plural", '"')):
            head, _, tail = line.partition('"')
            value = tail[:-1].replace('\\"', '"').replace("\\n", "\n")
            if head.startswith("msgctxt"):
                context = f"{value}\x04"
            elif head.startswith("msgid "):
                text, said, now = context + value, "", "text"
            elif head.startswith("msgid_plural"):
                now = "plural"
            elif head.startswith("msgstr"):
                said, now = said + value, "said"
            elif now == "text":
                text += value
            elif now == "said":
                said += value
        elif not line:
            if text:
                found[text] = said
            context, text = "", None
    return found


def test_a_text_is_translated_in_the_same_way_in_every_room():
    """One catalogue is made of all: a word with two meanings needs a context (pgettext)."""
    ways = {}
    for room in ROOMS:
        for text, said in _said(HUB / room / "locale/en/LC_MESSAGES/django.po").items():
            ways.setdefault(text, {}).setdefault(said, []).append(room)
    assert {text: rooms for text, rooms in ways.items() if len(rooms) > 1} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_of_a_room_is_missing_from_its_catalogue(room):
    known = set().union(*_read(HUB / room / "locale/en/LC_MESSAGES/django.po"))
    assert sorted(_used(HUB / room) - known) == []


def _used(room):
    """The texts that the Python of a room marks for translation."""
    sources = [path for path in room.rglob("*.py") if "migrations" not in path.parts]
    calls = [
        node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _marks(node)
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def _marks(node):
    name = getattr(getattr(node, "func", None), "id", "")
    return (
        isinstance(node, ast.Call)
        and name in ("_", "gettext", "gettext_lazy", "ngettext")
        and bool(node.args)
    )
