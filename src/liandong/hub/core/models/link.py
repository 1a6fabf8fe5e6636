"""Links: the chain request → bottleneck → task → innovation, as pairs of objects of any room (S005)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """Two objects that belong together, the earlier one in the loop first. Kinds are ``room.model``."""

    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("关联")
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "target_kind", "target_id"], name="linked_once"
            )
        ]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="links_back")]

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id} → {self.target_kind} {self.target_id}"
