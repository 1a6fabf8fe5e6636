"""People: one zone and one role each."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Role
from liandong.hub.core.models.zone import Agency, Firm, Zone


class People(UserManager):
    """People; one who is asked for comes with their zone, since every page says for which zone somebody acts."""

    use_in_migrations = False

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self.select_related("zone").get(*args, **kwargs)


class User(AbstractUser):
    """A person with an account. A new account has no zone and no role, and sees nothing until it is given one."""

    display_name = models.CharField(_("姓名"), max_length=60, blank=True)
    role = models.CharField(_("角色"), max_length=12, choices=Role, default=Role.NONE)
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("片区")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("部门")
    )
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("企业")
    )
    language = models.CharField(_("界面语言"), max_length=10, blank=True)

    objects = People()

    class Meta(AbstractUser.Meta):
        ordering = ["id"]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_staff_of_network(self) -> bool:
        """Whether this is an official of one of the zones, of any role."""
        return self.role in (Role.OFFICER, Role.LEADER, Role.DEPARTMENT) and self.zone_id is not None

    @property
    def acting_zone(self) -> Zone:
        """The zone this person acts for: their own, or the first of the network for who has none (the operator)."""
        return self.zone or Zone.objects.order_by("position")[0]
