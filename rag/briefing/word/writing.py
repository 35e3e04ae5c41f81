"""A briefing as a Word document: blocks become paragraphs and tables, footnotes, comments, bookmarks, and the receipts go along."""

from collections.abc import Iterator, Sequence
from itertools import count

from lxml import etree

from rag.briefing.models import Briefing
from rag.briefing.word import styles
from rag.briefing.word.layout import HEADER, Block, Piece, Style, lay_out
from rag.briefing.word.options import WordOptions
from rag.briefing.word.receipts import properties_part, receipts_part
from rag.briefing.word.xml import R, declared, package, root_of, sayable, serialised, text, w

AUTHOR = "集证"
_STYLES: dict[Style, str] = {
    "title": "Title",
    "mark": "BriefMark",
    "body": "BriefBody",
    "note": "BriefNote",
    "item": "BriefItem",
    "annexes": "BriefAnnexes",
    "annex": "BriefAnnex",
    "evidence": "BriefEvidence",
    "quote": "BriefQuote",
}
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_KINDS = f"{R}/"
_PARTS = (  # name, content type, kind of relationship from the document
    ("styles", "styles", "styles"),
    ("numbering", "numbering", "numbering"),
    ("settings", "settings", "settings"),
    ("fontTable", "fontTable", "fontTable"),
    ("footnotes", "footnotes", "footnotes"),
    ("comments", "comments", "comments"),
    ("header1", "header", "header"),
    ("header2", "header", "header"),
    ("footer1", "footer", "footer"),
    ("footer2", "footer", "footer"),
)


def docx_bytes(briefing: Briefing, options: WordOptions | None = None) -> bytes:
    """The briefing as a .docx file. The same briefing and options make the same bytes: nothing in it tells when it was made."""
    options = options or WordOptions()
    blocks = lay_out(briefing, options)
    writer = _Writer()
    body = [element for block in blocks for element in writer.block(block)]
    numbers = {name: f"rId{n}" for n, (name, _, _) in enumerate(_PARTS, 1)}
    section = styles.section({name: numbers[name] for name in ("header1", "header2", "footer1", "footer2")})
    parts = {
        "styles": styles.styles(options.fonts),
        "numbering": styles.numbering(max((block.list for block in blocks), default=0)),
        "settings": styles.settings(),
        "fontTable": styles.font_table(options.fonts),
        "footnotes": w("footnotes", *_separators(), *writer.footnotes),
        "comments": w("comments", *writer.comments),
        "header1": w("hdr", _paragraph("Header", _run(HEADER))),
        "header2": w("hdr", _paragraph("Header", _run(HEADER))),
        "footer1": w("ftr", _page_number("right")),
        "footer2": w("ftr", _page_number("left")),
    }
    return package(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships(
                [
                    ("rId1", f"{_KINDS}officeDocument", "word/document.xml"),
                    ("rId2", _CORE, "docProps/core.xml"),
                ]
            ),
            "docProps/core.xml": _core(briefing.title),
            "word/document.xml": serialised(w("document", w("body", *body, section))),
            "word/_rels/document.xml.rels": _relationships(
                [
                    *((numbers[name], f"{_KINDS}{kind}", f"{name}.xml") for name, _, kind in _PARTS),
                    ("rId90", f"{_KINDS}customXml", "../customXml/item1.xml"),
                ]
            ),
            **{f"word/{name}.xml": serialised(part) for name, part in parts.items()},
            "customXml/item1.xml": receipts_part(briefing, options, blocks),
            "customXml/itemProps1.xml": properties_part(),
            "customXml/_rels/item1.xml.rels": _relationships([("rId1", f"{_KINDS}customXmlProps", "itemProps1.xml")]),
        }
    )


