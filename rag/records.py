"""Records -> plain dictionaries and lists in the shape of the answer contract, ready for JSON."""

from typing import Any, cast

import msgspec

from index.filters import SourceFilter
from rag.models import Answer, Citation, Passage

_OPTIONAL = (
    "derived",
    "plan",
    "rows",
    "completeness",
    "timeline",
    "conflicts",
    "notes",
    "as_asked",
    "confidence",
    "filters",
    "understood_as",
    "figures",
)  # left out of an answer where empty
_OPTIONAL_IN = {
    "claims": ("inferred", "plan", "derived"),
    "citations": ("table", "truncated", "standing"),
    "figures": (
        "change",
        "indicator",
        "subject",
        "share_of",
        "scope",
        "date",
        "source",
        "inputs",
        "rows",
        "formula",
        "inferred",
        "short",
    ),
}


def record(answer: Answer, *, timings: bool = False) -> dict[str, Any]:
    """An answer as a dictionary in the contract's order; `timings` (ms) only where asked for, so that bytes repeat."""
    plain = cast("dict[str, Any]", msgspec.to_builtins(answer))
    plain = {"schema_version": plain.pop("schema_version"), **plain}
    for citation in plain["citations"]:
        citation["gaps"] = [{"start": start, "end": end, "kind": kind} for start, end, kind in citation["gaps"]]
    for citation in plain["citations"]:
        _without_force(citation)
    plain["filters"] = filters_record(answer.filters)
    for name, fields in _OPTIONAL_IN.items():
        plain[name] = [_without_empty(item, fields) for item in plain[name]]
    plain["timings"] = {name: round(ms, 2) for name, ms in answer.timings}
    return _without_empty(plain, _OPTIONAL if timings else (*_OPTIONAL, "timings"), drop=not timings)


def citation_record(citation: Citation) -> dict[str, Any]:
    """A citation as a dictionary."""
    plain = cast("dict[str, Any]", msgspec.to_builtins(citation))
    gaps = [{"start": start, "end": end, "kind": kind} for start, end, kind in plain["gaps"]]
    return plain | {"gaps": gaps}


def filters_record(sources: SourceFilter | None) -> dict[str, Any] | None:
    """A filter as a dictionary of what it asks for; None for none."""
    plain = cast("dict[str, Any]", msgspec.to_builtins(sources)) if sources else {}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items() if value} or None


def _without_force(citation: dict[str, Any]) -> None:
    """Leave out of a citation's standing that it is in force, which goes without saying."""
    standing = citation["standing"]
    if standing and standing["superseded"] is None:
        del standing["superseded"]
    elif standing and standing["superseded"]["document"] is None:
        del standing["superseded"]["document"]


def passage_record(passage: Passage) -> dict[str, Any]:
    """A passage as a dictionary."""
    return cast("dict[str, Any]", msgspec.to_builtins(passage))


def _without_empty(item: dict[str, Any], fields: tuple[str, ...], *, drop: bool = False) -> dict[str, Any]:
    gone = {name for name in fields if not item.get(name)} | ({"timings"} if drop else set())
    return {name: value for name, value in item.items() if name not in gone}
