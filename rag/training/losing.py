"""Words that answering sentences lack, and words changed for a sibling -> the model of `rag.refusing.lost_words`, its curve.

Harmless is a word of a question that its answering sentence lacks. Harmful is a word of the sentence changed in the question for
a sibling: a like word by the shipped vectors, a word of another sentence of the same passage, a word that another question has.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.building import build_library
from index.library import Library
from index.settings import IndexSettings
from index.training.corpora import Row, read_rows
from index.training.exclusion import Exclusion
from rag.asking.questions import analyse
from rag.choosing.scoring import Rated, distinctive, rate, weigh
from rag.finding.evidence import Unit
from rag.finding.features import lens_of
from rag.finding.retrieval import Evidence, retrieve
from rag.language.lexicon import credit, fold, rarity, runs_of, terms
from rag.language.places import places_in
from rag.language.words import class_of, tag_of
from rag.refusing.lost_words import NAMES, lost_words
from rag.short_answers.trees import Trees
from rag.short_answers.vectors import vector
from rag.training.examples import by_topic
from rag.training.picking import Drawn, grow
from rag.training.rows import answered_rows

_CANDIDATES = 20
_SEED = 11
_HALF = 0.5
_NEAR = 12  # like words among which one is drawn
_LIKE = (0.2, 0.9)  # bounds of likeness: above are other spellings of one word


@dataclass(frozen=True)
class Posed:
    """A question and its answering sentence: the features of the words lost, which of them was changed, how (`whole`: none was).

    `met`: the constraints leave the sentence in.
    """

    terms: tuple[str, ...]
    rows: NDArray[np.float32]
    changed: NDArray[np.bool_]
    how: str
    met: bool
    kind: str
    question: str
    sentence: str


def gather(corpora: Path, name: str, most: int, exclusion: Exclusion) -> Iterator[Posed]:
    """About `most` questions of a corpus, each as it is and with up to three words changed."""
    rows = _rows(corpora, name, exclusion)
    passages = list(dict.fromkeys(str(r["passage"]) for r in rows))
    by_passage: dict[str, list[Row]] = {}
    for row in rows:
        by_passage.setdefault(str(row["passage"]), []).append(row)
    groups = by_topic(passages)
    each = max(1.0, len(rows) / max(1, len(groups)))
    step = max(1, int(len(groups) * each * _HALF / most))
    chance = random.Random(_SEED)
    pool = _Words(sorted({t for row in rows for t in terms(analyse(str(row["query"])).content)}))
    done = 0
    for group in groups[::step]:
        if done >= most:
            break
        with tempfile.TemporaryDirectory(prefix="jizheng-training-") as folder:
            asked = [(f"d{i:06}", row) for i in group for row in by_passage[passages[i]] if chance.random() < _HALF]
            done += len(asked)
            yield from _of_library(Path(folder), {f"d{i:06}": passages[i] for i in group}, asked, pool, chance)


def _rows(corpora: Path, name: str, exclusion: Exclusion) -> list[Row]:
    """The rows of a corpus; those of people's own questions have no marked answer: any sentence of the right passage may be it."""
    if name.rpartition("/")[2] not in LAY:
        return answered_rows(corpora, name, exclusion)
    found = []
    for row in read_rows(corpora, name):
        passage = str(row.get("passage") or "\n\n".join(row.get("passages") or ()))
        if passage and not exclusion.forbids(row["query"]) and not exclusion.forbids(passage):
            found.append({"query": row["query"], "passage": passage, "answers": [""]})
    return found


LAY = ("lecoqa", "taipei_faq")  # questions as people put them


