"""Sources: the documents that figures come from. A claim keeps its source, its words and its qualifier."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A published document."""

    slug = models.SlugField(_("代号"), unique=True)
    title = models.CharField(_("标题"), max_length=200)
    publisher = models.CharField(_("发布单位"), max_length=80, blank=True)
    #: As printed; articles are not always dated to the day.
    date_text = models.CharField(_("日期（原文）"), max_length=120, blank=True)
    published_on = models.DateField(_("日期"), null=True, blank=True)

    class Meta:
        ordering = ["published_on", "slug"]
        verbose_name = verbose_name_plural = _("来源")

    def __str__(self) -> str:
        return self.title
