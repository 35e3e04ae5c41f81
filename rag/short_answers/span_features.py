"""What is measured of a candidate for a short answer: its kind against the kind asked, its place among the question's words.

All of it is read off the question and one sentence; nothing looks at a domain's words.
"""

import re

import numpy as np
from numpy.typing import NDArray

from rag.asking.gap import Gap, gap_of
from rag.asking.questions import Question
from rag.finding.scope import counts_asked, elsewhere
from rag.language.lexicon import bigrams, fold, rarity
from rag.numbers.figures import Figure, dates_in, figures_in
from rag.short_answers.candidates import CLASS, Candidates, Word, matched, shape_of
from rag.short_answers.eligibility import paired
from rag.short_answers.nearest import nearest
from rag.short_answers.span_names import ASKED, INSIDE, KINDS, NAMES
from rag.short_answers.vectors import likeness

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
_NEAR, _FAR = 0.5, 0.85  # what a word of the question counts one word further away
_OVER = {"stop": 0.1, "comma": 0.5}
_EMPTY = frozenset({"的", "是", "stop", "comma", "listing", "mark", "particle", "conjunction", "pronoun"})
_ALIKE, _NOWHERE = 0.35, 30.0
_REASON = re.compile(r"因|由于|为了|以便|通过|目的")


def span_features(question: Question, found: Candidates) -> Matrix:
    """Features of all candidates of a sentence, shape (candidates, features), in the order of `NAMES`."""
    gap = gap_of(question)
    count = len(found.first)
    if not count:
        return np.zeros((0, len(NAMES)), np.float32)
    words = found.words
    first, last = found.first, found.last
    kinds = np.array([CLASS[w.kind] for w in words])
    columns = [
        *_extent(gap, words, first, last, len(found.text)),
        *_clauses(gap, words, first, last),
        *_context(gap, words, first, last),
        *_anchors(gap, words, first, last),
        *_heads(gap, found),
        *_alike(gap, words, first, last),
        *_figures(question, found),
        *_dates(question, found),
        *_around(found, first, last),
    ]
    plain = np.stack([np.broadcast_to(np.asarray(c, np.float32), (count,)) for c in columns], 1)
    asked = np.broadcast_to(np.array(_asked(question, gap), np.float32), (count, len(ASKED)))
    ended = np.append(kinds, CLASS["end"])
    ends = len(kinds)
    at = (
        first,
        last - 1,
        np.where(first > 0, first - 1, ends),
        last,
        np.where(first > 1, first - 2, ends),
        np.minimum(last + 1, ends),
    )
    edges = [ended[i][:, None] for i in at]
    sums = np.stack([_prefix(kinds == CLASS[c]) for c in INSIDE], 1)
    return np.concatenate([plain, *edges, sums[last] - sums[first], asked], 1, dtype=np.float32, casting="unsafe")


def _prefix(values: NDArray[np.generic]) -> Vector:
    return np.concatenate([[0.0], np.cumsum(values.astype(np.float64))])


def _in_question(gap: Gap, words: tuple[Word, ...]) -> Vector:
    """Weight of each word of the sentence that stands in the question, 0 for others."""
    return np.array([_weight(gap, w) for w in words])


def _weight(gap: Gap, word: Word) -> float:
    if word.kind in ("的", "是", "stop", "comma", "listing", "mark", "particle") or not word.text:
        return 0.0
    if word.text in gap.weights:
        return gap.weights[word.text]
    key = word.text.replace(" ", "")
    if len(key) > 1 and key in gap.text:
        return 0.5
    if len(key) > 2 and (pairs := bigrams(key)):
        return 0.4 * sum(p in gap.text for p in pairs) / len(pairs)
    return 0.0


def _extent(
    gap: Gap, words: tuple[Word, ...], first: NDArray[np.int64], last: NDArray[np.int64], length: int
) -> list[Vector]:
    starts = np.array([w.start for w in words], float)
    ends = np.array([w.end for w in words], float)
    met = _in_question(gap, words)
    sizes = ends - starts
    own, held = _prefix(sizes), _prefix(sizes * (met > 0))
    size = own[last] - own[first]
    share = (held[last] - held[first]) / np.maximum(size, 1)
    rare = np.array([met[a:b].max() for a, b in zip(first, last, strict=True)])
    return [
        (last - first).astype(float),
        size,
        share,
        (share == 1.0).astype(float),
        rare,
        starts[first] / max(1, length),
    ]


