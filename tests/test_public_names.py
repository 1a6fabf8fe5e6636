"""What `import liandong as ld` gives: each name once, light to import."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

import liandong

ROOMS = ("bundle", "diagnosis", "errors", "eventlog", "procedure", "profile", "report", "search", "worktime")
PROGRAM = """
import json, sys, time
before = time.process_time()
import liandong
spent = time.process_time() - before
heavy = [name for name in ("polars", "numba", "numpy", "pyarrow", "duckdb", "openpyxl", "click", "rich") if name in sys.modules]
print(json.dumps([spent, heavy, sorted(set(dir(liandong)))]))
"""


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "errors"])
def test_a_room_exports_what_it_lists(room):
    module = import_module(f"liandong.{room}")
    assert len(set(module.__all__)) == len(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_every_public_name_is_the_one_of_its_room():
    homes = {name: room for room, names in liandong._ROOMS.items() for name in names} | {
        "effect": "effect",
        "profile": "profile",
    }
    assert sorted(homes) == liandong.__all__
    for name, room in homes.items():
        module = import_module(f"liandong.{room}")
        assert getattr(module, name) is getattr(liandong, name), name
        assert name in getattr(module, "__all__", [name]), name


def test_the_function_hides_its_room_but_the_room_can_be_imported_from():
    from liandong.profile import Profile, profile

    assert liandong.profile is profile
    assert liandong.Profile is Profile
    assert callable(liandong.profile)


def test_a_name_that_is_not_there_is_told():
    for module in ("liandong", "liandong.profile", "liandong.eventlog"):
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            (sys.modules.get(module) or import_module(module)).nothing


def test_importing_loads_no_engine_and_takes_little_time():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    spent, heavy, names = json.loads(done.stdout)
    assert heavy == []
    assert spent < 0.4
    assert names == sorted([*liandong.__all__, "__version__"])
