"""Styles, numbering, page and fonts of a briefing by GB/T 9704-2012. Lengths are twips (1/20 pt), sizes half-points."""

from collections.abc import Mapping
from copy import copy
from math import floor

from lxml import etree

from rag.briefing.word.options import Font, Fonts
from rag.briefing.word.xml import R, w

MM = 1440 / 25.4
PAGE = (11906, 16838)  # A4
TOP, BOTTOM, LEFT, RIGHT = (round(mm * MM) for mm in (37, 35, 28, 26))
LINES, CHARACTERS = 22, 28
BODY = 32  # 3号, 16 pt
PITCH = (
    -6
)  # twips added to each character of the body: 28 of 15.7 pt fill 442 pt (at -5 LibreOffice rounds up and sets 27)
LINE_PITCH = (PAGE[1] - TOP - BOTTOM) // LINES
# A character of the grid is the body size and this many 4096ths of a point: 28 of them fill the line.
CHARACTER_SPACE = floor(((210 - 28 - 26) * MM / 20 / CHARACTERS - BODY / 2) * 4096)
HEADER_AT, FOOTER_AT = round(20 * MM), round(21 * MM)  # the number stands 7 mm below the text
SMALL, NOTE, TABLE = 24, 18, 21  # 小四, 小五, 五号
_HEADING_NUMBERS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
HEADINGS, ITEMS = 1, 2  # abstract numberings


def styles(fonts: Fonts) -> etree._Element:
    """The styles part."""
    run = w("rPr", _font(fonts.body, fonts.latin), _size(BODY), w("lang", val="en-US", eastAsia="zh-CN"))
    root = w("styles", w("docDefaults", w("rPrDefault", w("rPr", *map(copy, run))), w("pPrDefault", w("pPr"))))
    body = _indent(200, 2 * BODY * 10)
    root.extend(
        [
            _style(
                "Normal", "Normal", _off_grid(), _spacing(LINE_PITCH), w("jc", val="both"), run=tuple(run), default=True
            ),
            _style("BriefBody", "Brief Body", body, run=(_fitted(),)),
            _style(
                "Title",
                "Title",
                w("keepNext"),
                _spacing(700, 0, 240),
                w("jc", val="center"),
                run=(_font(fonts.title, fonts.latin), _size(44)),
            ),
            *(_heading(level, font, fonts) for level, font in enumerate((fonts.heading, fonts.subheading, None), 1)),
            _style(
                "BriefMark",
                "Brief Mark",
                _spacing(480, 0, 240),
                w("jc", val="center"),
                run=(_font(fonts.heading, fonts.latin), _size(28)),
            ),
            _style(
                "BriefNote",
                "Brief Note",
                _spacing(400),
                _indent(200, 480),
                run=(_font(fonts.subheading, fonts.latin), _size(SMALL)),
            ),
            _style("BriefItem", "Brief Item", run=(_fitted(),)),
            _style("BriefTable", "Brief Table", _spacing(320), w("jc", val="left"), run=(_size(TABLE),)),
            _style(
                "BriefTableHead",
                "Brief Table Head",
                w("keepNext"),
                _spacing(360),
                w("jc", val="center"),
                run=(_font(fonts.heading, fonts.latin), _size(TABLE)),
            ),
            _style("BriefAnnexes", "Brief Annexes", run=(_fitted(),)),
            _style("BriefAnnex", "Brief Annex", w("keepNext"), run=(_font(fonts.heading, fonts.latin), _size(BODY))),
            _style(
                "BriefEvidence",
                "Brief Evidence",
                w("keepNext"),
                _spacing(360, 160, 0),
                w("jc", val="left"),
                run=(_font(fonts.heading, fonts.latin), _size(TABLE)),
            ),
            _style("BriefQuote", "Brief Quote", _spacing(360), _indent(200, 420), run=(_size(TABLE),)),
            _style("FootnoteText", "footnote text", _spacing(260), w("jc", val="left"), run=(_size(NOTE),)),
            _style("CommentText", "annotation text", _spacing(300), w("jc", val="left"), run=(_size(TABLE),)),
            _style(
                "Header",
                "header",
                _spacing(320),
                w("jc", val="right"),
                run=(_font(fonts.subheading, fonts.latin), _size(SMALL)),
            ),
            _style("Footer", "footer", _spacing(400), run=(_font(fonts.number, fonts.number), _size(28))),
            _character("FootnoteReference", "footnote reference", w("vertAlign", val="superscript")),
            _character("CommentReference", "annotation reference", _size(16)),
        ]
    )
    return root


def _heading(level: int, font: Font | None, fonts: Fonts) -> etree._Element:
    numbering = w("numPr", w("ilvl", val=level - 1), w("numId", val=HEADINGS))
    run = (_font(font, fonts.latin),) if font else (_font(fonts.body, fonts.latin), w("b"))
    outline = w("outlineLvl", val=level - 1)
    return _style(
        f"Heading{level}", f"heading {level}", w("keepNext"), numbering, outline, run=(*run, _fitted(), _size(BODY))
    )


