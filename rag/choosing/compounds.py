"""Nouns with what they are compounded with: 监测范围 is no 开发范围, and 解决率 needs a word on solving."""

import re
from functools import lru_cache
from itertools import pairwise

from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, is_empty_word, rarity, runs_of
from rag.language.places import places_in
from rag.language.words import class_of, tag_of


def other_compounds(question: Question, unit: Unit) -> list[str]:
    """What a noun of the question is compounded with, where a unit has the noun with something else before it: 监测范围, of 开发范围."""
    if question.kind not in ("entity", "yes_no", "date"):  # what a number is asked of has rules of its own
        return []
    text = fold(unit.text)
    found = []
    for before, noun in _joined(question):
        if noun not in text:
            continue
        near = fold(unit.text + unit.headings + unit.before)
        if credit(before, near) >= _NAMED:
            continue
        others = [_word_before(text, m.start()) for m in re.finditer(re.escape(noun), text)]
        if others and all(other and other != before for other in others):
            found.append(f"“{before}{noun}”")
    return found


_NAMED = 0.4


@lru_cache(maxsize=256)
def _joined(question: Question) -> tuple[tuple[str, str], ...]:
    """Words of a question that stand right before a noun and tell which one it is: (监测, 范围)."""
    pairs = []
    for run in question.content.split():
        words = runs_of(fold(run))
        for before, noun in pairwise(words):
            if len(noun) < 2 or noun in _FRAMES or not tag_of(noun).startswith("n") or places_in(noun):
                continue
            if _tells(before):
                pairs.append((before, noun))
    return tuple(pairs)


def _tells(word: str) -> bool:
    """Whether a word before a noun tells which one it is: a noun, or a verb used as one, that is neither common nor a frame."""
    tag = tag_of(word)
    named = tag.startswith(("n", "vn", "b", "j", "l"))
    plain = is_empty_word(word) or word in _FRAMES or len(word) < 2 or bool(places_in(word)) or word[0].isdigit()
    return named and not plain and rarity(word) >= _TELLING


_TELLING = 0.4
_FRAME_WORDS = (
    "主要 重点 全部 总体 目前 现有 重大 重要 有关 相关 具体 基本 整体 全国 全省 全市 全县 全区 国家 我国 地方 当地 年度 今年 去年 明年 上半年 下半年 作为 成为 达到 建成 完成 实现 拥有 属于 包括 负责 提出 "
    "要求 规定 需要 可以 应该 开展 推进 推动 进行 支持 采取 制定 发布 印发 建立 形成 提高 增加 减少 计划 预计 目标 平均 合计 累计 总 新增 获得 取得 涉及 关于 成立 使用 介绍 举办 参加"
)
_FRAMES = frozenset(_FRAME_WORDS.split())


def _word_before(text: str, end: int) -> str:
    """The content word right before a place in a text, "" where none stands there."""
    run = _RUN_BEFORE.search(text[max(0, end - 8) : end])
    return _last_content(run.group()) if run else ""


_RUN_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,8}$")


@lru_cache(maxsize=16384)
def _last_content(run: str) -> str:
    words = runs_of(run)
    last = words[-1] if words else ""
    return last if len(last) > 1 and not is_empty_word(last) and class_of(last) in ("noun", "verb", "name") else ""


_SUFFIXED = re.compile(r"(?P<word>[\u4e00-\u9fff]{2})(?P<end>率|费|额)(?!的?(?:先|用))")


def lost_measures(question: Question, unit: Unit) -> list[str]:
    """A measure that its last character makes of a verb or noun (解决率, 安家费), where a unit has nothing of that word."""
    near = fold(unit.text + unit.headings + unit.before)
    return [f"“{word}{end}”" for word, end in _measures(question) if credit(word, near) < _NAMED]


@lru_cache(maxsize=256)
def _measures(question: Question) -> tuple[tuple[str, str], ...]:
    found = [(m["word"], m["end"]) for m in _SUFFIXED.finditer(fold(question.asked))]
    return tuple(
        (w, e)
        for w, e in found
        if w in runs_of(fold(question.asked)) and not is_empty_word(w) and tag_of(w) and w not in _FRAMES
    )
