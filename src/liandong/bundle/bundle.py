"""A bundle: an innovation as one file, ``.fip``, that is the same bytes wherever it is built from the same folder.

    innovation.toml, process/…        the folder (see ``contents``)
    ro-crate-metadata.json            the same facts for other tools
    manifest.json                     the facts, and size, SHA-256 and SM3 of every member above (RFC 8785)
    signature.json                    once signed: a DSSE envelope of an in-toto statement about the manifest

The SHA-256 of the manifest is the bundle's ``digest``: it stays when the bundle is signed, and it is what catalogues list
and what reports are bound to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import rfc8785

from liandong.bundle import archive, facts
from liandong.bundle.contents import checked, gathered
from liandong.bundle.crate import CRATE, crate
from liandong.bundle.decisions import DecisionTable
from liandong.bundle.decisions.table import FOLDER as RULES
from liandong.bundle.envelope import IN_TOTO, Envelope
from liandong.bundle.facts import Innovation
from liandong.bundle.fields import Text
from liandong.bundle.keys import Private, Public
from liandong.bundle.sm3 import sm3
from liandong.errors import BundleDamaged, BundleError, SignatureRefused
from liandong.files import written_beside

FORMAT = "liandong.bundle/1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:liandong:bundle:1"


@dataclass(frozen=True)
class Bundle:
    """An innovation with all its files. Two are equal when their bytes are.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from liandong.bundle import new_key, skeleton
    >>> with TemporaryDirectory() as folder:
    ...     skeleton(f"{folder}/x")
    ...     bundle = Bundle.build(f"{folder}/x")
    ...     bundle == Bundle.build(f"{folder}/x")
    True
    >>> key = new_key("青岛")
    >>> signed = bundle.sign(key)
    >>> [one.party for one in signed.signers([key.public])]
    ['青岛']
    >>> signed.digest == bundle.digest
    True
    """

    #: The files of the folder, and the crate.
    members: Mapping[str, bytes] = field(repr=False)
    manifest: bytes = field(repr=False)
    innovation: Innovation
    envelope: Envelope | None = field(default=None, repr=False)
    #: The file it was read from, to be named in messages.
    source: str = field(default="", compare=False)

    @classmethod
    def build(cls, folder: str | os.PathLike[str]) -> Bundle:
        """The bundle of the folder, not signed. Raises FileMissing, BundleFaulty, which tells all that is wrong."""
        files = gathered(folder)
        innovation = checked(files, folder)
        members = files | {CRATE: crate(innovation, files)}
        return cls(members, _manifest(members, innovation), innovation, source=str(folder))

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, trust: Iterable[Public] | None = None, data: bytes | None = None
    ) -> Bundle:
        """The bundle in the file, every member of which is what the manifest says.

        With ``trust`` it must also be signed by one of these keys. ``data`` are the bytes where they are at hand.
        Raises FileMissing, BundleDamaged, SignatureRefused.
        """
        members = archive.read(path) if data is None else archive.unpacked(data, path)
        manifest, signature = members.pop(MANIFEST, None), members.pop(SIGNATURE, None)
        if manifest is None:
            raise BundleDamaged(path=path, reason=(f"没有 {MANIFEST}", f"it has no {MANIFEST}"))
        innovation = _agreeing(members, manifest, path)
        envelope = None if signature is None else _envelope(signature, manifest, innovation, path)
        bundle = cls(members, manifest, innovation, envelope, str(path))
        if trust is not None:
            bundle.signers(trust)
        return bundle

    @property
    def digest(self) -> str:
        """The SHA-256 of the manifest, and so of everything but signatures."""
        return sha256(self.manifest).hexdigest()

    @property
    def files(self) -> dict[str, bytes]:
        """The members that make up the innovation's folder."""
        return {name: data for name, data in self.members.items() if name != CRATE}

    @property
    def tables(self) -> list[DecisionTable]:
        """Its decision tables, by name. Raises BundleDamaged where one cannot be read."""
        return [self._read(name) for name in sorted(self.files) if name.startswith(RULES)]

    def table(self, name: str) -> DecisionTable:
        """The decision table of that name, with or without ``rules/`` and ``.toml``. Raises BundleError."""
        known = {one.name.removeprefix(RULES).removesuffix(".toml"): one for one in self.tables}
        found = known.get(name.removeprefix(RULES).removesuffix(".toml"))
        if found is None:
            there = ", ".join(known) or "—"
            reason = (f"没有决策表 {name}，有的是 {there}", f"there is no decision table {name}, but {there}")
            raise BundleError(reason=reason)
        return found

    def _read(self, name: str) -> DecisionTable:
        problems: list[Text] = []
        table = DecisionTable.read(name, self.files[name], problems)
        if table is None:
            raise BundleDamaged(path=self.source or name, reason=problems[0])
        return table

    def sign(self, key: Private) -> Bundle:
        """The bundle with this key's signature too."""
        envelope = self.envelope or Envelope.of(IN_TOTO, _statement(self.manifest, self.innovation))
        return replace(self, envelope=envelope.sign(key))

    def signers(self, known: Iterable[Public]) -> list[Public]:
        """Whose of the known keys signed it, at least one. Raises SignatureRefused."""
        envelope = self.envelope or Envelope(IN_TOTO, b"")
        return envelope.signers(known, self.source or self.innovation.name)

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The ids of the keys that are said to have signed it; ``signers`` checks that they did."""
        return tuple(key for key, _ in self.envelope.signatures) if self.envelope else ()

    @cached_property
    def _bytes(self) -> bytes:
        signature = {} if self.envelope is None else {SIGNATURE: self.envelope.to_bytes()}
        return archive.packed({**self.members, MANIFEST: self.manifest, **signature})

    def to_bytes(self) -> bytes:
        """The file."""
        return self._bytes

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file; an old one stays until the new one is whole. Raises BundleDamaged above 64 MiB."""
        data = self.to_bytes()
        archive.unpacked(data, path)  # nothing is written that could not be opened
        with written_beside(path) as part:
            part.write_bytes(data)


