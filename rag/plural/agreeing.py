"""Whether somebody agrees with somebody else (甲赞成乙的看法吗), told by a sentence of the first that says so of the second."""

import re
from collections.abc import Iterator, Sequence

from index.models import Document
from index.people.names import family_of
from rag.asking.questions import Question
from rag.drafts.statements import notes_on, statement_of
from rag.finding.evidence import Unit, sentence_unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold
from rag.models import Draft

_ASKED = re.compile(
    r"赞成|同意|认同|赞同|支持|附和|反对|不同意|不赞成|不认同|意见一致|看法一致|看法一样|观点一致|一样看"
)
_AGAINST_ASKED = re.compile(r"反对|不同意|不赞成|不认同|不赞同|有异议|有分歧")
_AGREES = re.compile(
    r"赞成|同意|认同|赞同|说得对|说得很对|说得好|看法一致|看法相同|一样的看法|也这么看|也这样认为|也持"
)
_AGAINST = re.compile(
    r"不(?:太|完全|大|敢|能)?(?:赞成|同意|认同|赞同|这么看|这样看|这么认为)|反对|恰恰相反|正相反|不同(?:的)?(?:看法|意见|观点)|不敢苟同|有异议|未必"
)
_TITLES = r"(?:教授|会长|局长|主任|所长|院长|理事长|馆长|研究员|先生|女士|老师|总|经理|校长|秘书长|专家|院士|博士|书记|站长|队长|厂长|老板)"


def agreement(question: Question, evidence: Evidence) -> Draft | None:
    """The draft with the sentence in which one person says that another is right, or is not; None where nobody says so."""
    if question.kind not in ("yes_no", "other", "how") or not _ASKED.search(question.asked):
        return None
    for document in evidence.documents.values():
        names = _speakers(document)
        told = sorted((n for n in names if n in question.asked), key=question.asked.find)
        if len(told) != _TWO:
            continue
        for one, other in (told, told[::-1]):
            for unit in _said_of(document, one, other, evidence):
                if not _on_topic(question, unit, told):
                    continue
                agrees = _AGAINST.search(unit.text) is None
                asks_against = _AGAINST_ASKED.search(question.asked) is not None
                statement = statement_of(question, unit)
                short = "是" if agrees is not asks_against else "否"
                yes_no = question.kind == "yes_no"
                return Draft(
                    (statement,),
                    short if yes_no else None,
                    "stated" if yes_no else "",
                    notes=tuple(notes_on([statement])),
                )
    return None


_TWO = 2


def _on_topic(question: Question, unit: Unit, names: Sequence[str]) -> bool:
    """Whether the turn of a sentence, or the one that it answers, tells of what the two are said to agree on."""
    topic = [
        t for t in question.terms if len(t) > 1 and not any(t in n or n in t for n in names) and not _ASKED.search(t)
    ]
    topic = [t for t in topic if not _FRAMES.fullmatch(t)]
    if not topic or unit.block is None:
        return True
    document, turn = unit.document, unit.document.blocks[unit.block].turn
    near = [b for b in document.blocks if turn is not None and b.turn is not None and turn - 1 <= b.turn <= turn]
    text = fold(" ".join([unit.text, unit.before, *(document.text(b.start, b.end) for b in near)]))
    return any(credit(t, text) >= _THERE for t in topic)


_FRAMES = re.compile(r"看法|意见|观点|说法|态度|立场|问题|方面|要不要|是否|教授|专家")
_THERE = 0.6


def _speakers(document: Document) -> set[str]:
    return {t.name for t in document.turns if t.name and not t.host} | {a.name for a in document.attributions if a.name}


def _said_of(document: Document, one: str, other: str, evidence: Evidence) -> Iterator[Unit]:
    """The sentences in which one person says of the other that they agree or do not."""
    family = family_of(other)
    called = re.compile(rf"{re.escape(other)}|{family}{_TITLES}" if family else re.escape(other))
    found = next((f for f in evidence.found if f.chunk.document == document.id), None)
    for n in range(len(document.sentences)) if found else ():
        unit = sentence_unit(document, found._replace(chunk=found.chunk), n) if found else None
        if unit is None or unit.truncated or unit.speaker is None or unit.speaker.name != one:
            continue
        if called.search(unit.text) and (_AGREES.search(unit.text) or _AGAINST.search(unit.text)):
            yield unit
