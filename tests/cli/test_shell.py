"""Both languages, help for everything, and other small manners of the program."""

import os
import subprocess
import sys
from datetime import date

import click
import pytest

import liandong as ld
from liandong.cli import command_line, main
from liandong.cli.words import wanted_language
from liandong.worktime import CHINA

VERBS = {
    (): {
        "audit",
        "backup",
        "bundle",
        "calendar",
        "catalogue",
        "demo",
        "diagnose",
        "dossier",
        "effect",
        "exchange",
        "innovation",
        "log",
        "procedure",
        "profile",
        "reform",
        "simulate",
        "restore",
        "stress",
        "token",
        "up",
    },
    ("audit",): {"verify"},
    ("bundle",): {
        "build",
        "decide",
        "diff",
        "fit",
        "install",
        "keygen",
        "list",
        "new",
        "receive",
        "report",
        "revoke",
        "rotate",
        "sign",
        "test",
        "trust",
        "verify",
    },
    ("catalogue",): {"build", "check", "sign", "update"},
    ("dossier",): {"minutes", "names", "new", "write"},
    ("effect",): {"measure", "score"},
    ("exchange",): {"pull", "push", "status", "trust"},
    ("innovation",): {"check", "draw", "list", "simulate"},
    ("token",): {"create"},
    ("profile",): {
        "add",
        "build",
        "coarsen",
        "datasheet",
        "receipts",
        "share",
        "show",
        "subtract",
        "update",
        "verify",
    },
    ("profile", "receipts"): {"count", "held", "keygen", "sign", "verify"},
    ("procedure",): {"check", "conformance", "diff", "discover", "layout", "roundtrip", "show"},
    ("reform",): {"apply", "check", "presets"},
    ("simulate",): {"run", "validate"},
    ("log",): {"check", "convert", "store"},
    ("calendar",): {"export", "show"},
}


def commands(group, path=()):
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


def test_the_commands_are_the_ones_promised():
    found = {path: set(group.commands) for path, group in commands(main) if isinstance(group, click.Group)}
    assert found == VERBS


def test_every_command_and_option_has_help_in_both_languages():
    chinese, english = (dict(commands(command_line(language))) for language in ("zh", "en"))
    assert list(chinese) == list(english)
    for path, command in chinese.items():
        pairs = [(command.help, english[path].help)]
        options = zip(command.params, english[path].params, strict=True)
        pairs += [(a.help, b.help) for a, b in options if isinstance(a, click.Option)]
        for zh, en in pairs:
            if zh != en or path:
                assert zh, path
                assert en, path
                assert en.isascii(), path


def test_help_is_shown_for_every_command(run):
    for path, command in commands(main):
        result = run(*path, "--help")
        assert (result.exit_code, result.stderr) == (0, "")
        assert ("--lang" in result.stdout) is (not path or not isinstance(command, click.Group))


def test_the_version_is_told(said):
    assert said("--version") == f"liandong, version {ld.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        (["profile", "--lang", "en"], {}, "en"),
        (["--lang=en"], {}, "en"),
        (["--lang"], {}, "zh"),
        (["--lang", "fr"], {}, "zh"),
        ([], {"LIANDONG_LANG": "en"}, "en"),
        ([], {"LIANDONG_LANG": "fr"}, "zh"),
        (["--lang", "zh"], {"LIANDONG_LANG": "en"}, "zh"),
    ],
)
def test_the_language_is_the_one_asked_for(monkeypatch, arguments, environment, language):
    monkeypatch.setattr(sys, "argv", ["liandong", *arguments])
    monkeypatch.delenv("LIANDONG_LANG", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wanted_language() == language


def test_lang_is_understood_before_and_after_the_command(said, exports):
    before = said("--lang", "en", "profile", exports / "a.csv")
    assert before == said("profile", exports / "a.csv", "--lang", "en")
    assert "2 cases" in before


def test_a_misspelt_option_is_a_usage_error(run, exports):
    assert run("profile", exports / "a.csv", "--sumary").exit_code == 2
    assert run("profile").exit_code == 2
    assert run("profile", "coarsen", "a.profile", "--bucket", "0", "-o", "b.profile").exit_code == 2


def test_the_table_of_holidays_is_written_and_read_back(said, tmp_path):
    out = tmp_path / "holidays.csv"
    assert said("calendar", "export", out) == f"已写入 {out}\n"
    assert out.read_bytes() == CHINA.read_bytes()
    assert said("calendar", "show", "--calendar", out) == said("calendar", "show")
    assert "2024 年 251 个工作日\n" in said("calendar", "show")
    assert "2024: 251 working days\n" in said("calendar", "show", "--lang", "en")


def test_a_day_is_worked_or_off(said):
    assert said("calendar", "show", "--day", "2024-09-14") == "上班\n"
    assert said("calendar", "show", "--day", "2024-10-01", "--lang", "en") == "day off\n"
    assert ld.Calendar.china().is_working_day(date(2024, 9, 14))
    assert "任何年份" in said("calendar", "show", "--calendar", "weekdays")


def test_the_program_alone_shows_its_commands():
    program = [sys.executable, "-m", "liandong.cli"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert [name for name in VERBS[()] if name not in done.stdout + done.stderr] == []


@pytest.mark.slow
def test_the_demo_writes_its_reports_and_says_where(tmp_path):
    program = [sys.executable, "-m", "liandong.cli", "demo", "--out", str(tmp_path / "demo")]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ)
    assert (done.returncode, done.stderr) == (0, "")
    # Without the shared logs beside it the demo has the two logs that are shipped.
    names = sorted(path.name for path in (tmp_path / "demo").iterdir())
    assert names == [
        f"{name}.{kind}" for name in ("containers", "report") for kind in ("html", "profile", "xlsx")
    ]
    assert done.stdout.splitlines()[-1] == f"主报告：{(tmp_path / 'demo' / 'report.html').resolve()}"
    assert ld.Profile.load(tmp_path / "demo" / "containers.profile").sheet.simulated
