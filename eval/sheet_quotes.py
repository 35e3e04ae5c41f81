"""Where the quotes of a sheet stand in the documents, and what to tell of one that does not."""

import re
from collections.abc import Mapping

from eval.locating import Squeezed, anywhere, bare, locate

_LEAST_ALIKE = 4  # characters of a quote that must stand in a document before it is said where they differ


def cuts(quote: str) -> list[list[str]]:
    """A quote as one piece (some texts have “……” in them), then as the pieces between “……”."""
    pieces = [piece for piece in re.split(r"[…⋯]{2,}|\.{6}", quote) if bare(piece)]
    return [[quote], pieces] if pieces and pieces != [quote] else [[quote]]


def nowhere(quote: str, name: str, documents: Mapping[str, Squeezed]) -> str:
    """What to tell of a quote that is not in its document: where else it is, or from which character on it differs."""
    where = f"文档“{name}”中" if name else "各文档中都"
    elsewhere = [found for pieces in cuts(quote) for found in anywhere(pieces, documents)]
    if elsewhere:
        return f"{where}没有“{quote}”；它在 {'、'.join(elsewhere[:5])} 中，请改“文档”列"
    searched = [documents[name]] if name else list(documents.values())
    pieces = cuts(quote)[-1]
    if any(all(locate([piece], text) for piece in pieces) for text in searched):
        return f"“{quote}”各段都在，但次序不同或相隔太远；请分写在“引文”“引文2”等列"
    found = (_alike(piece, text) for piece in pieces for text in searched)
    alike, there = max(found, key=lambda pair: len(pair[0]), default=("", ""))
    near = f"：到“{alike[-12:]}”为止相符，其后原文是“{there}”" if len(alike) >= _LEAST_ALIKE else ""
    return f"{where}没有“{quote}”{near}；请从原文照抄，中间略去的用“……”隔开"


def _alike(piece: str, document: Squeezed) -> tuple[str, str]:
    """The longest beginning of a piece that stands in a document, and how the document goes on there; the whole counts as none."""
    key = bare(piece)
    low, high = 0, len(key)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if key[:middle] in document.text else (low, middle - 1)
    at = document.text.find(key[:low]) + low
    return ("", "") if low == len(key) else (key[:low], document.text[at : at + 12])
