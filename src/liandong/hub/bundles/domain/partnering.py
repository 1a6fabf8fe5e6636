"""Other hubs that a zone exchanges with: their address here, the token in a file that no page and no copy has.

The worker carries, as the command does: what arrived stays, and doing it again goes on from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from liandong.errors import BundleError
from liandong.files import keep_private
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bundles.domain import delivering, keeping
from liandong.hub.bundles.domain.jobs import start
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleJob, Partner
from liandong.hub.core.domain.telling import told
from liandong.hub.core.models import Circle, User, Zone

if TYPE_CHECKING:
    from liandong.bundle import Carried, Remote

_KINDS = {
    "catalogues": ("目录", "catalogue"),
    "bundles": ("成果包", "bundle"),
    "reports": ("成效回传", "report"),
}


def add(*, zone: Zone, name: str, address: str, token: str, user: User | None) -> Partner:
    """The other hub, with its token put away. Raises ValidationError where the address is none."""
    from liandong.bundle import Remote

    with told():
        Remote(address, token)
    row = Partner(
        zone=zone, circle=Circle.of([zone]), name=name, address=address.rstrip("/"), created_by=user
    )
    with transaction.atomic(), told():
        row.save()
        place = keeping.token_of(zone, row.pk)
        place.unlink(missing_ok=True)  # left behind by a row of this number that was never committed
        keep_private(place, token.encode())
    return row


@transaction.atomic
def remove(row: Partner) -> None:
    """Forget the other hub, and its token; what came from it stays."""
    place = keeping.token_of(row.zone, row.pk)
    row.delete()
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def ask(*, kind: JobKind, partner: Partner, user: User | None) -> BundleJob:
    """The job that pushes to the other hub, or pulls from it; the one that is open where there is one."""
    asked = {"partner": partner.pk, "name": partner.name}
    open_one = BundleJob.objects.filter(
        kind=kind, zone=partner.zone, asked__partner=partner.pk, state__in=BundleJob.OPEN
    )
    return open_one.first() or start(kind=kind, zone=partner.zone, user=user, asked=asked)


def exchange(job: BundleJob, tell: Teller) -> None:
    """Carry, and keep what became of each parcel. Raises ExchangeBroken where the other hub is away or says no."""
    tell(("连接对方平台", "Asking the other hub"), 0, 1)
    done: list[Carried] = []

    def hear(one: Carried) -> None:
        done.append(one)
        job.found = found(done)
        zh, en = _KINDS[one.kind]
        tell((f"第 {len(done)} 份：{zh} {one.key[:12]}", f"number {len(done)}: {en} {one.key[:12]}"), 0, 1)

    carry = delivering.push if job.kind == JobKind.PUSH else delivering.pull
    carry(job.zone, _place(job), hear)
    job.found = found(done)


def found(done: list[Carried]) -> dict[str, object]:
    """What became of the parcels, as it is kept."""
    return {
        "carried": len(done),
        "new": sum(one.is_new for one in done),
        "refused": [[*_KINDS[one.kind], one.key[:12], *one.refusal] for one in done if one.refusal],
    }


def _place(job: BundleJob) -> Remote:
    """The other hub. Raises BundleError where it was removed, or its token is gone."""
    from liandong.bundle import Remote

    row = Partner.objects.filter(pk=job.asked["partner"], zone=job.zone).first()
    try:
        token = keeping.token_of(job.zone, job.asked["partner"]).read_text("utf-8")
    except OSError:
        token = ""
    if row is None or not token:
        raise BundleError(reason=_GONE)
    return Remote(row.address, token)


_GONE = (
    "这个平台已被移除，或它的令牌文件不在了；请重新登记",
    "the other hub was removed, or the file of its token is gone; enter it again",
)
