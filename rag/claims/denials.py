"""Whether a claim denies what its source denies, and nothing else."""

import re
from collections.abc import Iterator

from rag.claims.text import Case, Clause, pairs
from rag.claims.words import any_of

NOT = re.compile(
    r"(?<!差)(?<!比)(?<!能(?=不能))(?<!是(?=不是))(?<!会(?=不会))(?<!要(?=不要))不(?!早于|晚于|迟于|仅|断|同(?!意)|少|久|错|足|满|过|到(?!位)|及(?!时|格)|只|论|管|等(?![于同])|良|动|服(?!从)|[低高大小多超][于过]|[得能可许会应宜][低高大小多少超][于过]|是因)|(?<!有)(?:没有(?!变|超过[\d一二三四五六七八九十]|达到[\d一二三四五六七八九十])|没(?!有|收(?!到)|到[\d一二三四五六七八九十]|满[\d一二三四五六七八九十]))|未(?![来满成]|超过[\d一二三四五六七八九十])|无(?![锡人线形障偿论疑缝])|非(?![常遗洲物])|禁止|严禁|并非|除外|拒绝|难以|缺乏|缺少|毫无"
)
_DENYING = re.compile(
    NOT.pattern + "|除(?!了)|仅|只|免|停|取消|终止|拒|否则|以外|缺(?!口|水|电|勤)|反对|不[足满到]|差距|缺口|不及|落后"
)
_FIRM = ("不再", "不必", "无须", "无需", "从不", "决不", "并无", "也不", "也未", "均不", "均未")


def denials(case: Case) -> Iterator[str]:
    """A negation added, or lost."""
    yield from _firm(case)
    yield from _charged(case)
    yield from _only(case)
    yield from _reached(case)
    yield from _spared(case)
    if _needed(case):
        return
    for clause in case.told:
        near = case.nearest(clause.pairs)
        if near:
            yield from _denied(clause, near, case)


def _firm(case: Case) -> Iterator[str]:
    """不再, 免予 and the like, of which the source says nothing."""
    for word in _FIRM:
        said = re.search(rf"{word}(?P<next>.?)", case.claim)
        if said is None or word in case.support or any_of(word, case.source):
            continue
        if word[0] in "也均" and len(NOT.findall(case.source)) > 1:
            continue  # 不得用于……，不得用于…… as 也不能
        if word[0] not in "也均" or f"{word[1]}{said['next']}" not in case.support:
            yield f"原文没有“{word}”"
    freed = re.search(r"免(?:予|于|征|收|除|缴|交|费)?", case.claim)
    if freed and not re.search(r"免|不用|不需|无须|无需|不收|不必|不予|不再|不征|零", case.source):
        yield f"原文没有“{freed.group()}”"


def _denied(clause: Clause, near: tuple[Clause, ...], case: Case) -> Iterator[str]:
    said = NOT.search(clause.text)
    if said and not any(_DENYING.search(c.text) for c in near) and not _denied_in_short(clause, said.end(), case):
        yield f"原文没有“{clause.text[said.start() : said.start() + 6]}”的否定"
    first = near[0]
    alike = len(first.pairs & clause.pairs)
    counts = (len(NOT.findall(clause.text)), len(NOT.findall(first.text)))
    if counts[0] != counts[1] and alike >= 0.75 * max(len(first.pairs), len(clause.pairs)) and min(counts):
        yield f"“{clause.text[:16]}”与原文“{first.text[:16]}”否定的次数不同"
    if said:
        return
    if (
        NOT.search(first.text)
        and len(first.pairs & clause.pairs) * 2 >= len(first.pairs)
        and not _denied_otherwise(case, clause, first)
    ):
        yield f"原文“{first.text[:16]}”的否定在所写的话中没有了"
    affirmed = frozenset(p for c in case.given if not NOT.search(c.text) for p in c.pairs)
    for given in near:
        for match in NOT.finditer(given.text):
            denied = frozenset(pairs(given.text[match.end() : match.end() + 6]))
            kept = denied & clause.pairs
            if kept <= affirmed:
                continue  # told of something else as well, which it holds for
            if len(kept) * 2 >= min(len(denied), 4) and not _denied_at(clause, denied):
                yield f"原文“{given.text[match.start() : match.start() + 8]}”的否定在所写的话中没有了"


_UNLESS = re.compile(r"未经(?P<what>[^，。；]{2,14}?)(?:，|的，)?[^，。；]{0,10}(?:不得|不能|不可|禁止|严禁)")
_NEEDS = re.compile(
    r"(?:必?须|应当?|需要?|要)(?:先|事先)?(?:经过?|获得?|取得|征得|报请?|得到)(?P<what>[^，。；]{2,16})"
)


