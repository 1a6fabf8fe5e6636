"""Both directions of an exchange with another hub or a stick: what is given, what is taken, what is brought here.

What is brought is signed, so it matters little who carries it: a report goes to the zone that offers its bundle, a
catalogue or a bundle to every zone here that believes a key of the caller's zone. A zone that nobody here believes can
bring reports on what was offered to it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from liandong.errors import BundleError, LiandongError
from liandong.hub.bundles.domain.exchanging import Desk, Giving, note_sent, taker_of
from liandong.hub.bundles.models import TrustedKey
from liandong.hub.core.models import Zone

if TYPE_CHECKING:
    from liandong.bundle import Carried, Folder, Remote

    Told = Callable[[Carried], object]


def push(zone: Zone, place: Folder | Remote, told: Told) -> list[Carried]:
    """What became of the parcels that the zone gave: its catalogue, the bundles in it, its reports. Raises ExchangeBroken."""
    from liandong.bundle import Remote, carry
    from liandong.bundle.places import KINDS, Inbox

    giving = Giving(zone)
    target = Inbox(place.address, place.token) if isinstance(place, Remote) else place
    kinds = target.kinds if isinstance(target, Inbox) else tuple(KINDS)
    done = carry(giving, target, kinds, told=told)
    note_sent(zone, str(place), giving.ids("reports") & target.ids("reports"))
    return done


def pull(zone: Zone, place: Folder | Remote, told: Told) -> list[Carried]:
    """What became of the parcels that were there for the zone; reports are taken from a stick alone. Raises ExchangeBroken."""
    from liandong.bundle import Remote, carry
    from liandong.bundle.places import KINDS

    kinds = ("catalogues", "bundles") if isinstance(place, Remote) else tuple(KINDS)
    return carry(place, Desk(zone), kinds, told=told)


def takers(caller: Zone) -> list[Zone]:
    """The zones of this hub that believe a key of the caller's zone."""
    rows = TrustedKey.objects.filter(of=caller, revoked=None).exclude(zone=caller)
    return list(Zone.objects.filter(pk__in=rows.values("zone")).order_by("pk"))


def held(caller: Zone, kind: str) -> set[str]:
    """The parcels that every zone has which takes from the caller's: they need not be brought again."""
    each = [Desk(zone).ids(kind) for zone in takers(caller)]
    return set.intersection(*each) if each else set()


def deliver(kind: str, data: bytes, *, caller: Zone) -> bool:
    """Takes what an account of the caller's zone has brought, for good, and says whether it is new.

    Raises what the library refuses it with, where no zone takes it.
    """
    if kind == "reports":
        return Desk(taker_of(data), may=lambda zone: zone.pk == caller.pk).put(kind, data)
    desks = [Desk(zone) for zone in takers(caller)]
    if not desks:
        raise BundleError(reason=_nobody(caller))
    done: list[bool] = []
    refused: list[LiandongError] = []
    for desk in desks:
        try:
            done.append(desk.put(kind, data))
        except LiandongError as error:
            refused.append(error)
    if not done:
        raise refused[0]
    return any(done)


def _nobody(caller: Zone) -> tuple[str, str]:
    return (
        f"这里没有片区信任“{caller}”的公钥；请先让对方核对公钥并对应到片区",
        f"no zone here believes a key of {caller}; have them confirm it first, and say whose it is",
    )
