"""Readings -> the picker of short answers: boosted trees over the candidates, a logistic over the best one, thresholds by risk."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from rag.short_answers.candidates import bare
from rag.short_answers.span_names import GROUPS, NAMES
from rag.short_answers.spans import READER_SIGNS, SIGNS, reader_signs, signs_of
from rag.short_answers.trees import Trees
from rag.training.fitting import Scaled, fit_logistic, fit_softmax
from rag.training.readings import Reading, exact, labels, likeness_of

_SEED = 0
_NEAR, _OTHERS, _OTHERS_ELSEWHERE = (
    8,
    16,
    8,
)  # candidates that do not answer, of each reading: nearest, any; of a wrong sentence
_MOST_WEIGHT = (
    8.0  # a drawn candidate stands for those of its reading that were not drawn, but for no more than so many
)
_TREES, _LEAVES, _RATE, _LEAST_LEAF, _DECAY = 120, 24, 0.1, 40, 1.0
_FEW_TREES = 50
_WRONG_SENTENCE = 0.25  # weight of a reading of a wrong sentence: how often the best sentence is wrong
PRECISION = 0.9
_LEAST_SHOWN = 25
_EVEN = 0.5  # what is likelier wrong than right is never shown
KINDS = ("number", "date", "entity", "other")
_ALIKE = 0.6

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Drawn:
    """Rows of candidates with labels and weights."""

    rows: Rows
    right: NDArray[np.bool_]
    weights: NDArray[np.float64]


def draw(readings: Sequence[Reading]) -> Drawn:
    """The right candidates of the readings and some of the others, each weighing what it stands for."""
    chance = np.random.default_rng(_SEED)
    rows, right, weights = [], [], []
    for reading in readings:
        told = labels(reading)
        yes, no = np.flatnonzero(told), np.flatnonzero(~told & reading.eligible)
        if reading.holds and not len(yes):
            continue
        near = no[np.argsort(-reading.likeness[no], kind="stable")[: _NEAR if reading.holds else 0]]
        rest = np.setdiff1d(no, near)
        some = chance.choice(rest, min(len(rest), _OTHERS if reading.holds else _OTHERS_ELSEWHERE), replace=False)
        rows.append(reading.features[np.concatenate([yes, near, some])])
        right.append(np.r_[np.ones(len(yes), bool), np.zeros(len(near) + len(some), bool)])
        stands_for = min(_MOST_WEIGHT, len(rest) / max(1, len(some)))
        weights.append(np.r_[np.ones(len(yes) + len(near)), np.full(len(some), stands_for)])
    return Drawn(np.concatenate(rows), np.concatenate(right), np.concatenate(weights))


def grow(drawn: Drawn, trees: int = _TREES) -> dict[str, Any]:
    """Boosted trees as `rag.short_answers.trees.Trees` reads them."""
    model = HistGradientBoostingClassifier(
        max_iter=trees,
        max_leaf_nodes=_LEAVES,
        learning_rate=_RATE,
        min_samples_leaf=_LEAST_LEAF,
        l2_regularization=_DECAY,
        early_stopping=False,
        random_state=_SEED,
    ).fit(drawn.rows, drawn.right, drawn.weights)
    # The library has no public form of its trees.
    return {
        "bias": round(float(model._baseline_prediction.item()), 6),
        "trees": [_tree(p[0].nodes) for p in model._predictors],
    }


def _tree(nodes: NDArray[Any]) -> dict[str, list[float]]:
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "feature": [-1 if last else int(f) for f, last in zip(nodes["feature_idx"], leaf, strict=True)],
        "threshold": [0.0 if last else _short(t) for t, last in zip(nodes["num_threshold"], leaf, strict=True)],
        "left": [0 if last else int(n) for n, last in zip(nodes["left"], leaf, strict=True)],
        "right": [0 if last else int(n) for n, last in zip(nodes["right"], leaf, strict=True)],
        "value": [_short(v) if last else 0.0 for v, last in zip(nodes["value"], leaf, strict=True)],
    }


def _short(value: float) -> float:
    return float(f"{float(value):.6g}")


@dataclass(frozen=True)
class Choice:
    """The candidate picked of a reading: its signs; whether it is right (`exactly`: but for punctuation), how like an answer."""

    kind: str
    signs: list[float]
    right: bool
    exactly: bool
    likeness: float
    holds: bool


def choose(reading: Reading, trees: Trees, weight: float | None = None) -> Choice | None:
    """The best eligible candidate of a reading, the reader's word counting `weight` where it has one; None where there is none."""
    kept = np.flatnonzero(reading.eligible)
    if not len(kept):
        return None
    grown, read = trees.log_odds(reading.features[kept]), reading.chances[kept]
    scores = grown if weight is None else grown + weight * read
    best = int(np.argmax(scores))
    start, end = reading.found.slice(int(kept[best]))
    text = reading.sentence[start:end]
    signs = signs_of(reading.question, reading.found, kept, reading.features, scores)
    if weight is not None:
        signs += reader_signs(grown, read, best)
    likeness = max(likeness_of(bare(text), bare(a)) for a in reading.answers)
    exactly = reading.holds and exact(text, reading.answers)
    return Choice(reading.question.kind, signs, _right(reading, text), exactly, likeness * reading.holds, reading.holds)


