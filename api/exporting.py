"""A briefing as a file: JSON, Markdown, Word. The one place that knows how each is made."""

import json
from dataclasses import dataclass
from typing import Literal, get_args

from rag.briefing.models import Briefing
from rag.briefing.records import record

Format = Literal["docx", "md", "json"]
Evidence = Literal["annex", "comments", "none"]
Standard = Literal["2025", "2015"]
FORMATS: tuple[Format, ...] = get_args(Format)
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
STANDARDS: tuple[Standard, ...] = get_args(Standard)
MEDIA: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True)
class Export:
    """How a briefing is written out. `evidence`: how a Word file carries the quotes; `standard`: year of GB/T 7714."""

    format: Format
    evidence: Evidence = "annex"
    standard: Standard = "2025"


def exported(briefing: Briefing, wanted: Export) -> bytes:
    """The bytes of a briefing's file."""
    if wanted.format == "json":
        return (json.dumps(record(briefing), ensure_ascii=False, indent=2) + "\n").encode()
    if wanted.format == "md":
        from rag.briefing.markdown import markdown  # noqa: PLC0415 - writers are read in when they are asked for

        return markdown(briefing, wanted.standard).encode()
    from rag.briefing.word import WordOptions, docx_bytes  # noqa: PLC0415

    return docx_bytes(briefing, WordOptions(evidence=wanted.evidence, standard=wanted.standard))
