"""The addresses of the room."""

from django.urls import path

from liandong.hub.requests.views import filing, listing, numbers, showing, steps, themes, visits

app_name = "requests"
urlpatterns = [
    path("", listing.RequestList.as_view(), name="request-list"),
    path("new/", filing.Filing.as_view(), name="request-new"),
    path("import/", filing.Import.as_view(), name="import"),
    path("import/template/", filing.Template.as_view(), name="import-template"),
    path("import/<int:pk>/", filing.Preview.as_view(), name="import-preview"),
    path("<int:pk>/", showing.RequestPage.as_view(), name="request"),
    path("<int:pk>/<slug:action>/", steps.StepPage.as_view(), name="step"),
    path("files/<int:pk>/download/", showing.Download.as_view(), name="file"),
    path("themes/", themes.Themes.as_view(), name="theme-list"),
    path("themes/<int:pk>/", themes.ThemePage.as_view(), name="theme"),
    path("themes/<int:pk>/bottleneck/", themes.MakeBottleneck.as_view(), name="theme-bottleneck"),
    path("statistics/", numbers.Statistics.as_view(), name="statistics"),
    path("programmes/<int:pk>/", numbers.ProgrammePage.as_view(), name="programme"),
    path("visits/", visits.Visits.as_view(), name="visit-list"),
    path("visits/new/", visits.VisitForm.as_view(), name="visit-new"),
    path("visits/<int:pk>/", visits.VisitPage.as_view(), name="visit"),
    path("visits/<int:pk>/change/", visits.VisitForm.as_view(), name="visit-change"),
    path("coverage/", visits.Coverage.as_view(), name="coverage"),
    path("projects/new/", visits.ProjectForm.as_view(), name="project-new"),
    path("projects/<int:pk>/change/", visits.ProjectForm.as_view(), name="project-change"),
    path("pairings/", visits.Pairings.as_view(), name="pairing-list"),
    path("pairings/new/", visits.PairingForm.as_view(), name="pairing-new"),
    path("pairings/<int:pk>/change/", visits.PairingForm.as_view(), name="pairing-change"),
    path("services/", visits.Services.as_view(), name="service-list"),
    path("hearings/", visits.Hearings.as_view(), name="hearing-list"),
    path("hearings/new/", visits.HearingForm.as_view(), name="hearing-new"),
    path("hearings/<int:pk>/", visits.HearingPage.as_view(), name="hearing"),
    path("hearings/<int:pk>/change/", visits.HearingForm.as_view(), name="hearing-change"),
]
