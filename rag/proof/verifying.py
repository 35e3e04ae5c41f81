"""A receipt and the documents -> a verdict: do the words still stand where the receipt says, by whom it says?

Only characters are compared; nothing is fuzzy about `holds`. Where they do not hold, the words are traced (`rag.proof.tracing`) to say
why. The structure of a document is read again only where a receipt claims something of it: furniture between two spans, a speaker.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from index.models import Span
from rag.proof.beside import beside
from rag.proof.originals import Original, Originals
from rag.proof.receipts import slice_sha256
from rag.proof.rereading import EMPTY, false_gap, other_speaker
from rag.proof.saved import Receipt
from rag.proof.tracing import find, nearest, pieces, spans_in, squeeze
from rag.proof.wrapping import same_text

ReceiptVerdict = Literal[
    "holds",
    "holds, document changed elsewhere",
    "moved",
    "altered",
    "fabricated",
    "frankenquote",
    "misattributed",
    "missing",  # the document is not in the folder, nor are the words: nothing can be said
]
HOLDING: tuple[ReceiptVerdict, ...] = ("holds", "holds, document changed elsewhere")
_LONGEST = 5_000  # characters; a longer text is no quote, and is not looked for elsewhere
_ALTERED, _PIECED = 0.6, 0.85  # least shares of a quote's letters near one place; in long pieces of several


@dataclass(frozen=True)
class Finding:
    """The verdict on one citation. `reason` in Chinese, "" where it plainly holds; `spans`: where the words stand now, if anywhere.

    `found_in`: the document where they stand, if it is not the one cited; `changed`: the cited document is not the one it was;
    `warnings`: what is shown beside the quote and could not be confirmed, or is otherwise by now.
    """

    n: int
    document: str
    quote: str
    verdict: ReceiptVerdict
    reason: str = ""
    spans: tuple[Span, ...] = ()
    found_in: str | None = None
    changed: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the quote stands where it was cited; with or without a warning."""
        return self.verdict in HOLDING


def verify_receipt(receipt: Receipt, originals: Originals) -> Finding:
    """Check one citation against the documents of a folder.

    Raises:
        OriginalsError: the cited document cannot be read, or there are two of its name.
    """
    found = _verified(receipt, originals)
    original = originals.get(found.found_in or receipt.document)
    if original is None or not (found.holds or found.verdict == "moved"):
        return found
    shown = beside(receipt, original, originals, found.spans, changed=found.changed)
    found = replace(found, warnings=shown.warnings)
    return replace(found, verdict="misattributed", reason=shown.fault) if shown.fault else found


def _verified(receipt: Receipt, originals: Originals) -> Finding:
    base = Finding(receipt.n, receipt.document, receipt.quote, "holds")
    original = originals.get(receipt.document)
    renamed = None if original else originals.by_hash(receipt.sha256)
    original = original or renamed
    if original is None:
        short = receipt.quote.strip() and len(receipt.quote) <= _LONGEST
        return (_elsewhere(receipt, originals, base) if short else None) or replace(
            base, verdict="missing", reason=f"文件夹中没有文档“{receipt.document[:80]}”，别处也没有这段文字"
        )
    base = replace(base, changed=original.sha256 != receipt.sha256)
    if renamed:
        base = replace(base, found_in=renamed.id, reason=f"文件已改名为“{renamed.file}”，内容未变")
    fault = in_place(receipt, original.raw)
    if not fault:
        found = replace(base, spans=receipt.spans)
        if base.changed:
            reason = _what_changed(originals.before(original, receipt.sha256), original.raw)
            found = replace(found, verdict="holds, document changed elsewhere", reason=reason)
        return _attributed(receipt, original, found)
    if fault == "hash" and not base.changed:
        return replace(base, verdict="altered", reason="所记的切片指纹（slice_sha256）与原文不符", spans=receipt.spans)
    if fault == "between":
        reason = "引文由不相连的几处拼成，其间另有正文"
        return replace(base, verdict="frankenquote", reason=reason, spans=receipt.spans)
    if not receipt.quote.strip() or len(receipt.quote) > _LONGEST:
        told = f"引文有 {len(receipt.quote)} 字，不是一段引文" if receipt.quote.strip() else "引文是空的"
        return replace(base, verdict="fabricated", reason=f"{told}，且不在所记的位置")
    return _moved(receipt, original, originals, base) or _lost(receipt, original, originals, base)


def _what_changed(before: str | None, now: str) -> str:
    if before is None:
        return "文档其他地方有改动，本引文未动"
    return "文档只换了编码，文字未变" if before == now else "文档只有换行符变了，本引文的位置未受影响"


def in_place(receipt: Receipt, raw: str) -> str:
    """What keeps a quote from standing at its spans: "outside", "order", "text", "hash" or "between"; "" if it stands there."""
    spans = receipt.spans
    if not spans or any(not 0 <= s.start < s.end <= len(raw) for s in spans):
        return "outside"
    if any(a.end > b.start for a, b in pairwise(spans)):
        return "order"
    between = [raw[a.end : b.start] for a, b in pairwise(spans)]
    if not same_text(receipt.quote, [raw[a:b] for a, b in spans], between):
        return "text"
    if slice_sha256(raw, spans) != receipt.slice_sha256:
        return "hash"
    return "between" if any(not _passable(receipt, raw, Span(a.end, b.start)) for a, b in pairwise(spans)) else ""


