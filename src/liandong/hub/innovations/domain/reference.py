"""What the library stands on — fields, channels, libraries, score sheets — read from ``demo/reference.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "demo"


def read(name: str) -> dict[str, Any]:
    """A file of the room's data."""
    return tomllib.loads((DATA / name).read_text("utf-8"))


def load(apps: Any) -> None:
    """Make what is missing; what was edited stays. ``apps`` may be the registry of a migration."""
    data = read("reference.toml")
    for name in ("library", "field", "family", "channel"):
        model = apps.get_model("innovations", name)
        for place, entry in enumerate(data[name]):
            has_place = any(each.name == "position" for each in model._meta.fields)
            model.objects.get_or_create(
                slug=entry["slug"], defaults={**entry, **({"position": place} if has_place else {})}
            )
    _crosswalk(apps, data["crosswalk"])
    for entry in data["scheme"]:
        _scheme(apps, entry)


def _crosswalk(apps: Any, schemes: dict[str, Any]) -> None:
    fields = {field.slug: field for field in apps.get_model("innovations", "field").objects.all()}
    for scheme, rows in schemes.items():
        for slug, names in rows.items():
            for name in names:
                apps.get_model("innovations", "crosswalk").objects.get_or_create(
                    scheme=scheme, name=name, defaults={"field": fields[slug]}
                )


def _scheme(apps: Any, entry: dict[str, Any]) -> None:
    values = {name: value for name, value in entry.items() if name != "rows"}
    scheme, is_new = apps.get_model("innovations", "scorescheme").objects.get_or_create(
        slug=entry["slug"], defaults=values
    )
    if not is_new:
        return
    row_model = apps.get_model("innovations", "scorerow")
    for place, (kind, code, name, name_en, value, note) in enumerate(entry["rows"]):
        row_model.objects.create(
            scheme=scheme,
            kind=kind,
            code=code,
            name=name,
            name_en=name_en,
            value=value,
            note=note,
            position=place,
        )
