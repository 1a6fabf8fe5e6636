"""The addresses of the room."""

from typing import Any

from django.urls import path

from liandong.hub.network.views import (
    agreements,
    bodies,
    commitments,
    home,
    meetings,
    officers,
    platforms,
    policies,
    powers,
    visits,
)

app_name = "network"


def _entry(plural: str, name: str, module: Any, kind: str) -> list[Any]:
    """The five addresses of a record: list, new, page, change, delete."""
    views = {action: getattr(module, f"{kind}{action}") for action in ("List", "Show", "Edit", "Delete")}
    return [
        path(f"{plural}/", views["List"].as_view(), name=f"{name}-list"),
        path(f"{plural}/new/", views["Edit"].as_view(), name=f"{name}-new"),
        path(f"{plural}/<int:pk>/", views["Show"].as_view(), name=name),
        path(f"{plural}/<int:pk>/edit/", views["Edit"].as_view(), name=f"{name}-edit"),
        path(f"{plural}/<int:pk>/delete/", views["Delete"].as_view(), name=f"{name}-delete"),
    ]


def _part(whole: str, plural: str, name: str, edit: Any, delete: Any = None) -> list[Any]:
    """The addresses of a part: new under its whole, change, delete."""
    pages = [
        path(f"{whole}/<int:whole>/{plural}/new/", edit.as_view(), name=f"{name}-new"),
        path(f"{plural}/<int:pk>/edit/", edit.as_view(), name=f"{name}-edit"),
    ]
    return pages + (
        [path(f"{plural}/<int:pk>/delete/", delete.as_view(), name=f"{name}-delete")] if delete else []
    )


urlpatterns: list[Any] = [
    path("", home.Home.as_view(), name="home"),
    path("zones/<slug:slug>/", home.ZonePage.as_view(), name="zone"),
    path("agencies/", home.AgencyList.as_view(), name="agency-list"),
    path("agencies/new/", home.AgencyEdit.as_view(), name="agency-new"),
    path("parameters/", home.Parameters.as_view(), name="parameters"),
    path("compliance/", agreements.CompliancePage.as_view(), name="compliance"),
    path("competence/", powers.CompetencePage.as_view(), name="competence"),
    path("reciprocity/", policies.ReciprocityPage.as_view(), name="reciprocity"),
    path("meetings/<int:pk>/agenda/draft/", meetings.DraftAgenda.as_view(), name="agenda-draft"),
    path("meetings/<int:pk>/minutes/", meetings.Minutes.as_view(), name="minutes"),
    path("meetings/<int:pk>/minutes/word/", meetings.MinutesWord.as_view(), name="minutes-word"),
    path("trainings/<int:pk>/attendance/", officers.AttendancePage.as_view(), name="attendance"),
    path("platforms/<int:pk>/usage/", platforms.UsagePage.as_view(), name="usage"),
    *_entry("agreements", "agreement", agreements, "Agreement"),
    *_entry("meetings", "meeting", meetings, "Meeting"),
    *_entry("visits", "visit", visits, "Visit"),
    *_entry("officers", "officer", officers, "Officer"),
    *_entry("trainings", "training", officers, "Training"),
    *_entry("powers", "power", powers, "Power"),
    *_entry("platforms", "platform", platforms, "Platform"),
    *_entry("bodies", "body", bodies, "Body"),
    *_entry("policies", "policy", policies, "Policy"),
    *_part("agreements", "clauses", "clause", agreements.ClauseEdit, agreements.ClauseDelete),
    *_part("clauses", "obligations", "obligation", agreements.ObligationEdit),
    *_part("meetings", "agenda", "agenda", meetings.AgendaItemEdit, meetings.AgendaItemDelete),
    *_part("meetings", "decisions", "decision", meetings.DecisionEdit),
    *_part("visits", "follow-ups", "follow-up", visits.FollowUpEdit),
    *_part("powers", "delegations", "delegation", powers.DelegationEdit, powers.DelegationDelete),
    *_part("bodies", "members", "membership", bodies.MembershipEdit, bodies.MembershipDelete),
    *_part("bodies", "activities", "activity", bodies.ActivityEdit, bodies.ActivityDelete),
    *_part("policies", "zones", "applicability", policies.ApplicabilityEdit, policies.ApplicabilityDelete),
    path("obligations/", commitments.ObligationList.as_view(), name="obligation-list"),
    path("decisions/", commitments.DecisionList.as_view(), name="decision-list"),
    path("follow-ups/", commitments.FollowUpList.as_view(), name="follow-up-list"),
    path("<slug:kind>/<int:pk>/", commitments.CommitmentShow.as_view(), name="commitment"),
    path("<slug:kind>/<int:pk>/close/", commitments.CommitmentClose.as_view(), name="commitment-close"),
    path("<slug:kind>/<int:pk>/waive/", commitments.CommitmentWaive.as_view(), name="commitment-waive"),
    path("<slug:kind>/<int:pk>/reopen/", commitments.CommitmentReopen.as_view(), name="commitment-reopen"),
    path("<slug:kind>/<int:pk>/task/", commitments.CommitmentTask.as_view(), name="commitment-task"),
    path("<slug:kind>/<int:pk>/delete/", commitments.CommitmentDelete.as_view(), name="commitment-delete"),
]
