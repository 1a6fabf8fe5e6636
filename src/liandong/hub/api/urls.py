"""The addresses of the room."""

from typing import Any

from django.urls import path
from django.views.generic import RedirectView

from liandong.hub.api.api import api
from liandong.hub.api.docs import in_language, nowhere, page

app_name = "api"
patterns, _, _ = api.urls
for pattern in patterns:
    pattern.callback = in_language(pattern.callback)

urlpatterns: list[Any] = [
    path("", RedirectView.as_view(pattern_name="api:docs"), name="home"),
    path("docs", page, name="docs"),
    *patterns,
    path("<path:rest>", in_language(nowhere), name="nowhere"),
]