def _clauses(
    gap: Gap, words: tuple[Word, ...], first: NDArray[np.int64], last: NDArray[np.int64]
) -> list[Vector | float]:
    met = _in_question(gap, words)
    clause = np.cumsum([w.kind in ("stop", "comma") for w in words])
    total = max(sum(gap.weights.values()), 1e-6)
    per = np.zeros(int(clause[-1]) + 2)
    for c in range(int(clause[-1]) + 1):
        inside = {w.text: m for w, m, k in zip(words, met, clause, strict=True) if k == c and m > 0}
        per[c] = sum(inside.values())
    inside_span = _prefix(met)
    own = inside_span[last] - inside_span[first]
    here = np.maximum(per[clause[first]] - own, 0.0)
    sentence = np.full(len(first), sum({w.text: m for w, m in zip(words, met, strict=True) if m > 0}.values()))
    earlier = np.where(clause[first] > 0, per[clause[first] - 1], 0.0)
    return [here / total, sentence / total, earlier / total]


def _context(gap: Gap, words: tuple[Word, ...], first: NDArray[np.int64], last: NDArray[np.int64]) -> list[Vector]:
    """How near words from left and right of the gap stand, on both sides of a candidate; and what stands right beside it."""
    sides = [
        np.array([_weight(gap, w) * (w.text in part or _partly(w.text, part)) for w in words])
        for part in (gap.left, gap.right)
    ]
    columns = []
    for forward in (True, False):
        for values in sides:
            for decay in (_NEAR, _FAR):
                sums = _decayed(values, words, decay, forward=forward)
                columns.append(sums[first] if forward else sums[last])
    left_last, right_first = gap.left[-3:], gap.right[:3]
    following = [w.text for w in words] + [""]
    nexts = [following[b] for b in last]
    earlier = [following[a - 1] if a else "" for a in first]
    columns += [
        np.array([float(bool(n) and n in left_last) for n in nexts]),
        np.array([float(bool(n) and n in right_first) for n in nexts]),
        np.array([float(bool(n) and n in left_last) for n in earlier]),
        np.array([float(bool(n) and n in right_first) for n in earlier]),
    ]
    return columns


def _anchors(gap: Gap, words: tuple[Word, ...], first: NDArray[np.int64], last: NDArray[np.int64]) -> list[Vector]:
    """The same by likeness of words (当选 is like 选为), and how far the words beside the gap stand from a candidate."""
    texts = tuple(w.text for w in words)
    worth = np.array([w.kind not in _EMPTY for w in words], float)
    columns = []
    closest = []
    for part in (gap.left, gap.right):
        content = tuple(w for w in part if w not in "的是为了由在被" or len(w) > 1)
        like = likeness(texts, content)
        weights = np.array([gap.weights.get(w, 0.0) for w in content])
        soft = (like * weights).max(1, initial=0.0) * worth if content else np.zeros(len(words))
        columns.append(_decayed(soft, words, _FAR, forward=True)[first])
        columns.append(_decayed(soft, words, _FAR, forward=False)[last])
        beside = content[-1:] if part is gap.left else content[:1]
        closest.append(np.flatnonzero(likeness(texts, beside).max(1, initial=0.0) * worth >= _ALIKE))
    distances = []
    for places in closest:
        behind = np.full(len(first), _NOWHERE)
        ahead = np.full(len(first), _NOWHERE)
        for t in places:
            gap_behind = np.where(first > t, first - t - 1.0, _NOWHERE)
            gap_ahead = np.where(last <= t, t - last + 0.0, _NOWHERE)
            behind, ahead = np.minimum(behind, gap_behind), np.minimum(ahead, gap_ahead)
        distances += [behind, ahead]
    return [columns[0], columns[2], columns[1], columns[3], *distances]


def _alike(gap: Gap, words: tuple[Word, ...], first: NDArray[np.int64], last: NDArray[np.int64]) -> list[Vector]:
    """How like the noun asked for a candidate's last word is, all its words are, the likest is (职位: 主席)."""
    like = likeness(tuple(w.text for w in words), (gap.head,))[:, 0] if gap.head else np.zeros(len(words))
    sums = _prefix(like)
    best = np.array([like[a:b].max() for a, b in zip(first, last, strict=True)])
    return [like[last - 1], (sums[last] - sums[first]) / (last - first), best]


def _partly(word: str, part: tuple[str, ...]) -> bool:
    return len(word) > 1 and any(word in p or (len(p) > 1 and p in word) for p in part)


def _decayed(values: Vector, words: tuple[Word, ...], decay: float, *, forward: bool) -> Vector:
    """For each gap between words, the sum of values before it (behind it), less the further away; less over a comma."""
    sums = np.zeros(len(words) + 1)
    running = 0.0
    order = range(len(words)) if forward else range(len(words) - 1, -1, -1)
    for t in order:
        running = (running + values[t]) * (decay if values[t] == 0 else 1.0) * _OVER.get(words[t].kind, 1.0)
        sums[t + 1 if forward else t] = running
    return sums


