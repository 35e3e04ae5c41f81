"""Whether what a model wrote is proven by the sentences it cites.

Verbatim text is, white space and final punctuation aside. Reworded text is where every figure, name, quoted string and speaker of
it, and every word that governs (negation, plan, direction, scope, order, condition, exception), has its place in the sentences
cited. What is shown is the source's own sentence in either case (proof.md: writers may be fuzzy, the verifier replaces what they
quoted), so that a rewording that is wrong in a way no rule here sees reaches nobody.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.claims.causes import invented_cause
from rag.claims.conditions import lost_conditions
from rag.claims.figures import unbound_figures
from rag.claims.limits import lost_limits
from rag.claims.logic import lost_logic
from rag.claims.measured import other_measure
from rag.claims.names import other_speaker, strange_words
from rag.claims.narrowing import widened
from rag.claims.opposites import turned_words
from rag.claims.order import crossed
from rag.claims.polarity import turned_over
from rag.claims.slots import replaced
from rag.claims.text import Case, case_of, pairs, plain
from rag.finding.evidence import Unit
from rag.time.modality import points_back

_END = "。．.；;！!"
_LEAST = 4  # characters; fewer are found in any sentence


@dataclass(frozen=True)
class Written:
    """A claim as a model wrote it, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Judgement:
    """Whether a claim holds given quotes and context; `reason` in Chinese, "" where it does."""

    holds: bool
    reason: str = ""


CLAIM_CHECKS: tuple[Callable[[Case], str], ...] = (
    unbound_figures,
    strange_words,
    replaced,
    other_speaker,
    lost_logic,
    lost_limits,
    lost_conditions,
    crossed,
    turned_words,
    other_measure,
    invented_cause,
    widened,
    turned_over,
)
_LINK = re.compile(r"://|www\.|\]\(|<[a-zA-Z/!]|```|^\s*\||\{\s*[\"“]")


def judge(claim: str, quotes: Sequence[str], context: Sequence[str] = ()) -> Judgement:
    """Check a claim in free words against the quotes it cites; `context`: headings, title, speaker, date. Pure.

    A whole quote holds word by word; a part of one, where it leaves out no condition or exception.
    """
    fault = _unreadable(claim, quotes)
    if not fault and not any(_key(claim) == _key(quote) for quote in quotes):
        case = case_of(claim, quotes, context)
        sliced = any(_key(claim) in _key(quote) for quote in quotes)
        fault = lost_limits(case) if sliced else _reworded_fault(case)
    return Judgement(not fault, fault)


def _unreadable(claim: str, quotes: Sequence[str]) -> str:
    if _LINK.search(claim) or any(unicodedata.category(c) in ("Cc", "Cf") and not c.isspace() for c in claim):
        return "含有链接、标记或不可见的字符"
    if len(_key(claim)) < _LEAST:
        return "没有写出完整的句子"
    return "" if any(plain(quote) for quote in quotes) else "没有引文"


def _reworded_fault(case: Case) -> str:
    if points_back(case.claim) and not _named_there(case):
        return "没有写明所指的是什么"
    if not any(pair in case.source for pair in pairs(case.claim)):
        return "与所引的原文没有关系"
    return next((fault for check in CLAIM_CHECKS if (fault := check(case))), "")


_THAT = re.compile(
    r"(?:该|此|这)(?:[处个项家种座]|一)?(?P<what>国|[省市县区镇乡村院校局馆](?![\u4e00-\u9fff])|[\u4e00-\u9fff]{2})"
)


def _named_there(case: Case) -> bool:
    """Whether a claim points to no more than its source does: 该国 for 该国, 该遗址 for 这处遗址, 该项目 for 项目."""
    pointing = _THAT.search(case.claim)
    if pointing is None:
        return False
    what = pointing["what"]
    return (
        what in case.source
        or re.search(rf"(?:[该这本全我])[处个项家种]?{what[0]}|{what[0]}里", case.source) is not None
    )


@dataclass(frozen=True)
class Proof:
    """The units a claim rests on, in order; or why it is not proven (Chinese, for the model and the log)."""

    units: tuple[Unit, ...] = ()
    reason: str = ""


def prove(claim: Written, evidence: Mapping[int, Unit]) -> Proof:
    """Check a written claim against the numbered evidence: every number exists, and every sentence cited holds the claim."""
    invented = [n for n in claim.numbers if n not in evidence]
    if invented or not claim.numbers:
        listed = "、".join(f"[{n}]" for n in invented)
        return Proof(reason=f"没有编号为 {listed} 的材料" if invented else "没有标明依据的编号")
    numbers = tuple(dict.fromkeys(claim.numbers))
    cited = tuple(evidence[n] for n in numbers)
    text = _key(claim.text)
    if len(text) < _LEAST:
        return Proof(reason="没有写出完整的句子")
    lacking = [n for n in numbers if text not in _key(evidence[n].text)]
    if not lacking or text == _key("".join(unit.text for unit in cited)):  # several sentences in a row, each in full
        return Proof(cited)
    return _reworded(claim.text, dict(zip(numbers, cited, strict=True)))


def _reworded(text: str, cited: Mapping[int, Unit]) -> Proof:
    judged = judge(text, [unit.text for unit in cited.values()], [_context(unit) for unit in cited.values()])
    if not judged.holds:
        return Proof(reason=f"材料 {'、'.join(f'[{n}]' for n in cited)} 不能证明：{judged.reason}")
    said = set(pairs(text))
    idle = [n for n, unit in cited.items() if len(said & set(pairs(unit.text))) < _SHARED]
    if idle:
        return Proof(reason=f"材料 {'、'.join(f'[{n}]' for n in idle)} 与这句话无关")
    return Proof(tuple(cited.values()))


_SHARED = 2  # pairs of letters that a sentence must share with a claim that cites it


def _context(unit: Unit) -> str:
    said = f"{unit.speaker.name or ''}（{unit.speaker.role or ''}）" if unit.speaker else ""
    return f"{unit.headings}\n{said}"


def read_written(text: str) -> list[Written]:
    """The claims of a model's text: each runs up to its marks; what has none is a claim without numbers.

    Marks are [1], ［1］, 【1】, [1][2], [1,2], [1-3], [^1], and （1） at the end of a sentence.
    """
    found, at = [], 0
    for marks in _MARKS.finditer(text):
        said = text[at : marks.start()].strip(_AROUND).lstrip(_AROUND + _END + "，,")
        at = marks.end()
        found.append(Written(said, tuple(_numbers(marks.group()))))
    rest = text[at:].strip(_AROUND + _END)
    return [*found, Written(rest, ())] if rest else found


_LISTED = r"\^?\d{1,6}(?:\s*[,，、\-–—~]\s*\d{1,6})*"
_MARKS = re.compile(rf"(?:\s*[\[［【]\s*{_LISTED}\s*[\]］】])+|[（(]{_LISTED}[）)](?=[。；;\s]|$)")
_FURTHEST = 20  # a range of more is none


def _numbers(marks: str) -> Iterator[int]:
    for first, _, last in re.findall(r"(\d+)(\s*[-–—~]\s*(\d+))?", marks):
        end = int(last) if last else int(first)
        yield from range(int(first), min(end, int(first) + _FURTHEST) + 1) if end >= int(first) else (int(first), end)


_AROUND = " \t\r\n-*•·　"


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text).rstrip(_END)


def spoken(claims: Sequence[Written], proofs: Sequence[Proof]) -> str:
    """What a model is told of its claims that were not proven."""
    return "\n".join(f"“{c.text[:60]}”：{p.reason}" for c, p in zip(claims, proofs, strict=True) if p.reason)
