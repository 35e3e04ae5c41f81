"""The records of marking: the role of each line, and a document's lines with all that was found of them."""

from dataclasses import dataclass
from typing import Literal

from index.lines import Line
from index.outline import Entry
from index.people.tags import Speakers
from index.tables.tables import Region

Role = Literal[
    "heading",
    "prose",
    "list_item",
    "question",
    "abstract",
    "keywords",
    "contents",
    "table",
    "caption",
    "source",
    "footnote",
    "page_number",
    "running_head",
    "data",
]


@dataclass(frozen=True)
class Mark:
    """The role of a line; `level` of a heading; `group` joins lines that make one block (a contents entry, a table)."""

    role: Role
    level: int = 0
    group: int = -1


@dataclass(frozen=True)
class Marked:
    """All lines of a document with their marks, the contents entries, the table regions and the speakers found."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    regions: tuple[Region, ...]
    entries: tuple[Entry, ...]
    speakers: Speakers
