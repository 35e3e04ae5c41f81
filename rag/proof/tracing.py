"""Where the words of a quote stand in a text that has changed: exactly, nearly, in pieces, or nowhere. Pure functions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.models import Span
from rag.proof.wrapping import same_text

_BETWEEN = r"(?:\s|\*\*|\|)*"  # white space and markup that cleaning drops
_GLUED = re.compile(r"(?<=[A-Za-z0-9])\s+(?=[A-Za-z0-9])")
_GRAM = 3
_PIECE = 8  # characters; a shorter run is found in any long text
_SHOWN = 24
_CONTEXT = 6
_ROOM = 20  # characters looked at on either side of where a quote stood


@dataclass(frozen=True)
class Nearest:
    """The stretch of raw text most like a quote; `share` (0..1) of the quote's characters stands there in order.

    `quoted`, `printed`: the first place where they part, as the quote and as the text has it, with some letters around. `rest`: runs of the quote that
    do not stand there.
    """

    span: Span
    share: float
    quoted: str
    printed: str
    rest: tuple[str, ...]


def squeeze(text: str) -> tuple[str, list[int]]:
    """A text without white space, and where each of its characters stood."""
    at = [i for i, char in enumerate(text) if not char.isspace()]
    return "".join(text[i] for i in at), at


def find(quote: str, raw: str) -> list[Span]:
    """Where a quote's words stand in a raw text, but for white space and markup; never where two numbers would be glued."""
    letters = squeeze(quote)[0]
    if not letters or len(letters) > len(raw):
        return []
    pattern = re.compile(_BETWEEN.join(map(re.escape, letters)))
    return [Span(*m.span()) for m in pattern.finditer(raw) if _key(m.group()) == _key(quote)]


def spans_in(quote: str, raw: str, whole: Span) -> tuple[Span, ...]:
    """The spans of a quote that was found: one, or as many as white space and markup part it into."""
    if same_text(quote, [raw[whole.start : whole.end]], []):
        return (whole,)
    runs = re.finditer(r"(?:(?!\*\*)[^|\t\r\n])+", raw[whole.start : whole.end])
    spans = [(whole.start + m.start(), m.group()) for m in runs if m.group().strip()]
    return tuple(Span(at + len(text) - len(text.lstrip()), at + len(text.rstrip())) for at, text in spans)


def nearest(quote: str, raw: str, hint: Span | None) -> Nearest | None:
    """The stretch of a text most like a quote: where it stood (`hint`), or where most of its letters are; None without any."""
    letters, _ = squeeze(quote)
    text, at = squeeze(raw)
    if not letters or not text:
        return None
    starts = list(_likely(letters, text))
    if hint is not None and hint.start < len(raw):
        starts.append(sum(not c.isspace() for c in raw[: hint.start]))
    found = [_compare(letters, text, start) for start in starts]
    best = max(found, key=lambda f: f[0], default=None)
    if best is None:
        return None
    share, start, end, quoted, printed, rest = best
    return Nearest(Span(at[start], at[end - 1] + 1), share, quoted, printed, rest)


def pieces(quote: str, texts: Sequence[str]) -> float:
    """Share (0..1) of a run of a quote that is made of long pieces which stand in some text; `texts` without white space."""
    letters, at, covered = squeeze(quote)[0], 0, 0
    while at < len(letters):
        length = max((_prefix(letters[at:], text) for text in texts), default=0)
        covered += length if length >= _PIECE else 0
        at += length if length >= _PIECE else 1
    return covered / len(letters) if letters else 0.0


def _key(text: str) -> str:
    """A text less white space and markup; `12 34` stays apart from `1234`."""
    spaced = text.replace("**", "").replace("|", " ")
    return re.sub(r"\s+", "", _GLUED.sub("\0", spaced))


def _likely(letters: str, text: str) -> Iterator[int]:
    """Starts of the stretches that hold most groups of three letters of a quote in their places."""
    width = max(_ROOM, len(letters) // 2)
    votes: Counter[int] = Counter()
    for i in range(len(letters) - _GRAM + 1):
        gram, where = letters[i : i + _GRAM], -1
        while (where := text.find(gram, where + 1)) >= 0:
            votes[(where - i) // width] += 1
    for bucket, _ in votes.most_common(3):
        yield bucket * width


_Compared = tuple[float, int, int, str, str, tuple[str, ...]]


def _compare(letters: str, text: str, start: int) -> _Compared:
    low = max(0, start - _ROOM)
    window = text[low : start + 2 * len(letters) + 2 * _ROOM]
    matcher = SequenceMatcher(None, letters, window, autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size >= min(2, len(letters))]
    if not blocks:
        return 0.0, low, min(low + 1, len(text)) or 1, letters[:_SHOWN], "", (letters,)
    share = sum(b.size for b in blocks) / len(letters)
    ends = [(0, blocks[0].b), *((b.a + b.size, b.b + b.size) for b in blocks)]
    nexts = [*((b.a, b.b) for b in blocks), (len(letters), ends[-1][1])]
    parts = [(a, c, b, d) for (a, b), (c, d) in zip(ends, nexts, strict=True) if a < c or b < d]
    a, c, b, d = parts[0] if parts else (0, 0, 0, 0)
    quoted, printed = _around(letters, a, c), _around(window, b, d)
    first, last = blocks[0], blocks[-1]
    rest = tuple(letters[a:c] for a, c, _, _ in parts if c - a >= _PIECE)
    return share, low + first.b, low + last.b + last.size, quoted, printed, rest


def _around(text: str, start: int, end: int) -> str:
    """A place of a text with a few letters on either side, to know it by."""
    return text[max(0, start - _CONTEXT) : min(end, start + _SHOWN) + _CONTEXT]


def _prefix(letters: str, text: str) -> int:
    """Length of the longest beginning of `letters` that stands in a text."""
    low, high = 0, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if letters[:middle] in text else (low, middle - 1)
    return low
