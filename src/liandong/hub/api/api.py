"""The interface for programs: its nouns, and its schema with the refusals every operation may answer with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from liandong import __version__
from liandong.hub.api import (
    audit,
    bottlenecks,
    cockpit,
    effects,
    exchange,
    innovations,
    me,
    network,
    reforms,
    requests,
    tasks,
)
from liandong.hub.api.auth import Session, Token, as_caller, said_once
from liandong.hub.api.problems import MEDIA_TYPE, TITLES, Problem, Wrong, answer_with_problems
from liandong.hub.api.rendering import Readable

ROUTERS = (
    me.router,
    network.router,
    tasks.router,
    requests.router,
    bottlenecks.router,
    innovations.router,
    reforms.router,
    effects.router,
    exchange.router,
    cockpit.router,
    audit.router,
)


class Interface(NinjaAPI):
    """ninja's, with operations named by what they do and refusals in the schema."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**where)
        for path in schema["paths"].values():
            for method, operation in path.items():
                operation["responses"] |= {
                    status: _refusal(status) for status in _statuses(method, operation)
                }
        schema["components"]["schemas"] |= {"Problem": _problem(), "Wrong": Wrong.json_schema()}
        return schema


def _statuses(method: str, operation: dict[str, Any]) -> list[int]:
    """Which refusals an operation may answer with."""
    has_key = any(parameter["in"] == "path" for parameter in operation["parameters"])
    has_body = "requestBody" in operation
    may = {400: has_body, 401: True, 403: True, 404: has_key, 422: has_body or bool(operation["parameters"])}
    return [status for status, is_possible in may.items() if is_possible]


def _refusal(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": TITLES[status], "content": content}


def _problem() -> dict[str, Any]:
    schema = Problem.json_schema()
    schema.pop("$defs", None)
    schema["properties"]["errors"]["items"] = {"$ref": "#/components/schemas/Wrong"}
    return schema


api = Interface(
    title=_("联动创新平台接口"),
    version=__version__,
    description=_(
        "诊断、任务、诉求、方案、成果、成效和交换可以由程序读取和办理，联动网络可以读取；令牌的权限与其主人相同。"
    ),
    urls_namespace="api",
    docs_url=None,
    auth=[Token(), Session()],
    renderer=Readable(),
)
answer_with_problems(api)
api.add_decorator(as_caller, mode="view")
api.add_decorator(said_once)
for _router in ROUTERS:
    api.add_router("", _router)
