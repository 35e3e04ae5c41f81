"""The bodies of the HTTP interface: what is asked, and the answer contract as JSON Schema."""

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.filters import SourceFilter, last_day
from rag.conversation.pointing import Exchange
from rag.settings import AnswerSettings

LIMITS = AnswerSettings()


def readable(text: str) -> str:
    """Refuse what is no text: nothing but blanks, NUL and other control characters, lone surrogates."""
    if not text.strip():
        raise ValueError("blank")
    return _printable(text)


def _printable(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text):
        raise ValueError("control character or lone surrogate")
    return text


def _day(text: str) -> str:
    """Refuse what is no date; the empty text is no limit."""
    if text:
        last_day(text)
    return text


Text = Annotated[str, Field(min_length=1, max_length=LIMITS.question_length), AfterValidator(readable)]
TopK = Annotated[int, Field(ge=1, le=LIMITS.top_k)]


def _name(text: str) -> str:
    """Refuse a name that nothing is left of when it is compared."""
    SourceFilter((readable(text),))
    return text


Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]
Names = Annotated[list[Name], Field(max_length=20)]


class Sources(BaseModel):
    """Which sources to use; a field left out admits all.

    `issuers`, `kinds`: one of these names stands in the source's own; `levels`: of the issuer; `as_of` (2024, 2024-12 or
    2024-12-31): none dated later, undated ones stay and are named in a note.
    """

    issuers: Names = []
    kinds: Names = []
    levels: Annotated[list[Literal["central", "local", "institution", "academic", "press"]], Field(max_length=5)] = []
    as_of: Annotated[str, AfterValidator(_day)] = ""

    @property
    def sources(self) -> SourceFilter:
        """The filter that is asked for; a false one where none is."""
        return SourceFilter(tuple(self.issuers), tuple(self.kinds), tuple(self.levels), self.as_of)


class TurnIn(BaseModel):
    """An earlier question of the conversation, as it was asked, and its short answer if there was one."""

    question: Text
    short_answer: Annotated[str, Field(max_length=LIMITS.question_length), AfterValidator(_printable)] | None = None


Turns = Annotated[list[TurnIn], Field(max_length=LIMITS.turns)]


class AskRequest(Sources):
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


class SearchRequest(Sources):
    """A search for passages: by words and meaning together (`fused`), or by one of them."""

    query: Text
    top_k: TopK = 10
    how: Literal["fused", "words", "meaning"] = "fused"


Raw = Annotated[tuple[int, int], Field(description="[start, end) in code points of the raw text")]


class Out(BaseModel):
    """Clients ignore fields they do not know; what is given out here has no others."""

    model_config = ConfigDict(extra="forbid")


class GapOut(Out):
    """What lies between two spans of a quote: raw offsets and its kind (wrap, markup, footnote, running_head …)."""

    start: int
    end: int
    kind: str


class DateOut(Out):
    """A document's date and how it is known."""

    value: str | None
    how: Literal["text", "inferred", "unknown"]


class SpeakerOut(Out):
    """Who said it; `spans`: where the document says so."""

    name: str | None
    role: str | None
    relation: Literal["direct", "reported"]
    spans: list[Raw]


class TableOut(Out):
    """The table row a quote is: `row` counts from 0, `columns` are the heads of the cells quoted."""

    name: str
    row: int
    columns: list[str]


class KnownOut(Out):
    """A value about a source and how it is known."""

    value: str | None
    how: Literal["text", "inferred", "unknown"]


class LevelOut(Out):
    """The level of whoever issued a source."""

    value: Literal["central", "local", "institution", "academic", "press"] | None
    how: Literal["text", "inferred", "unknown"]


class SupersededOut(Out):
    """That a source is no longer in force, or has been revised, and who says so.

    By the manifest (`by`), its own `words` at `spans`, another document's (`document`, titled `by`) at `spans` of that one, or the
    title `by` of a revised edition.
    """

    how: Literal["manifest", "text", "document", "revision"]
    by: str | None
    words: str
    spans: list[Raw]
    document: str | None = None


class StandingOut(Out):
    """What weight a source has; `issuer`: how its issuer is known; `superseded` only where it is."""

    issuer: Literal["text", "inferred", "unknown"]
    kind: KnownOut
    level: LevelOut
    superseded: SupersededOut | None = None


class FiltersOut(Out):
    """The sources that were searched, where not all were."""

    issuers: list[str] = []
    kinds: list[str] = []
    levels: list[str] = []
    as_of: str = ""


