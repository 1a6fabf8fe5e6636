"""Serving an installation: granian for the pages, a worker for background jobs, and the clock for the daily ones."""

from __future__ import annotations

import logging
import os
import socket
import sys
from ipaddress import ip_address

from liandong.errors import SettingError
from liandong.hub.operate.prepare import configure
from liandong.hub.operate.supervise import Service, supervise

logger = logging.getLogger(__name__)


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
    """Serve until interrupted: keep the web server and the worker alive, and have the daily jobs done.

    Raises ServiceFailed where one of the two ends again and again.
    """
    configure()
    hosts = os.environ.get("LIANDONG_HOSTS") or ",".join(_hosts(host))
    env = {**os.environ, "LIANDONG_HOSTS": hosts, "DJANGO_SETTINGS_MODULE": "liandong.hub.settings"}
    child = [sys.executable, "-m", "liandong.hub.operate.child"]
    web = Service(("网页服务进程", "the web server"), [*child, "web", host, str(port), str(workers)], env)
    # People wait for the pages, nobody for the worker: it starts once the pages have had the processor to themselves.
    worker = Service(("后台任务进程", "the worker for background jobs"), [*child, "worker"], env, after=10.0)
    supervise([web, worker], _daily)


def _daily() -> None:
    """Queue the daily jobs that are due; a database that is away for the moment is asked again in a minute."""
    from django.db import DatabaseError, connections
    from django.utils import timezone

    from liandong.hub.operate.daily import enqueue_due

    try:
        enqueue_due(timezone.now())
    except DatabaseError as error:
        logger.warning("the daily jobs wait for the database: %s", error)
    finally:
        connections.close_all()


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
