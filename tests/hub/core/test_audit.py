"""The audit chain holds, and shows where it was broken."""

import pytest
from django.db import DatabaseError, connection, transaction

from liandong.errors import FileDamaged
from liandong.hub.core.domain import audit, heads
from liandong.hub.core.domain.actor import acting
from liandong.hub.core.models import AuditEntry, AuditHead


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


@pytest.fixture
def place():
    """The file of heads, of this test alone."""
    return heads.home() / heads.FILE


def _behind_the_database(statement):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER audit_no_change")
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_tail_cut_off_with_the_head_put_back_is_seen_by_the_file(place):
    entries = [audit.append("create", "tasks.task", str(number), None, {}) for number in range(5)]
    assert (audit.remember(), audit.verify()) == (5, None)
    _behind_the_database("DELETE FROM core_auditentry WHERE number > 3")
    AuditHead.objects.update(number=3, digest=entries[2].digest)
    assert audit.verify() == audit.Break(4, "entries up to 5 were cut off: audit-heads.jsonl remembers them")


@pytest.mark.django_db
def test_a_chain_written_anew_is_seen_by_the_file(place):
    audit.append("create", "tasks.task", "7", None, {})
    audit.remember()
    _behind_the_database("DELETE FROM core_auditentry")
    AuditHead.objects.all().delete()
    audit.append("create", "tasks.task", "8", None, {})
    assert audit.verify().number == 1


@pytest.mark.django_db
def test_a_chain_without_its_head_does_not_hold(place):
    audit.append("create", "tasks.task", "7", None, {})
    AuditHead.objects.all().delete()
    assert audit.verify() == audit.Break(2, "the head is missing")


@pytest.mark.django_db
def test_a_line_that_was_cut_short_costs_no_other(place):
    audit.append("create", "tasks.task", "7", None, {})
    place.write_text('{"number": 9, "dig')
    audit.remember()
    assert (list(heads.remembered()), audit.verify()) == ([1], None)


@pytest.mark.django_db
def test_a_file_that_is_not_ours_is_said_to_be(place):
    place.write_text('{"number": "x"}')
    with pytest.raises(FileDamaged):
        heads.remembered()
