"""The addresses of the room."""

from django.urls import path

from liandong.hub.bottlenecks.views import analysis, bottleneck, home, taking

app_name = "bottlenecks"
urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("list/", home.BottleneckList.as_view(), name="bottleneck-list"),
    path("new/", bottleneck.BottleneckEdit.as_view(), name="bottleneck-new"),
    path("<int:pk>/", bottleneck.BottleneckPage.as_view(), name="bottleneck"),
    path("<int:pk>/edit/", bottleneck.BottleneckEdit.as_view(), name="bottleneck-edit"),
    path("<int:pk>/delete/", bottleneck.BottleneckDelete.as_view(), name="bottleneck-delete"),
    path("<int:pk>/state/", bottleneck.Move.as_view(), name="move"),
    path("<int:pk>/task/", bottleneck.MakeTask.as_view(), name="task"),
    path("<int:pk>/request/", bottleneck.LinkRequest.as_view(), name="request"),
    path("upload/", taking.Upload.as_view(), name="upload"),
    path("combine/", taking.Combine.as_view(), name="combine"),
    path("files/<int:pk>/", taking.Mapping.as_view(), name="mapping"),
    path("files/<int:pk>/mapping.toml", taking.MappingFile.as_view(), name="mapping-file"),
    path("jobs/<int:pk>/", taking.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/progress/", taking.JobProgress.as_view(), name="job-progress"),
    path("jobs/<int:pk>/cancel/", taking.JobCancel.as_view(), name="job-cancel"),
    path("analyses/", home.AnalysisList.as_view(), name="analysis-list"),
    path("analyses/<int:pk>/", analysis.AnalysisPage.as_view(), name="analysis"),
    path("analyses/<int:pk>/setup/", taking.Setup.as_view(), name="setup"),
    path("analyses/<int:pk>/share/", analysis.Share.as_view(), name="share"),
    path("analyses/<int:pk>/unshare/", analysis.Unshare.as_view(), name="unshare"),
    path("analyses/<int:pk>/delete/", analysis.AnalysisDelete.as_view(), name="analysis-delete"),
    path("analyses/<int:pk>/findings/", analysis.FindingList.as_view(), name="finding-list"),
    path("analyses/<int:pk>/findings/<int:rank>/", analysis.FindingPage.as_view(), name="finding"),
    path("analyses/<int:pk>/findings/<int:rank>/open/", analysis.FindingOpen.as_view(), name="finding-open"),
    path("analyses/<int:pk>/tables/", analysis.Tables.as_view(), name="tables"),
    path("analyses/<int:pk>/tables/<slug:name>/", analysis.TablePage.as_view(), name="table"),
    path("analyses/<int:pk>/download/<slug:kind>/", analysis.Download.as_view(), name="download"),
    path("analyses/<int:pk>/<slug:section>/", analysis.AnalysisPage.as_view(), name="section"),
    path("assets/report-<slug:version>.<str:kind>", analysis.asset, name="asset"),
]
