"""Which reforms a BPMN file went through: their name, legal basis, parameters and claims, kept on the process.

So a file tells why it is as it is, and a zone that takes it over can set the local parameters anew (``resolved``)
without the reform's own file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from liandong.errors import ParameterRefused
from liandong.procedure.document import Document
from liandong.procedure.reform import settings
from liandong.procedure.reform.amount import Amount, number
from liandong.procedure.reform.parts import Parameter
from liandong.procedure.reform.reform import Reform

if TYPE_CHECKING:
    from liandong.procedure.procedure import Procedure

_REFORM, _PARAMETER = f"{{{settings.URI}}}reform", f"{{{settings.URI}}}parameter"


def write(
    document: Document, process: str, reform: Reform, values: Mapping[str, Amount], *, is_draft: bool
) -> None:
    """Keeps a reform on the process."""
    holder = settings.extension(document.by_id()[process])
    about: dict[str, object] = {"name": reform.name, "summary": reform.summary, "draft": is_draft}
    made = settings.write(holder, "reform", about)
    for it in reform.bases:
        settings.write(made, "basis", _fields(it))
    for key, parameter in reform.parameters.items():
        told = {
            name: number(it.value) if isinstance(it, Amount) else it
            for name, it in _fields(parameter).items()
        }
        settings.write(made, "parameter", {"key": key, "value": number(values[key].value), **told})
    for claim in reform.expected:
        settings.write(made, "claim", _fields(claim))


def reforms_of(procedure: Procedure) -> tuple[str, ...]:
    """The names of the reforms a procedure went through, in order."""
    return tuple(it.get("name", "") for it in procedure.document.root.iter(_REFORM))


def parameters_of(procedure: Procedure) -> dict[str, tuple[Parameter, Amount]]:
    """The local parameters of a procedure's reforms with the values they have."""
    return {it.get("key", ""): _parameter(it) for it in procedure.document.root.iter(_PARAMETER)}


def resolved(procedure: Procedure, given: Mapping[str, object]) -> Procedure:
    """The procedure with other values of local parameters. Raises ParameterRefused for one unknown or out of range."""
    from liandong.procedure.procedure import Procedure

    known = parameters_of(procedure)
    one = Reform("", "", (), {key: it for key, (it, _) in known.items()}, (), (), "")
    values = one.values({key: amount.value for key, (_, amount) in known.items()} | dict(given))
    edit = procedure.edit()
    for element in edit.document.root.iter(_PARAMETER):
        element.set("value", number(values[element.get("key", "")].value))
    for setting, element in list(settings.settings_in(edit.document)):
        now = _again(setting, values)
        if now != setting:
            settings.rewrite(element, now)
            if isinstance(now, settings.Delay) and edit.model.node[now.element].is_event:
                edit.set_timer(now.element, now.length.as_duration())
    return Procedure(edit.document)


def clashing(procedure: Procedure, reform: Reform, values: Mapping[str, Amount]) -> None:
    """Raises ParameterRefused where an earlier reform has another parameter of one name, as formulas tell only names."""
    for key, (_, amount) in parameters_of(procedure).items():
        if key in values and values[key] != amount:
            zh = f"先前的方案已有同名参数，值为 {amount.as_text()}"
            reason = (zh, f"an earlier reform has one of this name, {amount.as_text()}")
            raise ParameterRefused(parameter=key, value=values[key].as_text(), reason=reason)


def _again(setting: settings.Setting, values: Mapping[str, Amount]) -> settings.Setting:
    changes: dict[str, Any] = {
        name: it.resolved(values) for name, it in _fields(setting).items() if isinstance(it, Amount)
    }
    return replace(setting, **changes)


def _fields(value: Any) -> dict[str, object]:
    return {it.name: getattr(value, it.name) for it in fields(value)}


def _parameter(element: etree._Element) -> tuple[Parameter, Amount]:
    low, high = (Amount(float(it)) if (it := element.get(name)) else None for name in ("min", "max"))
    default = Amount(float(element.get("default") or 0))
    found = Parameter(element.get("name", ""), default, element.get("unit", ""), low, high)
    return found, found.amount(float(element.get("value") or 0))
