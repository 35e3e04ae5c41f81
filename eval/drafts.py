"""Drafts of cases, as people write them (a quote, no offsets), made into cases: spans and hashes are found by machine."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from eval.cases import parse
from eval.locating import Squeezed, anywhere, bare, locate, quote_of, squeeze
from eval.models import Case, Range

_LEAST_ALIKE = 12  # characters from which an equal sentence elsewhere says the same: a reprint is as good a proof


def squeezed(raw: Mapping[str, str]) -> dict[str, Squeezed]:
    """Documents as quotes are looked up in them."""
    return {name: squeeze(text) for name, text in raw.items()}


def complete(
    draft: Mapping[str, Any], documents: Mapping[str, Squeezed], raw: Mapping[str, str], sha256: Mapping[str, str]
) -> Case:
    """A draft as a case: each piece of evidence gets spans and hash, reprints are added to its group.

    Evidence of a draft: {"doc", "quote" or "pieces" (parts with furniture or other cells between), "group"}.

    Raises:
        ValueError: a quote stands nowhere, or in other documents only (they are named); or a field is wrong.
    """
    evidence = [found for item in draft.get("evidence", ()) for found in _evidence(item, documents, raw, sha256)]
    return parse(json.dumps({**draft, "evidence": evidence}))


def _evidence(
    item: Mapping[str, Any], documents: Mapping[str, Squeezed], raw: Mapping[str, str], sha256: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    name = str(item.get("doc", ""))
    pieces = [str(p) for p in item.get("pieces") or [item.get("quote", "")]]
    if name not in documents:
        raise ValueError(f"没有文档“{name}”，可选：{'、'.join(sorted(documents))}")
    places = locate(pieces, documents[name])
    if not places:
        elsewhere = "、".join(anywhere(pieces, documents))
        raise ValueError(
            f"文档“{name}”中没有“{''.join(pieces)[:40]}”"
            + (f"；它在 {elsewhere} 中" if elsewhere else "；若被页码、页眉或表格隔开，请分段写入 pieces")
        )
    alike = len(bare("".join(pieces))) >= _LEAST_ALIKE
    found = [(name, place) for place in (places if alike else places[:1])]
    if alike:
        others = {other: document for other, document in documents.items() if other != name}
        found += [(other, place) for other, found in anywhere(pieces, others).items() for place in found]
    for doc, spans in found:
        yield _item(doc, spans, int(item.get("group", 1)), raw, sha256)


def _item(
    doc: str, spans: tuple[Range, ...], group: int, raw: Mapping[str, str], sha256: Mapping[str, str]
) -> dict[str, Any]:
    quote = quote_of(raw[doc], spans)
    return {"doc": doc, "sha256": sha256[doc], "quote": quote, "spans": [list(s) for s in spans], "group": group}
