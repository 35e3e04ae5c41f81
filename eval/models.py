"""What an evaluation is made of: cases with their gold evidence, and what a system made of each.

Cases are records of `eval/cases/**/*.jsonl` (field names as there); offsets are code points of raw documents, as in the answer
contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, Protocol

Type = Literal[
    "number",
    "entity",
    "who",
    "list",
    "definition",
    "why",
    "how",
    "years",
    "sources",
    "cell",
    "count",
    "documents",
    "near_miss",
    "off_topic",
    "false_premise",
    "injection",
    "yes_no",
]
Variant = Literal["colloquial", "english", "typo", "abbreviation", "traditional", "full_width"]
Importance = Literal["vital", "okay"]
Way = Literal["words", "meaning", "fused"]
WAYS: tuple[Way, ...] = ("words", "meaning", "fused")
ANSWER_WITH_ONE_VALUE: frozenset[Type] = frozenset({"number", "entity", "cell", "count"})

_STRICT = {"extra": "forbid"}  # pydantic: a field it does not know is a mistake in the case, not an extra


class Range(NamedTuple):
    """A half-open range of code points of a raw document."""

    start: int
    end: int


@dataclass(frozen=True)
class Evidence:
    """A gold quote. Evidence of one `group` are alternatives; every group is needed. `spans` (raw) give `quote`, less white space."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    doc: str
    sha256: str
    quote: str
    spans: tuple[Range, ...]
    group: int = 1


@dataclass(frozen=True)
class Nugget:
    """A point that an answer makes by any of some strings."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    importance: Importance
    any: tuple[str, ...]


@dataclass(frozen=True)
class AnswerSpec:
    """The value asked: a number with its unit (`tolerance` absolute), or for yes/no the truth."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    value: bool | float
    unit: str = ""
    tolerance: float = 0.0


@dataclass(frozen=True)
class Case:
    """A question with what a right answer holds. `answers`: outer AND, inner OR; `must_not`: strings of wrong answers.

    `negative_evidence`: searches that came back empty: no sentence of the documents has all words of one. `derived`: the answer
    is computed and stands in no quote. `parent`, `variant`: a rewording of another case, with its gold.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT
    id: str
    type: Type
    question: str
    answerable: bool
    rev: int = 1
    tags: tuple[str, ...] = ()
    lang: Literal["zh", "en"] = "zh"
    parent: str = ""
    variant: Variant | Literal[""] = ""
    answers: tuple[tuple[str, ...], ...] = ()
    answer_spec: AnswerSpec | None = None
    must_not: tuple[str, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    negative_evidence: tuple[tuple[str, ...], ...] = ()
    derived: bool = False
    must_pass: bool = False
    note: str = ""


@dataclass(frozen=True)
class Suite:
    """Cases over one set of documents, which lie in `documents`.

    `raw`: document id -> raw text; `closed`: ids of which only aggregates are looked at.
    """

    name: str
    cases: tuple[Case, ...]
    closed: frozenset[str]
    raw: Mapping[str, str]
    sha256: Mapping[str, str]
    documents: Path = Path()


class Found(NamedTuple):
    """A retrieved passage: document and raw spans."""

    document: str
    spans: tuple[Range, ...]


class System(Protocol):
    """What is evaluated: anything that answers in the shape of the answer contract."""

    def ask(self, question: str) -> Mapping[str, object]:
        """The answer, as the contract's JSON object."""

    def search(self, question: str, limit: int, how: Way) -> list[Found]:
        """The best passages, best first."""

    def passages(self) -> list[Found]:
        """All passages there are to be found."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case. `right` is the one verdict; `scores` by metric name, only those that apply to the case.

    `error`: the exception where the system raised one; such a case is wrong, never left out. `cost_ms` is no score.
    """

    id: str
    suite: str
    type: Type
    right: bool
    status: str
    scores: Mapping[str, float]
    parent: str = ""
    variant: str = ""
    closed: bool = False
    must_pass: bool = False
    rev: int = 1
    question: str = ""
    expected: str = ""
    got: str = ""
    short_answer: str | None = None
    quotes: tuple[str, ...] = ()
    error: str = ""
    cost_ms: float = field(default=0.0, compare=False)
