"""The addresses of the room."""

from typing import Any

app_name = "tasks"
urlpatterns: list[Any] = []
