"""The same facts as RO-Crate metadata (1.1), so that repositories and other tools can read a bundle without us."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

import rfc8785

from liandong.bundle.facts import Innovation

CRATE = "ro-crate-metadata.json"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_TYPES = {
    ".bpmn": "application/bpmn+xml",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".profile": "application/zip",
    ".toml": "application/toml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def crate(innovation: Innovation, files: Iterable[str]) -> bytes:
    """The metadata file of a bundle with these facts and files."""
    names = sorted(files)
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": " / ".join(innovation.title),
        "description": " / ".join(innovation.summary),
        "identifier": innovation.id,
        "version": innovation.version,
        "datePublished": innovation.published.isoformat(),
        "license": {"@id": f"https://spdx.org/licenses/{innovation.licence}"},
        "creator": {"@id": "#origin"},
        "keywords": [
            *innovation.systems,
            *(["模拟数据", "simulated data"] if innovation.is_simulated else []),
        ],
        "hasPart": [{"@id": name} for name in names],
    }
    about: dict[str, Any] = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _PROFILE},
        "about": {"@id": "./"},
    }
    licence = {
        "@id": f"https://spdx.org/licenses/{innovation.licence}",
        "@type": "CreativeWork",
        "name": innovation.licence,
    }
    origin = {"@id": "#origin", "@type": "Organization", "name": innovation.origin}
    parts: list[dict[str, Any]] = [
        {"@id": name, "@type": "File", "encodingFormat": _TYPES[PurePosixPath(name).suffix.lower()]}
        for name in names
    ]
    return rfc8785.dumps(
        {"@context": f"{_PROFILE}/context", "@graph": [about, root, licence, origin, *parts]}
    )
