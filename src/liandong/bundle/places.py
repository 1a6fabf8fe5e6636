"""Where parcels lie: a folder, such as a stick that is carried from hub to hub, or a hub that answers over HTTP.

    catalogues/SHA256.catalogue     what an origin offers and has withdrawn
    bundles/SHA256.fip              innovations
    reports/SHA256.fips             counts that come back

A parcel is a whole file, known by the SHA-256 of its bytes, so that it is the same one wherever it lies, is never there
twice, and cannot be mistaken for another. Whether its content is to be believed is for the receiver to say.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from liandong.bundle.archive import MOST_BYTES
from liandong.bundle.fields import Text
from liandong.errors import BundleDamaged, BundleError, ExchangeBroken, OutputError, SettingError
from liandong.files import keep, refused, written_beside

#: Kinds of parcels and their endings, in the order in which they are carried: what is withdrawn is known first.
KINDS = {"catalogues": ".catalogue", "bundles": ".fip", "reports": ".fips"}
_ID = re.compile(r"[0-9a-f]{64}")
#: Seconds without an answer after which a hub is taken to be away.
PATIENCE = 60.0
#: This computer itself, to which a token may go without TLS.
_HERE = ("127.0.0.1", "::1", "localhost")


class Place(Protocol):
    """Where parcels are taken from and put."""

    def ids(self, kind: str) -> set[str]:
        """The parcels of the kind that are there."""

    def get(self, kind: str, key: str) -> bytes:
        """The parcel."""

    def put(self, kind: str, data: bytes) -> bool:
        """Puts the parcel there for good, and says whether it is new. Raises LiandongError where it is refused."""


def is_id(key: str) -> bool:
    """Whether this can be the id of a parcel."""
    return bool(_ID.fullmatch(key))


@dataclass(frozen=True)
class Folder:
    """A folder with parcels. Two programs may put into it at the same time.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as stick:
    ...     [Folder(Path(stick)).put("reports", b"counts") for _ in range(2)]
    [True, False]
    """

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def ids(self, kind: str) -> set[str]:
        """The parcels of the kind that are there, by their names; what is cut off is found when it is opened."""
        return {one.stem for one in (self.path / kind).glob(f"*{KINDS[kind]}") if is_id(one.stem)}

    def get(self, kind: str, key: str) -> bytes:
        """The parcel. Raises BundleDamaged where its bytes are not those of its name."""
        place = self.place(kind, key)
        try:
            if place.stat().st_size > MOST_BYTES:
                raise BundleDamaged(path=place, reason=_TOO_LARGE)
            return checked(place.read_bytes(), key, place)
        except OSError as error:
            raise ExchangeBroken(place=self, reason=refused(error)) from None

    def put(self, kind: str, data: bytes) -> bool:
        """Writes the parcel beside its place and names it when the disk holds it. Raises OutputError."""
        place = self.place(kind, sha256(data).hexdigest())
        try:
            if place.is_file() and place.read_bytes() == data:
                return False
            place.parent.mkdir(parents=True, exist_ok=True)
            with written_beside(place) as part:
                part.write_bytes(data)
                keep(part)
            keep(place.parent)
        except OSError as error:
            raise OutputError(path=place, reason=refused(error)) from error
        return True

    def place(self, kind: str, key: str) -> Path:
        """Where the parcel lies, whether it is there or not."""
        if not is_id(key):
            raise ValueError(key)
        return self.path / kind / f"{key}{KINDS[kind]}"


@dataclass(frozen=True)
class Remote:
    """A hub that is asked over HTTP with the token of an account there."""

    address: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError(setting="--with", value=self.address, reason=_NO_ADDRESS)
        if parts.scheme == "http" and parts.hostname not in _HERE:
            raise SettingError(setting="--with", value=self.address, reason=_IN_CLEAR)

    def __str__(self) -> str:
        return self.address

    def ids(self, kind: str) -> set[str]:
        """The parcels of the kind that the account may see. Raises ExchangeBroken."""
        return self._listed(kind)

    def _listed(self, name: str) -> set[str]:
        try:
            found = {str(one["id"]) for one in self._listing()[name]}
        except (LookupError, TypeError):
            raise ExchangeBroken(place=self, reason=_NO_HUB) from None
        return {key for key in found if is_id(key)}

    def _listing(self) -> dict[str, Any]:
        try:
            found = json.loads(self._asked("GET", ""))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ExchangeBroken(place=self, reason=_NO_HUB)
        return found

    def get(self, kind: str, key: str) -> bytes:
        """The parcel. Raises ExchangeBroken, and BundleDamaged where it is not the one asked for."""
        return checked(self._asked("GET", f"/{kind}/{key}"), key, f"{self}/{kind}/{key}")

    def put(self, kind: str, data: bytes) -> bool:
        """Sends the parcel; the hub answers when it has it for good. Raises ExchangeBroken, and BundleError if refused."""
        answer = self._asked("PUT", f"/{kind}/{sha256(data).hexdigest()}", data)
        try:
            return bool(json.loads(answer)["is_new"])
        except (ValueError, LookupError, TypeError):
            raise ExchangeBroken(place=self, reason=_NO_HUB) from None

    def _asked(self, method: str, path: str, data: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/octet-stream"}
        request = Request(  # noqa: S310 -- the scheme was checked
            f"{self.address.rstrip('/')}/api/exchange{path}", data=data, headers=headers, method=method
        )
        try:
            with _opener().open(request, timeout=PATIENCE) as answer:
                content = bytes(answer.read(MOST_BYTES + 1))
                if answer.length:
                    raise ExchangeBroken(place=self, reason=_CUT)
        except HTTPError as error:
            raise self._told(error) from None
        except (OSError, HTTPException) as error:
            raise ExchangeBroken(place=self, reason=refused(_system(error))) from None
        if len(content) > MOST_BYTES:
            raise BundleDamaged(path=f"{self}{path}", reason=_TOO_LARGE)
        return content

    def _told(self, error: HTTPError) -> BundleError:
        """What the hub says: that it refuses this parcel, or that it cannot answer at all."""
        reason = _reason(error)
        if error.code in (403, 404, 422):
            return BundleError(reason=reason)
        return ExchangeBroken(place=self, reason=reason)


@dataclass(frozen=True)
class Inbox(Remote):
    """The same hub where it is given to: what its zones hold already is not sent again."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of parcels that it takes from the account, in the order in which they are carried."""
        takes = self._listing().get("takes")
        return tuple(kind for kind in KINDS if kind in (takes if isinstance(takes, list) else ["reports"]))

    def ids(self, kind: str) -> set[str]:
        """The parcels of the kind that need not be sent. Raises ExchangeBroken."""
        return self._listed("reports" if kind == "reports" else "held")


