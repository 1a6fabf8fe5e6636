"""Where the room's files lie: parcels by their SHA-256 under MEDIA_ROOT, private keys beside everything that is copied.

A parcel is on the disk before a row tells of it, so whatever a reader is told of is there; a file that no row tells of,
because the computer stopped in between, is the same file again when the parcel comes once more.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

from liandong.errors import BundleDamaged, LiandongError
from liandong.files import written_beside
from liandong.hub.home import folder

if TYPE_CHECKING:
    from liandong.bundle import Folder
    from liandong.hub.core.models import Zone

ROOM = "bundles"


def shelf() -> Folder:
    """The folder with all parcels of this hub."""
    from liandong.bundle import Folder

    return Folder(Path(settings.MEDIA_ROOT) / ROOM)


def kept(kind: str, data: bytes) -> str:
    """The SHA-256 of the parcel, which the disk holds from now on."""
    shelf().put(kind, data)
    return sha256(data).hexdigest()


def parcel(kind: str, key: str) -> bytes:
    """The parcel. Raises BundleDamaged, ExchangeBroken."""
    return shelf().get(kind, key)


def handed_out(kind: str, key: str) -> bytes:
    """The parcel, for a page. Raises Http404 where its file is damaged or gone."""
    try:
        return parcel(kind, key)
    except LiandongError:
        raise Http404(_("文件不在或已损坏，请联系系统运维。")) from None


def installed_in(zone: Zone) -> Path:
    """Where the bundles of a zone are installed."""
    return Path(settings.MEDIA_ROOT) / ROOM / "installed" / zone.slug


def shared_by(zone: Zone) -> Path:
    """The share log of a zone's reports, one a zone, so that each release is held against all earlier ones."""
    place = Path(settings.MEDIA_ROOT) / ROOM / "shared" / zone.slug
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place / "shared.jsonl"


def private_key(zone: Zone, fingerprint: str) -> Path:
    """The file of a private key; its folder is for its owner's eyes only and in no copy without ``--secrets``."""
    place = folder("keys") / zone.slug
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place / fingerprint


def token_of(zone: Zone, partner: int) -> Path:
    """The file of the token with which a zone asks another hub; it lies with the private keys, and is kept as they are."""
    place = folder("keys") / zone.slug
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place / f"partner-{partner}"


def put_aside(data: bytes) -> str:
    """Keeps an upload until its job has looked at it; its name."""
    name = sha256(data).hexdigest()
    place = _aside(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with written_beside(place) as part:
        part.write_bytes(data)
    return name


def aside(name: str) -> bytes:
    """The upload that was put aside; it goes with ``drop_aside``. Raises BundleDamaged where it has gone."""
    try:
        return _aside(name).read_bytes()
    except FileNotFoundError:
        reason = ("上传的文件已处理完，请重新上传", "the upload was dealt with; upload it again")
        raise BundleDamaged(path=name[:12], reason=reason) from None


def drop_aside(name: str) -> None:
    """Forgets the upload."""
    _aside(name).unlink(missing_ok=True)


def _aside(name: str) -> Path:
    from liandong.bundle.places import is_id

    if not is_id(name):
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT) / ROOM / "uploads" / name
