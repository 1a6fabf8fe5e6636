"""The thread of a request: what was said, who had it, which files came with it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models.zone import Agency
from liandong.hub.requests.enums import Action, State
from liandong.hub.requests.models.catalogue import Level
from liandong.hub.requests.models.request import Request


class Entry(models.Model):
    """One thing that happened to a request; internal ones are not shown to the firm."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="entries")
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    action = models.CharField(_("动作"), max_length=10, choices=Action)
    #: The state afterwards.
    state = models.CharField(_("状态"), max_length=10, choices=State)
    text = models.TextField(_("内容"), max_length=5000, blank=True)
    is_internal = models.BooleanField(_("内部"), default=False)
    #: Who has it from here on, where this hands it over.
    level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    #: The request that was merged into this one.
    other = models.ForeignKey(Request, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = _("办理记录")
        indexes = [models.Index(fields=["request", "at"], name="entries_of_request")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.text[:40]}".strip()


def _place(attachment: Attachment, name: str) -> str:
    # What the uploader called the file never becomes a path.
    return f"requests/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file; only a view that checks who asks gives it out."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="attachments")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="attachments")
    file = models.FileField(_("文件"), upload_to=_place)
    name = models.CharField(_("文件名"), max_length=120)
    kind = models.CharField(_("类型"), max_length=8)
    size = models.PositiveIntegerField(_("大小"))

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("附件")

    def __str__(self) -> str:
        return self.name
