"""Whether somebody said so (某人说过应当放开吗), told by how that person's turn replies (不能放开) to what was asked.

The host's question is what is replied to, and never evidence; what is quoted are the words of the reply.
"""

import re
from collections.abc import Iterator

from index.models import Block, Document
from rag.asking.questions import Question
from rag.choosing.speakers import spoken_by
from rag.drafts.statements import notes_on, statement_of
from rag.finding.evidence import Found, Unit, question_before, sentence_unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, rarity
from rag.models import Draft

_ASKED = re.compile(r"吗[？?]?$|是否|是不是|有没有|能不能|要不要|该不该|会不会|可不可以")
_NEGATED = re.compile(r"不(?:赞成|同意|能|应|要|该|会|可|是(?!不))|没有(?!没)|反对|否认|不必|无需")
_DENIES = re.compile(
    r"^(?:这(?:个|种|话)?|那|当然|其实|恐怕|完全|绝对|我)*(?:不是|没有|没(?!关系)|并非|并不|不(?:对|能|可|会|应|必|要|行|用|见得|一定|太?赞成|太?同意)|谈不上|做不到|说不上|不存在|未必|不尽然|恰恰相反|先更正)"
)
_AFFIRMS = re.compile(
    r"^(?:当然|我|确实|的确|也|完全)*(?:是(?:的|这样)|对(?:的|，|。|$)|没错|有(?:的)?(?:，|。|$)|能(?:，|。|$)|会(?:，|。|$)|可以(?!说)|确实|的确|当然|赞成|同意|认同|应当|应该)"
)
_VERB = re.compile(
    r"(?:要不要|能不能|该不该|应不应该|会不会|可不可以|是否应该|是否应当|应不应当|应当|应该|是否|能否|可否|要|能|该)(?:再|都|把|将|也)*(?P<verb>[\u4e00-\u9fff]{2,6}?)(?:吗|呢|？|\?|$)"
)
_STANCE = re.compile(r"真的|到底|究竟|听说|赞成|同意|支持|主张|认为|觉得|看法|说法|应当|应该")
_HELD = 0.72  # share of the words of the question that the host's question and the reply hold
_HELD_BY_NOBODY = 0.85
_OPENING = 2  # sentences that reply
_BRIEF = 14  # characters of a reply that the sentence behind it explains


def replied(question: Question, evidence: Evidence) -> Draft | None:
    """The draft that quotes how a named speaker replied to what is asked, with yes or no; None where no reply tells."""
    question = spoken_by(question, tuple(evidence.documents.values()))
    if question.kind != "yes_no" or not _ASKED.search(question.asked):
        return None
    if _NEGATED.search(question.asked):
        return None
    for document in evidence.documents.values():
        names = [question.speaker] if question.speaker else dict.fromkeys(t.name for t in document.turns if not t.host)
        for block, units in (one for name in names if name for one in _openings(document, name, evidence)):
            told = _verdict(question, question_before(document, block), units)
            if told and (question.speaker or told.short_answer == "否"):  # of nobody named, what a host was wrong about
                return told
    return None


def _openings(document: Document, name: str, evidence: Evidence) -> Iterator[tuple[int, list[Unit]]]:
    """The first block of each turn of somebody, with the first sentences of it."""
    found = next((f for f in evidence.found if f.chunk.document == document.id), None)
    turns: set[int] = set()
    for n, block in enumerate(document.blocks):
        if found is None or block.turn is None or block.turn in turns or document.turns[block.turn].name != name:
            continue
        units = _first(document, block, n, found)
        if units:
            turns.add(block.turn)
            yield n, units


def _first(document: Document, block: Block, number: int, found: Found) -> list[Unit]:
    own = [n for n, s in enumerate(document.sentences) if s.block == number and block.start <= s.start < block.end]
    units = (sentence_unit(document, found, n) for n in own[:_OPENING])
    return [unit for unit in units if unit and not unit.truncated]


def _verdict(question: Question, asked: str, units: list[Unit]) -> Draft | None:
    words = {t: rarity(t) for t in question.terms if len(t) > 1 and t not in question.speaker and not _STANCE.match(t)}
    text = fold(asked + " ".join(u.text for u in units))
    whole = sum(words.values())
    least = _HELD if question.speaker else _HELD_BY_NOBODY
    if not asked or not whole or sum(w * credit(t, text) for t, w in words.items()) < least * whole:
        return None
    if not any(credit(t, fold(asked)) >= _HELD for t in words):
        return None
    turned = _by_verb(question, units)
    opening = units[0].text
    denies = _DENIES.match(opening) is not None
    affirms = _AFFIRMS.match(opening) is not None and not denies
    if turned is not None:
        yes = turned
    elif denies or affirms:
        yes = affirms
    else:
        return None
    shown = units if len(opening) <= _BRIEF or not (denies or affirms) else units[:1]
    statements = tuple(statement_of(question, unit) for unit in shown)
    return Draft(statements, "是" if yes else "否", "stated" if yes else "negation", notes=tuple(notes_on(statements)))


def _by_verb(question: Question, units: list[Unit]) -> bool | None:
    """Whether a reply says that what is asked should be (应当放开) or should not (不能放开); None where it says neither."""
    match = _VERB.search(question.asked)
    verb = match["verb"].strip("的了") if match else ""
    if len(verb) < _TWO:
        return None
    text = "".join(u.text for u in units)
    against = re.search(
        rf"(?:不(?:能|应|应当|应该|要|必|宜|会|可|可以|该|赞成|同意|主张)?|反对|没必要|无需)(?:再|都|去)?{re.escape(verb)}",
        text,
    )
    in_favour = re.search(rf"(?:应当|应该|要|可以|必须|需要|能|得|赞成|主张|支持){re.escape(verb)}", text)
    if against:
        return False
    return True if in_favour else None


_TWO = 2
