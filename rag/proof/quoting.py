"""Units of evidence -> citations: the exact raw spans and what is known about the place."""

from dataclasses import replace

from index.models import Document, Span
from rag.finding.evidence import Unit
from rag.models import Citation, DateOf, Inferred, TableRef
from rag.proof.citations import find_gaps
from rag.proof.receipts import slice_sha256
from rag.proof.standing import standing_of


def cite(unit: Unit) -> Citation:
    """The citation of a unit, not yet numbered. It is not verified here."""
    citation = replace(cite_range(unit, unit.clean), quote=unit.text.replace("\n", " "))
    if unit.found.chunk.table_row is None:
        return citation
    return replace(citation, table=_table(unit.document, unit.clean, unit.found.chunk.table_row))


def cite_range(unit: Unit, clean: tuple[Span, ...]) -> Citation:
    """The citation of clean ranges at a unit's place: one range of running text, or the cells of a row."""
    document = unit.document
    raw = tuple(span for part in clean for span in document.clean.to_raw(*part))
    article = document.article_at(clean[0].start)
    block = next((b for b in document.blocks if b.start <= clean[0].start < b.end), None)
    return Citation(
        n=0,
        document=document.id,
        title=article.title.value,
        sha256=document.sha256,
        quote=" ".join(document.text(*part) for part in clean).replace("\n", " "),
        spans=raw,
        gaps=find_gaps(document, raw) or (),
        slice_sha256=slice_sha256(document.raw, raw),
        section=block.path if block else unit.found.chunk.path,
        issuer=article.issuer.value,
        date=DateOf(article.date.value, article.date.how),
        speaker=unit.speaker,
        truncated=unit.truncated,
        standing=standing_of(document, article),
    )


def _table(document: Document, clean: tuple[Span, ...], place: tuple[int, int]) -> TableRef:
    table = document.tables[place[0]]
    heads = [head.value for head in table.heads]
    columns = []
    for span in clean:
        cells = [c for c, cell in enumerate(table.rows[place[1]].cells) if span in cell.spans]
        columns.append(heads[cells[0]] if cells and cells[0] < len(heads) else "")
    return TableRef(table.name, place[1], tuple(columns))


def inferred_in(unit: Unit, clean: tuple[Span, ...]) -> tuple[Inferred, ...]:
    """Values in clean ranges that were inferred: repaired characters, and cells of a row that are printed elsewhere."""
    document = unit.document
    found = [
        Inferred(i.as_printed, i.value, i.rule)
        for i in document.clean.inferences
        if any(span.start <= i.start and i.end <= span.end for span in clean)
    ]
    if unit.found.chunk.table_row is not None:
        table, row = unit.found.chunk.table_row
        cells = document.tables[table].rows[row].cells
        found += [Inferred(cell.printed, cell.value, cell.rule) for cell in cells if cell.rule]
    return tuple(found)
