"""Making an installation ready: tables, static files, and for a demonstration the seven zones and the main job."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django_scopes import scopes_disabled

from liandong.hub.home import home

if TYPE_CHECKING:
    from liandong.hub.bottlenecks.domain.shipped import Work

#: Told what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


def configure() -> None:
    """Bring up Django with the settings of this installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.hub.settings")
    django.setup()


def database() -> dict[str, Any]:
    """The entry of the database in Django's settings."""
    return dict(settings.DATABASES["default"])


def prepare(progress: Progress) -> None:
    """Tables and static files as this version needs them; nothing is done twice."""
    progress("tables", 0, 3)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if connection.vendor == "sqlite":
        (home() / "liandong.sqlite").chmod(0o600)
    refresh_statistics()
    progress("static", 1, 3)
    _collect_static()
    progress("static", 3, 3)


def refresh_statistics() -> None:
    """Let SQLite sample its tables anew: its choice of index rests on that. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


def demonstrate(progress: Progress, work: Work | None = None) -> str:
    """Fill an empty installation with the demonstration; the password of its accounts.

    The zones and the sources' figures are real, what the sources do not say is marked as an example; the logs are the
    real ones that ship with the package. A demonstration that is there already is left as it is, and so is an
    installation in real use: then there is no password to tell. ``work`` works the logs out, where not this process.
    """
    from liandong.hub.bottlenecks.domain.shipped import here, run_shipped
    from liandong.hub.bundles.domain import demo as bundles
    from liandong.hub.cockpit.domain.reindex import rebuild
    from liandong.hub.core.models import User
    from liandong.hub.effects.domain import demo as effects
    from liandong.hub.reforms.domain import demo as reforms

    kept = home() / "demo.json"
    if kept.exists():
        return str(json.loads(kept.read_text("utf-8"))["password"])
    if User.objects.exists():
        return ""
    password = secrets.token_urlsafe(9)
    with scopes_disabled():
        load_figures(password, progress)
        run_shipped(progress, work or here)
        reforms.load()
        effects.load()
        bundles.load()
        rebuild()
    refresh_statistics()
    _keep(password)
    return password


def load_figures(password: str, progress: Progress) -> None:
    """The seven zones with their accounts, and each room's figures of the sources; the logs are not run."""
    from liandong.hub.core.domain import demo

    demo.load(password)
    for place, load in enumerate(_loaders()):
        progress("figures", place, 5)
        load()


def first_operator() -> tuple[str, str] | None:
    """The account of the first operator and its one-time password; None where somebody has an account already."""
    from liandong.hub.core.enums import Role
    from liandong.hub.core.models import User

    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    rights = {"role": Role.OPERATOR, "is_staff": True, "is_superuser": True}
    person = User(username="admin", **rights)
    person.set_password(password)
    person.save()
    return person.username, password


def _loaders() -> list[Callable[[], None]]:
    """The rooms' own demonstrations, inner rooms first."""
    from liandong.hub.innovations.domain import demo as innovations
    from liandong.hub.network.domain import demo as network
    from liandong.hub.requests.domain import demo as requests
    from liandong.hub.tasks.domain import demo as tasks

    return [network.load, tasks.load, requests.load, innovations.load]


def _keep(password: str) -> None:
    path = home() / "demo.json"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"password": password}, file)


def _collect_static() -> None:
    """Compressed copies of the static files, made once for each state of them."""
    stamp = home() / "static" / ".made-of"
    state = _static_state()
    if not stamp.exists() or stamp.read_text("utf-8") != state:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state, "utf-8")


def _static_state() -> str:
    newest = max(path.stat().st_mtime_ns for path in settings.HUB.rglob("static/**/*"))
    return f"{version('liandong')} {version('django')} {newest}"
