"""A briefing as it is read, top to bottom: typed elements of runs, each run a line of the pool or words of the product.

Every output (page, Markdown, Word) is made from this one sequence, and verifying compares with it. Citations are numbered by
first use; `sources` lists them in that order.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.briefing.models import Briefing, FigureRow, Line, Nature, Section, Sheet
from rag.models import Citation
from rag.numbers.points import DATED, UNDATED
from rag.proof.standing import filter_notes, standing_notes

ElementKind = Literal["title", "mark", "heading", "paragraph", "note", "table", "item"]
MARK = "草稿　供核对"
NATURES: dict[Nature, str] = {
    "achieved": "结果",
    "planned": "目标",
    "estimated": "预计",
    "conditional": "有条件",
    "unknown": "未注明",
}
KEY_FIGURES, FIGURE_HEADS = "关键数据", ("数值", "事项（原文）", "时点", "性质", "来源")
DISAGREE, UNCOVERED, LEFT_OUT = "数据不一致之处", "资料未覆盖的问题", "未写入的部分"


@dataclass(frozen=True)
class Run:
    """A stretch of text. `line`: the id of the line it is, "" for words of the product; `marks`: shown numbers behind it."""

    text: str
    line: str = ""
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Element:
    """One block of a manuscript. `level` of a heading from 1; `heads`, `rows` of a table (a run for each cell); `section`: its id."""

    kind: ElementKind
    runs: tuple[Run, ...] = ()
    level: int = 0
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Run, ...], ...] = ()
    section: str = ""

    @property
    def text(self) -> str:
        """Its words, without marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Listed:
    """A citation with the number it is shown under."""

    number: int
    citation: Citation


@dataclass(frozen=True)
class Manuscript:
    """What is read, and the sources by number. `notes`: what is told of the sources that are shown."""

    title: str
    elements: tuple[Element, ...]
    sources: tuple[Listed, ...]
    notes: tuple[str, ...] = ()


_INTRODUCES = re.compile(r"(?P<name>[^（）：]+)（(?!转述)[^：]+?）(?P<reported>（转述）)?：")


