"""Evidence as files: a node's papers, kept with their digest so that the audit chain vouches for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.core.domain.attaching import place
from liandong.hub.tasks.models.parts import Node


def _place(_evidence: Evidence, _name: str) -> str:
    return place("tasks")


class Evidence(models.Model):
    """A file that shows that a node was met; only a view that checks who asks gives it out."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="files")
    file = models.FileField(_("文件"), upload_to=_place)
    name = models.CharField(_("文件名"), max_length=120)
    kind = models.CharField(_("类型"), max_length=8)
    size = models.PositiveIntegerField(_("大小"))
    #: SHA-256 of the content.
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(circle="node__task__circle")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("佐证文件")

    def __str__(self) -> str:
        return self.name
