"""Questions that a library answers and the same made unanswerable -> the model of `rag.refusing.refusal`, its threshold, its curve.

Unanswerable are: a question whose answering sentences are taken away (`gone`), and one with a single word changed for another of its
kind that a sibling passage or question has: year, place, number, name, noun.
"""

import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.building import build_library
from index.library import Library
from index.settings import IndexSettings
from index.training.corpora import Row
from index.training.exclusion import Exclusion
from rag.asking.questions import analyse
from rag.choosing.scoring import distinctive, rate, weigh
from rag.finding.evidence import Unit
from rag.finding.features import lens_of
from rag.finding.retrieval import Evidence, retrieve
from rag.language.lexicon import fold, rarity, terms
from rag.language.places import PLACES, places_in, same_level
from rag.language.words import class_of, tag_of
from rag.refusing.checks import checks
from rag.refusing.refusal import NAMES, inputs_of
from rag.refusing.sufficiency import covers
from rag.settings import AnswerSettings
from rag.training.examples import by_topic
from rag.training.fitting import Scaled, Vector, fit_logistic
from rag.training.rows import answered_rows

POSED = ("whole", "gone", "year", "place", "number", "name", "noun")
_CANDIDATES = 30
_SEED = 5
_HALF = 0.5  # of a topic's questions are asked, so that more topics are seen
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_NUMBER = re.compile(r"(?<![\d.])[1-9]\d{0,3}(?![\d.年])")
_RISKS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
RISK = 0.5  # of the threshold shipped: the thresholds on words and ranker, which it complements, are at .59 on the same questions


@dataclass(frozen=True)
class Shown:
    """The best unit that meets the constraints of a question: its checks, whether it answers, how the question was posed.

    `kept`: whether it is shown by the thresholds without this model; `question` for whoever reads the errors.
    """

    inputs: Vector
    answers: bool
    posed: str
    kept: bool
    kind: str
    question: str


@dataclass(frozen=True)
class Tally:
    """Questions posed, by how, and those of them that the constraints decline before any model looks."""

    posed: dict[str, int]
    declined: dict[str, int]


def gather(corpora: Path, name: str, most: int, exclusion: Exclusion) -> tuple[list[Shown], Tally]:
    """What is shown of about `most` questions of a corpus, each posed as it is, without its sentence, and with words changed."""
    rows = answered_rows(corpora, name, exclusion)
    passages = list(dict.fromkeys(str(r["passage"]) for r in rows))
    by_passage: dict[str, list[Row]] = {}
    for row in rows:
        by_passage.setdefault(str(row["passage"]), []).append(row)
    groups = by_topic(passages)
    each = most / max(1, len(rows)) * len(groups)
    step = max(1, int(len(groups) / max(1.0, 2 * each)))  # about half of a topic's questions
    chance = random.Random(_SEED)
    tally = Tally(dict.fromkeys(POSED, 0), dict.fromkeys(POSED, 0))
    found: list[Shown] = []
    for group in groups[::step]:
        if tally.posed["whole"] >= most:
            break
        with tempfile.TemporaryDirectory(prefix="jizheng-training-") as folder:
            asked = [(i, row) for i in group for row in by_passage[passages[i]]]
            topic = _Topic([passages[i] for i in group], [str(r["query"]) for _, r in asked])
            kept = [(f"d{group.index(i):06}", row) for i, row in asked if chance.random() < _HALF]
            found += _of_library(Path(folder), topic, kept, chance, tally)
    return found, tally


@dataclass(frozen=True)
class _Topic:
    """The passages of one library, and all questions that are asked of them: their words are what is changed for."""

    passages: Sequence[str]
    queries: Sequence[str]


