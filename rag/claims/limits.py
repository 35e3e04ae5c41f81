"""Whether a claim keeps the conditions and exceptions that limit what it tells."""

import re
from collections.abc import Iterator

from rag.claims.text import Case, Clause, pairs
from rag.claims.words import same_as
from rag.language.lexicon import pieces
from rag.language.words import is_grammar

EXCEPT = re.compile(
    r"^(?:但|不过|然而|却|只是)(?!愿)|除.{0,30}(?:外|外的)|除外|不含|不包括|未纳入|不适用|例外|另有规定|仅限|除非|不在(?:此|其|这)[列中内限]|不在[^，]{0,8}(?:范围|之列|对象)|不(?:算|计)(?:在内|入)"
)
_IF = re.compile(
    r"^(?:凡|待(?!遇)|经(?![过历济营常验])|未经|在.{2,14}(?:时|前|后|期间|的)$|须经|应经|以.{2,10}为(?:限|前提|条件)|确需|年满|持有?.{2,8}的)|^(?:若|如(?!今|何|此|下)|如果|一旦|只要|只有|凡)|的$|前提下|条件下|情况下|^对.{2,}的"
)
# What limits a noun within its clause.
_WITHIN = re.compile(
    r"符合[^，、]{1,10}的|(?:连续|年|累计)?[^，、的]{0,6}满[^，、的]{1,6}的|经(?![过历济营常验])[^，、的]{2,10}(?:后|的|同意|批准|审核|评估|认定)|未经[^，、]{2,8}|确需|确有[^，、]{1,6}的?|原则上"
    r"|[^，、的]{1,5}[及和]?以[上下](?:失能|学历|职称|的)|有条件的|具备[^，、]{1,10}的|具有[^，、]{1,8}的|持有?[^，、的]{2,8}的|低保|特困|困难家庭|家庭经济困难|在[^，、]{2,10}的?(?:前提|条件|情况)下|连续[^，、的]{1,5}的"
)
COVERED, LOST = 0.5, 0.33


def lost_limits(case: Case) -> str:
    """Why the claim leaves out a condition or exception of what it tells, "" if it does not."""
    return next(_lost(case), "")


def _lost(case: Case) -> Iterator[str]:
    told = frozenset(pair for clause in case.told for pair in clause.pairs) | case.reworded
    yield from _unconditioned(case, told)
    yield from _some_of(case, told)
    yield from _excluded(case, told)
    for n, clause in enumerate(case.given):
        beside = [c for c in case.given if c.sentence == clause.sentence and c != clause]
        if (
            EXCEPT.search(clause.text)
            and not _limits(case)
            and kept(clause, told, case.claim) < LOST
            and any(kept(c, told, case.claim) >= (_HALF_TOLD if clause.text[:1] == "除" else COVERED) for c in beside)
        ):
            yield f"原文的例外“{clause.text[:20]}”在所写的话中没有了"
        yield from _within(clause, told)
        following = (
            case.given[n + 1] if n + 1 < len(case.given) and case.given[n + 1].sentence == clause.sentence else None
        )
        before = case.given[n - 1] if n and case.given[n - 1].sentence == clause.sentence else None
        if (
            before
            and _IF.search(clause.text)
            and clause.text[-1] != "的"
            and kept(clause, told, case.claim) < LOST / 2
            and kept(before, told, case.claim) >= 0.7
        ):
            yield f"原文的条件“{clause.text[:20]}”在所写的话中没有了"
        threshold = clause.numbers and not clause.numbers & frozenset(NUMBER.findall(case.claim))
        if following and threshold and re.match("若|如果|如|一旦", clause.text) and half_said(following, case):
            yield f"原文的条件“{clause.text[:20]}”在所写的话中没有了"
        if (
            following
            and _IF.search(clause.text)
            and kept(clause, told, case.claim) < LOST
            and kept(following, told, case.claim) >= COVERED
        ):
            yield f"原文的条件“{clause.text[:20]}”在所写的话中没有了"


_BOTH = re.compile(
    r"(?:须|应|必须|应当|经|需)[^。；]{0,16}?(?:并|且|和|及|以及|同时)(?P<also>[\u4e00-\u9fff]{3,14}?)(?:的)?(?:之?后)?，?"
    r"(?:方可|方能|才可|才能|可以?(?!见))"
)


_BOTH_OF = re.compile(
    r"[\u4e00-\u9fff]{4,24}(?:且|并且?|同时)(?P<also>[\u4e00-\u9fff]{3,14})的(?=，|$|企业|单位|个人|人员|家庭|居民|学生|机构)"
)


def _unconditioned(case: Case, told: frozenset[str]) -> Iterator[str]:
    """Of two conditions the second left out: 须经脱敏处理并取得授权后方可使用, 未按规定投放且拒不改正的."""
    for both in (*_BOTH.finditer(case.source), *_BOTH_OF.finditer(case.source)):
        also = frozenset(pairs(both["also"]))
        rest = frozenset(pairs(both.group())) - also
        if also and len(also & told) * 3 <= len(also) and rest & told:
            yield f"原文的条件“{both['also']}”在所写的话中没有了"


_ALL_OF = re.compile(r"(?:应当?|须|需|必须|要)(?:同时)?(?:具有|具备|满足|符合|达到|持有)(?P<list>[^。；]{6,60})")


def _some_of(case: Case, told: frozenset[str]) -> Iterator[str]:
    """One of several conditions left out, where others are told: 应当具有……、无不良信用记录，且年龄不超过60周岁."""
    for found in _ALL_OF.finditer(case.source):
        parts = [frozenset(pairs(p)) for p in re.split(r"[、，]", found["list"])]
        shares = [len(part & told) / len(part) for part in parts if len(part) >= _SHORTEST]
        if len(shares) > 1 and max(shares) >= COVERED and min(shares) == 0:
            yield f"原文的条件“{found.group()[:24]}”没有写全"


