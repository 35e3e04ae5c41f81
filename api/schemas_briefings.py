"""The bodies of the briefings' part of the HTTP interface: what is asked for, and the draft as JSON Schema."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from api.outlines import headings_of
from api.requests import Numeral
from api.schemas import CitationOut, ClaimOut, FiltersOut, Out, PointOut, Sources, Text, readable, versioned
from rag.briefing.drafting import LONGEST_BRIEFING, LONGEST_TOPIC, MOST_ASKED, SHORTEST_BRIEFING
from rag.briefing.forms import shipped
from rag.briefing.models import Disagreement, FigureRow, Section, Uncovered

_HEADING = 100
_LINES = 2000


def _shipped(name: str) -> str:
    """Refuse all but the shipped forms: a path would have the service read its own files."""
    if name not in shipped():
        raise ValueError("unknown form")
    return name


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text or "\t" in text:
        raise ValueError("line break")
    return readable(text)


def _bare(heading: str) -> str:
    """A heading without its number and list mark, which the briefing sets itself."""
    found = headings_of(_one_line(heading))
    if len(found) != 1:
        raise ValueError("no heading")
    return found[0]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value as read from a request, its fractions as numbers."""
    if isinstance(value, Numeral):
        return float(value.text)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


Topic = Annotated[str, Field(min_length=1, max_length=LONGEST_TOPIC), AfterValidator(_one_line)]
FormName = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_shipped)]
Heading = Annotated[str, Field(min_length=1, max_length=_HEADING), AfterValidator(_bare)]
OwnHeading = Annotated[str, Field(min_length=1, max_length=_HEADING), AfterValidator(_one_line)]
Template = Annotated[
    dict[str, Any],
    BeforeValidator(_plain),
    Field(description="fields as in a template file (`jizheng brief --copy-form`): name, title, section, figures …"),
]
Questions = Annotated[list[Text], Field(max_length=MOST_ASKED)]
Outline = Annotated[list[Heading], Field(max_length=MOST_ASKED)]
Numbers = Annotated[list[Annotated[int, Field(ge=0, lt=1000)]], Field(max_length=1000)]
Id = Annotated[str, Field(pattern="^[A-Za-z0-9]{1,20}$")]


class BriefingRequest(Sources):
    """A topic, and how the briefing is to be. `form`: a shipped form's name; `template`: a form of one's own in its place.

    `outline`: headings in place of the form's, numbers and list marks before them dropped. `questions`: to be answered in it.
    """

    topic: Topic
    form: FormName = "专题简报"
    template: Template | None = None
    length: Annotated[int, Field(ge=SHORTEST_BRIEFING, le=LONGEST_BRIEFING)] = 1200
    questions: Questions = Field(default_factory=list)
    outline: Outline = Field(default_factory=list)

    remedies: ClassVar[dict[str, str]] = {
        "topic": f"topic 应是一行 1 至 {LONGEST_TOPIC} 个字符的文字，不能全是空白，不含控制字符",
        "form": f"form 应是 {'、'.join(shipped())} 之一；自己的模板请写在 template 中，不能给文件路径",
        "template": 'template 应是一个对象，如 {"name": "…", "title": "关于{topic}的简报", "section": [{"heading": "…", "aspects": ["what"], "probes": ["什么是{topic}"], "weight": 1.0}]}',
        "length": f"length 应是 {SHORTEST_BRIEFING} 至 {LONGEST_BRIEFING} 的整数",
        "questions": f"questions 应是问题的列表，最多 {MOST_ASKED} 个，每个不超过 2000 个字符，不能全是空白",
        "outline": f"outline 应是标题的列表，最多 {MOST_ASKED} 个，每个一行，1 至 {_HEADING} 个字符",
    }


class PlacementIn(BaseModel):
    """A section wanted: its id, the ids of its lines in order, its heading where it is another one, its tables where not all."""

    id: Id
    lines: Annotated[list[Id], Field(max_length=_LINES)]
    heading: OwnHeading | None = None
    tables: Numbers | None = None


