"""A file that was read and shown, and waits for its owner to say yes."""

from django.conf import settings
from django.db import models


class ImportDraft(models.Model):
    """The good rows of an import, until they are filed or forgotten."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    rows = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
