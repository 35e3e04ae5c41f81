"""Whose a figure is: places and ports named in running text, known or made up, and which of them 全市 stands for."""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from rag.language.places import COUNTRIES, PLACES, PROVINCES

HOME = "中国"
_LEVELS = {"国": "country", "省": "province", "市": "city", "州": "city", "县": "county", "区": "county", "港": "port"}
_LEVELS |= dict.fromkeys("镇乡村", "town") | dict.fromkeys("球", "world") | dict.fromkeys("校院馆厂", "organisation")
# 市 of 市场, 区 of 地区, 港 of 港口 end no name.
_ENDS = "省(?![级内外份域会])|市(?![场民级值容面占])|县(?![级域城])|区(?![域块间分别位级])|港(?![口区航澳城])"
_NO_FIRST = "各我本该每两几的在和与及由到从对至有是为据等于向全其中以会比占约近超将被把给让使省市县区镇乡"
_NO_LAST = _NO_FIRST + "范业发护验辖副外多某跨园社地校山景城湾库郊赛牧街片灾渔进出离空新老大小上下内这那级年月日"
_NAME = rf"(?![{_NO_FIRST}])[\u4e00-\u9fff](?![{_NO_LAST}])[\u4e00-\u9fff](?:{_ENDS})"
_ALL = r"全(?P<all>[国省市县区州港镇乡村球])(?![际家级民])|[我本](?:们)?(?P<own>[国省市县区州校院馆港])"
_KNOWN = "|".join(PLACES)
_PLACE = re.compile(rf"{_ALL}|(?P<known>(?:{_KNOWN})(?:省|市|自治区|港(?![口区]))?)|(?P<name>{_NAME})")
_NAMED = re.compile(_NAME)


class Place(NamedTuple):
    """A place in a text: `name` as it is compared (全市 where nothing says which city), `level`, and where it stands."""

    name: str
    level: str
    start: int
    end: int


def places_named(text: str, about: "About") -> list[Place]:
    """The places of a text in order, 全市 and 我国 as the names they stand for."""
    return [_place(match, about) for match in _PLACE.finditer(text)]


class About(NamedTuple):
    """What says which city 全市 is: texts in the order of their weight (who speaks, the title, the whole document)."""

    texts: tuple[str, ...]

    def stands_for(self, end: str) -> str:
        """The name with that last character that the first of the texts with one has most often; "" where none has."""
        return next((name for text in self.texts if (name := _commonest(text, end))), "")


@lru_cache(maxsize=1024)
def _names(text: str) -> tuple[tuple[str, int], ...]:
    found = (m for m in _NAMED.finditer(text) if not _BESIDE.search(text[: m.start()][-_NEAR:]))
    return tuple(Counter(m.group() for m in found).most_common())


_BESIDE, _NEAR = (
    re.compile(r"(?:相邻|毗邻|邻近|接壤|隔壁|周边|交界)的?$"),
    6,
)  # 与甲市相邻的乙市 is not where the text is at home


def _commonest(text: str, end: str) -> str:
    return next((name for name, _ in _names(text) if name.endswith(end)), "")


def _place(match: re.Match[str], about: About) -> Place:
    end = match["all"] or match["own"]
    if end == "国":
        return Place(HOME, "country", *match.span())
    if end:
        return Place(about.stands_for(end) or match.group(), _LEVELS[end], *match.span())
    if match["name"]:
        return Place(match.group(), _LEVELS[match.group()[-1]], *match.span())
    name = match.group()
    bare = re.sub(r"(?<=..)(?:省|市|自治区)$", "", name)
    if name.endswith("港") and name not in PLACES:
        return Place(name, "port", *match.span())
    if bare == HOME or bare in COUNTRIES:
        return Place(bare, "country", *match.span())
    return Place(bare, "province" if bare in PROVINCES else "city", *match.span())
