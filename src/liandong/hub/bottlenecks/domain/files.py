"""Files of this room and of those after it under MEDIA_ROOT: random names, one directory an analysis; no name from outside is a path."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

ROOM, REFORMS, EFFECTS, BUNDLES = ROOMS = ("bottlenecks", "reforms", "effects", "bundles")


def new_folder(room: str = ROOM) -> str:
    """The name of a new, empty directory of the room, relative to MEDIA_ROOT."""
    name = f"{room}/{secrets.token_hex(16)}"
    place(name).mkdir(parents=True, mode=0o700)
    return name


def place(name: str) -> Path:
    """The path of a file or directory that was given out by this module."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / name).resolve()
    if not name or not any(path.is_relative_to(root / room) for room in ROOMS):
        raise ValueError(name)
    return path


def keep(upload: Any, folder: str) -> tuple[str, str, int]:
    """The uploaded file under a random name in the directory: name, SHA-256 and size."""
    name, digest, size = f"{folder}/{secrets.token_hex(16)}", hashlib.sha256(), 0
    handle = os.open(place(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return name, digest.hexdigest(), size


def remove(folder: str) -> None:
    """Remove a directory with all that is in it."""
    if folder:
        shutil.rmtree(place(folder), ignore_errors=True)
