"""kill -9 of the server while it writes: every write that was acknowledged is there, and the audit chain holds."""

import json
import random
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from liandong.hub.operate.served import Served, environment

ROOT = Path(__file__).parents[2]
WRITES = 1000
PREPARE = """
from liandong.hub.operate.prepare import configure, prepare
configure(); prepare(lambda *_: None)
from liandong.hub.core.domain import demo, tokens
demo.load("secret"); print(tokens.create(username="lead", name="crash", days=1))
"""
LOOK = """
from liandong.hub.operate.prepare import configure
configure()
import json
from django_scopes import scopes_disabled
from liandong.hub.core.domain import audit
from liandong.hub.tasks.models import Task
with scopes_disabled():
    print(json.dumps({"names": sorted(Task.objects.values_list("name", flat=True)), "break": str(audit.verify())}))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """The environment of a fresh installation on each database."""
    env = environment(tmp_path / "home")
    if request.param == "sqlite":
        yield env
        return
    if not list(Path("/usr/lib/postgresql").glob("*/bin")):
        pytest.skip("PostgreSQL is not installed")
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    script, place = str(ROOT / ".ci/postgresql"), str(tmp_path / "pg")
    address = subprocess.run(
        [script, place], capture_output=True, text=True, check=True, cwd="/"
    ).stdout.strip()
    yield {**env, "LIANDONG_DATABASE": address}
    subprocess.run([script, place, "stop"], check=False, cwd="/")


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(installation):
    token = _run(installation, PREPARE).strip()
    hub = Hub(installation, token)
    hub.start()
    work = Writers(hub)
    for acknowledged in (200, 450, 700):
        work.until(acknowledged)
        hub.kill()
        hub.start()
    work.until(WRITES)
    hub.kill()
    found = json.loads(_run(installation, LOOK))
    assert (work.refused, found["break"]) == ([], "None")
    assert sorted(work.acknowledged - set(found["names"])) == []


class Hub(Served):
    """The server, which can be killed and started again on the same port, and called with a token."""

    def __init__(self, env, token):
        super().__init__(env)
        self.token = token

    def call(self, method, path, body=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Writers:
    """Four people who add tasks, and remember which ones the server said it had."""

    def __init__(self, hub):
        self.hub, self.acknowledged, self.refused, self.number = hub, set(), [], 0
        self.wanted, self.lock = 0, threading.Lock()

    def until(self, wanted):
        """Write until so many are acknowledged; the last answers are still on their way when this returns."""
        self.wanted = wanted + 20 if wanted < WRITES else wanted
        threads = [threading.Thread(target=self._write, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 120
        while len(self.acknowledged) < wanted and time.monotonic() < deadline:
            time.sleep(0.002)
        assert len(self.acknowledged) >= wanted
        if wanted == WRITES:
            for thread in threads:
                thread.join()

    def _write(self):
        while len(self.acknowledged) < self.wanted:
            with self.lock:
                self.number += 1
                name = f"任务 {self.number:04d}"
            try:
                status, body = self.hub.call("POST", "/api/tasks", {"name": name, "due": "2027-01-31"})
            except Exception:  # noqa: BLE001 the server was killed in the middle, or is slow: nothing was promised
                if self.hub.process.poll() is not None:
                    return
                time.sleep(random.random() / 20)
                continue
            if status in (200, 201):
                self.acknowledged.add(name)
            else:
                self.refused.append((status, body[:200]))


def _run(env, code):
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
