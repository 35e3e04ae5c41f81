from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.browser import INSTALL, Page, browse, chromium, serving
from tests.rag_kit import assistant

pytestmark = pytest.mark.skipif(chromium() is None, reason=INSTALL)
LIST = "港口绿色转型采取了哪些举措？"
REFS = "document.querySelectorAll('.claims .ref')"
MARKS = "[...document.querySelectorAll('#text mark')]"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with browse() as page:
        yield page


@pytest.fixture
def page(browser: Page, address: str) -> Iterator[Page]:
    """A page of ordinary size; whatever a test does, nothing is fetched from elsewhere and no rule of security is broken."""
    browser.problems.clear()
    browser.requests.clear()
    browser.resize(1400, 900)
    yield browser
    assert browser.problems == []
    assert [url for url in browser.requests if not url.startswith((address, "about:", "data:"))] == []


def asked(page: Page, address: str, question: str, fragment: str = "") -> None:
    page.open("about:blank")
    page.open(f"{address}/?q={quote(question)}{fragment}")
    page.until("!document.querySelector('#answer').hidden")


def test_an_example_question_leads_to_an_answer(page: Page, address: str) -> None:
    page.open(f"{address}/")
    page.until("document.querySelectorAll('#example-list button').length > 0")
    page.run("document.querySelector('#example-list button').click()")
    page.until(f"{REFS}.length > 0")
    assert page.run("location.search").startswith("?q=")


def test_enter_asks_and_shift_enter_does_not(page: Page, address: str) -> None:
    page.open("about:blank")
    page.open(f"{address}/")
    page.run("document.querySelector('#question').focus()")
    page.send("Input.insertText", text="什么是冷链物流？")
    page.press("Enter", "\r", shift=True)
    assert page.run("document.querySelector('#send').disabled || location.search !== ''") is False
    assert page.run("document.querySelector('#question').value") == "什么是冷链物流？\n"
    page.press("Enter", "\r")
    page.until(f"{REFS}.length === 1")
    assert "所谓冷链物流" in page.run("document.querySelector('.claims').textContent")


def test_a_number_shows_its_quote_and_opens_the_document_with_every_span_marked(page: Page, address: str) -> None:
    asked(page, address, LIST)
    second = (
        "[...document.querySelectorAll('.claims p')].find(p => p.textContent.startsWith('二是')).querySelector('.ref')"
    )
    page.run(f"{second}.focus()")
    page.until("!document.querySelector('#card').hidden")
    card = page.run("document.querySelector('#card').textContent")
    assert "二是更新电动集卡" in card
    assert "海州港集装箱吞吐量再创新高" in card
    page.run(f"{second}.click()")
    page.until(f"{MARKS}.length > 0")
    assert page.run(f"{MARKS}.map(m => m.textContent).join('')") == "二是更新电动集卡，累计投用260辆。"
    visible = f"(r => r.top > 0 && r.bottom < innerHeight)({MARKS}[0].getBoundingClientRect())"
    assert page.run(visible) is True


def test_next_and_previous_walk_through_the_quotes_and_escape_returns(page: Page, address: str) -> None:
    asked(page, address, LIST)
    count = page.run(f"{REFS}.length")
    page.run(f"{REFS}[0].focus(); {REFS}[0].click()")
    page.until(f"{MARKS}.length > 0")
    assert page.run("document.querySelector('#previous').disabled") is True
    page.run("document.querySelector('#next').click()")
    for n in range(2, count):
        page.until(f"document.querySelector('#place').textContent === '{n} / {count}'")
        page.press("]", "]")
    page.until(f"document.querySelector('#place').textContent === '{count} / {count}'")
    assert "三是建设光伏电站" in page.run(f"{MARKS}[0].textContent")
    page.press("Escape")
    page.until("document.querySelector('#reader').hidden")
    assert page.run(f"document.activeElement === {REFS}[0]") is True


def test_a_table_row_is_marked_cell_by_cell(page: Page, address: str) -> None:
    asked(page, address, "沙埕渔港的主要鱼种是什么？", "#c1")
    page.until(f"{MARKS}.length > 0")
    assert page.run(f"{MARKS}.map(m => m.textContent)") == ["沙埕渔港", "福建省", "85", "鱿鱼"]
    assert page.run(f"{MARKS}.every(m => m.closest('td'))") is True
    assert page.run("document.querySelector('.short').textContent") == "鱿鱼"


def test_a_refusal_says_what_is_missing_and_shows_the_nearest(page: Page, address: str) -> None:
    asked(page, address, "海州港2019年集装箱吞吐量是多少？")
    assert "2019年" in page.run("document.querySelector('.refusal').textContent")
    assert page.run(f"{REFS}.length") == 0
    assert page.run("document.querySelectorAll('.sources li').length") > 0


def test_markup_in_a_question_stays_text(page: Page, address: str) -> None:
    question = "<img src=x onerror=alert(1)><b>海州港</b>"
    asked(page, address, question)
    assert page.run("document.querySelector('.answer .question').textContent") == question
    assert page.run("document.querySelectorAll('#answer img, #answer b').length") == 0


def test_an_error_is_shown_with_its_remedy(page: Page, address: str) -> None:
    page.open("about:blank")
    page.open(f"{address}/?q={quote(chr(1) + '吞吐量')}")
    page.until("document.querySelector('#status').classList.contains('error')")
    assert "控制字符" in page.run("document.querySelector('#status').textContent")
    page.problems.clear()  # Chromium logs every answer of 422


@pytest.mark.parametrize("fragment", ["", "#c1"])
def test_a_phone_never_scrolls_sideways(page: Page, address: str, fragment: str) -> None:
    page.resize(375, 740)
    asked(page, address, LIST, fragment)
    page.until("document.querySelector('#reader').hidden === !location.hash")
    assert page.run("document.documentElement.scrollWidth <= innerWidth") is True


def test_every_button_has_a_name_and_the_document_a_language(page: Page, address: str) -> None:
    asked(page, address, LIST, "#c1")
    page.until(f"{MARKS}.length > 0")
    nameless = (
        "[...document.querySelectorAll('button')].filter(b => !(b.getAttribute('aria-label') || b.textContent.trim()))"
    )
    assert page.run(f"{nameless}.length") == 0
    assert page.run("document.documentElement.lang") == "zh-CN"


def test_the_interface_page_lists_the_addresses(page: Page, address: str) -> None:
    page.open(f"{address}/docs")
    page.until("document.querySelectorAll('#paths h2').length > 5")
    assert "/v1/ask" in page.run("document.querySelector('#paths').textContent")
