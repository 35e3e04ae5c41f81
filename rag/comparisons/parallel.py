"""Figures for the two halves of a question that stand side by side: 甲市有公园418个，乙市267个; two rows of one table.

What stands before a figure in its own clause must be accounted for by the half: its name, what is asked, a verb. A word that the
half lacks (规模以上, 其中免费开放的) makes it a figure of something narrower, and it is not taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Cell, Span
from rag.comparisons.operands import ALL_OF, YEAR_OF, Found, stated_of
from rag.comparisons.pairing import Pair
from rag.counts.head_names import head_share
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, terms
from rag.language.places import places_in
from rag.models import Citation
from rag.numbers.figures import quantities_in, years_in
from rag.numbers.quantities import Figure
from rag.proof.quoting import cite, cite_range, inferred_in
from rag.time.indicators import Stated, is_measuring, stated_in, unmeasured
from rag.time.modality import points_back

_CORE = re.compile(r"^(?P<core>.*?)(?:有多少(?P<unit>[^？]*)|是多少)？$")
_COUNTED = re.compile(r"^(?:万|亿)?(?P<word>[个家所座名人张艘辆台件项种条处户头只群箱])(?P<noun>[\u4e00-\u9fff]{2,})$")
_MARKS = re.compile(r"[，。；：！？、,;\n（）()]")
_FILLER = re.compile(
    r"其中|已经|全年|当年|同期|目前|现在|共计|共有|拥有|现有|已有|建有|设有|登记|累计|合计|总共|一共|分别|达到|达|实现|完成|建成|约为|大约|约|超过|近|仅有|仅|只有|"
    r"去年|今年|上年|最高时|最低时|最多时|高峰时|高峰期|则|也|又|还|均|都|共|有|为|是|的|占|到|至|在|由|底|末|初|我们|本|该|了|数量|总数|数"
)
_DATE = re.compile(r"(?:截至|截止)?(?:19|20)\d\d年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|初|上半年|前三季度)?")
_SHARES = ("占比", "比重", "比例", "份额")
_NAME = 2  # characters from which something is a name
_THERE = 0.6
_HEAD, _ROW_NAMED = 0.5, 0.7


@dataclass(frozen=True)
class Half:
    """A half as it is looked for: `name` what tells it from the other one (`other`), `common` what both are asked for.

    `year`: "" where the half names none. Of one thing at two times `name` and `other` are empty.
    """

    core: str
    name: str
    other: str
    common: str
    unit: str
    year: str
    month: int = 0


def side_by_side(pair: Pair, units: Sequence[Unit]) -> list[list[Found]]:
    """The figures of each half that sentences set beside each other or tell apart by name; [[], []] where the halves are not of one form."""
    halves = _halves(pair)
    told = [u for u in units if u.index is not None and not u.truncated]
    return [[found for unit in told for found in _in_sentence(half, unit)] for half in halves] or [[], []]


def rows_apart(pair: Pair, units: Sequence[Unit]) -> list[list[Found]]:
    """The cells of one column of one table that the halves name by their rows; [[], []] where they do not name just two."""
    halves = _halves(pair)
    rows = [u for u in units if u.found.chunk.table_row is not None]
    for table in dict.fromkeys(_table_of(unit) for unit in rows):
        own = [unit for unit in rows if _table_of(unit) == table]
        found = [[one for unit in own for one in _in_row(half, unit)] for half in halves] or [[], []]
        if all(len(cells) == 1 for cells in found):
            return found
    return [[], []]


def _table_of(unit: Unit) -> tuple[str, int]:
    place = unit.found.chunk.table_row
    return unit.document.id, place[0] if place else -1


def unit_of_head(found: Found) -> str:
    """The unit that stands in the head of a cell's column and not in the cell: 亿元 of 投资（亿元）; "" elsewhere."""
    table = found.quote.table
    if table is None or found.stated.figure.unit:
        return ""
    for head in table.columns:
        match = _UNIT.search(head)
        if match and _bare_head(head) == found.stated.indicator:
            return match[1]
    return ""


