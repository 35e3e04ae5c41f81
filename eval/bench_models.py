"""`make bench-models`: how well each way of searching finds, on the development sets, over libraries built by the product.

```
python -m eval.bench_models --corpora DIR [--questions N] [--out FILE]
```
All ways search the same chunks in the same run: BM25 over jieba's words (bm25s), the product's words (characters and pairs),
meaning, both fused, and the fused ones put in order by the ranker. Right is a chunk of a right document that holds the answer, or
the beginning of the article of law. No thresholds: figures are for people to judge.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.library import Library
from index.models import Chunk
from index.reader.inputs import Candidate
from index.reader.model import shipped as shipped_reader
from index.training.exclusion import letters
from rag.asking.questions import analyse
from rag.choosing.ranker import shipped
from rag.choosing.reranking import rerank
from rag.choosing.scoring import weigh
from rag.finding.evidence import Found, Unit, units_of
from rag.finding.features import features, lens_of
from rag.finding.retrieval import retrieve
from rag.language.lexicon import bigrams, fold
from rag.settings import AnswerSettings
from rag.training.pools import POOLS, Asked, Pool, sample
from rag.training.reranker import CANDIDATES, library_of

CUTS = (1, 5, 10, 100)
TOPS = (1, 2, 3)
Search = Callable[[str], Sequence[Chunk]]


@dataclass(frozen=True)
class Finding:
    """A way of searching on a set: share of questions with a right chunk among the first `CUTS`, and the median time in ms."""

    set: str
    questions: int
    chunks: int
    way: str
    recall: tuple[float, ...]
    ms: float


@dataclass(frozen=True)
class Reading:
    """A way of ranking the sentences of the right document: share of questions with the answer in the first `TOPS`."""

    set: str
    questions: int
    way: str
    top: tuple[float, ...]


class JiebaWords:
    """BM25 over jieba's words of all chunks of a library: what most programs would do."""

    def __init__(self, library: Library) -> None:
        import bm25s  # noqa: PLC0415 - of the development packages
        import rjieba  # noqa: PLC0415

        self._cut = rjieba.Jieba().cut_for_search
        self._chunks = [chunk for summary in library.documents() for chunk in library.chunks(summary.id)]
        self._index = bm25s.BM25(k1=1.2, b=0.75)
        self._index.index([self._words(chunk.key) for chunk in self._chunks], show_progress=False)

    def search(self, query: str) -> list[Chunk]:
        """The best hundred chunks."""
        scores = self._index.get_scores(self._words(query))
        return [self._chunks[i] for i in np.argsort(-scores, kind="stable")[: CUTS[-1]] if scores[i] > 0]

    def _words(self, text: str) -> list[str]:
        return [word for word in self._cut(fold(text)) if word.strip() and letters(word)]


def ways(library: Library) -> dict[str, Search]:
    """The ways of searching a library, by name."""

    def chunks(how: str) -> Search:
        return lambda query: [hit.chunk for hit in library.search(query, CUTS[-1], how)]  # type: ignore[arg-type]

    def ranked(query: str) -> list[Chunk]:
        question = analyse(query)
        evidence = retrieve(question, library, CANDIDATES)
        first = [found.chunk for found in rerank(question, evidence)]
        rest = [hit.chunk for hit in library.search(query, CUTS[-1])]
        seen = {(chunk.document, chunk.number) for chunk in first}
        return [*first, *(chunk for chunk in rest if (chunk.document, chunk.number) not in seen)]

    return {
        "BM25, jieba's words": JiebaWords(library).search,
        "BM25, characters and pairs": chunks("words"),
        "meaning (static)": chunks("meaning"),
        "fused": chunks("fused"),
        "fused + ranker": ranked,
    }


def measure(library: Library, name: str, asked: Sequence[Asked]) -> Iterator[Finding]:
    """Every way of searching on one set of questions."""
    total = len(library)
    for way, search in ways(library).items():
        ranks, times = [], []
        for one in tqdm(asked, desc=f"{name}: {way}", unit="问", file=sys.stderr):
            started = time.perf_counter()
            found = search(one.query)
            times.append((time.perf_counter() - started) * 1000)
            ranks.append(next((n for n, chunk in enumerate(found, 1) if one.right(chunk)), CUTS[-1] + 1))
        recall = tuple(sum(rank <= cut for rank in ranks) / len(ranks) for cut in CUTS)
        yield Finding(name, len(asked), total, way, recall, statistics.median(times))


