"""What the records of the network have in common: parts of a whole, promises with a day, tags."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Light
from liandong.hub.core.models import Record
from liandong.hub.network.enums import CommitmentState, Principle


class Entry(Record):
    """A record that may be an invented example; every page that shows it says so."""

    is_example = models.BooleanField(_("示例数据"), default=False, editable=False)

    class Meta:
        abstract = True


class Part(Entry):
    """A record that belongs to another one: it is seen by whoever sees the whole, and is shown on its page."""

    #: Name of the field that leads to the whole.
    whole: ClassVar[str] = ""

    class Meta:
        abstract = True

    @property
    def root(self) -> Any:
        """The outermost record this one belongs to."""
        above = getattr(self, self.whole)
        return above.root if isinstance(above, Part) else above

    def save(self, *args: Any, **kwargs: Any) -> None:
        above = getattr(self, self.whole)
        self.circle_id = above.circle_id
        self.zone_id = self.zone_id or above.zone_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return str(self.root.get_absolute_url())


class Commitment(Part):
    """A promise: what, by whom (``zone``), until when. Clauses, decisions and visits all lead to these."""

    text = models.CharField(_("事项"), max_length=300)
    due_on = models.DateField(_("办结时限"))
    state = models.CharField(
        _("状态"), max_length=8, choices=CommitmentState, default=CommitmentState.OPEN, editable=False
    )
    done_on = models.DateField(_("办结日期"), null=True, editable=False)
    result = models.CharField(_("办理结果"), max_length=500, blank=True, editable=False)
    reminded_on = models.DateField(_("最近提醒"), null=True, editable=False)

    searched = ("text", "result")
    #: The kind in the address of its page.
    plural: ClassVar[str] = ""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("network:commitment", args=[self.plural, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it still is to be done."""
        return self.state == CommitmentState.OPEN

    def is_overdue(self, on: date) -> bool:
        """Whether it is open past its day."""
        return self.is_open and self.due_on < on

    @property
    def light(self) -> Light:
        """Red when late today, done when done."""
        if not self.is_open:
            return Light.DONE
        return Light.RED if self.is_overdue(timezone.localdate()) else Light.NONE


class Tagged(models.Model):
    """Something tagged with some of the four principles, kept as their keys with commas between."""

    principles = models.CharField(_("四项原则"), max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def principle_labels(self) -> list[Any]:
        """The principles in words."""
        return [Principle(key).label for key in self.principles.split(",") if key]
