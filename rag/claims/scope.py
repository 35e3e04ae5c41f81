"""Whether a claim keeps the scope of its source: all or some, whose level, of what size."""

import re
from collections.abc import Iterator

from rag.claims.text import Case
from rag.claims.words import any_of, scopes
from rag.language.lexicon import pieces

_EVERY = re.compile(
    r"均(?![分匀值价衡量])|都(?!市)|凡|每(?=[个家位名所一只条座项])|任何|一律|所有|各|全部|全体|悉数|统一|100%|全覆盖|一切"
)


def _near(word: str, case: Case) -> str:
    """What the source says nearest to where a claim has a word."""
    clauses = [c for told in case.told if word in told.text for c in case.nearest(told.pairs)[:2]]
    return " ".join(c.text for c in clauses)


_EACH_OF = re.compile(r"各(?=[类级地国项种个家位部单方界族区县市省镇乡村校院企行领环大所学街社民科机])")


def stands(word: str, text: str) -> bool:
    """Whether a text has a word as one, and not across two others: 西部分别 has no 部分."""
    if len(word) < 2 or word not in text:
        return word in text
    ends = {edge for span in pieces(text) for edge in span}
    return any({m.start(), m.end()} <= ends for m in re.finditer(re.escape(word), text))


_WHOLE = frozenset({"所有", "全部", "一律", "各", "任何", "各类", "各级"})


def other_scope(case: Case) -> Iterator[str]:
    """A word of scope that is not the source's."""
    for word, group in scopes().items():
        if stands(word, case.claim) and not any(w in case.support for w in group) and not any_of(word, case.support):
            if word[1:] == "部" and re.search(rf"{word[0]}[、和与][东中西]", case.support):
                continue  # 东、中、西部地区
            if word[0] == "首" and len(word) == 2 and "首" in case.support:
                continue  # 首飞, 首款
            if word == "各" and not _EACH_OF.search(case.claim):
                continue  # 各占60%和40%: of each by itself
            if word in _WHOLE and (_EVERY.search(_near(word, case)) or (word == "各" and "不同" in case.source)):
                continue
            if word in ("各", "全县", "全市", "全区", "全省", "全镇", "全校") and word[-1] in case.support:
                continue
            yield f"原文没有“{word}”"
    yield from _level(case)
    if "全年" in case.claim and not re.search("全年|年度|年", re.sub(r"今年|去年|当年|\d{4}年", "", case.support)):
        half = re.search(r"上半年|下半年|季度", case.source)
        if half:
            yield f"“全年”在原文中是“{half.group()}”"
    for clause in case.told:
        for given in case.nearest(clause.pairs)[:1]:
            numbers = set(re.findall(r"\d+(?:\.\d+)?", clause.text)) & set(re.findall(r"\d+(?:\.\d+)?", given.text))
            if (
                re.search(r"规上|规模以上", given.text)
                and not re.search(r"规上|规模以上", clause.text)
                and (numbers or len(given.pairs & clause.pairs) * 2 >= len(given.pairs))
            ):
                yield "原文的“规模以上”在所写的话中没有了"


_LEVEL = re.compile(r"(?:各|国家|省|市|县|区|乡|镇|村|世界)级")


def _level(case: Case) -> Iterator[str]:
    """Another level of government: 省级 told as 国家级."""
    theirs = set(_LEVEL.findall(case.source)) - set(_LEVEL.findall(case.claim))
    for word in _LEVEL.findall(case.claim):
        if theirs and word not in case.support and word[:-1] not in case.source:
            yield f"“{word}”在原文中是“{min(theirs)}”"
