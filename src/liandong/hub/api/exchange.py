"""Exchange between hubs: signed catalogues and bundles to take or bring, shared profiles to bring; a parcel at a time, by
its SHA-256.

A parcel that was brought is acknowledged when it is on the disk and in the database. Bringing it again answers the same.
"""

from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled
from ninja import Field, Path, Router, Schema, Status

from liandong.bundle.archive import MOST_BYTES
from liandong.errors import LiandongError
from liandong.hub.api.auth import allow
from liandong.hub.api.problems import problem
from liandong.hub.bundles import rules
from liandong.hub.bundles.domain import delivering, exchanging, keeping
from liandong.hub.bundles.models import ReportFile
from liandong.hub.core.domain import audit
from liandong.hub.core.language import page_language
from liandong.hub.core.models import Zone

router = Router(tags=[_("成果包交换")])

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class Parcel(Schema):
    """A file: its SHA-256, and what it is."""

    id: str
    name: str


class Held(Schema):
    """A file that every zone has which takes from the caller's."""

    id: str


class Parcels(Schema):
    """What is here for the caller: what zones offer, and what the caller's zone has brought."""

    catalogues: list[Parcel]
    bundles: list[Parcel]
    reports: list[Parcel]
    takes: list[str] = Field(description="the kinds of parcels that the caller's zone may bring")
    held: list[Held] = Field(description="catalogues and bundles that need not be brought again")


class Brought(Schema):
    """That a parcel is kept for good, and whether it was new."""

    id: str
    is_new: bool = Field(description="false where it was here before")


@router.get("/exchange", response=Parcels, summary=_("可以收取的目录和成果包，已收到的回传"))
def parcels(request: Any) -> Any:
    """What is here for the caller."""
    allow(rules.may_read, request.user)
    reports = ReportFile.objects.filter(zone=request.user.zone_id).select_related("bundle")
    told = [{"id": one.sha256, "name": str(one)} for one in reports]
    return {**exchanging.offers(Zone.objects.all()), "reports": told, **_inbox(request.user.zone)}


def _inbox(caller: Zone | None) -> dict[str, Any]:
    """What the caller's zone may bring, and what of it is here: other zones say so, whose things it does not see."""
    with scopes_disabled():
        if caller is None or not delivering.takers(caller):
            return {"takes": ["reports"], "held": []}
        kinds = ("catalogues", "bundles")
        ids = sorted(key for kind in kinds for key in delivering.held(caller, kind))
    return {"takes": [*kinds, "reports"], "held": [{"id": key} for key in ids]}


_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/exchange/{kind}/{sha256}",
    summary=_("取一个文件"),
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": _FILE}}}},
)
def parcel(request: Any, kind: Literal["catalogues", "bundles"], sha256: Sha256) -> Any:
    """One parcel that is offered, as its bytes."""
    allow(rules.may_read, request.user)
    there = {one["id"] for one in exchanging.offers(Zone.objects.all())[kind]}
    if sha256 not in there:
        raise Http404
    try:
        data = keeping.parcel(kind, sha256)
    except LiandongError:
        return problem(404, _now("文件不在或已损坏，请联系系统运维。"))
    changes = {"took": kind, "sha256": sha256}
    audit.append("exchange", f"bundles.{kind}", sha256[:40], request.user.zone_id, changes)
    return HttpResponse(data, content_type="application/octet-stream")


@router.put(
    "/exchange/{kind}/{sha256}",
    response={200: Brought, 201: Brought},
    summary=_("送来一份目录、成果包或成效回传"),
    openapi_extra={"requestBody": {"content": {"application/octet-stream": _FILE}, "required": True}},
)
def bring(request: Any, kind: Literal["catalogues", "bundles", "reports"], sha256: Sha256) -> Any:
    """Bring a signed file: a shared profile of the caller's own zone about a bundle of a zone of this hub, or a catalogue
    or bundle, which goes to every zone here that believes a key of the caller's zone.
    """
    allow(rules.may_act, request.user)
    if request.user.zone_id is None:
        raise PermissionDenied
    # Read as a file is: a bundle may be larger than a form.
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValidationError(_now("文件超过 %(most)s MB，请改用 U 盘。") % {"most": MOST_BYTES >> 20})
    is_new = _kept(kind, data, sha256, request.user.zone)
    return Status(201 if is_new else 200, {"id": sha256, "is_new": is_new})


def _kept(kind: str, data: bytes, sha256: str, caller: Zone) -> bool:
    from liandong.bundle.places import checked

    try:
        # It is for another zone, which sees and believes what the caller does not see; the caller hears yes or no.
        with scopes_disabled():
            return delivering.deliver(kind, checked(data, sha256, sha256[:12]), caller=caller)
    except LiandongError as error:
        raise ValidationError(error.text(page_language())) from error
