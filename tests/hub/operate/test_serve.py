"""The server as a whole: it answers, does the daily jobs, gets over the death of its processes, and leaves none behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from liandong.hub.operate.daily import JOBS
from liandong.hub.operate.served import Served, environment

PREPARE = "from liandong.hub.operate.prepare import configure, prepare; configure(); prepare(lambda *_: None)"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An empty installation."""
    place = tmp_path_factory.mktemp("hub")
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(place), check=True)
    return place


@pytest.fixture
def hub(home):
    with Served(environment(home), workers=1) as server:
        yield server


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _done(home):
    rows = sqlite3.connect(home / "liandong.sqlite")
    try:
        return {row[0] for row in rows.execute("SELECT job FROM core_dailyrun WHERE ended_at IS NOT NULL")}
    finally:
        rows.close()


def _until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert true()


def test_the_daily_jobs_are_done_soon_after_the_start(hub, home):
    _until(lambda: _done(home) == set(JOBS))


def test_a_killed_web_server_and_a_killed_worker_are_there_again(hub):
    before = _children(hub.process.pid)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    _until(lambda: len(set(_children(hub.process.pid)) - set(before)) == 2)
    hub.wait()


def test_no_process_outlives_a_server_that_was_killed(hub):
    below = _children(hub.process.pid)
    below += [grandchild for child in below for grandchild in _children(child)]
    hub.process.kill()
    hub.process.wait()
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
    hub.start()
