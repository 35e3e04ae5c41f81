"""A .docx file -> what a reader of it sees: paragraphs, tables, notes, heads and feet, comments; and the receipts inside it.

Runs, styles and languages do not matter, only words. Names are compared without their namespace, so that strict and transitional
files read alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from rag.briefing.word.opening import Package, WordError
from rag.briefing.word.receipts import NAMESPACE

_BIDI = "\u202e"  # stands for text turned round, which no receipt has
_UNSEEN = frozenset({"vanish", "webHidden", "specVanish", "strike", "dstrike"})
_PICTURES = frozenset({"drawing", "pict", "object", "control", "chart"})
_GONE = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr"}
)
_PAPER, _SMALLEST = ("background1", "light1"), 8  # colours of the paper; half-points
# Fields that only number and point; others (QUOTE, INCLUDETEXT, IF) can show other words than stand in the file.
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "NOTEREF", "REF", "HYPERLINK", "TOC", "SEQ"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True)
class Paragraph:
    """Words as they are seen. `notes`: where a footnote's sign stands and its text; `marks`: bookmarks by name with start and end."""

    text: str
    notes: tuple[tuple[int, str], ...] = ()
    marks: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table as it is seen: rows of cells."""

    rows: tuple[tuple[Paragraph, ...], ...]


@dataclass(frozen=True)
class Seen:
    """What a reader sees. `edges`: heads and feet; `numbers`: what numberings set before paragraphs.

    `extras`: what holds no text that could be checked, in words; `revised`: whether changes wait to be accepted; `receipts`: the
    root of that part, None where there is none.
    """

    blocks: tuple[Paragraph | Grid, ...]
    footnotes: tuple[str, ...]
    edges: tuple[str, ...]
    comments: tuple[str, ...]
    numbers: tuple[str, ...]
    extras: tuple[str, ...]
    revised: bool
    receipts: etree._Element | None


def seen_in(data: bytes) -> Seen:
    """What stands in a file.

    Raises:
        WordError: it is no .docx, is encrypted, too large, or damaged.
    """
    parts = Package(data)
    document = parts.main()
    home = parts.related(document)
    hidden = _hidden_styles(parts.first(home, "styles"))
    notes = _notes(parts, home, hidden)
    reader = _Reader(hidden, notes)
    body = next((child for child in parts.xml(document) if _name(child) == "body"), None)
    if body is None:
        raise WordError("文件中没有正文（document.xml 缺少 body）")
    blocks = tuple(reader.blocks(body))
    edges = [reader.text(parts.xml(name)) for kind, name in home if kind in ("header", "footer")]
    comments = [reader.text(c) for part in parts.all(home, "comments") for c in part]
    numbers = [
        v for part in parts.all(home, "numbering") for e in part.iter() if _name(e) == "lvlText" and (v := _value(e))
    ]
    receipts = (root for part in parts.all(home, "customXml") if (root := part).tag == f"{{{NAMESPACE}}}receipts")
    return Seen(
        blocks,
        tuple(text for text in notes.values() if text),
        tuple(edges),
        tuple(comments),
        tuple(dict.fromkeys(numbers)),
        tuple(dict.fromkeys(reader.extras)),
        reader.revised,
        next(receipts, None),
    )


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, wanted: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if etree.QName(str(k)).localname == wanted), None)


def _value(element: etree._Element) -> str | None:
    return _attribute(element, "val")


def _child(element: etree._Element, wanted: str) -> etree._Element | None:
    return next((child for child in element if _name(child) == wanted), None)


def _on(element: etree._Element) -> bool:
    return _value(element) not in ("0", "false", "off")


def _unseen(run: etree._Element | None) -> bool:
    """Whether text so set is not to be read: hidden, struck through, white, or too small."""
    return run is not None and any((_name(sign) in _UNSEEN and _on(sign)) or _faint(sign) for sign in run)


def _faint(sign: etree._Element) -> bool:
    told = _value(sign) or ""
    if _name(sign) == "color":
        return told.upper() == "FFFFFF" or _attribute(sign, "themeColor") in _PAPER
    return _name(sign) == "sz" and told.isdigit() and int(told) < _SMALLEST


def _hidden_styles(root: etree._Element | None) -> frozenset[str]:
    """The styles whose text is hidden or struck through, by themselves or by what they are based on."""
    if root is None:
        return frozenset()
    based, hidden = {}, set()
    for style in root:
        name = _attribute(style, "styleId") or ""
        above = _child(style, "basedOn")
        based[name] = _value(above) if above is not None else None
        if _unseen(_child(style, "rPr")):
            hidden.add(name)
    while True:
        more = {name for name, above in based.items() if above in hidden} - hidden
        if not more:
            return frozenset(hidden)
        hidden |= more


def _notes(parts: Package, home: Sequence[tuple[str, str]], hidden: frozenset[str]) -> dict[str, str]:
    """Footnotes and endnotes by kind and id; those that only draw a line are none."""
    found = {}
    for kind in ("footnotes", "endnotes"):
        for part in parts.all(home, kind):
            for note in part:
                if (_attribute(note, "type") or "normal") == "normal":
                    key = f"{kind[:-1]}{_attribute(note, 'id')}"
                    found[key] = _Reader(hidden, {}).text(note)
    return found


@dataclass
class _Line:
    """A paragraph as it is read."""

    text: str = ""
    notes: list[tuple[int, str]] = field(default_factory=list)
    open: dict[str, tuple[str, int]] = field(default_factory=dict)
    marks: list[tuple[str, int, int]] = field(default_factory=list)
    apart: list[Paragraph] = field(default_factory=list)

    def done(self) -> Paragraph:
        """The paragraph; a bookmark that is still open ends with it."""
        rest = ((name, start, len(self.text)) for name, start in self.open.values())
        return Paragraph(self.text, tuple(self.notes), (*self.marks, *rest))


class _Reader:
    """Reads paragraphs; `extras` and `revised` gather what was met on the way."""

    def __init__(self, hidden: frozenset[str], notes: Mapping[str, str]) -> None:
        self._hidden, self._notes = hidden, notes
        self.extras: list[str] = []
        self.revised = False

    def blocks(self, container: etree._Element) -> Iterator[Paragraph | Grid]:
        """The paragraphs and tables of a part, a cell, a text box, in order."""
        for child in container:
            name = _name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield Grid(tuple(self._row(row) for row in self._inside(child, "tr")))
            elif name == "altChunk":
                self.extras.append("并入的外部内容")
            elif name == "sdtPr":
                self._control(child)
            elif name not in _GONE:
                yield from self.blocks(child)
            else:
                self.revised |= name in ("del", "moveFrom")

    def text(self, container: etree._Element) -> str:
        """All words of a part or a note, paragraphs on lines of their own."""
        return "\n".join(_words(block) for block in self.blocks(container))

    def _row(self, row: etree._Element) -> tuple[Paragraph, ...]:
        cells = (
            Paragraph("") if _merged(cell) else _joined(list(self.blocks(cell))) for cell in self._inside(row, "tc")
        )
        return tuple(cells)

    def _inside(self, element: etree._Element, wanted: str) -> Iterator[etree._Element]:
        """The rows of a table, the cells of a row, also within content controls and revisions."""
        for child in element:
            name = _name(child)
            if name == wanted and not _row_gone(child):
                yield child
            elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
                yield from self._inside(child, wanted)

    def _paragraph(self, element: etree._Element) -> Iterator[Paragraph]:
        line = _Line()
        properties = _child(element, "pPr")
        style = _child(properties, "pStyle") if properties is not None else None
        self._read(element, line, hidden=style is not None and _value(style) in self._hidden)
        yield line.done()
        yield from line.apart

    def _read(self, element: etree._Element, line: _Line, *, hidden: bool) -> None:
        for child in element:
            name = _name(child)
            if name == "r":
                self._read(child, line, hidden=hidden or self._run_hidden(child))
            elif name in _GONE:
                self.revised |= name in ("del", "moveFrom")
                if name == "instrText":
                    self._field(child.text)
            elif name in ("t", "sym") and not hidden:
                line.text += (child.text or "") if name == "t" else _symbol(child)
            elif name in _SIGNS and not hidden:
                line.text += _SIGNS[name]
            elif name in ("footnoteReference", "endnoteReference"):
                line.notes.append((len(line.text), self._notes.get(f"{name[:-9]}{_attribute(child, 'id')}", "")))
            elif name in ("bookmarkStart", "bookmarkEnd"):
                _bookmark(child, name, line)
            else:
                self._other(child, name, line, hidden=hidden)

    def _other(self, child: etree._Element, name: str, line: _Line, *, hidden: bool) -> None:
        if name in _PICTURES:
            self.extras.append("图片、图形或嵌入对象")
        if name == "txbxContent":
            line.apart += [Paragraph(_words(block)) for block in self.blocks(child)]
            return
        self.revised |= name in ("ins", "moveTo")
        if name == "bdo":
            line.text += _BIDI
        if name == "fldSimple":
            self._field(_attribute(child, "instr"))
        if name == "sdtPr":
            self._control(child)
            return
        self._read(child, line, hidden=hidden)

    def _field(self, code: str | None) -> None:
        words = (code or "").split()
        if words and words[0].isalpha() and words[0].upper() not in _FIELDS:
            self.extras.append(f"自动域 {words[0][:20]}")

    def _control(self, properties: etree._Element) -> None:
        """A control whose words are bound to data shows the data, not what stands in the text."""
        if any(_name(child) == "dataBinding" for child in properties):
            self.extras.append("绑定数据的内容控件")

    def _run_hidden(self, run: etree._Element) -> bool:
        properties = _child(run, "rPr")
        style = _child(properties, "rStyle") if properties is not None else None
        return _unseen(properties) or (style is not None and _value(style) in self._hidden)


def _merged(cell: etree._Element) -> bool:
    """Whether a cell is joined to the one above, or to its left, whose words are shown in its place."""
    properties = _child(cell, "tcPr")
    signs = [] if properties is None else [s for s in properties if _name(s) in ("vMerge", "hMerge")]
    return any(_value(sign) != "restart" for sign in signs)


def _row_gone(element: etree._Element) -> bool:
    properties = _child(element, "trPr")
    return properties is not None and any(_name(s) in ("hidden", "del") for s in properties)


def _symbol(element: etree._Element) -> str:
    code = _attribute(element, "char") or ""
    return (
        chr(int(code, 16)) if code and len(code) <= 4 and all(c in "0123456789abcdefABCDEF" for c in code) else "\ufffd"
    )


def _bookmark(element: etree._Element, name: str, line: _Line) -> None:
    number = _attribute(element, "id") or ""
    if name == "bookmarkStart":
        line.open[number] = (_attribute(element, "name") or "", len(line.text))
    elif number in line.open:
        mark, start = line.open.pop(number)
        line.marks.append((mark, start, len(line.text)))


def _words(block: Paragraph | Grid) -> str:
    return block.text if isinstance(block, Paragraph) else "\n".join(cell.text for row in block.rows for cell in row)


def _joined(blocks: Sequence[Paragraph | Grid]) -> Paragraph:
    """The paragraphs of a cell as one."""
    text, notes, marks = "", [], []
    for block in blocks:
        start = len(text) + bool(text)
        text = f"{text}\n{_words(block)}" if text else _words(block)
        if isinstance(block, Paragraph):
            notes += [(start + at, note) for at, note in block.notes]
            marks += [(name, start + a, start + b) for name, a, b in block.marks]
    return Paragraph(text, tuple(notes), tuple(marks))
