"""Who takes part in a talk (有哪几位嘉宾, 回答问题的人是什么来头): everybody who speaks there, by the words that introduce them."""

import re
from collections.abc import Sequence

from index.models import Document, Span
from rag.asking.questions import Question
from rag.choosing.speakers import place_of
from rag.drafts.statements import statement_of
from rag.finding.evidence import Found
from rag.finding.retrieval import Evidence
from rag.language.lexicon import content, credit, fold, terms
from rag.models import Draft

_PEOPLE = r"(?:嘉宾|受访者|受访人|受访专家|回答问题的人|答问的人|发言的人|对话人|对话者|讲者|与会者|参加(?:者|的人)|接受采访的(?:人|专家)|访谈对象|采访对象)"
_ASKED = re.compile(
    rf"(?:哪(?:几|些|\d|[两三四五六])?(?:位|个|名)?|几位|有谁|都有谁|多少位)(?:的)?{_PEOPLE}|{_PEOPLE}(?:都|分别|各自)?(?:有|是|包括)?(?:谁|哪(?:几|些)(?:位|个|人)?|什么(?:来头|身份|人|背景|职务|单位)|几位|几个)"
    rf"|(?:请了|邀请了|采访了|邀了)(?:哪(?:几|些)(?:位|个|名)?|谁|几位)"
)
_TALK = re.compile(r"访谈|对话|座谈|圆桌|采访|节目|发布会|栏目|讨论|上|聊|里|中")
_LEAST = 2
_HELD = 0.6


def guests(question: Question, evidence: Evidence) -> Draft | None:
    """The draft with the words that introduce everybody who answers in the talks that were found; None for other questions."""
    if not _ASKED.search(question.asked):
        return None
    told = [(d, _introduced(d)) for d in evidence.documents.values()]
    told = [(d, places) for d, places in told if len(places) >= _LEAST]
    topic = [t for t in terms(content(_ASKED.sub(" ", question.asked))) if len(t) > 1 and not _TALK.fullmatch(t)]
    held = [sum(_about(d, t) for t in topic) for d, _ in told]
    meant = [one for one, share in zip(told, held, strict=True) if share == max(held)]
    statements = [
        statement_of(question, place_of(document, place, _found(document, evidence)))
        for document, places in meant
        for place in places.values()
    ]
    if not statements:
        return None
    return Draft(tuple(statements), notes=(f"共{len(statements)}位，按发言先后列出；主持人未计入",))


def _introduced(document: Document) -> dict[str, Span]:
    """Where each guest is introduced, by name, in the order in which they speak."""
    places: dict[str, Span] = {}
    for turn in document.turns:
        if turn.name and not turn.host:
            place = turn.introduced or turn.tag
            if document.text(*place).startswith("主持"):
                continue
            mark = document.text(*place).endswith(("：", ":"))
            places.setdefault(turn.name, Span(place.start, place.end - 1) if mark else place)
    return places


def _about(document: Document, term: str) -> bool:
    return credit(term, fold(document.clean.text)) >= _HELD


def _found(document: Document, evidence: Evidence) -> Sequence[Found]:
    return [f for f in evidence.found if f.chunk.document == document.id] or list(evidence.found)
