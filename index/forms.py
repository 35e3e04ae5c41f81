"""The plain form of a question: pasted, full-width, traditional or oddly bracketed, it asks the same."""

import re
import unicodedata

from index.simplified import simplify

# What takes no room on the page: soft hyphen, zero-width characters, marks of direction, variation selectors.
INVISIBLE = (
    0xAD,
    0x34F,
    0x61C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    0xFEFF,
)
_DROPPED = dict.fromkeys((*INVISIBLE, *range(0xE0100, 0xE01F0)))
_UNSEEN = frozenset(map(chr, _DROPPED))
_HAN = r"\u2e80-\u2fdf\u3001-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"  # with its punctuation
# A blank was typed to part words. The other spaces come with pasted text, and stand within words as well.
_PASTED = r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
_PASTED_SPACE = re.compile(rf"(?<=[{_HAN}]){_PASTED}|{_PASTED}(?=[{_HAN}])")
_WIDE = str.maketrans("();?!〈〉", "（）；？！《》")
_STOPS = str.maketrans(",:", "，：")
_STOP = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])")  # not those of 10,000 and 10:30
_DOUBLE_QUOTES = re.compile('["“”„‟〝〞〟「」]([^"“”„‟〝〞〟「」]*)["“”„‟〝〞〟「」]')


def visible(text: str) -> str:
    """The text without the characters that nobody sees; the very same object where it has none."""
    return text if _UNSEEN.isdisjoint(text) else text.translate(_DROPPED)


def plain(text: str) -> str:
    """A question as it would be typed plainly: NFKC, simplified, blanks single, “”, full-width brackets and stops.

    For reading and searching it; the question that is shown stays as asked.
    """
    text = _PASTED_SPACE.sub("", visible(text))
    text = simplify(unicodedata.normalize("NFKC", text)).translate(_WIDE)
    text = _STOP.sub(lambda stop: stop.group().translate(_STOPS), text)
    return " ".join(_quoted(text).split())


def _quoted(text: str) -> str:
    """With one kind of double quotes; 『』 are such where there are no 「」 for them to stand in."""
    if "「" not in text:
        text = text.replace("『", "「").replace("』", "」")
    return _DOUBLE_QUOTES.sub(r"“\1”", text)
