"""What an answer is made of: passages, citations, claims, refusals, in the words of the answer contract.

All offsets named `spans` are Unicode code points of a document's raw text, half-open. Records are frozen; `rag.records` turns
an `Answer` into the JSON every face gives out, field names as here.
"""

from dataclasses import dataclass
from typing import Literal

from index.filters import SourceFilter
from index.models import Gap, How, Relation, Span
from rag.derivations import Derivation
from rag.plans import Plan

SCHEMA_VERSION = 1

Status = Literal["answered", "partial", "refused"]
ClaimKind = Literal["quote", "count", "timeline", "comparison", "correction", "negative"]
Modality = Literal["achieved", "planned", "estimated", "conditional"]
Reason = Literal["empty_question", "nothing_found", "constraint_unmet", "not_covered", "unverified"]


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
    """That a source is no longer in force: by the manifest (`by` says in words what took its place), or by its own words.

    `spans` (raw): where it says so itself, `words` what it says there.
    """

    how: Literal["manifest", "text"]
    by: str | None = None
    words: str = ""
    spans: tuple[Span, ...] = ()


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
    """Whether the table that was counted is whole; `reason` in words."""

    state: Literal["whole", "incomplete", "unknown"]
    reason: str


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
    notes: tuple[str, ...] = ()
    as_asked: str | None = None
    confidence: float | None = None
    timings: tuple[tuple[str, float], ...] = ()
    filters: SourceFilter | None = None
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True)
class Statement:
    """A claim as a writer proposes it: text, the quotes it rests on (not yet numbered), and words to set before it.

    `plan`: of a count, what was counted (`plan_words`: told to the reader); `derived`: of a comparison, what was computed. The
    verifier runs both again.
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


@dataclass(frozen=True)
class Draft:
    """What a writer proposes. No statement: it declines, and `missing` says why.

    `derivation` names the rule a short answer was obtained by where it is no slice of the first statement's quotes.
    `reasons`: of each of `closest`, why it is not enough. `fallback`: another writer's draft could not be proven, this one stands in for it.
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
    confidence: float | None = None
    fallback: bool = False
