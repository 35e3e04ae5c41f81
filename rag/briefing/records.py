"""Briefings <-> plain dictionaries in the published JSON form."""

import copy
from dataclasses import replace
from typing import Any, cast

import msgspec

from rag.briefing.models import BRIEFING_SCHEMA_VERSION, Briefing, BriefingError
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
        plans = [line["claim"].pop("plan", None) for line in plain["lines"]]
        for citation in plain["citations"]:
            citation["gaps"] = [[gap["start"], gap["end"], gap["kind"]] for gap in citation["gaps"]]
        briefing = msgspec.convert(plain, Briefing)
        lines = tuple(
            replace(line, claim=replace(line.claim, plan=plan_of(plan))) if plan is not None else line
            for line, plan in zip(briefing.lines, plans, strict=True)
        )
    except (msgspec.ValidationError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BriefingError(f"简报的内容不合格式（{error}）。请重新导出") from error
    return replace(briefing, lines=lines)
