"""What is told when a call is refused: RFC 9457, one sentence on what happened and what to do next."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import force_str
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as Invalid

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("请求不完整"),
    401: gettext_lazy("需要登录"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持这种方法"),
    422: gettext_lazy("内容不合要求"),
    500: gettext_lazy("服务器出错"),
}
SENTENCES = {
    400: gettext_lazy("请求体读不懂。请发送 UTF-8 编码的 JSON，并写明 Content-Type: application/json。"),
    401: gettext_lazy(
        "没有令牌，或者令牌已过期、已作废。请在“我的账号”里生成令牌，用 Authorization: Bearer 发送。"
    ),
    403: gettext_lazy("您的角色或片区不能做这件事。需要时请找系统运维调整权限。"),
    404: gettext_lazy("没有这一条，或者不在您的可见范围内。请核对编号。"),
    405: gettext_lazy("这个地址不支持这种方法。允许的方法见 Allow。"),
    422: gettext_lazy("有内容不合要求，没有保存任何东西。请按 errors 逐项修改后重发。"),
    500: gettext_lazy("服务器出错，没有保存任何东西。请把时间和地址告诉系统运维。"),
}
#: What is wrong with a value, by pydantic's name for it; where one is missing, English readers get pydantic's own words.
WRONG = {
    "missing": gettext_lazy("缺少这一项"),
    "string_too_long": gettext_lazy("太长"),
    "string_too_short": gettext_lazy("太短"),
    "string_type": gettext_lazy("应为文字"),
    "string_pattern_mismatch": gettext_lazy("含有不允许的字符"),
    "int_type": gettext_lazy("应为整数"),
    "int_parsing": gettext_lazy("应为整数"),
    "enum": gettext_lazy("不是允许的值"),
    "extra_forbidden": gettext_lazy("没有这一项"),
    "greater_than_equal": gettext_lazy("太小"),
    "less_than_equal": gettext_lazy("太大"),
    "date_from_datetime_parsing": gettext_lazy("应为日期，例如 2026-03-31"),
}


class Wrong(Schema):
    """One thing that is wrong: where, and what."""

    where: str
    message: str


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = []


def problem(status: int, detail: Any = "", errors: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """The refusal as an answer."""
    content = {
        "type": "about:blank",
        "title": force_str(TITLES.get(status, status)),
        "status": status,
        "detail": force_str(detail or SENTENCES.get(status, "")),
        "errors": list(errors),
    }
    text = json.dumps(content, ensure_ascii=False).encode(errors="replace")
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_with_problems(api: NinjaAPI) -> None:
    """Let every error of the interface be told as a problem."""
    told: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        AuthenticationError: lambda request, error: problem(401),
        PermissionDenied: lambda request, error: problem(403, _csrf(error)),
        Http404: lambda request, error: problem(404),
        HttpError: lambda request, error: problem(error.status_code),
        SuspiciousOperation: lambda request, error: problem(400),
        Invalid: lambda request, error: problem(422, errors=[_wrong(each) for each in error.errors]),
        ValidationError: lambda request, error: problem(422, errors=_refused(error)),
        Exception: _unforeseen,
    }
    for kind, handler in told.items():
        api.add_exception_handler(kind, handler)


def _csrf(error: Exception) -> str:
    return _("浏览器会话发来的改动要带 X-CSRFToken；程序请用令牌。") if "CSRF" in error.args else ""


def _wrong(error: dict[str, Any]) -> dict[str, str]:
    where = ".".join(str(part) for part in error["loc"] if part not in _OURS)
    known = WRONG.get(error["type"])
    message = known or (error["msg"] if get_language() == "en" else _("不合要求"))
    limits = [value for name, value in error.get("ctx", {}).items() if name in _LIMITS]
    return {"where": where, "message": force_str(message) + (f" ({limits[0]})" if limits else "")}


#: What our functions call the whole of a body or a query; the caller does not.
_OURS = ("given", "wanted", "asked")
_LIMITS = ("max_length", "min_length", "ge", "le", "expected")


def _refused(error: ValidationError) -> list[dict[str, str]]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [{"where": name, "message": text} for name, texts in by_field.items() for text in texts]


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    # Django logs what reaches it; here the answer is ours, so the log is as well.
    logging.getLogger("django.request").error(
        "%s %s", request.method, request.path, exc_info=error, extra={"status_code": 500, "request": request}
    )
    return problem(500)
