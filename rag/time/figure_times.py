"""When a figure holds: by its own sentence, by words that hang on the document's date, or by what stands above it."""

from rag.models import Citation, FigureTime
from rag.numbers.figures import quantities_in
from rag.numbers.quantities import Figure
from rag.time.modality import relative_times

_ENDS = "。；！？;\n"
_FIRST_YEAR = 1000_00_00
_NEAR = 2  # letters that may stand between 今年 and 上半年


def time_of(text: str, figure: Figure, told: Figure | None, citation: Citation) -> FigureTime:
    """When a figure of a quote holds; `told`: the date or period that its sentence gives, None for none.

    目前 or 今年 between the two says otherwise: 力争到2027年达到50家，目前有3家.
    """
    sentence = max(text.rfind(end, 0, figure.start) for end in _ENDS) + 1
    relative = relative_times(text[told.end if told else sentence : figure.start])
    if relative:
        return _by_document(relative[-1], citation)
    if told is None:
        return above(citation)
    if not _yearless(told):
        return dated(told)
    lead = relative_times(text[sentence : told.end])
    at = text.rfind(lead[-1], sentence, told.end) if lead else told.start
    near = lead and told.start - (at + len(lead[-1])) <= _NEAR
    return _by_document(text[at : told.end] if near else told.text, citation)


def above(citation: Citation) -> FigureTime:
    """The year that the name of a figure's table or a heading above it gives."""
    if citation.table:
        told = in_words(citation.table.name)
        if told is not None:
            return FigureTime(told.text, "inferred", *_days(told), "table")
    headings = [told for heading in reversed(citation.section) if (told := in_words(heading)) is not None]
    return FigureTime(headings[0].text, "inferred", *_days(headings[0]), "heading") if headings else _UNKNOWN


_UNKNOWN = FigureTime("", "unknown")


def dated(told: Figure) -> FigureTime:
    """A time that the text itself gives, as days."""
    return FigureTime(told.text, "text", *_days(told))


def in_words(text: str) -> Figure | None:
    """The only date or period with a year that a text gives; None where it gives none or several."""
    told = [f for f in quantities_in(text) if f.kind in ("date", "period") and not _yearless(f)]
    return told[0] if len(told) == 1 else None


def _yearless(time: Figure) -> bool:
    """Whether a date or period does not say of which year: 上半年."""
    return time.high < _FIRST_YEAR


def _days(time: Figure) -> tuple[str, str]:
    """First and last day, as 2019-01-01."""
    first, last = (f"{int(day):08d}" for day in (time.low, time.high))
    return f"{first[:4]}-{first[4:6]}-{first[6:]}", f"{last[:4]}-{last[4:6]}-{last[6:]}"


def _by_document(words: str, citation: Citation) -> FigureTime:
    """Words whose year the document's date tells; unknown where it has none."""
    return FigureTime(words, "inferred" if citation.date.value else "unknown", by="document")
