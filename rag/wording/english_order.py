"""The words of an English clause in the order of a Chinese question: what is asked, of what, with its counting word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile
from typing import Literal

from rag.wording.english_words import ARTICLES, AUXILIARIES, CLASSIFIERS, DROPPED, PREPOSITIONS, SMALL_NUMBERS

Role = Literal[
    "noun", "verb", "preposition", "auxiliary", "of", "and", "stop", "figure", "name", "lost", "asking", "drop"
]


@dataclass(frozen=True)
class Item:
    """A piece of the question: its words in Chinese (or as they stand), what part it plays, the English it came from."""

    text: str
    role: Role
    english: str = ""


_NEGATIONS = ("not", "n't", "no", "never", "without")
_ASKING = ["how", "what", "which", "who", "whom", "whose", "when", "where", "why", "many", "much"]


@cache
def _grammar() -> dict[str, Item]:
    """The words that carry grammar; of one that stands in several lists the first counts."""
    found: dict[str, Item] = {word: Item(number, "figure", word) for word, number in SMALL_NUMBERS.items()}
    kinds: tuple[tuple[Role, Mapping[str, str]], ...] = (
        ("of", {"'s": "的"}),
        ("preposition", PREPOSITIONS),
        ("auxiliary", dict.fromkeys(AUXILIARIES, "")),
        ("and", {"and": "和", "&": "和", "or": "或"}),
        ("noun", dict.fromkeys(_NEGATIONS, "不")),
        ("asking", dict.fromkeys(_ASKING, "")),
        ("drop", dict.fromkeys((*ARTICLES, *DROPPED), "")),
    )
    for role, words in kinds:
        for word, text in words.items():
            found.setdefault(word, Item(text, role, word))
    return found


def grammar(word: str) -> Item | None:
    """A lower-case word that carries grammar, not subject; None for all others."""
    return _grammar().get(word)


def in_order(items: list[Item]) -> str:
    """A clause of an English question, its words in Chinese already, in the order and with the asking words of a Chinese one."""
    end = items[-1].text if items[-1].role == "stop" else ""
    body = [item for item in items if item.role != "stop"]
    asking = next((i for i, item in enumerate(body) if item.role == "asking" and not _relative(body, i)), None)
    if asking is not None:
        return _asked(body, asking) + end
    first = next((item for item in body if item.role != "drop"), None)
    if first and first.role == "auxiliary" and end == "？":
        there = any(item.english == "there" for item in body[:3])
        return ("有没有" if there else "是否") + _said(body) + end
    if first and first.english in _IMPERATIVE:
        rest = body[body.index(first) + 1 :]
        return _said(rest) + _IMPERATIVE[first.english] + end
    return _said(body) + end


def _relative(body: Sequence[Item], at: int) -> bool:
    """The expert who talked, a year when prices fell: no asking word."""
    return (
        at > 0
        and body[at].english in ("who", "whom", "which", "whose", "when", "where")
        and body[at - 1].role in ("noun", "name")
    )


_IMPERATIVE = {
    "list": "有哪些",
    "name": "有哪些",
    "explain": "是什么",
    "describe": "是什么样的",
    "define": "的定义是什么",
    "enumerate": "有哪些",
}
_MEASURES = re.compile(
    r"(?:产值|产量|增加值|收入|销量|营业额|利润|价格|成本|支出|预算|工资|金额|总额|增速|增长|占比|比重|比例|率|人数|数量|规模|水平|吞吐量|面积|长度|高度|温度|浓度|重量|年龄|投入|投资|补贴|补助|上限|下限|指标|目标|运输量|产能|人口|总产|总值|强度|密度|费|量|额|价)(?:每[\u4e00-\u9fff]{1,3})?$"
)
_PLURAL = re.compile(r"(?<!s)s$|^(?:criteria|people|children)$")


def _asked(body: list[Item], at: int) -> str:
    """A clause with an asking word: what stands before it, then what follows, with the asking phrase where Chinese has it."""
    word, rest = body[at].english, body[at + 1 :]
    before = [item for item in body[:at] if item.role != "preposition" or item is not body[at - 1]]
    if word == "how":
        asked = _how(rest)
    elif word in ("what", "which", "whose"):
        asked = _what(rest, word)
    elif word in ("who", "whom"):
        is_one = bool(rest) and rest[0].english in ("is", "are", "was", "were")
        asked = _said(rest) + "是谁" if is_one else "谁" + _said(rest)
    elif word == "where":
        asked = _said(rest) + "在哪里"
    else:
        asked = {"when": "什么时候", "why": "为什么"}.get(word, "") + _said(rest)
    return _said(before) + asked


def _how(rest: list[Item]) -> str:
    first = rest[0].english if rest else ""
    if first in ("many", "much"):
        return _how_many(rest[1:], first)
    if first == "long":  # is the canal: its length; does it take: a time
        return _said(rest[1:]) + ("多长时间" if any(item.role == "verb" for item in rest[1:]) else "有多长")
    return _said(rest[1:]) + _HOW[first] if first in _HOW else "如何" + _said(rest)


_HOW = {
    "large": "是多少", "big": "是多少", "high": "是多少", "low": "是多少", "great": "是多少", "old": "多少岁", "far": "有多远", "fast": "是多少",
    "often": "多久一次", "good": "怎么样", "well": "怎么样", "important": "有什么重要意义", "deep": "是多少", "heavy": "是多少", "wide": "是多少",
}  # fmt: skip


def _how_many(rest: list[Item], word: str) -> str:
    phrase, left = _noun_phrase(rest)
    noun = _said(phrase)
    asks = f"多少{_classifier(noun) if word == 'many' else ''}{noun}"
    if not noun and word == "many":
        asks = "多少个"
    return _placed(asks, left, has=True)


def _what(rest: list[Item], word: str) -> str:
    rest = list(dropwhile(lambda item: item.role == "drop", rest))  # what exactly does X mean
    phrase, left = _noun_phrase(rest)
    if not phrase:
        return _what_is(left)
    noun = _said(phrase)
    last = next((item for item in reversed(phrase) if item.role in ("noun", "verb")), phrase[-1])
    counted = (phrase[0].role == "figure" and not phrase[0].text[-1:].isdigit()) or phrase[0].english.isdigit()
    if noun in ("年", "一年"):
        asks = "哪一年"
    elif noun in ("时间", "日期"):
        asks = "什么时间"
    elif _MEASURES.search(noun) and not _PLURAL.search(last.english):
        return _said(left) + noun + "是多少"
    elif counted:
        number, head = phrase[0].text, _said(phrase[1:])
        head = "方面" if head == "方式" else head  # in what three ways
        asks = f"哪{number}{_classifier(head)}{head}"
    elif _PLURAL.search(last.english):
        asks = f"哪些{noun}"
    elif word == "which":
        asks = f"哪{_classifier(noun) or '个'}{noun}"
    else:
        asks = f"什么{noun}"
    return _placed(asks, left, has=False)


def _what_is(rest: list[Item]) -> str:
    """What is X, what are the X, what does X mean, what did X do."""
    words = [item.english for item in rest]
    if not rest:
        return "什么"
    if "mean" in words or "meant" in words:
        return _said([item for item in rest if item.english not in ("mean", "meant", "by", "exactly")]) + "指的是什么"
    _, left = _noun_phrase(rest[1:])
    if rest[0].english in ("is", "are", "was", "were", "'s") and not (left and left[0].role == "verb"):
        return _named(rest[1:], plural=rest[0].english in ("are", "were"))
    return _said(rest) + "什么"


_POSTS = re.compile(r"(?:职务|名称|称呼|职业)$")


def _named(rest: list[Item], *, plural: bool) -> str:
    said = _said(rest)
    defined = not any(item.role in ("of", "preposition", "figure") for item in rest)
    indefinite = rest[0].english in ("a", "an") or (rest[0].role in ("noun", "verb", "name", "lost") and defined)
    head = _head(rest)
    if _MEASURES.search(head):
        return said + "是多少"
    if plural:
        return said + "有哪些"
    return f"什么是{said}" if indefinite and not _POSTS.search(said) else said + "是什么"


def _head(items: list[Item]) -> str:
    """The noun phrase that others hang on: subsidy of the subsidy for building a site."""
    phrase, _ = _noun_phrase(items)
    return _said(phrase) or _said(items)


def _noun_phrase(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The noun phrase a clause goes on with, and what is left."""
    at = 0
    while at < len(items) and items[at].role in ("noun", "figure", "name", "lost", "drop", "and", "of"):
        if items[at].role == "lost" and items[at].english.endswith("ed"):
            break  # a verb that nothing is known of
        if items[at].english in ("there", "it", "this", "that", "we", "they"):
            break
        at += 1
    if at < len(items) and at == 0 and items[0].role == "verb" and len(items) > 1 and items[1].role == "auxiliary":
        at = 1
    return items[:at], items[at:]


