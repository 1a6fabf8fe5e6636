"""The profile file: one zip of Parquet tables with a JSON data sheet.

    profile.json      format, version, settings, data sheet, sha256 of the counts
    follows.parquet   one member a table of ``TABLES``, then cardinality.parquet (version 2) and sequence.parquet
    (reserved: segments/, receipts/ for increments and hand-over receipts)

Members are stored in a fixed order with a fixed date, so equal profiles give equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.errors import FileMissing, LiandongError, ProfileDamaged
from liandong.files import written_beside
from liandong.profile.datasheet import DataSheet
from liandong.profile.merging import ranked
from liandong.profile.periods import check_unit
from liandong.profile.sequences import SEQUENCE, parts
from liandong.profile.sharing.release import Release
from liandong.profile.statutory import Mark
from liandong.profile.tables import CARDINALITY, TABLES, TEXT, empty

if TYPE_CHECKING:
    from liandong.profile.value import Profile, Settings

FORMAT = "liandong.profile"
#: The versions read here. A file says the lowest version that holds what is in it: 2 has the table ``cardinality``, and
#: everything else is 1, with the same bytes and fingerprint as before there was a 2.
VERSIONS = (1, 2)
#: A profile is small whatever the log's size; anything larger is refused before it is unpacked.
MOST_BYTES = 8 << 30
#: What reading a file that is not what it says can end in; a RuntimeError is an encrypted or too deeply nested one.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    pa.ArrowException,
    pl.exceptions.PolarsError,
    zipfile.BadZipFile,
    zlib.error,
)
#: Rows of a table that are written at a time: their names, spelt out, take many times their room.
_GROUP = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)


def fingerprint(profile: Profile) -> str:
    """SHA-256 over the settings, every table and the sequences, by value: no file format or library version enters."""
    digest = hashlib.sha256(_json(asdict(profile.settings)))
    activities, offsets = parts(profile.sequence["activities"])
    sequences = {
        "sequence": profile.sequence.select("variant", length=pl.Series(np.diff(offsets), dtype=pl.Int64)),
        "sequence activities": pl.DataFrame({"activity": activities}),
    }
    counted = dict(profile.tables) | _related(profile)
    for name, frame in sorted((counted | sequences).items()):
        digest.update(f"\n{name} {frame.height}".encode())
        for column in frame.columns:
            digest.update(f"\n{column}\n".encode())
            _digest_column(digest, frame[column])
    return digest.hexdigest()


def _related(profile: Profile) -> dict[str, pl.DataFrame]:
    """The table that only object-centric logs have."""
    return {} if profile.cardinality.is_empty() else {"cardinality": profile.cardinality}


def _digest_column(digest: Any, values: pl.Series) -> None:
    if values.dtype == TEXT:
        names, places = ranked(values)
        digest.update(_json(names))
        digest.update(places.tobytes())
    elif values.dtype.is_decimal():
        digest.update(pa.concat_arrays([values.rechunk().to_arrow()]).buffers()[1] or b"")
    else:
        number = (
            pl.Int32 if values.dtype == pl.Date else pl.UInt8 if values.dtype == pl.Boolean else values.dtype
        )
        array = np.ascontiguousarray(values.cast(number).to_numpy())
        digest.update(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())


def save(profile: Profile, path: Path) -> None:
    """Writes the file beside its place and moves it there when it is whole. Raises OutputError."""
    with written_beside(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "profile.json", _json(_head(profile)))
        for name, frame in {**profile.tables, **_related(profile)}.items():
            _add(archive, f"{name}.parquet", _parquet(frame))
        _add(archive, "sequence.parquet", _parquet(profile.sequence))


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, date_time=_DATE), data)


def _parquet(frame: pl.DataFrame) -> bytes:
    import pyarrow.parquet as pq  # with the file systems of three clouds: only when a file is written or read

    texts = [pl.col(name).cast(pl.String) for name, dtype in frame.schema.items() if dtype == TEXT]
    if "activities" in frame.columns:
        texts.append(pl.col("activities").cast(pl.List(pl.String)))
    sink = io.BytesIO()
    # In one piece a group of rows: equal profiles give equal bytes, however their tables came about.
    groups = (
        frame.slice(begin, _GROUP).rechunk().with_columns(texts).to_arrow()
        for begin in range(0, max(1, frame.height), _GROUP)
    )
    first = next(groups)
    with pq.ParquetWriter(sink, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for group in groups:
            writer.write_table(group)
    return sink.getvalue()


def _head(profile: Profile) -> dict[str, Any]:
    head = {
        "format": FORMAT,
        "version": 2 if _related(profile) else 1,
        "settings": asdict(profile.settings),
        "sha256": profile.sha256,
    }
    sheet = asdict(profile.sheet)
    if not profile.sheet.releases:
        del sheet["releases"]  # so that files of counts never shared are what earlier versions wrote and read
    return head | {"sheet": sheet}


def _json(value: object) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, default=_text, separators=(",", ":")
    ).encode()


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def load(path: Path) -> Profile:
    """Reads a profile file; whatever is wrong with it raises ProfileDamaged."""
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(path, archive)
    except ProfileDamaged:
        raise
    except LiandongError as error:
        raise ProfileDamaged(path=path, reason=(error.text("zh"), error.text("en"))) from None
    except _DAMAGE as error:
        raise ProfileDamaged(path=path, reason=f"{type(error).__name__}: {error}") from None


def _read(path: Path, archive: zipfile.ZipFile) -> Profile:
    from liandong.profile.value import Profile

    members = archive.infolist()
    if (
        len({member.filename for member in members}) < len(members)
        or sum(m.file_size for m in members) > MOST_BYTES
    ):
        raise ProfileDamaged(path=path, reason=("成员重复或过大", "members are repeated or too large"))
    head = json.loads(archive.read("profile.json"), parse_constant=_no_number)
    if head.get("format") != FORMAT or head.get("version") not in VERSIONS:
        found = f"{head.get('format')} {head.get('version')}"
        reason = (
            f"文件是 {found}，本程序读取 {FORMAT} {VERSIONS[0]}–{VERSIONS[-1]}",
            f"it is {found}, this program reads {FORMAT} {VERSIONS[0]} to {VERSIONS[-1]}",
        )
        raise ProfileDamaged(path=path, reason=reason)
    settings = _settings(head["settings"])
    tables = {}
    for name, table in TABLES.items():
        frame = _frame(archive, name)
        tables[name] = frame.select(
            [pl.col(c).cast(t) for c, t in table.schema(working=bool(settings.calendar)).items()]
        )
    sequence = _frame(archive, "sequence").select(
        [pl.col(name).cast(dtype) for name, dtype in SEQUENCE.items()]
    )
    related = _frame(archive, "cardinality") if head["version"] > 1 else empty(CARDINALITY, working=False)
    related = related.select([pl.col(c).cast(t) for c, t in CARDINALITY.schema(working=False).items()])
    profile = Profile(settings, tables, sequence, _sheet(head["sheet"]), related)
    if profile.sha256 != head["sha256"]:
        reason = ("计数与指纹不符", "the counts do not match their fingerprint")
        raise ProfileDamaged(path=path, reason=reason)
    return profile


def _frame(archive: zipfile.ZipFile, name: str) -> pl.DataFrame:
    import pyarrow.parquet as pq

    frame = pl.from_arrow(pq.read_table(io.BytesIO(archive.read(f"{name}.parquet"))))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _settings(values: dict[str, Any]) -> Settings:
    from liandong.profile.value import Settings

    check_unit(values["period"])
    return Settings(**values | {"statutory": tuple(Mark(**mark) for mark in values["statutory"])})


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _sheet(values: dict[str, Any]) -> DataSheet:
    times = {
        name: datetime.fromisoformat(values[name]) if values[name] else None for name in ("first", "last")
    }
    if any(time is not None and time.tzinfo is None for time in times.values()):
        raise ValueError("a time without a zone")
    if type(values["rejected_rows"]) is not int or type(values["simulated"]) is not bool:
        raise TypeError("the data sheet")
    pairs = tuple((zh, en) for zh, en in values["assumptions"])
    releases = tuple(Release.of(one) for one in values.get("releases", ()))
    rest = {"sources": tuple(values["sources"]), "assumptions": pairs, "releases": releases}
    return DataSheet(**values | times | rest)
