"""The addresses of the task ledger."""

from django.urls import path, re_path

from liandong.hub.tasks.views import acting, boards, files, ledger, parts, plans, rules

app_name = "tasks"
urlpatterns = [
    path("", ledger.TaskList.as_view(), name="task-list"),
    path("new/", ledger.TaskEdit.as_view(), name="task-new"),
    path("<int:pk>/", ledger.TaskPage.as_view(), name="task"),
    path("<int:pk>/edit/", ledger.TaskEdit.as_view(), name="task-edit"),
    path("<int:pk>/state/", acting.Move.as_view(), name="move"),
    path("<int:pk>/sign-off/", acting.SignOff.as_view(), name="sign-off"),
    path("<int:pk>/light/", acting.Override.as_view(), name="override"),
    path("<int:pk>/report/", acting.Report.as_view(), name="report"),
    path("<int:pk>/receive/", acting.Receive.as_view(), name="receive"),
    path("<int:pk>/escalate/", acting.Escalate.as_view(), name="escalate"),
    path("<int:task>/nodes/new/", parts.NodeEdit.as_view(), name="node-new"),
    path("<int:task>/team/new/", parts.MemberEdit.as_view(), name="member-new"),
    path("nodes/<int:pk>/edit/", parts.NodeEdit.as_view(), name="node-edit"),
    path("nodes/<int:pk>/delete/", parts.NodeDelete.as_view(), name="node-delete"),
    path("files/<int:pk>/", parts.Download.as_view(), name="file"),
    path("zones/<int:pk>/edit/", parts.ZoneEdit.as_view(), name="zone-edit"),
    path("team/<int:pk>/delete/", parts.MemberDelete.as_view(), name="member-delete"),
    path("import/", files.LedgerImport.as_view(), name="import"),
    path("import/<int:pk>/", files.ImportPreview.as_view(), name="import-preview"),
    re_path(r"^ledger\.(?P<kind>xlsx|csv)$", files.LedgerExport.as_view(), name="ledger"),
    path("roll-over/", files.RollOver.as_view(), name="roll-over"),
    path("plans/", plans.PlanList.as_view(), name="plan-list"),
    path("plans/new/", plans.PlanEdit.as_view(), name="plan-new"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/edit/", plans.PlanEdit.as_view(), name="plan-edit"),
    path("plans/<int:plan>/branches/new/", plans.BranchEdit.as_view(), name="branch-new"),
    path("branches/<int:pk>/edit/", plans.BranchEdit.as_view(), name="branch-edit"),
    path("gantt/", boards.Gantt.as_view(), name="gantt"),
    path("calendar/", boards.Calendar.as_view(), name="calendar"),
    path("escalations/", boards.Escalations.as_view(), name="escalations"),
    path("escalations/<int:pk>/", acting.Decide.as_view(), name="escalation"),
    path("reports/", boards.RollCall.as_view(), name="reports"),
    path("rules/", rules.Rules.as_view(), name="rules"),
    path("rules/lights/new/", rules.LightRuleEdit.as_view(), name="light-rule-new"),
    path("rules/lights/<int:pk>/", rules.LightRuleEdit.as_view(), name="light-rule"),
    path("rules/levels/new/", rules.LevelEdit.as_view(), name="level-new"),
    path("rules/levels/<int:pk>/", rules.LevelEdit.as_view(), name="level"),
]
