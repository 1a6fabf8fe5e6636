"""Making many tables at once.

Django renders every model that has to do with a new one anew after each operation, and in a room where all have to do
with a zone that is nearly all of them: twenty tables, a thousand models made. A migration that only adds models need
not: they all enter the state, are rendered once, and their tables are made.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import CreateModel, Migration


class NewTables(Migration):
    """A migration of ``CreateModel`` operations only, which are applied together."""

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """The state with the models; their tables are made."""
        if collect_sql or not all(isinstance(each, CreateModel) for each in self.operations):
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        # Without the rendered models the state only notes what is added; they are rendered when next asked for.
        project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
