"""A post that a question gives to somebody, against the post that the documents give: another organisation or place is corrected."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Document, Span
from index.people.names import ends_with_post
from rag.asking.questions import Question
from rag.finding.bounds import ranked_places
from rag.language.aliases import others
from rag.language.lexicon import fold, rarity, terms

_IS = re.compile(
    r"^[，,]?(?:现在|目前|如今)?(?:是不是|是否是?|是|就是|担任|现任|作为|身为|当的是|任)(?P<role>[^，,。？?]{2,30}?)(?:吗|呢|吧|么)?(?:[，,。？?]|$)"
)
_STOP = re.compile(r"[，,。；;、？?\s]|请问|为什么|为何|根据|按照|关于|对于|听说|据说|据")
_TITLE_BEHIND = re.compile(
    r"^(?:教授|研究员|院长|所长|主任|局长|处长|会长|理事长|主席|校长|院士|经理|总经理|董事长|书记|厅长|部长|馆长|社长|秘书长|总工程师|博士|老师|先生|女士)"
)
_TOO_WIDE_WORDS = "专家 学者 嘉宾 先生 女士 老师 代表 负责人 领导 官员 教授 研究员 著名 知名 记者 主任 院长 所长 局长 会长 理事长 校长 馆长 博士 院士 主席 书记 副 我国 国家 中国 全国 哪 什么 哪个 单位 这位 那位"
_TOO_WIDE = frozenset(_TOO_WIDE_WORDS.split())
_TELLING = 0.35  # rarity from which a word of a post tells one organisation from another
_ORGANISATION = re.compile(
    r"(?:局|厅|部|委|院|校|会|社|司|集团|大学|学院|公司|中心|研究所|所|馆|站|协会|学会|医院|俱乐部|银行|基金|合作社|联盟|实验室|政府|处|科)"
)


@dataclass(frozen=True)
class Misplaced:
    """A person whose post a question gives otherwise: the post as printed, and where the document gives it.

    `asserted`: the question asks whether it is so (X是…吗). `right`: the post asked is the one that the text gives.
    """

    name: str
    role: str
    document: Document
    place: Span
    asserted: bool
    right: bool = False


def post_told(question: Question, documents: Sequence[Document]) -> Misplaced | None:
    """The post that documents give somebody whom a question gives another one, or asks whether it is theirs; None elsewhere."""
    known = list(_known(question.asked, documents))
    for name in dict.fromkeys(name for name, *_ in known):
        claimed, asserted = _claimed(question, name)
        places = [(role, document, span) for other, role, document, span in known if other == name]
        if not claimed or not places:
            continue
        if all(_differs(claimed, role) for role, *_ in places):
            return Misplaced(name, *places[0], asserted=asserted)
        if asserted and question.kind == "yes_no":
            right = next((p for p in places if _holds(claimed, p[0])), None)
            if right:
                return Misplaced(name, *right, asserted=True, right=True)
    return None


def _known(asked: str, documents: Sequence[Document]) -> Iterator[tuple[str, str, Document, Span]]:
    """People whom a question names and documents introduce: name, post, and where that stands."""
    for document in documents:
        for turn in document.turns:
            if turn.name and turn.role and not turn.host and turn.name in asked:
                yield turn.name, turn.role, document, turn.introduced or turn.tag
        for said in document.attributions:
            if said.name and said.role and said.name in asked:
                yield said.name, said.role, document, said.introduced or said.tag


def _claimed(question: Question, name: str) -> tuple[str, bool]:
    """The post that a question gives somebody, before or behind the name, and whether just that is asked."""
    before, _, behind = question.asked.partition(name)
    told = _IS.match(behind)
    if told and question.kind == "yes_no" and (ends_with_post(told["role"]) or _ORGANISATION.search(told["role"])):
        return told["role"].removesuffix("的"), True
    led = _STOP.split(before)[-1]
    title = _TITLE_BEHIND.match(behind)
    if led and (
        ends_with_post(led)
        or (title and _ORGANISATION.search(led))
        or (led.endswith("的") and _ORGANISATION.search(led))
    ):
        return led.removesuffix("的") + (title.group() if title else ""), False
    return "", False


def _words(role: str) -> list[str]:
    """The words of a post that tell where somebody works."""
    places = [stem + rank for stem, rank in ranked_places(fold(role))]
    told = [t for t in terms(role) if len(t) > 1 and t not in _TOO_WIDE and rarity(t) >= _TELLING]
    return [*places, *(t for t in told if not any(t in place or place in t for place in places))]


def _within(word: str, role: str) -> bool:
    """Whether a word, or what it is short for, stands in a post: 社科院 for 社会科学院."""
    if word in role or any(other in role for other in others(word)):
        return True
    rest = iter(role)
    return all(c in rest for c in word)


def _differs(claimed: str, role: str) -> bool:
    """Whether a post names an organisation or place that the other has not, and that has one of its own in its stead."""
    lost = [w for w in _words(claimed) if not _within(fold(w), fold(role))]
    own = [w for w in _words(role) if not _within(fold(w), fold(claimed))]
    return bool(lost and own and _ORGANISATION.search(claimed))


def _holds(claimed: str, role: str) -> bool:
    return all(_within(c, fold(role)) for c in terms(claimed))
