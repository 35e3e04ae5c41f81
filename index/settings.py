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
    """How word and meaning scores become one: word score / highest that the query allows + `meaning_weight` * cosine.

    The share of the highest possible score (Bruch et al. 2023, theoretical scaling) says how well the words meet the question at all:
    where they hardly do, meaning decides; divided by the best score at hand, words outweigh it always. On the dev sets, by words
    alone, best score + .5, highest + .3: newsqa R@10 .660 .677 .679, lay legal questions R@5/100 .503/.727 .532/.769 .565/.812 (on
    unseen laws .658/.803 .658/.855 .671/.882), headlines R@1 .705 .708 .719, drcd R@1/10 .942/.997 .942/.997 .939/.995; at .5 drcd
    loses another point at R@1.

    That is the sum of both. Three things more put passages in order, chosen on the same sets and given here as R@1/5/10 without
    and with all of them, 300 questions of each: newsqa .304/.604/.659 .308/.626/.678, lay legal questions .310/.568/.606
    .361/.600/.652, headlines .663/.912/.951 .719/.912/.951, drcd .928/.976/.983 .949/.976/.986. `closeness_weight`: for the square
    of `index.search.closeness` in the `read` best. `elsewhere`: taken from local rules where no place is asked for
    (`index.search.jurisdiction`). `lay_weight`: added to `meaning_weight`, for each part of the highest word score by which the best
    passage falls short of `met`: where the words hardly stand anywhere, meaning decides.
    """

    meaning_weight: float = 0.3
    candidates: int = 200  # best chunks of each side that are scored on both
    closeness_weight: float = 0.2
    read: int = 30  # as many as an answer is drawn from
    elsewhere: float = 0.15
    met: float = 0.25
    lay_weight: float = 3.0


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
