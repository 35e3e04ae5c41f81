"""A briefing as Markdown: marks [n] behind what is cited, tables, and the sources by GB/T 7714 at the end."""

import re
from collections.abc import Iterator, Sequence

from rag.briefing.manuscript import Element, Manuscript, Run, manuscript
from rag.briefing.models import Briefing
from rag.briefing.references import Standard, cited

SOURCES = "来源"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")
_LIST = re.compile(r"^(\s*)(\d+)([.)])(?=\s)|^(\s*)([-+])(?=\s)")


def markdown(briefing: Briefing, standard: Standard = "2025") -> str:
    """The briefing as one Markdown text (GitHub's tables), ending with a line break. Texts of documents stay text."""
    made = manuscript(briefing)
    return "\n\n".join([*_blocks(made), *_sources(made, standard)]) + "\n"


def _blocks(made: Manuscript) -> Iterator[str]:
    for element in made.elements:
        yield _block(element)


def _block(element: Element) -> str:
    text = "".join(_run(run) for run in element.runs)
    if element.kind == "table":
        return _table(element.heads, element.rows)
    if element.kind == "heading":
        return f"{'#' * (element.level + 1)} {text}"
    if element.kind == "paragraph":
        return _LIST.sub(_literal, text)
    return {"title": "# {}", "mark": "**{}**", "item": "- {}", "note": "> {}"}[element.kind].format(text)


def _table(heads: Sequence[str], rows: Sequence[Sequence[Run]]) -> str:
    lines = [[escaped(head) for head in heads], ["---"] * len(heads), *([_run(run) for run in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _sources(made: Manuscript, standard: Standard) -> Iterator[str]:
    if made.sources:
        yield f"## {SOURCES}"
        yield "  \n".join(
            f"[{source.number}] {escaped(cited((source.citation,), standard))}" for source in made.sources
        )


def _run(run: Run) -> str:
    return escaped(run.text) + "".join(f"[{n}]" for n in run.marks)


def escaped(text: str) -> str:
    """A text on one line, every sign that Markdown or HTML would read made a letter."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s*[\r\n]+\s*", " ", text)).replace("&", "&amp;")


def _literal(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\\{found[3]}" if found[2] else f"{found[4]}\\{found[5]}"
