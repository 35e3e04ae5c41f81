"""Which lines belong together: hard wraps, page breaks inside sentences, and joins that must not be made."""

import re
from dataclasses import dataclass, field

from index.columns import PROSE, Column, columns
from index.furniture import page_value
from index.jieba_words import bridges
from index.lines import width
from index.marks import Mark, Marked, Role
from index.models import JoinKind
from index.outline import Outline
from index.patterns import HAN, LIST_MARK, PARAGRAPH_OPENER, ends_sentence

_FLOATING: frozenset[Role] = frozenset(
    {"page_number", "running_head", "footnote", "keywords", "table", "caption", "source"}
)
_GROUPED: frozenset[Role] = frozenset({"contents", "footnote", "keywords", "heading"})
_NARROW = 0.6
_PUNCTUATION = re.compile("[，。；、：！？,;]")
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "[": "]", "【": "】"}
# A line of a data box that only names a period heads what follows: 截至2024年.
_PERIOD = re.compile(
    r"(?:截至|截止)?\s*(?:\d{4}\s*年?\s*(?:[至—–-]\s*)?)+(?:\d{1,2}\s*月)?(?:上半年|下半年|全年|年?底|年?末)?$"
)
_LABELLED = re.compile(rf"[{HAN} \u3000]{{2,8}}[：:]\s*\S")
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．]|[①-⑳]")
_LEADING_PUNCTUATION = "，。、；：！？）)】》”’,;"


@dataclass
class Paragraph:
    """Lines that make one block. `joins[k]` is what lies between line k and line k+1 of it."""

    role: Role
    lines: list[int]
    level: int = 0
    joins: list[JoinKind] = field(default_factory=list)
    truncated_start: str = ""
    truncated_end: str = ""
    moved: bool = False


def join(marked: Marked, outline: Outline) -> list[Paragraph]:
    """Group the lines of a document into paragraphs, in reading order.

    What interrupts a sentence (running head, footnote, table …) is put behind the paragraph it interrupts (`moved`).
    """
    return _Joiner(marked, outline).run()


