"""Tables made together are the tables that would have been made one by one."""

from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

from liandong.hub.core.together import NewTables


def test_the_tables_of_a_room_are_the_same_made_together_or_one_by_one(transactional_db):
    together = MigrationLoader(connection).get_migration("innovations", "0001_initial")
    one_by_one = migrations.Migration("0001_initial", "innovations")
    one_by_one.operations = together.operations
    assert isinstance(together, NewTables)
    assert len(together.operations) > 10
    assert _statements(together) == _statements(one_by_one)


def _statements(migration):
    state = MigrationLoader(connection).project_state(("innovations", "0001_initial"), at_end=False)
    assert state.apps.get_model("core", "Zone")  # rendered already, as in the middle of `migrate`
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        made = migration.apply(state, editor)
    assert made.apps.get_model("innovations", "Innovation")._meta.get_field("zone").related_model
    return [str(statement) for statement in editor.collected_sql]
