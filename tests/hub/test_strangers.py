"""Nobody reaches an object of another zone by guessing its address (IDOR): every address of the site is tried.

Each model gets one object that belongs to a foreign zone and is seen by that zone alone, all with the same number, so
that whatever an address means by ``<int:pk>``, this is it. Models and addresses are found by walking the project: a new
room is covered without a line here. Where an object cannot be made from its fields alone, ``SAMPLES`` says how.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django_scopes import scopes_disabled

from liandong.hub.api.api import api
from liandong.hub.bottlenecks.enums import Section
from liandong.hub.core.enums import Role
from liandong.hub.core.models import AuditEntry, Circle, User, Zone
from liandong.hub.requests.views.steps import STEPS

NUMBER = 777_777
ROOMS = (
    "core",
    "network",
    "tasks",
    "requests",
    "bottlenecks",
    "reforms",
    "innovations",
    "effects",
    "bundles",
    "cockpit",
    "accounts",
)
#: Values that a model needs beyond what its fields say, by ``room.Model``.
SAMPLES = {
    "core.User": {"role": Role.OFFICER, "is_superuser": False, "is_staff": False},
    "core.Zone": {"slug": "foreign", "role": "partner", "kind": "economic"},
    "core.Circle": {"key": "foreign"},
    "effects.Version": {"number": NUMBER},
    "reforms.Design": {"folder": "reforms/none"},
    "requests.Request": {"satisfaction": None},
    # Its own task is made and owned by the same person already.
    "tasks.Hand": {"deed": "reported"},
}
#: What addresses take beside numbers: every value is tried.
WORDS = {
    "action": tuple(STEPS),
    "do": ("move", "commitment"),
    "kind": (
        "obligations",
        "decisions",
        "follow-ups",
        "profile",
        "report",
        "workbook",
        "toml",
        "after",
        "inputs",
        "result",
        "docx",
        "xlsx",
    ),
    "lang": ("zh", "en"),
    "name": ("bottlenecks", "steps"),
    "section": tuple(Section.values),
    "which": ("before", "after"),
    "zone": ("foreign", "rizhao"),
}
#: Addresses that answer otherwise and give nothing away, with what they answer; say why.
OPEN = {
    # A second click on "import" leads to the list; somebody else's draft is not looked at.
    "requests:import-preview": 302,
}
#: Rooms of others: Django's administration asks for staff, allauth's pages know one's own account only.
FOREIGN = ("/admin/", "/accounts/")
REFUSED = (403, 404)


def ours():
    """The models of the rooms that have a number of their own."""
    found = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [model for model in found if isinstance(model._meta.pk, models.BigAutoField)]


@pytest.fixture
def foreign(cast):
    """One object of every model, of a zone whose people are not asked, seen by that zone alone."""
    with scopes_disabled(), transaction.atomic():
        for model in ours():
            sample(model)
        Circle.objects.get(pk=NUMBER).zones.set([NUMBER])
    return Zone.objects.get(pk=NUMBER)


def sample(model):
    """The object of a model, from its fields: numbers lead to the other samples, texts and days are any."""
    values = {field.attname: value(field) for field in model._meta.concrete_fields}
    made = model(**values | SAMPLES.get(model._meta.label, {}))
    try:
        with transaction.atomic():
            made.save_base(raw=True, force_insert=True)
    except (DatabaseError, ValueError, TypeError) as error:
        pytest.fail(f"{model._meta.label} has no sample ({error}): say what it needs in SAMPLES, {__file__}")


def value(field):
    """A value that a field accepts."""
    if field.primary_key or field.is_relation:
        target = field.remote_field.model if field.is_relation else None
        has_sample = target is None or isinstance(target._meta.pk, models.BigAutoField)
        return NUMBER if has_sample and not (field.null and target is field.model) else None
    if field.choices and not field.unique:
        return next(key for key, _ in field.flatchoices if key != "")
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    return next((some for kind, some in _VALUES if isinstance(field, kind)), "x")


_VALUES = (
    (models.BooleanField, True),
    (models.DateTimeField, datetime(2026, 3, 2, tzinfo=UTC)),
    (models.DateField, date(2026, 3, 2)),
    (models.DecimalField, Decimal(1)),
    (models.FloatField, 1.0),
    (models.IntegerField, 2026),
    (models.FileField, "nothing/here"),
)


def addresses(patterns=None, prefix="/", spaces=()):
    """Every address of the project that takes a number, with our number in it, and the name it goes by."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = str(entry.pattern)
        if not isinstance(entry, URLPattern):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from addresses(entry.url_patterns, prefix + route, inner)
            continue
        name = ":".join((*spaces, entry.name or ""))
        kinds = {key: type(kind).__name__ for key, kind in entry.pattern.converters.items()}
        takes_number = "IntConverter" in kinds.values() or "pk" in kinds
        if takes_number and not prefix.startswith(FOREIGN):
            yield from ((name, address) for address in filled(prefix + route, kinds))


