"""Briefings <-> plain dictionaries in the published JSON form."""

from typing import Any, cast, get_type_hints

import msgspec

from rag.briefing.models import BRIEFING_SCHEMA_VERSION, Briefing, BriefingError, Line
from rag.models import Citation, Claim
from rag.proof.saved import plan_of
from rag.records import filters_record


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
        return _converted(value)
    except (msgspec.ValidationError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BriefingError(f"简报的内容不合格式（{error}）。请重新导出") from error


def _converted(value: dict[str, Any]) -> Briefing:
    fields: dict[str, Any] = {}
    for name, kind in get_type_hints(Briefing).items():
        if name == "lines":
            fields[name] = tuple(_line(line) for line in value[name])
        elif name == "citations":
            fields[name] = tuple(_citation(citation) for citation in value[name])
        else:
            fields[name] = msgspec.convert(value[name], kind)
    return Briefing(**fields)


def _line(value: dict[str, Any]) -> Line:
    """A line; msgspec cannot tell the two kinds of condition of a plan apart, `rag.proof.saved` can."""
    claim = value["claim"]
    hints = {name: kind for name, kind in get_type_hints(Claim).items() if name != "plan"}
    fields = {name: msgspec.convert(claim[name], kind) for name, kind in hints.items() if name in claim}
    plan = claim.get("plan")
    own = {name: kind for name, kind in get_type_hints(Line).items() if name != "claim"}
    rest = {name: msgspec.convert(value[name], kind) for name, kind in own.items() if name in value}
    return Line(**rest, claim=Claim(**fields, plan=plan_of(plan) if plan is not None else None))


def _citation(value: dict[str, Any]) -> Citation:
    gaps = [[gap["start"], gap["end"], gap["kind"]] for gap in value["gaps"]]
    return msgspec.convert({**value, "gaps": gaps}, Citation)
