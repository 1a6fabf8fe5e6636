"""What officers edit as data: categories, levels, the time each queue allows, the services on offer."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.language import either
from liandong.hub.core.models.zone import Agency, Named
from liandong.hub.requests.enums import Queue


class Category(Named):
    """What a request is about; the nine of the source to begin with (F031)."""

    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("诉求类别")
        constraints = [models.UniqueConstraint(fields=["name"], name="category_once")]


class Level(Named):
    """One of the levels a request is dispatched over, the highest first (S087, 五级联动)."""

    position = models.PositiveSmallIntegerField(_("层级"), unique=True)
    #: Where a new request begins.
    is_first = models.BooleanField(_("首办层级"), default=False)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = _("层级")


class QueueRule(models.Model):
    """How many working days a queue allows for an answer."""

    queue = models.CharField(_("队列"), max_length=12, choices=Queue, unique=True)
    working_days = models.PositiveSmallIntegerField(_("办理时限（工作日）"))

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("队列时限")

    def __str__(self) -> str:
        return f"{self.get_queue_display()} {self.working_days}"


class Service(Named):
    """Something the zones offer to firms; asking for it is a request with its own time (S065)."""

    description = models.CharField(_("服务内容"), max_length=300)
    description_en = models.CharField(max_length=400, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("类别"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办部门")
    )
    working_days = models.PositiveSmallIntegerField(_("办理时限（工作日）"))
    is_simulated = models.BooleanField(_("示例"), default=False)

    class Meta:
        ordering = ["category__position", "id"]
        verbose_name = verbose_name_plural = _("服务目录")
        constraints = [models.UniqueConstraint(fields=["name"], name="service_once")]

    def get_absolute_url(self) -> str:
        """The form that asks for it."""
        return f"{reverse('requests:request-new')}?service={self.pk}"

    def text(self) -> str:
        """What it is, in the reader's language."""
        return either(self.description, self.description_en)


class Sequence(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
