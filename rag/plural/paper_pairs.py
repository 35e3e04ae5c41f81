"""A difference between what two papers say (县里的上限比市里低多少): each half is asked of the papers that its owner means."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.asking.questions import Question, analyse
from rag.comparisons.derived import between
from rag.comparisons.operands import Found, stated_of
from rag.comparisons.pairing import Pair
from rag.finding.retrieval import Evidence, Shelf
from rag.language.lexicon import fold
from rag.models import Draft
from rag.plural.papers import CALLED, Paper, meant, papers_of
from rag.plural.shelved import evidence_of

Write = Callable[[Question, Evidence], Draft]
_LED = re.compile(
    rf"^(?P<label>(?:全|本)?[省市县区镇](?:里|级)|[^，。的]{{0,12}}(?:{CALLED})|[\u4e00-\u9fff]{{2,8}}[省市县区镇](?=的))(?:里面|里|中|规定|要求|提出|确定)?(?:的)?(?P<rest>.{{3,}})$"
)


def paper_pair(pair: Pair, found: Sequence[str], shelf: Shelf, limit: int, write: Write) -> Draft | None:
    """The draft of a derived figure whose halves are the same question, put to different papers; None for other pairs."""
    led = [_LED.match(half) for half in pair.halves]
    if pair.over_time or not led[0] or not led[1] or fold(led[0]["rest"]) != fold(led[1]["rest"]):
        return None
    papers = papers_of(shelf, found)
    those = [meant(match["label"], papers) for match in led if match]
    own = [_alone(one, other) for one, other in (those, those[::-1])]
    if not all(own):
        return None
    rest = led[0]["rest"]
    question = analyse(rest)
    drafts = [write(question, evidence_of(question, shelf, [p.id for p in one], limit)) for one in own]
    chosen = [_figures(draft) for draft in drafts]
    return between(replace(pair, halves=(rest, rest), against=()), chosen, drafts) if all(chosen) else None


def _figures(draft: Draft) -> list[Found]:
    """The figure that a draft answers with; the only one that its quote measures by where it has no short answer."""
    if not draft.statements:
        return []
    quote = draft.statements[0].quotes[0]
    told = [Found(quote, s, draft.statements[0].inferred) for s in stated_of(quote)]
    exact = [f for f in told if draft.short_answer and f.stated.figure.text in draft.short_answer]
    return exact or (told if len(told) == 1 else [])


def _alone(one: Sequence[Paper], other: Sequence[Paper]) -> list[Paper]:
    """The papers that only one of the labels means."""
    ids = {p.id for p in other}
    return [p for p in one if p.id not in ids]