class _Joiner:
    """One pass over the lines: `open` is the paragraph being read, `floating` what was met since its last line."""

    def __init__(self, marked: Marked, outline: Outline) -> None:
        self.lines, self.marks, self.speakers = marked.lines, marked.marks, marked.speakers
        self.outline = outline
        self.columns = columns(marked)
        self.done: list[Paragraph] = []
        self.open: Paragraph | None = None
        self.floating: list[Paragraph] = []
        self.pages = {i: page_value(self.lines[i].text) for i, m in enumerate(self.marks) if m.role == "page_number"}
        prose = next((i for i, m in enumerate(self.marks) if m.role in PROSE), len(self.marks))
        self.numbered_at_head = min(self.pages, default=prose) < prose

    def run(self) -> list[Paragraph]:
        for i, mark in enumerate(self.marks):
            if mark.role in _FLOATING:
                self._float(i, mark)
            elif (
                self.open and self.open.role in PROSE and mark.role in PROSE and self._continues(i, mark)
            ) or self._continues_heading(i, mark):
                continue
            else:
                self._start(i, mark)
        self._close("end")
        return self.done

    def _float(self, i: int, mark: Mark) -> None:
        same = (p for p in self.floating if p.role == mark.role and self.marks[p.lines[-1]].group == mark.group)
        begun = next(same, None) if mark.group >= 0 else None
        if begun:  # page furniture between two halves of a table does not part them
            self._append(begun, i, "wrap")
        else:
            self.floating.append(Paragraph(mark.role, [i]))

    def _append(self, paragraph: Paragraph, i: int, kind: JoinKind) -> None:
        paragraph.lines.append(i)
        paragraph.joins.append(kind)

    def _continues(self, i: int, mark: Mark) -> bool:
        """Join line i to the open paragraph if it continues it; note where it must not."""
        current = self.open
        assert current is not None
        kind = self._decide(current, i, mark)
        if kind in ("wrap", "page_break"):
            self._append(current, i, kind)
            for paragraph in self.floating:
                paragraph.moved = True
            return True
        if kind == "uncertain":
            current.truncated_end = "uncertain"
            self._start(i, mark)
            assert self.open is not None
            self.open.truncated_start = "uncertain"
            return True
        return False

    def _decide(self, current: Paragraph, i: int, mark: Mark) -> JoinKind | None:
        """How line i continues the open paragraph; None where it begins one of its own."""
        last, line = self.lines[current.lines[-1]], self.lines[i]
        if mark.group >= 0 and self.marks[current.lines[-1]].group == mark.group:
            return "wrap"
        if self._begins(current, i, mark):
            return None
        if _opens(last.text, line.text) and not line.blank_before:
            return "wrap"
        column = self.columns[current.lines[-1]]
        if ends_sentence(last.text):
            parted = self.floating or line.indented or (line.blank_before and not column.loose)
            same = column.wrapped and column.is_full(last) and not parted
            return "wrap" if same and _same_script(last.text, line.text) else None
        broken = bool(self.floating) or line.page_before or (line.blank_before and not column.wrapped)
        if not self._may_continue(current, i, column, broken):
            return None
        return self._across_break(current, i) if broken else "wrap"

    def _begins(self, current: Paragraph, i: int, mark: Mark) -> bool:
        """Whether line i says itself that it begins a paragraph: a list mark, a speaker, 地址：… below 电话：…."""
        labelled = all(_LABELLED.match(self.lines[k].text) for k in (current.lines[-1], i))
        last = self.lines[current.lines[-1]]
        asked = current.role == "question" and ends_sentence(last.text)
        item = _ITEM.match(self.lines[i].text) is not None
        full = self.columns[current.lines[-1]].is_full(last)
        if item and (ends_sentence(last.text) or (last.text[-1] in "；;：:" and not full)):
            return True
        return mark.role in ("list_item", "abstract", "question") or asked or labelled or self.speaks(i)

    def speaks(self, i: int) -> bool:
        """Whether line i begins a speaker's turn."""
        return self.speakers.speaks(self.lines[i].text)

    def _across_break(self, current: Paragraph, i: int) -> JoinKind:
        lost = clash(self._tail(current), self.lines[i].text) or self._lost(current, i)
        return "uncertain" if lost else "page_break"

    def _lost(self, current: Paragraph, i: int) -> bool:
        """Whether the pages missing around line i may be missing right before it.

        Not so where the printed page numbers follow each other, or a word goes on across the break (联合培 / 养).
        """
        if not self.outline.is_lossy(i) or self._pages_follow():
            return False
        return not bridges(self._tail(current), self.lines[i].text)

    def _pages_follow(self) -> bool:
        """Whether the page numbers say that the page after the break here is the next one."""
        here = [k for p in self.floating for k in p.lines if k in self.pages]
        if not here:
            return False
        numbers = sorted(self.pages)
        at = numbers.index(here[-1])
        # Numbers at the foot name the page that ends here, numbers at the head the one that begins.
        other = at - 1 if self.numbered_at_head else at + 1
        return 0 <= other < len(numbers) and abs(self.pages[numbers[other]] - self.pages[numbers[at]]) == 1

    def _may_continue(self, current: Paragraph, i: int, column: Column, broken: bool) -> bool:
        last, line = self.lines[current.lines[-1]], self.lines[i]
        if column.wrapped and not broken:
            # A line that ends in a comma goes on, however short; not so a list of names each closed by 、 (columns differ).
            # A column of so many characters has narrow lines where they hold many digits.
            open_end = last.text[-1] in "、，" or (
                width(last.text) >= _NARROW * column.width and _is_prose(self._tail(current))
            )
            return (column.is_full(last) or open_end) and _same_script(last.text, line.text)
        if last.text[-1] in ("：:" if column.wrapped else "：:；;") or LIST_MARK.match(line.text):
            return False
        if column.wrapped:
            return True
        return _is_prose(self._tail(current)) and _has_flow(line.text)

    def _tail(self, current: Paragraph) -> str:
        return "".join(self.lines[k].text for k in current.lines[-6:])

    def _continues_heading(self, i: int, mark: Mark) -> bool:
        """A heading that fills its line goes on in a short line without sentence punctuation."""
        previous = self.open
        if not (previous and previous.role == "heading" and mark.role == "prose" and not self.floating):
            return False
        last, line = self.lines[previous.lines[-1]], self.lines[i]
        column = self.columns[i]
        long_enough = width(last.text) >= 0.7 * column.width and len(previous.lines) == 1
        if not (column.wrapped and long_enough and _ends_heading(line.text, column)):
            return False
        self._append(previous, i, "wrap")
        return True

    def _is_run_in(self, i: int, mark: Mark) -> bool:
        """Whether a numbered line is the first of a wrapped paragraph, not a heading: it fills its column to the margin.

        （一）坚持创新驱动，把科技创新摆在 / 首位… against a heading, which ends where its words end.
        """
        text = self.lines[i].text
        if (
            mark.role != "heading"
            or mark.group >= 0
            or text[0] == "#"
            or i + 1 >= len(self.lines)
            or self.marks[i + 1].role != "prose"
        ):
            return False
        column, following = self.columns[i + 1], self.lines[i + 1]
        full = column.wrapped and width(text) >= column.width - 2 and not following.indented
        return full and not _ends_heading(following.text, column)

    def _start(self, i: int, mark: Mark) -> None:
        current = self.open
        grouped = mark.role in _GROUPED and mark.group >= 0
        if current and grouped and current.role == mark.role and self.marks[current.lines[-1]].group == mark.group:
            self._append(current, i, "wrap")
            return
        if (
            current
            and mark.role == current.role == "data"
            and not self.floating
            and not _PERIOD.match(self.lines[i].text)
        ):
            self._append(current, i, "wrap")
            return
        after_float = bool(self.floating)
        self._close(mark.role)
        role: Role = "list_item" if self._is_run_in(i, mark) else mark.role
        self.columns[i] = self.columns[i + 1] if role != mark.role else self.columns[i]
        self.open = Paragraph(role, [i], mark.level)
        self._judge_start(i, after_float)

    def _judge_start(self, i: int, after_float: bool) -> None:
        """A paragraph that can only be the end of one whose beginning is lost."""
        assert self.open is not None
        text = self.lines[i].text
        if self.open.role not in PROSE:
            return
        previous = self.done[-1] if self.done else None
        lost = self.outline.is_lossy(i) and (after_float or (previous is not None and previous.role in _FLOATING))
        if text[0] in _LEADING_PUNCTUATION or lost:
            self.open.truncated_start = "lost_pages" if lost else "fragment"

    def _close(self, following: str) -> None:
        current = self.open
        if current:
            unfinished = current.role in ("prose", "abstract") and _is_prose(self._tail(current))
            first, text = self.lines[current.lines[0]].text, self.lines[current.lines[-1]].text
            if unfinished and not (ends_sentence(text) or _closes(first, text) or current.truncated_end):
                current.truncated_end = following
            self.done.append(current)
        self.done.extend(self.floating)
        self.open, self.floating = None, []


