"""Who is for a thing and who against it (谁反对建码头, 哪个协会主张限流): told by the verb of the sentence that says so, never by its opposite.

A sentence on the very thing by somebody of the other mind is the nearest evidence and no answer: asked who is against it, and nobody
is, the question is declined.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.people.names import is_full_name
from rag.asking.questions import Question
from rag.drafts.statements import notes_on, statement_of
from rag.finding.evidence import Unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import content, credit, fold, rarity, terms
from rag.models import Citation, Draft
from rag.proof.quoting import cite

_NOT = r"(?:不|没有|并不|从不)(?:太|大|很|完全|怎么|敢|能|愿)?"
_HOLDS = r"赞成|赞同|支持|主张|同意|认同|看好|认可"
_URGES = r"建议|提议|呼吁|力挺|倡议|催着|巴不得|盼着"
_WHO = r"(?:谁|哪一?(?:个|位|家)(?:协会|专家|部门|单位|人|嘉宾|机构|方面|企业|公司|学者|教授|组织)?|什么人|哪些人)"
_ASKED = re.compile(
    rf"^(?:请问|到底|究竟|是)*{_WHO}(?:最|更|是|又|都|一直|明确|公开|曾经?|们|在|会)*"
    rf"(?:(?P<against>反对|{_NOT}(?:{_HOLDS}|认为|觉得|愿意)|质疑|抵制)|(?P<for>(?:{_HOLDS}|{_URGES})))(?:的是|过|了|说)?(?P<what>[^，。？?]{{2,40}})[？?]?$"
)
_ALL_ASKED = re.compile(
    rf"(?P<who>专家|嘉宾|大家|各方|几位|三位|两位|他们|所有人)[^，。？?]{{0,6}}?(?:都|一致|全都|均)(?P<pole>{_HOLDS}|反对|认为|觉得)(?P<what>[^，。？?]{{2,40}}?)(?:吗|么)?[？?]?$"
)
_AGAINST = re.compile(rf"反对|{_NOT}(?:{_HOLDS}|认为|觉得)|质疑|抵制|不宜|不应当?|不该|不能|不必|没必要|没有必要")
_DENIED_BEHIND = re.compile(
    r"不是(?:个)?(?:好)?办法|解决不了|行不通|不可取|不管用|没有用|得不偿失|不(?:是)?(?:主要|根本)(?:矛盾|问题)|不现实|填不满|等于"
)
_FOR = re.compile(rf"(?<![不没非无])(?:{_HOLDS}|{_URGES}|希望|要求|应当|应该|必须)")
_STOPS = re.compile(r"[。；;]")
_AGENT = re.compile(
    r"(?:^|[，。；：“])(?P<agent>[\u4e00-\u9fff（）·]{2,24}?)(?:则|也|却|还|又|更|都|明确|公开|曾经?|多次|一直|坚决|强烈|表示|提出)*$"
)
_NOT_AGENT = re.compile(
    r"^(?:我们?|他们?|她们?|但|而|所以|因此|同时|其中|对此|为此|目前|有人|一些|部分|国家|政策|以后|如果|只要)|(?:以后|以来|时|中|后|上|里)$"
)
# Shares, by rarity, of what is asked that a sentence's object must name: to be meant, to be told as the opposite, at the least.
_HELD, _SURE, _LEAST, _NOUN_HELD = 0.6, 0.75, 0.4, 0.5


@dataclass(frozen=True)
class _Told:
    """A sentence for or against a thing: who says so, a slice of it or a speaker's name, and how much of the thing it names."""

    unit: Unit
    against: bool
    agent: str
    by_speaker: bool
    held: float


def stance(question: Question, evidence: Evidence) -> Draft | None:
    """The draft that names who is for or against a thing; a refusal where it is asked who is against it and nobody is known to be.

    None for other questions, and where it is asked who is for it and no sentence says so by such a verb.
    """
    asked = _ASKED.search(question.asked)
    if asked is None:
        return _why_against(question, evidence) or _of_one_mind(question, evidence)
    against = asked["against"] is not None
    told = _told(asked["what"], evidence)
    same = [one for one in told if one.against is against and one.agent]
    whole = [one for one in same if one.held >= _HELD]
    if not whole and len({one.agent for one in same}) > 1:
        same = []  # of several who are against something like it none is known to be meant
    same = whole or same
    if same:
        best = same[0]
        statement = statement_of(question, best.unit)
        short = best.agent if best.by_speaker or best.agent in statement.text else None
        return Draft(
            (statement,), short, "speaker" if short and best.by_speaker else "", notes=tuple(notes_on([statement]))
        )
    if not against:
        return None
    return Draft(missing=("反对或不赞成此事的人或机构",), reason="not_covered", closest=_nearest(told, evidence))


