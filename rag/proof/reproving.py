"""A saved answer and the documents -> what of it still stands: receipts, claims, marks, counts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index.rules import RULES
from rag.claims.limits import cut_short
from rag.models import Inferred
from rag.numbers.derivations import Rule
from rag.numbers.points import lead as lead_of
from rag.numbers.points import unproven as unproven_point
from rag.proof.counted_papers import is_earliest, is_latest, is_number_of_documents
from rag.proof.larger import is_larger_by
from rag.proof.leads import is_own, without_source
from rag.proof.originals import Originals
from rag.proof.overtaken import overtaken
from rag.proof.recounting import in_words, is_computed, is_counted, is_told, wholeness
from rag.proof.saved import Receipt, SavedAnswer, SavedClaim
from rag.proof.steps_told import steps_unproven
from rag.proof.verifying import Finding, verify_receipt
from rag.tables.plans import Operation

ClaimVerdict = Literal["verified", "failed"]
_QUOTED = re.compile(r"“([^“”]+)”|《([^《》]+)》|(\d+(?:[.,]\d+)*%?)")
_SHOWN = 30


@dataclass(frozen=True)
class ClaimFinding:
    """The verdict on one claim; `number` counts from 1. `reason` in Chinese, "" where it is verified."""

    number: int
    kind: str
    text: str
    verdict: ClaimVerdict
    reason: str = ""


@dataclass(frozen=True)
class Reproof:
    """What verifying a saved answer gave. `faults`: of the answer as a whole; `warnings`: what no quote proves or refutes."""

    answer: SavedAnswer
    citations: tuple[Finding, ...]
    claims: tuple[ClaimFinding, ...]
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every quote stands, every claim follows from its quotes, and the answer says what its claims say."""
        return (
            not self.faults
            and all(c.holds for c in self.citations)
            and all(c.verdict == "verified" for c in self.claims)
        )


def reprove(answer: SavedAnswer, originals: Originals) -> Reproof:
    """Check a saved answer against the documents of a folder.

    Raises:
        OriginalsError: a cited document cannot be read, or there are two of its name.
    """
    findings = tuple(verify_receipt(receipt, originals) for receipt in answer.citations)
    cited = {receipt.n: receipt for receipt in answer.citations}
    claims = tuple(_claim(n, claim, cited, originals) for n, claim in enumerate(answer.claims, 1))
    leads = list(_read_marks(answer)) if answer.claims else []
    faults = [
        *_numbering(answer),
        *(lead for lead in leads if isinstance(lead, str)),
        *_short(answer, cited, originals),
    ]
    said = [lead for lead in leads if isinstance(lead, _Lead)]
    faults += [fault for lead in said if (fault := _unproven(lead, cited))]
    faults += _status(answer, originals)
    faults += [fault for fault in (wholeness(answer, originals),) if fault]
    faults += [*_dated(answer, said, cited), *steps_unproven(answer)]
    faults += [f"“{lead.text[:_SHOWN]}”不是引文的说话人或出处" for lead in said if not lead.sourced]
    warnings = [f"“{lead.text[:_SHOWN]}”不是引文，是本程序没有写过的话" for lead in said if not _known(lead)]
    warnings += _not_recomputed(answer)
    warnings += [told for finding in findings for told in finding.warnings]
    warnings += overtaken(answer, originals) if answer.claims else ()
    return Reproof(answer, findings, claims, tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(warnings)))


def _claim(number: int, claim: SavedClaim, cited: Mapping[int, Receipt], originals: Originals) -> ClaimFinding:
    lost = [n for n in claim.citations if n not in cited]
    if lost or not claim.citations:
        reason = f"所引的 {'、'.join(f'[{n}]' for n in lost)} 不存在" if lost else "没有引文"
    else:
        check = CHECKS.get(claim.kind, is_counted if claim.plan else is_computed if claim.derived else is_slice)
        reason = check(claim, [cited[n] for n in claim.citations], originals)
    return ClaimFinding(number, claim.kind, claim.text, "failed" if reason else "verified", reason)


def is_slice(claim: SavedClaim, quotes: Sequence[Receipt], _originals: Originals) -> str:
    """Why a claim is no verbatim slice of one of its quotes, "" if it is."""
    cut = [cut_short(claim.text, quote.quote) for quote in quotes if claim.text in quote.quote]
    if claim.text.strip() and cut:
        return "" if not all(cut) else cut[0]
    return f"“{claim.text[:_SHOWN]}”不在它所引的原文中"


