"""Documents as papers: what a question may call one by (its title, who issues it, what kind it is) and which one it means.

What is not known of a document beside its text is read at its head, where it is signed, and in its title: 某市某局关于…的通知.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Block, Document, Span
from rag.finding.retrieval import Shelf
from rag.language.lexicon import fold
from rag.numbers.day_order import date_order

_MOST_READ = 300  # papers of a library that are told apart by their text; of a larger one those that were found
KINDS = "通知|规划|计划|方案|措施|办法|意见|条例|规定|细则|决定|通告|公告|公报|简报|年鉴|报告|总结|论文|研究|统计资料|资料|指南|手册|纲要|要点|标准|章程|决议|批复|函|白皮书|蓝皮书"
_PRESS = "报道|新闻|消息|通讯|稿件|文章"
_TALK = "访谈|对话|座谈|圆桌|采访|实录|发布会|讨论|沙龙|论坛"
ANY = "文件|文档|材料|资料|文章|文献|稿子|稿件|来源"
CALLED = f"{KINDS}|{_PRESS}|{_TALK}|{ANY}"
_KIND = re.compile(CALLED)
_ENDS = re.compile(rf"(?P<kind>{CALLED})(?:[（(][^（）()]*[）)])?$")
_ISSUES = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff（）()·]{2,30}?(?:人民政府(?:办公[厅室])?|办公[厅室]|委员会|[厅局委部院会处]|中心|集团|公司|大学|学院))(?=关于|印发|$)"
)
_PAPER = re.compile(
    r"^[《]?(?P<issuer>[\u4e00-\u9fff]{2,8}(?:日报|晚报|早报|时报|晨报|商报|周报|周刊|月刊|新闻网|通讯社|新华社))"
)
_SIGNS = re.compile(
    r"^[\u4e00-\u9fff（）()·]{3,30}(?:政府|办公[厅室]|委员会|[厅局委部处院会所站]|中心|集团|公司|大学|学院|联盟)(?=编?印?$|[ \u3000])"
)
_DATE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}")
_LABELLED = re.compile(r"来源|时间|地点|注[：:]|责任编辑|记者")
_FRONT = 12  # blocks at the head of a paper that may name it


@dataclass(frozen=True)
class Named:
    """Words of a paper that tell something of it, and where they stand (clean)."""

    text: str
    at: Span


@dataclass(frozen=True)
class Paper:
    """A document as a question may mean it. `kinds`: what it may be called (通知, 报道); `heads`: what stands around its title, folded."""

    document: Document
    title: Named | None
    issuer: Named | None
    date: Named | None
    kinds: frozenset[str]
    heads: str

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def order(self) -> tuple[int, int, int]:
        """Its date as numbers that sort; (0, 0, 0) where it has none."""
        return date_order(self.date.text if self.date else self.known_date)

    @property
    def issued_by(self) -> str:
        """Who issued it, by its record or its text; "" where neither says."""
        articles = self.document.articles
        known = (articles[0].issuer.value or "") if articles else ""
        return known or (self.issuer.text if self.issuer else "")

    @property
    def known_date(self) -> str:
        """The date that its record gives, "" where it gives none."""
        articles = self.document.articles
        return (articles[0].date.value or "") if articles else ""


def papers_of(shelf: Shelf, found: Sequence[str]) -> list[Paper]:
    """The papers of a library; of a large one those of `found` (ids) and those whose listed title is called like a paper."""
    listed = [one.id for one in shelf.documents()]
    ids = listed if len(listed) <= _MOST_READ else list(dict.fromkeys(found))
    return [paper_of(shelf.document(name)) for name in ids]


def paper_of(document: Document) -> Paper:
    """What is known of a document as a paper."""
    article = document.articles[0] if document.articles else None
    title = _title(document)
    front = [b for b in document.blocks[:_FRONT] if b.kind == "source"]
    signed = [b for b in document.blocks[-_SIGNED:] if b.kind == "source" and b not in front]
    around = [(b, document.text(b.start, b.end)) for b in [*front, *signed]]
    around = [(b, text) for b, text in around if not _LABELLED.match(text)]
    issuer = _known(document, article.issuer.value if article else None) or _issuer(title, around)
    date = _date(document, around)
    heads = fold(" ".join([title.text if title else "", issuer.text if issuer else "", *(text for _, text in around)]))
    return Paper(document, title, issuer, date, _kinds(document, title, issuer, heads), heads)


_SIGNED = 4


def _title(document: Document) -> Named | None:
    block = next((b for b in document.blocks[:_FRONT] if b.kind in ("title", "heading")), None)
    known = document.articles[0].title.value if document.articles else None
    if block is not None and known and fold(document.text(block.start, block.end)) in fold(known):
        return Named(document.text(block.start, block.end), Span(block.start, block.end))
    return _known(document, known)


def _known(document: Document, value: str | None) -> Named | None:
    """Where a value that a record gives stands at the head of the text; None where it does not."""
    at = document.clean.text.find(value, 0, _HEAD) if value else -1
    return Named(value, Span(at, at + len(value))) if value and at >= 0 else None


_HEAD = 600


def _issuer(title: Named | None, around: Sequence[tuple[Block, str]]) -> Named | None:
    """Who issues a paper: who signs it or stands below its title, else the body that its title begins with."""
    for block, text in around:
        match = _PAPER.match(text) or _SIGNS.match(text)
        if match:
            name = match["issuer"] if "issuer" in match.re.groupindex else match.group()
            at = block.start + text.index(name)
            return Named(name, Span(at, at + len(name)))
    match = _ISSUES.match(title.text) if title and "关于" in title.text else None
    return (
        Named(match["issuer"], Span(title.at.start, title.at.start + match.end("issuer"))) if title and match else None
    )


def _date(document: Document, around: Sequence[tuple[Block, str]]) -> Named | None:
    for block, text in around[::-1]:
        if match := _DATE.search(text):
            return Named(match.group(), Span(block.start + match.start(), block.start + match.end()))
    return _last_date(document) or _known(document, document.articles[0].date.value if document.articles else None)


def _last_date(document: Document) -> Named | None:
    """The date alone in a block of the head or the end of a paper: below who signs it."""
    for block in [*document.blocks[:_FRONT], *document.blocks[-_SIGNED:]]:
        text = document.text(block.start, block.end)
        match = _DATE.fullmatch(text.strip())
        if match:
            at = block.start + text.index(match.group())
            return Named(match.group(), Span(at, at + len(match.group())))
    return None


def _kinds(document: Document, title: Named | None, issuer: Named | None, heads: str) -> frozenset[str]:
    """What a paper may be called: by its title, as press or a talk by its form, and by any word for papers at all."""
    known = document.articles[0].kind.value if document.articles else None
    found = set(_KIND.findall(title.text)) if title else set()
    found |= set(_KIND.findall(known or ""))
    if document.turns or re.search(_TALK, heads):
        found |= set(_TALK.split("|"))
    press = issuer is not None and _PAPER.match(issuer.text) is not None
    if press or re.search(r"记者|日报|晚报|讯", document.clean.text[:_LEAD]):
        found |= {*_PRESS.split("|")}
    if any(b.kind == "abstract" for b in document.blocks):
        found |= {"论文", "研究"}
    if "统计资料" in found:
        found.add("资料")
    return frozenset(found)


_LEAD = 200


def meant(label: str, papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """The papers that words of a question mean (青禾县的若干措施, 应急局的通知, 《栖川日报》的报道); () where they mean none or all."""
    key = re.sub(r"^(?:这|那|该|其中|另)?(?:[一两几]?[份篇个项部]|则)?", "", label.strip("《》 ，,"))
    ends = _ENDS.search(key)
    kind = ends["kind"] if ends else ""
    whole = [p for p in papers if p.title and len(key) >= _TITLED and _contains(fold(p.title.text), key)]
    if whole:
        return tuple(whole)
    rest = key[: ends.start()] if ends else key
    rest = re.sub(r"[《》“”的]|(?:若干|有关|相关|发布|印发|发|出台|编制|编|给出|这份)$", "", rest).strip("的了")
    of_kind = [p for p in papers if not kind or re.fullmatch(ANY, kind) or kind in p.kinds]
    if not rest:
        return tuple(of_kind) if kind and not re.fullmatch(ANY, kind) and len(of_kind) < len(papers) else ()
    return tuple(_called(fold(rest), of_kind))


_TITLED = 4


def _contains(title: str, key: str) -> bool:
    return fold(key) in title


def _called(rest: str, papers: Sequence[Paper]) -> Iterator[Paper]:
    """The papers that a name without its kind means: by who issues them, before by what they are about."""
    outlet = [p for p in papers if fold(p.issued_by) == rest]
    if outlet:
        yield from outlet
        return
    level = _LEVEL.fullmatch(rest)
    if level:
        yield from (p for p in papers if p.issuer and _rank(p.issuer.text) == level["rank"])
        return
    issued = [p for p in papers if p.issuer and len(rest) > 1 and _is_short_for(rest, fold(p.issuer.text))]
    if issued:
        yield from issued
        return
    yield from (p for p in papers if len(rest) > 1 and (rest in p.heads or (len(rest) > _LOOSE and _in_order(rest, p))))


_LEVEL = re.compile(r"(?:全|本)?(?P<rank>[省市县区镇乡国])(?:里|级|政府|人民政府|里面)?(?:发|印发)?")
_LOOSE = 3


def _rank(issuer: str) -> str:
    """The rank of the place whose body issues: 市 of 栖川市人民政府办公室, 县 of 青禾县人民政府."""
    found = re.findall(r"[\u4e00-\u9fff]([省市县区镇乡])", re.sub(r"[省市县区]级", "", issuer))
    return found[-1] if found else ("国" if issuer.startswith(("国家", "国务院")) else "")


def _is_short_for(rest: str, issuer: str) -> bool:
    """Whether a short name means an issuer: its characters stand there in order, the last one at the end (应急局: 应急管理局)."""
    if rest in issuer:
        return True
    begins = rest[:2] in issuer or (rest[0] in "省市县区镇国" and rest[-2:] in issuer)
    return issuer.endswith(rest[-1]) and begins and _ordered(rest, issuer)


def _in_order(rest: str, paper: Paper) -> bool:
    return paper.title is not None and rest[:2] in fold(paper.title.text) and _ordered(rest, fold(paper.title.text))


def _ordered(key: str, text: str) -> bool:
    left = iter(text)
    return all(character in left for character in key)
