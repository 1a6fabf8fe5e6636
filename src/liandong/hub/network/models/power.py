"""The register of delegated powers: which body decides what, where, and when (S016)."""

from datetime import date

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Agency
from liandong.hub.network.models.base import Entry, Part


class Power(Entry):
    """A power and the body that holds it by law where it is not delegated."""

    code = models.CharField(_("事项编码"), max_length=40, blank=True, db_index=True)
    name = models.CharField(_("权力事项"), max_length=160, validators=[MinLengthValidator(2)])
    holder = models.CharField(_("法定行使机关"), max_length=120)
    legal_basis = models.CharField(_("法律依据"), max_length=300)

    page = "network:power"
    searched = ("name", "code", "legal_basis")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = _("权力事项")
        indexes = [models.Index(fields=["circle", "name"], name="power_seen")]

    def __str__(self) -> str:
        return self.name


class Delegation(Part):
    """The power given to an agency of a zone (``zone``) for a time, under conditions."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="delegations", verbose_name=_("权力事项"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("承接部门"))
    document_no = models.CharField(_("下放依据"), max_length=160)
    valid_from = models.DateField(_("生效日期"))
    valid_until = models.DateField(
        _("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期")
    )
    conditions = models.CharField(_("承接条件"), max_length=300, blank=True)

    whole = "power"

    class Meta:
        ordering = ["zone__position", "valid_from"]
        verbose_name = verbose_name_plural = _("权力下放")
        indexes = [models.Index(fields=["power", "zone", "valid_from"], name="delegation_asked")]

    def __str__(self) -> str:
        return f"{self.power} → {self.agency}"

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day; both ends count."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
