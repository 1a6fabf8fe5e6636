"""The seven zones of the sources, with accounts to try them: read from ``demo/network.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from liandong.hub.core.enums import Role
from liandong.hub.core.models import Agency, Circle, Firm, Source, User, Zone

_DATA = Path(__file__).parents[1] / "demo" / "network.toml"


@transaction.atomic
def load(password: str) -> list[User]:
    """Make the zones, agencies, firms, sources and people of the demonstration; the people, each with the password.

    Doing it again changes nothing but the passwords.
    """
    data = tomllib.loads(_DATA.read_text("utf-8"))
    zones = {entry["slug"]: _zone(place, entry) for place, entry in enumerate(data["zone"])}
    _bodies(zones, data)
    for entry in data["source"]:
        Source.objects.update_or_create(slug=entry["slug"], defaults=entry)
    for zone in zones.values():
        Circle.of([zone])
    for is_public in (False, True):
        Circle.network(is_public=is_public)
    # One hash for all: it is one password, and a hash is meant to take long.
    hashed = make_password(password)
    return [_person(entry, zones, hashed) for entry in data["person"]]


def _zone(place: int, entry: dict[str, Any]) -> Zone:
    return Zone.objects.update_or_create(slug=entry["slug"], defaults={**entry, "position": place})[0]


def _bodies(zones: dict[str, Zone], data: dict[str, Any]) -> None:
    for slug, zone in zones.items():
        for name, name_en in [*data["agencies"]["every"], *data["agencies"].get(slug, [])]:
            Agency.objects.get_or_create(zone=zone, name=name, defaults={"name_en": name_en})
        for name, name_en in data["firms"].get(slug, []):
            Firm.objects.get_or_create(zone=zone, name=name, defaults={"name_en": name_en})


def _person(entry: dict[str, Any], zones: dict[str, Zone], hashed: str) -> User:
    zone = zones.get(entry.get("zone", ""))
    is_operator = entry["role"] == Role.OPERATOR
    values = {
        "display_name": entry["display_name"],
        "role": entry["role"],
        "zone": zone,
        "agency": Agency.objects.filter(zone=zone, name=entry.get("agency")).first(),
        "firm": Firm.objects.filter(zone=zone, name=entry.get("firm")).first(),
        "is_staff": is_operator,
        "is_superuser": is_operator,
        "password": hashed,
    }
    return User.objects.update_or_create(username=entry["username"], defaults=values)[0]
