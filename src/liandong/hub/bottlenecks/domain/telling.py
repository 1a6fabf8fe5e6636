"""Telling how far a job is, from the one thread that may touch the database.

The library reads in threads of its own and tells its progress from there; what it tells is only remembered, and the
thread of the job writes it. So a job is heard of while it reads, and stops soon after somebody cancels it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import get_ident
from typing import TypeVar

from django.utils import timezone

from liandong.hub.bottlenecks.models import Running

T = TypeVar("T")

#: Not more often than this is the row written, in seconds.
_EVERY = 0.4


class Cancelled(Exception):
    """The person who started the job has called it off."""


class Tell:
    """Tells each step to a function: what is done, in both languages, how much of it, and how much there is."""

    def __init__(self, told: Callable[[tuple[str, str], int, int], None]) -> None:
        self.told = told

    def __call__(self, message: tuple[str, str], done: int, total: int) -> None:
        self.told(message, done, total)

    def run(self, work: Callable[[], T]) -> T:
        """Do the work, which touches no database."""
        return work()


class Teller(Tell):
    """Tells the row of a job, and stops the job where that was asked for."""

    def __init__(self, job: Running) -> None:
        super().__init__(self._remember)
        self.rows, self.thread = type(job).objects.filter(pk=job.pk), get_ident()
        self.now: tuple[tuple[str, str], int, int] = (("", ""), 0, 1)
        self.written_at, self.is_cancelled = 0.0, False

    def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread of its own and write meanwhile how far it is."""
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(work)
            while not future.done():
                wait([future], timeout=_EVERY)
                self._write(is_strict=False)
        self._write(is_strict=True)
        return future.result()

    def _remember(self, message: tuple[str, str], done: int, total: int) -> None:
        self.now = (message, done, total)
        if self.is_cancelled:
            raise Cancelled
        if get_ident() == self.thread:
            self._write(is_strict=True)

    def _write(self, *, is_strict: bool) -> None:
        """Write what was told last, not too often; raises Cancelled in the thread of the job."""
        if time.monotonic() - self.written_at >= _EVERY:
            self.written_at = time.monotonic()
            (zh, en), done, total = self.now
            self.rows.update(
                done=done, total=total, message=zh[:300], message_en=en[:300], heard_at=timezone.now()
            )
            self.is_cancelled = bool(self.rows.values_list("is_cancel_asked", flat=True).first())
        if is_strict and self.is_cancelled:
            raise Cancelled
