"""The addresses of the room."""

from typing import Any

app_name = "bottlenecks"
urlpatterns: list[Any] = []
