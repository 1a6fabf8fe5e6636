"""Who calls: the owner of a token, or whoever is signed in; the call runs with their name, view of the data, language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from liandong.hub.core.domain import tokens
from liandong.hub.core.domain.actor import acting
from liandong.hub.core.scoping import seen_by

Run = Callable[..., HttpResponseBase]


class Token(HttpBearer):
    """``Authorization: Bearer ld_…``; ``as_caller`` has looked the token up already."""

    def authenticate(self, request: Any, token: str) -> Any:
        return request.user if request.user.is_authenticated else None


class Session(APIKeyCookie):
    """Whoever is signed in to the site; what changes something needs the site's CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: Any, key: str | None) -> Any:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise PermissionDenied("CSRF")
        return request.user


def as_caller(run: Run) -> Run:
    """The operation, run as the caller: what they may not see is not found, what they do is written under their name."""

    @wraps(run)
    def running(request: Any, **path: Any) -> HttpResponseBase:
        if "Authorization" in request.headers:
            request.user = _owner(request.headers["Authorization"])
        name = request.user.get_username() or "anonymous"
        with translation.override(language(request)), seen_by(request.user), acting(name):
            response = run(request, **path)
            response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
            return response

    return running


def said_once(run: Run) -> Run:
    """The operation, refused where the query has a value twice: one would be dropped without a word."""

    @wraps(run)
    def running(request: Any, *args: Any, **values: Any) -> Any:
        twice = {name: [_("只能写一次")] for name, sent in request.GET.lists() if len(sent) > 1}
        if twice:
            raise ValidationError(twice)
        return run(request, *args, **values)

    return running


def allow(rule: Any, user: Any, record: Any = None) -> Any:
    """The record, where the rule lets the person; refused otherwise."""
    if not rule.test(user, record):
        raise PermissionDenied
    return record


def language(request: HttpRequest) -> str:
    """``?lang=``, else the language of the person or the cookie, else ``Accept-Language``, else Chinese."""
    known = {"zh": "zh-hans", **{code: code for code, _name in settings.LANGUAGES}}
    mine = (request.GET.get("lang", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    for wanted in (*mine, getattr(request.user, "language", "")):
        if wanted in known:
            return known[wanted]
    return _accepted(request.headers.get("Accept-Language", ""))


def _accepted(header: str) -> str:
    for code, _weight in parse_accept_lang_header(header.lower()):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _owner(header: str) -> Any:
    scheme, _gap, token = header.partition(" ")
    return (tokens.owner(token) if scheme.lower() == "bearer" else None) or AnonymousUser()
