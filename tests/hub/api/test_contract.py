"""Schemathesis asks every operation what its schema allows, and much that it does not: no server error, no answer outside
of the schema, nothing accepted that the schema forbids.

Left out is its check that whatever the schema allows is accepted: an office refuses more than a schema can say, such as
a task that is to go where its state does not lead.
"""

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from liandong.hub.core.domain import demo, tokens
from liandong.hub.innovations.domain import demo as innovations
from liandong.hub.network.domain import demo as network
from liandong.hub.requests.domain import demo as requests
from liandong.hub.tasks.domain import demo as tasks
from liandong.hub.wsgi import application


def schema(*, has_coverage):
    """The schema as it is served; ``has_coverage`` adds every boundary of every value to the random ones."""
    config = SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": has_coverage}}})
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=config)


@pytest.fixture(scope="module")
def hub(django_db_setup, django_db_blocker):
    """A hub with the demonstration in it, loaded once for all operations; what each does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {person.username: person for person in demo.load("secret")}
        for room in (network, tasks, requests, innovations):
            room.load()
        yield people
        transaction.set_rollback(True)


@pytest.fixture(params=["lead", "stranger"])
def headers(request, hub, db):
    """What the lead officer's program sends, and a stranger's."""
    token = tokens.create(username=hub[request.param].username, name="test", days=1)
    # Schemathesis reads what comes as it is; gzip is the servers' business.
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


def ask(case, headers):
    case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])


@schema(has_coverage=False).parametrize()
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_its_schema(case, headers):
    ask(case, headers)


@pytest.mark.slow
@schema(has_coverage=True).parametrize()
@settings(max_examples=200, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_its_schema_asked_many_times(case, headers):
    ask(case, headers)
