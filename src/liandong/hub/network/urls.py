"""The addresses of the room."""

from typing import Any

app_name = "network"
urlpatterns: list[Any] = []
