"""A reform applied: one operator after the other, the procedure checked after each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from liandong.errors import EditRefused, ElementUnknown, ReformError
from liandong.procedure.check import check
from liandong.procedure.procedure import Procedure
from liandong.procedure.reform import record
from liandong.procedure.reform.draft import Draft
from liandong.procedure.reform.operators import Operator
from liandong.procedure.reform.reform import Reform


def applied(
    procedure: Procedure,
    reform: Reform,
    parameters: Mapping[str, object] | None = None,
    *,
    is_draft: bool = False,
    on: date | None = None,
) -> Procedure:
    """The procedure after the reform; what no operator speaks of keeps its id.

    The picture is drawn anew where elements came, went or moved. Raises ReformError and its kin; nothing is changed
    then.
    """
    reform.allowed(is_draft=is_draft, on=on)
    values = reform.values(parameters)
    record.clashing(procedure, reform, values)
    wrong = next((it for it in procedure.check() if it.severity == "error"), None)
    if wrong is not None:
        reason = (f"流程本身有错误（{wrong.text('zh')}）", f"the procedure has errors ({wrong.text('en')})")
        raise ReformError(reform=reform.name, reason=reason)
    draft = Draft(procedure.edit())
    for step, operator in reform.operators(parameters):
        draft.step = step
        _do(operator, draft)
    record.write(draft.edit.document, draft.process, reform, values, is_draft=is_draft)
    after = Procedure(draft.edit.document)
    return after if after.model == procedure.model else after.laid_out()


def _do(operator: Operator, draft: Draft) -> None:
    try:
        operator.apply(draft)
    except (EditRefused, ElementUnknown) as error:
        raise draft.refused(error.text("zh"), error.text("en")) from error
    wrong = next((it for it in check(draft.edit.document) if it.severity == "error"), None)
    if wrong is not None:
        raise draft.refused(
            f"之后流程不再健全（{wrong.zh}）", f"the procedure would not be sound any more ({wrong.en})"
        )
