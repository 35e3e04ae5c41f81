"""Mentions of an indicator: what is measured, of whom, in which scope, how much, as of when and how that is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from index.models import Block, Document
from rag.figures import quantities_in
from rag.indicators import Stated, is_measuring, stated_in
from rag.lexicon import fold
from rag.models import Modality
from rag.points import HowDated
from rag.quantities import Figure
from rag.whereabouts import About, Place, places_named


class When(NamedTuple):
    """The days a figure holds for, YYYYMMDD; `label` as printed; `how`: printed beside it, the document's own stated date, an
    inferred one, or unknown (then 0, 0, "")."""

    low: int
    high: int
    label: str
    how: HowDated


UNDATED = When(0, 0, "", "unknown")


@dataclass(frozen=True)
class Mention:
    """A figure of a document. `start`, `end`: clean span; `since`: the first sentence (index) that is needed to read it.

    `core`: what is measured, without place, scope and empty words; `place` whose it is ("" where not told); `scope` in words.
    """

    document: str
    start: int
    end: int
    figure: Figure
    core: str
    place: str
    level: str
    scope: tuple[str, ...]
    when: When
    modality: Modality | None
    sentence: int
    since: int


# Words that narrow an indicator to a part of what it measures, of any trade.
SCOPES = re.compile(
    r"规模以上|规模以下|规上|规下|限额以上|限上|国家[一二三]级|国家级|省级|市级|县级|区级|一级|二级|三级|[甲乙]等|公办|民办|公立|私立|国有|非国有|民营|私营|外资|城镇|城市(?=居民|人口)|农村|乡村|"
    r"男性|女性|成年人|老年人|未成年人|幼儿|青少年|内资|中央|地方|直属|所属|下属|外贸|内贸|境内|境外|海外|中小|大型|中型|小型|新增|新建|人均|户均|亩均|次均|日均|每千人|每万人|万元以上|累计|重点|核心|前[十百]|年均"
)
_SAME_SCOPE = {"规上": "规模以上", "限上": "限额以上", "规下": "规模以下", "乡村": "农村"}
_EMPTY = re.compile(
    r"登记在册的?|备案|实有|现有|已有|共有|拥有|共计|共|全部|总数|总量|总(?=产值|产量|收入|规模|面积|人口)|注册|实际|投放|已经|我们|目标|分别|其中|省会|约|各类|使用中的|定(?:在|为)?$|已建成的?|建成|完成|实现|将|实施|听说|当前|目前|今年|去年|同期|同年|比例|占比|比重|数(?:量|字)?$|的|有$|^有|"
    r"国家(?!级|[一二三]级)|截至|全年|上半年|年底|年末|[“”\"《》（）()、，：:\s]|\d+"
)
_POINTS = re.compile(
    r"^(?:该|此|这|上述|其)(?:比例|占比|数字|数据|指标|数|值|项|一)?|^(?:同年|同期|今年|去年|其|则|只|仅|到|又)?$"
)
_RATE = re.compile(r"[率比量额度]$|比例|占比|比重|面积|时间")
_OTHER_YEAR = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_RELATIVE = re.compile("|".join(_OTHER_YEAR))
_PART_AT_MOST = 12


@lru_cache(maxsize=512)
def _about(title: str, speaker: str, head: str, text: str) -> About:
    return About((speaker, title, head, text))


def mentions_in(document: Document, number: int) -> tuple[Mention, ...]:
    """The mentions of a block (by its index), in order; what one sentence leaves out, those before it in the block say."""
    block = document.blocks[number]
    article = document.article_at(block.start)
    home = [n for n, s in enumerate(document.sentences) if s.block == number]
    if not home:
        return ()
    role = document.turns[block.turn].role if block.turn is not None else ""
    about = _about(article.title.value or "", role, " ".join(block.path), document.clean.text)
    texts = tuple(document.text(*document.sentences[n][:2]) for n in home)
    starts = tuple(document.sentences[n].start for n in home)
    return tuple(
        replace(m, document=document.id, start=m.start + starts[m.sentence], end=m.end + starts[m.sentence],
                sentence=home[m.sentence], since=home[m.since])
        for m in _mentions(texts, about, published(document, block))
    )  # fmt: skip


def published(document: Document, block: Block) -> When:
    """When the article of a block was published: its own date, else one that stands in a line below its title."""
    article = document.article_at(block.start)
    if article.date.value:
        return _dated(article.date.value, "document" if article.date.how == "text" else "inferred")
    for line in document.blocks:
        if article.start <= line.start < article.end and line.kind == "source":
            return _dated(document.text(line.start, line.end), "inferred")
    return UNDATED


@lru_cache(maxsize=1024)
def _dated(text: str, how: HowDated) -> When:
    times = [f for f in quantities_in(text) if f.kind in ("date", "period") and f.low >= _FIRST_YEAR]
    return When(int(times[0].low), int(times[0].high), times[0].text, how) if times else UNDATED


_FIRST_YEAR = 1000_00_00
OPEN_END = 9999_12_31  # of 2019年以来


@lru_cache(maxsize=512)
def _mentions(texts: tuple[str, ...], about: About, issued: When) -> tuple[Mention, ...]:
    """The mentions of sentences in a row; offsets count from their own sentence, sentences from 0."""
    found: list[Mention] = []
    place = next(iter(places_named(about.texts[1], about)), Place("", "", 0, 0))
    when, since = UNDATED, 0
    for n, text in enumerate(texts):
        named = places_named(text, about)
        for stated in stated_in(text, issued.label or None):
            figure = stated.figure
            if figure.weak or (figure.unit == "岁" and text[figure.end :].startswith(("及以", "以"))):
                continue
            place = _whose(text, figure, named) or place
            own = _time(text, stated, issued, when)
            if own is not None:
                when, since = own.when, since if own.carried else n
            counted = bool(stated.indicator) and text.startswith(stated.indicator, figure.end)
            one = _mention(n, _own(stated, text), (place, when, since), counted=counted)
            found.append(_completed(one, text, found))
    return tuple(_settled(m, issued, texts[m.sentence]) for m in found)


def _own(stated: Stated, text: str) -> Stated:
    """A figure without the subject of an earlier clause, unless what is measured says little by itself: 增加值."""
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, stated.figure.start)), default=0)
    own = stated.subject in text[start : stated.figure.start]
    bare = is_measuring(stated.indicator) and len(stated.indicator) <= _SAYS_LITTLE
    return stated if own or bare else replace(stated, subject="")


_SAYS_LITTLE = 4


def _mention(n: int, stated: Stated, carried: tuple[Place, When, int], *, counted: bool) -> Mention:
    """`counted`: the thing measured stands right behind the figure, and what stands before is a verb's."""
    place, when, since = carried
    phrase = stated.indicator if stated.subject in stated.indicator or counted else stated.subject + stated.indicator
    if stated.figure.unit == "%" and stated.share_of and stated.share_of != "比":
        phrase = f"{phrase}占{stated.share_of}"
    core, scope = _core(phrase)
    figure = stated.figure
    return Mention(
        "", figure.start, figure.end, figure, core, place.name, place.level, scope, when, stated.modality, n,
        min(since, n) if when.label else n,
    )  # fmt: skip


