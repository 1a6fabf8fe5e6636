"""Building a bundle: from an innovation that comes with the program, or from a folder that was uploaded as a zip.

An uploaded zip is unpacked by its names and sizes alone, into a folder of its own that goes when the bundle is built; what
may be in it, the library says.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from liandong.errors import BundleDamaged
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bundles.domain import keeping, taking
from liandong.hub.bundles.enums import JobKind, Origin
from liandong.hub.bundles.models import BundleJob
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.models import Circle, User, Zone

if TYPE_CHECKING:
    from liandong.bundle import Bundle

_FAULTS = (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error, NotImplementedError)


def from_library(*, key: str, zone: Zone, user: User | None) -> BundleJob:
    """The job that packs an innovation that comes with the program."""
    from liandong.hub.bundles.domain.jobs import start

    return start(kind=JobKind.BUILD, zone=zone, user=user, asked={"library": key})


def from_upload(*, data: bytes, name: str, zone: Zone, user: User | None) -> BundleJob:
    """The job that packs an uploaded folder."""
    from liandong.hub.bundles.domain.jobs import start

    key = keeping.put_aside(data)
    return start(kind=JobKind.BUILD, zone=zone, user=user, asked={"folder": key, "name": name[-120:]})


def build(job: BundleJob, tell: Teller) -> None:
    """Pack it, keep it with its zone, and tell who asked. Raises BundleFaulty, which tells all that is wrong."""
    tell(("核对文件夹并打包", "Checking the folder and packing it"), 0, 2)
    bundle = tell.run(partial(_built, dict(job.asked)))
    tell(("保存成果包", "Keeping the bundle"), 1, 2)
    circle = Circle.of([job.zone])
    row = taking.keep(bundle, zone=job.zone, circle=circle, came=Origin.BUILT, user=job.created_by)
    job.bundle = row
    forget_upload(job)
    if job.created_by is not None:
        words = {
            "zh": f"成果包已打好：{row.title} {row.version}",
            "en": f"Bundle built: {row.title_en} {row.version}",
        }
        notify([job.created_by], link=row.get_absolute_url(), **words)


def forget_upload(job: BundleJob) -> None:
    """Drop what was uploaded for the job, unless another waits for the same."""
    if "folder" in job.asked and not _is_asked(job):
        keeping.drop_aside(job.asked["folder"])


def _is_asked(job: BundleJob) -> bool:
    """Whether another open job is about the same upload."""
    others = BundleJob.objects.filter(kind=JobKind.BUILD, asked__folder=job.asked["folder"])
    return others.filter(state__in=BundleJob.OPEN).exclude(pk=job.pk).exists()


def _built(asked: dict[str, str]) -> Bundle:
    from liandong.bundle import Bundle
    from liandong.innovations import folders

    if "library" in asked:
        return Bundle.build(folders()[asked["library"]])
    with TemporaryDirectory(prefix="liandong-") as room:
        unpack(keeping.aside(asked["folder"]), Path(room), asked["name"])
        return Bundle.build(_root(Path(room)))


def unpack(data: bytes, room: Path, name: str) -> None:
    """Lays a zip out in the room. Raises BundleDamaged for names and sizes that no folder of an innovation has."""
    from liandong.bundle.archive import MOST_BYTES, names_refused
    from liandong.bundle.contents import write_members

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            reason = names_refused([info.filename for info in infos]) or _links(infos)
            if reason is None and (len(infos) > _MOST or sum(one.file_size for one in infos) > MOST_BYTES):
                reason = ("内容过多或过大", "it holds too many files, or too large ones")
            if reason is not None:
                raise BundleDamaged(path=name, reason=reason)
            write_members({info.filename: _read(archive, info) for info in infos}, room)
    except _FAULTS as error:
        reason = ("不是完整的 zip 文件", f"it is no whole zip file: {error}")
        raise BundleDamaged(path=name, reason=reason) from None


_MOST = 4096


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The member, no larger than its entry says, whatever the compressed data would give."""
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise ValueError(info.filename)
    return data


def _links(infos: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    for info in infos:
        if info.external_attr >> 28 == 0o12:
            return f"{info.filename!r} 是符号链接", f"{info.filename!r} is a symbolic link"
    return None


def _root(room: Path) -> Path:
    """The folder of the innovation: the room, or the one folder in it."""
    inner = [path for path in room.iterdir() if not path.name.startswith((".", "__MACOSX"))]
    is_wrapped = len(inner) == 1 and inner[0].is_dir() and PurePosixPath(inner[0].name).suffix == ""
    return inner[0] if is_wrapped else room
