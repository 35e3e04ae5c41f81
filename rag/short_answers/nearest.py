"""The figure or date of a text that stands nearest to what is asked, by rule."""

from collections.abc import Mapping, Sequence

from rag.asking.questions import Question
from rag.finding.scope import CLAUSE
from rag.language.lexicon import credit, fold
from rag.numbers.figures import Figure


def nearest(question: Question, figures: Sequence[Figure], text: str, weights: Mapping[str, float]) -> Figure | None:
    """The figure in whose clause, and the one before it, most of the question stands; None where two are equal.

    One right before what is counted (9个省份), or behind what is measured (产值达到…), goes before others; one that the question itself gives is not asked for.
    """
    figures = [f for f in figures if fold(f.text) not in fold(question.asked)] or list(figures)
    if not figures:
        return None
    cuts = [0, *(m.end() for m in CLAUSE.finditer(text))]
    if len(cuts) == 1:
        # A data box has no punctuation: 装备制造业 7.9% 高技术制造业 8.7%. Each figure belongs to what stands since the one before.
        # The period it opens with is all of theirs, and tells none from another.
        cuts = [0, *sorted({f.end for f in figures})]
        weights = {term: weight for term, weight in weights.items() if not any(c.isdigit() for c in term)}

    def nearness(figure: Figure) -> float:
        here = max(i for i, cut in enumerate(cuts) if cut <= figure.start)
        clause = fold(text[cuts[here] : next((cut for cut in cuts if cut >= figure.end), len(text))])
        before = fold(text[cuts[max(here - 1, 0)] : cuts[here]])
        tail = CLAUSE.split(text[max(0, figure.start - 8) : figure.start])[-1]
        measured = bool(question.measured) and question.measured in tail
        counted = bool(question.measured) and text[figure.end :].startswith(question.measured)
        return (
            measured
            + 2.0 * counted
            + sum(w * max(credit(t, clause), 0.4 * credit(t, before)) for t, w in weights.items())
        )

    ranked = sorted(figures, key=nearness, reverse=True)
    ranked = _told_apart(ranked, text, weights)
    tied = len(ranked) > 1 and nearness(ranked[1]) == nearness(ranked[0]) and ranked[1].text != ranked[0].text
    return None if tied else ranked[0]  # 1999年和2007年先后推出……: which of them, no slice says


def _told_apart(ranked: list[Figure], text: str, weights: Mapping[str, float]) -> list[Figure]:
    """The figures with a later one first, where its clause alone has a word of the question that nothing before it has.

    海州船舶市内采购率超过四成，配件市内采购率超过六成: asked for 配件, what the first clause names goes on in the second.
    """
    for later in ranked[1:]:
        start = max((m.end() for m in CLAUSE.finditer(text) if m.end() <= later.start), default=0)
        clause, before = fold(text[start : later.end]), fold(text[:start])
        if ranked[0].start < start and any(t in clause and t not in before for t in weights if len(t) > 1):
            return [later, *(f for f in ranked if f is not later)]
    return ranked
