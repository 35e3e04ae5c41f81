"""What the cases leave out: sections, tables and turns of the documents that no case's evidence touches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.locating import bare
from eval.models import Range, Suite
from index.loading import list_folder, load
from index.models import Block, Document
from index.reading import read

Kind = Literal["section", "table", "turn"]
_KINDS: Mapping[Kind, str] = {"section": "章节", "table": "表格", "turn": "访谈发言"}
# Blocks that can prove something; heads, contents, page furniture and a host's questions cannot.
_TELLING = frozenset({"paragraph", "list_item", "abstract", "data_box", "footnote"})
_SHOWN = 24


@dataclass(frozen=True)
class Section:
    """A part of a document that cases can be about. `spans` are raw; `characters` counts them less white space."""

    document: str
    kind: Kind
    name: str
    characters: int
    spans: tuple[Range, ...]


@dataclass(frozen=True)
class Coverage:
    """The parts of a document: how many there are, and those that no evidence touches, in reading order."""

    document: str
    sections: int
    characters: int
    uncovered: tuple[Section, ...]


def uncovered(suite: Suite, documents: Path) -> tuple[Coverage, ...]:
    """For each document of a folder, what no evidence of the suite's cases touches.

    Raises:
        ValueError: a document is not the one that the suite's cases were made for.
    """
    listing = list_folder(documents)
    return tuple(_coverage(read(load(path, listing)), suite) for path in listing.files)


def as_markdown(coverage: Sequence[Coverage]) -> str:
    """The uncovered parts by document, for a reader who writes the next cases."""
    lines = ["# 尚无评测题的部分", ""]
    for one in coverage:
        lines += [f"## {one.document}", "", _summary(one), ""]
        if one.uncovered:
            lines += ["| 种类 | 部分 | 字数 |", "| --- | --- | ---: |"]
            lines += [f"| {_KINDS[s.kind]} | {_plain(s.name)} | {s.characters} |" for s in one.uncovered]
            lines.append("")
    return "\n".join(lines)


def sections(document: Document) -> list[Section]:
    """The parts of a document in reading order: turns, tables, and what stands below one heading of an article."""
    places: dict[tuple[object, ...], list[Range]] = {}
    names: dict[tuple[object, ...], tuple[Kind, str]] = {}
    for block in document.blocks:
        for key, kind, name in _part(block, document):
            names.setdefault(key, (kind, name))
            places.setdefault(key, []).extend(Range(*s) for s in document.clean.to_raw(block.start, block.end))
    return [_section(document, *names[key], tuple(spans)) for key, spans in places.items() if spans]


def _part(block: Block, document: Document) -> Iterator[tuple[tuple[object, ...], Kind, str]]:
    """Which part a block belongs to, if any: key, kind, name."""
    article = document.article_at(block.start)
    path = " > ".join(block.path)
    if block.table is not None:
        table = document.tables[block.table]
        yield ("table", block.table), "table", table.name or f"{path}（无表名）"
    elif block.kind not in _TELLING:
        return
    elif block.turn is not None and not document.turns[block.turn].host:
        turn = document.turns[block.turn]
        yield ("turn", block.turn), "turn", f"{turn.name}：{_beginning(document, turn.tag.end, turn.end)}"
    else:
        name = path or f"（无小标题）{_beginning(document, block.start, block.end)}"
        yield ("section", article.start, block.path), "section", name


def _beginning(document: Document, start: int, end: int) -> str:
    text = " ".join(document.text(start, end).split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _section(document: Document, kind: Kind, name: str, spans: tuple[Range, ...]) -> Section:
    characters = sum(len(bare(document.raw[a:b])) for a, b in spans)
    return Section(document.id, kind, name, characters, spans)


def _coverage(document: Document, suite: Suite) -> Coverage:
    if suite.sha256.get(document.id) != document.sha256:
        raise ValueError(f"文档“{document.id}”不是“{suite.name}”这套题出题时的版本；请换用那时的文件夹，或重新定位引文")
    parts = sections(document)
    gold = [span for case in suite.cases for e in case.evidence if e.doc == document.id for span in e.spans]
    missed = tuple(part for part in parts if not any(_touch(a, b) for a in part.spans for b in gold))
    return Coverage(document.id, len(parts), sum(part.characters for part in parts), missed)


def _touch(one: Range, other: Range) -> bool:
    return one.start < other.end and other.start < one.end


def _summary(one: Coverage) -> str:
    left = sum(section.characters for section in one.uncovered)
    share = left / one.characters if one.characters else 0.0
    return f"共 {one.sections} 个部分，{len(one.uncovered)} 个没有题（占正文字数的 {share:.0%}）。"


def _plain(name: str) -> str:
    return name.replace("|", "\\|").replace("\n", " ")
