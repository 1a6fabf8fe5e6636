"""Serving an installation: granian for the pages, and one worker process for background jobs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from liandong.errors import SettingError


def check_port(host: str, port: int) -> None:
    """Raises SettingError, with a port that is free, where something listens on this one already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = (
                f"{error.strerror}；空闲端口：{_free(host)}",
                f"{error.strerror}; a free one is {_free(host)}",
            )
            raise SettingError(setting="--port", value=port, reason=reason) from None


def serve(host: str, port: int, workers: int) -> None:
    """Serve until interrupted; the worker for background jobs lives as long as the server."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ["LIANDONG_HOSTS"] = os.environ.get("LIANDONG_HOSTS") or ",".join(_hosts(host))
    server = Granian(
        "liandong.hub.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backlog=1024,
        log_access=False,
        log_enabled=False,
    )
    with _worker():
        server.serve()


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--no-reload"]
    process = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "liandong.hub.settings"})
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _hosts(host: str) -> list[str]:
    """The names by which the hub answers: this machine's, and its addresses where it listens on all of them."""
    names = ["localhost", "127.0.0.1", "[::1]", host]
    if host in {str(ip_address(0)), "::"}:
        name, others, addresses = socket.gethostbyname_ex(socket.gethostname())
        names += [name, *others, *addresses]
    return names


def _free(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host if ":" not in host else "127.0.0.1", 0))
        return int(probe.getsockname()[1])