def _needed(case: Case) -> bool:
    """Whether what the source forbids without something, the claim tells as needing it: 未经批准不得改变, 改变须经批准."""
    asked = [frozenset(pairs(m["what"])) for m in _NEEDS.finditer(case.claim)]
    return len(NOT.findall(case.claim)) == 0 and any(
        len(what & frozenset(pairs(m["what"]))) * 2 >= len(pairs(m["what"]))
        for m in _UNLESS.finditer(case.source)
        for what in asked
    )


_LACKS = re.compile(
    r"(?:还|仍|尚|存在|有)(?:有)?(?:一定|较大|不小)?(?:的)?差距|未(?:能)?(?:完成|达到|实现)|没有(?:完成|达到)"
)
_REACHED = re.compile(r"已经?(?:达到|完成|实现)|完成了|达到了|实现了|超额完成|如期完成")


def _spared(case: Case) -> Iterator[str]:
    """免收通行费 told as 收费."""
    freed, due = re.search(r"免[收费缴征交]|免除", case.source), re.search(r"收费(?!站)|收取|缴纳|征收", case.claim)
    if freed and due and not re.search("免|不|无", case.claim) and not re.search(rf"{due.group()}(?!站)", case.source):
        yield f"原文是“{freed.group()}”，不是“{due.group()}”"


def _reached(case: Case) -> Iterator[str]:
    """与年度任务相比还有差距 told as 已达到年度任务."""
    lacks, reached = _LACKS.search(case.source), _REACHED.search(case.claim)
    if (
        lacks
        and reached
        and not _REACHED.search(case.source)
        and not re.search(r"差距|未|没|不足|缺口|不到|不及", case.claim[: reached.end() + 12])
    ):
        yield f"原文是“{lacks.group()}”，不是“{reached.group()}”"


_FREED = re.compile(r"(?:免(?:予|于|征|收|除|缴|交)|不予|不再)(?P<what>[\u4e00-\u9fff]{2})")


def _charged(case: Case) -> Iterator[str]:
    """What the source spares, told as due: 首次违反的，免予罚款 as 首次违反的，也要罚款."""
    for freed in _FREED.finditer(case.source):
        due = re.search(
            rf"(?:也要|仍要|仍须|仍应|还要|照样|同样要?|须|应当?|一律)(?:予以|进行)?{freed['what']}", case.claim
        )
        if due and not re.search(r"免|不予|不再|不用", case.claim):
            yield f"原文是“{freed.group()}”，不是“{due.group()}”"


def _only(case: Case) -> Iterator[str]:
    """不是简单地少收税 told as 只是少收税."""
    more = re.search(r"不(?:只|仅|光|单)?是|并非|不(?:只|仅|光)", case.source)
    only = re.search(r"只是|仅是|就是|不过是|无非是", case.claim)
    if more and only and not re.search(r"不|非", case.claim) and only.group() not in case.source:
        yield f"原文是“{more.group()}”，不是“{only.group()}”"


def _denied_in_short(clause: Clause, at: int, case: Case) -> bool:
    """Whether the source denies in one word what the claim denies in several: 无证 for 没有许可证, 未婚 for 没有结婚."""
    return any(m["what"] in clause.text[at : at + 6] for m in _SHORT_DENIAL.finditer(case.source))


_SHORT_DENIAL = re.compile(r"[无未非免](?P<what>[\u4e00-\u9fff])")


def _denied_at(clause: Clause, denied: frozenset[str]) -> bool:
    """Whether a claim denies what its source denies, by whatever word that stands near it."""
    places = [clause.text.find(pair) for pair in denied if pair in clause.text]
    around = clause.text[max(0, min(places) - 10) : max(places) + 6]
    return re.search(r"[不无未没免禁停除拒难否缺勿非只仅才]|[以之例]外", around) is not None


def _denied_otherwise(case: Case, clause: Clause, given: Clause) -> bool:
    """Whether a claim denies by other words than a negation, or the negation stands in the clause beside."""
    if re.search(r"不|无|未|没|免|禁|停|除|拒", clause.text):
        return True
    if re.search(r"只|仅|才", clause.text) and not re.search(r"只|仅|才", given.text):
        return True
    return any(
        c.sentence == clause.sentence and abs(c.start - clause.end) < 3 and NOT.search(c.text)
        for c in case.told
        if c != clause
    )
