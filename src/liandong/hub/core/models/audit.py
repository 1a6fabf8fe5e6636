"""The audit chain: who changed what and when; rows are added and never changed, each sealed with the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One change. ``digest`` is the SHA-256 of the row's own bytes and the digest of the row before."""

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("操作人"), max_length=150)
    action = models.CharField(_("动作"), max_length=40)
    kind = models.CharField(_("对象类型"), max_length=60)
    object_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    zone = models.ForeignKey("core.Zone", models.PROTECT, null=True, related_name="+", verbose_name=_("片区"))
    changes = models.JSONField(_("内容"), default=dict)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name = verbose_name_plural = _("审计记录")
        indexes = [models.Index(fields=["kind", "object_id"], name="audit_of_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.kind} {self.object_id}"


class AuditHead(models.Model):
    """The one row that writers lock, so that the chain has no forks."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
