"""The forms of verifying as JSON Schema: a receipt, and what `jizheng verify --json` prints."""

from typing import Any, Literal

from pydantic import BaseModel

from api.schemas import AnswerOut, CitationOut, Out, Raw, versioned


class CitationVerdictOut(Out):
    """The verdict on one receipt. `spans`: where the words stand now; `found_in`: in which document, if not the one cited."""

    n: int
    document: str
    verdict: Literal[
        "holds",
        "holds, document changed elsewhere",
        "moved",
        "altered",
        "fabricated",
        "frankenquote",
        "misattributed",
        "missing",
    ]
    reason: str
    spans: list[Raw]
    found_in: str | None
    quote: str


class ClaimVerdictOut(Out):
    """The verdict on one claim; `number` counts from 1."""

    number: int
    kind: str
    text: str
    verdict: Literal["verified", "failed"]
    reason: str


class ReproofOut(Out):
    """What verifying one saved answer gave."""

    id: str | int | None
    question: str
    status: str
    holds: bool
    citations: list[CitationVerdictOut]
    claims: list[ClaimVerdictOut]
    faults: list[str]
    warnings: list[str]


class UnprovenOut(Out):
    """Text of a briefing that the reader sees and no receipt proves, and why not."""

    text: str
    reason: str


class VerificationOut(Out):
    """What `jizheng verify --json` prints. `summary`: citations by verdict; `errors`: lines of a batch without an answer.

    `unproven`, `hints`: of a briefing.
    """

    schema_version: Literal[1]
    holds: bool
    summary: dict[str, int]
    errors: int
    answers: list[ReproofOut]
    unproven: list[UnprovenOut]
    hints: list[str]


_PUBLISHED: dict[str, type[BaseModel]] = {
    "answer": AnswerOut,
    "receipt": CitationOut,
    "verification": VerificationOut,
}


def published(name: str) -> dict[str, Any]:
    """The JSON Schema of an answer, a receipt (one citation of it) or a verification; `$id` names its version."""
    return versioned(name, _PUBLISHED[name])
