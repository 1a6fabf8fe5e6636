"""What is done around every request: the policy for scripts, the language, who acts and what they see."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from liandong.hub.core.domain.actor import acting
from liandong.hub.core.scoping import seen_by

Handler = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(handle: Handler) -> Handler:
    """Nothing from elsewhere, nothing inline: scripts and styles are files of ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        return response

    return middleware


def language(handle: Handler) -> Handler:
    """Chinese, unless the person's profile or cookie says otherwise; what the browser prefers is not asked."""

    known = {code for code, _ in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
        with translation.override(wanted if wanted in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = handle(request)
            # The interface for programs has settled on a language of its own by then.
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
            return response

    return middleware


def scope(handle: Handler) -> Handler:
    """The person's own view of the data, and their name for the audit chain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with seen_by(request.user), acting(request.user.get_username() or "anonymous"):
            return handle(request)

    return middleware