class _Writer:
    """Makes the elements of blocks; footnotes, comments and bookmarks are numbered as they come."""

    def __init__(self) -> None:
        self.footnotes: list[etree._Element] = []
        self.comments: list[etree._Element] = []
        self._bookmarks = count(1)

    def block(self, block: Block) -> Iterator[etree._Element]:
        """The elements of a block."""
        if block.style == "table":
            yield self._table(block)
            yield w("p", w("pPr", w("spacing", before=0, after=0, line=200, lineRule="exact")))
            return
        name = f"Heading{block.level}" if block.style == "heading" else _STYLES[block.style]
        properties = w("pPr", w("pStyle", val=name))
        if block.keep:
            properties.append(w("keepNext"))
        if block.new_page:
            properties.append(w("pageBreakBefore"))
        if block.list:
            properties.append(w("numPr", w("ilvl", val=0), w("numId", val=styles.item_list(block.list))))
        if block.style == "annexes":
            properties.append(w("spacing", before=styles.LINE_PITCH if block.level == 1 else 0))
            properties.append(_annexes_indent(block.level))
        yield w("p", properties, *(run for piece in block.pieces for run in self._piece(piece)))

    def _piece(self, piece: Piece) -> Iterator[etree._Element]:
        number = next(self._bookmarks) if piece.key else 0
        if number:
            yield w("bookmarkStart", id=number, name=piece.key)
        comment = len(self.comments) if piece.evidence else -1
        if comment >= 0:
            self.comments.append(_comment(comment, piece.evidence))
            yield w("commentRangeStart", id=comment)
        if piece.text:
            yield _run(piece.text)
        if comment >= 0:
            yield w("commentRangeEnd", id=comment)
            yield w("r", _style("CommentReference"), w("commentReference", id=comment))
        for note in piece.notes:
            self.footnotes.append(_footnote(len(self.footnotes) + 1, note))
            yield w("r", _style("FootnoteReference"), w("footnoteReference", id=len(self.footnotes)))
        if number:
            yield w("bookmarkEnd", id=number)

    def _table(self, block: Block) -> etree._Element:
        edge: dict[str, str | int] = {"val": "single", "sz": 4, "space": 0, "color": "auto"}
        borders = w(
            "tblBorders", *(w(side, **edge) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        )
        widths = [round(mm * styles.MM) for mm in block.widths]
        room = {"top": 30, "left": 70, "bottom": 30, "right": 70}
        margins = w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in room.items()))
        properties = w(
            "tblPr",
            w("tblW", w=sum(widths), type="dxa"),
            w("jc", val="center"),
            borders,
            w("tblLayout", type="fixed"),
            margins,
        )
        grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        heads = [
            _cell(width, _paragraph("BriefTableHead", _run(head)))
            for head, width in zip(block.heads, widths, strict=True)
        ]
        first = w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *heads)
        return w("tbl", properties, grid, first, *(self._row(row, widths) for row in block.rows))

    def _row(self, row: Sequence[Piece], widths: Sequence[int]) -> etree._Element:
        cells = [
            _cell(width, w("p", w("pPr", w("pStyle", val="BriefTable")), *self._piece(piece)))
            for piece, width in zip(row, widths, strict=True)
        ]
        return w("tr", w("trPr", w("cantSplit")), *cells)


def _cell(width: int, paragraph: etree._Element) -> etree._Element:
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")), paragraph)


def _annexes_indent(level: int) -> etree._Element:
    """The list of annexes: 附件：1. …, the later ones under the first (GB/T 9704, 7.3.4)."""
    characters = 200 if level == 1 else 500
    return w("ind", firstLineChars=characters, firstLine=characters * styles.BODY // 10)


def _paragraph(style: str, *content: etree._Element) -> etree._Element:
    return w("p", w("pPr", w("pStyle", val=style)), *content)


def _run(words: str) -> etree._Element:
    """A run of text. The hint keeps “ ” — … in the Chinese font, where letters and digits stay in the Latin one."""
    return w("r", w("rPr", w("rFonts", hint="eastAsia")), text(words))


def _style(name: str) -> etree._Element:
    return w("rPr", w("rStyle", val=name))


def _footnote(number: int, words: str) -> etree._Element:
    sign = w("r", _style("FootnoteReference"), w("footnoteRef"))
    return w("footnote", w("p", w("pPr", w("pStyle", val="FootnoteText")), sign, _run(f" {words}")), id=number)


def _separators() -> Iterator[etree._Element]:
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        line = w("p", w("pPr", w("spacing", before=0, after=0, line=240, lineRule="auto")), w("r", w(kind)))
        yield w("footnote", line, type=kind, id=number)


def _comment(number: int, words: Sequence[str]) -> etree._Element:
    lines = [_paragraph("CommentText", _run(line)) for line in words]
    return w("comment", *lines, id=number, author=AUTHOR, initials=AUTHOR)


def _page_number(side: str) -> etree._Element:
    """— 1 —, one character in from the outer edge (GB/T 9704, 7.5)."""
    field = w("fldSimple", w("r", w("t")), instr=" PAGE ")
    field[0][0].text = "1"
    indent = w("ind", **dict[str, str | int]({f"{side}Chars": 100, side: 280}))
    properties = w("pPr", w("pStyle", val="Footer"), indent, w("jc", val=side))
    return w("p", properties, _run("— "), field, _run(" —"))


_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def _relationships(found: Sequence[tuple[str, str, str]]) -> bytes:
    root = root_of(f"{_PACKAGE}relationships", "Relationships")
    for number, kind, target in found:
        etree.SubElement(root, f"{{{_PACKAGE}relationships}}Relationship", Id=number, Type=kind, Target=target)
    return declared(root)


def _content_types() -> bytes:
    names = f"{_PACKAGE}content-types"
    root = root_of(names, "Types")
    etree.SubElement(
        root,
        f"{{{names}}}Default",
        Extension="rels",
        ContentType="application/vnd.openxmlformats-package.relationships+xml",
    )
    etree.SubElement(root, f"{{{names}}}Default", Extension="xml", ContentType="application/xml")
    told = [
        ("/word/document.xml", f"{_OFFICE}document.main+xml"),
        *((f"/word/{name}.xml", f"{_OFFICE}{kind}+xml") for name, kind, _ in _PARTS),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"),
    ]
    for part, kind in told:
        etree.SubElement(root, f"{{{names}}}Override", PartName=part, ContentType=kind)
    return declared(root)


def _core(title: str) -> bytes:
    names = {"cp": f"{_PACKAGE}metadata/core-properties", "dc": "http://purl.org/dc/elements/1.1/"}
    root = etree.Element(f"{{{names['cp']}}}coreProperties", nsmap=names)
    for name, words in (("title", title), ("creator", AUTHOR)):
        etree.SubElement(root, f"{{{names['dc']}}}{name}").text = sayable(words)
    return declared(root)
