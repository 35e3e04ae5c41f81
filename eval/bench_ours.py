"""The project's side of `make bench`, each part in a process of its own; figures go to standard output as JSON.

```
python -m eval.bench_ours build DOCUMENTS LIBRARY           as `jizheng build`, with a clock on its stages
python -m eval.bench_ours export LIBRARY CHUNKS QUESTIONS COUNT     chunks for the rival, questions for both
python -m eval.bench_ours search LIBRARY QUESTIONS          warm searches
python -m eval.bench_ours ask LIBRARY QUESTIONS             warm answers
```
"""

import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.bench_measure import Stages, memory_now, time_each
from index.building import build_library
from index.embedding import Embedder, open_embedder
from index.library import Library
from index.models import Chunk
from index.settings import IndexSettings

_SEED = 7
_SENTENCE = re.compile(r"(?:^|(?<=[。！？；]))\s*([^\s。！？；][^。！？；]{9,39})(?=[。！？；])")
_TOP_K = 10


class ClockedEmbedder:
    """An embedder whose work counts as a stage of its own."""

    def __init__(self, embedder: Embedder, stages: Stages) -> None:
        self._embedder = embedder
        self._stages = stages

    @property
    def name(self) -> str:
        """The embedder's own name."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the texts."""
        left = self._stages.enter("向量")
        vectors = self._embedder.encode(texts)
        self._stages.enter(left)
        return vectors


def build(documents: Path, library: Path) -> dict[str, object]:
    """Build a library; its stages are those it reports itself, less the embedding."""
    stages = Stages("启动")

    def watch(stage: str, _done: int, _of: int) -> None:
        stages.enter(stage)

    settings = IndexSettings()
    embedder = ClockedEmbedder(open_embedder(settings.model), stages)
    report = build_library(documents, library, settings, watch, embedder)
    totals = report.totals
    return {"documents": totals.documents, "chunks": totals.counts["chunks"], "stages": stages.finish()}


def export(library: Path, chunks: Path, questions: Path, count: int) -> dict[str, object]:
    """Write all chunks as JSON lines and `count` questions made of their sentences, always the same."""
    opened = Library.open(library, IndexSettings())
    sentences: list[str] = []
    with chunks.open("w", encoding="utf-8") as lines:
        for piece in _chunks(opened):
            record = {"key": piece.key, "document": piece.document, "number": piece.number, "text": piece.text}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            sentences += [sentence.replace("\n", "") for sentence in _SENTENCE.findall(piece.text)]
    chosen = random.Random(_SEED).sample(sentences, min(count, len(sentences)))
    questions.write_text(json.dumps(chosen, ensure_ascii=False), "utf-8")
    return {"chunks": len(opened), "questions": len(chosen)}


def _chunks(library: Library) -> Iterator[Chunk]:
    for summary in library.documents():
        yield from library.chunks(summary.id)


def search(library: Path, questions: Path) -> dict[str, object]:
    """Time warm searches of the best 10."""
    opened = Library.open(library, IndexSettings())
    return _timed(lambda question: opened.search(question, _TOP_K), questions)


def ask(library: Path, questions: Path) -> dict[str, object]:
    """Time whole answers."""
    from rag.assistant import open_assistant  # noqa: PLC0415 - searches are measured without it
    from rag.settings import AnswerSettings  # noqa: PLC0415

    return _timed(open_assistant(library, IndexSettings(), AnswerSettings()).ask, questions)


def _timed(answer: Callable[[str], object], questions: Path) -> dict[str, object]:
    return {**time_each(answer, json.loads(questions.read_text("utf-8"))), **memory_now()}


def main(arguments: Sequence[str]) -> None:
    """Run a part."""
    part, first, second, *rest = arguments
    if part == "export":
        figures = export(Path(first), Path(second), Path(rest[0]), int(rest[1]))
    else:
        figures = {"build": build, "search": search, "ask": ask}[part](Path(first), Path(second))
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
