"""Quantities said in words of their own: 翻一番, 两位数, 半数, 全国第一, 首位, 前三名."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from rag.numbers.measures import Kind
from rag.numbers.numerals import digits, han
from rag.numbers.qualifiers import changed, led, trailed
from rag.numbers.quantities import Change, Figure, Qualifier

_NUMBER = r"[一二三四五六七八九十百]{1,4}|\d{1,4}"
_IDIOM = re.compile(
    r"(?=[翻个两三半一过大减第前首榜并])(?:(?P<turn>翻(?:了)?(?P<times>[一二两三四五]|\d)?(?:番|倍(?=[，。；、）]|$)))|(?P<figures>(?P<n>[个两三])位数)(?!字)"
    r"|(?P<half>(?<!一)半数|一半|(?<![通超不])过半数?|大半|减半)(?![径导天年个夜])"
    rf"|(?P<rank>(?:并列)?第(?P<nth>{_NUMBER})(?P<large>大)?(?P<place>[位名])?)"
    rf"|前(?P<top>{_NUMBER})(?:位|名|强|列|甲)|(?P<lead>首位|榜首))"
)
_MOST: dict[str, Qualifier] = {"过半": "above", "过半数": "above", "大半": "above"}
_SPANS = {"个": (1, 9), "两": (10, 99), "三": (100, 999)}
# 第二产业, 第三方, 第三批 name kinds and turns, no ranks.
_ORDINAL = re.compile(
    r"\s*[条章节款项届批次期产季方时线书部分步个种类点轮代家回卷版页图表篇编阶站层天年世人集组号医中小高附手一二三四五六七八九十]"
)
_RANKED = re.compile(r"[国球界列居位排名省市区县中为是于获入比均洲业州坛模升至到]\s?$")
_LED = re.compile(r"(?:全国|全球|世界|亚洲|国内|全省|全市|位居|位列|排名|排在|居)+$")


class Said(NamedTuple):
    """What an idiom says."""

    kind: Kind
    value: Fraction
    unit: str
    qualifier: Qualifier = "exact"
    change: Change = ""


def idioms_in(plain: str, text: str) -> Iterator[Figure]:
    """The quantities in words of their own of a flat text; `text`: as printed, character for character."""
    for match in _IDIOM.finditer(plain):
        figure = _read(match, plain, text)
        if figure is not None:
            yield figure


def _read(match: re.Match[str], plain: str, text: str) -> Figure | None:
    if match["rank"]:
        return _of_rank(match, plain, text)
    if match["figures"]:
        return _of_some_figures(match, plain, text)
    return _fixed(match, plain, text)


def _fixed(match: re.Match[str], plain: str, text: str) -> Figure | None:
    """翻两番, 半数, 减半, 前三名, 首位."""
    place, half = match.span(), match["half"]
    if match["turn"]:
        times = _low(match["times"]) if match["times"] else Fraction(1)
        by = times and (2 ** int(times) - Fraction(1) if "番" in match["turn"] else times)  # 翻两番: four times as much
        return _figure(text, place, Said("growth", by, "倍", change="up")) if by else None
    if half == "减半":
        return _figure(text, place, Said("growth", Fraction(-50), "%", change="down"))
    if half:
        start, qualifier = (place[0], _MOST[half]) if half in _MOST else led(plain, place[0])
        end, qualifier = trailed(plain, place[1], qualifier)
        return _figure(text, (start, end), Said("share", Fraction(50), "%", qualifier))
    number = _low(match["top"]) if match["top"] else Fraction(1)
    return _figure(text, place, Said("rank", number, "位", "at_most" if match["top"] else "exact")) if number else None


def _of_some_figures(match: re.Match[str], plain: str, text: str) -> Figure:
    """两位数增长: 10 to 99 %."""
    low, high = map(Fraction, _SPANS[match["n"]])
    start, end = match.span()
    grows = re.match(r"(?:的)?增(?:长|速|幅)", plain[end:]) or changed(plain, start)
    kind: Kind = "growth" if grows else "count"
    change: Change = "up" if grows else ""
    return Figure(start, end, text[start:end], kind, None, "%" if grows else "", "", "exact", low, high, change)


def _of_rank(match: re.Match[str], plain: str, text: str) -> Figure | None:
    """全国第一, 第三位, 第二大; not 第三方, nor 第一，… that numbers an item."""
    start, end = match.span()
    number = _low(match["nth"])
    marked = match["place"] or match["large"]
    named = marked or plain.strip() == match["rank"] or _RANKED.search(plain, max(0, start - 3), start)
    if number is None or not named or (not marked and _ORDINAL.match(plain, end)):
        return None
    before = _LED.search(plain, max(0, start - 8), start)
    return _figure(text, (before.start() if before else start, end), Said("rank", number, "位"))


def _low(printed: str) -> Fraction | None:
    if printed.isdigit():
        return digits(printed)
    numeral = han(printed)
    return numeral.low if numeral and numeral.low == numeral.high else None


def _figure(text: str, place: tuple[int, int], said: Said) -> Figure:
    words = text[place[0] : place[1]].strip()
    return Figure(
        *place, words, said.kind, said.value, said.unit, "", said.qualifier, said.value, said.value, said.change
    )
