"""Where the letters of a quote stand in the raw text: white space apart, one letter of the quote is one of its spans."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from index.models import Span


@dataclass(frozen=True)
class Aligned:
    """A quote set against its raw spans: `quote[n]`, `raw[n]` are the places of its n-th letter, `span[n]` tells which span holds it.

    White space is no letter.
    """

    quote: tuple[int, ...]
    raw: tuple[int, ...]
    span: tuple[int, ...]

    def to_raw(self, start: int, end: int) -> tuple[Span, ...]:
        """Raw spans of the range [start, end) of the quote in reading order: its part of each of the quote's own spans."""
        first, last = bisect_left(self.quote, start), bisect_left(self.quote, end)
        parts = groupby(zip(self.span[first:last], self.raw[first:last], strict=True), key=itemgetter(0))
        places = [[at for _, at in part] for _, part in parts]
        return tuple(Span(part[0], part[-1] + 1) for part in places)

    def to_quote(self, spans: Sequence[Span]) -> tuple[int, int] | None:
        """The range of the quote that raw spans stand in, white space at its ends apart; None where the quote lacks a part."""
        places = [
            place for place, at in zip(self.quote, self.raw, strict=True) if any(s.start <= at < s.end for s in spans)
        ]
        return (places[0], places[-1] + 1) if places else None


def align(quote: str, spans: Sequence[Span], raw: str) -> Aligned | None:
    """A quote set against its spans of a raw text; None where they are not the same letters."""
    letters = tuple(i for i, char in enumerate(quote) if not char.isspace())
    places = [(i, n) for n, (start, end) in enumerate(spans) for i in range(start, end) if not raw[i].isspace()]
    if [quote[i] for i in letters] != [raw[i] for i, _ in places]:
        return None
    return Aligned(letters, tuple(i for i, _ in places), tuple(n for _, n in places))