def _right(reading: Reading, text: str) -> bool:
    """Whether a text answers: the same but for how exact a figure is said to be.

    A name may also be longer or shorter, a date less or more exact, a figure with or without its unit.
    """
    return reading.holds and any(_same(reading.question.kind, bare(text), bare(answer)) for answer in reading.answers)


def _same(kind: str, own: str, wanted: str) -> bool:
    if own == wanted:
        return True
    if not own or not (own in wanted or wanted in own):
        return False
    if kind == "number":
        return re.findall(r"\d+", own) == re.findall(r"\d+", wanted) != []
    return kind == "date" or likeness_of(own, wanted) >= _ALIKE


def fit_reader(readings: Sequence[Reading], trees: Trees) -> float:
    """What the reader's logarithm of a chance counts beside the trees' log-odds: the right candidates are likeliest with it."""
    known = []
    for reading in readings:
        kept, right = np.flatnonzero(reading.eligible), labels(reading)
        if right[kept].any() and not right[kept].all():
            rows = np.stack([trees.log_odds(reading.features[kept]), reading.chances[kept]], axis=1)
            known.append((rows, right[kept]))
    of_trees, of_reader = fit_softmax(known, np.ones(2))
    return round(float(of_reader / of_trees), 3)


def fit_signs(choices: Sequence[Choice]) -> Scaled:
    """The logistic that says how far a choice is to be trusted."""
    weights = np.array([1.0 if c.holds else _WRONG_SENTENCE for c in choices])
    return fit_logistic(np.array([c.signs for c in choices]), np.array([c.right for c in choices], float), weights)


def likelihoods(choices: Sequence[Choice], signs: Scaled) -> NDArray[np.float64]:
    """How likely each choice is right."""
    found: NDArray[np.float64] = 1 / (1 + np.exp(-signs.score(np.array([c.signs for c in choices]))))
    return found


def thresholds(choices: Sequence[Choice], signs: Scaled, precision: float = PRECISION) -> dict[str, float]:
    """The least likelihood for each kind of question from which on so many of those shown in right sentences are right.

    Whether the sentence is right is told by the ranker's support, with a threshold of its own. A kind that never reaches
    `precision` is not answered at all.
    """
    likely = likelihoods(choices, signs)
    found = {}
    for kind in KINDS:
        rows = sorted(
            ((p, c.right) for p, c in zip(likely, choices, strict=True) if c.kind == kind and c.holds), reverse=True
        )
        right, least = 0, None
        for shown, (p, good) in enumerate(rows, start=1):
            right += good
            if shown >= _LEAST_SHOWN and right / shown >= precision:
                least = p
        if least is not None:
            found[kind] = round(max(_EVEN, float(least)), 4)
    return found


@dataclass(frozen=True)
class Trust:
    """How far picks are trusted, by their signs, and from which likelihood on they are shown, by kind of question.

    `weight`: what the reader counts beside the trees; None without it.
    """

    signs: Scaled
    least: dict[str, float]
    weight: float | None = None


