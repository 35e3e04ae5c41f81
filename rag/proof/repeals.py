"""What other documents say of a document: that it is repealed or replaced (《…》同时废止), or that there is a revised edition of it.

Found by the word search of the library that is open, so that nothing is read that does not name the title. What a document says of
itself, and what its manifest says, is in `rag.proof.standing`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.models import Article, Document, Span
from rag.models import Answer, Citation, Standing, Superseded

if TYPE_CHECKING:
    from rag.finding.retrieval import Shelf

_TITLE = r"《[^《》]{3,80}(?:〈[^〈〉]{2,60}〉[^《》]{0,30})?》"
_NUMBER = r"(?:\s*[（(][^（）()]{2,40}[）)])*"  # of which issue: （海政发〔2019〕12号）
_LISTED = rf"{_TITLE}{_NUMBER}(?:\s*(?:、|，|,|和|与|及|以及)\s*{_TITLE}{_NUMBER})*"
_ENDED = r"(?:废止|失效|停止(?:执行|施行|实施|使用)|不再(?:执行|施行|适用|有效)|终止执行)"
_HOW = r"(?:也|均|则|即|亦|随之|现|已经?|自[^。；《》]{4,24}(?:起|之日起?)|从[^。；《》]{4,24}起|同时|一并|相应|即行|予以|宣布|正式|全文|，|,|\s)*"
_REPEALED = re.compile(rf"(?P<listed>{_LISTED}){_HOW}{_ENDED}")
_REPEALS = re.compile(
    rf"(?:(?:同时|决定|现|予以|现予|宣布)(?:废止)|替代|代替|取代)了?(?:原|旧版?的?)?(?P<listed>{_LISTED})(?!的)"
)
_REPLACED = re.compile(
    rf"(?P<listed>{_TITLE}{_NUMBER}){_HOW}被[^。；]{{0,8}}《[^《》]{{3,80}}》[^。；]{{0,6}}(?:替代|取代|代替|废止)"
)
# Said of what is not done: 建议废止《…》, 《…》不应废止, 若《…》废止.
_UNSAID = re.compile(r"建议|拟|应当?|要求|是否|能否|如果|若|一旦|不|未|尚|暂|计划|考虑|研究|可能|曾|呼吁|将")
_REVISED = re.compile(
    r"[（(]\s*(?P<year>\d{4})?\s*年?\s*(?:第[一二三四五六七八九十]+次)?(?:修订|修正|修改)(?:版|稿|本)?\s*[）)]|(?<=[\u4e00-\u9fff])(?:修订|修正)版$"
)
_WRAPPED = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,24}?)?关于(?:印发|发布|公布|颁布|修订印发|印发修订后的)[《〈](?P<core>[^《》]+?)[》〉](?:的(?:通知|公告|决定|令))?$"
)
CUES = ("废止", "失效", "取代", "代替", "替代", "修订", "停止", "不再")
_HITS, _LEAST = 8, 4  # passages looked at for each title; letters of a title that names one document
_BEFORE = 10  # characters before a statement that may take it back


@dataclass(frozen=True)
class Said:
    """That a document says a title is no longer in force: its words, and where they stand in its clean text."""

    words: str
    start: int
    end: int
    year: int | None = None


def with_repeals(answer: Answer, shelf: "Shelf") -> Answer:
    """The answer with what other documents of the library say of the standing of those it cites, and a note for each."""
    if not answer.citations or not any(shelf.spread(list(CUES))):
        return answer
    told: dict[tuple[str, str | None], Superseded | None] = {}
    for citation in answer.citations:
        key = citation.document, citation.title
        if key not in told and citation.standing and citation.standing.superseded is None:
            told[key] = next(_said_elsewhere(citation, shelf), None)
    if not any(told.values()):
        return answer
    citations = tuple(_with(citation, told.get((citation.document, citation.title))) for citation in answer.citations)
    cited = {c.n for c in answer.citations} if answer.claims else set[int]()
    notes = dict.fromkeys(_note(c) for c in citations if c.n in cited and told.get((c.document, c.title)))
    return replace(answer, citations=citations, notes=(*answer.notes, *notes))


def _with(citation: Citation, superseded: Superseded | None) -> Citation:
    if superseded is None or citation.standing is None:
        return citation
    return replace(citation, standing=replace(citation.standing, superseded=superseded))


def _note(citation: Citation) -> str:
    told = citation.standing.superseded if isinstance(citation.standing, Standing) else None
    if told is None:
        return ""
    if told.how == "revision":
        return f"《{citation.title}》有修订后的版本，见《{told.by}》"
    return f"《{citation.title}》已被另一份资料写明不再有效：“{told.words}”（{_name(told)}）"


def _name(told: Superseded) -> str:
    return f"《{told.by}》" if told.by else f"“{told.document}”"


def _said_elsewhere(citation: Citation, shelf: "Shelf") -> Iterator[Superseded]:
    title = core_of(citation.title or "")
    if len(title) < _LEAST:
        return
    hits = shelf.search(f"《{title}》 同时废止 修订", _HITS, "words")
    for name in dict.fromkeys(hit.chunk.document for hit in hits):
        document = shelf.document(name)
        if name == citation.document and len(document.articles) == 1:
            continue
        for article in document.articles:
            if name == citation.document and article.title.value == citation.title:
                continue
            found = said_of(citation.title or "", citation.date.value, document, article)
            if found:
                yield found


def said_of(title: str, date: str | None, document: Document, article: Article) -> Superseded | None:
    """What an article of another document says of a title's being in force; `date`: the cited document's, as printed."""
    year, own = year_of(date), year_of(article.date.value)
    if year and own and own < year:
        return None  # it speaks of an earlier edition of that name
    name = article.title.value or ""
    if is_revision(name, title) and (year_of(name) or own or 0) >= (year or 0):
        return Superseded("revision", name, name, (), document.id)
    text = document.text(article.start, article.end)
    for said in repeals_of(title, text):
        if said.year and year and said.year != year:
            continue
        spans = document.clean.to_raw(article.start + said.start, article.start + said.end)
        return Superseded("document", name or None, said.words, tuple(Span(*s) for s in spans), document.id)
    return None


def repeals_of(title: str, text: str) -> Iterator[Said]:
    """The statements of a text that a title is repealed or replaced, in order. Part of one (第三条同时废止) is none."""
    core = core_of(title)
    if core[:_LEAST] not in re.sub(r"\s", "", text):
        return
    for pattern in (_REPEALED, _REPEALS, _REPLACED):
        for match in pattern.finditer(text):
            if _taken_back(text, match):
                continue
            for named in re.finditer(rf"(?P<title>{_TITLE})(?P<number>{_NUMBER})", match["listed"]):
                if core_of(named["title"]) == core:
                    words = re.sub(r"\s+", "", match.group())
                    yield Said(words, match.start(), match.end(), _issued(text, match, named))


def _taken_back(text: str, match: re.Match[str]) -> bool:
    """Whether words around a statement say that it is no fact."""
    before = re.split(r"[。；\n]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    behind = text[match.end("listed") : match.end()]
    return _UNSAID.search(before) is not None or re.search(r"不(?!再)|未|拟|应|建议", behind) is not None


def _issued(text: str, match: re.Match[str], named: re.Match[str]) -> int | None:
    """The year of issue that a statement gives of what it repeals: 2019年印发的《…》, 《…》（海政发〔2019〕12号）."""
    number = re.search(r"(?:19|20)\d\d", named["number"] or "")
    at = match.start("listed") + named.start()
    printed = re.search(r"((?:19|20)\d\d)\s?年[^。；，《》]{0,16}$", text[max(0, at - 24) : at])
    found = number.group() if number else printed[1] if printed else None
    return int(found) if found else None


def core_of(title: str) -> str:
    """A title as it is compared: without marks and white space, and what is issued rather than the notice that issues it."""
    bare = re.sub(r"\s+", "", title)
    wrapped = _WRAPPED.match(bare.removeprefix("《").removesuffix("》"))
    return re.sub(r"[《》〈〉“”\"\s]", "", wrapped["core"] if wrapped else bare).replace("(", "（").replace(")", "）")


def is_revision(title: str, other: str) -> bool:
    """Whether a title names a revised edition of another: 某某条例（2023年修订） of 某某条例 or of 某某条例（2019年修订）."""
    mine, theirs = core_of(title), core_of(other)
    if not _REVISED.search(mine) or mine == theirs:
        return False
    if _REVISED.sub("", mine) != _REVISED.sub("", theirs):
        return False
    years = year_of(mine), year_of(theirs)
    return not (_REVISED.search(theirs) and not (years[0] and years[1] and years[0] > years[1]))


def year_of(text: str | None) -> int | None:
    """The first year that a text prints, None where it prints none."""
    found = re.search(r"(?:19|20)\d\d", text or "")
    return int(found.group()) if found else None
