"""What a document amounts to, in numbers: kept beside it, listed without reading it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.filters import Described, describe
from index.models import Article, Chunk, Document

COUNTED = ("characters", "blocks", "sentences", "turns", "attributions", "tables", "rows", "chunks")


@dataclass(frozen=True)
class Summary:
    """A document in numbers. `known`: fingerprint of its manifest entry, "" without one; `warnings`: their messages.

    `joins`: how many of each kind were made in cleaning (`uncertain`: refused). `articles`: in order, with their sources.
    """

    id: str
    file: str
    sha256: str
    known: str
    title: str | None
    characters: int
    blocks: int
    sentences: int
    turns: int
    attributions: int
    tables: int
    rows: int
    chunks: int
    joins: dict[str, int]
    warnings: tuple[str, ...]
    articles: tuple[Described, ...] = ()


@dataclass(frozen=True)
class Totals:
    """Sums over documents."""

    documents: int
    counts: dict[str, int]  # by the names in COUNTED
    joins: dict[str, int]
    warnings: int


def summarise(document: Document, chunks: tuple[Chunk, ...], known: str) -> Summary:
    """Count what a document holds."""
    return Summary(
        id=document.id,
        file=document.file,
        sha256=document.sha256,
        known=known,
        title=document.articles[0].title.value if document.articles else None,
        characters=len(document.raw),
        blocks=len(document.blocks),
        sentences=len(document.sentences),
        turns=len(document.turns),
        attributions=len(document.attributions),
        tables=len(document.tables),
        rows=sum(len(table.rows) for table in document.tables),
        chunks=len(chunks),
        joins=dict(sorted(Counter(join.kind for join in document.clean.joins).items())),
        warnings=tuple(warning.message for warning in document.warnings),
        articles=tuple(describe(article, sum(within(article, c) for c in chunks)) for article in document.articles),
    )


def within(article: Article, chunk: Chunk) -> bool:
    """Whether a chunk is of an article: it begins there."""
    return article.start <= chunk.spans[0].start < article.end


def total(summaries: Iterable[Summary]) -> Totals:
    """Add summaries up."""
    summaries = list(summaries)
    joins: Counter[str] = Counter()
    for summary in summaries:
        joins.update(summary.joins)
    return Totals(
        documents=len(summaries),
        counts={name: sum(getattr(summary, name) for summary in summaries) for name in COUNTED},
        joins=dict(sorted(joins.items())),
        warnings=sum(len(summary.warnings) for summary in summaries),
    )