def trust(known: Sequence[Reading], dev: Sequence[Reading], trees: Trees, weight: float | None = None) -> Trust:
    """Fit the trust in the picks of readings that neither trees nor reader have seen; thresholds are those of dev questions."""
    signs = fit_signs([c for r in known if (c := choose(r, trees, weight))])
    return Trust(signs, thresholds([c for r in dev if (c := choose(r, trees, weight))], signs), weight)


def stored(trees: dict[str, Any], alone: Trust, together: Trust) -> dict[str, Any]:
    """The picker as `rag/short_answers/spans.json` holds it: the trees `alone`, and `together` with the reader."""
    reader = {"weight": together.weight or 0.0, **_stored(together, READER_SIGNS)}
    return {"features": list(NAMES), **_stored(alone, SIGNS), "reader": reader, **trees}


def _stored(trusted: Trust, names: Sequence[str]) -> dict[str, Any]:
    signs = trusted.signs
    parts = [
        {
            "name": name,
            "mean": _short(signs.mean[i]),
            "deviation": _short(signs.deviation[i]),
            "weight": _short(signs.weights[i]),
        }
        for i, name in enumerate(names)
    ]
    return {"least": trusted.least, "signs": parts, "signs_bias": _short(signs.bias)}


def report(name: str, readings: Sequence[Reading], trees: Trees, trusted: Trust) -> str:
    """Exact match and character F1 inside the right sentence; what is shown at the thresholds, and how much of it is right."""
    lines = [f"{name}: kind n EM F1 right | shown, right of those (right sentence) | shown of wrong sentences"]
    for kind in ("all", *KINDS):
        mine = [r for r in readings if kind in ("all", r.question.kind)]
        found = [(r, choose(r, trees, trusted.weight)) for r in mine]
        holding = [c for r, c in found if r.holds]
        known = [c for c in holding if c is not None]
        if not known:
            continue
        figures = [sum(c.exactly for c in known), sum(c.likeness for c in known), sum(c.right for c in known)]
        shown = _shown(known, trusted)
        wrong = [c for r, c in found if not r.holds and c is not None]
        strays = len(_shown(wrong, trusted)) / max(1, sum(not r.holds for r, _ in found))
        em, f1, right = (f / len(holding) for f in figures)
        good = sum(c.right for c in shown) / max(1, len(shown))
        exactly = sum(c.exactly for c in shown) / max(1, len(shown))
        lines.append(
            f"  {kind:7} {len(holding):5} {em:.3f} {f1:.3f} {right:.3f} | {len(shown) / len(holding):.3f} {good:.3f} (exactly {exactly:.3f}) | {strays:.3f}"
        )
    return "\n".join(lines)


def _shown(choices: Sequence[Choice], trusted: Trust) -> list[Choice]:
    if not choices:
        return []
    likely, least = likelihoods(choices, trusted.signs), trusted.least
    return [c for c, p in zip(choices, likely, strict=True) if c.kind in least and p >= least[c.kind]]


def by_group(drawn: Drawn, dev: Sequence[Reading]) -> str:
    """What each group of features brings: right picks on dev with all of them, and less each group, by smaller ensembles."""
    third = Drawn(drawn.rows[::3], drawn.right[::3], drawn.weights[::3])
    lines = [f"all features: {_share_right(third, dev, ()):.3f} right"]
    for group, names in GROUPS.items():
        columns = tuple(NAMES.index(n) for n in names)
        lines.append(f"  without {group}: {_share_right(third, dev, columns):.3f}")
    return "\n".join(lines)


def _share_right(drawn: Drawn, dev: Sequence[Reading], without: Sequence[int]) -> float:
    rows = drawn.rows.copy()
    rows[:, list(without)] = 0.0
    trees = Trees(grow(Drawn(rows, drawn.right, drawn.weights), _FEW_TREES))
    right = []
    for reading in dev:
        if not reading.holds:
            continue
        kept = np.flatnonzero(reading.eligible)
        features = reading.features[kept].copy()
        features[:, list(without)] = 0.0
        if len(kept):
            start, end = reading.found.slice(int(kept[int(np.argmax(trees.log_odds(features)))]))
            right.append(_right(reading, reading.sentence[start:end]))
        else:
            right.append(False)
    return float(np.mean(right))
