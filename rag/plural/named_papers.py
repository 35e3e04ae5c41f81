"""Questions that name several documents by what they are (规划和通知对…各怎么规定), or put one question to all there are (各文件怎么说)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.asking.questions import Question, analyse
from rag.drafts.statements import statement_of
from rag.finding.evidence import Unit
from rag.finding.retrieval import Evidence, Shelf
from rag.language.lexicon import content, credit, fold, rarity, terms
from rag.models import Draft
from rag.plural.catalogue import of_documents
from rag.plural.papers import ANY, CALLED, Paper, meant, paper_of, papers_of
from rag.plural.several import compared
from rag.plural.shelved import evidence_of
from rag.plural.sources import Source, Told
from rag.shown.composing import merge

Write = Callable[[Question, Evidence], Draft]

_LABEL = rf"(?:《[^《》]{{2,60}}》(?:的(?:{CALLED}))?|[^，,。；;？?：:、和与跟同及《》]{{0,14}}?(?:{CALLED}))"
_AND = r"(?:、|以及|和|与|跟|同|及)"
_INSIDE = r"(?:里面|里|中|上|内)?"
_SEVERAL = re.compile(
    rf"(?:^|(?<=[，,。；;？?：:]))(?:根据|按照|按|对照|比较|对比|在|请问)*(?P<labels>{_LABEL}{_INSIDE}(?:{_AND}{_LABEL}{_INSIDE})+)"
    rf"(?P<rest>(?:的(?=[^，。？])|都|分别|各自|各|给出|提到|对|在|关于|就|里|中|规定|说|写|讲|\d|有什么|有何|有哪些|哪里|是否|一致|一样)[^；;。]*|$)"
)
_UNNAMED = re.compile(
    rf"(?:综合|对照|根据|结合)?(?<![哪有])(?:(?:这|那|现有|上述|以上|有关|相关|所有|全部)*(?:各|几|两|二|三|四|五|多|所有|全部|不同)(?:个|份|篇|项|部)?(?:的)?)(?P<kind>{ANY}|报告|报道|通知|公报|访谈)(?:之间|当中|里面|里|中)?(?=都|分别|各|对|在|是|怎|如|给|关于|就|里|中|规定|说|怎么|，|,)"
)
_EACH = re.compile(r"(?:分别|各自|(?<![全本])各(?=是|有|怎|说|持|为|如|对|规|给)|都(?=是|有|怎|说|提|对|规|给|如))")
_SAYS = re.compile(
    r"^(?:的|里|中|给出的?|提供的?|公布的?|都|分别|各自|各|对于?|关于|就|在|是|提到的?|规定的?|说的?|写的?|讲的?|了)+"
)
_ASKS_HOW = re.compile(
    r"(?:上|方面|问题上)?(?:的)?(?:规定|要求|说法|表述|口径|做法|内容)?(?:都|分别|各自|各)?(?:是|有)?(?:怎么|怎样|如何|什么|哪些|咋)?(?:进行)?(?:规定|要求|说|写|讲|定|表述|描述|安排|提)?(?:的|了)?(?:是)?(?:什么|多少|啥)?(?:吗|呢)?$"
)
_DIFFER = re.compile(
    r"(?:上|方面)?(?:的)?(?:规定|要求|说法|表述|口径|数字|数据|做法)?(?:之间)?(?:是否|是不是|有没有|都)?(?:有|存在)?(?:什么|何|哪些|多大)?(?:一致|一样|相同|不同|差别|差异|区别|出入|不一样|矛盾|冲突)(?:之处|的地方)?(?:吗|呢)?$"
)
_ASKED_IF = re.compile(r"^(?:都|分别|各自|各)?(?:有没有)?(?:提到|提及|谈到|涉及)(?:过|了)?(?P<what>.+?)了?吗$")
_OF_ONE = ("entity", "date", "who_said", "definition")
_LEAST = 2
_MOST = 6  # papers that are asked where the question names none
_OF_EACH = 2  # statements of each
_CARRIED = 0.55


def told_by_papers(text: str, papers: Sequence[Paper]) -> Told | None:
    """What a question asks of papers that it names, or of all; None where it names no two that are known, and asks not all."""
    match = _SEVERAL.search(text)
    if match and (told := _named(text, match, papers)):
        return told
    unnamed = _UNNAMED.search(text)
    if unnamed is None:
        return None
    rest = text[: unnamed.start()] + text[unnamed.end() :]
    asked, agree = _asked(rest)
    return Told(asked, (), agree=agree) if len(asked) >= _LEAST and terms(content(asked)) else None


def _named(text: str, match: re.Match[str], papers: Sequence[Paper]) -> Told | None:
    labels = re.findall(rf"({_LABEL}){_INSIDE}(?:{_AND}|$)", match["labels"])
    found = [(label, meant(label, papers)) for label in labels]
    if len(found) < _LEAST or not all(those for _, those in found):
        return None
    own = [
        (
            label,
            tuple(p.id for p in those if sum(p in others for _, others in found) == 1) or tuple(p.id for p in those),
        )
        for label, those in found
    ]
    if len({ids for _, ids in own}) < len(own):
        return None
    before = text[: match.start()].strip("，,、：: ")
    behind = text[match.end() :]
    rest, agree = _asked(
        f"{_SAYS.sub('', match['rest'])}{behind}" if not before else f"{before}，{match['rest']}{behind}"
    )
    if len(rest) < _LEAST or not terms(content(rest)):
        return None
    sources = tuple(Source(re.sub(r"[《》]", "", label), documents=ids) for label, ids in own)
    return Told(rest, sources, agree=agree)


def _asked(text: str) -> tuple[str, bool]:
    """What is asked of each paper, and whether it is asked if they agree."""
    agree = False
    kept: list[str] = []
    for clause in re.split(r"[，,；;？?。：:]", text):
        bare = clause.strip()
        if (mentioned := _ASKED_IF.match(bare)) is not None:
            bare = mentioned["what"]
        agree = agree or _DIFFER.search(bare) is not None
        bare = _DIFFER.sub("", bare)
        bare = re.sub(r"^(?:对于?|关于|在|就|的)+", "", _EACH.sub("", bare)).strip("的 ")
        measured = re.search(r"(?:多少|几[^，。]{0,3}|哪[^，。]{0,4}|谁)$", bare)
        bare = bare if measured else _ASKS_HOW.sub("", bare)
        bare = re.sub(r"(?:上|方面|中|里)$", "", bare).strip("的 ")
        if bare and terms(content(bare)):
            kept.append(bare)
    return "，".join(kept), agree


def from_papers(told: Told, shelf: Shelf, papers: Sequence[Paper], limit: int, write: Write) -> Draft:
    """What each paper says to a question, in the order they are named, else by date; what a named one lacks is missing.

    `papers`: those that are asked where the question names none.
    """
    sources = told.named or tuple(
        Source(p.title.text if p.title else p.id, documents=(p.id,)) for p in sorted(papers, key=lambda p: p.order)
    )
    question = analyse(told.rest)
    question = replace(question, kind="other") if question.kind == "yes_no" else question
    drafts = [
        _as_such(told, source, shelf, papers) or _of_source(question, source, shelf, limit, write) for source in sources
    ]
    said = [draft for draft in drafts if draft.statements]
    if not said:
        names = "、".join(f"“{source.label}”" for source in told.named)
        lacks = (f"{names}关于“{told.rest}”的原文",) if told.named else ()
        return Draft(missing=lacks, closest=next((d.closest for d in drafts if d.closest), ()))
    lost = [s.label for s, d in zip(sources, drafts, strict=True) if not d.statements] if told.named else []
    merged = merge([replace(draft, missing=()) for draft in said])
    shorts = {draft.short_answer for draft in said}
    one = said[0].short_answer if len(shorts) == 1 and not said[0].derivation else None
    missing = tuple(f"“{label}”关于“{told.rest}”的原文" for label in lost)
    return replace(merged, missing=missing, short_answer=one, derivation="")


def _as_such(told: Told, source: Source, shelf: Shelf, papers: Sequence[Paper]) -> Draft | None:
    """The draft of a question about a named paper itself: who issued it, when; None for what it says."""
    if not told.named or len(source.documents) != 1:
        return None
    own = [paper_of(shelf.document(name)) for name in source.documents]
    others = [p for p in papers if p.id not in source.documents]
    return of_documents(f"{source.label}是{told.rest}", shelf, [*own, *others])


def _of_source(question: Question, source: Source, shelf: Shelf, limit: int, write: Write) -> Draft:
    """What the papers of a source say: the writer's draft, else the sentence that holds what is asked."""
    evidence = evidence_of(question, shelf, source.documents, limit)
    draft = write(question, evidence) if evidence.units else Draft()
    if draft.statements:
        return replace(draft, statements=draft.statements[:_OF_EACH], missing=())
    units = nearest(question, evidence.units)
    return Draft(tuple(statement_of(question, unit) for unit in units), closest=draft.closest) if units else draft


