"""What an answer is made of: passages, citations, claims, refusals, in the words of the answer contract.

All offsets named `spans` are Unicode code points of a document's raw text, half-open. Records are frozen; `rag.records` turns
an `Answer` into the JSON every face gives out, field names as here.
"""

from dataclasses import dataclass
from typing import Literal

from index.filters import SourceFilter
from index.models import Gap, How, Relation, Span
from rag.numbers.derivations import Derivation
from rag.numbers.measures import Kind
from rag.numbers.points import Conflict, Point
from rag.numbers.quantities import Change, Qualifier
from rag.tables.plans import Plan

SCHEMA_VERSION = 1

Status = Literal["answered", "partial", "refused"]
ClaimKind = Literal["quote", "count", "timeline", "comparison", "correction", "negative"]
Modality = Literal["achieved", "planned", "estimated", "conditional"]
Reason = Literal[
    "empty_question", "nothing_found", "constraint_unmet", "not_covered", "unverified", "unclear_follow_up"
]


@dataclass(frozen=True)
class DateOf:
    """A document's date and how it is known."""

    value: str | None
    how: How


@dataclass(frozen=True)
class Speaker:
    """Who said a quote; `spans` (raw) is where the text says so. An unnamed official has a role only."""

    name: str | None
    role: str | None
    relation: Relation
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class TableRef:
    """The table a quote is a row of: its name, the row's number (0-based), the head of each cell in the quote."""

    name: str
    row: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Inferred:
    """A value inside a quote that the text does not print as such, and the rule it was inferred by."""

    as_printed: str
    value: str
    rule: str


@dataclass(frozen=True)
class Derived:
    """How a short answer that is no slice of a quote was obtained, and from which citations."""

    rule: str
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """A value about a source and how it is known."""

    value: str | None
    how: How


@dataclass(frozen=True)
class Superseded:
    """That a source is no longer in force, or that there is a revised edition, and who says so.

    `how`: the manifest (`by` says in words what took its place), its own words, another document's (`document`, titled `by`), or
    the title `by` of a revision. `words`: what is said, at `spans` (raw) of the cited document or of `document`.
    """

    how: Literal["manifest", "text", "document", "revision"]
    by: str | None = None
    words: str = ""
    spans: tuple[Span, ...] = ()
    document: str | None = None


@dataclass(frozen=True)
class Standing:
    """What weight a source has: how its issuer is known, what kind of text it is, the level of its issuer, and if it is in force.

    `level.value`: central, local, institution, academic, press (`index.standing`).
    """

    issuer: How
    kind: Known
    level: Known
    superseded: Superseded | None = None


@dataclass(frozen=True)
class Citation:
    """A quote and all that is needed to find and re-check it. `n` is 0 until the answer numbers it.

    `slice_sha256`: sha256 of the UTF-8 bytes of the raw slices of `spans`, concatenated.
    """

    n: int
    document: str
    title: str | None
    sha256: str
    quote: str
    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...]
    slice_sha256: str
    section: tuple[str, ...]
    issuer: str | None
    date: DateOf
    speaker: Speaker | None
    table: TableRef | None = None
    truncated: bool = False
    standing: Standing | None = None


