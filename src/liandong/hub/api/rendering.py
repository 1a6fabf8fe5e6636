"""Answers as JSON with Chinese as it is read, not as ``\\u`` escapes."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder


class Readable(BaseRenderer):
    """UTF-8 JSON; half a character that a caller sent comes back as a question mark."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False).encode(errors="replace")