def read(library: Library, name: str, asked: Sequence[Asked]) -> list[Reading]:
    """How often the answer stands in the first sentences of the right document: rare bigrams, the ranker, with the reader."""
    ranks: dict[str, list[int]] = {"rare bigrams shared": [], "ranker": [], "ranker + reader": []}
    for one in tqdm(asked, desc=f"{name}: sentences", unit="问", file=sys.stderr):
        units = _units(library, one.documents[0])
        holds = [any(fold(answer) in fold(unit.text) for answer in one.answers) for unit in units]
        if not any(holds):
            continue
        for way, scores in zip(ranks, _scores(one.query, units), strict=True):
            best = max(score for score, held in zip(scores, holds, strict=True) if held)
            ranks[way].append(1 + sum(score > best for score in scores))
    return [
        Reading(name, len(found), way, tuple(sum(rank <= top for rank in found) / len(found) for top in TOPS))
        for way, found in ranks.items()
        if found
    ]


def _units(library: Library, document: str) -> list[Unit]:
    whole = library.document(document)
    units: dict[object, Unit] = {}
    for chunk in library.chunks(document):
        for unit in units_of(Found(chunk, 0, 1.0, 0.0), whole):
            units.setdefault(unit.key, unit)
    return list(units.values())


def _scores(query: str, units: Sequence[Unit]) -> tuple[list[float], ...]:
    question = analyse(query)
    found = list(dict.fromkeys(unit.found for unit in units))
    lens = lens_of(question, weigh(question, found))
    texts = [fold(unit.text) for unit in units]
    grams = set(bigrams(fold(query)))
    rarity = {gram: np.log((len(texts) + 1) / (0.5 + sum(gram in text for text in texts))) for gram in grams}
    shared = [float(sum(worth for gram, worth in rarity.items() if gram in text)) for text in texts]
    ranked = [shipped().measure(features(lens, unit)).score for unit in units]
    return shared, ranked, _read_too(query, units, ranked)


def _read_too(query: str, units: Sequence[Unit], ranked: Sequence[float]) -> list[float]:
    """The ranker's scores with the reader's, the best of them alone; the others stay below these."""
    reader, few = shipped_reader(), AnswerSettings()
    if reader is None:
        return list(ranked)
    near = sorted(range(len(units)), key=lambda i: -ranked[i])[: few.read]
    read = reader.score(query, [Candidate(units[i].text, units[i].before, units[i].headings) for i in near])
    both = {i: ranked[i] + few.reader_weight * float(score) for i, score in zip(near, read, strict=True)}
    least = min(both.values(), default=0.0)
    return [both.get(i, least - 1 + ranked[i] - max(ranked)) for i in range(len(units))]


def bench(pool: Pool, most: int) -> tuple[list[Finding], list[Reading]]:
    """All figures of one pool."""
    findings: list[Finding] = []
    readings: list[Reading] = []
    with library_of(pool) as library:
        for name, asked in pool.questions.items():
            some = sample(asked, most)
            findings += measure(library, name, some)
            if any(one.answers for one in some):
                readings += read(library, name, some)
    return findings, readings


def markdown(findings: Sequence[Finding], readings: Sequence[Reading]) -> str:
    """The figures as tables."""
    lines = ["| set (questions, chunks) | way | " + " | ".join(f"R@{k}" for k in CUTS) + " | ms |"]
    lines.append("|---|---|" + "---:|" * (len(CUTS) + 1))
    lines += [
        f"| {f.set} ({f.questions}, {f.chunks:,}) | {f.way} | {' | '.join(f'{r:.3f}' for r in f.recall)} | {f.ms:.1f} |"
        for f in findings
    ]
    lines += [
        "",
        "| sentences of the right document (questions) | way | " + " | ".join(f"top {k}" for k in TOPS) + " |",
    ]
    lines.append("|---|---|" + "---:|" * len(TOPS))
    lines += [f"| {r.set} ({r.questions}) | {r.way} | {' | '.join(f'{t:.3f}' for t in r.top)} |" for r in readings]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write the figures where asked to."""
    options = argparse.ArgumentParser(prog="python -m eval.bench_models", description="比较各种检索方式")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--questions", type=int, default=400, help="每个集合最多问多少题")
    options.add_argument("--out", type=Path, help="把数字写到这个 JSON 文件")
    given = options.parse_args(arguments)
    findings: list[Finding] = []
    readings: list[Reading] = []
    for make in POOLS:
        one = bench(make(given.corpora, "dev"), given.questions)
        findings, readings = findings + one[0], readings + one[1]
    print(markdown(findings, readings))
    if given.out:
        written = {"findings": [asdict(f) for f in findings], "readings": [asdict(r) for r in readings]}
        given.out.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
