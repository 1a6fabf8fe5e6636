"""What the schemas of every noun are made of."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, get_args

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Path, Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from liandong.hub.api.pages import LARGEST
from liandong.hub.core.models import Zone

#: Text without the character that PostgreSQL cannot keep.
_TEXT = r"^[^\x00]*$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_TEXT)]
Text = Annotated[str, StringConstraints(max_length=5000, pattern=_TEXT)]
Words = Annotated[str, StringConstraints(max_length=100, pattern=_TEXT)]
Slug = Annotated[str, StringConstraints(max_length=50, pattern=r"^[-a-zA-Z0-9_]+$")]
Number = Annotated[int, Field(ge=1, le=LARGEST)]
Key = Annotated[int, Path(ge=1, le=LARGEST)]


def _as_written(day: Any) -> Any:
    # Pydantic would take "0" for the first day of 1970.
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(day)):
        return day
    raise PydanticCustomError("date_from_datetime_parsing", "a date is needed, such as 2026-03-31")


def _in_our_time(day: date) -> date:
    if not 1949 <= day.year <= 2199:
        raise ValueError("not between 1949 and 2199")
    return day


#: A day that calendars and sums of days can work with.
Day = Annotated[date, BeforeValidator(_as_written), AfterValidator(_in_our_time)]


class Given(Schema):
    """What a caller sends; a name that is not known is refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _is_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        # Pydantic would take true for 1, and "5" for 5.
        wanted = {int, float} & set(_kinds(cls.model_fields[str(info.field_name)].annotation))
        if wanted and isinstance(value, bool | str):
            raise PydanticCustomError("int_type", "a number is needed")
        return value


def _kinds(annotation: Any) -> Iterator[Any]:
    """The annotation and all that it is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)


class Kept(Schema):
    """What every record shows: its number, the zone it belongs to, and when it was made and changed."""

    id: int
    zone: str = Field(validation_alias="zone.slug")
    created_at: datetime
    updated_at: datetime


def found(rows: Any, **wanted: Any) -> Any:
    """The one row, of what the caller may see."""
    row = rows.filter(**wanted).first()
    if row is None:
        raise Http404
    return row


def chosen(rows: Any, name: str, value: Any) -> Any:
    """The row that a value of the request names; refused under that name where there is none."""
    if value is None:
        return None
    row = rows.filter(pk=value).first() if isinstance(value, int) else rows.filter(slug=value).first()
    if row is None:
        raise ValidationError({name: [_("没有“%(value)s”。") % {"value": value}]})
    return row


def own_zone(user: Any, slug: str | None) -> Zone:
    """The zone somebody acts for: their own; who has none (the operator) names one, or means the lead."""
    zone: Any = user.acting_zone if slug is None else chosen(Zone.objects, "zone", slug)
    if user.zone_id and zone.pk != user.zone_id:
        raise PermissionDenied
    return zone