_UNIT = re.compile(r"[（(]([^（）()]*)[）)]$|/([^/]+)$")


def names_of(pair: Pair) -> tuple[list[str], str]:
    """The names that tell the two halves of a pair apart, and what both are asked for; [] where they are not of one form."""
    halves = _halves(pair)
    return [half.name for half in halves], halves[0].common if halves else ""


def _halves(pair: Pair) -> list[Half]:
    match = [_CORE.match(half) for half in pair.halves]
    if not match[0] or not match[1]:
        return []
    cores = [YEAR_OF.sub("", m["core"]).replace("的", "") for m in match if m]
    if pair.plans:
        cores = [_AIM.sub("", core) for core in cores]
    years = [next(iter(re.findall(r"(?:19|20)\d\d(?=年)", half)), "") for half in pair.halves]
    unit = match[0]["unit"] or match[1]["unit"] or ""
    counted = None if "百分点" in unit else _COUNTED.match(unit)
    noun = counted["noun"] if counted else ""
    word = counted["word"] if counted else "%" if "百分点" in unit else unit
    one, other, common = ("", "", cores[0]) if pair.over_time else _apart(*cores)
    if not pair.over_time and not (one and other):
        return []
    names = ((one, other), (other, one))
    months = [int(m[1]) if (m := re.search(r"年(\d{1,2})月", half)) else 0 for half in pair.halves]
    return [
        Half(core, a, b, common + noun, word, y, m)
        for core, (a, b), y, m in zip(cores, names, years, months, strict=True)
    ]


_AIM = re.compile(
    r"(?:规划|计划|方案|文件|通知)?(?:所|中)?(?:提出|确定|明确|设定|制定)|(?:的)?(?:目标值?|规划数|计划数)$"
)


def _apart(a: str, b: str) -> tuple[str, str, str]:
    """What tells two phrases apart, and what they share: (甲市, 乙市, 公园) of 甲市公园 and 乙市公园."""
    if bool(ALL_OF.match(a)) != bool(ALL_OF.match(b)):
        bare = ALL_OF.sub("", a, count=1), ALL_OF.sub("", b, count=1)
        whole = ALL_OF.match(a) or ALL_OF.match(b)
        if whole and (bare[0].endswith(bare[1]) or bare[1].endswith(bare[0])):  # 甲市护林员 and 全省护林员
            common = min(bare, key=len)
            names = [text.removesuffix(common) or whole.group() for text in bare]
            return names[0], names[1], common
        a, b = bare
    most = min(len(a), len(b))
    tail = next((n for n in range(most) if a[-1 - n] != b[-1 - n]), most)
    lead = next((n for n in range(most - tail) if a[n] != b[n]), most - tail)
    while tail and min(len(a), len(b)) - lead - tail < _NAME:
        tail -= 1
    ends = [len(text) - tail for text in (a, b)]
    return a[lead : ends[0]], b[lead : ends[1]], a[:lead] + a[ends[0] :]


def _in_sentence(half: Half, unit: Unit) -> Iterator[Found]:
    quote, own = _quoted(half, unit)
    for stated in stated_in(quote.quote, quote.date.value):
        figure = stated.figure
        if figure.start < own or figure.change or figure.value is None or not figure.measures:
            continue
        if stated.time is None and _of_another_year(half, unit):
            continue
        if not _counts(half.unit, figure, quote.quote) or not _of_year(half, stated, quote, own):
            continue
        if _is_of(half, quote.quote, unit.headings, stated):
            told = Stated(figure, half.common, half.name, stated.time, stated.modality, stated.share_of)
            yield Found(quote, told, inferred_in(unit, unit.clean))


def _of_another_year(half: Half, unit: Unit) -> bool:
    """Whether the sentence before tells of another year than the one asked: it says more than the date of the document."""
    return bool(half.year and half.year not in unit.text and years_in(unit.before) and half.year not in unit.before)


