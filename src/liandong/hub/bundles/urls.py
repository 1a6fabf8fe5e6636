"""The addresses of the room."""

from django.urls import path

from liandong.hub.bundles.views import bundle, catalogue, exchange, home, jobs, keys, partners

app_name = "bundles"
urlpatterns = [
    path("", home.BundleList.as_view(), name="home"),
    path("new/", home.Build.as_view(), name="new"),
    path("upload/", home.Upload.as_view(), name="upload"),
    path("<int:pk>/", bundle.BundlePage.as_view(), name="bundle"),
    path("<int:pk>/file/", bundle.Download.as_view(), name="file"),
    path("<int:pk>/diff/<int:other>/", bundle.Differences.as_view(), name="diff"),
    path("<int:pk>/sign/", bundle.Sign.as_view(), name="sign"),
    path("<int:pk>/share/", bundle.Share.as_view(), name="share"),
    path("<int:pk>/innovation/", bundle.LinkTo.as_view(), name="innovation"),
    path("<int:pk>/fit/", bundle.Fit.as_view(), name="fit"),
    path("<int:pk>/install/", bundle.Install.as_view(), name="install"),
    path("<int:pk>/adopt/", bundle.Adopt.as_view(), name="adopt"),
    path("<int:pk>/report/", bundle.Report.as_view(), name="report-new"),
    path("catalogues/", catalogue.CatalogueList.as_view(), name="catalogues"),
    path("catalogues/new/", catalogue.Publish.as_view(), name="publish"),
    path("catalogues/<int:pk>/", catalogue.CataloguePage.as_view(), name="catalogue"),
    path("catalogues/<int:pk>/file/", catalogue.Download.as_view(), name="catalogue-file"),
    path("reports/", exchange.ReportList.as_view(), name="reports"),
    path("reports/<int:pk>/", exchange.ReportPage.as_view(), name="report"),
    path("reports/<int:pk>/file/", exchange.Download.as_view(), name="report-file"),
    path("exchange/", partners.Exchange.as_view(), name="exchange"),
    path("exchange/new/", partners.New.as_view(), name="partner-new"),
    path("exchange/<int:pk>/pull/", partners.Pull.as_view(), name="pull"),
    path("exchange/<int:pk>/push/", partners.Push.as_view(), name="push"),
    path("exchange/<int:pk>/remove/", partners.Remove.as_view(), name="partner-remove"),
    path("take/", exchange.Take.as_view(), name="take"),
    path("keys/", keys.Keys.as_view(), name="keys"),
    path("keys/new/", keys.New.as_view(), name="key-new"),
    path("keys/trust/", keys.Trust.as_view(), name="trust"),
    path("keys/<int:pk>/public/", keys.Public.as_view(), name="public"),
    path("keys/<int:pk>/give-up/", keys.GiveUp.as_view(), name="give-up"),
    path("keys/<int:pk>/revocation/", keys.Revocation.as_view(), name="revocation"),
    path("trusted/<int:pk>/revoke/", keys.Revoke.as_view(), name="revoke"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/progress/", jobs.Progress.as_view(), name="job-progress"),
    path("jobs/<int:pk>/cancel/", jobs.Cancel.as_view(), name="job-cancel"),
]
