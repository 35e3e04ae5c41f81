"""Whether what a model wrote is proven by the sentences it cites.

Verbatim text is, white space and final punctuation aside. Reworded text is where every figure, name, quoted string and speaker of
it, and every word that governs (negation, plan, direction, scope, order, condition, exception), has its place in the sentences
cited. What is shown is the source's own sentence in either case (proof.md: writers may be fuzzy, the verifier replaces what they
quoted), so that a rewording that is wrong in a way no rule here sees reaches nobody.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.claim_figures import unbound_figures
from rag.claim_limits import lost_limits
from rag.claim_logic import lost_logic
from rag.claim_names import other_speaker, strange_words
from rag.claim_opposites import turned_words
from rag.claim_order import crossed
from rag.claim_text import Case, case_of, pairs, plain
from rag.evidence import Unit
from rag.modality import points_back

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
    other_speaker,
    lost_logic,
    lost_limits,
    crossed,
    turned_words,
)
_LINK = re.compile(r"://|www\.|\]\(|<[a-zA-Z/!]|```|^\s*\||\{\s*[\"“]")


def judge(claim: str, quotes: Sequence[str], context: Sequence[str] = ()) -> Judgement:
    """Check a claim in free words against the quotes it cites; `context`: headings, title, speaker, date. Pure.

    A whole quote holds word by word; a part of one, where it leaves out no condition or exception.
    """
    if _LINK.search(claim) or any(unicodedata.category(c) in ("Cc", "Cf") and not c.isspace() for c in claim):
        return Judgement(False, "含有链接、标记或不可见的字符")
    if not any(plain(quote) for quote in quotes):
        return Judgement(False, "没有引文")
    if len(_key(claim)) < _LEAST:
        return Judgement(False, "没有写出完整的句子")
    if any(_key(claim) == _key(quote) for quote in quotes):
        return Judgement(True)
    case = case_of(claim, quotes, context)
    if any(_key(claim) in _key(quote) for quote in quotes):
        fault = lost_limits(case)
        return Judgement(not fault, fault)
    if points_back(claim):
        return Judgement(False, "没有写明所指的是什么")
    if not any(pair in case.source for pair in pairs(case.claim)):
        return Judgement(False, "与所引的原文没有关系")
    return next((Judgement(False, fault) for check in CLAIM_CHECKS if (fault := check(case))), Judgement(True))


@dataclass(frozen=True)
class Proof:
    """The units a claim rests on, in order; or why it is not proven (Chinese, for the model and the log)."""

    units: tuple[Unit, ...] = ()
    reason: str = ""


def prove(claim: Written, evidence: Mapping[int, Unit]) -> Proof:
    """Check a written claim against the numbered evidence: every number exists, and every sentence cited holds the claim."""
    if not claim.numbers:
        return Proof(reason="没有标明依据的编号")
    invented = [n for n in claim.numbers if n not in evidence]
    if invented:
        return Proof(reason=f"没有编号为 {'、'.join(f'[{n}]' for n in invented)} 的材料")
    text = _key(claim.text)
    if len(text) < _LEAST:
        return Proof(reason="没有写出完整的句子")
    cited = tuple(evidence[n] for n in dict.fromkeys(claim.numbers))
    lacking = [n for n in dict.fromkeys(claim.numbers) if text not in _key(evidence[n].text)]
    if not lacking:
        return Proof(cited)
    if text == _key("".join(unit.text for unit in cited)):
        return Proof(cited)  # several sentences in a row, each in full
    judged = judge(claim.text, [unit.text for unit in cited], [_context(unit) for unit in cited])
    if not judged.holds:
        return Proof(reason=f"材料 {'、'.join(f'[{n}]' for n in lacking)} 不能证明：{judged.reason}")
    idle = [n for n in dict.fromkeys(claim.numbers) if len(set(pairs(claim.text)) & set(pairs(evidence[n].text))) < _SHARED]
    return Proof(reason=f"材料 {'、'.join(f'[{n}]' for n in idle)} 与这句话无关") if idle else Proof(cited)


_SHARED = 2  # pairs of letters that a sentence must share with a claim that cites it


def _context(unit: Unit) -> str:
    said = f"{unit.speaker.name or ''}（{unit.speaker.role or ''}）" if unit.speaker else ""
    return f"{unit.headings}\n{said}"


def read_written(text: str) -> list[Written]:
    """The claims of a model's text: each runs up to its marks [n]; what has none is a claim without numbers."""
    found, at = [], 0
    for marks in re.finditer(r"(?:\s*[\[［【]\s*\d{1,6}\s*[\]］】])+", text):
        numbers = tuple(int(n) for n in re.findall(r"\d+", marks.group()))
        said = text[at : marks.start()].strip(_AROUND)
        at = marks.end()
        found.append(Written(said, numbers))
    rest = text[at:].strip(_AROUND + _END)
    return [*found, Written(rest, ())] if rest else found


_AROUND = " \t\r\n-*•·　"


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text).rstrip(_END)


def spoken(claims: Sequence[Written], proofs: Sequence[Proof]) -> str:
    """What a model is told of its claims that were not proven."""
    return "\n".join(f"“{c.text[:60]}”：{p.reason}" for c, p in zip(claims, proofs, strict=True) if p.reason)
