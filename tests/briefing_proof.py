"""An auditor of whole briefings that knows none of the drafting: every run must be a quote, a label, or proven by figures and rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Document
from rag.briefing.forms import form_of
from rag.briefing.manuscript import FIGURE_HEADS, MARK, NATURES, Element, Manuscript, Run, manuscript
from rag.briefing.models import Briefing, FigureRow, Line
from rag.models import Citation, Statement
from rag.proof.citations import verify
from tests.drafting_kit import bare

LABELS = {"关键数据", "数据不一致之处", "资料未覆盖的问题", "重点问题"}
UNDATED = "原文未注明年份"
DATED = r"（(?:文档日期|据文档日期[^（）]*推断)）"
ASIDES = re.compile(
    r"“[^“”]+”（文档日期 [^（）]+）|“[^“”]+”（文档日期 [^（）]+，推断）|“[^“”]+”所指的时间：文档未注明日期|"
    r"原文印作“[^“”]+”，据推断为“[^“”]+”（[^（）]+）|原文此格为空，据推断为“[^“”]+”（[^（）]+）|所引句子在原文中不完整（前后文字缺失）"
)
NOTES = re.compile(
    r"本稿引自\d+份文档(?:，其中\d+份未注明日期)?；文档日期之后的情况未覆盖|未写入的部分：(?:“[^“”]+”、?)+，资料中没有找到可用的原文。|"
    r"所引均为[^。]{2,20}，没有官方文件佐证|《[^》]+》(?:文中写明已不再有效：“[^”]+”|已被替代或废止（据[^）]+）)|只检索.+的文档|.+不能确定不晚于.+|"
    r"(?:问题|提问|主题)?.{0,8}(?:按|理解为|读作|已按|英文).*"
)
WHOLE = re.compile(
    r"注：(?:原表现存\d+行，这里列出(?:与“.+”有关的|与主题最近的)?前?\d+行，未作统计(?:；原表不全（.+）)?|列出原表全部\d+行，.+)。"
)
REASONS = (
    "资料中没有找到可用的原文",
    "资料中没有找到直接谈到它的原文",
    "没有找到可以对照的原文",
    "只有这一方的数据，另一方没有找到可比的数值",
)


@dataclass(frozen=True)
class Audit:
    """What is audited."""

    briefing: Briefing
    documents: Mapping[str, Document]

    @property
    def lines(self) -> dict[str, Line]:
        return {line.id: line for line in self.briefing.lines}

    def citations(self, line: Line) -> list[Citation]:
        return [c for c in self.briefing.citations if c.n in line.claim.citations]


def faults(briefing: Briefing, documents: Mapping[str, Document], read: Manuscript | None = None) -> list[str]:
    """Everything in a briefing that is neither a quote, a heading, a label, nor proven; [] where all is."""
    read = read or manuscript(briefing)
    audit = Audit(briefing, documents)
    shown = {listed.number: listed.citation.n for listed in read.sources}
    found: list[str] = []
    figures = iter(briefing.figures)
    sheets = iter(row for s in briefing.sections for sheet in s.sheets for row in sheet.rows)
    for element in read.elements:
        if element.kind == "table" and element.heads == FIGURE_HEADS:
            found += [f for row in element.rows for f in _figure(row, next(figures), audit, shown)]
        elif element.kind == "table":
            found += [f for row in element.rows for f in _cells(row, next(sheets).citation, audit, shown)]
        elif element.kind == "heading":
            found += [] if _is_heading(element.text, briefing) else [f"heading: {element.text}"]
        elif element.kind in ("title", "mark"):
            found += [] if element.text in (MARK, *_titles(briefing)) else [f"title: {element.text}"]
        else:
            found += _runs(element, audit, shown)
    return found


def _titles(briefing: Briefing) -> tuple[str, str]:
    topic = briefing.commission.topic.strip().rstrip("。？?！!")
    return topic, form_of(briefing.commission.form).title.replace("{topic}", topic)


def _is_heading(text: str, briefing: Briefing) -> bool:
    asked = briefing.commission
    own = {s.heading.replace("{topic}", asked.topic.strip()) for s in form_of(asked.form).section}
    sides = {s.heading for s in briefing.sections if s.level == 2 and s.heading in asked.topic}
    return text in {*own, *asked.outline, *asked.questions, *sides, *LABELS}


def _runs(element: Element, audit: Audit, shown: Mapping[int, int]) -> Iterator[str]:
    for run in element.runs:
        if run.line:
            yield from _line(run, audit, shown)
        elif element.kind == "paragraph":
            yield f"words of nobody in a paragraph: {run.text}"
        elif not _is_note(run.text, audit):
            yield f"no known note: {run.text}"


def _is_note(text: str, audit: Audit) -> bool:
    tables = {table.name for d in audit.documents.values() for table in d.tables}
    if text.removeprefix("表：") in tables:
        return True
    if text.startswith("注：") and all(ASIDES.fullmatch(part) for part in text[2:].rstrip("。").split("；")):
        return True
    values = {
        f"{d.date}{d.indicator}有不同数值：{'、'.join(d.values)}。原文如下：" for d in audit.briefing.disagreements
    }
    gaps = {f"{g.text}：{g.reason}" for g in audit.briefing.uncovered if _is_reason(g.kind, g.reason)}
    known = text in values or text in gaps or WHOLE.fullmatch(text)
    return bool(known or NOTES.fullmatch(text))


def _is_reason(kind: str, reason: str) -> bool:
    return kind == "question" or reason.endswith(REASONS)


def _line(run: Run, audit: Audit, shown: Mapping[int, int]) -> Iterator[str]:
    line = audit.lines.get(run.line)
    if line is None:
        yield f"no line of the pool: {run.text}"
        return
    if not run.text.endswith(line.claim.text):
        yield f"not the words of its line: {run.text}"
    quotes = audit.citations(line)
    if [shown[n] for n in run.marks] != list(line.claim.citations) or not quotes:
        yield f"other sources than its line has: {run.text}"
    yield from (f"quote differs from its document: {q.quote}" for q in quotes if not _stands(q, audit))
    if not _follows(line, quotes, audit):
        yield f"does not follow from its quotes: {run.text}"
    lead = run.text.removesuffix(line.claim.text)
    if lead and not _is_lead(lead, line, quotes):
        yield f"words before a quote that nothing proves: {run.text}"


def _stands(quote: Citation, audit: Audit) -> bool:
    document = audit.documents[quote.document]
    return (
        quote.sha256 == document.sha256
        and bool(quote.spans)
        and bare("".join(document.raw[a:b] for a, b in quote.spans)) == bare(quote.quote)
    )


def _follows(line: Line, quotes: Sequence[Citation], audit: Audit) -> bool:
    claim = line.claim
    if claim.plan is None and claim.derived is None:
        return any(claim.text in q.quote for q in quotes)
    made = Statement(claim.text, tuple(quotes), claim.kind, plan=claim.plan, derived=claim.derived)
    return verify(made, quotes, audit.documents).holds


def _is_lead(lead: str, line: Line, quotes: Sequence[Citation]) -> bool:
    if line.point is not None:
        told = line.point.date or UNDATED
        above = "".join(f"{q.quote}{''.join(q.section)}{q.title or ''}{q.date.value or ''}" for q in quotes)
        return bool(re.fullmatch(rf"{re.escape(told)}(?:（[^（）]+）)?：", lead)) and (
            line.point.date is None or bare(told) in bare(above)
        )
    lead = lead.removesuffix("（目标）")
    if not lead:
        return line.claim.modality == "planned"
    return any(lead in _sources(q) for q in quotes)


def _sources(quote: Citation) -> Iterator[str]:
    documents = (f"《{quote.title}》", f"文档“{quote.document}”")
    people: list[str] = []
    if quote.speaker:
        name, role = quote.speaker.name or "", quote.speaker.role or ""
        reported = "（转述）" if quote.speaker.relation == "reported" else ""
        people = [f"{who}{reported}" for who in (f"{name}（{role}）", name, role) if who]
    for source in (*documents, *people, *(f"{d}{p}" for d in documents for p in people)):
        yield f"{source}："


def _figure(cells: Sequence[Run], row: FigureRow, audit: Audit, shown: Mapping[int, int]) -> Iterator[str]:
    line = audit.lines[row.line]
    told = {head: cell.text for head, cell in zip(FIGURE_HEADS, cells, strict=True)}
    text, words = line.claim.text, told["事项（原文）"]
    if text[row.start : row.end] != row.value or told["数值"] != row.value:
        yield f"value is not at its place: {told}"
    if words not in text or row.value not in words:
        yield f"words that are not the clause of the figure: {told}"
    if told["性质"] not in NATURES.values() or told["性质"] != NATURES[row.nature]:
        yield f"no nature: {told}"
    quotes = audit.citations(line)
    if [shown[n] for n in cells[-1].marks] != [row.citation] or row.citation not in line.claim.citations:
        yield f"another source: {told}"
    quote = next(q for q in quotes if q.n == row.citation)
    if not _stands(quote, audit) or row.value not in quote.quote:
        yield f"value is not in its quote: {told}"
    when = re.sub(DATED, "", told["时点"])
    above = bare(f"{quote.quote}{''.join(quote.section)}{quote.title or ''}{quote.date.value or ''}{text}")
    undated = re.fullmatch(rf"{UNDATED}（文档日期(.+)）", told["时点"])
    known = undated is not None and undated[1] == bare(quote.date.value or "")
    if when != UNDATED and not known and bare(when) not in above:
        yield f"a date that is nowhere: {told}"


def _cells(cells: Sequence[Run], citation: int, audit: Audit, shown: Mapping[int, int]) -> Iterator[str]:
    quote = next(q for q in audit.briefing.citations if q.n == citation)
    if [shown[n] for n in cells[-1].marks] != [citation] or quote.table is None or not _stands(quote, audit):
        yield f"a row without its source: {[c.text for c in cells]}"
        return
    tables = [t for t in audit.documents[quote.document].tables if t.name == quote.table.name]
    rows = [list(t.rows[quote.table.row].cells) for t in tables if quote.table.row < len(t.rows)]
    for cell in cells:
        value = cell.text.removesuffix("（推断）")
        same = [c for row in rows for c in row if c.value == value]
        marked = any(bool(c.rule) == cell.text.endswith("（推断）") for c in same)
        if value and not marked:
            yield f"a cell that its row does not have: {cell.text}"
