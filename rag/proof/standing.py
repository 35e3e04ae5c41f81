"""What a reader must know of the sources of an answer: their weight, whether they are in force, what a filter left open."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.filters import SourceFilter, dated
from index.models import Article, Document, Span
from index.standing import level_of
from rag.models import Citation, Known, Standing, Superseded

LEVEL_NAMES = {"central": "中央", "local": "地方", "institution": "机构", "academic": "学术", "press": "媒体"}
_WEAK = {"press": "媒体报道", None: "发布者不明的文档"}
_ITSELF = r"(?:本(?:办法|规定|条例|通知|意见|方案|规划|计划|细则|指南|文件|标准|决定|公告|政策|措施|规则|制度|目录|文)|此件|该文件|此文件|上述文件)"
_ENDED = r"(?:废止|失效|停止执行|停止施行|不再执行|终止执行)"
# 本办法自…起施行，原《…》同时废止 ends another document, not this one.
_SAYS = re.compile(
    rf"{_ITSELF}[^。；，,施实]{{0,6}}(?:已|自|于|将|现)[^。；施实《]{{0,30}}{_ENDED}"
    rf"|{_ITSELF}[^。；施实]{{0,8}}已?被[^。；]{{0,8}}《[^》]{{2,60}}》[^。；]{{0,6}}(?:替代|取代|代替|废止)"
    rf"|{_ITSELF}[^。；施实《]{{0,6}}{_ENDED}"
)
_LABEL = re.compile(
    rf"[（(【\[〔]\s*(?:本文|全文|文件|现|已)*\s*(?:{_ENDED}|已被《[^》]{{2,60}}》(?:替代|取代|代替|废止))\s*[）)】\]〕]"
)
_OPENING = 6  # blocks in which a label on the title may stand


def standing_of(document: Document, article: Article) -> Standing:
    """The standing of an article of a document."""
    level = level_of(article)
    return Standing(
        issuer=article.issuer.how,
        kind=Known(article.kind.value, article.kind.how),
        level=Known(level.value, level.how),
        superseded=_superseded(document, article),
    )


def _superseded(document: Document, article: Article) -> Superseded | None:
    if article.superseded_by.value is not None:
        return Superseded("manifest", article.superseded_by.value)
    return _in_own_words(_Part(document.sha256, article.start, article.end, document))


@dataclass(frozen=True)
class _Part:
    """An article's text, told from others by the document's bytes and its place."""

    sha256: str
    start: int
    end: int
    document: Document = field(compare=False)


@lru_cache(maxsize=64)
def _in_own_words(part: _Part) -> Superseded | None:
    document = part.document
    text = document.text(part.start, part.end)
    opening = [b for b in document.blocks if part.start <= b.start < part.end][:_OPENING]
    ends = max((b.end for b in opening), default=part.start) - part.start
    match = _LABEL.search(text, 0, ends) or _SAYS.search(text)
    if not match:
        return None
    at = Span(part.start + match.start(), part.start + match.end())
    return Superseded("text", None, match.group().replace("\n", ""), document.clean.to_raw(*at))


def standing_notes(citations: Sequence[Citation]) -> tuple[str, ...]:
    """What the sources of an answer leave to be wished: only press or unknown issuers, or a text no longer in force."""
    standings = [citation.standing for citation in citations if citation.standing]
    levels = {standing.level.value for standing in standings}
    notes = []
    if standings and levels <= _WEAK.keys():
        names = "或".join(name for level, name in _WEAK.items() if level in levels)
        notes.append(f"所引均为{names}，没有官方文件佐证")
    return (*notes, *dict.fromkeys(_ended(citation) for citation in citations if _is_ended(citation)))


def _is_ended(citation: Citation) -> bool:
    return citation.standing is not None and citation.standing.superseded is not None


def _ended(citation: Citation) -> str:
    told = citation.standing.superseded if citation.standing else None
    name = f"《{citation.title}》" if citation.title else f"“{citation.document}”"
    if told is None or told.how == "text":
        return f"{name}文中写明已不再有效：“{told.words if told else ''}”"
    return f"{name}已被替代或废止（据资料清单：{told.by}）"


def filter_notes(sources: SourceFilter, citations: Sequence[Citation]) -> tuple[str, ...]:
    """What was searched, and which of the quoted documents may be dated later than asked."""
    undated = [c for c in citations if sources.as_of and dated(c.date.value, sources.as_of) == "unknown"]
    return (f"只检索{'、'.join(_asked(sources))}的文档", *dict.fromkeys(_undated(c, sources.as_of) for c in undated))


def _undated(citation: Citation, as_of: str) -> str:
    name = f"《{citation.title}》" if citation.title else f"“{citation.document}”"
    if citation.date.value is None:
        return f"{name}未注明日期，不能确定不晚于{as_of}"
    printed = re.sub(r"\s+", "", citation.date.value)
    return f"{name}只知日期为{printed}，不能确定不晚于{as_of}"


def _asked(sources: SourceFilter) -> Iterator[str]:
    if sources.issuers:
        yield f"发布者含“{'”或“'.join(sources.issuers)}”"
    if sources.kinds:
        yield f"文种含“{'”或“'.join(sources.kinds)}”"
    if sources.levels:
        yield f"级别为{'或'.join(LEVEL_NAMES[level] for level in sources.levels)}"
    if sources.as_of:
        yield f"日期不晚于{sources.as_of}"