def core_of(phrase: str) -> tuple[str, tuple[str, ...]]:
    """What a phrase measures, as mentions have it: without place, scope and empty words; and the scope words."""
    return _core(phrase)


@lru_cache(maxsize=8192)
def _core(phrase: str) -> tuple[str, tuple[str, ...]]:
    """What is measured without place, scope and empty words; the scope words."""
    bare = phrase
    for place in reversed(places_named(phrase, About(()))):
        bare = bare[: place.start] + bare[place.end :]
    scope = tuple(sorted({_SAME_SCOPE.get(w, w) for w in SCOPES.findall(bare)}))
    bare = SCOPES.sub("", bare)
    if _POINTS.fullmatch(bare) or bare.startswith(("该", "此")):
        return "", scope
    return fold(_EMPTY.sub("", bare)), scope


def _own_place(text: str, figure: Figure, named: Sequence[Place]) -> list[Place]:
    """The places named in the clause of a figure, before it."""
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, figure.start)), default=0)
    return [p for p in named if start <= p.start and p.end <= figure.start]


_CLAUSE = re.compile(r"[，。；！？：,;、\n]")


def _whose(text: str, figure: Figure, named: Sequence[Place]) -> Place | None:
    """The place a figure is of: the first of its clause, or the one right behind that (东屿省青屿市); else the last one before it."""
    own = _own_place(text, figure, named)
    if not own:
        before = [p for p in named if p.end <= figure.start]
        return before[-1] if before else None
    for place, after in zip(own, own[1:], strict=False):
        if after.start > place.end:
            return place
    return own[-1]


class _Timed(NamedTuple):
    """A time, and whether its year stands in an earlier sentence."""

    when: When
    carried: bool = False


def _time(text: str, stated: Stated, issued: When, last: When) -> _Timed | None:
    """The time that a sentence gives a figure; one without a year takes that of a year named before it, or of publication."""
    time = stated.time
    before = text[: stated.figure.start]
    years = [f for f in quantities_in(before) if f.kind in ("date", "period") and f.low >= _FIRST_YEAR]
    if time is None:
        return _relative(before, None, issued) if not years else None
    if time.low >= _FIRST_YEAR:
        high = OPEN_END if time.qualifier == "at_least" else int(time.high)
        return _Timed(When(int(time.low), high, _label(time), "text"))
    relative = max((m.start() for m in _RELATIVE.finditer(before)), default=-1)
    if relative > (years[-1].start if years else -1):
        return _relative(before, time, issued)
    if time.text == "全年":
        return _Timed(When(int(years[-1].low), int(years[-1].high), _label(years[-1]), "text")) if years else None
    if not years and last.how != "text":
        return _relative(before, time, issued)
    year = int(years[-1].low if years else last.low) // 10000 * 10000
    return _Timed(When(int(time.low) + year, int(time.high) + year, time.text, "text"), carried=not years)