class _Words:
    """The words for which others are changed, with their vectors."""

    def __init__(self, words: Sequence[str]) -> None:
        kept = [w for w in words if len(w) > 1 and class_of(w) in ("name", "noun", "verb") and vector(w).any()]
        self.words = kept
        self._vectors = np.stack([vector(w) for w in kept])

    def like(self, word: str) -> list[str]:
        """The words most like one, the likeliest first."""
        return list(_like(self, word))

    def ranked(self, word: str) -> list[str]:
        """As `like`, computed."""
        likeness = self._vectors @ vector(word)
        order = np.argsort(-likeness, kind="stable")[: 6 * _NEAR]
        return [self.words[int(i)] for i in order if _LIKE[0] <= likeness[int(i)] < _LIKE[1]]


@cache
def _like(words: _Words, word: str) -> tuple[str, ...]:
    return tuple(words.ranked(word))


def _of_library(
    folder: Path, passages: dict[str, str], asked: Sequence[tuple[str, Row]], pool: _Words, chance: random.Random
) -> Iterator[Posed]:
    documents = folder / "documents"
    documents.mkdir()
    for name, passage in passages.items():
        (documents / f"{name}.txt").write_text(passage, encoding="utf-8")
    settings = IndexSettings(workers=1)
    build_library(documents, folder / "library", settings)
    library = Library.open(folder / "library", settings)
    topic = sorted({t for _, row in asked for t in terms(analyse(str(row["query"])).content)})
    try:
        for gold, row in asked:
            yield from _posed(library, (gold, row, passages[gold]), topic, pool, chance)
    finally:
        library.close()


def _posed(
    library: Library, own: tuple[str, Row, str], topic: Sequence[str], pool: _Words, chance: random.Random
) -> Iterator[Posed]:
    gold, row, passage = own
    around = (passage, topic)
    query, answers = str(row["query"]), [fold(str(a)) for a in row["answers"]]
    right = _best(library, gold, query, answers)
    if right is None:
        return
    yield _of(library, query, "", "whole", right.unit)
    for how, term, other in changes(query, right.unit, around, pool, chance):
        if (posed := _of(library, query.replace(term, other), other, how, right.unit)).changed.any():
            yield posed


def _evidence(library: Library, text: str) -> Evidence:
    return retrieve(analyse(text), library, _CANDIDATES)


def _best(library: Library, gold: str, text: str, answers: Sequence[str]) -> Rated | None:
    """The best-rated sentence that holds an answer of a question, from its own passage."""
    question, evidence = analyse(text), _evidence(library, text)
    units = [u for u in evidence.units if u.document.id == gold and any(a in fold(u.text) for a in answers)]
    if not question.terms or not units:
        return None
    lens = lens_of(question, weigh(question, evidence.found), [fold(f.chunk.key) for f in evidence.found])
    return max((rate(lens, u, distinctive(evidence.found, lens.weights)) for u in units), key=lambda r: r.score)


def _of(library: Library, text: str, other: str, how: str, unit: Unit) -> Posed:
    question, evidence = analyse(text), _evidence(library, text)
    weights = weigh(question, evidence.found)
    lens = lens_of(question, weights, [fold(f.chunk.key) for f in evidence.found])
    rated = rate(lens, unit, distinctive(evidence.found, weights))
    lost = lost_words(lens, unit, rated.support)
    rows = np.array([w.features for w in lost], np.float32).reshape(len(lost), len(NAMES))
    new = fold(other)
    changed = np.array([bool(new) and (w.term in new or new in w.term) for w in lost], bool)
    return Posed(tuple(w.term for w in lost), rows, changed, how, not rated.unmet, question.kind, text, unit.text)


def changes(
    query: str, unit: Unit, around: tuple[str, Sequence[str]], pool: _Words, chance: random.Random
) -> list[tuple[str, str, str]]:
    """Words of a question that its sentence has, each with a sibling that the sentence lacks: (how, word, sibling), three at most."""
    passage, topic = around
    text = fold(unit.text)
    elsewhere = [w for w in dict.fromkeys(runs_of(fold(passage))) if len(w) > 1 and w not in text]
    found: list[tuple[str, str, str]] = []
    for term in analyse(query).terms:
        if len(term) < 2 or term not in text or query.count(term) != 1 or places_in(term):
            continue
        if class_of(term) not in ("name", "noun", "verb"):
            continue
        ways = (
            ("like", pool.like(term)[: 3 * _NEAR]),
            ("passage", elsewhere),
            ("topic", list(topic)),
        )
        for how, words in ways:
            kin = [w for w in words if _sibling(w, term) and credit(w, text) < _HALF][
                : _NEAR if how == "like" else None
            ]
            if kin:
                found.append((how, term, chance.choice(kin)))
    return chance.sample(found, min(3, len(found)))