def _placed(asks: str, left: list[Item], *, has: bool) -> str:
    """The asking phrase behind a subject that follows it (did X select), else before its verb."""
    if not left:
        return asks
    there = any(item.english == "there" for item in left[:2])
    if left[0].role in ("preposition", "of"):
        until = next((i for i, item in enumerate(left) if item.role in ("auxiliary", "verb")), len(left))
        place = _said(left[:until])
        return (
            place + _placed(asks, left[until:], has=has) if until < len(left) else place + ("有" if has else "") + asks
        )
    if left[0].role == "auxiliary":
        rest = _said(left)
        passive = left[0].english in ("is", "are", "was", "were") and len(left) > 1 and left[1].role == "verb"
        if passive:
            return asks + rest
        verb = (
            "有"
            if has and (there or left[-1].english in ("in", "include") or not any(i.role == "verb" for i in left))
            else ""
        )
        return rest + ("" if rest.endswith("有") else verb) + asks
    return asks + _said(left)


def _classifier(noun: str) -> str:
    return next((word for word, nouns in CLASSIFIERS.items() if noun.endswith(nouns)), "个" if noun else "")


def _said(items: Sequence[Item]) -> str:
    """Items in Chinese order: what a preposition adds to a noun goes before it, numbers get their counting words."""
    ordered = [item for item in items if item.role not in ("auxiliary", "drop", "asking") or item.text]
    for at in reversed(range(len(ordered))):
        if at < len(ordered) and ordered[at].role == "preposition":
            ordered = _turned(ordered, at)
    return _joined(ordered)


