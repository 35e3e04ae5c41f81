"""What the other documents of a folder say of the documents a saved answer cites: repealed, replaced, or out in a revised edition.

The answer holds all the same: its quotes stand where they stood. Whoever reads it years later is told that its source has ended.
"""

import re
from collections.abc import Iterator

from rag.models import Superseded
from rag.proof.originals import Original, Originals
from rag.proof.repeals import CUES, core_of, said_of
from rag.proof.saved import Receipt, SavedAnswer

_LEAST = 4  # letters of a title that names one document
_SHOWN = 60  # characters of the words that end a document


def overtaken(answer: SavedAnswer, originals: Originals) -> Iterator[str]:
    """A warning (Chinese) for each document cited that another one of the folder says is no longer in force.

    Only characters decide which documents are read again: one that names neither the title nor an end of anything is not.
    """
    told: set[tuple[str, str]] = set()
    for receipt in answer.citations:
        original = originals.get(receipt.document) or originals.by_hash(receipt.sha256)
        title = receipt.title or (_own_title(original) if original else None)
        if original is None or not title or (original.id, title) in told or _known(receipt):
            continue
        told.add((original.id, title))
        ended = next(_endings(title, receipt, original, originals), None)
        if ended:
            yield _in_words(title, ended)


def _known(receipt: Receipt) -> bool:
    """Whether the answer says so itself."""
    return receipt.standing is not None and receipt.standing.superseded is not None


def _own_title(original: Original) -> str | None:
    return original.document.articles[0].title.value if original.document.articles else None


def _endings(title: str, receipt: Receipt, original: Original, originals: Originals) -> Iterator[Superseded]:
    core = core_of(title)
    if len(core) < _LEAST:
        return
    date = receipt.date.value if receipt.date else None
    for other in originals.others(original.id):
        text = other.squeezed
        if re.sub(r"[（(].*$", "", core) not in text or not any(cue in text for cue in CUES):
            continue
        for article in other.document.articles:
            found = said_of(title, date, other.document, article)
            if found:
                yield found


def _in_words(title: str, ended: Superseded) -> str:
    by = f"《{ended.by}》" if ended.by else f"“{ended.document}”"
    if ended.how == "revision":
        return f"《{title}》有修订后的版本，见{by}（文档“{ended.document}”），引用前请核对"
    return (
        f"《{title}》已被另一份资料写明不再有效：“{ended.words[:_SHOWN]}”（{by}，文档“{ended.document}”），引用前请核对"
    )
