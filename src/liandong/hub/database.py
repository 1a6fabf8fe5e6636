"""The database of an installation: SQLite in its home, or PostgreSQL by one address."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from liandong.errors import SettingError


def database(address: str, home: Path) -> dict[str, Any]:
    """Django's entry for the address; an empty one means SQLite under the home.

    >>> database("postgresql://lian:dong@db.local:5433/hub", Path())["PORT"]
    '5433'
    """
    if not address:
        return _sqlite(home / "liandong.sqlite")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        reason = "postgresql://user:password@host:port/name?"
        raise SettingError(setting="LIANDONG_DATABASE", value=f"{parts.scheme}://…", reason=reason)
    return _postgresql(parts.hostname, parts.port, parts.username, parts.password, parts.path)


def _sqlite(path: Path) -> dict[str, Any]:
    # Writers queue instead of failing: a transaction takes the write lock when it begins.
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
    }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": options,
        # Kept open between requests: a connection's cache of pages is what makes the next list quick.
        "CONN_MAX_AGE": 60,
        "ATOMIC_REQUESTS": False,
    }


def _postgresql(
    host: str | None, port: int | None, user: str | None, password: str | None, path: str
) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(path.strip("/")),
        "HOST": host or "",
        "PORT": str(port or ""),
        "USER": unquote(user or ""),
        "PASSWORD": unquote(password or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