Check = Callable[[SavedClaim, Sequence[Receipt], Originals], str]
# By kind of claim; one of another kind with a plan or a derivation is run again as these are, all others are slices of a quote.
CHECKS: dict[str, Check] = {"count": is_counted, "timeline": is_slice}


@dataclass(frozen=True)
class _Lead:
    """Words of an answer that stand before a claim and belong to none; whose words it is aside.

    `sourced`: that no source is named which the claim's quotes do not have.
    """

    text: str
    sourced: bool
    claim: SavedClaim


def _read_marks(answer: SavedAnswer) -> Iterator[_Lead | str]:
    """The words between the claims of an answer; a fault (Chinese) where its text is not its claims with their marks."""
    at = plain = 0
    for number, claim in enumerate(answer.claims, 1):
        marks = "".join(f"[{n}]" for n in claim.citations)
        begins = at + claim.start - plain
        if claim.start < plain or claim.end - claim.start != len(claim.text):
            yield f"第 {number} 句的起止位置与文字不符"
            return
        if not answer.answer.startswith(claim.text + marks, begins):
            yield f"回答的正文与第 {number} 句不一致，或其后的引文标号不是 {marks}"
            return
        before = answer.answer[at:begins].removeprefix("\n")
        dated = claim.kind == "timeline"  # begins with its date, which is checked against its point
        yield _Lead(*((before, True) if dated else without_source(before, _quotes(answer, claim))), claim)
        at, plain = begins + len(claim.text) + len(marks), claim.end
    if at < len(answer.answer):
        yield f"回答末尾有不属于任何一句的文字：“{answer.answer[at : at + _SHOWN]}”"


def _quotes(answer: SavedAnswer, claim: SavedClaim) -> list[Receipt]:
    return [receipt for receipt in answer.citations if receipt.n in claim.citations]


def _known(lead: _Lead) -> bool:
    if lead.claim.kind == "timeline":
        return True  # checked against its point
    return is_own(lead.text)


def _unproven(lead: _Lead, cited: Mapping[int, Receipt]) -> str:
    """A figure or quoted words before a claim that its quotes, titles and dates do not have; "" if they have all."""
    quotes = [cited[n] for n in lead.claim.citations if n in cited]
    texts = [
        part for q in quotes for part in (q.quote, q.title or "", q.date.value if q.date else "", *q.section) if part
    ]
    told = ["".join(groups) for groups in _QUOTED.findall(lead.text)]
    # Several names are told with 、 between them, however the text joins them: 甲省和乙省.
    lost = [word for word in told if not any(all(part in text for part in word.split("、")) for text in texts)]
    return f"“{lead.text[:_SHOWN]}”中的“{lost[0]}”没有引文证明" if lost else ""


def _dated(answer: SavedAnswer, leads: Sequence[_Lead], cited: Mapping[int, Receipt]) -> Iterator[str]:
    """A line of a timeline whose value is not in its words or whose date is in no quote, title or date; lines without points."""
    lines = [lead for lead in leads if lead.claim.kind == "timeline"]
    if len(lines) != len(answer.timeline):
        yield f"时间线有 {len(answer.timeline)} 个数值，正文中却有 {len(lines)} 行"
        return
    for line, point in zip(lines, answer.timeline, strict=True):
        quotes = [cited[n] for n in line.claim.citations if n in cited]
        if point.citation not in line.claim.citations:
            yield f"时间线中“{point.value}”的引文标号与正文不一致"
        if line.text != lead_of(point):
            yield f"时间线中“{point.value}”的日期或标注与正文“{line.text[:_SHOWN]}”不一致"
        dated = [part for q in quotes for part in (*q.section, q.title or "", (q.date.value or "") if q.date else "")]
        fault = unproven_point(point, line.claim.text, [q.quote for q in quotes], dated)
        if fault:
            yield fault
    for conflict in answer.conflicts:
        points = {(p.value, p.citation) for p in answer.timeline}
        if not set(zip(conflict.values, conflict.citations, strict=False)) <= points:
            yield f"所列的不一致（{conflict.date}）不在时间线中"


def _numbering(answer: SavedAnswer) -> Iterator[str]:
    numbers = [receipt.n for receipt in answer.citations]
    if len(set(numbers)) < len(numbers):
        yield "引文的编号有重复"
    closest = answer.refusal.closest if answer.refusal else ()
    whole = answer.completeness.citations if answer.completeness else ()
    for n in dict.fromkeys((*closest, *answer.rows, *whole, *(answer.derived.inputs if answer.derived else ()))):
        if n not in numbers:
            yield f"所列的引文 [{n}] 不存在"


