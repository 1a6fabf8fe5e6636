"""Filters of people and of the audit log."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.models import AuditEntry, User


class PersonFilter(filters.FilterSet):
    """People by name, role, zone."""

    username = filters.CharFilter(label=_("账号"), lookup_expr="icontains")

    class Meta:
        model = User
        fields = ["username", "role", "zone", "is_active"]


class AuditFilter(filters.FilterSet):
    """Entries by who, what and when."""

    actor = filters.CharFilter(label=_("操作人"), lookup_expr="exact")
    kind = filters.CharFilter(label=_("对象类型"), lookup_expr="istartswith")
    object_id = filters.CharFilter(label=_("对象编号"), lookup_expr="exact")
    since = filters.DateFilter(
        label=pgettext_lazy("筛选", "起"),
        field_name="at",
        lookup_expr="date__gte",
        widget=filters.widgets.forms.DateInput,
    )

    class Meta:
        model = AuditEntry
        fields = ["actor", "kind", "object_id", "zone"]
