"""The addresses of the room."""

from typing import Any

app_name = "innovations"
urlpatterns: list[Any] = []
