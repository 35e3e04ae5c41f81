"""Whether what a claim affirms its source affirms, by counting: 货源 told as a cause where the source only denies it.

The words of a clause with a negation are denied there, all others affirmed. Where a claim affirms a word more often than its source
and denies it less often, or the other way round, a negation was dropped or added, whatever words it was put into.
"""

import re
from collections.abc import Iterator

from rag.claims.denials import NOT
from rag.claims.text import Case, Clause
from rag.claims.words import FREE, same_as
from rag.language.lexicon import pieces
from rag.language.words import is_grammar

# Words that deny without a negation, or may stand for one; a clause with one of them is neither affirmed nor denied.
_EITHER = re.compile(
    r"停|取消|终止|拒|免|除|只|仅|才|缺|低于|不足|不到|未满|少于|不及|差|否则|反对|避免|防止|限|减|降|空|断|撤|废|难|例外|而是|反而|失|除非|够|以外|之外|早于|晚于|以前|之后|不同|欠|是否|能否|多少|可否|不论"
)
_SHARED = 0.6  # of the content words of the shorter clause


def turned_over(case: Case) -> str:
    """Why the claim affirms what its source denies, or denies what it affirms; "" if it does neither."""
    return next(_turned(case), "")


def _turned(case: Case) -> Iterator[str]:
    yield from _conceded(case)
    yield from _newly_denied(case)
    yield from _words_turned(case)
    given = [(c, _words(c)) for c in case.given]
    for told in case.told:
        said = _words(told)
        if len(said) < _FEWEST or _EITHER.search(told.text):
            continue
        shares = [
            (len(_common(said, words)) / min(len(said), len(words)), len(words), c)
            for c, words in given
            if len(words) >= _FEWEST
        ]
        best = max(shares, key=lambda s: (s[0], s[1]), default=None)
        if best is None or best[0] < _SHARED or _EITHER.search(best[2].text):
            continue
        rivals = [c for share, _, c in shares if share >= best[0] - 0.2 and c is not best[2]]
        theirs = _denied(best[2])
        if any(_denied(c) != theirs for c in rivals) or _denied(told) == theirs or _denied_beside(case, told, best[2]):
            continue
        yield f"“{told.text[:16]}”与原文“{best[2].text[:16]}”一正一反"


_BARS = re.compile(NOT.pattern + "|取消|停|除外|不在|禁|例外")
_CONCEDES = re.compile(
    r"(?:也|仍然?|照样|照常|依然|还(?=[能可给会要]))(?P<no>不|没)?(?:能够?|可以?|给|会|要|得|须|因为?|许)?(?P<what>[\u4e00-\u9fff]{1,12})"
)


def _conceded(case: Case) -> Iterator[str]:
    """也能通过, 仍可参加, 也给补 of what the source bars, and 也不能领 of what it grants."""
    for told in _CONCEDES.finditer(case.claim):
        what = told["what"]
        keys = [p for p in (what[i : i + 2] for i in range(len(what) - 1)) if p in case.source] or [what[0]]
        own = next((c.pairs for c in case.told if c.start <= told.start() < c.end), frozenset[str]())
        scores = [
            (2 * sum(k in c.text for k in keys) + len(own & c.pairs)) * any(k in c.text for k in keys)
            for c in case.given
        ]
        best = max(scores, default=0)
        homes = [c for c, score in zip(case.given, scores, strict=True) if best and score == best]
        if not homes or told.group()[: 2 + bool(told["no"])] in case.source or re.search("[不没未无]", what[:3]):
            continue
        barred = [bool(_BARS.search(c.text)) for c in homes]
        freed = told["no"] and not any(barred) and all(_GRANTED.search(c.text) for c in homes)
        if freed or (all(barred) and not told["no"] and not _denied_around(case, told.start())):
            yield f"“{told.group()[:10]}”与原文“{homes[0].text[:16]}”相反"


_GRANTED = re.compile(r"可(?!能|靠)|能够?|允许|给予|享受|免")


