"""A briefing and documents -> which of its lines, rows and figures still hold. As with saved answers, nothing of it is trusted."""

from dataclasses import dataclass, replace
from typing import Literal

from rag.briefing.models import Briefing
from rag.briefing.proving import saved_briefing
from rag.briefing.row_checks import FigureClaim, RowClaim
from rag.proof.originals import Originals
from rag.proof.reproving import Reproof, reprove
from rag.proof.verifying import Finding, ReceiptVerdict

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
    """What checking a briefing again gave: of the lines that are shown, in order; of its tables' rows; of its key figures.

    `unproven`: other words of it that nothing proves, and why.
    """

    lines: tuple[LineFinding, ...]
    rows: tuple[RowFinding, ...]
    figures: tuple[RowFinding, ...]
    unproven: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything does."""
        rows = all(row.holds for row in (*self.rows, *self.figures))
        return rows and all(line.holds for line in self.lines) and not self.unproven


def recheck(briefing: Briefing, originals: Originals) -> Recheck:
    """Check what a briefing shows against documents, by the rules that a saved briefing is verified by.

    One with lines that cite what it does not have is checked no further.

    Raises:
        OriginalsError: a cited document cannot be read, or there are two of its name.
    """
    known = {citation.n for citation in briefing.citations}
    lost = [line for line in briefing.lines if not line.claim.citations or not set(line.claim.citations) <= known]
    if lost:
        return Recheck(tuple(LineFinding(line.id, "failed", _NO_CITATION, ()) for line in lost), (), ())
    saved = saved_briefing(briefing)
    proofs = [(answer.claims[0], reprove(answer, originals)) for answer in saved.answers]
    pool = {line.id: line for line in briefing.lines}
    places = {id(row): section.id for section in briefing.sections for sheet in section.sheets for row in sheet.rows}
    lines, rows, figures = [], [], []
    for claim, proof in proofs:
        verdict, reason = _told(proof)
        if isinstance(claim, FigureClaim) and claim.row:
            figures.append(RowFinding("", claim.row.citation, verdict, reason, claim.row.line))
        elif isinstance(claim, RowClaim) and claim.row:
            rows.append(RowFinding(places[id(claim.row)], claim.row.citation, verdict, reason))
        else:
            line = pool[str(proof.answer.id)]
            numbers = dict.fromkeys(line.claim.citations)  # of the draft, whatever numbers they are shown by
            quotes = tuple(replace(found, n=n) for found, n in zip(proof.citations, numbers, strict=True))
            lines.append(LineFinding(line.id, verdict, reason, quotes))
    return Recheck(tuple(lines), tuple(rows), tuple(figures), saved.unproven)


_NO_CITATION = "没有引文，或所引的编号不在简报中"


def _told(proof: Reproof) -> tuple[LineVerdict, str]:
    """The verdict on what is shown, and why: of a quote that does not hold, of words that do not follow, of what has changed."""
    bad = next((finding for finding in proof.citations if not finding.holds), None)
    if bad is not None:
        return bad.verdict, bad.reason
    reasons = [*(claim.reason for claim in proof.claims if claim.reason), *proof.faults]
    if reasons:
        return "failed", reasons[0]
    told = next((finding for finding in proof.citations if finding.verdict != "holds"), proof.citations[0])
    return told.verdict, told.reason
