"""The addresses of the room."""

from django.urls import path

from liandong.hub.effects.views import dossier, effect

app_name = "effects"
urlpatterns = [
    path("", effect.EffectList.as_view(), name="home"),
    path("new/", effect.New.as_view(), name="new"),
    path("<int:pk>/", effect.EffectPage.as_view(), name="effect"),
    path("<int:pk>/progress/", effect.Progress.as_view(), name="effect-progress"),
    path("<int:pk>/cancel/", effect.Cancel.as_view(), name="effect-cancel"),
    path("<int:pk>/file/<slug:kind>/", effect.Download.as_view(), name="file"),
    path("<int:pk>/about/", effect.About.as_view(), name="about"),
    path("<int:pk>/claims/", effect.Compare.as_view(), name="claims"),
    path("<int:pk>/share/", effect.Share.as_view(), name="share"),
    path("<int:pk>/delete/", effect.Delete.as_view(), name="delete"),
    path("dossiers/", dossier.DossierList.as_view(), name="dossier-list"),
    path("dossiers/new/", dossier.New.as_view(), name="dossier-new"),
    path("dossiers/<int:pk>/", dossier.DossierPage.as_view(), name="dossier"),
    path("dossiers/<int:pk>/text/<slug:lang>/", dossier.TextEdit.as_view(), name="dossier-text"),
    path("dossiers/<int:pk>/text/<slug:lang>/<int:place>/", dossier.SectionEdit.as_view(), name="section"),
    path("dossiers/<int:pk>/results/", dossier.Quote.as_view(), name="dossier-results"),
    path("dossiers/<int:pk>/imprint/", dossier.ImprintEdit.as_view(), name="dossier-imprint"),
    path("dossiers/<int:pk>/import/", dossier.Import.as_view(), name="dossier-import"),
    path("dossiers/<int:pk>/versions/<int:number>/", dossier.Versions.as_view(), name="version"),
    path("dossiers/<int:pk>/versions/<int:number>/restore/", dossier.Restore.as_view(), name="restore"),
    path("dossiers/<int:pk>/file/<slug:kind>/", dossier.Download.as_view(), name="dossier-file"),
    path("dossiers/<int:pk>/share/", dossier.Share.as_view(), name="dossier-share"),
    path("dossiers/<int:pk>/delete/", dossier.Delete.as_view(), name="dossier-delete"),
]
