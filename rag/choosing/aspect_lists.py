"""The problems of what a document is about as a whole (某港有哪些毛病): what stands under its one heading that announces them."""

import re
from collections.abc import Iterator

from index.models import Document
from rag.asking.questions import Question
from rag.choosing.aspects import asked_aspect, heading_aspect, only_asks
from rag.finding.evidence import Unit, sentence_unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, is_empty_word
from rag.language.words import is_proper

_ITEM = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，、,]|其[一二三四五六]|[（(][一二三四五六七八九十\d]+[）)]|[①-⑩]|首先|其次|再次|最后)"
)
_NAMED, _THERE, _TWO, _MOST = 0.4, 0.5, 2, 10


def problems_of(question: Question, evidence: Evidence) -> list[Unit]:
    """The items under the heading of problems of the one document whose subject a question names; [] where it names more, or there are none."""
    if question.kind not in ("list", "how", "other", "entity") or question.speaker or question.years:
        return []
    if asked_aspect(question.asked, question.kind) != "problem":
        return []
    subject = [t for t in question.terms if not only_asks(t) and not is_empty_word(t) and not _SAYS_IT.fullmatch(t)]
    lists = [on for document in evidence.documents.values() if subject and (on := _of(document, subject, evidence))]
    return lists[0] if len(lists) == 1 and len(lists[0]) <= _MOST else []


def _of(document: Document, subject: list[str], evidence: Evidence) -> list[Unit]:
    """The problems of what a document is about; where a question names more than that, those that name it too, told in full."""
    items = list(_items(document, evidence)) if len(document.articles) <= 1 else []
    more = [t for t in subject if not _is_of(t, document)]
    if len(items) < _TWO or len(more) == len(subject):
        return []
    if not more:
        return items
    own = [u for u in items if all(credit(t, fold(u.text)) >= _THERE for t in more)]
    return [unit for u in own for unit in _told_in_full(u)] if len(own) == 1 else []


def _told_in_full(item: Unit) -> Iterator[Unit]:
    """An item with the sentences of its block behind it."""
    yield item
    document = item.document
    for n in range((item.index or 0) + 1, len(document.sentences)):
        if document.sentences[n].block != item.block:
            return
        unit = sentence_unit(document, item.found, n)
        if unit is None or unit.truncated or _ITEM.match(unit.text):
            return
        yield unit


_SAYS_IT = re.compile(r"难|不行|跟不上|老|存在|有|还|哪")


def _is_of(term: str, document: Document) -> bool:
    """Whether a word stands in a document's title."""
    title = document.articles[0].title.value if document.articles else None
    return bool(title) and credit(term, fold(title or "")) >= (_NAMED if is_proper(term) else _THERE)


def _items(document: Document, evidence: Evidence) -> Iterator[Unit]:
    """The first sentence of each item under the one heading that announces problems."""
    headings = {
        b.path for b in document.blocks if b.kind == "heading" and b.path and heading_aspect(b.path[-1:]) == "problem"
    }
    found = next((f for f in evidence.found if f.chunk.document == document.id), None)
    if len(headings) != 1 or found is None:
        return
    path = headings.pop()
    for n, sentence in enumerate(document.sentences):
        block = document.blocks[sentence.block]
        if (
            block.path != path
            or block.kind == "heading"
            or not _ITEM.match(document.text(sentence.start, sentence.end))
        ):
            continue
        unit = sentence_unit(document, found, n)
        if unit and not unit.truncated:
            yield unit
