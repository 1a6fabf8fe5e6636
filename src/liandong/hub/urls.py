"""The addresses of the hub, one line a room."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

# One door for everybody: with the limit against guessing, and the second factor of those who have one.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("liandong.hub.cockpit.urls")),
    path("network/", include("liandong.hub.network.urls")),
    path("tasks/", include("liandong.hub.tasks.urls")),
    path("requests/", include("liandong.hub.requests.urls")),
    path("bottlenecks/", include("liandong.hub.bottlenecks.urls")),
    path("reforms/", include("liandong.hub.reforms.urls")),
    path("innovations/", include("liandong.hub.innovations.urls")),
    path("effects/", include("liandong.hub.effects.urls")),
    path("bundles/", include("liandong.hub.bundles.urls")),
    path("me/", include("liandong.hub.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/", include("liandong.hub.api.urls")),
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
]