_SHORTEST = 3  # pairs; a shorter part is no condition by itself


# What is left out, by what leaves it out.
_EXCLUDES = re.compile(
    r"除(?!了?[此这]|去)(?P<a>[^，。；（）]{2,20}?)(?:之外|以外|外)|(?P<b>[^，。；（）除]{2,16})(?:除外|例外)"
    r"|(?:不含|不包括|不包含|未纳入|不适用于?|不计入?|未计入)(?P<c>[^，。；（）]{2,16})"
)
_SAYS_SO = re.compile(r"除|只|不|未|没|外|例外|但|仅|无|剔|免")


def _excluded(case: Case, told: frozenset[str]) -> Iterator[str]:
    """What the source leaves out, and the claim takes in or does not mention."""
    for clause in case.given:
        for found in _EXCLUDES.finditer(clause.text):
            out = frozenset(pairs(found["a"] or found["b"] or found["c"]))
            if not out:
                continue
            if len(out & told) * 2 <= len(out) and not out & told:
                rest = clause.pairs - frozenset(pairs(found.group()))
                if rest and len(rest & told) >= COVERED * len(rest):
                    yield f"原文的例外“{found.group()[:20]}”在所写的话中没有了"
                continue
            at = [c for c in case.told if len(out & c.pairs) * 2 > len(out)]
            if at and not any(_SAYS_SO.search(c.text) for c in case.told if c.sentence == at[0].sentence):
                yield f"原文除外的“{found.group()[:20]}”在所写的话中没有除外"


def _within(clause: Clause, told: frozenset[str]) -> Iterator[str]:
    """What limits a noun, left out of a clause that is told else."""
    for limit in _WITHIN.finditer(clause.text):
        own = frozenset(pairs(limit.group()))
        rest = clause.pairs - own
        head = clause.text[limit.end() : limit.end() + _HEAD] if limit.group()[-1] == "的" else ""
        named = len(head) == _HEAD and set(pairs(head)) <= told
        if own and rest and not own & told and (named or len(rest & told) >= COVERED * len(rest)):
            yield f"原文的条件“{limit.group()}”在所写的话中没有了"


_HALF_TOLD = 0.35  # of a clause that an exception of its own clause (除……外，) stands before
_HEAD = 3  # letters of the noun that is limited


def _limits(case: Case) -> bool:
    """Whether the claim has an exception of its own."""
    return any(EXCEPT.search(c.text) for c in case.told)


def kept(clause: Clause, told: frozenset[str], claim: str = "") -> float:
    """How much of a clause is told: all of it, where its figures are, or every word of it or one for it; else its share of pairs."""
    governs = _IF.search(clause.text) and not re.match("但|不过|却", clause.text)
    if claim and clause.numbers and not governs and clause.numbers <= frozenset(NUMBER.findall(claim)):
        return 1.0
    words = [clause.text[a:b] for a, b in pieces(clause.text) if b - a > 1 and not is_grammar(clause.text[a:b])]
    if claim and len(words) > 1:
        said = [w in claim or any(o in claim for o in same_as().get(w, ()) if len(o) > 1) for w in words]
        if all(said):
            return 1.0
        if any(said) and len(said) <= _FEW and not EXCEPT.search(clause.text):
            return max(_HALF, len(clause.pairs & told) / max(1, len(clause.pairs)))
    return len(clause.pairs & told) / len(clause.pairs) if clause.pairs else 1.0


_FEW, _HALF = 2, 0.4
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def half_said(clause: Clause, case: Case) -> bool:
    """Whether half the words of a clause of the source are told, or words for them."""
    words = [clause.text[a:b] for a, b in pieces(clause.text) if b - a > 1 and not is_grammar(clause.text[a:b])]
    said = [w for w in words if w in case.claim or any(o in case.claim for o in same_as().get(w, ()) if len(o) > 1)]
    return bool(words) and len(said) * 2 >= len(words)


_DENIES = re.compile(r"(?:不|没有?|未|无|非|禁止|严禁|不得|不能|除)[\u4e00-\u9fff]{0,2}$")


def cut_short(text: str, quote: str) -> str:
    """Why a slice of a quote says otherwise than the quote for what is cut off around it, "" if it does not.

    A slice begins and ends where a clause does, and what is cut off of its sentence is no condition before and no exception behind.
    A row of a table (its cells) has no clauses.
    """
    at = quote.find(text)
    if at < 0 or text == quote:
        return ""
    before, behind = quote[:at], quote[at + len(text) :]
    if _DENIES.search(before):
        return f"切去了“{before[-4:]}”，意思相反"
    led = re.split(r"[。；;！!？?\n]", before)[-1]
    followed = re.split(r"[。；;！!？?\n]", behind)[0] if not re.search(r"[。；;！!？?\n]$", text) else ""
    lost = [c.strip() for c in re.split(r"[，,]", followed) if EXCEPT.search(c.strip())]
    if lost:
        return f"原文的例外“{lost[0][:20]}”被切去"
    lost = [
        c.strip()
        for c in re.split(r"[，,]", led)
        if c.strip() and (_CONDITION.search(c.strip()) or EXCEPT.search(c.strip()))
    ]
    return f"原文的条件“{lost[-1][:20]}”被切去" if lost else ""


_CONDITION = re.compile(r"^(?:若|如果|一旦|只要|只有|凡|未经)|(?:前提|条件|情况)下$")
