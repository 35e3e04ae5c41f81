"""Chosen evidence -> a draft: its statements, a short answer where one slice clearly answers, and what a reader must know."""

from collections.abc import Mapping, Sequence

from rag.asking.questions import Question
from rag.choosing.enumerating import shortfall
from rag.drafts.statements import (
    as_told,
    gaps_note,
    notes_on,
    rows_note,
    statement_of,
    still_missing,
    without_contained,
)
from rag.finding.evidence import Unit
from rag.finding.undated import undated
from rag.models import Draft
from rag.short_answers.joined import of_two
from rag.short_answers.short import short_answer


def draft_of(question: Question, chosen: Sequence[Unit], weights: Mapping[str, float]) -> Draft:
    """The draft that quotes some units, the first of which answers best; `weights`: of the question's terms."""
    statements = without_contained([statement_of(question, unit) for unit in chosen])
    short = short_answer(question, chosen[0], weights)
    if short and ((not short.rule and short.text not in statements[0].text) or of_two(question, statements[0].text)):
        short = None
    if short:
        statements = (as_told(question, statements[0], short.text), *statements[1:])
    short_of = shortfall(question, chosen)
    return Draft(
        statements=statements,
        short_answer=short.text if short else None,
        derivation=short.rule if short else "",
        missing=(
            *still_missing(question, statements),
            *undated(question, chosen[0]),
            *(["其余各项"] if short_of else []),
        ),
        notes=(
            *notes_on(statements),
            *gaps_note(statements),
            *rows_note(question, chosen),
            *([short_of] if short_of else []),
        ),
    )
