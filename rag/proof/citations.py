"""Verifies claims against their quotes and quotes against their documents. Pure functions; nothing fuzzy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.models import Block, BlockKind, Document, Gap, GapKind, Span
from rag.claims.limits import cut_short
from rag.models import Citation, Statement
from rag.numbers.derivations import Derivation, compute
from rag.numbers.points import Point, lead, unproven
from rag.proof.receipts import slice_sha256
from rag.proof.wrapping import same_text
from rag.tables.columns import view_of
from rag.tables.plans import Plan, run
from rag.tables.telling import tell

# Blocks that may stand in the middle of a sentence on the page, and the name of the gap they leave.
_FURNITURE: dict[BlockKind, GapKind] = {
    "running_head": "running_head",
    "page_number": "page_number",
    "footnote": "footnote",
    "keywords": "keywords",
    "table": "table",
    "caption": "caption",
    "source": "caption",
}


@dataclass(frozen=True)
class Verdict:
    """Whether a claim holds; `reason` says in English what does not, for the log."""

    holds: bool
    reason: str = ""


HOLDS = Verdict(True)


def verify(claim: Statement, citations: Sequence[Citation], documents: Mapping[str, Document]) -> Verdict:
    """Check a claim: every citation holds in its document, and the claim's text is a slice of one of the quotes.

    `documents`: by id. An empty claim, a claim without citation and an unknown document do not hold.
    """
    if not claim.text.strip() or not citations:
        return Verdict(False, "no text or no citation")
    for citation in citations:
        document = documents.get(citation.document)
        verdict = verify_quote(citation, document) if document else Verdict(False, f"no document {citation.document!r}")
        if not verdict.holds:
            return verdict
    made = _verify_made(claim, citations, documents)
    return _verify_slice(claim, citations) if made is None else made


def _verify_slice(claim: Statement, citations: Sequence[Citation]) -> Verdict:
    """A claim is a slice of one of its quotes, and not cut off from what limits it there."""
    quotes = [citation.quote for citation in citations if claim.text in citation.quote]
    if not quotes:
        return Verdict(False, f"the claim is no slice of its quotes: {claim.text[:40]!r}")
    if all(cut_short(claim.text, quote) for quote in quotes):
        return Verdict(False, f"the claim is cut off from what limits it: {claim.text[:40]!r}")
    return HOLDS


def _verify_made(claim: Statement, citations: Sequence[Citation], documents: Mapping[str, Document]) -> Verdict | None:
    """The verdict on a claim that is counted, computed or dated; None on a mere quotation."""
    if claim.plan is not None:
        return _verify_count(claim, claim.plan, citations, documents)
    if claim.point is not None:
        return _verify_point(claim, claim.point, citations)
    return _verify_derived(claim, claim.derived, citations) if claim.derived is not None else None


def _verify_count(
    claim: Statement, plan: Plan, citations: Sequence[Citation], documents: Mapping[str, Document]
) -> Verdict:
    """Run a count again: the rows that pass are the rows cited, and the claim says their number."""
    document = documents.get(plan.document)
    if document is None or not 0 <= plan.table < len(document.tables):
        return Verdict(False, f"no table {plan.table} in {plan.document!r}")
    result = run(plan, document)
    cited = sorted(c.table.row for c in citations if c.table is not None)
    if cited != sorted(result.rows) or any(c.document != plan.document for c in citations):
        return Verdict(False, f"the rows cited are not those counted: {cited} for {list(result.rows)}")
    told = tell(plan, result, view_of(document, plan.table)).text
    return HOLDS if claim.text == told else Verdict(False, f"the claim does not say what was counted: {claim.text!r}")


def _verify_derived(claim: Statement, derivation: Derivation, citations: Sequence[Citation]) -> Verdict:
    """Compute a derived figure again from the quotes: the claim says what comes out, formula and all."""
    try:
        computed = compute(derivation, tuple(citation.quote for citation in citations))
    except ValueError as fault:
        return Verdict(False, f"the figures cannot be set against each other: {fault}")
    told = claim.text == computed.text
    return HOLDS if told else Verdict(False, f"the claim does not say what comes out: {claim.text!r}")


def _verify_point(claim: Statement, point: Point, citations: Sequence[Citation]) -> Verdict:
    """Check a line of a timeline: value in the claim, claim in a quote, date in a quote, above it or the document's own."""
    dated = [part for c in citations for part in (*c.section, c.title or "", c.date.value or "")]
    fault = unproven(point, claim.text, [c.quote for c in citations], dated)
    if not fault and claim.lead != lead(point):
        fault = f"the line does not begin with its date: {claim.lead!r}"
    return Verdict(False, fault) if fault else HOLDS


