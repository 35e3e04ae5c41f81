"""Reading made-up text in tests."""

import hashlib
from functools import cache
from pathlib import Path

from index.loading import Source, list_folder, load
from index.models import Block, Document
from index.reading import read

SEEDS = Path(__file__).parent.parent / "seeds"


def document(raw: str, name: str = "made-up") -> Document:
    """A document read from a text in memory."""
    return read(Source(name, f"{name}.txt", hashlib.sha256(raw.encode()).hexdigest(), "utf-8", raw))


def sentences(doc: Document) -> list[str]:
    """The texts of all sentences, in order."""
    return [doc.text(s.start, s.end) for s in doc.sentences]


def blocks(doc: Document, kind: str) -> list[str]:
    """The texts of the blocks of one kind."""
    return [doc.text(b.start, b.end) for b in doc.blocks if b.kind == kind]


def under(doc: Document, text: str) -> Block:
    """The block that holds a text."""
    at = doc.clean.text.index(text)
    return next(b for b in doc.blocks if b.start <= at < b.end)


@cache
def seeds() -> dict[str, Document]:
    """The five source documents as read, by the number their file name begins with."""
    listing = list_folder(SEEDS)
    return {path.name[:3]: read(load(path, listing)) for path in listing.files}
