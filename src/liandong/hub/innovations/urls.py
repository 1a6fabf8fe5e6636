"""The addresses of the room."""

from django.urls import path

from liandong.hub.innovations.views import briefings, figures, library, matrix, recognitions

app_name = "innovations"
urlpatterns = [
    path("", library.InnovationList.as_view(), name="innovation-list"),
    path("new/", library.InnovationEdit.as_view(), name="innovation-create"),
    path("<int:pk>/", library.InnovationPage.as_view(), name="innovation"),
    path("<int:pk>/edit/", library.InnovationEdit.as_view(), name="innovation-change"),
    path("<int:pk>/delete/", library.InnovationDelete.as_view(), name="innovation-delete"),
    path("<int:pk>/link/", library.InnovationLink.as_view(), name="innovation-link"),
    path("<int:pk>/score/", recognitions.ReviewPage.as_view(), name="score"),
    path(
        "<int:innovation>/recognitions/new/",
        recognitions.RecognitionEdit.as_view(),
        name="recognition-create",
    ),
    path("recognitions/<int:pk>/", recognitions.RecognitionEdit.as_view(), name="recognition-change"),
    path(
        "recognitions/<int:pk>/delete/", recognitions.RecognitionDelete.as_view(), name="recognition-delete"
    ),
    path("counts/", figures.CountsPage.as_view(), name="counts"),
    path("consistency/", figures.ConsistencyPage.as_view(), name="consistency"),
    path("claims/", figures.ClaimList.as_view(), name="claim-list"),
    path("claims/new/", figures.ClaimEdit.as_view(), name="claim-create"),
    path("claims/<int:pk>/", figures.ClaimPage.as_view(), name="claim"),
    path("claims/<int:pk>/edit/", figures.ClaimEdit.as_view(), name="claim-change"),
    path("novelty/", recognitions.NoveltyPage.as_view(), name="novelty"),
    path("novelty/log/", recognitions.NoveltyList.as_view(), name="novelty-list"),
    path("novelty/<int:pk>/", recognitions.NoveltyLog.as_view(), name="novelty-log"),
    path("schemes/", recognitions.Schemes.as_view(), name="schemes"),
    path("matrix/", matrix.Matrix.as_view(), name="matrix"),
    path("matrix/<int:pk>/<slug:zone>/", matrix.CellForm.as_view(), name="cell"),
    path("adoptions/<int:pk>/", matrix.AdoptionPage.as_view(), name="adoption"),
    path("recommended/", matrix.Recommended.as_view(), name="recommended"),
    path("briefings/", briefings.BriefingList.as_view(), name="briefing-list"),
    path("briefings/new/", briefings.BriefingEdit.as_view(), name="briefing-create"),
    path("briefings/<int:pk>/", briefings.BriefingPage.as_view(), name="briefing"),
    path("briefings/<int:pk>/edit/", briefings.BriefingEdit.as_view(), name="briefing-change"),
    path("briefings/<int:pk>/delete/", briefings.BriefingDelete.as_view(), name="briefing-delete"),
    path("briefings/<int:pk>/questions/", briefings.QuestionAdd.as_view(), name="question-create"),
    path("questions/<int:pk>/request/", briefings.QuestionFile.as_view(), name="question-file"),
]
