"""A citation -> its reference by GB/T 7714 and the place in the document; nothing that is not known is made up.

2025 and 2015 differ here in their marks: "." and "[ ]" stay half-width, all others are full-width since 2025 (section 7 of it).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rag.models import Citation

Standard = Literal["2025", "2015"]
STANDARDS: tuple[Standard, ...] = ("2025", "2015")
_TYPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"学位论文|硕士|博士"), "D"),
    (re.compile(r"会议论文|会议录|论文集"), "C"),
    (re.compile(r"期刊|学报|杂志"), "J"),
    (re.compile(r"报告|白皮书|蓝皮书|绿皮书|公报"), "R"),
    (re.compile(r"标准|规范"), "S"),
    (re.compile(r"专利"), "P"),
    (re.compile(r"图书|专著|著作|教材"), "M"),
    (re.compile(r"汇编"), "G"),
    (re.compile(r"数据集"), "DS"),
    (re.compile(r"网页|网站|网文|公众号|电子公告|客户端"), "EB/OL"),
    (re.compile(r"报纸|新闻|报道|通讯|社论|评论|消息|访谈|专访"), "N"),
)
OTHER = "Z"
_PAPER, _JOURNAL = re.compile(r"(?<!学)报社?$"), re.compile(r"(?:学报|杂志|期刊|月刊|季刊|周刊)(?:社)?$")
_PERIODICAL: Mapping[str, re.Pattern[str]] = {"N": _PAPER, "J": _JOURNAL}
_DATE = re.compile(r"^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?$")


@dataclass(frozen=True)
class _Marks:
    comma: str
    colon: str


_MARKS: Mapping[Standard, _Marks] = {"2025": _Marks("，", "："), "2015": _Marks(", ", ": ")}


def reference(citation: Citation, standard: Standard) -> str:
    """A document or article as a reference: issuer. title[type]. date. What is inferred or unknown stands in brackets.

    A newspaper or journal that issues a text is where it stands, not who wrote it; an unknown author is left out (GB/T 7714, 8.1).
    """
    marks = _MARKS[standard]
    kind = type_of(citation)
    issuer = tidy(citation.issuer or "")
    guessed = bool(issuer) and citation.standing is not None and citation.standing.issuer == "inferred"
    told = f"[{issuer}{marks.comma}推断]" if guessed else issuer
    inside = bool(issuer) and kind in _PERIODICAL and bool(_PERIODICAL[kind].search(issuer))
    title = tidy(citation.title or "") or f"[题名不详{marks.colon}文档“{citation.document}”]"
    begins = "" if inside or not told else f"{told}. "
    ends = marks.comma.join(part for part in (told if inside else "", date_of(citation, standard)) if part)
    return f"{begins}{title}[{kind}]. {ends}."


def type_of(citation: Citation) -> str:
    """The sign of the kind of document (GB/T 7714, annex B); `Z` (other) where its kind does not tell."""
    kind = citation.standing.kind.value if citation.standing else None
    told = next((sign for pattern, sign in _TYPES if pattern.search(kind or "")), OTHER)
    by_issuer = next((sign for sign, name in _PERIODICAL.items() if name.search(tidy(citation.issuer or ""))), "")
    return by_issuer if told == OTHER and kind and by_issuer else told


def date_of(citation: Citation, standard: Standard) -> str:
    """The date as far as it is known (2023-12), in brackets with 推断 where it is inferred."""
    value = "".join((citation.date.value or "").split())
    if not value:
        return "[日期不详]"
    found = _DATE.match(value)
    numbers = [part for part in found.groups() if part] if found else []
    told = "-".join([*numbers[:1], *(f"{int(part):02d}" for part in numbers[1:])]) if found else value
    return told if citation.date.how == "text" else f"[{told}{_MARKS[standard].comma}推断]"


def place(citation: Citation) -> str:
    """Where in its document a quote stands: table and row, or the path of headings (documents have no pages)."""
    if citation.table is not None:
        return f"{_table(citation)}第{citation.table.row + 1}行"
    path = " > ".join(tidy(heading) for heading in citation.section if heading.strip())
    return f"章节：{path}" if path else ""


def _table(citation: Citation) -> str:
    named = tidy(citation.table.name) if citation.table else ""
    return f"表《{named}》" if named else "表"


def cited(citations: Sequence[Citation], standard: Standard) -> str:
    """Reference and places of citations that share one reference, as a footnote has them; rows in a run are told as one."""
    places = "；".join(dict.fromkeys(_places(citations)))
    return f"{reference(citations[0], standard)}{f' {places}。' if places else ''}"


def _places(citations: Sequence[Citation]) -> Iterator[str]:
    for table, found in groupby(citations, lambda c: _table(c) if c.table else ""):
        if not table:
            yield from (where for c in found if (where := place(c)))
            continue
        rows = [c.table.row + 1 for c in found if c.table]
        yield f"{table}第{runs(rows)}行"


def runs(numbers: Sequence[int]) -> str:
    """Numbers as they are told: 5, 7—9."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in found)


def alike(citations: Sequence[Citation], standard: Standard) -> list[list[Citation]]:
    """Citations in groups of one reference, in order of first use: each group is one footnote."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(reference(citation, standard), []).append(citation)
    return list(groups.values())


def tidy(text: str) -> str:
    """Words of a heading or title on one line."""
    return " ".join(text.split())