class _Numbers:
    """Numbers of the pool -> numbers shown, by first use; who has been introduced."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        self._known = {citation.n: citation for citation in citations}
        self.used: dict[int, int] = {}
        self._introduced: set[str] = set()

    def __call__(self, pool: Sequence[int]) -> tuple[int, ...]:
        return tuple(self.used.setdefault(n, len(self.used) + 1) for n in pool)

    def told(self, line: Line) -> str:
        """The text of a line; who has been introduced with a post before is named without it."""
        speaker = _INTRODUCES.fullmatch(line.lead)
        if speaker is None:
            return line.text
        if speaker["name"] in self._introduced:
            return f"{speaker['name']}{speaker['reported'] or ''}：{line.claim.text}"
        self._introduced.add(speaker["name"])
        return line.text

    def document(self, line: Line) -> str:
        """The document that a line quotes."""
        return self._known[line.claim.citations[0]].document

    def listed(self) -> tuple[Listed, ...]:
        return tuple(Listed(shown, self._known[n]) for n, shown in self.used.items())


def manuscript(briefing: Briefing) -> Manuscript:
    """The manuscript of a briefing: title, key figures, sections, disagreements, what is not covered."""
    numbers = _Numbers(briefing.citations)
    lines = {line.id: line for line in briefing.lines}
    elements = (
        Element("title", (Run(briefing.title),)),
        Element("mark", (Run(MARK),)),
        *_figures(briefing.figures, numbers),
        *(element for section in briefing.sections for element in _section(section, lines, numbers)),
        *_disagreements(briefing, lines, numbers),
        *_gaps(briefing),
    )
    listed = numbers.listed()
    notes = tuple(_source_notes(briefing, [one.citation for one in listed]))
    told = tuple(Element("note", (Run(note),)) for note in notes)
    return Manuscript(briefing.title, (*elements, *told), listed, notes)


def _source_notes(briefing: Briefing, cited: Sequence[Citation]) -> Iterator[str]:
    """What the sources shown leave to be wished: only press, no longer in force, what a filter left open, how far they reach."""
    if cited:
        yield from standing_notes(cited)
        yield from filter_notes(briefing.commission.sources, cited) if briefing.commission.sources else ()
        yield sources_note(cited)


def sources_note(cited: Sequence[Citation]) -> str:
    """How many documents are cited and how far they reach."""
    dates = {citation.document: citation.date.value for citation in cited}
    undated = sum(value is None for value in dates.values())
    told = f"，其中{undated}份未注明日期" if undated else ""
    return f"本稿引自{len(dates)}份文档{told}；文档日期之后的情况未覆盖"


def _section(section: Section, lines: dict[str, Line], numbers: _Numbers) -> Iterator[Element]:
    yield Element("heading", (Run(section.heading),), level=section.level, section=section.id)
    for paragraph in paragraphs([lines[name] for name in section.lines], numbers.document):
        runs = tuple(
            Run(numbers.told(line) if n == 0 else line.claim.text, line.id, numbers(line.claim.citations))
            for n, line in enumerate(paragraph)
        )
        yield Element("paragraph", runs, section=section.id)
        asides = tuple(dict.fromkeys(aside for line in paragraph for aside in line.asides))
        if asides:
            yield Element("note", (Run(f"注：{'；'.join(asides)}。"),), section=section.id)
    for sheet in section.sheets:
        yield from _sheet(sheet, section.id, numbers)


def paragraphs(lines: Sequence[Line], home: Callable[[Line], str]) -> Iterator[tuple[Line, ...]]:
    """Lines set together: those of one document (`home`) and one speaker; the words before the first hold for all of them."""
    together: list[Line] = []
    for line in lines:
        alone = line.claim.kind != "quote" or (together and line.lead != together[-1].lead) or _marked(line)
        if together and (alone or _long(together) or home(line) != home(together[-1])):
            yield tuple(together)
            together = []
        together.append(line)
    if together:
        yield tuple(together)


def _marked(line: Line) -> bool:
    """Whether the words before a line are of this line only: （目标）."""
    return line.lead.startswith("（")


_PARAGRAPH = 240  # characters from which a paragraph is closed


def _long(together: Sequence[Line]) -> bool:
    return sum(len(line.text) for line in together) >= _PARAGRAPH


def _sheet(sheet: Sheet, section: str, numbers: _Numbers) -> Iterator[Element]:
    if sheet.name:
        named = sheet.name if sheet.name.startswith(("表", "图", "附表", "附图")) else f"表：{sheet.name}"
        yield Element("note", (Run(named),), section=section)
    rows = tuple(
        tuple(
            Run(cell, marks=numbers((row.citation,)) if n + 1 == len(row.cells) else ())
            for n, cell in enumerate(row.cells)
        )
        for row in sheet.rows
    )
    yield Element("table", heads=sheet.heads, rows=rows, section=section)
    if sheet.whole:
        yield Element("note", (Run(f"注：{sheet.whole.reason}。"),), section=section)


def _figures(rows: Sequence[FigureRow], numbers: _Numbers) -> Iterator[Element]:
    if not rows:
        return
    yield Element("heading", (Run(KEY_FIGURES),), level=1)
    cells = tuple(
        (
            Run(row.value),
            Run(row.indicator),
            Run(dated(row)),
            Run(NATURES[row.nature]),
            Run("", marks=numbers((row.citation,))),
        )
        for row in rows
    )
    yield Element("table", heads=FIGURE_HEADS, rows=cells)


def dated(row: FigureRow) -> str:
    """When a figure holds, and how that is known where the text does not say it."""
    known = f"据文档日期{row.by}推断" if row.by else DATED.get(row.how, "")
    if not row.when:
        return f"{UNDATED}（文档日期{row.by}）" if row.by else UNDATED
    return f"{row.when}（{known}）" if known else row.when


def _disagreements(briefing: Briefing, lines: dict[str, Line], numbers: _Numbers) -> Iterator[Element]:
    if not briefing.disagreements:
        return
    yield Element("heading", (Run(DISAGREE),), level=1)
    for one in briefing.disagreements:
        yield Element("note", (Run(f"{one.date}{one.indicator}有不同数值：{'、'.join(one.values)}。原文如下："),))
        for name in one.lines:
            line = lines[name]
            yield Element("item", (Run(numbers.told(line), line.id, numbers(line.claim.citations)),))


def _gaps(briefing: Briefing) -> Iterator[Element]:
    if briefing.uncovered:
        yield Element("heading", (Run(UNCOVERED),), level=1)
        for gap in briefing.uncovered:
            yield Element("item", (Run(f"{gap.text}：{gap.reason}" if gap.reason else gap.text),))
    if briefing.left_out:
        told = "、".join(f"“{heading}”" for heading in briefing.left_out)
        yield Element("note", (Run(f"{LEFT_OUT}：{told}，资料中没有找到可用的原文。"),))
    for note in briefing.notes:
        yield Element("note", (Run(note),))