def _relative(before: str, part: Figure | None, issued: When) -> _Timed | None:
    """The time of 今年上半年 or 去年: of the year of publication, undated where that is not known; None where nothing says when."""
    words = list(_RELATIVE.finditer(before))
    if not words and part is None:
        return None
    word = words[-1].group() if words else "今年"
    label = before[words[-1].start() :] if words and part and part.start >= words[-1].start() else word
    label = label[: part.end - words[-1].start()] if words and part and part.start >= words[-1].start() else label
    label = part.text if part and not words else label
    if not issued.low:
        return _Timed(When(0, 0, label, "unknown"))
    year = (issued.low // 10000 + _OTHER_YEAR[word]) * 10000
    low, high = (int(part.low), int(part.high)) if part else (101, 1231)
    return _Timed(When(year + low, year + high, label, "inferred"))


def _label(time: Figure) -> str:
    """A date as it is shown: as printed, without 截至 before it."""
    return re.sub(r"^截[至止]\s?", "", re.sub(r"^(?:到|至)", "", time.text)).strip()


_CHANGED_TO = re.compile(
    r"(?:左右|以上|以下|以内|余|多|的|\s)*[，、]?[\u4e00-\u9fff]{0,4}?[升增降减提跃扩缩落高加长大小少]{1,3}[到至为](?:了|的|近|约|超|\s)*$"
)
_RATES = re.compile(r"(?:年)?(?:平均|年均)?(?:增速|增幅|增长率|占比|比重|比例)(?=[^，。；]{0,4}$)")


def dateless(text: str) -> str:
    """A text without its dates and periods."""
    for figure in reversed(quantities_in(text)):
        if figure.kind in ("date", "period"):
            text = text[: figure.start] + text[figure.end :]
    return text


def _completed(one: Mention, text: str, before: Sequence[Mention]) -> Mention:
    """A mention with what the ones before it say: the indicator of 2023年为352家 and of 其中农村地区为47%."""
    rate = None if one.core else _RATES.search(text[: one.start])
    if rate and not text[: rate.start()].endswith(("该", "此", "这一", "一")):
        one = replace(one, core=rate.group())
    if is_measuring(one.core) and len(one.core) <= _SAYS_LITTLE and before and before[-1].sentence == one.sentence:
        of = before[-1]
        if of.figure.kind == "count" and of.core and not is_measuring(of.core):
            return replace(one, core=of.core + one.core, scope=tuple(sorted({*of.scope, *one.scope})))
    last = next((m for m in reversed(before) if _alike(m.figure, one.figure)), None)
    if last is None or one.sentence - last.sentence > 1:
        return one
    between = text[last.end : one.start] if last.sentence == one.sentence else ""
    if _CHANGED_TO.match(dateless(between)):
        return replace(one, core=last.core, scope=last.scope)  # 从15%跃升至45%
    if not one.core:
        if last.sentence != one.sentence:  # 该比例 is that of all, not of the part named last
            whole = [
                m
                for m in before
                if m.sentence == last.sentence and m.core == last.core and _alike(m.figure, one.figure)
            ]
            last = min(whole, key=lambda m: len(m.scope))
        scope = one.scope or last.scope
        figure = replace(one.figure, change=last.figure.change)  # 年均增速为3.2%，低于…的3.5%
        return replace(one, figure=figure, core=last.core, scope=scope, since=min(one.since, last.since, last.sentence))
    counted = one.figure.kind in ("count", "money")
    if counted or last.sentence != one.sentence or _RATE.search(one.core) or is_measuring(one.core):
        return one
    if len(one.core) <= _PART_AT_MOST and (
        _RATE.search(last.core) or is_measuring(last.core) or len(last.core) > len(one.core)
    ):
        return replace(one, core=last.core, scope=tuple(sorted({*one.scope, one.core})))
    return one


def _alike(a: Figure, b: Figure) -> bool:
    return (a.kind, a.unit, a.change) == (b.kind, b.unit, b.change) or (
        a.unit == b.unit != "" and (a.change == b.change or b.unit == "%")
    )


_FORETOLD = re.compile(r"(?:规划|计划|方案|纲要|意见|办法)[^，。；]{0,12}提出|目标(?!责任)")


def _settled(one: Mention, issued: When, text: str) -> Mention:
    """A mention that no sentence of its block dates is of the day of publication; what a programme said is a plan."""
    if one.modality in (None, "achieved") and one.when.high > issued.high and _FORETOLD.search(text[: one.start]):
        one = replace(one, modality="planned")
    if one.when == UNDATED and issued.low:
        how: HowDated = issued.how
        return replace(one, when=When(issued.low, issued.high, issued.label, how))
    return one


def mentions_of(document: Document, blocks: Sequence[int]) -> Iterator[Mention]:
    """The mentions of several blocks, in order."""
    for number in sorted(set(blocks)):
        yield from mentions_in(document, number)
