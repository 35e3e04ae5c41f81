"""A briefing and documents -> which of its lines, rows and figures still hold. As with saved answers, nothing of it is trusted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import msgspec

from rag.briefing.models import Briefing, FigureRow, Line
from rag.models import SCHEMA_VERSION, Citation
from rag.originals import Originals
from rag.records import citation_record
from rag.reproving import reprove
from rag.saved import Receipt, SavedAnswer, answer_of
from rag.verifying import Finding, ReceiptVerdict, verify_receipt

LineVerdict = ReceiptVerdict | Literal["failed"]
_GOOD: tuple[LineVerdict, ...] = ("holds", "holds, document changed elsewhere")


@dataclass(frozen=True)
class LineFinding:
    """The verdict on one line: that of its worst quote, or `failed` where the words do not follow from quotes that hold."""

    line: str
    verdict: LineVerdict
    reason: str
    citations: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether it may stand."""
        return self.verdict in _GOOD


@dataclass(frozen=True)
class RowFinding:
    """The verdict on a row of a table (its section and citation) or of the key figures (`section` "", its line)."""

    section: str
    citation: int
    verdict: LineVerdict
    reason: str
    line: str = ""

    @property
    def holds(self) -> bool:
        """Whether it may stand."""
        return self.verdict in _GOOD


@dataclass(frozen=True)
class Recheck:
    """What checking a briefing again gave: of the lines that are shown, in order; of its tables' rows; of its key figures."""

    lines: tuple[LineFinding, ...]
    rows: tuple[RowFinding, ...]
    figures: tuple[RowFinding, ...]

    @property
    def holds(self) -> bool:
        """Whether everything does."""
        return all(line.holds for line in self.lines) and all(row.holds for row in (*self.rows, *self.figures))


def recheck(briefing: Briefing, originals: Originals) -> Recheck:
    """Check what a briefing shows against documents.

    Raises:
        OriginalsError: a cited document cannot be read, or there are two of its name.
    """
    pool = {line.id: line for line in briefing.lines}
    quotes = {citation.n: citation for citation in briefing.citations}
    shown = [name for section in briefing.sections for name in section.lines]
    shown += [name for one in briefing.disagreements for name in one.lines]
    wanted = dict.fromkeys([*shown, *(row.line for row in briefing.figures)])
    lines = tuple(_line(pool[name], quotes, originals) for name in wanted)
    found = {finding.line: finding for finding in lines}
    figures = tuple(_figure(row, pool[row.line], found[row.line]) for row in briefing.figures)
    return Recheck(lines, tuple(_rows(briefing, quotes, originals)), figures)


def _line(line: Line, quotes: dict[int, Citation], originals: Originals) -> LineFinding:
    proof = reprove(_saved(line, [quotes[n] for n in line.claim.citations if n in quotes]), originals)
    bad = next((finding for finding in proof.citations if not finding.holds), None)
    if bad is not None:
        return LineFinding(line.id, bad.verdict, bad.reason, proof.citations)
    reasons = [*(claim.reason for claim in proof.claims if claim.reason), *proof.faults]
    if reasons:
        return LineFinding(line.id, "failed", reasons[0], proof.citations)
    told = next((finding for finding in proof.citations if finding.verdict != "holds"), proof.citations[0])
    return LineFinding(line.id, told.verdict, told.reason, proof.citations)


def _saved(line: Line, cited: list[Citation]) -> SavedAnswer:
    """A line as an answer of one claim, so that the rules for answers are the rules for lines."""
    claim = replace(line.claim, start=len(line.lead), end=len(line.lead) + len(line.claim.text))
    marks = "".join(f"[{n}]" for n in claim.citations)
    told: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "question": line.question or line.id,
        "status": "answered",
        "answer": f"{line.text}{marks}",
        "short_answer": None,
        "claims": [cast("dict[str, Any]", msgspec.to_builtins(claim))],
        "citations": [citation_record(citation) for citation in cited],
        "refusal": None,
        "timeline": [msgspec.to_builtins(line.point)] if line.point else [],
    }
    return answer_of(told, f"简报的语句 {line.id}")


def _figure(row: FigureRow, line: Line, found: LineFinding) -> RowFinding:
    if not found.holds:
        return RowFinding("", row.citation, found.verdict, found.reason, row.line)
    if line.claim.text[row.start : row.end] != row.value or row.citation not in line.claim.citations:
        return RowFinding("", row.citation, "failed", f"“{row.value}”不在它所出的语句中", row.line)
    return RowFinding("", row.citation, found.verdict, found.reason, row.line)


def _rows(briefing: Briefing, quotes: dict[int, Citation], originals: Originals) -> Iterator[RowFinding]:
    for section in briefing.sections:
        for row in (row for sheet in section.sheets for row in sheet.rows):
            receipt = msgspec.convert(citation_record(quotes[row.citation]), Receipt)
            finding = verify_receipt(receipt, originals)
            yield RowFinding(section.id, row.citation, finding.verdict, finding.reason)
