"""A kept kernel runs again as long as nothing in it has changed, whatever file the change is in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import liandong
from liandong.profile.kernels import made_of
from liandong.simulation import engine, moving

PARTS = """
from liandong.profile.kernels import kernel
N = 10
@kernel()
def part(x):
    return x + 1
"""
LOOP = """
from liandong.profile.kernels import kernel
from parts import N, part
@kernel()
def loop(x):
    return part(x) + N
"""


def module(folder: Path, name: str, text: str) -> ModuleType:
    """The module as a new process would have it, from a file that numba can find."""
    path = folder / f"{name}.py"
    path.write_text(text)
    made = ModuleType(name)
    made.__file__ = str(path)
    sys.modules[name] = made
    exec(compile(text, path, "exec"), vars(made))
    return made


@pytest.fixture
def loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The compiled loop beside these parts, and how often it had to be compiled."""
    for name in ("parts", "loop"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))

    def made(parts: str = PARTS) -> tuple[int, int]:
        module(tmp_path, "parts", parts)
        found = module(tmp_path, "loop", LOOP).loop
        return found(1), sum(found.stats.cache_misses.values())

    return made


def test_a_kernel_is_compiled_once(loop):
    assert [loop(), loop()] == [(12, 1), (12, 0)]


def test_a_kernel_is_compiled_again_when_one_it_calls_has_changed(loop):
    assert [loop(), loop(PARTS.replace("x + 1", "x + 2"))] == [(12, 1), (13, 1)]


def test_a_kernel_is_compiled_again_when_a_constant_of_another_file_has_changed(loop):
    assert [loop(), loop(PARTS.replace("N = 10", "N = 20"))] == [(12, 1), (22, 1)]


def test_a_comment_in_another_file_changes_nothing(loop):
    assert [loop(), loop("# why\n" + PARTS)] == [(12, 1), (12, 0)]


def test_the_loop_of_the_engine_is_made_of_its_parts(monkeypatch):
    before = made_of(engine.run.py_func)
    monkeypatch.setitem(moving.move.py_func.__globals__, "MOST_HOPS", 5)
    assert made_of(engine.run.py_func) != before


def test_another_process_finds_the_same_kernels():
    asked = "from liandong.simulation import engine; from liandong.profile import kernels, walk; "
    asked += "print(kernels.made_of(engine.run.py_func), kernels.made_of(walk.walk.py_func))"
    told = {
        subprocess.run(
            [sys.executable, "-c", asked],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_no_kernel_is_kept_in_any_other_way():
    others = [
        path.name
        for path in Path(liandong.__file__).parent.rglob("*.py")
        if "cache=True" in path.read_text("utf-8")
    ]
    assert others == []