def _heads(gap: Gap, found: Candidates) -> list[Vector]:
    """The shape of each candidate, and where the noun asked for stands in it or beside it."""
    plain = matched(found.text)
    spans = [found.slice(i) for i in range(len(found.first))]
    shapes = np.array([shape_of(plain[a:b]) for a, b in spans])
    head = gap.head
    rows = []
    for a, b in spans:
        text = plain[a:b]
        rows.append(
            (
                bool(head) and text.endswith(head),
                bool(head) and head in text,
                bool(head) and plain.startswith(head, b),
                bool(head) and plain.endswith(head, 0, a),
                bool(head) and text[-1:] == head[-1],
            )
        )
    return [*shapes.T, *np.array(rows, float).T]


def _figures(question: Question, found: Candidates) -> list[Vector]:
    rows = []
    known = {}
    for (start, end), figure in found.figures.items():
        asked = figure.counts(question.unit) if question.unit else figure.measures
        tail = found.text[max(0, start - 8) : start]
        known[start, end] = (
            1.0,
            float(bool(question.unit) and asked),
            float(bool(question.unit) and not asked),
            float(figure.measures),
            float(not counts_asked(question, found.text, figure)),
            float(elsewhere(question, found.text, figure)),
            float(bool(question.measured) and question.measured in fold(tail)),
            float(bool(question.measured) and fold(found.text[end : end + 12]).startswith(question.measured)),
        )
    nothing = (0.0,) * 8
    rows = [known.get(found.slice(i), nothing) for i in range(len(found.first))]
    return list(np.array(rows, float).T)


def _dates(question: Question, found: Candidates) -> list[Vector | float]:
    words = found.words
    rows = []
    for a, b in zip(found.first, found.last, strict=True):
        inside = words[a:b]
        dated = all(w.kind in ("date", "time") for w in inside)
        text = "".join(w.text for w in inside) if dated or len(inside) <= 3 else ""
        rows.append((dated, dated and text.endswith("年"), "年" in text, "日" in text or "号" in text))
    chosen = _nearest(question, found)
    nearest_ = [chosen is not None and chosen.start <= found.slice(i)[0] < chosen.end for i in range(len(found.first))]
    figures = min(5.0, float(len(found.figures)))
    dates = min(5.0, float(sum(w.kind == "date" for w in words)))
    return [*np.array(rows, float).T, np.array(nearest_, float), paired(question, found), figures, dates]


def _nearest(question: Question, found: Candidates) -> Figure | None:
    """The figure or date that a rule takes for the nearest to what is asked."""
    if question.kind not in ("number", "date"):
        return None
    text = found.text
    if question.kind == "date":
        figures = dates_in(text)
    else:
        figures = [f for f in figures_in(text) if (f.counts(question.unit) if question.unit else f.measures)]
        figures = [f for f in figures if counts_asked(question, text, f) and not elsewhere(question, text, f)]
    return nearest(question, figures, text, {term: rarity(term) ** 2 for term in question.terms})


def _around(found: Candidates, first: NDArray[np.int64], last: NDArray[np.int64]) -> list[Vector]:
    words = found.words
    texts = ["", *(w.text for w in words), ""]
    kinds = ["stop", *(w.kind for w in words), "stop"]
    depth = np.cumsum([0, *((w.text in "（(") - (w.text in "）)") for w in words)])
    bound = ("stop", "comma")
    begins = np.array([kinds[a] in bound for a in first])
    ends = np.array([kinds[b + 1] in bound for b in last])
    return [
        (depth[first] > 0).astype(float),
        np.array([texts[a] in ("《", "“", "「") or texts[a + 1] in ("《", "“", "「") for a in first], float),
        np.array([_REASON.search("".join(texts[max(0, a - 1) : a + 2])) is not None for a in first], float),
        (begins & ends).astype(float),
        begins.astype(float),
        ends.astype(float),
    ]


def _asked(question: Question, gap: Gap) -> list[float]:
    return [
        *(float(question.kind == kind) for kind in KINDS),
        float(gap.person or question.wanted == "person"),
        float(question.wanted == "place"),
        float(question.wanted == "organisation"),
        float(gap.year),
        float(gap.day),
        float(bool(gap.head)),
        float(gap.behind),
        float(gap.explain),
        float(gap.asks.startswith("什么")),
        float(gap.asks.startswith("哪")),
        float(gap.asks.startswith(("多少", "几"))),
        float(bool(question.unit)),
    ]
