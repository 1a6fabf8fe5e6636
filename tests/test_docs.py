"""Every page is run: Python blocks in one namespace, commands in order, in a folder with ``examples/``.

A TOML block that begins with the name of its file (``# test.toml``) is that file.
"""

import contextlib
import io
import re
import runpy
import shlex
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner

import liandong
from liandong.cli import main

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "src" / "liandong" / "data" / "examples"
LANGUAGES = ("zh", "en")
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: Chinese pages do what the English ones do: the fast run leaves them out, but for the tutorial.
SLOW = {page for page in PAGES if page.parent.name == "zh" and page.stem != "tutorial"}
RUN = [pytest.param(page, marks=[pytest.mark.slow] if page in SLOW else []) for page in PAGES]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ uv run liandong "


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and the ``text`` block right behind it, which is what it prints."""

    language: str
    code: str
    line: int
    output: str | None


def blocks(text):
    """The blocks of a page in order."""
    found = list(FENCE.finditer(text))
    for match, behind in zip_longest(found, found[1:]):
        is_output = behind and behind[1] == "text" and not text[match.end() : behind.start()].strip()
        yield Block(
            match[1], match[2], text.count("\n", 0, match.start()) + 1, behind[2] if is_output else None
        )


def run_python(block, page, names):
    printed = io.StringIO()
    # Blank lines in front make a traceback name the line of the page.
    code = compile("\n" * block.line + block.code, str(page), "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    return printed.getvalue()


def run_console(block):
    printed = ""
    for line in block.code.splitlines():
        if line.startswith(PROMPT):
            result = CliRunner().invoke(main, shlex.split(line.removeprefix(PROMPT), comments=True))
            assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"
            printed += result.stdout
    return printed


@pytest.mark.parametrize("page", RUN, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_does_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(EXAMPLES)
    names = {"__name__": page.stem}
    for block in blocks(page.read_text("utf-8")):
        if block.language == "python":
            printed = run_python(block, page, names)
        elif block.language == "console":
            printed = run_console(block)
        elif block.language == "toml" and (name := re.match(r"# (\w+\.toml)\n", block.code)):
            Path(name[1]).write_text(block.code, "utf-8")
            continue
        else:
            continue
        if block.output is not None:
            assert printed == block.output, f"{page}, line {block.line}"


def test_a_block_knows_its_output_and_its_line():
    page = "# Title\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\nWords.\n\n```text\nno output\n```\n"
    first, second, third = blocks(page)
    assert first == Block("python", "print(1)\n", 3, "1\n")
    assert (second.output, third.output) == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_of_commands_is_what_the_commands_say(language):
    written = runpy.run_path(str(ROOT / "docs" / "write_cli.py"))["page"](language)
    assert (ROOT / "docs" / language / "cli.md").read_text("utf-8") == written, "run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_public_name_has_a_heading_in_the_reference(language):
    headings = re.findall(r"(?m)^#+ `(\w+)", (ROOT / "docs" / language / "api.md").read_text("utf-8"))
    assert [name for name in liandong.__all__ if name not in headings and not name.startswith("__")] == []


def test_both_languages_have_the_same_pages():
    zh, en = ({page.name for page in (ROOT / "docs" / language).glob("*.md")} for language in LANGUAGES)
    assert zh == en


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_links_only_to_pages_that_are_there(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
