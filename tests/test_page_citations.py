"""The page over the five source documents: what a citation opens is what it quotes, with the mouse and the keyboard."""

import json
import urllib.request
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import open_assistant
from rag.settings import AnswerSettings
from tests.browser import INSTALL, Page, browse, chromium, serving
from tests.texts import SEEDS

pytestmark = pytest.mark.skipif(chromium() is None, reason=INSTALL)
Record = dict[str, Any]
DESK, PHONE = (1360, 820), (390, 800)
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
REFS = "[...document.querySelectorAll('.claims .ref')]"
MARKED = "[...document.querySelectorAll('#text mark')].map(m => m.textContent).join('')"
OPEN = "!document.querySelector('#reader').hidden"
FOCUSED = "document.activeElement"


QUESTIONS = (
    "截至2024年，国家先进制造业集群有多少个？",
    "国务院常务会议哪一年审议通过了关于加快发展先进制造业集群的意见？",
    "绍兴现代纺织集群有多少家纺织企业？",
    "长沙市工程机械产业集群2019年总产值是多少？",
    "魁北克省蒙特利尔航空产业集群的主导产业是什么？",
    "深圳市先进电池材料集群属于哪个地区？",
    "陈彦斌怎么看培育先进制造业集群的意义？",
    "曾刚认为长三角生物医药集群有什么问题？",
    "先进制造业集群的发展趋势有哪些？",
    "我国基础产业集群面临哪些问题？",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = tmp_path_factory.mktemp("seeds")
    build_library(SEEDS, library, IndexSettings())
    with serving(lambda: open_assistant(library, IndexSettings(), AnswerSettings())) as address:
        yield address


@pytest.fixture(scope="module")
def opened(address: str) -> Iterator[Page]:
    """The page, opened once for all tests: questions are asked one after the other, as readers do."""
    with browse() as page:
        page.open(f"{address}/")
        yield page


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    opened.problems.clear()
    yield opened
    assert opened.problems == []


@cache
def answered(address: str, question: str) -> Record:
    """The answer as it is given to programs."""
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{address}/v1/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: Record = json.load(response)
    return answer


def asked(page: Page, question: str, size: tuple[int, int] = DESK) -> None:
    if page.run("[innerWidth, innerHeight]") != list(size):
        page.resize(*size)
        origin = page.run("location.origin")
        page.open("about:blank")  # a window that becomes a phone's while it is open scrolls back at the first click
        page.open(f"{origin}/")
    page.run(f"document.querySelector('#question').value = {json.dumps(question)}")
    page.run("document.querySelector('#ask').requestSubmit()")  # closes the document and hides the last answer at once
    page.until(f"document.querySelector('.answer:not([hidden]) .question')?.textContent === {json.dumps(question)}")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_questions_try_every_kind_of_citation(address: str) -> None:
    answers = [answered(address, question) for question in QUESTIONS]
    citations = [citation for answer in answers for citation in answer["citations"]]
    assert [answer["status"] for answer in answers] == ["answered"] * len(QUESTIONS)
    assert any(answer["short_answer"] for answer in answers)
    assert any(len(answer["citations"]) >= 3 for answer in answers)
    assert any(citation["speaker"] for citation in citations)
    assert any(citation.get("table") and len(citation["spans"]) >= 3 for citation in citations)
    assert any(len(citation["spans"]) > 1 and citation["gaps"] for citation in citations)  # something else lies between


@pytest.mark.parametrize("question", QUESTIONS)
@SIZES
def test_every_citation_marks_exactly_its_quote(page: Page, address: str, question: str, size: tuple[int, int]) -> None:
    answer = answered(address, question)
    quotes = {citation["n"]: citation["quote"] for citation in answer["citations"]}
    asked(page, question, size)
    numbers = [int(text) for text in page.run(f"{REFS}.map(ref => ref.textContent)")]
    assert numbers == [n for claim in answer["claims"] for n in claim["citations"]]
    for at, n in enumerate(numbers):
        page.click(f"{REFS}[{at}]")
        page.until(f"{OPEN} && document.querySelector('#place').textContent === '{n} / {len(quotes)}'")
        assert squeezed(page.run(MARKED)) == squeezed(quotes[n])
        if size == PHONE:
            page.click("document.querySelector('#close')")
            page.until(f"!({OPEN})")


@SIZES
def test_the_keyboard_opens_a_citation_and_comes_back_to_it(page: Page, size: tuple[int, int]) -> None:
    asked(page, "先进制造业集群的发展趋势有哪些？", size)
    page.run(f"{REFS}[2].focus()")
    page.press("Enter", "\r")
    page.until(OPEN)
    page.press("Escape")
    page.until(f"!({OPEN})")
    assert page.run(f"{FOCUSED} === {REFS}[2]") is True
    page.press("Enter", "\r")
    page.until(OPEN)
    page.press("Tab", shift=True)
    assert page.run(f"{FOCUSED}.innerText") == ("返回" if size == PHONE else "关闭")
    page.press("Enter", "\r")
    page.until(f"!({OPEN})")
    assert page.run(f"{FOCUSED} === {REFS}[2]") is True
    assert page.run("document.querySelector('#card').hidden") is True


@SIZES
def test_what_lies_under_the_document_is_out_of_reach_until_it_is_closed(page: Page, size: tuple[int, int]) -> None:
    asked(page, "先进制造业集群的发展趋势有哪些？", size)
    page.click(f"{REFS}[0]")
    page.until(OPEN)
    page.run(f"{REFS}[1].focus()")
    assert page.run(f"{FOCUSED} === {REFS}[1]") is (size == DESK)
    page.click("document.querySelector('#close')")
    page.run(f"{REFS}[1].focus()")
    assert page.run(f"{FOCUSED} === {REFS}[1]") is True


def test_who_came_by_the_address_of_a_citation_returns_to_that_citation(page: Page, address: str) -> None:
    page.resize(*PHONE)
    page.open("about:blank")  # else only the fragment would change
    page.open(f"{address}/?q={quote('先进制造业集群的发展趋势有哪些？')}#c2")
    page.until(f"{MARKED} !== ''")
    page.click("document.querySelector('#close')")
    assert page.run(f"{FOCUSED} === {REFS}[1]") is True


# Badges whose line holds nothing else of their claim before them.
ALONE = """
[...document.querySelectorAll('.claims p')].flatMap(p => {
  const badges = [...p.querySelectorAll('.proof, .inference')];
  const words = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    lines.push(...range.getClientRects());
  }
  const before = badge => line => line.top < badge.bottom && badge.top < line.bottom && line.right <= badge.left + 1;
  return badges.filter(b => !lines.some(before(b.getClientRects()[0]))).map(b => b.textContent);
})
"""
WIDTHS = (320, 360, 390, 412, 480, 600, 768, 1024, 1360)


def test_no_badge_stands_alone_on_a_line_however_wide_the_window(page: Page) -> None:
    for question in ("绍兴现代纺织集群有多少家纺织企业？", "先进制造业集群的发展趋势有哪些？"):
        asked(page, question)
        for width in WIDTHS:
            page.resize(width, 800)
            assert page.run(ALONE) == [], width


def test_many_numbers_and_long_badges_stay_inside_a_phone_and_together(page: Page, address: str) -> None:
    answer = answered(address, "绍兴现代纺织集群有多少家纺织企业？")
    claim = answer["claims"][0]
    long = {"as_printed": "二〇二〇年至二〇二四年规模以上企业", "value": "二〇二〇年至二〇二四年全部企业", "rule": "x"}
    asked(page, answer["question"])
    for numbers, inferred in ((9, 0), (9, 2), (4, 1), (4, 3), (1, 2)):
        changed = {**answer, "claims": [{**claim, "citations": [1] * numbers, "inferred": [long] * inferred}]}
        page.run(f"import('/page/answer.js').then(part => part.showAnswer({json.dumps(changed)}))")
        assert page.run("document.querySelectorAll('.claims .badge').length") == 1 + inferred
        for width in WIDTHS:
            page.resize(width, 800)
            assert page.run(ALONE) == [], (numbers, inferred, width)
            assert page.run("document.documentElement.scrollWidth <= innerWidth"), (numbers, inferred, width)


def test_a_document_without_a_title_is_told_by_its_file(page: Page) -> None:
    asked(page, "绍兴现代纺织集群有多少家纺织企业？")
    label = "（题名未知，004_5edd2fee…）"
    assert page.run("document.querySelector('.sources .where').textContent").startswith(label)
    page.click(f"{REFS}[0]")
    page.until(f"document.querySelector('#reader-name').textContent === '{label}'")
    page.click("document.querySelector('#shelf-button')")
    page.until(f"document.querySelector('#example-list').textContent.includes('{label}')")


def test_a_table_row_is_shown_under_the_heads_of_its_columns(page: Page, address: str) -> None:
    question = "魁北克省蒙特利尔航空产业集群的主导产业是什么？"
    assert answered(address, question)["claims"][0]["text"].startswith("1 魁北克省蒙特利尔航空产业集群 北美洲 ")
    asked(page, question)
    shown = page.run("document.querySelector('.claims p').innerText")
    assert "序号 1　集群名称 魁北克省蒙特利尔航空产业集群　所在洲 北美洲　" in shown


MARK_ROWS = """
Promise.all([import('/page/rendering.js'), fetch(%s).then(answer => answer.json())]).then(([{ render }, loaded]) => {
  loaded.points = Array.from(loaded.clean.text);
  loaded.blocks = loaded.blocks.filter(block => block.kind === 'table');
  const marks = marked => render(loaded, marked).flatMap(part => [...part.querySelectorAll('mark')]);
  return %s.map(marked => marks(marked).map(mark => mark.textContent).join(''));
})
"""


def test_each_row_of_each_table_is_marked_whole_and_its_merged_cells_once(page: Page, address: str) -> None:
    for name in ("003_a869ec9c63978e83", "004_5edd2fee08bea408"):
        place = f"{address}/v1/documents/{name}"
        with urllib.request.urlopen(place, timeout=30) as response:
            document = json.load(response)
        rows = [row for table in document["tables"] for row in table["rows"]]
        ranges = [sorted({tuple(span) for cell in row["cells"] for span in cell["spans"]}) for row in rows]
        marked = page.run(MARK_ROWS % (json.dumps(place), json.dumps(ranges)))
        text = document["clean"]["text"]
        assert len(rows) > 20
        assert list(map(sorted, marked)) == [sorted("".join(text[a:b] for a, b in row)) for row in ranges]


def test_passages_say_whether_they_are_quoted(page: Page, address: str) -> None:
    questions = (
        "魁北克省蒙特利尔航空产业集群的主导产业是什么？",
        "环渤海地区有哪些情况？",  # rows that share a merged cell
        "围绕高端化、智能化、绿色化发展做了哪些努力？",
        "成都市软件和信息服务集群的就业人数是多少？",  # refused
    )
    for question in questions:
        answer = answered(address, question)
        use = "最接近" if answer["status"] == "refused" else "已引用"
        asked(page, question)
        words = page.run("[...document.querySelectorAll('.passages .badge')].map(b => b.textContent)")
        for passage, word in zip(answer["passages"], words, strict=True):
            inside = [str(c["n"]) for c in answer["citations"] if within(c, passage)]
            assert word == (f"{use} {'、'.join(inside)}" if inside else "未引用")


def within(citation: Record, passage: Record) -> bool:
    """Whether a passage holds the words of a quote: by its text, where the page goes by its place."""
    return citation["document"] == passage["document"] and squeezed(citation["quote"]) in "".join(
        c for c in passage["text"] if c not in "；" and not c.isspace()
    )


def test_the_values_of_several_years_stand_in_a_table_with_their_dates(page: Page) -> None:
    asked(page, "亚太发展中和新兴工业经济体占世界制造业增加值的比重是多少？", DESK)
    rows = page.run(
        "[...document.querySelectorAll('.timeline tbody tr')].map(r => r.innerText.split('\\t').slice(0, 2))"
    )
    assert [date.replace(" ", "") for date, _ in rows] == ["2000年", "2020年"]
    assert ["15%" in rows[0][1], "45%" in rows[1][1]] == [True, True]
    assert page.run("document.querySelector('.claims p').innerText").replace(" ", "").startswith("2000年：")