def _denied_around(case: Case, at: int) -> bool:
    clause = next((c for c in case.told if c.start <= at < c.end), None)
    return clause is None or re.search("不是|并非|[不没]有", clause.text[: at - clause.start]) is not None


_DENYING = re.compile(r"不(?![小少断同仅])|没|未|无|非|禁|免|停|拒|除|难|缺|否|失|防|避")


def _newly_denied(case: Case) -> Iterator[str]:
    """A negation right before words that the source has and denies nowhere: 均不显著高于 for 均显著高于, 不是第一次 for 首次."""
    if (
        re.search("不是(?:首次|第一次|头一次)", case.claim)
        and re.search("首次|第一次|头一次|首度", case.source)
        and "不是" not in case.source
    ):
        yield "原文说的是首次"
    if "最不" in case.claim and "最不" not in case.source:
        yield "原文没有“最不”"
    for no in NOT.finditer(case.claim):
        behind = re.match(r"(?:再|会|能|得|有|要|曾|是)?(?P<what>[\u4e00-\u9fff]{2,4})", case.claim[no.end() :])
        for size in (4, 3, 2) if behind else ():
            what = behind["what"][:size] if behind else ""
            if len(what) != size or what not in case.source:
                continue
            if any(what[:2] in c.text and _DENYING.search(c.text) for c in case.given):
                break
            clauses = [(c, m.start()) for c in case.given for m in re.finditer(re.escape(what), c.text)]
            if (
                clauses
                and not any(_DENYING.search(c.text) for c, _ in clauses)
                and not _EITHER.search("".join(c.text for c, _ in clauses))
            ):
                beside = [c for c, _ in clauses for c in case.given if c.sentence == clauses[0][0].sentence]
                if not any(_DENYING.search(c.text) for c in beside):
                    yield f"原文没有否定“{what}”"
            break


_CONTRASTED = re.compile(r"不是因|并非|并不是|而不是|而非")


def _words_turned(case: Case) -> Iterator[str]:
    """A clause all of whose words the source has in clauses of the other sign only."""
    for told in case.told:
        if _EITHER.search(told.text) or not _CONTRASTED.search(case.claim + case.source):
            continue
        same = other = 0
        for word in _words(told):
            homes = [c for c in case.given if word in c.text]
            if not homes or any(_EITHER.search(c.text) for c in homes):
                continue
            agrees = any(_denied(c) == _denied(told) for c in homes)
            same, other = same + agrees, other + (not agrees)
        if (
            other >= _FEWEST
            and not same
            and not any(
                _denied(c) or _EITHER.search(c.text)
                for c in case.told
                if c != told and c.sentence == told.sentence and abs(c.start - told.end) < _FEWEST and not _denied(told)
            )
        ):
            yield f"“{told.text[:16]}”在原文中一正一反"


_FEWEST = 2  # content words; of one nothing is known


def _words(clause: Clause) -> frozenset[str]:
    text = NOT.sub("|", clause.text)
    words = (text[a:b] for run in re.finditer(r"[\u4e00-\u9fff]+", text) for a, b in _places(run.group(), run.start()))
    return frozenset(w for w in words if len(w) > 1 and not is_grammar(w) and w not in FREE)


def _places(run: str, at: int) -> Iterator[tuple[int, int]]:
    yield from ((at + a, at + b) for a, b in pieces(run))


def _common(said: frozenset[str], words: frozenset[str]) -> frozenset[str]:
    return frozenset(
        w for w in said if w in words or same_as().get(w, frozenset()) & words or any(w in o or o in w for o in words)
    )


def _denied(clause: Clause) -> bool:
    return len(NOT.findall(clause.text)) % 2 == 1


def _denied_beside(case: Case, told: Clause, given: Clause) -> bool:
    """Whether a clause beside either is denied as well: a negation may govern two clauses, or have moved to the next."""
    parts = [c for c in case.told if c.sentence == told.sentence and c != told] + [
        c for c in case.given if c.sentence == given.sentence and c != given
    ]
    return any(NOT.search(c.text) or _EITHER.search(c.text) for c in parts)