def _status(answer: SavedAnswer, originals: Originals) -> Iterator[str]:
    if answer.status == "refused" and answer.claims:
        yield "说是不作回答，却有回答的句子"
    if answer.status in ("answered", "partial") and not answer.claims:
        yield "说是有回答，却没有一句回答"
    counts = [claim for claim in answer.claims if claim.plan is not None]
    if answer.plan is not None and in_words(answer, originals) not in (answer.plan, *((None,) if counts else ())):
        yield "所说的计数步骤与所附的步骤不一致"
    if answer.rows and not any(claim.citations == answer.rows for claim in counts):
        yield "所列的行与计数所引的行不一致"


def _short(answer: SavedAnswer, cited: Mapping[int, Receipt], originals: Originals) -> Iterator[str]:
    """A short answer that neither stands in a quote nor follows by the rule it names."""
    short, derived = answer.short_answer, answer.derived
    if short is None:
        return
    quotes = [(cited[n], claim.inferred) for claim in answer.claims for n in claim.citations if n in cited]
    if any(short in quote.quote or short in _meant(quote.quote, inferred) for quote, inferred in quotes):
        return
    if derived is None:
        yield f"简答“{short[:_SHOWN]}”不在引文中"
    elif derived.rule in SHORTS and not SHORTS[derived.rule](answer, [quote for quote, _ in quotes], originals):
        yield f"简答“{short[:_SHOWN]}”不是由引文推得的结果"


def _not_recomputed(answer: SavedAnswer) -> Iterator[str]:
    """That a short answer follows by a rule that is not run again here."""
    rule = answer.derived.rule if answer.derived else ""
    if rule and (rule in _SAID or rule not in SHORTS):
        yield f"简答“{(answer.short_answer or '')[:_SHOWN]}”按规则“{rule}”由引文推得，未重新推算，请对照引文"


def _is_speaker(answer: SavedAnswer, quotes: Sequence[Receipt], _originals: Originals) -> bool:
    names = {name for q in quotes if q.speaker for name in (q.speaker.name, q.speaker.role) if name}
    told = answer.short_answer or ""
    return told in names or set(told.split("、")) <= names


def _is_title(answer: SavedAnswer, quotes: Sequence[Receipt], _originals: Originals) -> bool:
    titles = {f"《{q.title}》" for q in quotes if q.title}
    return set(re.findall(r"《[^》]*(?:《[^》]*》[^》]*)*》", answer.short_answer or "")) <= titles


def _is_cell(answer: SavedAnswer, quotes: Sequence[Receipt], originals: Originals) -> bool:
    """Whether the short answer is a cell of a row that is cited, as the document is read now; it may be printed elsewhere."""
    for quote in quotes:
        place, original = quote.table, originals.get(quote.document) if quote.table else None
        if place is None or original is None:
            continue
        rows = [t.rows[place.row] for t in original.document.tables if t.name == place.name and place.row < len(t.rows)]
        if any(answer.short_answer == cell.value for row in rows for cell in row.cells):
            return True
    return False


def _is_yes_or_no(answer: SavedAnswer, _quotes: Sequence[Receipt], _originals: Originals) -> bool:
    return answer.short_answer in ("是", "否")


_SAID = (
    "stated",
    "negation",
    "other_place",
    "other_post",
    "other_agent",
    "other_order",
    "other_direction",
    "same_cell",
    "other_holder",
    "other_set",
    "other_period",
    "other_figure",
    "less_than",
    "more_than",
)
Short = Callable[[SavedAnswer, Sequence[Receipt], Originals], bool]
# By rule of derivation; of a rule that is not here the reader is told.
SHORTS: dict[str, Short] = {
    **dict.fromkeys((*get_args(Operation), *get_args(Rule)), is_told),
    "speaker": _is_speaker,
    "source": _is_title,
    "larger_by": is_larger_by,
    "documents": is_number_of_documents,
    "earliest_document": is_earliest,
    "latest_document": is_latest,
    "table_row": _is_cell,
    **dict.fromkeys(RULES, _is_cell),
    **dict.fromkeys(_SAID, _is_yes_or_no),
}


def _meant(quote: str, inferred: Sequence[Inferred]) -> str:
    """A quote with the values that were inferred in place of what is printed."""
    for one in inferred:
        quote = quote.replace(one.as_printed, one.value) if one.as_printed else f"{quote} {one.value}"
    return quote
