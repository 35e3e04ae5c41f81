"""A briefing for the terminal, in the manner of Markdown; what is told of it in one line."""

from collections.abc import Iterator, Sequence

from api.printing import citation_lines
from api.terminal import harmless, harmless_record
from rag.briefing.manuscript import Element, Manuscript, Run, manuscript
from rag.briefing.models import Briefing
from rag.records import citation_record

_HEADS = {"title": "# ", "item": "- ", "note": "（", "mark": "", "paragraph": "    ", "table": ""}


def as_text(briefing: Briefing, *, colour: bool) -> str:
    """A briefing as text: title, sections with [n], tables, gaps, sources by number; no control character of theirs."""
    whole = manuscript(briefing)
    lines = [line for element in whole.elements for line in ("", *_element(element))]
    return harmless("\n".join(lines).strip("\n")) + "\n" + "\n".join(_sources(whole, colour=colour))


def _element(element: Element) -> Iterator[str]:
    if element.kind == "table":
        yield from _table(element)
    else:
        closed = "）" if element.kind == "note" else ""
        head = f"#{'#' * element.level} " if element.kind == "heading" else _HEADS[element.kind]
        yield head + "".join(map(_run, element.runs)).removeprefix("注：") + closed


def _run(run: Run) -> str:
    return run.text + "".join(f"[{n}]" for n in run.marks)


def _table(element: Element) -> Iterator[str]:
    yield _row(element.heads)
    yield _row(["---"] * len(element.heads))
    yield from (_row([_run(cell) for cell in row]) for row in element.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '｜') for cell in cells)} |"


def _sources(whole: Manuscript, *, colour: bool) -> Iterator[str]:
    """Where each number leads; the words themselves stand in the text."""
    if whole.sources:
        yield "\n## 出处"
    for source in whole.sources:
        plain = harmless_record(citation_record(source.citation) | {"n": source.number})
        yield ""
        yield from (line for line in citation_lines(plain, colour=colour) if not line.startswith("    “"))


def summary(briefing: Briefing) -> str:
    """What a briefing holds, in one line."""
    lines = {name for section in briefing.sections for name in section.lines}
    length = sum(len(line.text) for line in briefing.lines if line.id in lines)
    gaps = f"，未覆盖 {len(briefing.uncovered)} 项" if briefing.uncovered else ""
    return f"{len(briefing.sections)} 节，{len(lines)} 句（{length} 字），关键数据 {len(briefing.figures)} 条{gaps}"