def _passable(receipt: Receipt, raw: str, gap: Span) -> bool:
    """Whether between two spans there is nothing but white space, markup, and what the receipt names as furniture.

    That it is furniture is checked in `_attributed` where it does not show by itself.
    """
    kept = list(raw[gap.start : gap.end])
    for named in receipt.gaps:
        for i in range(max(gap.start, named.start), min(gap.end, named.end)):
            kept[i - gap.start] = " "
    return EMPTY.fullmatch("".join(kept)) is not None


def _attributed(receipt: Receipt, original: Original, found: Finding) -> Finding:
    """The finding, unless the document, read again, has other text in a gap or another speaker."""
    reason = false_gap(receipt, original, changed=found.changed) if found.spans == receipt.spans else ""
    if reason:
        return replace(found, verdict="frankenquote", reason=reason)
    reason = other_speaker(receipt, original, found.spans, changed=found.changed)
    return replace(found, verdict="misattributed", reason=reason) if reason else found


def _moved(receipt: Receipt, original: Original, originals: Originals, base: Finding) -> Finding | None:
    """The finding where the words stand elsewhere in the document: shifted by other line endings, or found once."""
    before = originals.before(original, receipt.sha256) if base.changed else None
    if before is not None and not in_place(receipt, before):
        shift = _Shift(before, original.raw)
        spans = tuple(Span(shift(a), shift(b)) for a, b in receipt.spans)
        gaps = tuple(replace(g, start=shift(g.start), end=shift(g.end)) for g in receipt.gaps)
        now = replace(receipt, spans=spans, gaps=gaps)
        moved = replace(base, verdict="moved", spans=spans, reason="只有换行符变了，文字一字未动，位置随之移动")
        found = _attributed(now, original, moved)
        return found if found.verdict != "moved" else moved
    places = find(receipt.quote, original.raw) or _in_clean(receipt, original)
    if not places:
        return None
    if len(places) > 1:
        return replace(base, verdict="moved", reason=f"不在所记的位置，同样的文字在文档中有 {len(places)} 处")
    spans = spans_in(receipt.quote, original.raw, places[0])
    same = receipt.spans and places[0].start < receipt.spans[-1].end and receipt.spans[0].start < places[0].end
    reason = "文字未变，但其间的空白、换行或位置有变" if same else "文字未变，不在所记的位置，在文档别处找到一处"
    moved = replace(base, verdict="moved", spans=spans, reason=reason)
    return _attributed(receipt, original, moved)


class _Shift:
    """Maps offsets of a text to one that differs from it in line endings only."""

    def __init__(self, before: str, after: str) -> None:
        self._before, self._after = _line_starts(before), _line_starts(after)

    def __call__(self, offset: int) -> int:
        """The offset in the later text."""
        line = bisect_right(self._before, offset) - 1
        return self._after[min(line, len(self._after) - 1)] + offset - self._before[line]


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text))]


def _in_clean(receipt: Receipt, original: Original) -> list[Span]:
    """Where a quote over a page break stands: its words in the clean text, which furniture has been moved out of."""
    if all(gap.kind in ("wrap", "blank", "markup") for gap in receipt.gaps):
        return []
    document = original.document
    raw = [document.clean.to_raw(*span) for span in find(receipt.quote, document.clean.text)]
    return [Span(spans[0].start, spans[-1].end) for spans in raw if spans]


def _lost(receipt: Receipt, original: Original, originals: Originals, base: Finding) -> Finding:
    """The finding where the words do not stand in the document: in another one, nearly, in pieces, or nowhere."""
    other = _elsewhere(receipt, originals, base)
    if other:
        return other
    hint = receipt.spans[0] if receipt.spans else None
    close = nearest(receipt.quote, original.raw, hint)
    share = close.share if close else 0.0
    length = max(1, len(squeeze(receipt.quote)[0]))
    if close and close.rest:
        texts = [squeeze(o.raw)[0] for o in (original, *originals.others(original.id))]
        foreign = sum(len(run) * pieces(run, texts) for run in close.rest)
        if foreign and share + foreign / length >= _PIECED:
            return replace(base, verdict="frankenquote", reason="引文由几处的文字拼成，原文中没有这样一句话")
    if close and share >= _ALTERED:
        reason = f"与原文不一致：引文“{close.quoted}”，原文“{close.printed}”"
        return replace(base, verdict="altered", reason=reason, spans=(close.span,))
    return replace(base, verdict="fabricated", reason="文件夹的文档中没有这段文字")


def _elsewhere(receipt: Receipt, originals: Originals, base: Finding) -> Finding | None:
    for other in originals.others(receipt.document):
        places = find(receipt.quote, other.raw)
        if places:
            reason = f"这段文字不在“{receipt.document}”中，在“{other.id}”中"
            spans = spans_in(receipt.quote, other.raw, places[0])
            return replace(base, verdict="misattributed", reason=reason, spans=spans, found_in=other.id)
    return None
