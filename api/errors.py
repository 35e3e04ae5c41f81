"""Errors become HTTP here and nowhere else: RFC 9457 problem details, with the offending value and the remedy (Chinese)."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.embedding import EmbeddingError
from index.loading import LoadError
from index.manifest import ManifestError
from index.storage.store import LibraryError

_log = logging.getLogger(__name__)
_SHOWN = 60  # characters of an offending value that are repeated
MISSING = "（缺失）"  # stands for a value that was not sent

# What may keep a library from being opened or built; their messages are written for users and name the remedy.
FAULTS = (LibraryError, EmbeddingError, LoadError, ManifestError)

_TITLES = {
    400: "请求无法读取",
    404: "没有这个地址或文档",
    405: "不支持这种请求方法",
    409: "与当前状态不符",
    413: "请求太大",
    415: "不支持这种正文类型",
    422: "请求内容不合要求",
    429: "请求太多",
    500: "内部错误",
    503: "资料库尚不可用",
    507: "不能保存",
}
_REMEDIES = {
    404: "可用的地址见 /docs；全部文档见 /v1/documents",
    405: "允许的方法见响应头 Allow；各地址的用法见 /docs",
    500: "请重试；若再次出现，请把问题原文交给管理员",
}


class ProblemError(Exception):
    """A request that cannot be served: HTTP status, what is wrong (with the value), and what to do (both Chinese)."""

    def __init__(
        self,
        status: int,
        detail: str,
        remedy: str,
        *,
        field: str | None = None,
        value: object = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.remedy = remedy
        self.field = field
        self.value = value
        self.headers = headers


def shorten(value: object) -> str:
    """A value as it may be repeated to whoever sent it: short, printable, no lone surrogates."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else "\ufffd" for c in text[: _SHOWN + 1])
    return text[:_SHOWN] + "…" if len(text) > _SHOWN else text


def body_of(problem: ProblemError) -> dict[str, Any]:
    """The problem+json body of a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(problem.status, HTTPStatus(problem.status).phrase),
        "status": problem.status,
        "detail": problem.detail.encode("utf-8", "replace").decode(),  # it may repeat a lone surrogate
        "remedy": problem.remedy,
    }
    if problem.field is not None:
        body |= {"field": problem.field, "value": shorten(problem.value)}
    return body


def _respond(problem: ProblemError, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body_of(problem), problem.status, headers, media_type="application/problem+json")


def _on_problem(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return _respond(error, error.headers)


def _on_library(_request: Request, error: Exception) -> JSONResponse:
    return _respond(library_problem(error))


def library_problem(error: Exception) -> ProblemError:
    """The problem of a library that cannot be opened; its message names the remedy already."""
    return ProblemError(503, str(error), "请先运行 jizheng build 建立资料库，然后重试")


def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    place = shorten(request.url.path)
    detail = f"{request.method} {place}：{_TITLES.get(error.status_code, error.detail)}"
    remedy = _REMEDIES.get(error.status_code, "各地址的用法见 /docs")
    return _respond(ProblemError(error.status_code, detail, remedy), dict(error.headers or {}))


def _on_validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return _respond(
        ProblemError(422, f"“{field}”不合要求", "各地址的用法见 /docs", field=field, value=first.get("input"))
    )


def _on_crash(_request: Request, error: Exception) -> JSONResponse:
    _log.error("request failed", exc_info=error)
    return _respond(ProblemError(500, "处理请求时出错", _REMEDIES[500]))


def install(app: FastAPI) -> None:
    """Register all error handlers of an application."""
    app.add_exception_handler(ProblemError, _on_problem)
    for fault in FAULTS:
        app.add_exception_handler(fault, _on_library)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(Exception, _on_crash)
