"""Whether a claim keeps the conditions that stand around what it tells: a second one, a threshold, a circumstance, which of a kind."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.claims.amounts import figures_of
from rag.claims.limits import COVERED, LOST, NUMBER, half_said, kept
from rag.claims.text import Case, pairs
from rag.claims.words import same_as
from rag.language.lexicon import pieces
from rag.language.words import is_grammar


def lost_conditions(case: Case) -> str:
    """Why the claim leaves out a condition of what it tells, "" if it does not."""
    told = frozenset(pair for clause in case.told for pair in clause.pairs) | case.reworded
    checks = (
        _and_also(case, told),
        _thresholds(case),
        _circumstances(case, told),
        _classes(case),
        _not_for(case, told),
    )
    return next((fault for check in checks for fault in check), "")


_ALSO = re.compile(r"^(?:并|且|并且|同时)[^，]{0,12}?(?:经|须|应|获|得|取得|征得|通过|报|持|具|签|提供|提交|满|达)")
_BARRED = re.compile(r"(?:不得|不予|不再|不能|不可|禁止|严禁|不重复|不适用|不超过|不得超过|只能|仅限)")
_GRANTS = re.compile(r"可(?!靠|能|见|再)|给予|予以|享受|补助|补贴|奖励|免|允许|适用|期限|有效期")


def _and_also(case: Case, told: frozenset[str]) -> Iterator[str]:
    """A second condition, or what bars part of what is granted, left out with its whole clause: 并经……同意, 同一企业不重复享受."""
    for before, clause in pairwise(case.given):
        if clause.sentence != before.sentence or kept(before, told, case.claim) < COVERED:
            continue
        rest = frozenset(p for p in clause.pairs if p not in before.pairs)
        lost = len(rest & told) <= _NEARLY_ALL * len(rest)
        if lost and _ALSO.search(clause.text) and re.search("须|应|经|需|由|方可", before.text):
            yield f"原文的条件“{clause.text[:20]}”在所写的话中没有了"
        if lost and _BARRED.search(clause.text) and _GRANTS.search(before.text) and not _BARRED.search(case.claim):
            yield f"原文的限制“{clause.text[:20]}”在所写的话中没有了"


def _thresholds(case: Case) -> Iterator[str]:
    """The figure from which on something holds, left out: 减氮超过30%会造成减产 told as 减氮会造成减产."""
    printed = frozenset(f.value for f in figures_of(case.claim) if f.value is not None)
    for figure in figures_of(case.source):
        behind = re.match(
            r"(?:以上|以下)?的?[时后]?，?(?:[会则就将才应须可]|不得)(?P<then>[^，。；]{2,12})",
            case.source[figure.end :],
        )
        if figure.weak or (figure.value == 1 and figure.unit == "个"):
            continue
        bound = figure.qualifier in ("above", "below", "at_least", "at_most") and figure.kind not in ("date", "period")
        if not bound or behind is None or figure.value is None or figure.value in printed or figure.text in case.claim:
            continue
        then = behind["then"]
        words = [then[a:b] for a, b in pieces(then) if b - a > 1 and not is_grammar(then[a:b])]
        said = [w for w in words if w in case.claim or any(o in case.claim for o in same_as().get(w, ()) if len(o) > 1)]
        if words and len(said) * 2 >= len(words):
            yield f"原文的条件“{figure.text}”在所写的话中没有了"


_CIRCUMSTANCE = re.compile(
    r"^(?![^，]*\d{4}年)[^，。；]{2,16}(?:期间|(?<!此)(?<!之)(?<!然)(?<!今)后|(?<!小)(?<!平)(?<!同)(?<!届)(?<!当)(?<!时)(?<!及)时|的情况下|前提下)$"
)
_NO_CIRCUMSTANCE = re.compile(
    r"时期|今后|此后|同时|随后|然后|随着|近年|以来|过去|历时|节|假|春运|五一|国庆|活动|赛事|会议|座谈|建成|完成|投产|开通|介绍|采访|表示"
)


def _circumstances(case: Case, told: frozenset[str]) -> Iterator[str]:
    """When something holds, left out with its whole clause: 伏季休渔期间, 扣除成本后."""
    for clause, after in pairwise(case.given):
        if (
            clause.sentence != after.sentence
            or not _CIRCUMSTANCE.search(clause.text)
            or _NO_CIRCUMSTANCE.search(clause.text)
        ):
            continue
        own = frozenset(p for p in clause.pairs if p not in after.pairs)
        if own and not own & told and half_said(after, case) and not kept(clause, told, case.claim) >= COVERED:
            yield f"原文的条件“{clause.text}”在所写的话中没有了"


_NO_MORE = re.compile(r"^(?:不再|不予|不得|不能|停止|停发|取消|除外|不享受|不适用)")


def _not_for(case: Case, told: frozenset[str]) -> Iterator[str]:
    """Who gets nothing of what is granted before, left out: ；入住公办机构的，不再发放."""
    for at, (clause, after) in enumerate(pairwise(case.given)):
        if (
            not at
            or not clause.text.endswith("的")
            or not _NO_MORE.search(after.text)
            or clause.sentence != after.sentence
        ):
            continue
        before = case.given[at - 1]
        own = frozenset(p for p in clause.pairs if not any(p in c.pairs for c in case.given[:at]))
        granted = before.numbers and before.numbers <= frozenset(NUMBER.findall(case.claim))
        if own and granted and len(own & told) <= _NEARLY_ALL * len(own) and kept(clause, told, case.claim) < LOST:
            yield f"原文的例外“{clause.text[:20]}”在所写的话中没有了"


_CLASS_OF = re.compile(
    r"(?=(?P<by>[\u4e00-\u9fff]{1,3}[类级型]|特殊困难|最低生活保障|低保|特困|贫困|困难|失能|残疾|高龄|留守|非居民|公办|民办|小规模|小型微利|毕业年度|新引进的|首次|[\d一二三四五六七八九十]+岁以上的?)(?P<of>[\u4e00-\u9fff]{3,8}))"
)


def _classes(case: Case) -> Iterator[str]:
    """What says which of a kind are meant, left out: 学科类培训机构 told as 培训机构, 最低生活保障老年人 as 老年人."""
    for found in _CLASS_OF.finditer(case.source):
        by, words = found["by"], [found["of"][a:b] for a, b in pieces(found["of"])]
        of = words[0] if words and len(words[0]) > 1 else ""
        if (
            not of
            or by in case.claim
            or any(o in case.claim for o in same_as().get(by, ()))
            or any(p in case.claim for p in pairs(by)[-1:])
        ):
            continue
        if by[:-1] and by[-1] in "类级型" and re.search(rf"{by[:-1]}[\u4e00-\u9fff]{{0,2}}{of}", case.claim):
            continue  # 校领导 for 校级领导
        alone = case.source.replace(by + of, "")
        named = [n for n in (of, *same_as().get(of, ())) if len(n) > 1 and n in case.claim]
        if named and of not in alone and not NUMBER.search(by):
            yield f"原文的“{by}{of}”在所写的话中成了“{named[0]}”"
        if (
            named
            and of not in alone
            and NUMBER.search(by)
            and not set(NUMBER.findall(by)) & set(NUMBER.findall(case.claim))
        ):
            yield f"原文的“{by}{of}”在所写的话中成了“{named[0]}”"


_NEARLY_ALL = 0.2  # of a clause that is told nowhere, by chance
