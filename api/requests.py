"""Reads request bodies: bounded while reading, of bounded depth, strict JSON, strict types."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.errors import ProblemError, shorten
from rag.settings import AnswerSettings

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_DRAINED = 100_000_000  # bytes read and thrown away, so that a client still sending gets its answer
_Model = TypeVar("_Model", bound=BaseModel)


async def read_json(request: Request, settings: AnswerSettings) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value of a request's body.

    Raises:
        ProblemError: 413 too long, 400 no JSON, not UTF-8, or nested too deep.
    """
    body = await _read(request, settings.body_bytes)
    if _depth(body) > settings.json_depth:
        remedy = f"请求正文的嵌套不要超过 {settings.json_depth} 层"
        raise ProblemError(400, "JSON 嵌套过深", remedy, field="body", value=body[:20].decode("ascii", "replace"))
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        start = body[:_START].decode("utf-8", "replace")
        remedy = '请发送 UTF-8 编码的 JSON，例如 {"question": "……"}'
        raise ProblemError(400, "请求正文不是有效的 JSON", remedy, field="body", value=start) from error


_START = 40


async def _read(request: Request, most: int) -> bytes:
    kept, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size <= most:
            kept += part
        if size > _DRAINED:
            break
    if size > most:
        detail = f"请求正文有 {size} 字节，超过 {most} 字节"
        raise ProblemError(413, detail, "请缩短问题后重试", field="body", value=f"{size} 字节")
    return bytes(kept)


def _depth(body: bytes) -> int:
    """Deepest nesting of arrays and objects, by counting brackets outside strings; no recursion."""
    depth = deepest = 0
    for char in _STRING.sub(b"", body):
        if char in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in b"]}":
            depth -= 1
    return deepest


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def parse(model: type[_Model], value: Any) -> _Model:  # noqa: ANN401 - any JSON value
    """A JSON value as a request model.

    Raises:
        ProblemError: 422, naming the field, the value and what would do.
    """
    if not isinstance(value, Mapping):
        raise ProblemError(422, "请求正文应是一个 JSON 对象", '例如 {"question": "……"}', field="body", value=value)
    try:
        return model.model_validate(value, strict=True)
    except ValidationError as error:
        raise _invalid(error, value) from error


def _invalid(error: ValidationError, sent: Mapping[str, object]) -> ProblemError:
    first = error.errors(include_url=False, include_context=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "body"
    missing = first["type"] == "missing"
    value = "（缺失）" if missing else sent.get(field)
    detail = f"缺少“{field}”" if missing else f"“{field}”的值“{shorten(value)}”不合要求"
    return ProblemError(422, detail, _REMEDIES.get(field, "各字段的要求见 /docs"), field=field, value=value)


_REMEDIES = {
    "question": "question 应是 1 至 2000 字的文字，不含控制字符",
    "query": "query 应是 1 至 2000 字的文字，不含控制字符",
    "top_k": "top_k 应是 1 至 50 的整数",
    "how": "how 应是 fused、words、meaning 之一",
    "timings": "timings 应是 true 或 false",
}