class CitationOut(Out):
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
    truncated: Annotated[bool, Field(description="the sentence breaks off where pages or text are lost")] = False
    standing: StandingOut | None = None


class InferredOut(Out):
    """A value the text does not print as such."""

    as_printed: str
    value: str
    rule: str


class FilterOut(Out):
    """Rows pass whose cell in `column` (0-based) is one of the values, or holds one where not `exact`; all others if `negated`."""

    column: int
    head: str
    values: list[str]
    exact: bool
    negated: bool = False
    word: str = ""


class BoundOut(Out):
    """Rows pass whose number in `column` (0-based) lies within bounds, in the column's unit; decimals as printed."""

    column: int
    head: str
    low: str | None
    high: str | None
    with_low: bool = True
    with_high: bool = True
    unit: str = ""


class PlanOut(Out):
    """One operation over the rows of a table (0-based) that pass the filters, to be run again (`rag.tables.plans`)."""

    document: str
    table: int
    name: str
    filters: list[FilterOut | BoundOut]
    operation: str = "count"
    by: int | None = None
    of: int | None = None
    ascending: bool = False
    top: int = 1
    place: bool = False
    part: list[FilterOut | BoundOut] = []
    bound: BoundOut | None = None
    unit: str = "个"
    show: int | None = None
    descending_order: bool = False
    items: bool = False


class OperandOut(Out):
    """A figure in a quote of the claim (numbered from 0), by its place in the quote's text."""

    quote: int
    start: int
    end: int


class DerivationOut(Out):
    """A figure computed from two printed ones, to be computed again (`rag.numbers.derivations`)."""

    rule: Literal["difference", "ratio", "sum", "share", "growth"]
    first: OperandOut
    second: OperandOut


class ClaimOut(Out):
    """A verified statement; `start`/`end` index `answer` without its [n] marks."""

    kind: Literal["quote", "count", "timeline", "comparison", "correction", "negative"]
    text: Annotated[str, Field(min_length=1)]
    start: int
    end: int
    citations: Annotated[list[int], Field(min_length=1)]
    modality: Literal["achieved", "planned", "estimated", "conditional"] | None
    verdict: Literal["verified"]
    inferred: list[InferredOut] = []
    plan: PlanOut | None = None
    derived: DerivationOut | None = None


class FigureTimeOut(Out):
    """When a figure holds, in the text's words ("" for none) and as days.

    `how`: `text` where its sentence or the head of its column says so; `inferred` where the words hang on the document's date or
    stand above (`by`); `unknown` otherwise.
    """

    words: str
    how: Literal["text", "inferred", "unknown"]
    low: str | None
    high: str | None
    by: Literal["", "document", "heading", "table"]


class PrintedFigureOut(Out):
    """A figure as a document prints it: number of the citation, its words in the quote, their raw spans."""

    citation: Annotated[int, Field(ge=1)]
    text: str
    spans: Annotated[list[Raw], Field(min_length=1)]


class FigureOut(Out):
    """A number in a claim, what it says, and where it comes from.

    `claim`: the claim's place (from 0); `start`/`end` index its text. `value`: exact, in `unit` (20万亿元: 20000000000000 元), a
    decimal or, where none is finite, a fraction (100/3); null for a range, which `low` and `high` bound; of dates these are days
    (YYYYMMDD; MMDD where the year is not said). `origin`: `printed` at `source`; `counted` over the citations `rows` by `formula`, the plan
    in words (`source`: the cell, where it is one cell's); `computed` from `inputs` by `formula`. `short`: its place in
    `short_answer`. A field that says nothing is left out.
    """

    claim: int
    start: int
    end: int
    text: Annotated[str, Field(min_length=1)]
    origin: Literal["printed", "counted", "computed"]
    kind: Literal[
        "count", "money", "share", "growth", "points", "rank", "date", "period", "multiple", "measure", "duration"
    ]
    value: str | None
    low: str
    high: str
    unit: str
    qualifier: Literal["exact", "about", "at_least", "above", "below", "at_most"]
    change: Literal["", "up", "down"] = ""
    indicator: str = ""
    subject: str = ""
    share_of: str = ""
    scope: list[str] = []
    date: FigureTimeOut | None = None
    modality: Literal["achieved", "planned", "estimated", "conditional"] | None
    source: PrintedFigureOut | None = None
    inputs: list[PrintedFigureOut] = []
    rows: list[int] = []
    formula: str = ""
    inferred: InferredOut | None = None
    short: tuple[int, int] | None = None


