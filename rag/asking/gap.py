"""What a question leaves open: the words on both sides of its asking word, and the noun that is asked for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.asking.questions import Question
from rag.language.lexicon import fold, rarity, runs_of
from rag.language.words import is_noun, tag_of

_ASKING = re.compile(
    r"谁|哪里|哪儿|何处|何地|何人|何时|(?P<which>哪一?(?:个|家|座|位|所|种|项|类|款|部|本|支|条|场|届|次|些|名)?|什么样的|什么|何种|何(?=[\u4e00-\u9fff]{1,4})|第几|几(?=[\u4e00-\u9fff])|多少)"
    r"|多大|多高|多长|多久|多远|多重|怎么样?|怎样|如何|为什么|为何|为啥|百分之几|几|何"
)
_YEAR_ASKED = re.compile(r"哪一?年|何年|几年|年份|哪个年")
_DAY_ASKED = re.compile(r"哪一?天|哪一?日|几[月日号]|日期|何日")
_ATTRIBUTE = re.compile(
    r"(?P<noun>[\u4e00-\u9fffa-z]{2,}?)(?:又|分别|都|主要|大约|约|大概)*(?:是|为|叫|有|达到?|在|位于|属于|由|称)*$"
)
_HEAD = 3  # words
_PERSON = re.compile(r"谁|何人|哪一?位|什么人|哪个人|姓名|人物")
_EXPLAIN = re.compile(r"为什么|为何|为啥|原因|如何|怎么|怎样")
_REACH = 12  # words of the question on each side of the gap


@dataclass(frozen=True)
class Gap:
    """The gap of a question: words (folded) before and behind it with their rarity squared, and what fills it.

    `head`: the noun asked for, from behind the asking word (哪个国家: 国家) or before it (主导产业是什么: 主导产业), "" if none;
    `behind`: whether it stood behind. `asks`: how the asking word begins; `after`: what stands behind it; `asking`: the asking word itself.
    """

    text: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    weights: dict[str, float]
    head: str
    behind: bool
    person: bool
    year: bool
    day: bool
    explain: bool
    asks: str
    after: str
    asking: str


def gap_of(question: Question) -> Gap:
    """The gap of a question; one without an asking word has all its words on the left."""
    return _gap_of(question.asked)


@lru_cache(maxsize=256)
def _gap_of(asked: str) -> Gap:
    text = fold(asked).rstrip("？?。")
    found = _ASKING.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    left, right = runs_of(before), runs_of(after)
    head = _first_noun(right) if found and found["which"] else ""
    behind = bool(head)
    if not head:
        attribute = _ATTRIBUTE.search(before)
        head = _last_noun(runs_of(attribute["noun"])) if attribute else ""
    weights = {w: rarity(w) ** 2 for w in (*left, *right)}
    return Gap(
        text,
        tuple(left[-_REACH:]),
        tuple(right[:_REACH]),
        weights,
        head,
        behind,
        _PERSON.search(text) is not None,
        _YEAR_ASKED.search(text) is not None,
        _DAY_ASKED.search(text) is not None,
        _EXPLAIN.search(text) is not None,
        found.group()[:2] if found else "",
        after,
        found.group() if found else "",
    )


def _first_noun(words: list[str]) -> str:
    """The last noun of the run of nouns that words begin with: 城市 of 城市举行, 制造企业 gives 企业."""
    head = ""
    for word in words[:_HEAD]:
        if tag_of(word)[:1] in ("n", "j") or (not tag_of(word) and len(word) > 1):
            head = word
        elif head or tag_of(word)[:1] not in ("a", "b", "v"):
            break
    return head


def _last_noun(words: list[str]) -> str:
    word = words[-1] if words else ""
    return word if tag_of(word)[:1] in ("n", "v", "j") or is_noun(word) else ""
