"""Questions over small libraries of one topic: the units found, with what the shipped ranker says of each.

A library holds 60 passages that lie near each other, as a user's does: words that all its passages share tell nothing there,
and wrong sentences are near. What is found is stored, for building the libraries takes minutes.
"""

import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sklearn.cluster import MiniBatchKMeans

from index.building import build_library
from index.embedding import open_embedder
from index.library import Library
from index.models import Document
from index.settings import IndexSettings
from index.training.corpora import Row, read_rows
from index.training.encoder.examples import held_back
from index.training.exclusion import Exclusion
from rag.asking.questions import analyse
from rag.choosing.ranker import shipped
from rag.choosing.scoring import distinctive, rate, weigh
from rag.finding.evidence import Found, Unit, units_of
from rag.finding.features import features, lens_of
from rag.finding.retrieval import Evidence, retrieve
from rag.language.lexicon import fold
from rag.short_answers.short import short_answer

_LIBRARY = 60  # passages of one library
_CANDIDATES = 30  # passages found for a question
_KEPT = 40  # units kept, by the ranker, beside those of the question's own passage
_SEED = 1


@dataclass(frozen=True)
class Stored:
    """A unit found: text and context, the shipped ranker's score, whether it is of the right passage and holds an answer.

    `rated`, `met`: what an answer orders units by: the ranker's score with what the rules add to it, and whether the unit meets
    the question's constraints. `found`: whether retrieval found it (units of the right passage are kept in any case). `short`: what
    the shipped rules would give as the short answer.
    """

    text: str
    before: str
    heading: str
    ranker: float
    rated: float
    met: bool
    own: bool
    right: bool
    found: bool
    short: str | None


@dataclass(frozen=True)
class Posed:
    """A question with its units, those first that meet its constraints, by their rating; its kind, and the answers."""

    query: str
    kind: str
    answers: tuple[str, ...]
    units: tuple[Stored, ...]


Rows = Callable[[], Sequence[Row]]


def questions(corpora: Path, name: str, exclusion: Exclusion, *, held: bool) -> list[Row]:
    """The rows of a set that may be asked; `held`: only of passages held back from the reader's training."""
    rows = [r for r in read_rows(corpora, name) if r.get("answers")]
    rows = [r for r in rows if not exclusion.forbids(r["query"]) and not exclusion.forbids(r["passage"])]
    return [r | {"asked": held_back(str(r["passage"])) if held else True} for r in rows]


def posed(rows: Sequence[Row], most: int) -> Iterator[Posed]:
    """About `most` of the questions over libraries of all the rows' passages, in a fixed order."""
    passages = list(dict.fromkeys(str(r["passage"]) for r in rows))
    by_passage: dict[str, list[Row]] = {}
    for row in rows:
        if row["asked"]:
            by_passage.setdefault(str(row["passage"]), []).append(row)
    kept = min(1.0, most / max(1, sum(map(len, by_passage.values()))))
    chance = random.Random(_SEED)
    for group in _by_topic(passages):
        asked = [(i, row) for i in group for row in by_passage.get(passages[i], ()) if chance.random() < kept]
        if asked:
            with tempfile.TemporaryDirectory(prefix="jizheng-pools-") as folder:
                yield from _of_library(Path(folder), {i: passages[i] for i in group}, asked)


def _by_topic(passages: Sequence[str]) -> list[list[int]]:
    vectors = open_embedder(None).encode(passages)
    clusters = max(1, len(passages) // (3 * _LIBRARY))
    labels = MiniBatchKMeans(clusters, random_state=0, n_init=3).fit_predict(vectors)
    order = sorted(range(len(passages)), key=lambda i: (labels[i], i))
    return [order[i : i + _LIBRARY] for i in range(0, len(order), _LIBRARY)]


def _of_library(folder: Path, passages: dict[int, str], asked: Sequence[tuple[int, Row]]) -> Iterator[Posed]:
    documents = folder / "documents"
    documents.mkdir()
    for i, text in passages.items():
        (documents / f"d{i:06}.txt").write_text(text, encoding="utf-8")
    settings = IndexSettings(workers=1)
    build_library(documents, folder / "library", settings)
    library = Library.open(folder / "library", settings)
    try:
        for i, row in asked:
            found = _posed(library, f"d{i:06}", row)
            if found is not None:
                yield found
    finally:
        library.close()


def _posed(library: Library, gold: str, row: Row) -> Posed | None:
    question = analyse(str(row["query"]))
    evidence = retrieve(question, library, _CANDIDATES)
    if not question.terms or not evidence.units:
        return None
    weights = weigh(question, evidence.found)
    lens = lens_of(question, weights, [fold(f.chunk.key) for f in evidence.found])
    about = distinctive(evidence.found, weights)
    answers = tuple(str(a) for a in row["answers"])
    wanted = [fold(a) for a in answers]
    units = []
    for unit in [*evidence.units, *_missed(evidence, library.document(gold), library)]:
        own = unit.document.id == gold
        right = own and any(a in fold(unit.text) for a in wanted)
        score = shipped().measure(features(lens, unit)).score
        short = short_answer(question, unit, weights) if right else None
        rated = rate(lens, unit, about)
        context = unit.before, unit.headings, score, rated.score, not rated.unmet
        found = unit.found.rank < _CANDIDATES
        units.append(
            Stored(unit.text, *context, own=own, right=right, found=found, short=short.text if short else None)
        )
    units.sort(key=lambda u: (not u.met, -u.rated))
    return Posed(str(row["query"]), question.kind, answers, tuple(u for n, u in enumerate(units) if n < _KEPT or u.own))


def _missed(evidence: Evidence, document: Document, library: Library) -> Iterator[Unit]:
    """The units of the right passage in chunks that were not found."""
    there = {unit.key for unit in evidence.units}
    for chunk in library.chunks(document.id):
        for unit in units_of(Found(chunk, _CANDIDATES, 0.0, 0.0), document):
            if unit.key not in there:
                there.add(unit.key)
                yield unit


def stored(path: Path, make: Callable[[], Iterator[Posed]]) -> list[Posed]:
    """What was stored in a file; where there is none, it is made and stored."""
    if not path.exists():
        aside = path.with_suffix(".part")
        with aside.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in make())
        aside.replace(path)
    with path.open(encoding="utf-8") as lines:
        return [_read(json.loads(line)) for line in lines]


def _read(row: Row) -> Posed:
    return Posed(row["query"], row["kind"], tuple(row["answers"]), tuple(Stored(**unit) for unit in row["units"]))
