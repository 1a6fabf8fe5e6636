"""A ledger file that was read and waits for its person to say yes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Zone


class LedgerUpload(models.Model):
    """The cells of an uploaded ledger, seen by whoever uploaded it, until applied."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("片区"))
    file_name = models.CharField(_("文件名"), max_length=200)
    #: One object a row: column → text, and ``row`` → its number in the file.
    rows = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("台账导入")

    def __str__(self) -> str:
        return self.file_name
