"""Whether a claim puts another word where its source has one: 资金外流 where the source tells of 人才外流."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.claims.text import Case, without_figures
from rag.claims.words import FREE, same_as
from rag.language.aliases import others
from rag.language.lexicon import pieces
from rag.language.words import is_grammar, is_noun, is_plain_verb, tag_of

_RUN = re.compile(r"[\u3400-\u9fff]+")
_LEADS, _TRAILS = re.compile(r"^[的了之中里内]"), re.compile(r"[的了之中里内]$")
_FOLLOWING = 2  # letters that tell what a word is said of
_HEADS = "量值额率数价费税"  # 产量 and 产值 are two things
_MEASURES = frozenset(
    ["人数", "数量", "金额", "面积", "比例", "比重", "产量", "产值", "总额", "收入", "时间", "次数", "件数", "户数"]
)
_GOVERNED = re.compile(r"(?P<by>责令|责成|用于|投向|免征|享受|取消|禁止)(?:[其该]|限期)?(?P<what>[\u4e00-\u9fff]{2})")
_HAVING = frozenset({"现有", "共有", "拥有", "设有", "已有", "建有", "目前", "全部"})
_COMPOUND = 3  # letters; a longer word is a noun and what tells which


@dataclass(frozen=True)
class _Slot:
    """A word of a text, the letters right before and behind it, particles aside."""

    ahead: str
    word: str
    behind: str


def replaced(case: Case) -> str:
    """Why a word of the claim stands in the place of another one of its source, "" if none does.

    A word that the source does not have, before letters that it has behind a word that the claim does not have. Words that may
    stand for each other are none, nor are verbs and grammar, nor what begins with the same character (药品, 药物): those are
    other words for the same thing more often than another thing.
    """
    governed = [(m["by"], m["what"]) for m in _GOVERNED.finditer(case.source)]
    for told in _GOVERNED.finditer(case.claim):
        theirs = [what for by, what in governed if by == told["by"]]
        if theirs and not any(_may_be(told["what"], what, case) for what in theirs):
            return f"“{told.group()}”在原文中是“{told['by']}{theirs[0]}”"
    given = list(_slots(case.source))
    for slot in _slots(case.claim):
        if slot.word not in case.support and (_tells(slot.word) or slot.behind[:_FOLLOWING] in _MEASURES):
            rival = _rival(slot, given, case)
            if rival:
                return f"“{slot.word}{slot.behind}”在原文中是“{rival}{slot.behind}”"
    return ""


def _rival(slot: _Slot, given: list[_Slot], case: Case) -> str:
    """The word of the source that a word of the claim stands for, "" if there is none.

    One between the same letters; else one before the same three letters; else those before the same two, where all are others.
    """
    near = [g for g in given if g.behind[:_FOLLOWING] == slot.behind[:_FOLLOWING] and not is_grammar(g.word)]
    between = [g.word for g in near if slot.ahead and g.ahead == slot.ahead]
    longer = [g.word for g in near if len(slot.behind) > _FOLLOWING and g.behind == slot.behind]
    found = [r for r in between if _other(slot.word, r, case, told=False)] or [
        r for r in longer if _other(slot.word, r, case)
    ]
    noun = is_noun(slot.behind[:_FOLLOWING])
    if not found and near and all(_other(slot.word, g.word, case, attributive=noun) for g in near):
        found = [near[0].word]
    return found[0] if found else ""


def _may_be(word: str, rival: str, case: Case) -> bool:
    """Whether what a claim has behind a governing word is in the source, or a word for what the source has there."""
    return (
        word in case.support
        or word in FREE
        or word[0] == rival[0]
        or rival in case.claim
        or word in _like(rival)
        or any(like in case.support for like in _like(word))
    )


def _other(word: str, rival: str, case: Case, *, told: bool = True, attributive: bool = False) -> bool:
    """Whether the claim's word is none for a word of the source, nor (`told`) the claim has that one elsewhere."""
    if not told and word not in _like(rival) and len(rival) > 1 and word[0] != rival[0] and not is_plain_verb(rival):
        return not any(like in case.support for like in _like(word)) and not any(
            like in case.claim for like in _like(rival)
        )
    if (
        len(rival) < 2
        or rival in _HAVING
        or (is_plain_verb(rival) and not is_plain_verb(word) and not attributive)
        or rival in case.claim
        or any(rival in case.claim for rival in _like(rival))
    ):
        return False
    if word[0] == rival[0] and not (word[-1] in _HEADS and rival[-1] in _HEADS):
        return False
    return word not in _like(rival) and not any(like in case.support for like in _like(word))


def _like(word: str) -> frozenset[str]:
    return same_as().get(word, frozenset()) | others(word)


def _tells(word: str) -> bool:
    if len(word) < 2 or word in FREE or re.search("[第一二两三四五六七八九十几多全各年月日期]|[同环]比", word):
        return False
    tag = tag_of(word)
    return tag in ("a", "d") or not (is_grammar(word) or is_plain_verb(word) or (not tag and len(word) < _COMPOUND))


def _slots(text: str) -> Iterator[_Slot]:
    for run in _RUN.finditer(without_figures(text)):
        words = run.group()
        letters = [start for start, end in pieces(words) if end - start == 1]
        for start, end in pieces(words):
            if end - start > _COMPOUND:
                yield _Slot(
                    "", words[start : end - _FOLLOWING], words[end - _FOLLOWING : end]
                )  # 高速公路: what kind of 公路
            unknown = end - start == 1 and start - 1 in letters and not is_grammar(words[start - 1])
            begins = start - 1 if unknown else start  # an unknown word falls into letters
            behind = _LEADS.sub("", words[end:])[: _FOLLOWING + 1]
            if len(behind) >= _FOLLOWING:
                yield _Slot(_TRAILS.sub("", words[:begins])[-_FOLLOWING:], words[begins:end], behind)
