"""Institutional-innovation officers, their appointment and their training (S007)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Agency
from liandong.hub.network.models.base import Entry, Part


class Officer(Entry):
    """A person appointed as officer of a zone; has an account or not."""

    name = models.CharField(_("姓名"), max_length=60)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="officer",
        verbose_name=_("账号"),
    )  # fmt: skip
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("部门")
    )
    duty = models.CharField(_("分工"), max_length=120, blank=True)
    appointed_on = models.DateField(_("任命日期"))
    document_no = models.CharField(_("任命文号"), max_length=80, blank=True)
    ended_on = models.DateField(_("离任日期"), null=True, blank=True)

    page = "network:officer"
    searched = ("name", "duty")

    class Meta:
        ordering = ["zone__position", "name"]
        verbose_name = verbose_name_plural = _("制度创新专员")
        indexes = [models.Index(fields=["circle", "zone"], name="officer_seen")]

    def __str__(self) -> str:
        return self.name


class Training(Entry):
    """A training session; the owner zone organises it."""

    title = models.CharField(_("培训名称"), max_length=160)
    held_on = models.DateField(_("日期"))
    hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=1, default=4)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    summary = models.TextField(_("内容"), blank=True)

    page = "network:training"
    searched = ("title", "summary")

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = verbose_name_plural = _("专员培训")
        indexes = [models.Index(fields=["circle", "-held_on"], name="training_seen")]

    def __str__(self) -> str:
        return self.title


class Attendance(Part):
    """An officer at a training; ``zone`` is the officer's."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances", verbose_name=_("培训"))
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="attendances", verbose_name=_("专员"))

    whole = "training"

    class Meta:
        ordering = ["officer__zone__position", "officer__name"]
        verbose_name = verbose_name_plural = _("培训出勤")
        constraints = [models.UniqueConstraint(fields=["training", "officer"], name="attended_once")]

    def __str__(self) -> str:
        return f"{self.training} · {self.officer}"
