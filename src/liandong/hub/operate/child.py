"""The processes that ``serve`` keeps alive: ``python -m liandong.hub.operate.child web HOST PORT WORKERS``, or ``worker``.

They end with their parent, also where that was killed and could not tell them: nobody is left holding the port.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from typing import Any

#: prctl(2), Linux: the signal a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int) -> None:
    """Have the kernel send this process the signal when its parent is gone; on other systems than Linux nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def helper() -> None:
    """What a process that helps a command does first: end with it, and say nothing when somebody presses Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    end_with_parent(signal.SIGKILL)


def web(host: str, port: int, workers: int) -> None:
    """Answer until asked to end. A process of granian that dies is replaced; where new ones die at once, this ends."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "liandong.hub.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Threads of one process take turns: more than two make everybody wait longer, fewer let one export stop all.
        blocking_threads=2,
        backlog=1024,
        respawn_failed_workers=True,
        log_access=False,
        # What Django itself could not answer for is told here alone.
        log_level=LogLevels.error,
    )
    server.serve(target_loader=_application)


def worker() -> None:
    """Do background jobs, one after the other, until asked to end; first of all those that were lost on the way here."""
    from django.core.management import execute_from_command_line

    from liandong.hub.operate.prepare import configure

    configure()
    from liandong.hub.bottlenecks.domain.jobs import queue_lost

    queue_lost()
    execute_from_command_line(["django", "db_worker", "--no-startup-delay", "--no-reload"])


def _application(*_: Any) -> Any:
    """The application, loaded in a process of granian's."""
    end_with_parent(signal.SIGKILL)
    from liandong.hub.wsgi import application

    return application


if __name__ == "__main__":
    end_with_parent(signal.SIGTERM)
    match sys.argv[1:]:
        case ["web", host, port, workers]:
            web(host, int(port), int(workers))
        case ["worker"]:
            worker()
