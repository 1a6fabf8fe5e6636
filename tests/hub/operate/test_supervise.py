"""Processes that end are started again, later and later, until it is clear that they never last; none is left behind."""

import os
import signal
import sys
import threading
import time

import pytest

from liandong.errors import ServiceFailed
from liandong.hub.operate import supervise as module
from liandong.hub.operate.supervise import Service, supervise

NAME = ("后台任务进程", "the worker")
LASTING = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "raise SystemExit(3)"]


def look_until(service, done, now=0.0):
    """Look at a service whose clock stands still until something is so."""
    deadline = time.monotonic() + 20
    while not done(service) and time.monotonic() < deadline:
        service.look(now)
        time.sleep(0.01)
    assert done(service)


def test_a_process_that_ended_is_started_again_after_a_pause_that_doubles():
    service, now, pauses = Service(NAME, FAILING), 100.0, []
    for _ in module.PAUSES:
        look_until(service, lambda it: it.process is not None, now)
        failures = service.failures
        look_until(service, lambda it, n=failures: it.failures > n, now)
        pauses.append(service.next_at - now)
        now = service.next_at
    assert tuple(pauses) == module.PAUSES


def test_a_process_that_never_lasts_is_given_up_by_name_in_two_languages(monkeypatch):
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.0))
    with pytest.raises(ServiceFailed) as caught:
        supervise([Service(NAME, LASTING), Service(NAME, FAILING)], lambda: None)
    assert caught.value.text("zh").startswith("后台任务进程连续 3 次启动后 60 秒内就退出")
    assert caught.value.text("en").startswith("the worker ended 3 times")


def test_a_process_that_lasted_a_while_starts_counting_anew():
    service = Service(NAME, LASTING)
    service.failures = 4
    service.look(0.0)
    service.process.kill()
    service.process.wait()
    service.look(module.SOON + 1)
    assert (service.failures, service.next_at) == (1, module.SOON + 1 + module.PAUSES[0])


def test_a_signal_ends_every_process_and_the_wait():
    services = [Service(NAME, LASTING), Service(NAME, LASTING)]
    before, ticks = signal.getsignal(signal.SIGTERM), []
    threading.Timer(0.6, os.kill, [os.getpid(), signal.SIGTERM]).start()
    supervise(services, lambda: ticks.append(1), every=0.2)
    assert [service.process.returncode for service in services] == [-signal.SIGTERM] * 2
    assert len(ticks) >= 2
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_process_that_will_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    service = Service(NAME, [sys.executable, "-c", deaf])
    threading.Timer(1.0, os.kill, [os.getpid(), signal.SIGTERM]).start()
    supervise([service], lambda: None)
    assert service.process.returncode == -signal.SIGKILL