def verify_quote(citation: Citation, document: Document) -> Verdict:
    """Check one citation by the contract: document, spans in order, gaps, certain joins, characters, hash."""
    fault = next(_faults(citation, document), None)
    return Verdict(False, fault) if fault else HOLDS


def _faults(citation: Citation, document: Document) -> Iterator[str]:
    spans, raw = citation.spans, document.raw
    if citation.sha256 != document.sha256:
        yield "another version of the document"
    if not spans or any(not 0 <= s.start < s.end <= len(raw) for s in spans):
        yield f"spans outside the document: {spans}"
    if any(a.end > b.start for a, b in pairwise(spans)):
        yield f"spans not in reading order: {spans}"
    if find_gaps(document, spans) is None:
        yield "other text stands between the spans"
    if crosses_uncertain_join(document, spans):
        yield "the quote crosses a place where text is missing"
    if not same_text(citation.quote, [raw[a:b] for a, b in spans], [raw[a.end : b.start] for a, b in pairwise(spans)]):
        yield f"the quote differs from the document: {citation.quote[:40]!r}"
    if citation.slice_sha256 != slice_sha256(raw, spans):
        yield "the hash of the slices differs"


def find_gaps(document: Document, spans: Sequence[Span]) -> tuple[Gap, ...] | None:
    """The named gaps between the spans of a quote; None where anything but white space, markup or furniture lies there."""
    gaps: list[Gap] = []
    inside = (
        [b.kind for part in document.clean.to_clean(*spans[0]) for b in _blocks_in(document, part)] if spans else []
    )
    for before, after in pairwise(spans):
        found = _between(document, before.end, after.start, in_table="table" in inside)
        if found is None:
            return None
        gaps += found
    return tuple(gaps)


def _between(document: Document, start: int, end: int, *, in_table: bool) -> list[Gap] | None:
    gaps = [_cut(g, start, end) for g in document.clean.dropped if g.start < end and start < g.end]
    for clean in document.clean.to_clean(start, end):
        for block in _blocks_in(document, clean):
            kind = _FURNITURE.get(block.kind)
            if (kind is None or in_table) and not document.text(
                max(clean.start, block.start), min(clean.end, block.end)
            ).strip(" \t|"):
                continue  # the bars and tabs between cells of a table that is read as text
            if kind is None or (in_table and kind == "table"):
                return None  # another cell between two cells: not one row
            part = Span(max(clean.start, block.start), min(clean.end, block.end))
            gaps += [
                Gap(s.start, s.end, kind) for s in document.clean.to_raw(*part) if document.raw[s.start : s.end].strip()
            ]
    named = {i for g in gaps for i in range(g.start, g.end)}
    if any(i not in named and not document.raw[i].isspace() and document.raw[i] != "|" for i in range(start, end)):
        return None
    return sorted(g for g in gaps if document.raw[g.start : g.end].strip())


def _cut(gap: Gap, start: int, end: int) -> Gap:
    return Gap(max(gap.start, start), min(gap.end, end), gap.kind)


def _blocks_in(document: Document, clean: Span) -> list[Block]:
    return [b for b in document.blocks if b.start < clean.end and clean.start < b.end]


def crosses_uncertain_join(document: Document, spans: Sequence[Span]) -> bool:
    """Whether a quote runs over a place where text is missing."""
    clean = [c for span in spans for c in document.clean.to_clean(*span)]
    if not clean:
        return True
    first, last = min(c.start for c in clean), max(c.end for c in clean)
    return any(j.kind == "uncertain" and first < j.at < last for j in document.clean.joins)