_WHY_AGAINST = re.compile(
    rf"(?:为什么|为何|凭什么)(?:要|会)?(?:反对|{_NOT}(?:赞成|赞同|支持|主张|同意|认同|看好))(?P<what>[^，。？?]{{2,30}})"
)


_SOMEBODY = re.compile(
    r"(?:院长|教授|局长|处长|主任|会长|所长|馆长|理事长|董事长|总经理|研究员|专家|部长|市长|校长|书记|老师|先生|女士)$"
)


def _why_against(question: Question, evidence: Evidence) -> Draft | None:
    """A refusal where it is asked why somebody is against a thing and no sentence says that anybody is; None elsewhere."""
    asked = _WHY_AGAINST.search(question.asked)
    if asked is None:
        return None
    told = _told(asked["what"], evidence)
    somebody = _SOMEBODY.search(question.asked[: asked.start()]) is not None
    if any(one.against for one in told) or not (told or somebody):
        return None
    return Draft(missing=("反对或不赞成此事的说法",), reason="not_covered", closest=_nearest(told, evidence))


def _of_one_mind(question: Question, evidence: Evidence) -> Draft | None:
    """否 where it is asked whether all are of one mind and somebody says the opposite; None elsewhere."""
    asked = _ALL_ASKED.search(question.asked)
    if asked is None or question.kind != "yes_no":
        return None
    against = asked["pole"] == "反对"
    told = _told(asked["what"], evidence)
    other = [one for one in told if one.against is not against and one.agent and one.held >= _SURE]
    if not other:
        return None
    statement = statement_of(question, other[0].unit)
    return Draft((statement,), "否", "stated", notes=tuple(notes_on([statement])))


def _nearest(told: Sequence[_Told], evidence: Evidence) -> tuple[Citation, ...]:
    """What is shown where nobody is named: what others say of the thing, else the best sentences found."""
    whole = [unit for unit in evidence.units if not unit.truncated]
    return tuple(cite(unit) for unit in ([one.unit for one in told] or whole)[:2])


def _told(what: str, evidence: Evidence) -> list[_Told]:
    """The sentences for or against a thing, those that name most of it first."""
    weights = {term: rarity(term) ** 2 for term in terms(content(what))}
    found = [told for unit in evidence.units if not unit.truncated for told in _in(unit, weights)] if weights else []
    return sorted(found, key=lambda one: (-round(one.held, 6), one.unit.found.rank, one.unit.clean[0].start))


def _in(unit: Unit, weights: Mapping[str, float]) -> Iterator[_Told]:
    """What each part of a sentence says for or against a thing."""
    for part in _STOPS.split(unit.text):
        verbs = sorted(
            [(m, True) for m in _AGAINST.finditer(part)] + [(m, False) for m in _FOR.finditer(part)],
            key=lambda p: p[0].start(),
        )
        behind = _DENIED_BEHIND.search(part)
        if behind and unit.speaker:
            held = _share(weights, fold(part[: behind.start()]))
            if held >= _LEAST:
                yield _of(unit, "", against=True, held=held)
        for n, (verb, against) in enumerate(verbs):
            if any(
                other.start() <= verb.start() and verb.end() <= other.end() and other is not verb for other, _ in verbs
            ):
                continue  # 赞成 of 不赞成
            end = verbs[n + 1][0].start() if n + 1 < len(verbs) else len(part)
            thing = fold(part[verb.end() : end])
            held = _share(weights, thing)
            if held >= _LEAST:
                yield _of(unit, part[: verb.start()], against=against, held=held)


def _share(weights: Mapping[str, float], text: str) -> float:
    """Share of what is asked that a text names; none where it names no word of two characters or more."""
    held = {t for t in weights if credit(t, text) >= _NOUN_HELD}
    if not any(len(t) > 1 for t in held):
        return 0.0
    return sum(weights[t] for t in held) / sum(weights.values())


def _of(unit: Unit, before: str, *, against: bool, held: float) -> _Told:
    """With who says so: whoever stands before the verb, else the speaker."""
    named = _AGENT.search(before)
    agent = named["agent"] if named else ""
    if agent and not _NOT_AGENT.search(agent):
        name = next((agent[-n:] for n in (4, 3, 2) if len(agent) > n and is_full_name(agent[-n:])), agent)
        return _Told(unit, against, name, by_speaker=False, held=held)
    said = (unit.speaker.name or unit.speaker.role or "") if unit.speaker else ""
    return _Told(unit, against, said, by_speaker=True, held=held)
