"""An English question -> the same question in Chinese words, for searching and analysing it; the answer quotes Chinese text.

No translation for reading: words and phrases by the glossary, the longest first, in an order that Chinese questions have, so
that kind, unit, places, years and terms are read from them as from any question.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.english_numbers import figures_in_chinese
from rag.english_words import ARTICLES, AUXILIARIES, CLASSIFIERS, DROPPED, LONE, PREPOSITIONS, SMALL_NUMBERS
from rag.glossary import MOST_WORDS, Entry, Glossary

Role = Literal["noun", "verb", "preposition", "auxiliary", "of", "and", "stop", "figure", "name", "lost", "asking", "drop"]
_TOKEN = re.compile(r"'s|[A-Za-z][A-Za-z0-9.'&/+]*(?:-[A-Za-z0-9][A-Za-z0-9']*)*|[“《][^”》]*[”》]\S*|[0-9][0-9.,]*\S*|[\u3400-\u9fff]+|[,;:?!.()\"“”]")
_LATIN = re.compile(r"[A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"[\"“]([^\"“”]{2,60})[\"”]")
_FEW_HAN = 0.2
_LEAST_WORDS = 3


@dataclass(frozen=True)
class Item:
    """A piece of the question: its words in Chinese (or as they stand), what part it plays, the English it came from."""

    text: str
    role: Role
    english: str = ""


@dataclass(frozen=True)
class Translated:
    """A question in Chinese words; `lost`: English words that nothing is known for, left out of it."""

    text: str
    lost: tuple[str, ...] = ()
    known: int = 0


@dataclass(frozen=True)
class Words:
    """What a translation looks things up in.

    `pick`: of several Chinese forms the one the library has; `named`: what the library calls something of an unknown name, "" if nothing.
    """

    glossary: Glossary
    pick: Callable[[Sequence[str]], str]
    named: Callable[[str, str], str]


def is_english(text: str) -> bool:
    """Whether a question is English: three Latin words or more, and few Han characters (a name given as in the text)."""
    words = _LATIN.findall(text)
    letters = sum(len(word) for word in words)
    lower = any(word.islower() for word in words)
    return len(words) >= _LEAST_WORDS and lower and len(_HAN.findall(text)) <= _FEW_HAN * letters


def translate(text: str, words: Words) -> Translated:
    """An English question in Chinese words."""
    text = figures_in_chinese(text.replace("’", "'").replace("‘", "'").replace("–", "-"))
    text = re.sub(r"'s?(?=\s|$|[,?;.])", " 's ", text)
    clauses: list[list[Item]] = [[]]
    for item in _items([token for token in _TOKEN.findall(text)], words):
        clauses[-1].append(item)
        if item.role == "stop":
            clauses.append([])
    asked = "".join(_clause(clause) for clause in clauses if clause)
    every = [item for clause in clauses for item in clause]
    lost = tuple(dict.fromkeys(item.english for item in every if item.role == "lost"))
    known = sum(item.role in ("noun", "verb", "name") for item in every)
    return Translated(_tidy(asked), lost, known)


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?<=[\u3400-\u9fff，。？；：”》%\d]) (?=[\u3400-\u9fff，。？；：“《\d])", "", text)
    return re.sub(r"^[，。；：\s]+|(?<=[，。；：])[，。；：]+|[，；：\s]+(?=[？。]|$)", "", text).strip()


_STOPS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "。", ".": "。"}


def _items(tokens: Sequence[str], words: Words) -> Iterator[Item]:
    at = 0
    while at < len(tokens):
        item, used = _item(tokens, at, words)
        yield item
        at += used


def _item(tokens: Sequence[str], at: int, words: Words) -> tuple[Item, int]:
    token = tokens[at].rstrip(".") if len(tokens[at]) > 1 else tokens[at]
    lower = token.lower()
    if token in _STOPS:
        return Item(_STOPS[token], "stop"), 1
    if token in '()"“”':
        return Item("", "drop"), 1
    if _HAN.search(token) or token[0].isdigit():
        return Item(token.rstrip(",.?"), "figure" if token[0].isdigit() else "noun", token), 1
    for size in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        phrase = tuple(t.lower().rstrip(".") if len(t) > 1 else t for t in tokens[at : at + size])
        entry = _entry(phrase, words, capital=tokens[at].isupper())
        if entry:
            return Item(words.pick(entry.forms), "verb" if entry.verb else "noun", " ".join(phrase)), size
    if lower == "per" and at + 1 < len(tokens) and (each := words.glossary.find((tokens[at + 1].lower(),))):
        return Item("每" + words.pick(each.forms), "noun", "per"), 2
    plain = _grammar(lower, token)
    if plain:
        return plain, 1
    if "-" in token and all(parts := [_part(part.lower(), words) for part in token.split("-")]):
        return Item("".join(parts), "noun", lower), 1
    return _name(tokens, at, words)


def _part(part: str, words: Words) -> str:
    entry = words.glossary.find((part,))
    return SMALL_NUMBERS.get(part, "") or (words.pick(entry.forms) if entry else "")


def _entry(phrase: tuple[str, ...], words: Words, *, capital: bool) -> Entry | None:
    if phrase == ("us",) and capital:
        return words.glossary.exact("us")
    if len(phrase) == 1 and (phrase[0] in LONE or phrase[0] in DROPPED or phrase[0] in AUXILIARIES):
        return None
    return words.glossary.find(phrase)


def _grammar(lower: str, token: str) -> Item | None:
    if lower in SMALL_NUMBERS:
        return Item(SMALL_NUMBERS[lower], "figure", lower)
    if lower == "'s":
        return Item("的", "of", lower)
    if lower in PREPOSITIONS:
        return Item(PREPOSITIONS[lower], "preposition", lower)
    if lower in AUXILIARIES:
        return Item("", "auxiliary", lower)
    if lower in ("and", "&", "or"):
        return Item("或" if lower == "or" else "和", "and", lower)
    if lower in ("not", "n't", "no", "never", "without"):
        return Item("不", "noun", lower)
    if lower in _ASKING:
        return Item("", "asking", lower)
    if lower in ARTICLES or lower in DROPPED:
        return Item("", "drop", lower)
    return Item(token, "figure", lower) if lower[0].isdigit() else None


_ASKING = frozenset("how what which who whom whose when where why many much".split())


def _name(tokens: Sequence[str], at: int, words: Words) -> tuple[Item, int]:
    """A name: capitalised words that the glossary lacks, as the library calls it; other unknown words are lost."""
    size = 0
    while at + size < len(tokens) and size < 4 and _is_name(tokens[at + size], words):
        size += 1
    behind = next((e.forms[0] for t in tokens[at + size : at + size + 1] if (e := words.glossary.find((t.lower(),)))), "")
    for used in range(size, 0, -1):
        name = " ".join(tokens[at : at + used])
        called = words.named(name, behind if used == size else "")
        if called:
            return Item(called, "name", name), used
    if size:
        name = " ".join(tokens[at : at + size])
        return Item(f" {name} ", "name", name), size
    parsed = words.named(tokens[at], behind) if at and tokens[at - 1] in "(\"“" else ""
    return Item(parsed, "name" if parsed else "lost", tokens[at]), 1


def _is_name(token: str, words: Words) -> bool:
    lower = token.lower()
    if not token[0].isalpha() or not (token[0].isupper() or any(c.isdigit() for c in token)):
        return False
    return _grammar(lower, token) is None and words.glossary.find((lower,)) is None


def _clause(items: list[Item]) -> str:
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
    return at > 0 and body[at].english in ("who", "whom", "which", "whose", "when", "where") and body[at - 1].role in ("noun", "name")


_IMPERATIVE = {"list": "有哪些", "name": "有哪些", "explain": "是什么", "describe": "是什么样的", "define": "的定义是什么", "enumerate": "有哪些"}
_MEASURES = re.compile(
    r"(?:产值|产量|增加值|收入|销量|营业额|利润|价格|成本|支出|预算|工资|金额|总额|增速|增长|占比|比重|比例|率|人数|数量|规模|水平|吞吐量|面积|长度|高度|温度|浓度|重量|年龄|投入|投资|补贴|补助|上限|下限|指标|目标|运输量|产能|人口|总产|总值|强度|密度|费|量|额)$"
)
_PLURAL = re.compile(r"(?<!s)s$|^(?:criteria|people|children)$")


def _asked(body: list[Item], at: int) -> str:
    """A clause with an asking word: what stands before it, then what follows, with the asking phrase where Chinese has it."""
    word = body[at].english
    before = [item for item in body[:at] if item.role != "preposition" or item is not body[at - 1]]
    nxt = body[at + 1] if at + 1 < len(body) else None
    lead = _said(before) if before else ""
    if word == "how" and nxt and nxt.english in ("many", "much"):
        return lead + _how_many(body[at + 2 :], nxt.english)
    if word == "how" and nxt and nxt.english in _HOW:
        return lead + _said(body[at + 2 :]) + _HOW[nxt.english]
    if word == "how":
        return lead + "如何" + _said(body[at + 1 :])
    if word in ("what", "which", "whose"):
        return lead + _what(body[at + 1 :], word)
    if word in ("when", "why", "who", "whom"):
        asks = {"when": "什么时候", "why": "为什么"}.get(word, "谁")
        rest = body[at + 1 :]
        if asks == "谁" and rest and rest[0].english in ("is", "are", "was", "were"):
            return lead + _said(rest) + "是谁"
        return lead + asks + _said(rest)
    return lead + _said(body[at + 1 :]) + "在哪里"


_HOW = {
    "large": "是多少", "big": "是多少", "high": "是多少", "low": "是多少", "great": "是多少", "long": "多长时间", "old": "多少岁", "far": "有多远", "fast": "是多少",
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
    phrase, left = _noun_phrase(rest)
    if not phrase:
        return _what_is(left)
    noun = _said(phrase)
    last = next((item for item in reversed(phrase) if item.role in ("noun", "verb")), phrase[-1])
    counted = phrase[0].role == "figure" and not phrase[0].text[-1:].isdigit() or phrase[0].english.isdigit()
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
        return place + _placed(asks, left[until:], has=has) if until < len(left) else place + ("有" if has else "") + asks
    if left[0].role == "auxiliary":
        rest = _said(left)
        passive = left[0].english in ("is", "are", "was", "were") and len(left) > 1 and left[1].role == "verb"
        if passive:
            return asks + rest
        verb = "有" if has and (there or left[-1].english in ("in", "include") or not any(i.role == "verb" for i in left)) else ""
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
_UNIT = re.compile(r"^(?:吨|公斤|克|公里|平方|公顷|亩|升|立方|千瓦|兆瓦|倍|度|年|月|日|周|天|小时|分钟|元|%|个|岁|标准箱|世纪|号|点|人$)")


def _counted(items: Sequence[Item]) -> str:
    nouns = []
    for item in items:
        if item.role not in ("noun", "name"):
            break
        nouns.append(item.text)
    noun = "".join(nouns)
    return "" if not noun or _UNIT.match(noun) else _classifier(noun)
