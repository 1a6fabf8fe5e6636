"""A zone's end of an exchange: the parcels it gives, and what becomes of those that come.

A parcel is taken for good when ``put`` returns: the disk holds the file, the database the row and the entry of the audit
chain. Whoever brings it hears so only then, and may bring it again as often as they like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from liandong.errors import BundleError
from liandong.hub.bundles.domain import cataloguing, keeping, reporting, taking
from liandong.hub.bundles.models import BundleFile, CatalogueFile, ReportFile
from liandong.hub.core.models import Zone


def for_whole_hub(_: Zone) -> bool:
    """Whoever runs the hub may bring the reports of every zone; each is signed by its own."""
    return True


@dataclass(frozen=True)
class Desk:
    """The place of a zone in this hub. ``may`` says for which zones whoever stands there may bring reports."""

    zone: Zone
    may: Callable[[Zone], bool] = for_whole_hub

    def __str__(self) -> str:
        return str(self.zone)

    def ids(self, kind: str) -> set[str]:
        """The parcels that the zone has."""
        return set(self._rows(kind).values_list("sha256", flat=True))

    def get(self, kind: str, key: str) -> bytes:
        """The parcel. Raises BundleDamaged, ExchangeBroken."""
        return keeping.parcel(kind, key)

    def put(self, kind: str, data: bytes) -> bool:
        """Takes the parcel for good, and says whether it is new. Raises what the library refuses it with."""
        if kind == "reports":
            return reporting.receive(data, zone=self.zone, may=self.may)[1]
        if kind == "bundles":
            return taking.receive(data, zone=self.zone)[1]
        return cataloguing.receive(data, zone=self.zone)[1]

    def _rows(self, kind: str) -> Any:
        if kind == "reports":
            # Those it has sent, and those it has got: a file that was looked at is not asked for again.
            return ReportFile.objects.filter(zone=self.zone) | ReportFile.objects.filter(
                bundle__zone=self.zone
            )
        if kind == "catalogues":
            return CatalogueFile.objects.filter(circle__zones=self.zone)
        return BundleFile.objects.filter(zone=self.zone)


class Giving(Desk):
    """The same place, giving: what the zone offers to others, and its own reports."""

    def _rows(self, kind: str) -> Any:
        if kind == "reports":
            return ReportFile.objects.filter(zone=self.zone)
        row = cataloguing.own(self.zone)
        if kind == "catalogues":
            return CatalogueFile.objects.filter(pk=row.pk if row else None)
        return BundleFile.objects.filter(zone=self.zone, digest__in=listed(row))


def listed(row: CatalogueFile | None) -> list[str]:
    """The digests of the bundles that a catalogue offers and has not withdrawn."""
    return [one["sha256"] for one in row.entries if not one["withdrawn"]] if row else []


def note_sent(zone: Zone, where: str, keys: set[str]) -> int:
    """Note that these reports of the zone are at the place for good; how many were not noted yet.

    A report is one however many rows it has: where the origin is in this hub it stands under the copy of the zone, too.
    """
    noted = set()
    for row in ReportFile.objects.filter(zone=zone, sha256__in=keys):
        if where not in row.sent:
            row.sent = {**row.sent, where: timezone.now().isoformat(timespec="seconds")}
            row.save()
            noted.add(row.report_id)
    return len(noted)


def standing(zone: Zone, newest: int | None = None) -> dict[str, Any]:
    """How the exchange of the zone's reports stands: those it sent and where they are, those it got, and which are missing.

    With ``newest`` only so many of each are told, the newest first.
    """
    rows = ReportFile.objects.select_related("bundle__zone").defer(
        "effect", "bundle__facts", "bundle__envelope"
    )
    all_got = rows.filter(bundle__zone=zone).exclude(zone=zone)
    got = all_got.order_by("party", "sequence", "id")
    sent = rows.filter(zone=zone).order_by("bundle__key", "sequence", "id")
    if newest is not None:
        got, sent = (some.order_by("-id")[:newest] for some in (got, sent))
    numbers = all_got.order_by().values_list("party", "bundle__key", "sequence")
    return {
        "sent": [{"report": str(row), "id": row.report_id, "to": sorted(to)} for row, to in _each_once(sent)],
        "received": [{"report": str(row), "id": row.report_id} for row, _to in _each_once(got)],
        "missing": reporting.gaps(numbers),
    }


def _each_once(rows: Any) -> list[tuple[ReportFile, set[str]]]:
    """The reports in their order, each with all places where any of its rows was sent."""
    found: dict[str, tuple[ReportFile, set[str]]] = {}
    for row in rows:
        found.setdefault(row.report_id, (row, set()))[1].update(row.sent)
    return list(found.values())


def offers(zones: Any) -> dict[str, list[dict[str, str]]]:
    """What the hub offers to whoever sees these zones' things: the newest catalogues, and the bundles they list."""
    catalogues = [row for row in (cataloguing.own(zone) for zone in zones) if row is not None]
    digests = [digest for row in catalogues for digest in listed(row)]
    bundles = BundleFile.objects.filter(digest__in=digests, zone__in=[row.zone_id for row in catalogues])
    return {
        "catalogues": [{"id": it.sha256, "name": str(it)} for it in catalogues],
        "bundles": [{"id": it.sha256, "name": it.name} for it in bundles],
    }


def taker_of(data: bytes) -> Zone:
    """The zone of this hub that a report is for: one that has listed its bundle, and believes who signed it.

    Withdrawn ones too: that says not to install, and of those who did the origin must hear. Raises BundleError.
    """
    from liandong.bundle.reporting import about

    digest = about(data)
    rows = BundleFile.objects.filter(digest=digest).exclude(envelope="").select_related("zone")
    offering = [row.zone for row in rows.order_by("pk") if _has_listed(row.zone, digest)]
    if not offering:
        raise BundleError(reason=("这里没有它所报的成果包", "there is no bundle here that it is about"))
    return next((zone for zone in offering if reporting.is_believed(data, zone)), offering[0])


def _has_listed(zone: Zone, digest: str) -> bool:
    """Whether the zone's newest catalogue names the bundle, be it withdrawn."""
    row = cataloguing.own(zone)
    return row is not None and any(one["sha256"] == digest for one in row.entries)
