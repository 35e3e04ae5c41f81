"""Where a quote stands in raw documents: gold spans are found by machine and checked, never typed in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.models import Range

_FAR = 2000  # characters that furniture or other cells may take between two pieces of one quote: merged cells stand far above


@dataclass(frozen=True)
class Squeezed:
    """A raw text without white space, and where each of its characters stood."""

    text: str
    at: tuple[int, ...]


def squeeze(raw: str) -> Squeezed:
    """A text without its white space, with the offsets of what is left."""
    kept = tuple(i for i, c in enumerate(raw) if not _blank(c))
    return Squeezed("".join(raw[i] for i in kept), kept)


def _blank(char: str) -> bool:
    return char.isspace() or char == "\ufeff"


def bare(text: str) -> str:
    """A text without white space: what quotes are compared by."""
    return "".join(c for c in text if not _blank(c))


def locate(pieces: Sequence[str], document: Squeezed) -> list[tuple[Range, ...]]:
    """All places where pieces stand one after the other, near each other, as raw spans; a piece may run over white space."""
    return [tuple(place) for place in _places([bare(p) for p in pieces], document)]


def _places(pieces: Sequence[str], document: Squeezed) -> Iterator[list[Range]]:
    if not pieces or not all(pieces):
        return
    start = document.text.find(pieces[0])
    while start >= 0:
        place = _from(start, pieces, document)
        if place:
            yield place
        start = document.text.find(pieces[0], start + 1)


def _from(start: int, pieces: Sequence[str], document: Squeezed) -> list[Range] | None:
    place: list[Range] = []
    for piece in pieces:
        found = document.text.find(piece, start)
        if found < 0 or (place and found - start > _FAR):
            return None
        start = found + len(piece)
        place.append(Range(document.at[found], document.at[start - 1] + 1))
    return place


def quote_of(raw: str, spans: Sequence[Range]) -> str:
    """The raw characters of spans, white space removed."""
    return bare("".join(raw[a:b] for a, b in spans))


def solid(raw: str, spans: Sequence[Range]) -> frozenset[int]:
    """The offsets in spans that are no white space."""
    return frozenset(i for a, b in spans for i in range(a, b) if not _blank(raw[i]))


def anywhere(pieces: Sequence[str], documents: Mapping[str, Squeezed]) -> dict[str, list[tuple[Range, ...]]]:
    """The places of a quote by document, without documents that lack it."""
    found = {name: locate(pieces, document) for name, document in documents.items()}
    return {name: places for name, places in found.items() if places}