def place_of(where: str, token: str = "") -> Folder | Remote:
    """The folder, or the hub at an address. Raises SettingError for an address without a token, or no folder."""
    if "://" not in where:
        if not Path(where).is_dir():
            raise SettingError(setting="--with", value=where, reason=_NO_FOLDER)
        return Folder(Path(where))
    if not token:
        reason = (
            "须有对方平台的令牌：用 --token-file 或 LIANDONG_TOKEN 给出",
            "it takes a token of that hub: give --token-file or LIANDONG_TOKEN",
        )
        raise SettingError(setting="--with", value=where, reason=reason)
    return Remote(where, token)


def checked(data: bytes, key: str, path: object) -> bytes:
    """The parcel, which is the one of this id. Raises BundleDamaged."""
    if sha256(data).hexdigest() != key:
        raise BundleDamaged(path=path, reason=_OTHER)
    return data


_TOO_LARGE: Text = (f"超过 {MOST_BYTES >> 20} MiB", f"it is larger than {MOST_BYTES >> 20} MiB")
_OTHER: Text = (
    "内容与编号不符，没有传完或被改动过",
    "its bytes are not those of its id: cut off, or changed",
)
_CUT: Text = ("没有传完", "it was cut off")
_NO_HUB: Text = ("对方答复的不是联动平台的内容", "the answer is not that of a hub")
_NO_ADDRESS: Text = (
    "请写成 https://主机 或 http://127.0.0.1:端口",
    "write https://HOST or http://127.0.0.1:PORT",
)
_IN_CLEAR: Text = (
    "令牌会在网上明文传送；请用 https://，或改用文件夹（U 盘）",
    "the token would cross the network in clear; use https://, or a folder (a stick)",
)
_NO_FOLDER: Text = (
    "没有这个文件夹，U 盘可能没有插好；要新建请先 mkdir",
    "there is no such folder: is the stick plugged in? make a new one with mkdir first",
)


class _NoRedirect(HTTPRedirectHandler):
    """A token is for one host; whoever answers for it does not send it to another."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect)


def _system(error: Exception) -> OSError:
    """The error of the system behind one of the network."""
    inner = getattr(error, "reason", error)
    return inner if isinstance(inner, OSError) else OSError(str(inner) or type(inner).__name__)


def _reason(error: HTTPError) -> str:
    """The sentence of a refusal (RFC 9457), else its status."""
    try:
        told = json.loads(error.read(1 << 16))
        words = " ".join([each["message"] for each in told["errors"]] or [told["detail"]])
        return words.rstrip("。.")
    except (ValueError, LookupError, TypeError, OSError, HTTPException):
        return f"HTTP {error.code}"
    finally:
        error.close()


def token_from(path: str | os.PathLike[str] | None) -> str:
    """The token in the file, or that of ``LIANDONG_TOKEN``; empty where there is neither."""
    return Path(path).read_text("utf-8").strip() if path else os.environ.get("LIANDONG_TOKEN", "").strip()