def _sibling(one: str, other: str) -> bool:
    return (
        one != other
        and len(one) > 1
        and class_of(one) == class_of(other)
        and tag_of(one)[:1] == tag_of(other)[:1]
        and not set(one) & set(other)
        and abs(rarity(one) - rarity(other)) < 0.4
    )


WAYS = ("like", "passage", "topic")
RISK = (
    0.02  # share of answering sentences, of those that the constraints leave in, that may be withheld on either dev set
)
_RISKS = (0.01, 0.02, 0.03, 0.05, 0.1)
_TREES = 120
_SURE = 0.5  # share of the other words lost from which a sentence is hardly the answering one


def usable(posed: Sequence[Posed]) -> list[Posed]:
    """The questions less those, with all their changes, whose sentence lacks most of them: it holds the answer by chance."""
    found: list[Posed] = []
    sure = True
    at = NAMES.index("lost besides")
    for one in posed:
        if one.how == "whole":
            sure = not len(one.rows) or float(one.rows[:, at].max()) < _SURE
        if sure:
            found.append(one)
    return found


def fit(posed: Sequence[Posed]) -> dict[str, Any]:
    """The trees over lost words: those of questions as they are against those changed, each side weighing one half."""
    rows, labels = [], []
    for one in posed:
        for row, changed in zip(one.rows, one.changed, strict=True):
            if one.how == "whole" or changed:
                rows.append(row)
                labels.append(bool(changed))
    harmful = np.array(labels)
    weights = np.where(harmful, 0.5 / harmful.sum(), 0.5 / (~harmful).sum()) * len(harmful)
    return grow(Drawn(np.array(rows), harmful, weights), _TREES)


def worst(posed: Sequence[Posed], grown: dict[str, Any]) -> NDArray[np.float64]:
    """The likelihood of the word most missed of each question, 0 where none is lost."""
    trees = Trees(grown)
    found = [trees.log_odds(p.rows).max() if len(p.rows) else -np.inf for p in posed]
    return np.array([1 / (1 + np.exp(-x)) for x in found])


def threshold(posed: Sequence[Posed], grown: dict[str, Any], risk: float) -> float:
    """The likelihood from which a word is missed, so that a share `risk` of the answering sentences is withheld."""
    kept = [p for p in posed if p.how == "whole" and p.met]
    return float(np.quantile(worst(kept, grown), 1 - risk))


def report(posed: Sequence[Posed], grown: dict[str, Any]) -> str:
    """The curve: what is withheld of sentences for changed questions, against what is withheld of the answering ones."""
    lines = []
    of = {how: [p for p in posed if p.how == how] for how in WAYS}
    before = ", ".join(f"{how} {np.mean([not p.met for p in found]):.3f}" for how, found in of.items())
    lines.append(f"  withheld by the constraints alone: {before}")
    for risk in _RISKS:
        most = threshold(posed, grown, risk)
        now = ", ".join(
            f"{how} {np.mean(np.array([not p.met for p in found]) | (worst(found, grown) >= most)):.3f}"
            for how, found in of.items()
        )
        lines.append(f"  {risk:.2f} of the answering ones more: likelihood >= {most:.3f}, withheld {now}")
    return "\n".join(lines)


def stored(grown: dict[str, Any], most: float) -> dict[str, Any]:
    """The model as `rag/refusing/lost_words.json` holds it."""
    return {"features": list(NAMES), "most": round(most, 4), **grown}