def _quoted(half: Half, unit: Unit) -> tuple[Citation, int]:
    """The quote of a sentence and where it begins there: with the one before, where that says what it points to or which year it is of."""
    dated = half.year and half.year not in unit.text and half.year in unit.before
    if unit.index is None or not unit.before or not (dated or points_back(unit.text)):
        return cite(unit), 0
    start = unit.document.sentences[unit.index - 1].start
    return cite_range(unit, (Span(start, unit.clean[-1].end),)), unit.clean[0].start - start


def _counts(unit: str, figure: Figure, text: str) -> bool:
    """Whether a figure is given in a unit; what counts may be no unit that figures are read with: 51万群."""
    return not unit or figure.counts(unit) or unit in text[figure.start : figure.end + 1]


def _of_year(half: Half, stated: Stated, quote: Citation, own: int) -> bool:
    """Whether a figure is of the year asked: by its sentence, by the one before, or by the date of its document."""
    if not half.year:
        return True
    if half.month and stated.time is not None and int(stated.time.high) // 100 % 100 != half.month:
        return False
    if stated.time is not None:
        return int(stated.time.low) // 10000 == int(half.year) == int(stated.time.high) // 10000
    before = years_in(quote.quote[:own])
    return before[-1] == half.year if before else half.year in (quote.date.value or "")


def _is_of(half: Half, text: str, headings: str, stated: Stated) -> bool:
    """Whether the clause of a figure is of a half: its name, all that is asked, and nothing else."""
    figure = stated.figure
    start = _clause_start(text, figure)
    behind = stated.indicator if stated.indicator and text.startswith(stated.indicator, figure.end) else ""
    clause, before = fold(text[start : figure.start] + behind), fold(text[:start])
    name, other = fold(half.name), fold(half.other)
    if other and other in clause:
        return False
    asked = [fold(t) for t in terms(half.common) if len(t) > 1]
    if stated.share_of or "占" in clause:
        asked = [t for t in asked if t not in _SHARES]
    own = all(credit(t, clause) >= _THERE for t in asked)
    near = own or not asked or all(credit(t, before + clause) >= _THERE for t in asked[-1:])
    around = before + clause + fold(headings)
    if not near or any(credit(t, around) < _THERE for t in asked):
        return False
    whole = ALL_OF.match(clause)
    home = whole is not None and fold(half.name) in fold(headings) and _of_rank(half, whole.group())
    if not name and _BESIDE.search(text[: figure.start]):
        return False  # 与甲市相邻的乙市: of neither time of what is asked
    if name and name not in clause and not (own and (home or _carried(half, text[: figure.start], headings))):
        return False
    return not _unexplained(clause, fold(half.core + half.common))


_BESIDE = re.compile(r"(?:相邻|毗邻|邻近|接壤)的")


def _of_rank(half: Half, whole: str) -> bool:
    """Whether 全市 may be the place of a half: 甲市 in a text whose title names it, not 甲县."""
    core = fold(half.core)
    behind = core[core.find(fold(half.name)) + len(fold(half.name)) :][:1] if fold(half.name) in core else ""
    return whole[-1] in (half.name[-1:], behind)


def _carried(half: Half, before: str, headings: str) -> bool:
    """Whether the name stands earlier in the sentence, or over it, and nothing else of its kind comes between."""
    if fold(half.other) in fold(before) and not _only_near(half, before):
        return False
    others = [p for p in places_in(before) if p not in half.name and p not in half.other]
    return not others and (fold(half.name) in fold(before) or fold(half.name) in fold(headings))


def _only_near(half: Half, before: str) -> bool:
    """Whether the other one is only named to say where this one is: 与甲市相邻的乙市."""
    return re.search(rf"{re.escape(half.other)}[^，。；]{{0,8}}的{re.escape(half.name)}", before) is not None


