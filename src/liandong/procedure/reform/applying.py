"""A reform applied: one operator after the other, the procedure checked after each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from liandong.errors import EditRefused, ElementUnknown, OperatorsContradict, ReformError
from liandong.procedure.check import check
from liandong.procedure.model import Model
from liandong.procedure.procedure import Procedure
from liandong.procedure.reform import record
from liandong.procedure.reform.draft import Draft, Step
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
    idle: dict[str, Step] = {}
    for step, operator in reform.operators(parameters):
        draft.step, busy = step, _busy(draft.model)
        _do(operator, draft)
        idle |= dict.fromkeys(busy, step)
        idle = {role: left for role, left in idle.items() if role not in _busy(draft.model)}
    _refuse_idle(draft, idle)
    record.write(draft.edit.document, draft.process, reform, values, is_draft=is_draft)
    after = Procedure(draft.edit.document)
    return after if after.model == procedure.model else after.laid_out()


def _busy(model: Model) -> set[str]:
    """The roles (lanes) that do some activity."""
    lanes = {it.id: it.name or it.id for it in model.lanes}
    return {lanes[it.lane] for it in model.activities if it.lane in lanes}


def _refuse_idle(draft: Draft, idle: Mapping[str, Step]) -> None:
    """Raises OperatorsContradict where one step speaks of a role that another leaves without any activity."""
    for role in sorted(idle.keys() & draft.spoken_of.keys()):
        (first, one), (second, other) = sorted((idle[role], draft.spoken_of[role]))
        reason = (
            f"“{role}”不再办理任何环节，另一步却用到它",
            f"“{role}” does no activity any more, yet another step speaks of it",
        )
        raise OperatorsContradict(first=first, one=one, second=second, other=other, reason=reason)


def _do(operator: Operator, draft: Draft) -> None:
    try:
        operator.apply(draft)
    except (EditRefused, ElementUnknown) as error:
        raise draft.refused(error.text("zh"), error.text("en")) from error
    if not draft.model.activities:
        raise draft.refused("之后流程里没有任何环节", "the procedure would have no activity any more")
    wrong = next((it for it in check(draft.edit.document) if it.severity == "error"), None)
    if wrong is not None:
        raise draft.refused(
            f"之后流程不再健全（{wrong.zh}）", f"the procedure would not be sound any more ({wrong.en})"
        )
