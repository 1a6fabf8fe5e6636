"""The addresses of the room."""

from typing import Any

app_name = "cockpit"
urlpatterns: list[Any] = []
