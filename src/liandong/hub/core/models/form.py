"""Forms sent once: a second click, or a reload, leads to what the first one made."""

from django.conf import settings
from django.db import models


class Submission(models.Model):
    """A form that was accepted, by the token it carried, and where it led."""

    token = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="form_sent_once")]

    def __str__(self) -> str:
        return self.location
