"""The novelty log: what was searched before an innovation was filed, what was found, what the officer made of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Record
from liandong.hub.innovations.enums import Judgement
from liandong.hub.innovations.models.innovation import Innovation


class NoveltySearch(Record):
    """One search, with its hits as they were on that day."""

    innovation = models.ForeignKey(
        Innovation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="searches",
        verbose_name=_("制度创新成果"),
    )
    query = models.CharField(_("查新内容"), max_length=200)
    searched_on = models.DateField(_("查新日期"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("查新人")
    )
    #: Rows of id, number, title, overlap.
    hits = models.JSONField(_("命中"), default=list)
    judgement = models.CharField(_("判断"), max_length=10, choices=Judgement)
    reason = models.TextField(_("理由"), blank=True)

    page = "innovations:novelty-log"

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("查新记录")

    def __str__(self) -> str:
        return self.query
