"""The articles of a file, and what is known of each: from the manifest, else from the text."""

import re
from collections.abc import Iterator, Sequence

from index.manifest import KnownArticle, KnownDocument, KnownFact
from index.models import UNKNOWN, Article, Block, CleanText, Fact, Span
from index.patterns import ABSTRACT, ends_sentence, heading_level

_RELATED = re.compile(r"(?:相关新闻|相关报道|相关链接|新闻链接|延伸阅读|链接|相关阅读)\s*[:：]\s*")
_DATE = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
# A date alone on its line, or set off by wide spaces from who issues the text: 某省水利厅  2024年1月18日.
_DATE_LINE = re.compile(
    rf"(?:^|[ \u3000\t]{{2}})[（(]?(?:(?:发布|成文|印发|发文)(?:日期|时间)|日期)?\s*[：:]?\s*(?P<date>{_DATE})(?:印发|发布)?[）)]?(?=$|[ \u3000\t]{{2}})"
)
# In a line under the title that is no sentence: 某日报 2024年1月18日. Not of another paper: （据某日报…报道）.
_BYLINE_DATE = re.compile(rf"(?:^|[ \u3000\t])(?P<date>{_DATE})(?=$|[ \u3000\t])")
_DIGIT = re.compile(r"[\d〇○零一二三四五六七八九]")
_OPENING = 12  # blocks in which a document says when it was published
_TITLE_LENGTH = 60
_LEAST_TITLE = 2
_MOST_TITLES = 6  # more are the chapters of one document


def find_articles(clean: CleanText, blocks: Sequence[Block], known: KnownDocument | None) -> list[Article]:
    """The articles of a document, covering its clean text in order."""
    if not blocks:
        return []
    if known:
        return list(_from_manifest(clean, known))
    starts = _starts(clean.text, blocks)
    ends = [*starts[1:], len(clean.text)]
    return [_from_text(clean, blocks, a, b) for a, b in zip(starts, ends, strict=True)]


def _from_manifest(clean: CleanText, known: KnownDocument) -> Iterator[Article]:
    ordered = sorted(known.articles, key=lambda a: a.begins)
    starts = [0, *(_clean_start(clean, article) for article in ordered[1:])]
    for article, start, end in zip(ordered, starts, [*starts[1:], len(clean.text)], strict=True):
        yield Article(
            start,
            end,
            _fact(article.title),
            _fact(article.issuer),
            _fact(article.kind),
            _fact(article.date),
            _fact(article.copyright),
            _fact(article.level),
            _fact(article.superseded_by),
        )


def _clean_start(clean: CleanText, article: KnownArticle) -> int:
    spans = clean.to_clean(article.begins, article.begins + 40)
    return min((s.start for s in spans), default=0)


def _fact(known: KnownFact) -> Fact:
    return Fact(known.value, known.how, tuple(Span(*s) for s in known.spans), known.source)


def _starts(text: str, blocks: Sequence[Block]) -> list[int]:
    """Where articles begin: the first block, headings like 相关新闻：…, and a further top-level title.

    Such a title counts where the document opened with one of its rank, and it has sub-headings below or is the only one.
    """
    heads = [b for b in blocks if b.kind in ("heading", "title")]
    related = {b.start for b in heads if _RELATED.match(text[b.start : b.end])}
    tops = [b for b in heads if b.level == 1]
    deeper = any(b.level == 2 for b in heads)
    if tops and tops[0].kind == "title" and len(tops) <= _MOST_TITLES and (deeper or len(tops) == 2):
        related |= {b.start for b in tops[1:] if not heading_level(text[b.start : b.end])}
    return sorted({0, *related} - {blocks[0].start} | {0})


def _from_text(clean: CleanText, blocks: Sequence[Block], start: int, end: int) -> Article:
    inside = [b for b in blocks if start <= b.start < end]
    dated = (_date(clean, b) for b in inside[:_OPENING])
    return Article(start, end, _title(clean, inside), date=next((d for d in dated if d), UNKNOWN))


def _title(clean: CleanText, blocks: Sequence[Block]) -> Fact:
    """The title heading; else the first line where it is none of running text; else the first clause (inferred)."""
    titles = [b for b in blocks if b.kind == "title"] or [b for b in blocks if b.kind == "heading"]
    block = titles[0] if titles else None
    opening = next((b for b in blocks if b.kind in ("paragraph", "abstract", "list_item", "question")), None)
    if block is not None and (block.kind == "title" or block.start == blocks[0].start):
        related = _RELATED.match(clean.text[block.start : block.end])
        return _read(clean, block.start + (related.end() if related else 0), block.end)
    if opening is None:
        return UNKNOWN
    line = clean.text[opening.start : opening.end]
    if len(line) <= _TITLE_LENGTH and not ends_sentence(line) and opening.start == blocks[0].start:
        return _read(clean, opening.start, opening.end)
    label = ABSTRACT.match(line)
    start = label.end() if label else 0
    clause = re.split("[，。；：！？\n]", line[start : start + _TITLE_LENGTH], maxsplit=1)[0]
    start += opening.start
    if len(clause) < _LEAST_TITLE:
        return UNKNOWN  # 问：…
    return Fact(clause, "inferred", clean.to_raw(start, start + len(clause)), "正文首句")


def _read(clean: CleanText, start: int, end: int) -> Fact:
    return Fact(clean.text[start:end], "text", clean.to_raw(start, end))


def _date(clean: CleanText, block: Block) -> Fact | None:
    text = clean.text[block.start : block.end]
    if len(text) > _TITLE_LENGTH or not _DIGIT.search(text):
        return None
    byline = _BYLINE_DATE.search(text) if block.kind == "source" and "，" not in text else None
    match = _DATE_LINE.search(text) or byline
    return _read(clean, block.start + match.start("date"), block.start + match.end("date")) if match else None
