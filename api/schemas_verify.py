"""The forms of verifying as JSON Schema: a receipt, and what `jizheng verify --json` prints."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas import AnswerOut, CitationOut, Out, Raw, versioned


class CitationVerdictOut(Out):
    """The verdict on one receipt. `spans`: where the words stand now; `found_in`: in which document, if not the one cited."""

    n: int
    document: str
    verdict: Annotated[
        Literal[
            "holds",
            "holds, document changed elsewhere",
            "moved",
            "altered",
            "fabricated",
            "frankenquote",
            "misattributed",
            "missing",
        ],
        Field(
            description="holds: the words stand at their spans (changed elsewhere: the file's bytes are others, the quote's are not); "
            "moved: they stand at another place; altered: nearly; fabricated: nowhere; frankenquote: in pieces; misattributed: in "
            "another document, or said by somebody else; missing: the cited document is not in the folder, nor are the words in any "
            "other, so that nothing can be said of them. All but the first two fail (exit status 1)"
        ),
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
    faults: Annotated[list[str], Field(description="of the answer as a whole; any fails it (Chinese)")]
    warnings: Annotated[
        list[str],
        Field(
            description="what fails nothing and a reader should know: what could not be confirmed, or that another document of the "
            "folder says a cited one is repealed or revised (Chinese)"
        ),
    ]


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
