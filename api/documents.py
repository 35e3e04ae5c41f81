"""Documents for the reader view: blocks with raw offsets, raw and clean text, and the map between them."""

from typing import Any

import msgspec

from index.models import Article, Block, Document, Fact
from index.rules import RULES
from index.standing import level_of
from rag.finding.retrieval import Shelf


def listing(shelf: Shelf) -> dict[str, Any]:
    """All documents of a library, in short."""
    return {"library": shelf.version, "documents": [msgspec.to_builtins(item) for item in shelf.documents()]}


def reader(document: Document) -> dict[str, Any]:
    """A document whole.

    `raw` is the stored text, `clean` the readable one. `pieces` [clean, raw, length] say which characters are the same;
    `dropped` [start, end, kind] are raw characters the clean text leaves out. Blocks carry clean offsets and raw spans.
    `rules` put the rules by which cells were inferred into words.
    """
    return {
        "id": document.id,
        "file": document.file,
        "sha256": document.sha256,
        "encoding": document.encoding,
        "articles": [_article(document, article) for article in document.articles],
        "blocks": [_block(document, block) for block in document.blocks],
        "turns": msgspec.to_builtins(document.turns),
        "tables": msgspec.to_builtins(document.tables),
        "rules": RULES,
        "warnings": msgspec.to_builtins(document.warnings),
        "raw": document.raw,
        "clean": {
            "text": document.clean.text,
            "pieces": msgspec.to_builtins(document.clean.pieces),
            "dropped": msgspec.to_builtins(document.clean.dropped),
            "joins": msgspec.to_builtins(document.clean.joins),
            "inferences": msgspec.to_builtins(document.clean.inferences),
        },
    }


def _article(document: Document, article: Article) -> dict[str, Any]:
    facts: dict[str, Fact] = {
        "title": article.title,
        "issuer": article.issuer,
        "kind": article.kind,
        "date": article.date,
        "copyright": article.copyright,
        "level": level_of(article),
        "superseded_by": article.superseded_by,
    }
    spans = document.clean.to_raw(article.start, article.end)
    return {"start": article.start, "end": article.end, "spans": spans[:1] and [spans[0].start, spans[-1].end]} | {
        name: {"value": f.value, "how": f.how, "spans": list(f.raw_spans), "source": f.source}
        for name, f in facts.items()
    }


def _block(document: Document, block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "start": block.start,
        "end": block.end,
        "spans": list(document.clean.to_raw(block.start, block.end)),
        "level": block.level,
        "path": list(block.path),
        "path_certain": block.path_certain,
        "turn": block.turn,
        "table": block.table,
        "text": document.text(block.start, block.end),
    }
