"""The addresses of the room."""

from typing import Any

app_name = "requests"
urlpatterns: list[Any] = []
