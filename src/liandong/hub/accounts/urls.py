"""The addresses of the room."""

from typing import Any

app_name = "accounts"
urlpatterns: list[Any] = []
