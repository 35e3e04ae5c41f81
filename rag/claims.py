"""Whether what a model wrote is proven by the sentences it cites.

Here is the place for a verifier of reworded claims, which binds every figure, name and quoted string of a claim to its quotes.
Until there is one, only verbatim text is accepted, white space and final punctuation aside; what is shown is then the source's
whole sentence, so that no negation, condition or exception is cut off.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.evidence import Unit

_END = "。．.；;！!"
_LEAST = 4  # characters; fewer are found in any sentence


@dataclass(frozen=True)
class Written:
    """A claim as a model wrote it, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]


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
    return Proof(reason=f"与材料 {'、'.join(f'[{n}]' for n in lacking)} 的原文不一致，必须一字不差")


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