_NOMINAL = ("noun", "figure", "name", "lost", "and", "of")


def _turned(items: list[Item], at: int) -> list[Item]:
    """N1 of N2 -> N2的N1; done in N2 -> N2 done."""
    end = at + 1
    while end < len(items) and (items[end].role in _NOMINAL or (items[end].role == "verb" and end == at + 1)):
        end += 1
    start = at
    while start > 0 and items[start - 1].role in _NOMINAL:
        start -= 1
    if start == at and start > 0 and items[start - 1].role == "verb":
        start -= 1
    owner, owned = items[at + 1 : end], items[start:at]
    if not owner:
        return [*items[:at], *items[at + 1 :]]
    link = [Item("的", "of")] if items[at].english == "of" and owned and owned[0].role != "verb" else []
    word = [Item(items[at].text, "noun")] if items[at].text else []
    return [*items[:start], *word, *owner, *link, *owned, *items[end:]]


def _joined(items: Sequence[Item]) -> str:
    said = ""
    for n, item in enumerate(items):
        follows = items[n + 1] if n + 1 < len(items) else None
        if item.role == "of" and (not said or follows is None or said.endswith("的")):
            continue
        said += item.text
        if item.role == "figure" and item.text[-1:] in _COUNTABLE and follows and follows.role == "noun":
            said += _counted(items[n + 1 :])
    return said


_COUNTABLE = frozenset("0123456789一二三四五六七八九十百千万亿两")
_UNIT = re.compile(
    r"^(?:吨|公斤|克|公里|平方|公顷|亩|升|立方|千瓦|兆瓦|倍|度|年|月|日|周|天|小时|分钟|元|%|个|岁|标准箱|世纪|号|点|人$)"
)


def _counted(items: Sequence[Item]) -> str:
    nouns = []
    for item in items:
        if item.role not in ("noun", "name"):
            break
        nouns.append(item.text)
    noun = "".join(nouns)
    return "" if not noun or _UNIT.match(noun) else _classifier(noun)
