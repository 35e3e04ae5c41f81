"""Settings of a library: one frozen object, passed in."""

from dataclasses import dataclass, field
from pathlib import Path

from index.chunking import ChunkSettings


@dataclass(frozen=True)
class WordSettings:
    """BM25 (Lucene's form). Chosen on the dev sets: newsqa, drcd, xwlb and lay legal questions over all laws."""

    k1: float = 0.8  # how soon repeating a term stops helping
    b: float = 0.5  # how much long chunks are held back


@dataclass(frozen=True)
class FusionSettings:
    """How word and meaning scores become one: word score / best word score + `meaning_weight` * cosine.

    0.5 chosen on the dev sets with the shipped model: everything but drcd gains over words alone (newsqa R@10 .766 -> .773, drcd
    R@1/10 .924/.986 -> .920/.991, xwlb R@1 .607 -> .633, lay questions over all laws R@10/100 .556/.762 -> .589/.795); at 0.7
    and above drcd loses more than the others gain.
    """

    meaning_weight: float = 0.5
    candidates: int = 100  # best chunks of each side that are scored on both


@dataclass(frozen=True)
class IndexSettings:
    """Everything a library depends on beside its documents.

    `model`: folder of a sentence-transformers model; None is the shipped one. `workers`: processes that read documents.
    A library is refused where `model` or `chunks` differ from those it was built with; the others apply to any library.
    """

    model: Path | None = None
    chunks: ChunkSettings = field(default_factory=ChunkSettings)
    words: WordSettings = field(default_factory=WordSettings)
    fusion: FusionSettings = field(default_factory=FusionSettings)
    workers: int = 2
    most_hits: int = 1000  # whatever is asked for: FAISS kills the process at k = 10**9
