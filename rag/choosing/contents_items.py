"""Items that only stand as entries of a table of contents, or as the first sentences of somebody's paragraphs."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.models import Block, Document, Span
from index.patterns import chinese_number, numbering
from rag.asking.questions import Question
from rag.choosing.lists import announced_count
from rag.choosing.speakers import spoken_by
from rag.finding.evidence import Found, Unit, heading_unit, question_before, sentence_unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, rarity

_ASKS = re.compile(r"哪些|哪几|什么|几(?:个|大|项|条|点)|[二三四五六七八九十]大")
_MANY_BIG = re.compile(
    r"(?P<n>[二两三四五六七八九十]|\d{1,2})(?:个|大|项|条|点)(?:方面|趋势|特征|特点|方向|启示|建议|判断|图景|问题|领域|任务|举措)"
)
_CHAPTER = re.compile(r"第(?P<n>[一二三四五六七八九十]+|\d+)[章部]")
_FRAMES = re.compile(
    r"方面|内容|判断|议题|情况|提出|作出|给出|关于|哪些|报告|文件|文章|年|主要|一共|部分|章节?|第.{1,2}章|[二三四五六七八九十]大"
)
_SIDES = re.compile(r"(?:从)?(?:哪几|哪些|几)(?:个|大)?(?:方面|角度|层面|维度)|哪几(?:点|条)")
_TAIL = re.compile(r"[.…·\s]*(?:\t|[.…·]{2,})[.…·\s]*\d*\s*$|\s+\d{1,4}$")
_HELD = 0.8
_LEAST, _MOST = 2, 15
_HEAD = 36  # characters of a first sentence that heads its paragraph


class Chapter(NamedTuple):
    """An entry of a table of contents with the entries right below it."""

    document: Document
    entry: Block
    parts: tuple[Block, ...]


def contents_items(question: Question, evidence: Evidence) -> list[Unit]:
    """The entries below the one chapter of a table of contents that a question names, by number or by most of its words; else [].

    Where the body has all of them as headings, these are taken.
    """
    if (
        question.kind not in ("list", "other", "definition", "number")
        or question.speaker
        or not _ASKS.search(question.asked)
    ):
        return []
    if spoken_by(question, tuple(evidence.documents.values())).speaker:
        return []
    rated = [(_share(question, c), c) for d in evidence.documents.values() for c in _chapters(d)]
    best = max((share for share, _ in rated), default=0.0)
    meant = [c for share, c in rated if share == best >= _HELD]
    if len(meant) != 1:
        return []
    document = meant[0].document
    found = next(f for f in evidence.found if f.chunk.document == document.id)
    units = [_unit(document, found, block) for block in meant[0].parts]
    body = [_in_body(document, found, unit) for unit in units]
    return [one for one in body if one] if all(body) else units


def _chapters(document: Document) -> Iterator[Chapter]:
    entries = [b for b in document.blocks if b.kind == "contents"]
    for n, entry in enumerate(entries):
        below: list[Block] = []
        for other in entries[n + 1 :]:
            if other.level <= entry.level:
                break
            below.append(other)
        nearest = min((b.level for b in below), default=0)
        parts = tuple(b for b in below if b.level == nearest)
        if _LEAST <= len(parts) <= _MOST:
            yield Chapter(document, entry, parts)


def _share(question: Question, chapter: Chapter) -> float:
    """How much of a question a chapter's entry carries, 1 where it gives its number; 0 where it asks for another number of parts."""
    text = _entry(chapter.document, chapter.entry)
    numbered = _CHAPTER.search(question.asked)
    if numbered:
        return float(numbering(text)[1] == chinese_number(numbered["n"]) and numbering(text)[1] is not None)
    many = _MANY_BIG.search(question.asked)
    told = announced_count(f"{many.group()}：") if many else None
    wanted = told.many if told else chinese_number(many["n"]) if many else 0
    if wanted and wanted != len(chapter.parts):
        return 0.0
    heading = fold(re.sub(r"^第[^章部]{1,3}[章部]\s*", "", text))
    if not wanted and heading not in fold(question.asked):
        return 0.0  # 什么是产业集群 names no chapter
    if any(place not in text + (chapter.document.articles[0].title.value or "") for place in question.places):
        return 0.0
    words = {t: rarity(t) for t in question.terms if len(t) > 1 and not _FRAMES.search(t) and not t[:1].isdigit()}
    whole = sum(words.values())
    own = fold(text)
    if not whole or not any(credit(t, own) >= _HELD for t in list(words)[-1:]):
        return 0.0
    over = fold(chapter.document.articles[0].title.value or "") if chapter.document.articles else ""
    return sum(w * max(credit(t, own), 0.8 * credit(t, over)) for t, w in words.items()) / whole


def _entry(document: Document, block: Block) -> str:
    return _TAIL.sub("", document.text(block.start, block.end))


def _unit(document: Document, found: Found, block: Block) -> Unit:
    text = _entry(document, block)
    headings = " ".join(block.path)
    at = Span(block.start, block.start + len(text))
    return Unit(document, found, (at,), text, None, None, headings, text, "", None, truncated=False)


def _in_body(document: Document, found: Found, entry: Unit) -> Unit | None:
    """The heading of the body that a contents entry lists; None where the body lacks it."""
    for n, block in enumerate(document.blocks):
        if block.kind == "heading" and fold(document.text(block.start, block.end)) == fold(entry.text):
            return heading_unit(document, found, n)
    return None


def paragraph_heads(question: Question, evidence: Evidence) -> list[Unit]:
    """Where the sides are asked that somebody's words have (从哪几个方面讲): the short first sentences of that turn's paragraphs; else []."""
    if not _SIDES.search(question.asked):
        return []
    asked = spoken_by(question, tuple(evidence.documents.values()))
    if not asked.speaker:
        return []
    for document in evidence.documents.values():
        found = next((f for f in evidence.found if f.chunk.document == document.id), None)
        for turn in dict.fromkeys(b.turn for b in document.blocks if b.turn is not None):
            if found is None or document.turns[turn].name != asked.speaker:
                continue
            units = _heads(document, found, turn)
            if len(units) >= _LEAST and _on(asked, document, turn, units):
                return units
    return []


def _heads(document: Document, found: Found, turn: int) -> list[Unit]:
    units: list[Unit] = []
    for number, block in enumerate(document.blocks):
        if block.turn != turn or block.kind != "paragraph":
            continue
        own = [n for n, s in enumerate(document.sentences) if s.block == number]
        if len(own) < _LEAST or document.turns[turn].start >= block.start:
            continue  # the first paragraph begins with the name
        first = sentence_unit(document, found, own[0])
        if first and not first.truncated and len(first.text) <= _HEAD:
            units.append(first)
    return units


def _on(question: Question, document: Document, turn: int, units: Sequence[Unit]) -> bool:
    """Whether a turn is on what is asked: its heading, the question it answers and the sentences hold most of the words."""
    block = next(n for n, b in enumerate(document.blocks) if b.turn == turn)
    text = fold(" ".join([*document.blocks[block].path, question_before(document, block), *(u.text for u in units)]))
    words = [t for t in question.terms if len(t) > 1 and not _FRAMES.search(t) and t not in question.speaker]
    return bool(words) and sum(credit(t, text) for t in words) >= _TOPIC * len(words)


_TOPIC = 0.6