def _closes(first: str, last: str) -> bool:
    """Whether a paragraph of these first and last lines ends without a full stop as it should: …：, an item of a list, （…）."""
    item = last[-1] in "；;" and _ITEM.match(first) is not None
    return last[-1] in "：:" or item or (first[0] in "（(" and last[-1] in "）)")


def _ends_heading(text: str, column: Column) -> bool:
    """Whether a line may be the short second line of a heading."""
    return width(text) <= 0.6 * column.width and not re.search("[，。；：！？]", text)


def _opens(before: str, after: str) -> bool:
    """Whether a bracket stands open over the line break: 《 / 规划纲要 / 》, or a lowered number was set apart: CO / 2."""
    if before[-1] in _PAIRS or (before[-1].isascii() and before[-1].isalpha() and re.match(r"\d(?:\.\d)?$", after)):
        return True
    closer = after[0]
    return any(closer == c and before.rfind(o) > before.rfind(c) for o, c in _PAIRS.items())


def _same_script(a: str, b: str) -> bool:
    """A Chinese column does not go on in a wholly Latin line, nor the reverse."""
    han_a, han_b = re.search(f"[{HAN}]", a), re.search(f"[{HAN}]", b)
    return (han_a is None) == (han_b is None) or min(len(a), len(b)) < 12


def _is_prose(text: str) -> bool:
    """Whether a text reads as a sentence so far, not as a title, an address or a line of verse."""
    return (len(text) >= 15 and _PUNCTUATION.search(text) is not None) or (len(text) >= 30 and "\t" not in text)


def _has_flow(text: str) -> bool:
    return _PUNCTUATION.search(text) is not None


def clash(before: str, after: str) -> str:
    """Why `after` cannot continue `before` ("" if it may): a sign that something between them is lost."""
    if before[-1] in "，、；," and after[0] in "，、；。,":
        return "punctuation"
    if PARAGRAPH_OPENER.match(after):
        return "paragraph_opener"
    if _closes_unopened(before, after):
        return "bracket"
    if re.match(r"[a-z]{2,}", after) and not re.search(r"[A-Za-z]", before[-30:]):
        return "script"
    return ""


def _closes_unopened(before: str, after: str) -> bool:
    """Whether `after` closes a bracket that neither it nor `before` has opened."""
    for opener, closer in _PAIRS.items():
        first = after.find(closer)
        if first < 0 or opener in after[:first]:
            continue
        if before.count(opener) <= before.count(closer):
            return True
    return False