def _of_library(
    folder: Path, topic: _Topic, asked: Sequence[tuple[str, Row]], chance: random.Random, tally: Tally
) -> Iterator[Shown]:
    documents = folder / "documents"
    documents.mkdir()
    for n, passage in enumerate(topic.passages):
        (documents / f"d{n:06}.txt").write_text(passage, encoding="utf-8")
    settings = IndexSettings(workers=1)
    build_library(documents, folder / "library", settings)
    words = sorted({term for query in topic.queries for term in terms(analyse(query).content)})
    library = Library.open(folder / "library", settings)
    try:
        for gold, row in asked:
            query, answers = str(row["query"]), [fold(str(a)) for a in row["answers"]]
            posed = [("whole", query), ("gone", query), *changed(query, str(row["passage"]), words, chance)]
            for how, text in posed:
                tally.posed[how] += 1
                shown = _shown(library, gold, how, text, answers)
                if shown is None:
                    tally.declined[how] += 1
                else:
                    yield shown
    finally:
        library.close()


def changed(query: str, passage: str, words: Sequence[str], chance: random.Random) -> list[tuple[str, str]]:
    """The question with one word changed for another of its kind that its passage lacks: (kind, text), two at most."""
    options: list[tuple[str, str]] = []
    for match in _YEAR.finditer(query):
        year = str(int(match.group()) + chance.choice((-3, -2, -1, 1, 2, 3)))
        options.append(("year", query[: match.start()] + year + query[match.end() :]))
    for place in places_in(query):
        others = [p for p in PLACES if same_level(p, place) and p not in passage]
        if others:
            options.append(("place", query.replace(place, chance.choice(others))))
    for match in _NUMBER.finditer(query):
        number = str(int(match.group()) + chance.choice((1, 2, 3, 10)))
        options.append(("number", query[: match.start()] + number + query[match.end() :]))
    for term in analyse(query).terms:
        kind = class_of(term)
        if kind not in ("name", "noun") or len(term) < 2 or term not in fold(passage) or query.count(term) != 1:
            continue
        others = [w for w in words if _of_one_kind(w, term) and w not in fold(passage)]
        if others:
            options.append((kind, query.replace(term, chance.choice(others))))
    options = [(how, text) for how, text in options if text != query]
    return chance.sample(options, min(2, len(options)))


def _of_one_kind(one: str, other: str) -> bool:
    return (
        one != other
        and class_of(one) == class_of(other)
        and tag_of(one)[:2] == tag_of(other)[:2]
        and one not in other
        and other not in one
        and abs(rarity(one) - rarity(other)) < 0.3
    )


def _shown(library: Library, gold: str, how: str, text: str, answers: Sequence[str]) -> Shown | None:
    """The best unit for a question, less those that answer where it is posed so; None where the constraints leave none."""
    question = analyse(text)
    evidence: Evidence = retrieve(question, library, _CANDIDATES)
    if not question.terms or not evidence.units:
        return None
    weights = weigh(question, evidence.found)
    lens = lens_of(question, weights, [fold(f.chunk.key) for f in evidence.found])
    about = distinctive(evidence.found, weights)

    def right(unit: Unit) -> bool:
        return unit.document.id == gold and any(a in fold(unit.text) for a in answers)

    units = [u for u in evidence.units if how != "gone" or not right(u)]
    met = [r for r in (rate(lens, u, about) for u in units) if not r.unmet]
    if not met:
        return None
    best = max(met, key=lambda r: (round(r.score, 9), -r.unit.found.rank))
    inputs = np.array(checks(lens, best.unit, best.support, best.carried), np.float64)
    kept = covers(question, best, AnswerSettings())
    return Shown(inputs, how == "whole" and right(best.unit), how, kept, question.kind, text)


def fit(shown: Sequence[Shown]) -> Scaled:
    """The logistic over the checks; unanswerable questions together weigh as much as those asked as they are."""
    return fit_logistic(inputs(shown), np.array([s.answers for s in shown], float), _balance(shown))


def inputs(shown: Sequence[Shown]) -> Vector:
    """The inputs of the model, a row a unit."""
    return np.array([inputs_of(s.inputs.tolist()) for s in shown], np.float64)


