"""How Han characters are read: syllables without tone, for names written in Latin letters and for homophones typed by mistake."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("pinyin.txt")
_LONGEST = 6


@cache
def characters() -> Mapping[str, str]:
    """The characters of each syllable (v for ü)."""
    lines = (line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return dict(line.split(" ", 1) for line in lines)


@cache
def readings() -> Mapping[str, frozenset[str]]:
    """The syllables of each character, its two commonest."""
    found: dict[str, set[str]] = {}
    for syllable, chars in characters().items():
        for char in chars:
            found.setdefault(char, set()).add(syllable)
    return {char: frozenset(syllables) for char, syllables in found.items()}


def syllables(letters: str) -> list[tuple[str, ...]]:
    """All ways to cut lower-case letters into syllables, the fewest first: chenglan -> (cheng, lan); [] for what is no pinyin."""
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST), end):
            if letters[start:end] in characters():
                ways[end] += [(*way, letters[start:end]) for way in ways[start][:_MOST_WAYS]]
    return sorted(ways[-1], key=len)


_MOST_WAYS = 8
# Confused in speech and so in typing: flat and curled tongue, n and l, front and back nasal.
_LIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@cache
def near(syllable: str) -> frozenset[str]:
    """The syllables that some speakers do not tell from one: zhi and zi, lin and ling."""
    found = {syllable}
    for long, short in _LIKE:
        for one in tuple(found):
            if long.startswith(("z", "c", "s")):
                if one.startswith(long):
                    found.add(short + one[len(long) :])
                elif one.startswith(short) and not one.startswith(long):
                    found.add(long + one[len(short) :])
            elif one.endswith(long):
                found.add(one[:-1])
            elif one.endswith(short):
                found.add(one + "g")
    return frozenset(found & characters().keys())