def _unexplained(clause: str, core: str) -> bool:
    """Whether a clause has words that neither the half nor a verb accounts for."""
    rest = _FILLER.sub("", _DATE.sub("", ALL_OF.sub("", clause)))
    if not is_measuring(core):
        rest = "" if is_measuring(rest) else unmeasured(rest)  # 旅客, told as 旅客吞吐量
    return sum(c not in core for c in rest if c >= "\u3400") > 0


def _clause_start(text: str, figure: Figure) -> int:
    """Where the clause of a figure begins: behind a mark, or behind the figure before it."""
    marks = [
        m.end()
        for m in _MARKS.finditer(text, 0, figure.start)
        if not text[m.end() - 2 : m.end() - 1].isdigit() or m.group() not in ",，"
    ]
    earlier = [f.end for f in quantities_in(text) if f.end <= figure.start and f.kind not in ("date", "period")]
    return max([*marks, *earlier], default=0)


def _in_row(half: Half, unit: Unit) -> Iterator[Found]:
    """The cell of a row that a half names: the row by one of its cells, the column by its head."""
    place = unit.found.chunk.table_row
    if place is None:
        return
    table = unit.document.tables[place[0]]
    cells, core = table.rows[place[1]].cells, fold(half.core)
    keys = [fold(cell.value) for cell in cells if len(cell.value) >= _NAME]
    if half.year and not half.name:
        named = [key for key in keys if key.removesuffix("年") == half.year]
    else:
        named = [key for key in keys if key in core and fold(half.name) in key]
    if not named and half.year and not half.name and len(cells[0].value) >= _NAME:
        yield from _in_year_column(half, unit, cells[0].value)
        return
    if not named:
        return
    asked = core.replace(named[0], "") + fold(half.common)
    title = unit.document.article_at(table.start).title.value or ""
    told = fold(" ".join([table.name, title, *(head.value for head in table.heads)]))
    if any(credit(t, told) < _HEAD for t in terms(core.replace(named[0], "")) if len(t) > 1):
        return  # 重点电站 are not all of a table of 电站
    of_unit = [
        n
        for n, head in enumerate(table.heads)
        if half.unit and (unit_in := _UNIT.search(head.value)) and half.unit in unit_in.group()
    ]
    heads = [
        (head_share(_bare_head(head.value), asked), -n)
        for n, head in enumerate(table.heads)
        if _fits(head.value, half) and _numeric(cells, n)
    ]
    best = max(heads, default=(0.0, 0))
    if best[0] < _HEAD and len(of_unit) == 1:
        best = (1.0, -of_unit[0])  # 长多少公里: the only column in 公里
    elif [share for share, _ in heads].count(best[0]) != 1 or best[0] < _HEAD:
        return
    head = _bare_head(table.heads[-best[1]].value)
    quote = cite(unit)
    stated = (replace(s, subject=half.name) for s in stated_of(quote) if s.indicator == head)
    yield from (Found(quote, s, inferred_in(unit, unit.clean)) for s in stated)


def _in_year_column(half: Half, unit: Unit, name: str) -> Iterator[Found]:
    """The cell of a row that names what is asked, in the column of the year asked."""
    if head_share(_bare_head(name), fold(half.core)) < _ROW_NAMED:
        return
    quote = cite(unit)
    for told in stated_of(quote):
        if re.fullmatch(rf"\s*{half.year}年?[底末]?\s*", told.indicator):
            yield Found(quote, replace(told, indicator=_bare_head(name), subject=""), inferred_in(unit, unit.clean))


def _numeric(cells: Sequence[Cell], n: int) -> bool:
    return n < len(cells) and cells[n].value[:1].isdigit()


def _fits(head: str, half: Half) -> bool:
    """Whether a column may be of the unit asked: its head has it, or no unit."""
    unit = _UNIT.search(head)
    told = (unit[1] or unit[2] or "") if unit else ""
    return not half.unit or not told or told.endswith(half.unit[-1]) or half.unit in told


def _bare_head(head: str) -> str:
    return re.sub(r"[（(][^（）()]*[）)]|/.*$", "", head)
