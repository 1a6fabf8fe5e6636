"""What innovations are sorted by: fields with their crosswalk, libraries, families. All are data, known to everyone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models.zone import Named


class Field(Named):
    """A field of institutional innovation; the five of the third-party index by default (PRACTICE §1)."""

    slug = models.SlugField(_("代号"), unique=True)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("领域")


class Crosswalk(models.Model):
    """What another classification calls a field."""

    field = models.ForeignKey(Field, models.CASCADE, related_name="names", verbose_name=_("领域"))
    scheme = models.CharField(_("分类体系"), max_length=120)
    name = models.CharField(_("该体系中的名称"), max_length=80)

    class Meta:
        ordering = ["scheme", "name"]
        verbose_name = verbose_name_plural = _("分类对照")
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="crosswalk_once")]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.name}"


class Library(Named):
    """A library of results: the lead zone's own, another area's, or prior cases from outside kept for novelty searches."""

    slug = models.SlugField(_("代号"), unique=True)
    #: Prior cases of others: found by novelty searches, never counted as ours.
    is_external = models.BooleanField(_("外部先例"), default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("成果库")


class Family(Named):
    """A family of innovations, such as one of the six cooperation modes (S037)."""

    slug = models.SlugField(_("代号"), unique=True)
    group = models.CharField(_("归属"), max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("模式")