def _balance(shown: Sequence[Shown]) -> Vector:
    """Weights by which the questions asked as they are make up one half."""
    whole = np.array([s.posed == "whole" for s in shown])
    weights: Vector = np.where(whole, 0.5 / max(1, whole.sum()), 0.5 / max(1, (~whole).sum()))
    return weights


def likelihoods(shown: Sequence[Shown], model: Scaled) -> Vector:
    """How likely each shown unit answers."""
    found: Vector = 1 / (1 + np.exp(-model.score(inputs(shown))))
    return found


def threshold(shown: Sequence[Shown], model: Scaled, risk: float) -> float:
    """The least likelihood at which the share of wrong among what is shown (half of it unanswerable) stays within a risk."""
    likely, weights = likelihoods(shown, model), _balance(shown)
    order = np.argsort(-likely, kind="stable")
    wrong = np.cumsum(weights[order] * np.array([not shown[int(i)].answers for i in order]))
    within = np.flatnonzero(wrong <= risk * np.cumsum(weights[order]))
    return float(likely[order[within[-1]]]) if len(within) else 1.0


def as_covered(shown: Sequence[Shown], model: Scaled) -> float:
    """The least likelihood that shows as many right answers as the thresholds without the model do."""
    likely, right = likelihoods(shown, model), np.array([s.answers for s in shown])
    wanted = int(np.sum(right & np.array([s.kept for s in shown])))
    return float(np.sort(likely[right])[::-1][max(0, wanted - 1)])


def report(shown: Sequence[Shown], tally: Tally, model: Scaled) -> str:
    """The risk-coverage curve: coverage is the share of answerable questions shown rightly; and what each way of posing shows."""
    likely = likelihoods(shown, model)
    lines = [f"  {_point('thresholds without the model', shown, tally, np.array([s.kept for s in shown]))}"]
    least = as_covered(shown, model)
    lines.append(f"  {_point(f'as many right: likelihood >= {least:.3f}', shown, tally, likely >= least)}")
    for risk in _RISKS:
        least = threshold(shown, model, risk)
        lines.append(f"  {_point(f'risk {risk:.2f}: likelihood >= {least:.3f}', shown, tally, likely >= least)}")
    lines += [
        f"  likelihood {low:.1f}-{low + 0.1:.1f}: {_mean(likely, shown, low)}" for low in np.arange(0.0, 1.0, 0.1)
    ]
    return "\n".join(lines)


def _mean(likely: Vector, shown: Sequence[Shown], low: float) -> str:
    inside = np.flatnonzero((likely >= low) & (likely < low + 0.1))
    right = np.mean([shown[int(i)].answers for i in inside]) if len(inside) else 0.0
    return f"{len(inside)} shown, {right:.2f} right"


def _point(name: str, shown: Sequence[Shown], tally: Tally, kept: NDArray[np.bool_]) -> str:
    weights = _balance(shown)
    right = np.array([s.answers for s in shown])
    risk = float(np.sum(weights * kept * ~right) / max(np.sum(weights * kept), 1e-9))
    parts = [
        f"{how} {np.sum(kept & np.array([s.posed == how for s in shown])) / max(1, tally.posed[how]):.2f}"
        for how in POSED
    ]
    covered = np.sum(kept & right) / max(1, tally.posed["whole"])
    return f"{name}: covered {covered:.3f}, risk {risk:.3f}; shown of {', '.join(parts)}"


def stored(model: Scaled, least: float) -> dict[str, Any]:
    """The weights as `rag/refusing/refusal.json` holds them, by name."""
    parts = [
        {
            "name": name,
            "mean": _short(model.mean[i]),
            "deviation": _short(model.deviation[i]),
            "weight": _short(model.weights[i]),
        }
        for i, name in enumerate(NAMES)
    ]
    return {"inputs": parts, "bias": _short(model.bias), "least": _short(least)}


def _short(value: float) -> float:
    return round(float(value), 5)
