"""The addresses of the room."""

from django.urls import path

from liandong.hub.reforms.views import design, home, run, steps

app_name = "reforms"
urlpatterns = [
    path("", home.DesignList.as_view(), name="home"),
    path("new/", home.Start.as_view(), name="new"),
    path("upload/", home.Upload.as_view(), name="upload"),
    path("<int:pk>/", design.Workbench.as_view(), name="design"),
    path("<int:pk>/steps/", steps.Rearrange.as_view(), name="steps"),
    path("<int:pk>/steps/<slug:do>/", steps.Add.as_view(), name="step"),
    path("<int:pk>/basis/", steps.BasisEdit.as_view(), name="basis"),
    path("<int:pk>/draw/", steps.Draw.as_view(), name="draw"),
    path("<int:pk>/text/", steps.TextEdit.as_view(), name="text"),
    path("<int:pk>/changes/", design.Changes.as_view(), name="changes"),
    path("<int:pk>/file/<slug:kind>/", design.Download.as_view(), name="file"),
    path("<int:pk>/picture/<slug:which>.svg", design.Picture.as_view(), name="picture"),
    path("<int:pk>/share/", design.Share.as_view(), name="share"),
    path("<int:pk>/delete/", design.Delete.as_view(), name="delete"),
    path("<int:pk>/tests/", run.Register.as_view(), name="register"),
    path("<int:pk>/tests/text/", run.RegisterText.as_view(), name="register-text"),
    path("runs/<int:pk>/", run.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/progress/", run.Progress.as_view(), name="run-progress"),
    path("runs/<int:pk>/cancel/", run.Cancel.as_view(), name="run-cancel"),
    path("runs/<int:pk>/file/<slug:kind>/", run.Download.as_view(), name="run-file"),
    path("assets/map-<slug:version>.css", design.asset, name="asset"),
]
