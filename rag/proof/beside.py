"""What is shown beside a quote (heading path, title, issuer, date, kind, level, standing), derived again and compared.

From the folder's manifest where it has an entry for the very bytes cited, else from the text. What contradicts them is a fault of the
receipt; what nothing here can confirm, or what was found out since (the source has been repealed), is a warning.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import UNKNOWN, Article, Block, Fact, Span
from index.standing import level_of
from rag.proof.originals import Original, Originals
from rag.proof.receipts import slices
from rag.proof.saved import Receipt, SavedStanding
from rag.proof.tracing import squeeze

_NAMES = {"title": "题名", "issuer": "发布者", "date": "日期", "kind": "文种", "level": "级别", "section": "章节"}
_SHOWN = 80  # characters of a heading path in a message
_HEADINGS = ("heading", "title")


@dataclass(frozen=True)
class Beside:
    """What does not fit beside a quote: `fault`, "" if nothing is false, and `warnings` (Chinese)."""

    fault: str = ""
    warnings: tuple[str, ...] = ()


def beside(
    receipt: Receipt, original: Original, originals: Originals, spans: Sequence[Span], *, changed: bool
) -> Beside:
    """Compare what a receipt says beside its quote with what its document and the folder's manifest say.

    `spans`: where the quote stands now; `changed`: the document's bytes are not those cited, so that only its manifest can contradict.
    """
    if not spans:
        return Beside()
    told = originals.article_of(receipt.sha256, receipt.spans[0].start if receipt.spans else 0)
    faults: list[str] = []
    warnings: list[str] = []
    if told:
        faults += _against(receipt, told, changed=changed)
        warnings += _since(receipt, told)
    else:
        warnings += [*_unconfirmed(receipt, original, spans), *_level_from(receipt)]
        faults += _unprinted(receipt, original, changed=changed)
    for fault, sure in (*_section(receipt, original, spans), *_ended(receipt, original, originals)):
        (faults if sure and not changed else warnings).append(fault)
    return Beside(faults[0] if faults else "", tuple(dict.fromkeys(warnings)))


def _given(receipt: Receipt) -> Iterator[tuple[str, str | None, str | None]]:
    """Each field shown, its value, and how it is said to be known (None where that is not said)."""
    yield "title", receipt.title, None
    standing = receipt.standing
    yield "issuer", receipt.issuer, standing.issuer if standing else None
    if receipt.date:
        yield "date", receipt.date.value, receipt.date.how
    if standing:
        yield "kind", standing.kind.value, standing.kind.how


def _against(receipt: Receipt, told: Article, *, changed: bool) -> Iterator[str]:
    for name, value, how in _given(receipt):
        fact: Fact = getattr(told, name)
        if value is not None and value != fact.value:
            theirs = f"为“{fact.value}”" if fact.value is not None else "没有写明"
            yield f"所注{_NAMES[name]}“{value}”与资料清单不符，清单{theirs}"
        elif value is not None and how is not None and how != fact.how and not changed:
            yield f"所注{_NAMES[name]}“{value}”的依据（{how}）与资料清单（{fact.how}）不符"
    level = receipt.standing.level if receipt.standing else None
    own = level_of(told)
    if level and (level.value, level.how) != (own.value, own.how):
        yield f"所注{_NAMES['level']}“{level.value}”与资料清单不符，按清单为“{own.value or '不明'}”"


def _since(receipt: Receipt, told: Article) -> Iterator[str]:
    """What the manifest says now and the receipt did not."""
    for name, value, _ in _given(receipt):
        fact: Fact = getattr(told, name)
        if value is None and fact.value is not None and name != "title":
            yield f"资料清单现注明“{receipt.document}”的{_NAMES[name]}为“{fact.value}”，作答时没有"
    ended = receipt.standing.superseded if receipt.standing else None
    if told.superseded_by.value is not None and receipt.standing and ended is None:
        yield f"资料清单现注明“{receipt.document}”已被替代或废止：{told.superseded_by.value}"


def _unconfirmed(receipt: Receipt, original: Original, spans: Sequence[Span]) -> Iterator[str]:
    """What only a manifest could tell, where there is none for these bytes."""
    own = _own_article(original, spans)
    names = [
        _NAMES[name]
        for name, value, how in _given(receipt)
        if value is not None and how != "text" and value != getattr(own, name).value and not _printed(value, original)
    ]
    if names:
        yield f"没有“{receipt.document}”的资料清单，所注{'、'.join(names)}无从核对"


def _unprinted(receipt: Receipt, original: Original, *, changed: bool) -> Iterator[str]:
    """What is said to be printed in the text, and is not."""
    for name, value, how in _given(receipt):
        if value is not None and how == "text" and not changed and not _printed(value, original):
            yield f"所注{_NAMES[name]}“{value}”说是见于原文，原文中没有"


def _printed(value: str, original: Original) -> bool:
    return squeeze(value)[0] in original.squeezed


def _own_article(original: Original, spans: Sequence[Span]) -> Article:
    document = original.document
    clean = document.clean.to_clean(*spans[0])
    return document.article_at(clean[0].start if clean else 0)


def _level_from(receipt: Receipt) -> Iterator[str]:
    """A level that does not follow from the issuer and the kind that are shown; a manifest may have told it."""
    standing = receipt.standing
    if standing is None or standing.level.how != "inferred":
        return
    issuer = Fact(receipt.issuer, "inferred") if receipt.issuer else UNKNOWN
    kind = Fact(standing.kind.value, "inferred") if standing.kind.value else UNKNOWN
    found = level_of(Article(0, 0, UNKNOWN, issuer, kind)).value
    if found != standing.level.value:
        yield f"没有“{receipt.document}”的资料清单，所注级别“{standing.level.value}”不能由发布者和文种推得（应为“{found or '不明'}”）"


def _section(receipt: Receipt, original: Original, spans: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """Another heading path than the document's at the quote; sure where a heading shown is none of it, or heads another part.

    A heading that stands in the document, though reading no longer takes it for one, may have been read as one before.
    """
    document = original.document
    clean = document.clean.to_clean(*spans[0])
    block = next((b for b in document.blocks if clean and b.start <= clean[0].start < b.end), None)
    if block is None or tuple(receipt.section) == block.path:
        return
    shown, own = (" › ".join(path)[:_SHOWN] or "（无）" for path in (receipt.section, block.path))
    strange = [h for h in receipt.section if h not in block.path]
    sure = any(h in _headings(document.blocks, document.clean.text) or not _printed(h, original) for h in strange)
    yield f"所注章节“{shown}”与原文不符，重读所得为“{own}”", sure


def _headings(blocks: Sequence[Block], text: str) -> frozenset[str]:
    heads = {re.sub(r"^#+\s*", "", text[b.start : b.end]) for b in blocks if b.kind in _HEADINGS}
    return frozenset(heads | {part for b in blocks for part in b.path})


def _ended(receipt: Receipt, original: Original, originals: Originals) -> Iterator[tuple[str, bool]]:
    """Words that a receipt says put its source out of force, and that do not stand where it says."""
    ended = receipt.standing.superseded if isinstance(receipt.standing, SavedStanding) else None
    if ended is None or ended.how == "manifest" or not ended.spans:
        return
    where = original if ended.document is None else originals.get(ended.document)
    if where is None:
        yield f"所说不再有效的依据在“{ended.document}”中，文件夹中没有这份文档", False
        return
    if squeeze(slices(where.raw, ended.spans))[0] != squeeze(ended.words)[0]:
        yield f"所说不再有效的依据“{ended.words[:40]}”不在所记的位置", ended.document is None
