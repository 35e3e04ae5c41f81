"""Reads request bodies: bounded while reading, of the right type, of bounded depth, strict JSON, strict types."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.errors import MISSING, ProblemError, shorten
from api.schemas import LIMITS
from api.wording import too_long
from rag.settings import AnswerSettings

# Never fails once it has begun, even at a string without end: 62 kB of \" would else be tried from each quote (12 s).
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_DRAINED = 100_000_000  # bytes read and thrown away, so that a client still sending gets its answer
_DIGITS = 18  # a longer integer is kept as written: Python reads no more than 4,300 digits, and no field takes so many
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Numeral:
    """A number no field can take (a fraction, a huge integer), kept as it was written so that errors can name it."""

    text: str

    def __repr__(self) -> str:
        if len(self.text) <= 2 * _DIGITS:
            return self.text
        return f"{self.text[:_DIGITS]}…（共 {len(self.text)} 个字符）"


async def read_json(request: Request, settings: AnswerSettings) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value of a request's body.

    Raises:
        ProblemError: 413 too long, 415 said to be something else, 400 no JSON, not UTF-8, or nested too deep.
    """
    body = await _read(request, settings.body_bytes)
    _check_type(request.headers.get("content-type"))
    if _depth(body) > settings.json_depth:
        remedy = f"请求正文的嵌套不要超过 {settings.json_depth} 层"
        raise ProblemError(400, "JSON 嵌套过深", remedy, field="body", value=body[:20].decode("ascii", "replace"))
    try:
        return json.loads(body.decode("utf-8"), parse_int=_integer, parse_float=Numeral, parse_constant=_no_constant)
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


def _check_type(sent: str | None) -> None:
    """Refuse a body that is not said to be JSON, or is not said to be anything."""
    if sent is not None and sent.split(";")[0].strip().lower() == "application/json":
        return
    detail = f"请求正文的类型是“{shorten(sent)}”" if sent else "请求没有写明正文的类型"
    remedy = "请在请求头中写明 Content-Type: application/json，并发送 UTF-8 编码的 JSON"
    raise ProblemError(415, detail, remedy, field="content-type", value=sent or MISSING)


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


def _integer(text: str) -> int | Numeral:
    return int(text) if len(text) <= _DIGITS else Numeral(text)


def _no_constant(name: str) -> NoReturn:
    remedy = "请改用普通的数，或略去这个字段"
    raise ProblemError(400, f"JSON 中没有“{name}”这种值", remedy, field="body", value=name)


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
        raise _invalid(error, value, {**_REMEDIES, **getattr(model, "remedies", {})}) from error


def _invalid(error: ValidationError, sent: Mapping[str, object], remedies: Mapping[str, str]) -> ProblemError:
    first = error.errors(include_url=False, include_context=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "body"
    if field == "turns":
        return _invalid_turns(first, sent)
    missing = first["type"] == "missing"
    if any(isinstance(part, str) for part in first["loc"][1:]):
        place, value = _inside(first["loc"], sent)
        detail = f"缺少“{place}”" if missing else f"“{place}”的值“{shorten(value)}”不合要求"
        return ProblemError(422, detail, remedies.get(field, "各字段的要求见 /docs"), field=place, value=value)
    value = MISSING if missing else sent.get(field)
    if first["type"] == "string_too_long" and field in _NAMES:
        remedy = f"请缩短到 {LIMITS.question_length} 个字符以内"
        detail = too_long(_NAMES[field], str(value), LIMITS.question_length)
        return ProblemError(422, detail, remedy, field=field, value=value)
    detail = f"缺少“{field}”" if missing else f"“{field}”的值“{shorten(value)}”不合要求"
    return ProblemError(422, detail, remedies.get(field, "各字段的要求见 /docs"), field=field, value=value)


def _invalid_turns(first: Mapping[str, Any], sent: Mapping[str, object]) -> ProblemError:
    """What is wrong with the earlier questions: the place (turns[2].question), the value, what would do."""
    field, value = _inside(first["loc"], sent)
    if first["type"] == "too_long" and isinstance(value, list):
        detail = f"“turns”过长：{len(value)} 轮，最多 {LIMITS.turns} 轮"
        return ProblemError(422, detail, f"请只保留最近的 {LIMITS.turns} 轮", field=field, value=f"{len(value)} 轮")
    if first["type"] == "string_too_long":
        detail = too_long(f"“{field}”", str(value), LIMITS.question_length)
        return ProblemError(422, detail, f"请缩短到 {LIMITS.question_length} 个字符以内", field=field, value=value)
    detail = f"缺少“{field}”" if value == MISSING else f"“{field}”的值“{shorten(value)}”不合要求"
    return ProblemError(422, detail, _REMEDIES["turns"], field=field, value=value)


def _inside(loc: Sequence[str | int], sent: Mapping[str, object]) -> tuple[str, Any]:
    """A place within a field as it is told (turns[2].question), and the value there."""
    place, value = str(loc[0]), sent.get(str(loc[0]))
    for part in loc[1:]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
        inside = isinstance(value, list) and isinstance(part, int)
        value = value[part] if inside else value.get(part, MISSING) if isinstance(value, Mapping) else value  # type: ignore[index]
    return place, value


_NAMES = {"question": "问题", "query": "查询"}
_TEXT = f"应是 1 至 {LIMITS.question_length} 个字符的文字，不能全是空白，不含控制字符"
_REMEDIES = {
    "question": f"question {_TEXT}",
    "query": f"query {_TEXT}",
    "top_k": f"top_k 应是 1 至 {LIMITS.top_k} 的整数",
    "how": "how 应是 fused、words、meaning 之一",
    "timings": "timings 应是 true 或 false",
    "issuers": 'issuers 应是发布者名称的列表，如 ["国务院"]，最多 20 个，每个 1 至 100 个字符',
    "kinds": 'kinds 应是文种的列表，如 ["通知", "报告"]，最多 20 个，每个 1 至 100 个字符',
    "levels": "levels 应是 central、local、institution、academic、press 的列表",
    "as_of": "as_of 应写作 2024、2024-12 或 2024-12-31",
    "turns": f'turns 应是此前各轮提问，由早到晚，最多 {LIMITS.turns} 轮，每轮 {{"question": "……", "short_answer": "……"（可略）}}，每项不超过 {LIMITS.question_length} 个字符，不含控制字符',
}