def nearest(question: Question, units: Sequence[Unit]) -> list[Unit]:
    """The sentences that hold most of a question's words, by rarity, and enough of them; at most two, in reading order."""
    weights = {t: rarity(t) for t in question.terms if len(t) > 1}
    whole = sum(weights.values())
    if not whole:
        return []

    def carried(unit: Unit) -> float:
        own, over = fold(unit.text), fold(unit.headings)
        return sum(w * max(credit(t, own), 0.5 * credit(t, over)) for t, w in weights.items()) / whole

    rated = [(carried(u), u) for u in units if u.index is not None and not u.truncated]
    best = max((share for share, _ in rated), default=0.0)
    if best < _CARRIED:
        return []
    chosen = [u for share, u in sorted(rated, key=lambda r: -r[0]) if share >= max(_CARRIED, 0.9 * best)]
    return sorted(chosen[:_OF_EACH], key=lambda u: (u.document.id, u.clean[0].start))


_ABOUT_PAPERS = re.compile(rf"{CALLED}")
_LED = re.compile(rf"^(?P<label>{_LABEL})(?P<in>里面|里|中|规定|要求|提出)?(?P<rest>.+)$")


def by_papers(question: Question, found: Sequence[str], shelf: Shelf, limit: int, write: Write) -> Draft | None:
    """The draft of a question about documents as such, or put to several of them; None for other questions.

    `found`: the documents that the search brought, best first.
    """
    if not _ABOUT_PAPERS.search(question.asked) and not _OUTLET.search(question.asked):
        return None
    papers = papers_of(shelf, found)
    if len(papers) < _LEAST:
        return None
    told = told_by_papers(question.asked, papers)
    if told and not told.named and (question.kind in _OF_ONE or _speaks(told.rest, papers)):
        return None  # one name or date that all may give; what one person says in several papers
    if told:
        nearest_ids = list(dict.fromkeys(found))[:_MOST]
        asked = papers if told.named else [p for p in papers if p.id in nearest_ids]
        draft = from_papers(told, shelf, asked, limit, write)
        several = replace(analyse(told.rest), several="documents")
        if draft.statements or told.named:
            return compared(draft, several) if told.agree and draft.statements else draft
    told_of = of_documents(question.asked, shelf, papers)
    return told_of or _of_outlet(question, papers, shelf, limit, write)


