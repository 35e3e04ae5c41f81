"""Mentions of an indicator: what is measured, of whom, in which scope, how much, as of when and how that is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.models import Document
from rag.language.lexicon import fold
from rag.models import Modality
from rag.numbers.quantities import Figure
from rag.time.asof import UNDATED, When, dateless, published, time_of
from rag.time.indicators import Stated, is_measuring, stated_in
from rag.time.whereabouts import About, Place, places_named


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
    r"登记在册的?|备案|实有|现有|已有|(?<!公)共有|拥有|(?<!公)共计|(?<!公)共|全部|总数|总量|总(?=产值|产量|收入|规模|面积|人口)|注册|实际|投放|已经|我们|目标|分别|其中|省会|约|各类|使用中的|定(?:在|为)?$|已建成的?|建成|完成|实现|将|实施|听说|当前|目前|今年|去年|同期|同年|同一?时期|比例|占比|比重|数(?:量|字)?$|的|有$|^有|"
    r"国家(?!级|[一二三]级)|截至|全年|上半年|年底|年末|[“”\"《》（）()、，：:\s]|\d+"
)
_POINTS = re.compile(
    r"^(?:该|此|这|上述|其)(?:比例|占比|数字|数据|指标|数|值|项|一)?|^(?:同年|同期|今年|去年|其|则|只|仅|到|又)?$"
)
_RATE = re.compile(r"[率比量额度]$|比例|占比|比重|面积|时间")
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
            own = time_of(text, stated, issued, when)
            if own is not None:
                when, since = own.when, since if own.carried else n
            counted = bool(stated.indicator) and text.startswith(stated.indicator, figure.end)
            one = _mention(n, _own(stated, text), (place, when, since), led=text[: figure.start], counted=counted)
            found.append(_completed(one, text, found))
    return tuple(_settled(m, issued, texts[m.sentence]) for m in found)


def _own(stated: Stated, text: str) -> Stated:
    """A figure without the subject of an earlier clause, unless what is measured says little by itself: 增加值."""
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, stated.figure.start)), default=0)
    own = stated.subject in text[start : stated.figure.start]
    bare = is_measuring(stated.indicator) and len(stated.indicator) <= _SAYS_LITTLE
    return stated if own or bare else replace(stated, subject="")


_SAYS_LITTLE = 4


_AMONG = ("中有", "里有", "中的", "中仅", "中只有", "中仅有", "中已有", "中，有")  # 138家书房中有61家由企业合办


def _mention(n: int, stated: Stated, carried: tuple[Place, When, int], *, led: str, counted: bool) -> Mention:
    """`led`: the text before the figure; `counted`: the thing measured stands right behind the figure, and what stands before is a verb's."""
    place, when, since = carried
    phrase = stated.indicator if stated.subject in stated.indicator or counted else stated.subject + stated.indicator
    if stated.figure.unit == "%" and stated.share_of and stated.share_of != "比":
        phrase = f"{phrase}占{stated.share_of}"
    core, scope = _core(phrase)
    figure = stated.figure
    if led.endswith(_AMONG):
        scope = (*scope, "其中")
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
    if _POINTS.fullmatch(bare) or bare.startswith(("该", "此", "这")):
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
    for place, after in pairwise(own):
        if after.start > place.end:
            return place
    return own[-1]


_CHANGED_TO = re.compile(
    r"(?:左右|以上|以下|以内|余|多|的|\s)*[，、]?[\u4e00-\u9fff]{0,4}?[升增降减提跃扩缩落高加长大小少]{1,3}[到至为](?:了|的|近|约|超|\s)*$"
)
_RATES = re.compile(r"(?:年)?(?:平均|年均)?(?:增速|增幅|增长率|占比|比重|比例)(?=[^，。；]{0,4}$)")


def _completed(one: Mention, text: str, before: Sequence[Mention]) -> Mention:
    """A mention with what the ones before it say: the indicator of 2023年为352家 and of 其中农村地区为47%."""
    rate = None if one.core else _RATES.search(text[: one.start])
    if rate and not text[: rate.start()].endswith(("该", "此", "这一", "一")):
        one = replace(one, core=rate.group())
    of = before[-1] if before and before[-1].sentence == one.sentence else None
    if of and _is_bare(one) and of.figure.kind == "count" and of.core and not is_measuring(of.core):
        return replace(one, core=of.core + one.core, scope=tuple(sorted({*of.scope, *one.scope})))
    last = next((m for m in reversed(before) if _alike(m.figure, one.figure)), None)
    if last is None or one.sentence - last.sentence > 1:
        return one
    if last.sentence == one.sentence and _CHANGED_TO.match(dateless(text[last.end : one.start])):
        return replace(one, core=last.core, scope=last.scope)  # 从15%跃升至45%
    if not one.core:
        return _pointing(one, last, before)
    return replace(one, core=last.core, scope=tuple(sorted({*one.scope, one.core}))) if _is_part(one, last) else one


def _is_bare(one: Mention) -> bool:
    """Whether an indicator says little by itself: 营业收入."""
    return is_measuring(one.core) and len(one.core) <= _SAYS_LITTLE


def _pointing(one: Mention, last: Mention, before: Sequence[Mention]) -> Mention:
    """A mention that names no indicator of its own, with that of the last one; 该比例 is that of all, not of the part named last."""
    if last.sentence != one.sentence:
        alike = [m for m in before if m.sentence == last.sentence and m.core == last.core]
        last = min((m for m in alike if _alike(m.figure, one.figure)), key=lambda m: len(m.scope))
    figure = replace(one.figure, change=last.figure.change)  # 年均增速为3.2%，低于…的3.5%
    since = min(one.since, last.since, last.sentence)
    return replace(one, figure=figure, core=last.core, scope=one.scope or last.scope, since=since)


def _is_part(one: Mention, last: Mention) -> bool:
    """Whether what a mention names is a part of what the last one measures: 其中城镇居民为43.5%."""
    counted = one.figure.kind in ("count", "money")
    if counted or last.sentence != one.sentence or _measures(one.core):
        return False
    return len(one.core) <= _PART_AT_MOST and (_measures(last.core) or len(last.core) > len(one.core))


def _measures(core: str) -> bool:
    return is_measuring(core) or _RATE.search(core) is not None


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
        return replace(one, when=issued)
    return one


def mentions_of(document: Document, blocks: Sequence[int]) -> Iterator[Mention]:
    """The mentions of several blocks, in order."""
    for number in sorted(set(blocks)):
        yield from mentions_in(document, number)
