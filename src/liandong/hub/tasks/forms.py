"""The forms of the task ledger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Light
from liandong.hub.core.files import Files
from liandong.hub.core.forms import PlainForm, RecordForm, SavedForm
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.tasks.domain.creating import add_zones, next_number
from liandong.hub.tasks.domain.state import next_states
from liandong.hub.tasks.enums import TaskKind, TaskState
from liandong.hub.tasks.models import Branch, Level, LightRule, Node, Plan, Task, TaskZone, TeamMember

_EXPLORATORY = ("hypothesis", "sandbox", "exit_rule", "stress_test")


class TaskForm(RecordForm):
    """A task. State, light and sign-off are not fields: each has its own page and rules."""

    # Filled in for each person: what is scoped cannot be asked for when the form is declared.
    branch = forms.ModelChoiceField(Branch.objects.none(), required=False, label=_("所属计划"))
    zones = forms.ModelMultipleChoiceField(
        Zone.objects.all(),
        required=False,
        label=_("参与片区"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("联动任务要有两个以上片区"),
    )
    is_network = forms.BooleanField(
        required=False, initial=True, label=_("全网可见（不勾选时只有参与片区可见）")
    )

    class Meta:
        model = Task
        fields = (
            *(
                "zone",
                "number",
                "name",
                "kind",
                "branch",
                "zones",
                "is_network",
                "basis",
                "goal",
                "life_cycle",
            ),
            *(
                "start",
                "due",
                "lead_unit",
                "responsible_units",
                "supporting_units",
                "person",
                "owner",
                "contact",
            ),
            *("progress", "is_poor", "problems", "to_coordinate", "next_steps"),
            *_EXPLORATORY,
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("不填则自动编号")
        self.fields["branch"].queryset = Branch.objects.filter(is_example=False).select_related("plan")
        self.fields["branch"].label_from_instance = lambda branch: f"{branch.plan} / {branch}"
        self.fields["owner"].queryset = User.objects.filter(zone__isnull=False, is_active=True)
        if self.instance.pk:
            # A task stays in the zone that filed it: its number is one of that zone's.
            del self.fields["zone"]
            self.fields["zones"].initial = [part.zone_id for part in self.instance.parts.all()]
            self.fields["is_network"].initial = self.instance.circle.is_network

    @property
    def home(self) -> Any:
        """The zone the task belongs to, or will."""
        if self.instance.pk:
            return self.instance.zone
        return self.cleaned_data.get("zone") or self.user.zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, due = data.get("start"), data.get("due")
        if start and due and start > due:
            self.add_error("due", _("到期日早于开始日"))
        others = {zone.pk for zone in data.get("zones") or ()} - {getattr(self.home, "pk", None)}
        if data.get("kind") == TaskKind.LINKED and not others:
            self.add_error("zones", _("联动任务要有两个以上片区"))
        if data.get("kind") == TaskKind.EXPLORATORY:
            for name in _EXPLORATORY[:3]:
                if not data.get(name):
                    self.add_error(name, _("探索性任务必填"))
        return data

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        same = Task.objects.filter(zone=self.home, number=number).exclude(pk=self.instance.pk)
        if number and same.exists():
            raise forms.ValidationError(_("这个序号已经有了"))
        return number

    def circle_of(self, record: Any) -> Circle:
        if self.cleaned_data["is_network"]:
            return Circle.network()
        return Circle.of([record.zone, *self.cleaned_data["zones"]])

    def save(self, commit: bool = True) -> Any:
        record = self.instance
        record.zone = self.home
        if record._state.adding:
            record.created_by = self.user
        record.number = record.number or next_number(zone=record.zone, year=record.due.year)
        task = super().save(commit)
        chosen = {zone.pk for zone in self.cleaned_data["zones"]}
        task.parts.exclude(zone__in=chosen | {task.zone_id}).delete()
        add_zones(task=task, zones=self.cleaned_data["zones"])
        return task


class PartForm(SavedForm):
    """A form for something that belongs to a task."""


class NodeForm(PartForm):
    """A node with its evidence, in words and in files."""

    files = Files(label=_("佐证文件"))  # type: ignore[assignment]

    class Meta:
        model = Node
        fields = ("name", "due", "done_on", "evidence")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("done_on") and not data.get("evidence"):
            self.add_error("evidence", _("完成的节点要写明证据"))
        if "｜" in data.get("name", ""):
            self.add_error("name", _("名称里不能有“｜”，台账文件用它分隔"))
        return data


class TaskZoneForm(PartForm):
    """What a zone says about its part."""

    class Meta:
        model = TaskZone
        fields = ("state", "progress", "note")


class MemberForm(PartForm):
    """Somebody for the team."""

    class Meta:
        model = TeamMember
        fields = ("user", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(zone__isnull=False, is_active=True).exclude(role="enterprise")
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class MoveForm(PlainForm):
    """The next state, of those the task may go to."""

    to = forms.ChoiceField(label=_("变为"))
    note = forms.CharField(label=_("说明（受阻时必填）"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(state, TaskState(state).label) for state in next_states(task)]  # type: ignore[attr-defined]


class SignOffForm(PlainForm):
    """The reviewer's opinion."""

    note = forms.CharField(label=_("销号意见"), widget=forms.Textarea, required=False)


