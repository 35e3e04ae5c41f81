"""What only a document itself can tell of a receipt: read again, is a gap furniture, is the speaker the one named?

Pure functions; each gives the reason (Chinese) why the receipt is false there, "" where it is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.models import Document, Span
from rag.proof.originals import Original
from rag.proof.saved import Receipt
from rag.proof.tracing import squeeze

EMPTY = re.compile(r"(?:\s|\*|#|\||_|>|-{3,})*")
_LINE = re.compile(r"[\r\n][^。；！？!?]{1,80}(?:[\r\n]|$)")
_NOTE = re.compile(r"\s*[\r\n]\s*(?:[¹²³⁰⁴-⁹①-⑳*†]|\d{1,2}(?=\s)|注[：:])[^\r\n]+(?:[\r\n][^\r\n]+){0,4}[\r\n]?")
_PLAIN_GAPS = {  # gaps that show by themselves what they are
    "page_number": re.compile(r"[\s\-—–·第页/\d]*"),
    "reference": re.compile(r"\s*[\[［（(][\d\s,，、\-–—]+[\]］）)]\s*"),
    "footnote_mark": re.compile(r"[\s¹²³⁰⁴-⁹①-⑳*†\d\[\]()（）]*"),
}


def false_gap(receipt: Receipt, original: Original, *, changed: bool) -> str:
    """Whether what the receipt calls furniture between its spans is other text."""
    told = [g for g in receipt.gaps if not _shows_itself(g.kind, original.raw[g.start : g.end])]
    if not told:
        return ""
    from rag.proof.citations import find_gaps  # noqa: PLC0415 - most receipts have no such gap

    if find_gaps(original.document, receipt.spans) is not None or (changed and _as_before(receipt, original)):
        return ""
    return f"所称的版面文字（{told[0].kind}）核对不出，引文的几处之间另有正文"


def _as_before(receipt: Receipt, original: Original) -> bool:
    """Whether a gap that is no longer read as furniture may well be: a running head is known by its repeats, which may have changed.

    It must still be short lines of its own, without a sentence; a footnote is known by the sentence around it, and must still be lines
    of its own behind its mark.
    """
    raw = original.raw
    return all(
        (g.kind in _PLAIN_GAPS and _shows_itself(g.kind, raw[g.start : g.end]))
        or (g.kind == "footnote" and _NOTE.fullmatch(raw[g.start - 2 : g.end + 1]) is not None)
        or (g.kind == "running_head" and _LINE.fullmatch(raw[g.start - 1 : g.end + 1]) is not None)
        for g in receipt.gaps
        if not _shows_itself("", raw[g.start : g.end])
    )


def _shows_itself(kind: str, text: str) -> bool:
    pattern = _PLAIN_GAPS.get(kind, EMPTY)
    return pattern.fullmatch(text) is not None


def other_speaker(receipt: Receipt, original: Original, spans: Sequence[Span], *, changed: bool) -> str:
    """Why the receipt's speaker did not say the quote, "" if he did.

    In an unchanged document reading must find that very speaker. In a changed one it is enough that his tag still stands where
    it stood and no other comes between: a sign lost before a tag does not make the words another's.
    """
    said = receipt.speaker
    if said is None or not (said.name or said.role):
        return ""
    name = said.name or said.role or ""
    speakers = _speakers(original.document, spans)
    if any((s.name or "", s.role or "") == (said.name or "", said.role or "") for s in speakers):
        return ""
    told = "、".join(dict.fromkeys(s.name or s.role or "" for s in speakers))
    if changed and _next_tag(receipt, original, spans):
        return ""  # a changed sign before his tag hides it from reading; the verdict has its warning
    if not told:
        return f"原文没有说这段话出自“{name}”"
    return f"“{name}”的职务与原文不符" if name in told.split("、") else f"这段话不是“{name}”说的，原文中是“{told}”"


def _next_tag(receipt: Receipt, original: Original, spans: Sequence[Span]) -> bool:
    """Whether the name stands where the receipt says, and no other speaker is introduced between there and the quote."""
    said, raw, document = receipt.speaker, original.raw, original.document
    if said is None or not said.spans or spans != receipt.spans:
        return False
    tag = Span(said.spans[0].start, said.spans[-1].end)
    words = squeeze(raw[tag.start : tag.end])[0]
    if any(squeeze(part)[0] not in words for part in (said.name, said.role) if part):
        return False
    low, high = min(tag.end, spans[-1].end), max(tag.start, spans[0].start)
    tags = [*(turn.tag for turn in document.turns), *(said.tag for said in document.attributions)]
    starts = [part.start for one in tags for part in document.clean.to_raw(*one)[:1]]
    return not any(low <= start < high and not tag.start <= start < tag.end for start in starts)


def _speakers(document: Document, spans: Sequence[Span]) -> list["_Speaker"]:
    from rag.finding.evidence import speaker_of  # noqa: PLC0415 - only where a speaker is named

    clean = [c for span in spans for c in document.clean.to_clean(*span)]
    inside = [s for s in document.sentences if any(c.start < s.end and s.start < c.end for c in clean)]
    found = [speaker_of(document, sentence) for sentence in inside]
    return [_Speaker(s.name, s.role) for s in found if s]


@dataclass(frozen=True)
class _Speaker:
    name: str | None
    role: str | None