_OUTLET = re.compile(
    rf"[《“](?P<name>[^《》“”]{{2,20}})[》”](?:的|上|刊发|发表|刊登|组织|采访|推出|那篇|这篇|那次|这次|一篇|报道|里)*(?:{CALLED})?(?:里面|里|中|上)?(?:的)?"
)


def _of_outlet(question: Question, papers: Sequence[Paper], shelf: Shelf, limit: int, write: Write) -> Draft | None:
    """The draft of a question for what stands in the papers of an outlet or issuer that it names (《某日报》那篇访谈里…); None elsewhere.

    The name need not stand in the text: the records say who issued it.
    """
    match = _OUTLET.search(question.asked)
    if match is None:
        return None
    those = [p for p in papers if fold(p.issued_by) == fold(match["name"])]
    rest = (question.asked[: match.start()] + question.asked[match.end() :]).strip("，, ")
    if not those or not terms(content(rest)):
        return None
    draft = write(analyse(rest), evidence_of(analyse(rest), shelf, [p.id for p in those], limit))
    said = any("主持" in s.text for s in draft.statements)
    return draft if draft.statements and (said or "主持人是谁" not in rest) else None


def _speaks(text: str, papers: Sequence[Paper]) -> bool:
    """Whether a text names somebody who speaks in the papers."""
    names = [turn.name for p in papers for turn in p.document.turns if not turn.host]
    names += [said.name for p in papers for said in p.document.attributions]
    return any(name and name in text for name in names)


def led_by(text: str, shelf: Shelf, found: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A part of a question less the paper that leads it (青禾县的措施里日常监管由谁负责), and the documents meant; as it is with () elsewhere."""
    text = text.strip("，,；;。 ")
    match = _LED.match(text) if _ABOUT_PAPERS.search(text) else None
    if match is None or not terms(content(match["rest"])):
        return text, ()
    papers = papers_of(shelf, found)
    those = meant(match["label"], papers)
    return (match["rest"], tuple(p.id for p in those)) if 0 < len(those) < len(papers) else (text, ())
