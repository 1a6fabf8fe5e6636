"""The logs that ship, worked out in a process of their own while this one makes the tables and loads the figures.

Making tables and counting logs take about as long as each other, and neither needs the other before its end: on two
cores a first start takes half the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from django.db import connection

from liandong import shipped
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import Results, worked_out
from liandong.hub.bottlenecks.domain.shipped import Work, here
from liandong.hub.core.models import User
from liandong.hub.operate.child import helper


@contextmanager
def counting(*, is_wanted: bool) -> Iterator[Work]:
    """Begin with the logs at once; inside, what waits for the results of one.

    Where no demonstration is wanted, or tables are there and most likely the demonstration too, nothing is begun.
    """
    if not is_wanted or User._meta.db_table in connection.introspection.table_names():
        yield here
        return
    pool = ProcessPoolExecutor(1, get_context("spawn"), helper)
    try:
        begun = {job.name: _begun(pool, job) for job in shipped.jobs()}
        yield lambda job: (begun[job.name][0], begun[job.name][1].result())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begun(pool: ProcessPoolExecutor, job: shipped.Job) -> tuple[str, Future[Results]]:
    folder = files.new_folder()
    return folder, pool.submit(worked_out, job, files.place(folder))
