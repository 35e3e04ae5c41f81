"""Whether all rows of a table are there: its numbering, what closes it, and the numbers the document announces."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.models import Cell, Completeness, Span, Table
from index.tables.cells import is_number, is_source
from index.tables.repair import is_serial, serials

_UNITS = "个家项款座所种名位条处艘辆台只册部类例篇起件"
_AMOUNT = re.compile(
    rf"(?<![\d.,，\-–~第])(\d{{1,3}}(?:,\d{{3}})+|\d+)\s*[{_UNITS}](?P<after>[^。；！？，、：:;\n（(]{{0,16}})"
)
_ABOUT = re.compile(r"(?:近|约|超过?|逾|不少于|不低于|至少|多达|上)\s*$")
_TOTAL_BEFORE = re.compile(r"(?:共计?|合计|总计|总共)(?:有|为)?\s*$")
_SENTENCE = "。；！？;!?\n"
_SUMS = ("合计", "总计", "小计", "总数", "全部")
_CONTEXT = 24  # characters before a number that tell what it counts
_LABEL_NEAR = 40  # characters around it in which `表 1` may be pointed to
_ENOUGH = 2  # shared pairs of characters that make a number the table's own
_SAME = 0.75  # share of names two sets must have in common


@dataclass(frozen=True)
class Announced:
    """A number the text gives for the things a table lists: where, and how much its words share with the caption."""

    number: int
    span: Span
    score: int


def with_completeness(tables: Sequence[Table], text: str) -> list[Table]:
    """The tables of one document, each judged; `text` is the text their spans count in."""
    amounts = tuple(_AMOUNT.finditer(text)) if tables else ()
    return [replace(table, completeness=_judge(table, tables, text, amounts)) for table in tables]


def _judge(table: Table, tables: Sequence[Table], text: str, amounts: Sequence[re.Match[str]]) -> Completeness:
    announced = _announced(table, text, amounts)
    if table.shape == "matrix":
        return _judge_matrix(table, announced)
    rows = [row.cells for row in table.rows if not _is_sum(row.cells)]
    if is_serial(table.heads, rows):
        return _judge_numbered(table, rows, announced, tables, text)
    met = [a for a in announced if a.number == len(rows)]
    if met:
        return _completeness("whole", f"行数与文中所述总数 {len(rows)} 一致", len(rows), len(rows), met)
    return _completeness("unknown", "表无编号，文中也没有可核对的总数", len(rows), None, [])


def _completeness(
    state: str, reason: str, found: int, expected: int | None, evidence: Sequence[Announced]
) -> Completeness:
    spans = tuple(a.span for a in evidence)
    return Completeness(state, reason, found, expected, spans)  # type: ignore[arg-type]


def _judge_matrix(table: Table, announced: Sequence[Announced]) -> Completeness:
    total, found = matrix_total(table), len(table.rows)
    met = [a for a in announced if a.number == total]
    if total is not None and met:
        return _completeness("whole", f"各格合计 {total}，与文中所述总数一致", found, found, met)
    return _completeness("unknown", "各格合计没有可核对的总数", found, None, [])


def _judge_numbered(
    table: Table, rows: Sequence[Sequence[Cell]], announced: Sequence[Announced], tables: Sequence[Table], text: str
) -> Completeness:
    numbers = serials(rows)
    found, after = len(rows), _next_line(text, table.end)
    closed = is_source(text[after.start : after.end] or " ")
    gap = _numbering_gap(numbers)
    own = _matrix_evidence(table, tables) or _clearest([a for a in announced if a.number >= numbers[-1]])
    own += [a for a in announced if own and a.number == own[0].number and a not in own]
    expected = own[0].number if own else None
    more = expected is not None and expected > found
    if more and after.start == after.end:
        reason = f"编号止于 {numbers[-1]}，表在文末中断，文中所述总数为 {expected}"
        return _completeness("incomplete", reason, found, expected, own)
    if numbers != sorted(set(numbers)):
        return _completeness("unknown", "编号分组重排或重复，无法核对", found, None, [])
    if gap:
        return _completeness("incomplete", gap, found, max(numbers[-1], expected or 0), own)
    if expected == found:
        return _completeness("whole", f"编号连续，行数与文中所述总数 {found} 一致", found, expected, own)
    if closed or (after.start < after.end and not more):
        # A note or source right below closes the table: what else the text counts is another set.
        how = "其下有来源或注释" if closed else "表后另有文字"
        closing = Announced(found, after, 0)
        return _completeness("whole", f"编号 1 至 {numbers[-1]} 连续，{how}", found, found, [closing])
    reason = f"编号连续至 {numbers[-1]}，但" + (f"文中所述总数为 {expected}" if more else "表在文末，其后无文字")
    return _completeness("unknown", reason, found, expected, own)


def _numbering_gap(numbers: Sequence[int]) -> str:
    """What the numbering skips, in words; "" where it skips nothing."""
    if numbers[0] > 1:
        return f"编号从 {numbers[0]} 开始，前面的行缺失"
    jumps = [(a, b) for a, b in itertools.pairwise(numbers) if b > a + 1]
    return f"编号从 {jumps[0][0]} 跳到 {jumps[0][1]}，中间的行缺失" if jumps else ""


def _next_line(text: str, at: int) -> Span:
    start = at + len(text[at:]) - len(text[at:].lstrip())
    end = text.find("\n", start)
    return Span(start, len(text) if end < 0 else end)


def matrix_total(table: Table) -> int | None:
    """The sum over a matrix of whole numbers, without its 合计 row and column; None where it holds other figures."""
    total = 0
    for row in table.rows:
        if row.cells[0].value in _SUMS:
            continue
        for head, cell in zip(table.heads[1:], row.cells[1:], strict=False):
            value = cell.value.replace(",", "").replace("，", "")
            if is_number(cell.value) and not value.isdigit():
                return None
            if value.isdigit() and head.value not in _SUMS:
                total += int(value)
    return total


def _matrix_evidence(table: Table, tables: Sequence[Table]) -> list[Announced]:
    """The total of a matrix whose row and column names are the values of two columns of the table (score -1)."""
    for matrix in tables:
        total = matrix_total(matrix) if matrix.shape == "matrix" else None
        if total is None:
            continue
        rows = {row.cells[0].value for row in matrix.rows} - set(_SUMS)
        columns = {head.value for head in matrix.heads[1:]} - set(_SUMS)
        sets = [{row.cells[c].value for row in table.rows} - {""} for c in range(len(table.heads))]
        of_rows = [c for c, values in enumerate(sets) if _alike(rows, values)]
        of_columns = [c for c, values in enumerate(sets) if _alike(columns, values)]
        if of_rows and of_columns and of_rows != of_columns:
            return [Announced(total, Span(matrix.start, matrix.end), -1)]
    return []


def _alike(names: set[str], values: set[str]) -> bool:
    """Whether two sets of names are one, but for a rare odd value or one whose rows were cut off."""
    return len(names) >= 2 and len(names & values) >= max(2, _SAME * len(names | values))


def _clearest(announced: Sequence[Announced]) -> list[Announced]:
    """Mentions of the one number whose words are nearest to the caption; [] where two numbers are equally near."""
    best = max((a.score for a in announced), default=0)
    numbers = {a.number for a in announced if a.score == best}
    return [a for a in announced if a.number in numbers] if len(numbers) == 1 else []


def _announced(table: Table, text: str, amounts: Sequence[re.Match[str]]) -> list[Announced]:
    """Numbers in running text that count the things of the table: `150个典型集群`, `产业集群（共计 150 个`.

    The noun alone is not enough (many kinds of clusters are counted): the words around the number must share two pairs of
    characters with the caption, or point to the table by its number. `100 多家` announces nothing exact.
    """
    nouns = _nouns(table)
    pairs = _pairs(table.name) - {pair for noun in nouns for pair in _pairs(noun)}
    label = re.match(r"附?[图表]\s*[\d\-－–.]+", table.name)
    found = []
    for match in amounts:
        context = _context(text, match, nouns)
        if not context or table.start <= match.start() < table.end:
            continue
        score = len(pairs & _pairs(context)) + 2 * _ENOUGH * _points_to(label, text, match.start(), match.end())
        if score >= _ENOUGH:
            found.append(
                Announced(int(match.group(1).replace(",", "")), Span(match.start(), match.start("after")), score)
            )
    return found


def _context(text: str, match: re.Match[str], nouns: set[str]) -> str:
    """The words that tell what a number counts; "" if they are not about `nouns`, or the number is a rough one."""
    before = re.split(f"[{_SENTENCE}]", text[max(match.start() - _CONTEXT, 0) : match.start()])[-1]
    after = match["after"]
    if _ABOUT.search(before):
        return ""
    summed = _TOTAL_BEFORE.search(before)
    counted = any(noun in after for noun in nouns) or (summed and any(noun in before for noun in nouns))
    return before + "\n" + after if counted else ""


def _points_to(label: re.Match[str] | None, text: str, start: int, end: int) -> bool:
    if label is None:
        return False
    around = re.sub(r"\s+", "", text[max(start - _LABEL_NEAR, 0) : end + _LABEL_NEAR])
    return re.search(re.escape(re.sub(r"\s+", "", label.group())) + r"(?![\d\-－–.])", around) is not None


def _nouns(table: Table) -> set[str]:
    """What the rows are: the head of the name column without 名称, the ending its cells share, for a matrix the caption's nouns."""
    if table.shape == "matrix":
        return {n for t in re.findall(r"[\u4e00-\u9fff]{2,}", table.name) for n in _pairs(t)}
    column = _name_column(table)
    head = re.sub(r"(?:的?名称|名单|名)$", "", table.heads[column].value.replace(" ", ""))
    return {w for w in (head if len(head) >= 2 else "", _ending([row.cells[column].value for row in table.rows])) if w}


def _ending(names: Sequence[str]) -> str:
    """What names end in alike: two characters that half of them share, else one that four in five share; or ""."""
    for size, share in ((2, 0.5), (1, 0.8)):
        ending, n = (Counter(v[-size:] for v in names if len(v) > 2).most_common(1) or [("", 0)])[0]
        if n and n >= share * len(names):
            return ending
    return ""


def _name_column(table: Table) -> int:
    if table.shape == "list":
        return len(table.rows[0].cells) - 1 if table.rows else 0
    serial = is_serial(table.heads, [row.cells for row in table.rows])
    return 1 if serial and len(table.heads) > 1 else 0


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if re.match(r"[\u4e00-\u9fff]{2}", text[i : i + 2])}


def _is_sum(cells: Sequence[Cell]) -> bool:
    return any(cell.value in _SUMS for cell in cells[:2])
