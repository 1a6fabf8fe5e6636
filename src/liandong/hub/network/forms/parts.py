"""Forms for what belongs to an agreement, a meeting, a visit, a power, a body, a policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.models import Agency, Zone
from liandong.hub.network.domain import clashes
from liandong.hub.network.domain.commitments import tell
from liandong.hub.network.forms.base import PartForm
from liandong.hub.network.models import (
    Activity,
    AgendaItem,
    Applicability,
    Clause,
    Decision,
    Delegation,
    FollowUp,
    Membership,
    Obligation,
    Officer,
)


class ClauseForm(PartForm):
    """A clause in its own words."""

    class Meta:
        model = Clause
        fields = ("number", "text")


class AgendaItemForm(PartForm):
    """An item added by hand."""

    class Meta:
        model = AgendaItem
        fields = ("position", "text", "reason")


class CommitmentForm(PartForm):
    """A promise: one zone, one day. The zone's officers are told of a new one."""

    class Meta:
        fields = ("text", "zone", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = self.zones()  # type: ignore[attr-defined]
        self.fields["zone"].label = gettext_lazy("责任片区")

    def zones(self) -> Any:
        """The zones that can promise: those that see the whole."""
        return self.whole.circle.zones.all()

    def save(self, commit: bool = True) -> Any:
        is_new = self.instance.pk is None
        commitment = super().save(commit)
        if is_new:
            tell(commitment)
        return commitment


class ObligationForm(CommitmentForm):
    """What a clause obliges one of the parties to do."""

    class Meta(CommitmentForm.Meta):
        model = Obligation

    def zones(self) -> Any:
        return self.whole.agreement.parties.all()


class DecisionForm(CommitmentForm):
    """What a meeting decided."""

    class Meta(CommitmentForm.Meta):
        model = Decision


class FollowUpForm(CommitmentForm):
    """What is to be done after a visit."""

    class Meta(CommitmentForm.Meta):
        model = FollowUp

    def zones(self) -> Any:
        return Zone.objects.filter(pk__in=[self.whole.zone_id, self.whole.host_id])


class DelegationForm(PartForm):
    """A power given to an agency; two agencies of a zone cannot hold it on the same day."""

    class Meta:
        model = Delegation
        fields = ("agency", "document_no", "valid_from", "valid_until", "conditions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies: Any = self.fields["agency"]
        agencies.queryset = Agency.objects.select_related("zone")
        agencies.label_from_instance = lambda agency: f"{agency.zone} · {agency}"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end, agency = values.get("valid_from"), values.get("valid_until"), values.get("agency")
        if not (start and agency):
            return values
        self.instance.zone = agency.zone
        if end and end < start:
            self.add_error("valid_until", _("失效日期不能早于生效日期 %(day)s。") % {"day": start})
            return values
        other = clashes(
            power=self.whole, zone=agency.zone, valid_from=start, valid_until=end, but=self.instance.pk
        ).select_related("agency").first()  # fmt: skip
        if other is not None:
            text = _("同一片区在此期间已由“%(agency)s”承接（%(document)s），请先确定其失效日期。")
            self.add_error("valid_from", text % {"agency": other.agency, "document": other.document_no})
        return values


class ApplicabilityForm(PartForm):
    """Another zone in which the policy applies."""

    class Meta:
        model = Applicability
        fields = ("zone", "valid_from", "valid_until", "conditions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = Zone.objects.exclude(pk=self.whole.zone_id)  # type: ignore[attr-defined]
        self.fields["zone"].label = gettext_lazy("适用片区")
        self.fields["zone"].initial = None


class MembershipForm(PartForm):
    """A member: an officer of the network or an organisation by its name."""

    officer: Any = forms.ModelChoiceField(None, label=gettext_lazy("专员"), required=False)

    class Meta:
        model = Membership
        fields = ("organisation", "role")

    field_order = ("officer", "organisation", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers: Any = self.fields["officer"]
        officers.queryset = Officer.objects.filter(ended_on=None).select_related("zone")
        officers.label_from_instance = lambda officer: f"{officer.zone} · {officer}"
        self.initial["officer"] = self.instance.officer_id

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("officer") and not values.get("organisation"):
            self.add_error("organisation", _("请选择一位专员，或填写成员单位。"))
        self.instance.officer = values.get("officer")
        return values


class ActivityForm(PartForm):
    """Something a body did."""

    class Meta:
        model = Activity
        fields = ("held_on", "text", "output")