class OverrideForm(PlainForm):
    """A light by hand; without a colour, the rule's light again."""

    light = forms.ChoiceField(
        label=_("灯色"),
        required=False,
        choices=[
            ("", _("恢复规则灯色")),
            *[(kind.value, kind.label) for kind in Light if kind != Light.DONE],
        ],
    )
    until = forms.DateField(label=_("有效至"), required=False, widget=forms.DateInput())
    reason = forms.CharField(label=_("理由"), required=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("until", "reason"):
            if data.get("light") and not data.get(name) and name not in self.errors:
                self.add_error(name, _("人工亮灯必填"))
        return data


class ReportForm(PlainForm):
    """The monthly report."""

    progress = forms.IntegerField(label=_("进度%"), min_value=0, max_value=100)
    done = forms.CharField(label=_("本月进展"), widget=forms.Textarea)
    next_steps = forms.CharField(label=_("下步打算"), widget=forms.Textarea, required=False)


class EscalateForm(PlainForm):
    """A matter for a leader."""

    level = forms.ModelChoiceField(Level.objects.all(), label=_("层级"))
    matter = forms.CharField(label=_("需协调事项"), widget=forms.Textarea)


class DecideForm(PlainForm):
    """What the leader decided, and by when it is to be done."""

    decision = forms.CharField(label=_("决策意见"), widget=forms.Textarea)
    deadline = forms.DateField(label=_("落实时限"), widget=forms.DateInput())


class UploadForm(PlainForm):
    """A ledger file. An officer imports into their own zone; the operator says which."""

    zone = forms.ModelChoiceField(Zone.objects.all(), label=_("片区"))
    file = forms.FileField(
        label=_("台账文件"), help_text=_("xlsx，或者 UTF-8、GB18030 编码的 CSV；不超过 10 MB、5000 行")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.zone_id:
            self.fields["zone"].queryset = Zone.objects.filter(pk=user.zone_id)  # type: ignore[attr-defined]
            self.fields["zone"].initial = user.zone_id


class PlanForm(RecordForm):
    """A plan."""

    class Meta:
        model = Plan
        fields = (
            *(
                "name",
                "name_en",
                "year",
                "structure",
                "announced",
                "share",
                "province_total",
                "province_note",
            ),
            *("source", "quote", "source_date"),
        )


class BranchForm(PartForm):
    """A branch, or an item on one."""

    parent = forms.ModelChoiceField(Branch.objects.none(), required=False, label=_("上级分支"))

    class Meta:
        model = Branch
        fields = ("name", "parent", "announced", "position")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tops = Branch.objects.filter(plan=plan, parent=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = tops  # type: ignore[attr-defined]


class LightRuleForm(PartForm):
    """The numbers of a light rule."""

    class Meta:
        model = LightRule
        fields = ("zone", "blue_days", "yellow_margin", "is_poor_yellow")

    def clean_zone(self) -> Any:
        zone = self.cleaned_data["zone"]
        if zone is None and LightRule.objects.filter(zone=None).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("全网默认规则只有一条，请选片区"))
        return zone


class LevelForm(PartForm):
    """A rung of the ladder."""

    class Meta:
        model = Level
        fields = ("name", "name_en", "after_days", "role", "is_lead_zone", "decide_days")


class RollOverForm(PlainForm):
    """The year whose open tasks go on."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