class ArrangementIn(BaseModel):
    """The sections wanted, in order. `revision`: that of the briefing this was made from.

    `figures`: the rows of key figures wanted, by their number in the draft as it came (from 0); all where it is left out.
    """

    revision: Annotated[int, Field(ge=0)]
    sections: Annotated[list[PlacementIn], Field(max_length=100)]
    figures: Numbers | None = None

    remedies: ClassVar[dict[str, str]] = {
        "revision": "revision 应是所据简报的修订号，见 GET /v1/briefings/{id}",
        "sections": f'sections 应是列表，如 [{{"id": "S1", "lines": ["L1", "L2"], "heading": "…"（可略）, "tables": [0]（可略）}}]，标题一行，不超过 {_HEADING} 个字符',
        "figures": "figures 应是关键数据的序号的列表，从 0 数起；略去则全部保留",
    }


class CommissionOut(Out):
    """What was asked for."""

    topic: str
    form: str
    length: int
    questions: list[str]
    outline: list[str]
    sources: FiltersOut | None


class LineOut(Out):
    """A proven statement: `lead` (words of the product) + the claim's text; `claim.citations` are numbers of `citations`."""

    id: str
    lead: str
    claim: ClaimOut
    point: PointOut | None
    asides: list[str]
    question: str


class BriefingOut(Out):
    """A briefing, schema version 1. Sections name lines of the pool by id; all else as in `rag.briefing.models`."""

    schema_version: Literal[1]
    kind: Literal["briefing"]
    commission: CommissionOut
    title: str
    sections: list[Section]
    lines: list[LineOut]
    citations: list[CitationOut]
    figures: list[FigureRow]
    disagreements: list[Disagreement]
    uncovered: list[Uncovered]
    left_out: list[str]
    notes: list[str]
    library: str


class ProgressOut(Out):
    """The step under way and how many of its parts are done."""

    step: str
    done: int
    of: int


class CheckedOut(Out):
    """When it was last checked again, and how many lines have each verdict."""

    at: str
    library: str
    revision: int
    holds: bool
    summary: dict[str, int]


class JobOut(Out):
    """A job of drafting."""

    schema_version: Literal[1]
    id: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    created: str
    topic: str
    form: str
    title: str
    error: str
    progress: ProgressOut
    revision: int
    checked: CheckedOut | None
    location: str
    request: dict[str, Any]


class PlacementOut(Out):
    """A section as it is arranged."""

    id: str
    lines: list[str]
    heading: str | None
    tables: list[int] | None


class ArrangementOut(Out):
    """What `/arrangement` takes beside `revision`."""

    sections: list[PlacementOut]
    figures: list[int] | None


class DroppedOut(Out):
    """A section that the arrangement leaves out."""

    id: str
    heading: str
    level: int
    lines: list[str]


class BriefingJobOut(JobOut):
    """A job with what it made, as arranged now. `numbers`: [number of `citations`, number shown]; `dropped`: sections left out.

    `notes`: on the draft and the sources shown. `arrangement`: what `/arrangement` takes to keep it as it is, `original` to have
    the draft back as it came; `heading` null where it is the draft's own, `tables` and `figures` where all are kept. `rows`: of each key figure shown its number in
    the draft, which has `row_count` of them.
    """

    briefing: BriefingOut | None
    arrangement: ArrangementOut | None
    original: ArrangementOut | None
    rows: list[int]
    row_count: int
    numbers: list[tuple[int, int]]
    notes: list[str]
    dropped: list[DroppedOut]


class BriefingsOut(Out):
    """Jobs, newest first. `next`: what `before` takes for the next page, null on the last one."""

    briefings: list[JobOut]
    total: int
    next: str | None


class QuoteVerdictOut(Out):
    """The verdict on one quote."""

    n: int
    document: str
    verdict: str
    reason: str


class LineVerdictOut(Out):
    """The verdict on one line: of its worst quote, or `failed` where its words do not follow from them."""

    line: str
    verdict: str
    holds: bool
    reason: str
    citations: list[QuoteVerdictOut]


class RowVerdictOut(Out):
    """The verdict on a row of a section's table, or of the key figures (then `line` says whose)."""

    section: str
    line: str
    citation: int
    verdict: str
    holds: bool
    reason: str


class RecheckOut(Out):
    """What checking a briefing against the library's documents gave. `summary`: lines by verdict."""

    schema_version: Literal[1]
    id: str
    revision: int
    at: str
    library: str
    holds: bool
    summary: dict[str, int]
    lines: list[LineVerdictOut]
    rows: list[RowVerdictOut]
    figures: list[RowVerdictOut]


def briefing_schema() -> dict[str, Any]:
    """The JSON Schema of a briefing, as `jizheng brief --json` and the JSON export have it."""
    return versioned("briefing", BriefingOut)
