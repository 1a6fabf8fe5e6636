"""The audit chain holds, and shows where it was broken."""

import pytest
from django.db import DatabaseError, connection, transaction

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.actor import acting
from liandong.hub.core.models import AuditEntry


@pytest.mark.django_db
def test_an_empty_chain_holds():
    assert audit.verify() is None


@pytest.mark.django_db
def test_entries_say_who_did_what():
    with acting("王青"):
        entry = audit.append("create", "tasks.task", "7", None, {"name": "两段监管"})
    assert (entry.number, entry.actor, entry.action, entry.changes) == (
        1,
        "王青",
        "create",
        {"name": "两段监管"},
    )
    assert audit.verify() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE core_auditentry SET actor = 'x'", "DELETE FROM core_auditentry"]
)
def test_the_database_refuses_to_change_an_entry(statement):
    audit.append("create", "tasks.task", "7", None, {})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().actor == "system"


@pytest.mark.django_db
def test_a_row_changed_behind_the_database_breaks_the_chain_there():
    for number in range(5):
        audit.append("create", "tasks.task", str(number), None, {})
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER audit_no_change")
        cursor.execute("UPDATE core_auditentry SET actor = 'x' WHERE number = 3")
    assert audit.verify() == audit.Break(3, "content or order was changed")