def _style(
    name: str, title: str, *paragraph: etree._Element, run: tuple[etree._Element, ...] = (), default: bool = False
) -> etree._Element:
    element = w("style", w("name", val=title), type="paragraph", styleId=name)
    if default:
        element.set(element.tag.replace("style", "default"), "1")
    else:
        element.append(w("basedOn", val="Normal"))
        element.append(w("next", val="BriefBody"))
    element.append(w("qFormat"))
    if paragraph:
        element.append(w("pPr", *paragraph))
    if run:
        element.append(w("rPr", *run))
    return element


def _character(name: str, title: str, *run: etree._Element) -> etree._Element:
    return w("style", w("name", val=title), w("rPr", *run), type="character", styleId=name)


def _font(font: Font, latin: Font) -> etree._Element:
    return w("rFonts", ascii=latin.name, hAnsi=latin.name, eastAsia=font.name, cs=latin.name)


def _size(half_points: int) -> etree._Element:
    return w("sz", val=half_points)


def _spacing(line: int, before: int = 0, after: int = 0) -> etree._Element:
    """Lines of one height, whatever font stands in: 22 of them fill the page."""
    return w("spacing", before=before, after=after, line=line, lineRule="exact")


def _off_grid() -> etree._Element:
    """Text keeps its own pitch: LibreOffice gives a character of the page's grid two cells where it is wider than one by a hair."""
    return w("snapToGrid", val=0)


def _fitted() -> etree._Element:
    """The pitch of the text: 28 characters fill the line without the grid."""
    return w("spacing", val=PITCH)


def _indent(characters: int, twips: int) -> etree._Element:
    return w("ind", firstLineChars=characters, firstLine=twips)


def numbering(lists: int) -> etree._Element:
    """The numbering part: headings 一、（一）1. as a list of three levels, and `lists` lists of items, each from 1."""
    headings = w("abstractNum", w("multiLevelType", val="multilevel"), abstractNumId=HEADINGS)
    for n, (form, shown) in enumerate(_HEADING_NUMBERS):
        headings.append(
            w(
                "lvl",
                w("start", val=1),
                w("numFmt", val=form),
                w("pStyle", val=f"Heading{n + 1}"),
                w("suff", val="nothing"),
                w("lvlText", val=shown),
                w("lvlJc", val="left"),
                w("pPr", w("ind", left=0, firstLineChars=200, firstLine=2 * BODY * 10)),
                ilvl=n,
            )
        )
    item = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val="decimal"),
        w("suff", val="nothing"),
        w("lvlText", val="%1."),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=0, firstLineChars=200, firstLine=2 * BODY * 10)),
        ilvl=0,
    )
    items = w("abstractNum", w("multiLevelType", val="singleLevel"), item, abstractNumId=ITEMS)
    root = w("numbering", headings, items, w("num", w("abstractNumId", val=HEADINGS), numId=HEADINGS))
    for n in range(1, lists + 1):
        again = w("lvlOverride", w("startOverride", val=1), ilvl=0)
        root.append(w("num", w("abstractNumId", val=ITEMS), again, numId=item_list(n)))
    return root


def item_list(number: int) -> int:
    """The numbering of the n-th list of items."""
    return HEADINGS + number


def font_table(fonts: Fonts) -> etree._Element:
    """The font table: each font with the names of those that may stand in for it."""
    root = w("fonts")
    used = (fonts.body, fonts.heading, fonts.subheading, fonts.title, fonts.number, fonts.latin)
    for font in dict.fromkeys(used):
        element = w("font", name=font.name)
        if font.others:
            element.append(w("altName", val=",".join(font.others)))
        element.append(w("charset", val="00" if font is fonts.latin else "86"))
        element.append(w("family", val="roman"))
        element.append(w("pitch", val="variable"))
        root.append(element)
    return root


def settings() -> etree._Element:
    """The settings part: odd and even footers, footnotes ①②③ anew on each page."""
    compatible = w("compat")
    setting = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    compatible.append(setting)
    separators = [w("footnote", id=-1), w("footnote", id=0)]
    return w(
        "settings",
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w("footnotePr", *_footnote_numbers(), *separators),
        compatible,
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )


def _footnote_numbers() -> tuple[etree._Element, ...]:
    return w("numFmt", val="decimalEnclosedCircleChinese"), w("numRestart", val="eachPage")


def section(parts: Mapping[str, str]) -> etree._Element:
    """Page size, margins, grid and the parts at the head and foot of odd and even pages, by relationship id."""
    root = w("sectPr")
    for name in ("header", "footer"):
        for number, kind in enumerate(("default", "even"), 1):
            reference = w(f"{name}Reference", type=kind)
            reference.set(f"{{{R}}}id", parts[f"{name}{number}"])
            root.append(reference)
    margins = {"top": TOP, "right": RIGHT, "bottom": BOTTOM, "left": LEFT, "header": HEADER_AT, "footer": FOOTER_AT}
    root.extend(
        [
            w("footnotePr", *_footnote_numbers()),
            w("pgSz", w=PAGE[0], h=PAGE[1]),
            w("pgMar", **margins, gutter=0),
            w("docGrid", type="linesAndChars", linePitch=LINE_PITCH, charSpace=CHARACTER_SPACE),
        ]
    )
    return root
