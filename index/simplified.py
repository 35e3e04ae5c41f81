"""Traditional -> simplified characters, one for one, so that both find the same. For matching only: never stored or shown.

The table is OpenCC's for single characters (`simplified.txt`, Apache License 2.0). Words are not looked at: 乾隆 becomes
干隆 as 乾燥 becomes 干燥, in documents and in questions alike.
"""

from functools import cache
from pathlib import Path

_PAIRS = Path(__file__).with_name("simplified.txt")


def simplify(text: str) -> str:
    """The text in simplified characters, of the same length; the very same object where it has none to change."""
    return text if text.isascii() or _changing().isdisjoint(text) else text.translate(simplified_points())


@cache
def simplified_points() -> dict[int, int]:
    """Code points of traditional characters and of the simplified ones they become; none of these becomes another."""
    lines = (line for line in _PAIRS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {ord(pair[0]): ord(pair[1]) for line in lines for pair in line.split()}


@cache
def _changing() -> frozenset[str]:
    return frozenset(map(chr, simplified_points()))
