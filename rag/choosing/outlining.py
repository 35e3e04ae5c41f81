"""What parts a document has (公报讲了哪几个方面, 第三章有哪些内容): its headings as items."""

import re
from collections.abc import Iterator

from index.models import Document
from index.patterns import chinese_number, numbering
from rag.asking.questions import Question
from rag.choosing.lists import states
from rag.finding.evidence import Found, Unit, heading_unit, sentence_unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import content, fold, share_of_bigrams

_ASKS_PARTS = re.compile(
    r"(?:哪几|哪些|几)(?:个|大|块)?(?:方面|部分|板块|章节|章|节|块内容|内容)(?!的?(?:问题|特点|举措|措施|优势|支持|要求))"
)
_PAPER = re.compile(r"公报|报告|文件|办法|意见|方案|规划|文章|通知|白皮书|总结|回顾|综述|决定|条例|规定|纪要|手册")
_CHAPTER = re.compile(r"第(?P<n>[一二三四五六七八九十]+|\d+)[章节部]")
_RUN_IN = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])[^，。；：]{2,18}[。：]?$")
_TITLED, _LEAST, _MOST = 0.6, 3, 12


def parts_of(question: Question, evidence: Evidence) -> list[Unit]:
    """The headings of the document, or of the chapter, whose parts a question asks for; [] where it asks for none, or there are none."""
    chapter = _CHAPTER.search(question.asked)
    asks = _ASKS_PARTS.search(question.asked) or (chapter and _ASKS_ITEMS.search(question.asked))
    if question.kind not in ("list", "other", "number") or not asks:
        return []
    if chapter is None and not _PAPER.search(question.asked):
        return []
    named = fold(_ASKS_PARTS.sub("", content(question.asked)))
    documents = [d for d in evidence.documents.values() if _is_meant(named, d)]
    for document in documents if len(documents) == 1 else ():
        found = next(f for f in evidence.found if f.chunk.document == document.id)
        parts = headings_of(document, found, chapter["n"] if chapter else "")
        if _LEAST <= len(parts) <= _MOST:
            return parts
    return []


_ASKS_ITEMS = re.compile(r"哪些|哪几|什么|怎么|如何|有何")


def under_heading(question: Question, evidence: Evidence) -> list[Unit]:
    """What stands under the one heading that a question names word for word (保障措施 of 三、保障措施): its sub-headings, else its sentences."""
    if question.kind not in ("list", "how", "other") or question.speaker or not _ASKS_ITEMS.search(question.asked):
        return []
    asked, last = fold(question.asked), question.terms[-1] if question.terms else ""
    named = [
        (document, n)
        for document in evidence.documents.values()
        for n, block in enumerate(document.blocks)
        if block.kind == "heading"
        and len(bare := _bare(document.text(block.start, block.end))) >= _NAMED
        and bare in asked
        and last in bare  # 前沿产业面临哪些问题 asks for no more than problems of what a heading names
    ]
    if len(named) != 1:
        return []
    document, at = named[0]
    found = next(f for f in evidence.found if f.chunk.document == document.id)
    path = document.blocks[at].path
    inner = [n for n, b in enumerate(document.blocks) if b.kind == "heading" and b.path[:-1] == path]
    if inner:
        parts = [unit for n in inner if (unit := heading_unit(document, found, n))]
        if sum(states(part.text) or _ACTS.search(part.text) is not None for part in parts) * 2 <= len(parts):
            return []  # 规模, 区域布局 only name topics
    else:
        own = [n for n, s in enumerate(document.sentences) if document.blocks[s.block].path == path]
        own = [n for n in own if document.blocks[document.sentences[n].block].kind != "heading"]
        parts = [unit for n in own if (unit := sentence_unit(document, found, n)) and not unit.truncated]
    return parts if _TWO <= len(parts) <= _MOST else []


_NAMED, _TWO = 4, 2
_ACTS = re.compile(r"实施|更新|建设|发展|开展|制定|落实|支持|鼓励|改造|工程|行动")


def _bare(heading: str) -> str:
    """A heading without its number and brackets: 保障措施 of 三、保障措施."""
    return fold(
        re.sub(
            r"^(?:第[一二三四五六七八九十\d]+[章节]\s*|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:\.\d+)*[.．、]?\s*)",
            "",
            heading,
        )
    ).strip("。：:")


def _is_meant(named: str, document: Document) -> bool:
    """Whether the words of a question hold a document's title, or most of them stand there."""
    title = fold(document.articles[0].title.value or "") if document.articles else ""
    return bool(title) and (share_of_bigrams(title, named) >= _TITLED or share_of_bigrams(named, title) >= _TITLED)


def headings_of(document: Document, found: Found, chapter: str = "") -> list[Unit]:
    """The topmost headings of a document, or those right under a chapter, in order; one that its contents have too stands once."""
    last = {fold(unit.text): unit for unit in _headings(document, found, chapter)}
    return sorted(last.values(), key=lambda unit: unit.clean[0].start)


def articles_of(document: Document, found: Found) -> list[Unit]:
    """The sentences that begin the numbered articles of a document (第三条 …), in order."""
    units = (
        sentence_unit(document, found, n)
        for n, s in enumerate(document.sentences)
        if _ARTICLE.match(document.text(s.start, s.end))
    )
    return [unit for unit in units if unit and not unit.truncated]


_ARTICLE = re.compile(r"^第[一二三四五六七八九十百\d]+条[ \u3000]")


def _headings(document: Document, found: Found, chapter: str) -> Iterator[Unit]:
    """The topmost headings, or those right under a chapter; where a document has none, its numbered run-in ones."""
    told = False
    for n, block in enumerate(document.blocks):
        inside = block.path[:1] and numbering(block.path[0])[1] == chinese_number(chapter) if chapter else True
        if block.kind == "heading" and inside and len(block.path) == (2 if chapter else 1):
            unit = heading_unit(document, found, n)
            if unit and numbering(unit.text)[1]:
                told = True
                yield unit
    if told or chapter:
        return
    for n, sentence in enumerate(document.sentences):
        if _RUN_IN.match(document.text(sentence.start, sentence.end)):
            unit = sentence_unit(document, found, n)
            if unit:
                yield unit
