"""Writers: evidence becomes a draft. The extractive writer quotes the best sentences as they stand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag.asking.questions import Question
from rag.choosing.aspect_lists import problems_of
from rag.choosing.aspects import asked_aspect
from rag.choosing.contents_items import contents_items, paragraph_heads
from rag.choosing.enumerating import best_items, fewer_than_asked, items_announced, run_of
from rag.choosing.lists import announces
from rag.choosing.order import asks_move, other_direction
from rag.choosing.outlining import parts_of, under_heading
from rag.choosing.scoring import DEFINITE, Rated, coverage, distinctive, looks_right, rate, weigh
from rag.choosing.second_opinion import READ, second_opinion
from rag.choosing.speakers import Post, place_of, posts, spoken_by
from rag.choosing.voices import further, in_several_documents, voices
from rag.comparisons.chronology import over_time
from rag.comparisons.year_tables import by_year
from rag.counts.asked import names_a_table
from rag.counts.counting import asks_one_number, names_row
from rag.counts.tallying import tally
from rag.drafts.drafting import draft_of
from rag.drafts.statements import noted, notes_on, statement_of
from rag.finding.declining import uncovered
from rag.finding.evidence import Unit
from rag.finding.features import Lens, lens_of
from rag.finding.retrieval import Evidence
from rag.finding.scope import counts_asked, elsewhere
from rag.language.lexicon import fold
from rag.models import Draft
from rag.numbers.figures import RANK, RANKS, figures_in
from rag.proof.quoting import cite
from rag.refusing.premises import contradiction, correction_lead
from rag.refusing.roles import Misplaced, post_told
from rag.refusing.shortfall import shortfall, tidy, unsaid_together
from rag.refusing.sufficiency import ONE_IS_ENOUGH, carried_with_before, sufficient
from rag.settings import AnswerSettings
from rag.short_answers.polarity import Verdict, unnamed, verdict
from rag.short_answers.short import asked_cell
from rag.time.modality import points_back

_VERDICT_SEEDS = 4  # best sentences that may say yes or no
_SCRAP = 8  # characters below which what is left of a broken sentence says nothing, whatever stands over it
_NEAR = 0.4  # share of the question's words from which what another one says is shown as the nearest
_TEXT_SEEDS = 3  # best units among which a sentence may say what a table would be counted for
_PRINTED = 1.01  # what is printed goes before any count
_CELL_SEEDS = 6  # best units among which a printed number may stand in a cell
_LEAST_SHARE = 0.6  # of the question, for items to answer where no sentence does
_FOLLOWING = 0.8  # a further sentence must reach this share of the best one's score


class Writer(Protocol):
    """Anything that drafts an answer from evidence. Its draft is verified; nothing of it is trusted."""

    def write(self, question: Question, evidence: Evidence) -> Draft:
        """Draft an answer; without statements where the evidence carries none."""


class ExtractiveWriter:
    """Quotes the sentences that carry the question best; declines where none meets what is literally asked."""

    def __init__(self, settings: AnswerSettings) -> None:
        self._settings = settings

    def write(self, question: Question, evidence: Evidence) -> Draft:
        """Draft an answer: somebody's post, a count, a correction, yes or no, items of an enumeration, or a few sentences."""
        documents = tuple(evidence.documents.values())
        named = posts(question, documents, evidence.found)
        if named:
            return _of_person(question, named[0])
        if told := post_told(question, documents):
            return self._of_post(question, told, evidence)
        listed = contents_items(question, evidence) or paragraph_heads(question, evidence)
        if (
            parts := parts_of(question, evidence)
            or listed
            or under_heading(question, evidence)
            or problems_of(question, evidence)
        ):
            return draft_of(question, parts, {})
        question = spoken_by(question, documents)
        draft = self._from(question, evidence)
        return draft if draft.statements or not question.speaker else self._named(question, evidence) or draft

    def _of_post(self, question: Question, told: Misplaced, evidence: Evidence) -> Draft:
        """The draft that quotes somebody's post: a correction of the one that the question gives, or a plain yes."""
        unit = place_of(told.document, told.place, evidence.found)
        statement = statement_of(question, unit)
        if told.right:
            return Draft((statement,), "是", "stated", notes=tuple(notes_on([statement])))
        lead = correction_lead(told.role) if told.role in statement.text else ""
        statement = replace(statement, kind="correction", lead=lead)
        asked = told.asserted and question.kind == "yes_no"
        return Draft(
            (statement,), "否" if asked else None, "other_post" if asked else "", notes=tuple(notes_on([statement]))
        )

    def _named(self, question: Question, evidence: Evidence) -> Draft | None:
        """The draft from sentences that tell themselves what somebody says or thinks (张三把…归结为…), None where none answers."""
        units = tuple(u for u in evidence.units if question.speaker in u.text and not u.speaker)
        less = Evidence(evidence.found, evidence.documents, units, evidence.chunks)
        draft = self._from(replace(question, speaker=""), less) if units else Draft()
        return draft if draft.statements else None

    def _from(self, question: Question, evidence: Evidence) -> Draft:
        lens = _lens(question, evidence)
        weights = dict(lens.weights)
        rated = self._rated(lens, evidence)
        usable = self._usable(lens, rated)
        said = _carried(lens, usable)
        corrected = self._corrected(question, rated, answered=bool(usable))
        turned = usable and asks_move(question) and other_direction(question, usable[0].unit)
        if corrected and (not usable or question.kind != "number" or turned):
            return corrected
        if counted := by_year(lens, evidence, said) or tally(lens, evidence, said):
            return counted
        if not usable:
            items = self._items_alone(lens, rated)
            if items:
                return draft_of(question, items, weights)
            told = over_time(question, Draft(), evidence)
            return noted(told) if told else self._decline(question, rated, evidence)
        if question.kind == "yes_no":
            draft = self._yes_no(question, usable, weights)
        else:
            draft = draft_of(question, self._chosen(lens, (usable, [r for r in rated if not r.unmet])), weights)
        short_of = fewer_than_asked(question, draft)
        if short_of:
            others = (draft_of(question, [r.unit], weights) for r in usable[1:_CELL_SEEDS])
            draft = next((d for d in others if not fewer_than_asked(question, d)), Draft())
        if not draft.statements and short_of:
            return replace(self._decline(question, rated, evidence), missing=(short_of,), reason="not_covered")
        if told := over_time(question, draft, evidence):
            draft = noted(told)
        return replace(draft, confidence=round(usable[0].support, 4))

    def _rated(self, lens: Lens, evidence: Evidence) -> list[Rated]:
        """The units of evidence, best first."""
        about = distinctive(evidence.found, lens.weights)
        whole = (unit for unit in evidence.units if not unit.truncated or len(unit.text) >= _SCRAP)
        return sorted((rate(lens, unit, about) for unit in whole), key=_order)

    def _usable(self, lens: Lens, rated: Sequence[Rated]) -> list[Rated]:
        """The units that may be shown, best first; where one is enough, the reader has a say in which is the best."""
        usable = sufficient(lens, rated, self._settings)
        one = lens.question.kind in READ
        return second_opinion(lens.question, usable, self._settings) if one else usable

    def candidates(self, question: Question, evidence: Evidence) -> list[Unit]:
        """The units that may be shown in answer to a question, best first: another writer may choose among these."""
        question = spoken_by(question, tuple(evidence.documents.values()))
        lens = _lens(question, evidence)
        rated = self._rated(lens, evidence)
        return [r.unit for r in self._usable(lens, rated)]

    def quote(self, question: Question, units: Sequence[Unit]) -> Draft:
        """The draft that quotes some units, with all that a reader must know beside them."""
        return draft_of(question, units, {})

    def _items_alone(self, lens: Lens, rated: Sequence[Rated]) -> list[Unit]:
        """The items of an enumeration whose headings carry a question that no sentence does."""
        met = [r for r in rated if not r.unmet] if _lists(lens.question) else []
        return best_items(lens, met, _LEAST_SHARE)[: self._settings.items] if met else []

    def _chosen(self, lens: Lens, pools: tuple[Sequence[Rated], Sequence[Rated]]) -> list[Unit]:
        """Items of a list; else the best sentences, with what the last of them announces.

        `pools`: units that may be shown by themselves; all that meet the constraints, in whose sections items may stand.
        """
        usable, met = pools
        listing = _lists(lens.question)
        least = _FOLLOWING * usable[0].coverage
        items = best_items(lens, met, least, usable[0].carried)[: self._settings.items] if listing else []
        if items:
            return items
        if lens.question.several or in_several_documents(lens.question, met):
            told = voices(lens.question, met, 1 if lens.question.kind in ONE_IS_ENOUGH else 2)
            if told:  # none where people are asked and nobody is known to speak
                return told
        if lens.question.kind in ("how", "why") and (run := run_of(usable[0].unit)):
            return run[: self._settings.items]
        chosen = self._sentences(lens.question, usable, met)
        of_one = lens.question.kind in (
            "number",
            "date",
        )  # 已有80个，但还存在差距。 answers; what the gaps are was not asked
        if not of_one and len(chosen) < self._settings.sentences and announces(chosen[-1].text):
            chosen = [*chosen, *items_announced(chosen[-1])]
        return chosen

    def _yes_no(self, question: Question, usable: Sequence[Rated], weights: dict[str, float]) -> Draft:
        """The best sentence that says yes or no; the best one without a verdict where none does."""
        for rated in usable[:_VERDICT_SEEDS]:
            told = verdict(question, rated.unit, weights, rated.coverage)
            if told:
                return self._with_verdict(question, rated.unit, told)
        lacking = [(rated, unnamed(question, rated.unit)) for rated in usable[:_VERDICT_SEEDS]]
        best, lost = min(lacking, key=lambda pair: len(pair[1]))
        if lost:
            missing = tuple(f"“{term}”" for term in lost)
            return Draft(missing=missing, closest=tuple(cite(r.unit) for r in usable[: self._settings.closest]))
        statement = statement_of(question, best.unit)
        return Draft((statement,), missing=("直接说“是”或“否”的原文",), notes=tuple(notes_on([statement])))

    def _with_verdict(self, question: Question, unit: Unit, told: Verdict) -> Draft:
        statement = replace(statement_of(question, unit), kind=told.kind)
        return Draft((statement,), told.short, told.rule, notes=tuple(notes_on([statement])))

    def _corrected(self, question: Question, rated: Sequence[Rated], *, answered: bool) -> Draft | None:
        """A correction where the best evidence on the very thing asked about contradicts what the question takes for granted."""
        for one in sorted(rated, key=lambda r: -r.score)[:_VERDICT_SEEDS]:
            if told := contradiction(question, one.unit, one.unmet, answered=answered):
                statement = replace(statement_of(question, one.unit), kind="correction", lead=told.lead)
                yes_no = question.kind == "yes_no"
                short, rule = ("否", told.rule) if yes_no else (None, "")
                return Draft((statement,), short, rule, notes=tuple(notes_on([statement])))
        return None

    def _decline(self, question: Question, rated: Sequence[Rated], evidence: Evidence) -> Draft:
        others = self._said_by_others(question, evidence) if question.speaker else []
        if others:
            of = "、".join(uncovered(question, evidence)) or "此事"
            heard = any(u.speaker and u.speaker.name == question.speaker for u in evidence.units)
            missing = (f"“{question.speaker}”关于{of}的发言" if heard else f"“{question.speaker}”的发言",)
            return Draft(missing=missing, reason="constraint_unmet", closest=tuple(cite(u) for u in others))
        nearest = rated[: self._settings.closest]
        common = [m for m in (nearest[0].unmet if nearest else ()) if all(m in r.unmet for r in rated)]
        unmet = common or (list(nearest[0].unmet) if nearest else [])
        lens = _lens(question, evidence)
        told = "".join(unmet)
        nowhere = [what for what in uncovered(question, evidence) if what.strip("“”") not in told]
        lost = tidy(question, [*unmet, *nowhere])
        unsaid = lost or unsaid_together(lens, nearest)
        return Draft(
            missing=tuple(unsaid),
            reason="constraint_unmet" if unmet else "not_covered",
            closest=tuple(cite(r.unit) for r in nearest),
            reasons=tuple(shortfall(lens, r, unsaid) for r in nearest),
        )

    def _said_by_others(self, question: Question, evidence: Evidence) -> list[Unit]:
        """What others say of what somebody is asked to have said: the nearest evidence where that person says nothing of it."""
        rated = self._rated(_lens(replace(question, speaker=""), evidence), evidence)
        near = [r.unit for r in rated if not r.unmet and r.carried >= _NEAR]
        if not near:  # 已有80个, asked of somebody who gives no such number: who does
            told = [f.text for f in figures_in(question.asked) if f.measures]
            near = [r.unit for r in rated if any(text in fold(r.unit.text) for text in map(fold, told))]
        return near[: self._settings.closest]

    def _sentences(self, question: Question, usable: Sequence[Rated], met: Sequence[Rated]) -> list[Unit]:
        """The best sentence, and for open questions those of its passage that carry nearly as much, in reading order."""
        best = usable[0]
        several = len(question.years) > 1 or len(question.places) > 1
        in_table = best.unit.found.chunk.table_row is not None
        defines = question.kind == "definition" and looks_right(question, best.unit) >= DEFINITE
        if (question.kind in ONE_IS_ENOUGH or in_table or defines) and not several:
            return [best.unit]
        pool = usable[1:] if several else [r for r in usable[1:] if r.unit.document is best.unit.document]
        good = [r for r in pool if r.score >= _FOLLOWING * best.score and not r.unit.truncated]
        if several:
            good = _adding(question, best, pool)
        chosen = [best.unit, *(r.unit for r in good[: self._settings.sentences - 1])]
        if not several and question.kind != "definition":
            chosen += further(met, chosen)
        return sorted(chosen, key=lambda u: (u.document.id != best.unit.document.id, u.document.id, u.clean[0].start))


