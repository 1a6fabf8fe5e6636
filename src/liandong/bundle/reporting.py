"""Bundles down, counts up: a zone that runs an innovation sends its shared profile back to the origin.

    report.json        which bundle (its digest), which zone, which periods, which of its reports (1, 2, …), which counts
    shared.profile     the counts, in cells of at least k, with the record of who approved that
    signature.json     a DSSE envelope of an in-toto statement about both

A report is a zip like a bundle, ``.fips``. Its id is the digest of ``report.json``, so the same report taken in twice, or
after a crash, is there once. A zone numbers its reports on an innovation, so that one that is missing is noticed; a later
one takes the place of its earlier ones where effects are worked out, and all of them are kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rfc8785

from liandong.bundle import archive
from liandong.bundle.bundle import SIGNATURE, STATEMENT, Bundle
from liandong.bundle.envelope import IN_TOTO, Envelope
from liandong.bundle.fields import Text
from liandong.bundle.keys import Private, Public
from liandong.bundle.sm3 import sm3
from liandong.errors import BundleDamaged, BundleError, OutputError, SharingRefused, SignatureRefused
from liandong.files import locked, refused, written_beside
from liandong.profile import Profile
from liandong.profile.sharing import verify

FORMAT = "liandong.report/2"
REPORT, PROFILE = "report.json", "shared.profile"
PREDICATE = "urn:liandong:report:1"
#: No zone reports oftener on one innovation.
MOST_REPORTS = 100_000


@dataclass(frozen=True)
class Facts:
    """What a report is about. Days are ``YYYY-MM-DD``."""

    bundle: str
    innovation: str
    version: str
    zone: str
    reported_on: str
    #: The first days of the first and the last period counted.
    first: str
    last: str
    #: The number of the report among those of the zone on this innovation, from 1 on.
    sequence: int
    #: The day from which cases of the zone went the new way; empty where they do not yet.
    adopted: str
    #: The fingerprint of the counts.
    counts: str
    simulated: bool
    format: str = FORMAT


@dataclass(frozen=True)
class Report:
    """A zone's shared profile on an innovation it has taken over."""

    facts: Facts
    profile: Profile = field(repr=False, compare=False)
    profile_bytes: bytes = field(repr=False)
    envelope: Envelope | None = field(default=None, repr=False)
    source: str = field(default="", compare=False)

    @classmethod
    def of(
        cls,
        bundle: Bundle,
        profile: Profile,
        *,
        zone: str,
        now: date,
        sequence: int = 1,
        adopted: date | None = None,
    ) -> Report:
        """The report, not signed. Raises SharingRefused for a profile that was not shared, or not well enough.

        Raises BundleError for one that counts other zones too.
        """
        _check_shared(profile)
        _check_own(profile, zone)
        periods = profile.case["period"]
        facts = Facts(
            bundle=bundle.digest,
            innovation=bundle.innovation.id,
            version=bundle.innovation.version,
            zone=zone,
            reported_on=now.isoformat(),
            first=str(periods.min()),
            last=str(periods.max()),
            sequence=sequence,
            adopted=adopted.isoformat() if adopted else "",
            counts=profile.sha256,
            simulated=profile.sheet.simulated,
        )
        return cls(facts, profile, _file_of(profile))

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, trust: Iterable[Public], data: bytes | None = None
    ) -> Report:
        """The report in the file, signed by a trusted key of the zone it is about.

        ``data`` are the bytes where they are at hand. Raises FileMissing, BundleDamaged, SignatureRefused, SharingRefused,
        BundleError.
        """
        members = archive.read(path) if data is None else archive.unpacked(data, path)
        try:
            head, counts, signature = (members[name] for name in (REPORT, PROFILE, SIGNATURE))
            values = json.loads(head)
            if len(members) > 3 or values["format"] != FORMAT or rfc8785.dumps(values) != head:
                raise ValueError("format")
            facts, envelope = Facts(**values), Envelope.from_bytes(signature)
            for day in (facts.reported_on, facts.first, facts.last, facts.adopted or facts.first):
                date.fromisoformat(day)
            if type(facts.sequence) is not int or not 1 <= facts.sequence <= MOST_REPORTS:
                raise ValueError("sequence")
        except (LookupError, ValueError, TypeError, RecursionError):
            raise BundleDamaged(path=path, reason=_NOT_WHOLE) from None
        if envelope != Envelope.of(IN_TOTO, _statement(head, counts)).with_signatures(envelope.signatures):
            raise SignatureRefused(
                path=path, reason=("签名是为别的内容作的", "its signature is about something else")
            )
        signers = envelope.signers(trust, path)
        if facts.zone not in [one.party for one in signers]:
            reason = (f"不是 {facts.zone} 自己签的名", f"it is not signed by {facts.zone} itself")
            raise SignatureRefused(path=path, reason=reason)
        profile = _profile_in(counts)
        if (profile.sha256, profile.sheet.simulated) != (facts.counts, facts.simulated):
            raise BundleDamaged(
                path=path, reason=("画像不是所报的那份", "the profile is not the one reported")
            )
        _check_shared(profile)
        _check_own(profile, facts.zone)
        return cls(facts, profile, counts, envelope, str(path))

    @property
    def id(self) -> str:
        """The SHA-256 of ``report.json``."""
        return sha256(self._head).hexdigest()

    @property
    def _head(self) -> bytes:
        return rfc8785.dumps(asdict(self.facts))

    def sign(self, key: Private) -> Report:
        """The report with this key's signature."""
        envelope = Envelope.of(IN_TOTO, _statement(self._head, self.profile_bytes)).sign(key)
        return Report(self.facts, self.profile, self.profile_bytes, envelope, self.source)

    def to_bytes(self) -> bytes:
        """The file."""
        signature = {} if self.envelope is None else {SIGNATURE: self.envelope.to_bytes()}
        return archive.packed({REPORT: self._head, PROFILE: self.profile_bytes, **signature})

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file; an old one stays until the new one is whole."""
        with written_beside(path) as part:
            part.write_bytes(self.to_bytes())


def about(data: bytes) -> str:
    """The digest of the bundle that a report says it is about, before anything of it is believed. Raises BundleDamaged."""
    try:
        return str(json.loads(archive.unpacked(data, REPORT)[REPORT])["bundle"])
    except (LookupError, ValueError, TypeError, RecursionError):
        raise BundleDamaged(path=REPORT, reason=_NOT_WHOLE) from None


def receive(
    path: str | os.PathLike[str],
    into: str | os.PathLike[str],
    *,
    trust: Iterable[Public],
    bundle: Bundle | None = None,
) -> tuple[Report, bool]:
    """The report taken in under ``into``, and whether it is new there.

    With ``bundle`` it must be about this very bundle. Raises what ``Report.open`` raises, BundleError, OutputError.
    """
    report, root = Report.open(path, trust=trust), Path(into)
    if bundle is not None and report.facts.bundle != bundle.digest:
        told = f"{report.facts.innovation} {report.facts.version}", report.facts.bundle[:12]
        reason = (
            f"{path} 报的是 {told[0]}（{told[1]}），不是 {bundle.innovation.name}（{bundle.digest[:12]}）",
            f"{path} is about {told[0]} ({told[1]}), not {bundle.innovation.name} ({bundle.digest[:12]})",
        )
        raise BundleError(reason=reason)
    place = root / report.facts.bundle / f"{report.id}.fips"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with locked(root / ".lock", OutputError(path=root, reason=_BUSY)):
            is_new = not place.is_file()
            if is_new:
                report.save(place)
    except OSError as error:
        raise OutputError(path=root, reason=refused(error)) from error
    return report, is_new


def received(into: str | os.PathLike[str], *, trust: Iterable[Public], bundle: str = "") -> list[Report]:
    """The reports taken in there, of one bundle (its digest) if named, by zone and day."""
    keys = list(trust)
    found = [Report.open(path, trust=keys) for path in Path(into).glob(f"{bundle or '*'}/*.fips")]
    return sorted(
        found, key=lambda one: (one.facts.innovation, one.facts.zone, one.facts.reported_on, one.id)
    )


def latest(reports: Iterable[Report]) -> list[Report]:
    """Of the reports of each zone on each innovation the last, which takes the place of the earlier ones."""
    last = {(one.facts.innovation, one.facts.zone): one for one in sorted(reports, key=_when)}
    return [last[key] for key in sorted(last)]


_NOT_WHOLE: Text = ("不是完整的回传件", "it is no whole report")
_BUSY: Text = (
    "另一个程序正在收件，请等它结束",
    "another program is taking reports in; wait until it is done",
)


def _when(report: Report) -> tuple[int, str, str]:
    return report.facts.sequence, report.facts.reported_on, report.id


def _statement(head: bytes, counts: bytes) -> dict[str, Any]:
    def digests(data: bytes) -> dict[str, str]:
        return {"sha256": sha256(data).hexdigest(), "sm3": sm3(data)}

    named: list[dict[str, Any]] = [
        {"name": REPORT, "digest": digests(head)},
        {"name": PROFILE, "digest": digests(counts)},
    ]
    return {"_type": STATEMENT, "subject": named, "predicateType": PREDICATE, "predicate": json.loads(head)}


def _check_own(profile: Profile, zone: str) -> None:
    """A zone speaks for itself: counts of another would be added to those of that zone. Raises BundleError."""
    if list(profile.zones) != [zone]:
        told = "、".join(profile.zones) or "—"
        reason = (
            f"画像里的片区是 {told}，署名的是 {zone}；请用只含本片区的画像；尚未共享的会自动只取本片区",
            f"the profile counts {told}, and {zone} signs; use the zone's own, of one not shared yet it is taken",
        )
        raise BundleError(reason=reason)


def _check_shared(profile: Profile) -> None:
    if not profile.sheet.releases:
        reason = (
            "还没有经过共享处理，请先用 `liandong profile share`，或给出 --approved-by 和 --retention",
            "it was not shared yet; use `liandong profile share` first, or give --approved-by and --retention",
        )
        raise SharingRefused(reason=reason)
    found = verify(profile)
    if found:
        raise SharingRefused(reason=(found[0].sentence("zh"), found[0].sentence("en")))


def _file_of(profile: Profile) -> bytes:
    with TemporaryDirectory(prefix="liandong-") as folder:
        profile.save(Path(folder) / PROFILE)
        return (Path(folder) / PROFILE).read_bytes()


def _profile_in(data: bytes) -> Profile:
    with TemporaryDirectory(prefix="liandong-") as folder:
        (Path(folder) / PROFILE).write_bytes(data)
        return Profile.load(Path(folder) / PROFILE)
