"""Whether a row of a briefing's tables follows from what it cites: a key figure from its line, a table row from the document's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.briefing.models import FigureRow, Line, SheetRow
from rag.models import Answer, Citation
from rag.proof.originals import Original, Originals
from rag.proof.reproving import CHECKS
from rag.proof.saved import Receipt, SavedClaim
from rag.proof.verifying import in_place
from rag.shown.figure_cards import answer_figures

FIGURE, ROW = "figure", "row"
_GUESSED = "（推断）"


@dataclass(frozen=True)
class FigureClaim(SavedClaim):
    """A row of key figures as a claim; `line`: that the figure stands in; `cited`: the citations of the line, `receipts`: as such."""

    row: FigureRow | None = None
    line: Line | None = None
    cited: tuple[Citation, ...] = ()
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class RowClaim(SavedClaim):
    """A row of a table as a claim, with the heads it is shown under."""

    row: SheetRow | None = None
    heads: tuple[str, ...] = ()


def figure_text(row: FigureRow) -> str:
    """A row of key figures as one text."""
    return "｜".join(part for part in (row.indicator, row.value, row.when, row.scope) if part)


def is_figure(claim: SavedClaim, quotes: Sequence[Receipt], originals: Originals) -> str:
    """Why a row of key figures does not follow from its line and quote, "" if it does."""
    if not isinstance(claim, FigureClaim) or claim.row is None or claim.line is None:
        return "没有附上数值所在的语句"
    return next(_unprinted(claim.row, claim.line, quotes[0]), "") or _other_nature(claim, originals)


def _unprinted(row: FigureRow, line: Line, quote: Receipt) -> Iterator[str]:
    """What of a row is not printed where it should be."""
    text = line.claim.text
    places = (quote.quote, *quote.section, quote.title or "", (quote.date.value or "") if quote.date else "")
    if not row.value or text[row.start : row.end] != row.value:
        yield f"数值“{row.value}”不在语句的相应位置"
    if row.citation not in line.claim.citations or not _printed(text, quote.quote):
        yield f"数值“{row.value}”所在的语句不在所引的原文中"
    if not _around(row, text):
        yield f"“{row.indicator}”不是数值“{row.value}”所在的原文"
    if row.when and not any(_printed(row.when, place) for place in places):
        yield f"时点“{row.when}”不在引文、标题或文档日期中"
    if row.by and not _printed(row.by, (quote.date.value or "") if quote.date else ""):
        yield f"文档日期“{row.by}”与引文的文档日期不符"
    for part in row.scope.split("、"):
        if part and not any(_printed(part, place) for place in places):
            yield f"范围“{part}”不在引文或标题中"


def _other_nature(claim: FigureClaim, originals: Originals) -> str:
    """Whether the figure, read again in unchanged documents, is a plan where it is called a result, or the reverse."""
    row, line = claim.row, claim.line
    found = [originals.get(c.document) for c in claim.cited]
    unchanged = all(
        o is not None and o.sha256 == r.sha256 and not in_place(r, o.raw)
        for o, r in zip(found, claim.receipts, strict=True)
    )
    if row is None or line is None or not unchanged:
        return ""
    known: dict[str, Original] = {o.id: o for o in found if o}
    asked = Answer("", "answered", line.text, None, (line.claim,), claim.cited, None, (), "")
    cards = answer_figures(asked, lambda name: known[name].document)
    own = [card for card in cards if (card.start, card.end) == (row.start, row.end)]
    same = not own or row.nature in {card.modality or "unknown" for card in own}
    return "" if same else f"数值“{row.value}”的性质（结果或目标）与原文不符"


def _around(row: FigureRow, text: str) -> bool:
    """Whether what a row says of its figure is one stretch of the text, with the figure in it."""
    starts = (m.start() for m in re.finditer(re.escape(row.indicator), text))
    return any(start <= row.start and row.end <= start + len(row.indicator) for start in starts)


def is_row(claim: SavedClaim, quotes: Sequence[Receipt], originals: Originals) -> str:
    """Why a row is not the document's, "" if each cell stands in the cited row, under its own head where the table has it."""
    if not isinstance(claim, RowClaim) or claim.row is None:
        return "没有附上这一行的各格"
    quote = quotes[0]
    if quote.table is None:
        return "所引的不是表中的一行"
    original = originals.get(quote.document)
    printed = _cells(quote, original)
    for n, shown in enumerate(claim.row.cells):
        cell = shown.removesuffix(_GUESSED)
        head = claim.heads[n] if n < len(claim.heads) else ""
        own = [value for name, value in printed if name == head] if head else []
        if not cell:
            continue
        if own and not any(_same(cell, value) for value in own):
            return f"“{head}”一格为“{cell}”，原表这一行是“{own[0]}”"
        if not own and not _printed(cell, quote.quote) and not any(_same(cell, value) for _, value in printed):
            return f"“{cell}”不在所引的行中"
    return ""


def _cells(quote: Receipt, original: Original | None) -> list[tuple[str, str]]:
    """Heads and values of the cited row as the document is read now; none where it cannot be found there."""
    if original is None or quote.table is None:
        return []
    for table in original.document.tables:
        if table.name == quote.table.name and quote.table.row < len(table.rows):
            cells = table.rows[quote.table.row].cells
            heads = [head.value for head in table.heads]
            found = [(heads[n] if n < len(heads) else "", cell.value) for n, cell in enumerate(cells)]
            if any(_printed(cell.printed, quote.quote) for cell in cells if cell.printed):
                return found
    return []


def _same(a: str, b: str) -> bool:
    return "".join(a.split()) == "".join(b.split())


def _printed(words: str, text: str) -> bool:
    return "".join(words.split()) in "".join(text.split())


CHECKS[FIGURE] = is_figure
CHECKS[ROW] = is_row