def filled(route, kinds):
    """The route with a value in each place."""
    routes = [route]
    for key, kind in kinds.items():
        is_number = kind == "IntConverter" or key == "pk"
        words = (str(NUMBER),) if is_number else WORDS.get(key)
        assert words, f"{route} takes <{key}>, which is no number: say in WORDS, {__file__}, what it may be"
        place = f"<{key}>" if kind == "StringConverter" and f"<{key}>" in route else None
        marks = [place] if place else [f"<{each}:{key}>" for each in ("int", "slug", "str", "path", "uuid")]
        routes = [_put(one, marks, word) for one in routes for word in words]
    return routes


def _put(route, marks, word):
    for mark in marks:
        route = route.replace(mark, word)
    return route


def body(path, method):
    """The least that an operation of the interface takes, so that it gets as far as looking for the object."""
    schema = api.get_openapi_schema(path_prefix="/api/")
    entry = schema["paths"].get(path.replace(str(NUMBER), "{pk}"), {}).get(method, {})
    if "requestBody" not in entry:
        return {}
    name = entry["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    given = schema["components"]["schemas"][name]
    return {key: _least(given["properties"][key], schema) for key in given.get("required", [])}


def _least(field, schema):
    if "$ref" in field:
        field = schema["components"]["schemas"][field["$ref"].rsplit("/", 1)[-1]]
    if "enum" in field:
        return field["enum"][0]
    return "2026-03-31" if field.get("format") == "date" else {"integer": 1}.get(field["type"], "x")


# Each walks every address; two of them do so on every run.
_SLOW = (pytest.param(who, marks=pytest.mark.slow) for who in ("anonymous", "firm"))
PEOPLE = ("stranger", "rizhao", *_SLOW)


@pytest.fixture(params=PEOPLE)
def visitor(request, cast, foreign):
    """Somebody whose business it is not."""
    browser = Client(raise_request_exception=False)
    if request.param != "anonymous":
        browser.force_login(getattr(cast, request.param), "django.contrib.auth.backends.ModelBackend")
    return request.param, browser


def test_no_address_gives_an_object_of_another_zone_or_changes_it(visitor):
    who, browser = visitor
    before = AuditEntry.objects.count()
    let_in = []
    for name, address in sorted(set(addresses())):
        for method in ("get", "post"):
            status = ask(browser, method, address)
            # A page that knows one of both methods only says so.
            if status not in (*REFUSED, 405, OPEN.get(name)) and not (
                who == "anonymous" and status in (302, 401)
            ):
                let_in.append(f"{method.upper()} {address} ({name}): {status}")
    assert let_in == []
    assert AuditEntry.objects.count() == before


def ask(browser, method, address):
    if not address.startswith("/api/"):
        return getattr(browser, method)(address).status_code
    extra = {"content_type": "application/json"} if method == "post" else {}
    return getattr(browser, method)(address, body(address, method), **extra).status_code


def test_the_same_addresses_are_open_to_whom_it_concerns(foreign):
    officer = User.objects.get(pk=NUMBER)
    browser = Client(raise_request_exception=False)
    browser.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    answers = {name: ask(browser, "get", address) for name, address in addresses() if name.startswith("api:")}
    # The samples were never counted, drawn, tested or measured, so there is no file to give.
    without_file = ("effect_results", "procedure_after", "procedure_before", "profile", "stress_verdict")
    assert {name: status for name, status in answers.items() if status not in (200, 405)} == {
        f"api:{name}": 404 for name in without_file
    }


def test_the_walk_finds_the_addresses_there_are():
    found = {name for name, _ in addresses()}
    assert {"accounts:person", "accounts:token-end", "api:task", "api:step"} <= found
