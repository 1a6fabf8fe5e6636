"""Where an installation keeps what is its own: one directory, ``LIANDONG_HOME``."""

import os
import secrets
from pathlib import Path

from liandong.hub import env


def home() -> Path:
    """The directory of this installation, made if need be and closed to others."""
    place = Path(env.text("LIANDONG_HOME") or Path.home() / ".liandong").expanduser().resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def folder(name: str) -> Path:
    """A directory inside the home, such as ``files`` or ``search``."""
    place = home() / name
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def secret() -> str:
    """The installation's secret key: made once, readable by its owner alone."""
    path = home() / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
