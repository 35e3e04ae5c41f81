"""Briefings <-> plain dictionaries in the published JSON form."""

import copy
from dataclasses import fields
from typing import Any, TypeVar, cast, get_type_hints

import msgspec

from rag.briefing.models import BRIEFING_SCHEMA_VERSION, Briefing, BriefingError, Line
from rag.models import Claim
from rag.records import filters_record
from rag.saved import plan_of

_T = TypeVar("_T")


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
        return _built(Briefing, plain, lines=tuple(_line(line) for line in plain["lines"]))
    except (msgspec.ValidationError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BriefingError(f"简报的内容不合格式（{error}）。请重新导出") from error


def _line(plain: dict[str, Any]) -> Line:
    claim = plain["claim"]
    plan = plan_of(claim["plan"]) if claim.get("plan") is not None else None
    return _built(Line, plain, claim=_built(Claim, claim, plan=plan))


def _built(kind: type[_T], plain: dict[str, Any], **own: Any) -> _T:  # noqa: ANN401 - values of fields
    """A record field by field: as a whole msgspec does not take it, for the union of two dataclasses in a plan."""
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind) if f.name in plain and f.name not in own]  # type: ignore[arg-type]
    return kind(**{name: msgspec.convert(plain[name], hints[name]) for name in names}, **own)
