"""The page that lists the operations, from the schema, in plain HTML; and what a call outside of them is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from liandong.hub.api.api import api
from liandong.hub.api.auth import language
from liandong.hub.api.problems import problem

#: A limit from here on is the databases', not the matter's, and is not shown.
_FAR = 10**9


@dataclass(frozen=True)
class Parameter:
    """A value an operation takes: its name, whether it must be given, and what it may be."""

    name: str
    is_required: bool
    what: str


@dataclass(frozen=True)
class Operation:
    """One line of the page."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: tuple[Parameter, ...]


def operations(schema: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations of a schema by the noun they belong to, in the order of the interface."""
    nouns: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in schema["paths"].items():
        for method, entry in methods.items():
            nouns[force_str(entry["tags"][0])].append(_operation(method, path, entry, schema))
    return dict(nouns)


def page(request: HttpRequest) -> HttpResponse:
    """The operations as a page of the site; ``?lang=en`` in English."""
    with translation.override(language(request) if "lang" in request.GET else translation.get_language()):
        schema = api.get_openapi_schema()
        context = {"title": schema["info"]["title"], "about": schema["info"]["description"]}
        return render(request, "api/docs.html", {**context, "nouns": operations(schema).items()})


def in_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view in the language of the call; a method that an address does not know is told as a problem."""

    @wraps(view)
    def viewing(request: HttpRequest, *args: Any, **path: Any) -> HttpResponseBase:
        with translation.override(language(request)):
            response = view(request, *args, **path)
            if response.status_code != 405:
                return response
            refused = problem(405)
            refused.headers["Allow"] = response.headers["Allow"]
            return refused

    viewing.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
    return viewing


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Told where no operation is."""
    return problem(404, _("没有这个接口地址：%(path)s。地址都列在 /api/docs。") % {"path": request.path})


def _operation(method: str, path: str, entry: dict[str, Any], schema: dict[str, Any]) -> Operation:
    parameters = tuple(
        Parameter(each["name"], each["required"], _what(each["schema"], schema))
        for each in entry["parameters"]
    )
    content = entry.get("requestBody", {}).get("content", {})
    body = _resolved(next(iter(content.values()))["schema"], schema) if content else {}
    required = body.get("required", [])
    fields = tuple(
        Parameter(name, name in required, _what(field, schema))
        for name, field in body.get("properties", {}).items()
    )
    summary = force_str(entry["summary"])
    return Operation(method.upper(), path, summary, entry.get("description", ""), parameters, fields)


def _what(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """What a value may be, in the words of JSON Schema."""
    field = _resolved(field, schema)
    options = [each for each in field.get("anyOf", field.get("allOf", [])) if each.get("type") != "null"]
    if options:
        return _what(options[0], schema)
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    if "const" in field:
        return str(field["const"])
    if field.get("type") == "array":
        return f"[{_what(field['items'], schema)}]"
    limits = f"{field['minimum']}–{field['maximum']}" if field.get("maximum", _FAR) < _FAR else ""
    return " ".join(part for part in (field.get("format") or field.get("type", ""), limits) if part)


def _resolved(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in field:
        return field
    return schema["components"]["schemas"][field["$ref"].rsplit("/", 1)[-1]]  # type: ignore[no-any-return]
