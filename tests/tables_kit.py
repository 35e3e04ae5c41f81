"""Reading made-up tables in tests."""

from index.lines import split_lines
from index.models import Cell, Table
from index.tables.tables import Region, find_regions, parse, with_completeness


def regions(text: str) -> list[Region]:
    """The table regions of a text."""
    return find_regions(list(split_lines(text)))


def tables(text: str) -> list[Table]:
    """The tables of a text, judged."""
    lines = list(split_lines(text))
    return with_completeness([parse(r, lines) for r in find_regions(lines)], text)


def table(text: str) -> Table:
    """The one table of a text."""
    found = tables(text)
    assert len(found) == 1
    return found[0]


def values(made: Table) -> list[list[str]]:
    """The values of its rows."""
    return [[cell.value for cell in row.cells] for row in made.rows]


def heads(made: Table) -> list[str]:
    """The values of its head row."""
    return [head.value for head in made.heads]


def rules(made: Table, column: int) -> list[str]:
    """The rules by which the cells of a column were inferred."""
    return [row.cells[column].rule for row in made.rows]


def printed_at(text: str, cell: Cell) -> str:
    """The characters at a cell's spans."""
    return "".join(text[a:b] for a, b in cell.spans)


ORCHARDS = """表 3  入选果园名单

片区 单位

北片 青县 青县苹果园、东岗梨园

白县 白县桃园、石桥杏园、柳河精品
葡萄园

南片 红县、
黑县

红县柑橘园、黑县
枇杷园
"""
