"""How much of a query stands close together in a passage.

Word search counts what a passage holds as a whole; a sentence or two that hold nearly all of the query tell of what is asked,
the same words strewn over a passage tell of several things.
"""

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from index.search.terms import normalise
from index.segmentation import DEFAULT_MODEL, UNKNOWN, load_tokenizer

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
_COMMON = 0.3  # a word as common as 是 or 多少 (rarity of the vocabulary, 0..1) says nothing of the subject
# Rare in running text, but a question holds them whatever it asks.
_ASKING = frozenset(
    [
        "谁",
        "什么",
        "什么样",
        "啥",
        "哪",
        "哪些",
        "哪个",
        "哪里",
        "哪儿",
        "哪位",
        "哪种",
        "哪家",
        "哪年",
        "多少",
        "几",
        "几个",
        "多大",
        "多久",
        "多长",
        "怎么",
        "怎样",
        "怎么样",
        "怎么办",
        "咋",
        "如何",
        "为什么",
        "为何",
        "为啥",
        "是否",
        "能否",
        "可否",
        "有没有",
        "是不是",
        "能不能",
        "吗",
        "呢",
        "吧",
        "何时",
        "何地",
        "时候",
        "请问",
        "我",
        "我们",
        "你",
        "您",
        "他",
        "她",
        "它",
        "他们",
        "但是",
        "因为",
        "所以",
        "如果",
        "请",
        "叫",
    ]
)
_HEADINGS = 0.5  # what a word counts that only the headings have


@lru_cache(maxsize=64)
def words_of(query: str) -> Mapping[str, float]:
    """The words of a query with their worth, by how rare they are in Chinese at large: in a library of laws 吗 would be rare."""
    tokenizer = load_tokenizer(DEFAULT_MODEL)
    encoding = tokenizer.encode(query, add_special_tokens=False)
    size = math.log(tokenizer.get_vocab_size())
    worth = {
        word: 1.0 if number == UNKNOWN else math.log(number + 1) / size
        for number, word in zip(encoding.ids, encoding.tokens, strict=True)
    }
    return {word: value - _COMMON for word, value in worth.items() if value > _COMMON and word not in _ASKING}


def closeness(words: Mapping[str, float], text: str, headings: str = "") -> float:
    """The share (0..1) of the words' worth that stands in the best two neighbouring sentences of a text, or in its headings."""
    total = sum(words.values())
    if total == 0:
        return 0.0
    above = "".join(_sentences(headings))
    lent = [_HEADINGS * worth if word in above else 0.0 for word, worth in words.items()]
    gains = [worth - already for worth, already in zip(words.values(), lent, strict=True)]
    most, before = 0.0, [False] * len(words)
    for sentence in _sentences(text):
        here = [word in sentence for word in words]
        # In the order of the words, not of a set: sums of floats must be the same in every run.
        most = max(most, sum(gain for gain, *held in zip(gains, here, before, strict=True) if any(held)))
        before = here
    return (sum(lent) + most) / total


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    """The sentences in normal form; kept, for the same passages come up again and again."""
    return tuple(_SENTENCE.findall(normalise(text)))
