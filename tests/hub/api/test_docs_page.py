"""The page that lists the operations."""

from django.test import Client

from liandong.hub.api.api import api
from liandong.hub.api.docs import operations


def test_the_page_lists_every_operation_and_runs_no_script_of_others(cast, as_user):
    for browser in (Client(), as_user(cast.lead)):
        answer = browser.get("/api/docs")
        text = answer.content.decode()
        paths = api.get_openapi_schema()["paths"]
        assert [path for path in paths if f"<code>{path}</code>" not in text] == []
        assert "https://" not in text
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_root_leads_to_the_page(db):
    assert Client().get("/api/").headers["Location"] == "/api/docs"


def test_each_operation_has_its_own_name_and_each_schema_its_own(db):
    schema = api.get_openapi_schema()
    names = [entry["operationId"] for methods in schema["paths"].values() for entry in methods.values()]
    assert len(names) == len(set(names))
    assert len(names) == sum(len(group) for group in operations(schema).values())
