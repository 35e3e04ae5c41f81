"""Where the rules hold that a passage is of: those of a province or a city hold there only.

Asked without naming a place, a question on what is allowed or owed means the rules of the whole country; a library of laws holds
for each of them a dozen local ones that repeat its words, often more fully. In half of the laws searched on lay questions no right
article ever stood in a local one.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILES = ("jurisdictions.npy", "jurisdictions.json")
_NONE, _NATIONAL, _FIRST_PLACE = 0, 1, 2
_MOST_PLACES = 2**16 - _FIRST_PLACE
_UNIT = r"省|市|自治[区州县旗]|经济特区|特别行政区|(?<=[\u4e00-\u9fff]{2})县"
# 城市绿化条例, 直辖市…, 设区的市…, 市场监督… name no place; 东营市…, 浙江省实施…, 上海口岸服务条例 do.
_LOCAL = re.compile(
    r"(?!全国|国家|中国|中华|各|地方|县级|设区|最高|关于)(?P<place>[\u4e00-\u9fff]{1,7}?(?<![城夜楼股超都])(?<!直辖)"
    rf"(?:{_UNIT})|(?:北京|天津|上海|重庆)市?)(?![场容])"
)
_RULES = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则|决定|决议|解释|规程|准则|编)(?:[（(][^）)]*[）)])*$")
_SUFFIX = re.compile(rf"(?:{_UNIT})$")
_HERE = re.compile(r"[本我该各]?[省市县]|当地|本地|地方|自治|特区")
_NEAR = 0.5  # a national rule counts as found that scores half of the best


def place_of(title: str) -> str | None:
    """The place whose rules a title is of; "" for rules of the whole country, None for whatever is no rules."""
    if not _RULES.search(title):
        return None
    local = _LOCAL.match(title)
    return local["place"] if local else ""


@dataclass(frozen=True)
class Jurisdictions:
    """Of every chunk: 0 no rules, 1 rules of the whole country, 2 + i those of `places[i]`."""

    of_chunks: NDArray[np.uint16]
    places: tuple[str, ...]

    @classmethod
    def build(cls, articles: Iterable[tuple[str | None, int]]) -> "Jurisdictions":
        """Of all articles in order, given by title and number of chunks."""
        numbers: dict[str, int] = {}
        kinds: list[int] = []
        counts: list[int] = []
        for title, chunks in articles:
            place = place_of(title or "")
            local = place and len(numbers) < _MOST_PLACES
            kinds.append(
                _NONE if place is None else numbers.setdefault(place, len(numbers)) + 2 if local else _NATIONAL
            )
            counts.append(chunks)
        return cls(np.repeat(np.array(kinds, np.uint16), counts), tuple(numbers))

    def save(self, folder: Path) -> None:
        """Write the files named in `FILES`."""
        np.save(folder / FILES[0], self.of_chunks)
        (folder / FILES[1]).write_text(json.dumps(self.places, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Jurisdictions":
        """Read the files of a folder."""
        places = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
        return cls(np.asarray(np.load(folder / FILES[0], mmap_mode="r")), tuple(places))

    def out_of_place(
        self, query: str, chunks: NDArray[np.int64], scores: NDArray[np.floating[Any]]
    ) -> NDArray[np.bool_]:
        """Which of some chunks are rules of a place, where the query names none and rules of the whole country are found too."""
        kinds = np.asarray(self.of_chunks[chunks])
        national = scores[kinds == _NATIONAL]
        found = bool(len(national)) and float(national.max()) >= _NEAR * float(scores.max())
        if not found or not (kinds >= _FIRST_PLACE).any() or self._names_a_place(query):
            return np.zeros(len(chunks), bool)
        return kinds >= _FIRST_PLACE

    def _names_a_place(self, query: str) -> bool:
        return _HERE.search(query) is not None or any(stem in query for stem in self._stems)

    @cached_property
    def _stems(self) -> Sequence[str]:
        stems = (_SUFFIX.sub("", place) for place in self.places)
        return [stem for stem in stems if len(stem) > 1]
