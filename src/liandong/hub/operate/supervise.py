"""Keeping processes alive: one that ends is started again, after a pause that doubles each time it did not last.

A process that ends soon after its start again and again has a fault that starting does not cure: then all are stopped
and the operator is told which one it was.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from liandong.errors import ServiceFailed

logger = logging.getLogger(__name__)

#: A process that ends within so many seconds did not last,
SOON = 60.0
#: and is started again after these seconds; when they are used up it is given up.
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
#: How long a process is given to end when it is asked to.
GRACE = 10.0


class Service:
    """A process that should be there, by its name in Chinese and English and its command; from ``after`` seconds on."""

    def __init__(
        self,
        name: tuple[str, str],
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        after: float = 0.0,
    ):
        self.name, self.command, self.env = name, command, env
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.began, self.next_at = 0.0, time.monotonic() + after if after else 0.0

    def look(self, now: float) -> None:
        """Start it where it is not there and its pause is over. Raises ServiceFailed where it never lasts."""
        if self.process is not None and self.process.poll() is not None:
            self._ended(self.process.returncode, now)
        if self.process is None and now >= self.next_at:
            self.process, self.began = subprocess.Popen(self.command, env=self.env), now

    def _ended(self, code: int, now: float) -> None:
        self.process = None
        self.failures = self.failures + 1 if now - self.began < SOON else 1
        if self.failures > len(PAUSES):
            raise ServiceFailed(service=self.name, times=self.failures, seconds=round(SOON))
        self.next_at = now + PAUSES[self.failures - 1]
        words = (self.name[1], code, PAUSES[self.failures - 1])
        logger.warning("%s ended with code %s; starting it again in %g s", *words)

    def ask_to_end(self) -> None:
        """Ask the process to end, if it is there."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for it to end; after the deadline it is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(services: Sequence[Service], tick: Callable[[], None], every: float = 60.0) -> None:
    """Keep the services alive until SIGINT or SIGTERM, and call ``tick`` at the start and every so many seconds.

    Raises ServiceFailed where a service ends again and again. However it ends, no service is left behind.
    """
    next_tick = 0.0
    with _asked_to_stop() as stop:
        try:
            while not stop.is_asked:
                for service in services:
                    service.look(time.monotonic())
                if time.monotonic() >= next_tick:
                    tick()
                    next_tick = time.monotonic() + every
                time.sleep(0.25)
        finally:
            for service in services:
                service.ask_to_end()
            deadline = time.monotonic() + GRACE
            for service in services:
                service.end(deadline)


class _Stop:
    """Whether somebody has asked to stop.

    A plain value: an event's lock may be held by what the signal interrupts, a handler of the same signal among it, and
    then nobody would ever let it go.
    """

    is_asked = False


@contextmanager
def _asked_to_stop() -> Iterator[_Stop]:
    """What the two signals set; their former handlers are put back afterwards."""
    stop = _Stop()

    def handle(_number: int, _frame: Any) -> None:
        stop.is_asked = True

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
