"""The bodies of the HTTP interface: what is asked, and the answer contract as JSON Schema."""

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rag.pointing import Exchange
from rag.settings import AnswerSettings

LIMITS = AnswerSettings()


def _readable(text: str) -> str:
    """Refuse what is no text: nothing but blanks, NUL and other control characters, lone surrogates."""
    if not text.strip():
        raise ValueError("blank")
    return _printable(text)


def _printable(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text):
        raise ValueError("control character or lone surrogate")
    return text


Text = Annotated[str, Field(min_length=1, max_length=LIMITS.question_length), AfterValidator(_readable)]
TopK = Annotated[int, Field(ge=1, le=LIMITS.top_k)]


class TurnIn(BaseModel):
    """An earlier question of the conversation, as it was asked, and its short answer if there was one."""

    question: Text
    short_answer: Annotated[str, Field(max_length=LIMITS.question_length), AfterValidator(_printable)] | None = None


Turns = Annotated[list[TurnIn], Field(max_length=LIMITS.turns)]


class AskRequest(BaseModel):
    """A question. `top_k`: passages read; `timings`: whether the answer says how long it took (then bytes differ).

    `turns`: the earlier questions of a conversation, oldest first, so that a follow-up (那2024年呢？) is understood in full.
    """

    question: Text
    top_k: TopK | None = None
    timings: bool = False
    turns: Turns = []


def exchanges(turns: list[TurnIn]) -> tuple[Exchange, ...]:
    """The turns of a request as answering takes them."""
    return tuple(Exchange(turn.question, turn.short_answer or "") for turn in turns)


class SearchRequest(BaseModel):
    """A search for passages: by words and meaning together (`fused`), or by one of them."""

    query: Text
    top_k: TopK = 10
    how: Literal["fused", "words", "meaning"] = "fused"


Raw = Annotated[tuple[int, int], Field(description="[start, end) in code points of the raw text")]


class _Out(BaseModel):
    """Clients ignore fields they do not know; what is given out here has no others."""

    model_config = ConfigDict(extra="forbid")


class GapOut(_Out):
    """What lies between two spans of a quote: raw offsets and its kind (wrap, markup, footnote, running_head …)."""

    start: int
    end: int
    kind: str


class DateOut(_Out):
    """A document's date and how it is known."""

    value: str | None
    how: Literal["text", "inferred", "unknown"]


class SpeakerOut(_Out):
    """Who said it; `spans`: where the document says so."""

    name: str | None
    role: str | None
    relation: Literal["direct", "reported"]
    spans: list[Raw]


class TableOut(_Out):
    """The table row a quote is: `row` counts from 0, `columns` are the heads of the cells quoted."""

    name: str
    row: int
    columns: list[str]


class CitationOut(_Out):
    """A quote with its place.

    Joined, the raw slices of `spans` equal `quote`, except that white space that was wrapping is dropped or one space.
    """

    n: Annotated[int, Field(ge=1)]
    document: str
    title: str | None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="sha256 of the file's bytes")]
    quote: Annotated[str, Field(min_length=1)]
    spans: Annotated[list[Raw], Field(min_length=1)]
    gaps: list[GapOut]
    slice_sha256: Annotated[
        str,
        Field(
            pattern="^[0-9a-f]{64}$",
            description="sha256 of the UTF-8 bytes of the raw slices of `spans`, concatenated without separator",
        ),
    ]
    section: list[str]
    issuer: str | None
    date: DateOut
    speaker: SpeakerOut | None
    table: TableOut | None = None
    truncated: bool = False


class InferredOut(_Out):
    """A value the text does not print as such."""

    as_printed: str
    value: str
    rule: str


class ClaimOut(_Out):
    """A verified statement; `start`/`end` index `answer` without its [n] marks."""

    kind: Literal["quote", "count", "timeline", "comparison", "correction", "negative"]
    text: Annotated[str, Field(min_length=1)]
    start: int
    end: int
    citations: Annotated[list[int], Field(min_length=1)]
    modality: Literal["achieved", "planned", "estimated", "conditional"] | None
    verdict: Literal["verified"]
    inferred: list[InferredOut] = []


class DerivedOut(_Out):
    """How a short answer that is no slice of a quote was obtained."""

    rule: str
    inputs: list[int]


class RefusalOut(_Out):
    """Why nothing, or not all, could be answered."""

    reason: Literal[
        "empty_question", "nothing_found", "constraint_unmet", "not_covered", "unverified", "unclear_follow_up"
    ]
    message: str
    missing: list[str]
    closest: list[int]


class PassageOut(_Out):
    """A retrieved passage, before answering; `score` is a share of the best one's."""

    rank: Annotated[int, Field(ge=1)]
    document: str
    spans: list[Raw]
    text: str
    score: float
    section: list[str]
    speaker: str | None
    kind: str


class CompletenessOut(_Out):
    """Whether the table that was counted is whole."""

    state: Literal["whole", "incomplete", "unknown"]
    reason: str


class AnswerOut(_Out):
    """The answer contract, schema version 1."""

    schema_version: Literal[1]
    question: str
    status: Literal["answered", "partial", "refused"]
    answer: str
    short_answer: str | None
    derived: DerivedOut | None = None
    claims: list[ClaimOut]
    citations: list[CitationOut]
    plan: str | None = None
    rows: list[int] = []
    completeness: CompletenessOut | None = None
    notes: list[str] = []
    confidence: float | None = None
    refusal: RefusalOut | None
    passages: list[PassageOut]
    library: str
    timings: dict[str, float] | None = None
    understood_as: Annotated[str, Field(description="the full question that a follow-up was answered as")] | None = None


class SearchOut(_Out):
    """The passages found."""

    query: str
    library: str
    passages: list[PassageOut]


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **AnswerOut.model_json_schema()}
