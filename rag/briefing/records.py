"""Briefings <-> plain dictionaries in the published JSON form."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast, get_type_hints

import msgspec

from rag.briefing.models import BRIEFING_SCHEMA_VERSION, Briefing, BriefingError, Line
from rag.models import Claim
from rag.records import filters_record
from rag.saved import plan_of


def record(briefing: Briefing) -> dict[str, Any]:
    """A briefing as a dictionary: `schema_version` and `kind` first, fields named as in `rag.briefing.models`."""
    plain = cast("dict[str, Any]", msgspec.to_builtins(briefing))
    plain["commission"]["sources"] = filters_record(briefing.commission.sources)
    for citation in plain["citations"]:
        citation["gaps"] = [{"start": start, "end": end, "kind": kind} for start, end, kind in citation["gaps"]]
    return {"schema_version": plain.pop("schema_version"), "kind": plain.pop("kind"), **plain}


def briefing_of(value: Any) -> Briefing:  # noqa: ANN401 - any JSON value
    """A dictionary as `record` makes it -> the briefing, nothing of it verified.

    Raises:
        BriefingError: it is none, or of another version.
    """
    if not isinstance(value, dict) or value.get("kind") != "briefing":
        raise BriefingError("不是集证的简报（缺少 kind: briefing）。应是 jizheng brief --json 或 /v1/briefings 的输出")
    if value.get("schema_version") != BRIEFING_SCHEMA_VERSION:
        told = str(value.get("schema_version"))[:40]
        raise BriefingError(
            f"简报的 schema_version 为“{told}”，本程序只认得 {BRIEFING_SCHEMA_VERSION}。请用相应版本的程序打开"
        )
    try:
        plain = copy.deepcopy(value)
        for citation in plain["citations"]:
            citation["gaps"] = [[gap["start"], gap["end"], gap["kind"]] for gap in citation["gaps"]]
        return _made(Briefing, plain, lines=lambda lines: tuple(map(_line, lines)))
    except (msgspec.ValidationError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BriefingError(f"简报的内容不合格式（{error}）。请重新导出") from error


_Record = TypeVar("_Record")


def _made(kind: type[_Record], value: Mapping[str, Any], **own: Callable[[Any], Any]) -> _Record:
    """A record from its fields; those named in `own` are made as it says: msgspec takes no union of two dataclasses (plans)."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{str(value)[:40]} 不是对象")
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name in value}
    return kind(
        **{
            name: own[name](value[name]) if name in own else msgspec.convert(value[name], hint)
            for name, hint in hints.items()
        }
    )


def _line(value: Any) -> Line:  # noqa: ANN401 - any JSON value
    return _made(Line, value, claim=_claim)


def _claim(value: Any) -> Claim:  # noqa: ANN401
    return _made(Claim, value, plan=lambda plan: None if plan is None else plan_of(plan))