def _manifest(members: Mapping[str, bytes], innovation: Innovation) -> bytes:
    listed: list[dict[str, Any]] = [
        {"path": name, "size": len(data), "sha256": sha256(data).hexdigest(), "sm3": sm3(data)}
        for name, data in sorted(members.items())
    ]
    return rfc8785.dumps({"format": FORMAT, "innovation": innovation.as_json, "members": listed})


def _agreeing(members: Mapping[str, bytes], manifest: bytes, path: object) -> Innovation:
    """The facts, where manifest and members agree in every bit. Raises BundleDamaged."""
    try:
        values = json.loads(manifest)
        found = values["format"] if isinstance(values, dict) else None
    except (ValueError, LookupError, RecursionError):
        found = None
    if found != FORMAT:
        reason = (
            f"格式是 {found}，本程序读取 {FORMAT}",
            f"its format is {found}, this program reads {FORMAT}",
        )
        raise BundleDamaged(path=path, reason=reason)
    problems: list[Text] = []
    innovation = facts.read(members, problems)
    if problems:
        raise BundleDamaged(path=path, reason=problems[0])
    if manifest != _manifest(members, innovation):
        raise BundleDamaged(path=path, reason=_difference(values, members))
    return innovation


def _difference(values: dict[str, Any], members: Mapping[str, bytes]) -> Text:
    """What the manifest and the members differ in."""
    try:
        listed = {one["path"]: one["sha256"] for one in values["members"]}
    except (LookupError, TypeError):
        return "清单不完整", "the manifest is not whole"
    if missing := sorted(listed.keys() - members.keys()):
        return f"缺少成员 {missing[0]}", f"the member {missing[0]} is missing"
    if more := sorted(members.keys() - listed.keys()):
        return f"成员 {more[0]} 不在清单里", f"the member {more[0]} is not in the manifest"
    changed = [name for name, data in members.items() if sha256(data).hexdigest() != listed[name]]
    if changed:
        return f"成员 {changed[0]} 被改动过", f"the member {changed[0]} was changed"
    return "清单与内容不符", "the manifest is not that of its members"


def _statement(manifest: bytes, innovation: Innovation) -> dict[str, Any]:
    """What is signed: an in-toto statement (v1) about the manifest."""
    digests = {"sha256": sha256(manifest).hexdigest(), "sm3": sm3(manifest)}
    facts = {"id": innovation.id, "version": innovation.version, "origin": innovation.origin}
    return {
        "_type": STATEMENT,
        "subject": [{"name": MANIFEST, "digest": digests}],
        "predicateType": PREDICATE,
        "predicate": facts | {"simulated": innovation.is_simulated},
    }


def _envelope(data: bytes, manifest: bytes, innovation: Innovation, path: object) -> Envelope:
    """The envelope, which is about this very manifest. Raises SignatureRefused."""
    try:
        envelope = Envelope.from_bytes(data)
        is_about_it = (envelope.kind, envelope.payload) == (
            IN_TOTO,
            rfc8785.dumps(_statement(manifest, innovation)),
        )
    except ValueError:
        is_about_it = False
    if not is_about_it:
        reason = ("签名是为别的内容作的", "its signature is about something else")
        raise SignatureRefused(path=path, reason=reason)
    return envelope
