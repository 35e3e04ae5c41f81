"""Enumerations: 一是…二是…, 第一，…第二，…, （1）…（2）… in the sentences of a section, and the sub-headings of a heading."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.models import Document
from index.patterns import numbering
from rag.finding.evidence import Found, Unit, heading_unit, neighbours

_HAN = "一二三四五六七八九十"
_OPEN = r"(?:^|[，：；。:;“]\s*)"


def _ordinals(k: int) -> tuple[str, ...]:
    return (
        rf"{_OPEN}{_HAN[k]}(?:是|要|则)",
        rf"{_OPEN}第{_HAN[k]}(?:[，、,：]|是|类|个)",
        rf"{_OPEN}其{_HAN[k]}[，、,：是]",
        rf"{_OPEN}[（(]{k + 1}[）)]",
        rf"{_OPEN}[（(]{_HAN[k]}[）)]",
        rf"{_OPEN}{'①②③④⑤⑥⑦⑧⑨⑩'[k]}",
        rf"^{k + 1}[.．、]",
    )


_MARKS = tuple(tuple(re.compile(o) for o in family) for family in zip(*(_ordinals(k) for k in range(10)), strict=True))
_IN_TURN = tuple(
    re.compile(rf"{_OPEN}(?:{word})") for word in ("首先|一方面", "其次|另一方面", "再次|再者|第三|最后", "最后|此外")
)


_COUNTED = re.compile(
    r"(?P<said>(?P<n>[两二三四五六七八九十]|\d{1,2})(?:个|大|项|条|点|种|类|步)[\u4e00-\u9fff]{0,4}?"
    r"(?:(?:方面|特点|特征|问题|阶段|措施|建议|趋势|举措|路径|优势|原因|环节|类型|方向|任务|重点|条件|突破|模式|经验|标准|内容|要求|原则|差距|短板|意义|作用|行动|办法|工程)"
    r"|(?:前提|理由|好处|难题|困难|变化|目标|政策|方法|步骤|方式|关键|障碍|亮点|挑战|因素|渠道|抓手|机制|制度|保障|支柱)(?=[：:，。；]|$)))"
)
_VALUE = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


class Announced(NamedTuple):
    """How many items a text says there are: `said` (四个方面), `many`."""

    said: str
    many: int


def announced_count(text: str) -> Announced | None:
    """How many items a text announces, None where it announces none; the last where there are several."""
    found = list(_COUNTED.finditer(text))
    return Announced(found[-1]["said"], _VALUE.get(found[-1]["n"]) or int(found[-1]["n"])) if found else None


def items_inside(text: str) -> int:
    """How many items a text enumerates itself (一是…；二是…；三是…), 0 where it does not count them."""
    counts = [0]
    for family in _MARKS:
        marks = [bool(mark.search(text)) for mark in family]
        counts.append(marks.index(False) if False in marks else len(marks))
    return max(counts) if max(counts) > 1 else 0


def lists_near(unit: Unit) -> list[tuple[int, ...]]:
    """The enumerations of the section a unit stands in: of each, the sentences that open its items, in order."""
    section = list(neighbours(unit.document, unit))
    return [items for family in (*_MARKS, _IN_TURN) for items in _runs(unit.document, section, family)]


_ANNOUNCES = re.compile(
    r"(?:[两二三四五六七八九十几]|\d+)(?:个|大|项|条|点|种|类|步|层)?(?:方面|特点|特征|问题|阶段|措施|建议|趋势|举措|路径|优势|原因|环节|类型|方向|任务|重点|条件|突破|模式|经验|标准|内容|要求|原则|差距|短板|意义|作用)"
    r"(?:入手|着手|的?(?:特点|问题|差距|建议|措施))?[。：:]?$|(?:以下|下列)[^。]{0,12}[。：:]?$|如下[。：:]?$|(?:还)?存在(?:一定|较大)?(?:的)?差距[。：:]?$|具体(?:来看|而言|包括)[，：:]?$"
)
_OPENINGS = (
    re.compile(r"^从[^，。]{2,16}(?:看|来看|来说|而言)，"),
    re.compile(r"^(?:在[^，。]{2,16}(?:方面|上|中)，|[^，。]{2,10}(?:方面|上)，)"),
    re.compile(r"^(?:对|对于)[^，。]{2,16}(?:来说|而言)，"),
    re.compile(r"^(?:例如，)?有些"),
    re.compile(r"^(?:[到自从至])?\d{4}\s?(?:年|[—–-])"),
)
_AFTER, _AFTER_CHARACTERS = 4, 420


def announces(text: str) -> bool:
    """Whether a sentence only says that items follow (呈现三个特点。), and gives none."""
    return _ANNOUNCES.search(text.rstrip("”’ ")) is not None


def ordered(unit: Unit) -> bool:
    """Whether what a unit announces follows with ordinals (一是…二是…): these are found by themselves."""
    items = announced(unit)
    texts = [unit.document.text(unit.document.sentences[n].start, unit.document.sentences[n].end) for n in items[:1]]
    return any(family[0].search(text) for text in texts for family in (*_MARKS, _IN_TURN))


def announced(unit: Unit) -> tuple[int, ...]:
    """What follows a sentence that announces items: sentences with like openings, else the next few of its section."""
    if unit.index is None:
        return ()
    section = [n for n in neighbours(unit.document, unit) if n > unit.index]
    texts = {n: unit.document.text(unit.document.sentences[n].start, unit.document.sentences[n].end) for n in section}
    for family in (*_MARKS, _IN_TURN):
        runs = _runs(unit.document, section, family)
        if runs and runs[0][0] <= unit.index + 2:
            return runs[0]
    for opening in _OPENINGS:
        alike = tuple(n for n in section if opening.search(texts[n]))
        if len(alike) > 1 and alike[0] <= unit.index + 2:
            return alike
    taken: list[int] = []
    for n in section[:_AFTER]:
        if sum(len(texts[m]) for m in [*taken, n]) > _AFTER_CHARACTERS:
            break
        taken.append(n)
    return tuple(taken)


def _runs(document: Document, section: Sequence[int], family: Sequence[re.Pattern[str]]) -> list[tuple[int, ...]]:
    """Runs of sentences with ordinals 1, 2, 3 … of one family; a run ends where the family starts again."""
    runs: list[list[int]] = []
    expected = 0
    for n in section:
        sentence = document.sentences[n]
        text = document.text(sentence.start, sentence.end)
        if family[0].search(text):
            runs.append([])
            expected = 0
        while runs and expected < len(family) and family[expected].search(text):
            if not runs[-1] or runs[-1][-1] != n:
                runs[-1].append(n)
            expected += 1
    return [tuple(run) for run in runs if len(run) > 1]


# What makes a heading say something: 以…为重点, 正在改变; 发展现状 and 科技支撑体系 only name a topic.
_STATES = re.compile(
    r"以.+为|是|促进|推动|推进|提升|提高|加快|加强|正在|成为|注重|重视|聚焦|持续|构建|打造|完善|优化|强化|关注|实现|健全|扩大|深化|培育|不足|薄弱|缺乏|滞后|有待|得到"
)


def headings_with_parts(document: Document, found: Found) -> Iterator[tuple[Unit, list[Unit]]]:
    """Every heading of a document that has two or more headings right under it, most of which say something, with these."""
    headings = [(b, unit) for i, b in enumerate(document.blocks) if (unit := heading_unit(document, found, i))]
    for block, unit in headings:
        parts = [part for other, part in headings if other.path[:-1] == block.path]
        stating = sum(states(part.text) for part in parts)
        if len(parts) > 1 and stating > len(parts) / 2:
            yield unit, parts


def states(heading: str) -> bool:
    """Whether a heading says something (以…为重点), and does not only name a topic (发展现状)."""
    return _STATES.search(heading) is not None


def missing_numbers(texts: Sequence[str]) -> bool:
    """Whether numbered texts (一、…, （四）…) skip a number, as where pages are lost."""
    numbers = [numbering(text)[1] for text in texts]
    return all(numbers) and numbers != list(range(1, len(numbers) + 1))
