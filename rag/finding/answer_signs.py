"""Signs that a text holds an answer of the kind asked for: a person, a place, a date, a number, a reason, what stands beside the gap.

They say that such a thing is there, never that it answers: the ranker weighs them (`rag.finding.features`), and
`rag.choosing.answer_kinds` turns a text away that has none. Each is as wide as the language is: of the right sentences of
encyclopedia and news questions that narrower ones turned away, seven in eight told it otherwise (光绪三年, 李长仁, 瀛台, 获奖理由).
"""

import re
from functools import lru_cache

from index.people.names import is_full_name, is_person
from rag.asking.gap import gap_of
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.language.places import places_in
from rag.language.words import tag_of
from rag.numbers.figures import dates_in, figures_in, years_in

NAMES = (
    "person asked and there",
    "person asked, none there",
    "place asked and there",
    "place asked, none there",
    "organisation asked, none there",
    "time asked and there",
    "time asked, none there",
    "amount asked and there",
    "amount asked, none there",
    "words before the gap",
    "words behind the gap",
)
_TITLED = re.compile(r"《[^《》]*》")
_TIME = re.compile(
    r"\d{1,4}\s?年(?![以多余间来龄])|\d{1,2}\s?月(?!球)|[0-2]?\d[:：][0-5]\d|[0-9一二三四五六七八九十]+世纪|[\u4e00-\u9fff]{2}[元一二三四五六七八九十廿]{1,3}年(?![间多来])"
    r"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年|[春夏秋冬][季天]|[上中下]旬|中世纪|[\u4e00-\u9fff]时期|[上下]半年|[一二三四]季度|[今去明当次前]年|年[初中底末]"
    r"|春节|元旦|国庆|中秋|端午|清明|周[一二三四五六日末]|[今昨明当][天日]|[上本下]个?月|即日"
)
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_RULER = re.compile(
    r"[\u4e00-\u9fff](?:[太高世中仁孝明文武][祖宗帝]|[王帝后公侯](?![室国司里园众共开平布])|[一二三四五六七八九十]世)"
)
_ORGANISATIONS = re.compile(
    r"公司|集团|股份|企业|[部委院所厅局署会社校库馆行队](?![分门员])|中心|协会|大学|联盟|实验室|基金|组织|机构|平台|政府|银行|国务院|[A-Za-z]{2,}"
)
_PLACES = re.compile(
    r"[省市县区州镇岛湾国洲港乡村庄堡城湖河江海山谷峡路街道桥站场馆厅园宫殿寺庙塔台楼院洞沙岭坝库]|处|方(?=[加的，。])|地[带点方]|境内|[东南西北中]部|[A-Z]"
)
_REASON = re.compile(
    r"因|由于|源于|得益于|归功|导致|所以|使得|从而|旨在|为了|以便|有助于|有利于|能够|可以|可有效|不足|缺乏|缺少|薄弱|影响|制约|必然|需要|要求|关键|意义|理由|"
    r"作用|支撑|基础|依托|依靠|凭借|通过|推动|促进|提升|提高|增强|避免|降低|带动|难以|不高|不强|受限|压力|竞争|优势|途径|载体|保障|特点|原来"
)
_PERSON_ASKED = re.compile(r"谁|何人|哪一?位|什么人")
_AMOUNT_ASKED = re.compile(r"几(?!乎)|多少|多[大高长久远重]")
_ONE_THING = frozenset({"number", "date", "entity", "who_said", "other"})
_NAME, _REACH = 3, 8


def answer_signs(question: Question, unit: Unit) -> list[float]:
    """The signs of a unit, in the order of `NAMES`; none where a question is answered in sentences: what lists or explains has no one look."""
    if question.kind not in _ONE_THING:
        return [0.0] * len(NAMES)
    asked, text = _asked(question), unit.text
    # A row says with the heads of its table what a sentence says in words.
    key = fold(unit.headings + text if unit.found.chunk.table_row is not None else text)
    return [
        *_pair(asked.person, asked.person and (names_organisation(text) or names_person(text))),
        *_pair(asked.place, asked.place and names_place_of_any_kind(text)),
        float(asked.organisation and not names_organisation(text)),
        *_pair(asked.time, asked.time and tells_time(text)),
        *_pair(asked.amount, asked.amount and bool(figures_in(text))),
        _run(asked.left, key),
        _run(asked.right, key),
    ]


def _pair(asked: bool, there: bool) -> tuple[float, float]:
    return float(there), float(asked and not there)


class _Asked:
    """What a question asks for, read once: what kind of answer, and the words on both sides of its gap."""

    def __init__(self, question: Question) -> None:
        gap = gap_of(question)
        self.person = _PERSON_ASKED.search(question.asked) is not None
        self.place, self.organisation = question.wanted == "place", question.wanted == "organisation"
        self.time = question.kind == "date"
        self.amount = _AMOUNT_ASKED.search(question.asked) is not None
        self.left, self.right = "".join(gap.left)[-_REACH:], "".join(gap.right)[:_REACH]


@lru_cache(maxsize=64)
def _asked(question: Question) -> _Asked:
    return _Asked(question)


def _run(phrase: str, text: str) -> float:
    """The longest part of a phrase that stands in a text, as a share of it."""
    best, start = 0, 0
    for end in range(1, len(phrase) + 1):
        while phrase[start:end] not in text:
            start += 1
        best = max(best, end - start)
    return best / len(phrase) if phrase else 0.0


def tells_time(text: str) -> bool:
    """Whether a text has a date, a year, a reign, a season outside titles: 《行动方案（2023—2025年）》 says not when it was issued."""
    text = _TITLED.sub(" ", text)
    return bool(dates_in(text) or years_in(text)) or _TIME.search(text) is not None


def gives_reason(text: str) -> bool:
    """Whether a text has a word that may give a reason."""
    return _REASON.search(text) is not None


def names_organisation(text: str) -> bool:
    """Whether a text may name an organisation."""
    return _ORGANISATIONS.search(text) is not None


def names_place_of_any_kind(text: str) -> bool:
    """Whether a text may name a place: a known one, or a word that ends as places do."""
    return _PLACES.search(text) is not None or bool(places_in(text))


@lru_cache(maxsize=4096)
def names_person(text: str) -> bool:
    """Whether a text may name a person: a name joined by ·, a ruler, a family name with what no word begins with."""
    if "·" in text or _RULER.search(text):
        return True
    return any(_named_at(run, i) for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def _named_at(run: str, i: int) -> bool:
    two, three = run[i : i + 2], run[i : i + 3]
    if not is_person(two):
        return False
    if tag_of(two).startswith("nr") or tag_of(three).startswith("nr"):
        return True
    named = is_full_name(three) or (i == 0 and is_person(three))
    return len(three) == _NAME and named and not tag_of(two) and not tag_of(three[1:])