def _of_person(question: Question, post: Post) -> Draft:
    """The draft that quotes where somebody's post is given; the post itself is the short answer."""
    draft = draft_of(question, [post.unit], {})
    if post.role and post.role in draft.statements[0].text:
        return replace(draft, short_answer=post.role, derivation="")
    return draft


def _lists(question: Question) -> bool:
    """Whether items are asked for; asked what good a thing does (有什么好处), an enumeration of what is to be done is no answer."""
    return question.kind == "list" and asked_aspect(question.asked, question.kind) != "benefit"


def _lens(question: Question, evidence: Evidence) -> Lens:
    return lens_of(question, weigh(question, evidence.found), [fold(f.chunk.key) for f in evidence.found])


def _carried(lens: Lens, usable: Sequence[Rated]) -> float:
    """Share of a question's terms, by rarity, that the best sentences carry: what a table must do better to be counted.

    A cell that gives the very number is printed and needs no counting. Asked how many, a sentence without such a number is no rival.
    """
    question = lens.question
    cells = (
        asked_cell(question, r.unit)
        for r in usable[:_CELL_SEEDS]
        if (place := r.unit.found.chunk.table_row) is not None and names_row(question, r.unit.document, place)
    )
    if asks_one_number(question) and any(cell and cell.text[:1].isdigit() for cell in cells):
        return _PRINTED
    texts = [r.unit for r in usable[:_TEXT_SEEDS] if r.unit.found.chunk.table_row is None]
    if question.kind == "number":
        texts = [unit for unit in texts if _gives_number(question, unit)]
    if question.unit == RANK and texts and not names_a_table(question):
        return _PRINTED  # a rank that is printed needs no counting
    leaning = (carried_with_before(lens, unit) for unit in texts if points_back(unit.text))
    return max((*leaning, *(coverage(lens.rarity, unit.text, unit.headings) for unit in texts)), default=0.0)


def _gives_number(question: Question, unit: Unit) -> bool:
    """Whether a sentence has a figure of the unit asked that counts what is asked."""
    if question.unit == RANK:
        return RANKS.search(unit.text) is not None
    figures = [f for f in figures_in(unit.text) if not question.unit or f.counts(question.unit)]
    return any(counts_asked(question, unit.text, f) and not elsewhere(question, unit.text, f) for f in figures)


def _order(rated: Rated) -> tuple[bool, float, int, int]:
    return (bool(rated.unmet), -round(rated.score, 9), rated.unit.found.rank, rated.unit.clean[0].start)


def _adding(question: Question, best: Rated, pool: Sequence[Rated]) -> list[Rated]:
    """The best sentences that bring a year or place asked for that those before do not have."""
    wanted = [name for name in (*question.years, *question.places) if name not in best.unit.text]
    adding: list[Rated] = []
    for rated in pool:
        brought = [name for name in wanted if name in rated.unit.text]
        if brought:
            adding.append(rated)
            wanted = [name for name in wanted if name not in brought]
    return adding
