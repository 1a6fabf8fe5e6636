"""A hub served in processes of its own on a free port, for tests and benchmarks that look at it from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from types import TracebackType

from liandong.errors import LiandongError

_SERVE = (
    "import sys; from liandong.hub.operate.serve import serve; serve('127.0.0.1', *map(int, sys.argv[1:]))"
)


def environment(home: object, **more: str) -> dict[str, str]:
    """The variables for an installation at home: SQLite there, unless ``LIANDONG_DATABASE`` is given."""
    present = {name: value for name, value in os.environ.items() if name != "LIANDONG_DATABASE"}
    settings = {"LIANDONG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "liandong.hub.settings"}
    return {**present, **settings, **more}


class Served:
    """The server of a prepared installation: started, ended or killed, and started again on the same port.

    As a context it is there inside, and ended at the end.
    """

    def __init__(self, env: Mapping[str, str], workers: int = 2):
        self.env, self.workers = env, workers
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds: float = 120) -> None:
        """Start it and wait until it answers. Raises LiandongError where it does not."""
        command = [sys.executable, "-c", _SERVE, str(self.port), str(self.workers)]
        self.process = subprocess.Popen(command, env=self.env, start_new_session=True)
        self.wait(seconds)

    def wait(self, seconds: float = 120) -> None:
        """Wait until it answers; where it does not, it is killed."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
                    connection.request("GET", "/accounts/login/")
                    connection.getresponse().read()
                return
            except (OSError, HTTPException):
                time.sleep(0.1)
        self.kill()
        raise LiandongError(reason=("服务没有应答", "the server does not answer"))

    def stop(self) -> None:
        """End it as an operator does."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def kill(self) -> None:
        """End it as a power cut does: no process of it is told."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