class DerivedOut(Out):
    """How a short answer that is no slice of a quote was obtained: the rule, and the citations it took."""

    rule: str
    inputs: list[int]


class RefusalOut(Out):
    """Why nothing, or not all, could be answered."""

    reason: Literal[
        "empty_question", "nothing_found", "constraint_unmet", "not_covered", "unverified", "unclear_follow_up"
    ]
    message: Annotated[str, Field(description="what a person reads (Chinese)")]
    missing: Annotated[
        list[str], Field(description="what of the question no evidence carries: a year, a place, an attribute")
    ]
    closest: Annotated[list[int], Field(description="the citations of the nearest evidence")]
    reasons: Annotated[
        list[str],
        Field(default_factory=list, description="why each of `closest` is not enough, in its order (Chinese)"),
    ]


class PassageOut(Out):
    """A retrieved passage, before answering; `score` is a share of the best one's."""

    rank: Annotated[int, Field(ge=1)]
    document: str
    spans: list[Raw]
    text: str
    score: float
    section: list[str]
    speaker: str | None
    kind: str


class CompletenessOut(Out):
    """Whether the table that was counted is whole; `citations`: what tells so, where it is printed."""

    state: Literal["whole", "incomplete", "unknown"]
    reason: str
    citations: Annotated[list[int], Field(description="the citations where the document prints what tells so")] = []


class PointOut(Out):
    """A value of a timeline; `how` its date is known: printed in the quote or above it, the document's own, inferred, unknown."""

    value: str
    unit: str
    date: str | None
    how: Literal["text", "document", "inferred", "unknown"]
    scope: str
    modality: Literal["achieved", "planned", "estimated", "conditional"] | None
    citation: Annotated[int, Field(ge=1)]


class ConflictOut(Out):
    """Values of one indicator at one date that do not agree, with their citations."""

    date: str
    values: list[str]
    citations: list[int]


class AnswerOut(Out):
    """The answer contract, schema version 1. Fields are added, never re-used; one that says nothing is left out."""

    schema_version: Literal[1]
    question: str
    status: Annotated[
        Literal["answered", "partial", "refused"],
        Field(
            description="partial: some parts asked are carried by claims, the rest stands in refusal.missing; refused: no claims"
        ),
    ]
    as_asked: (
        Annotated[str, Field(description="the question as typed, where `question` is it with a typing error mended")]
        | None
    ) = None
    answer: Annotated[str, Field(description="what a person reads: the claims, each with its [n] marks (Chinese)")]
    short_answer: (
        Annotated[
            str,
            Field(
                description="the number, name, date, place or yes/no asked for; a slice of a quote, or see `derived`"
            ),
        ]
        | None
    )
    derived: DerivedOut | None = None
    claims: list[ClaimOut]
    citations: Annotated[
        list[CitationOut],
        Field(description="numbered from 1 by first use; each with its spans and hashes is a receipt"),
    ]
    plan: (
        Annotated[
            str, Field(description="of a count: what was counted, in words; claims[].plan is the same to be run again")
        ]
        | None
    ) = None
    rows: Annotated[list[int], Field(description="of a count: the citations that are the rows counted")] = []
    completeness: CompletenessOut | None = None
    timeline: Annotated[
        list[PointOut], Field(description="the values of one indicator over time, a line of the answer each")
    ] = []
    conflicts: list[ConflictOut] = []
    notes: Annotated[
        list[str], Field(description="what a reader should know of sources and scope (Chinese); proves nothing")
    ] = []
    confidence: (
        Annotated[float, Field(ge=0, le=1, description="how likely the first evidence answers, as learned")] | None
    ) = None
    refusal: RefusalOut | None
    passages: Annotated[list[PassageOut], Field(description="the ranked passages before answering, at most 10")]
    library: Annotated[str, Field(description="id of the library version that answered")]
    timings: (
        Annotated[dict[str, float], Field(description="milliseconds by stage, where they were asked for")] | None
    ) = None
    filters: FiltersOut | None = None
    understood_as: (
        Annotated[
            str, Field(description="the full question that a follow-up was answered as; `question` is what was typed")
        ]
        | None
    ) = None
    figures: Annotated[
        list[FigureOut], Field(description="a card for every number of the claims, in the order of the answer")
    ] = []


class SearchOut(Out):
    """The passages found."""

    query: str
    as_asked: str | None = None
    library: str
    passages: list[PassageOut]


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return versioned("answer", AnswerOut)


def versioned(name: str, model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a form; `$id` names its version."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jizheng:{name}:1",
        **model.model_json_schema(),
    }