@dataclass(frozen=True)
class Whole:
    """Whether the table that was counted is whole; `reason` in words, `citations`: what the reason rests on, where it is printed."""

    state: Literal["whole", "incomplete", "unknown"]
    reason: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A statement of an answer; `start`/`end` index the answer's text without its [n] marks.

    `plan`: of a count, what was counted; `derived`: of a computed figure, how; so that both can be run again.
    """

    kind: ClaimKind
    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    modality: Modality | None
    verdict: Literal["verified"]
    inferred: tuple[Inferred, ...] = ()
    plan: Plan | None = None
    derived: Derivation | None = None


@dataclass(frozen=True)
class FigureTime:
    """When a figure holds. `words`: as the text has them, "" where it says nothing; `low`, `high`: days (2019-01-01), None if unknown.

    `how`: `text` where its sentence or the head of its column says so; `inferred` where the words hang on the document's date
    (今年上半年) or stand above (`by`: document, heading, table); `unknown` otherwise.
    """

    words: str
    how: How
    low: str | None = None
    high: str | None = None
    by: Literal["", "document", "heading", "table"] = ""


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as a document prints it: number of the citation, words in its quote, raw spans of these words."""

    citation: int
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class AnswerFigure:
    """A number in a claim (`claim`: its place among the claims; `start`/`end` index the claim's text) and what stands behind it.

    `value`: exact, in `unit` (20万亿元: 20000000000000 元), a decimal or, where none is finite, a fraction (100/3); None for a range
    or an indefinite number, which `low` and `high` bound. Of dates, periods and ranks as `rag.numbers.quantities.Figure` has them, dates as
    days. `origin`: `printed` in `source`; `counted` over the rows of the citations `rows` by `formula` (the plan in words), `source`
    being the cell where it is one cell's; `computed` from `inputs` by `formula`. `short`: where it stands in the short answer.
    """

    claim: int
    start: int
    end: int
    text: str
    origin: Literal["printed", "counted", "computed"]
    kind: Kind
    value: str | None
    low: str
    high: str
    unit: str
    qualifier: Qualifier
    change: Change = ""
    indicator: str = ""
    subject: str = ""
    share_of: str = ""
    scope: tuple[str, ...] = ()
    date: FigureTime | None = None
    modality: Modality | None = None
    source: PrintedFigure | None = None
    inputs: tuple[PrintedFigure, ...] = ()
    rows: tuple[int, ...] = ()
    formula: str = ""
    inferred: Inferred | None = None
    short: tuple[int, int] | None = None


@dataclass(frozen=True)
class Refusal:
    """Why there is no (whole) answer, in words for the reader, what is missing, and the citations that come nearest.

    `reasons`: of each of `closest`, why it is not enough; empty where nothing is known but that it falls short.
    """

    reason: Reason
    message: str
    missing: tuple[str, ...] = ()
    closest: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A retrieved passage, before answering."""

    rank: int
    document: str
    spans: tuple[Span, ...]
    text: str
    score: float
    section: tuple[str, ...]
    speaker: str | None
    kind: str


@dataclass(frozen=True)
class Answer:
    """A verified answer, or a refusal. `answer` is what a person reads, with [n] marks behind what is cited.

    `as_asked`: the question as it was read, where typing errors of it were repaired or short forms written out.

    `confidence` (0..1): how likely it is, by the ranker, that the best sentence answers; not that it is true, which is proven.
    `understood_as`: the full question that a follow-up was answered as.
    """

    question: str
    status: Status
    answer: str
    short_answer: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    refusal: Refusal | None
    passages: tuple[Passage, ...]
    library: str
    derived: Derived | None = None
    plan: str | None = None
    rows: tuple[int, ...] = ()
    completeness: Whole | None = None
    timeline: tuple[Point, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    as_asked: str | None = None
    confidence: float | None = None
    timings: tuple[tuple[str, float], ...] = ()
    filters: SourceFilter | None = None
    understood_as: str | None = None
    figures: tuple[AnswerFigure, ...] = ()
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True)
class Statement:
    """A claim as a writer proposes it: text, the quotes it rests on (not yet numbered), and words to set before it.

    `plan`: of a count, what was counted (`plan_words`: told to the reader); `derived`: of a comparison, what was computed; `point`:
    of a line of a timeline, what it gives. The verifier runs all again.
    """

    text: str
    quotes: tuple[Citation, ...]
    kind: ClaimKind = "quote"
    modality: Modality | None = None
    inferred: tuple[Inferred, ...] = ()
    lead: str = ""
    plan: Plan | None = None
    derived: Derivation | None = None
    plan_words: str = ""
    point: Point | None = None


@dataclass(frozen=True)
class Draft:
    """What a writer proposes. No statement: it declines, and `missing` says why.

    `derivation` names the rule a short answer was obtained by where it is no slice of the first statement's quotes.
    `reasons`: of each of `closest`, why it is not enough. `whole_by`: what `completeness` rests on. `fallback`: another writer's draft could not be proven, this one stands in for it.
    """

    statements: tuple[Statement, ...] = ()
    short_answer: str | None = None
    derivation: str = ""
    missing: tuple[str, ...] = ()
    reason: Reason = "not_covered"
    closest: tuple[Citation, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    completeness: Whole | None = None
    whole_by: tuple[Citation, ...] = ()
    confidence: float | None = None
    fallback: bool = False
