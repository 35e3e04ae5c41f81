"""The numbers of an answer on the page: each a control with a card, and a way to the very number in the document."""

import json
from collections.abc import Iterator

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import open_assistant
from rag.settings import AnswerSettings
from tests import derived_kit, rag_kit
from tests.browser import INSTALL, Page, browse, chromium, serving
from tests.test_page_citations import ALONE, DESK, FOCUSED, OPEN, PHONE, SIZES, WIDTHS, answered, asked, squeezed
from tests.texts import SEEDS

pytestmark = pytest.mark.skipif(chromium() is None, reason=INSTALL)
FIGURES = "[...document.querySelectorAll('.claims .figure')]"
CARD = "document.querySelector('#figure-card')"
SHOWN = f"!{CARD}.hidden"
MANY = "长沙市工程机械产业集群2019年总产值是多少？"
COUNT = "法国有多少个集群？"
DAMAGED = "绍兴现代纺织集群有多少家纺织企业？"
DATED = "国家先进制造业集群有多少个？"  # each line begins with its date, which belongs to no claim
SIDES = "曾刚和赵作权对集群促进机构的看法一样吗？"
QUESTIONS = (
    MANY,
    COUNT,
    DAMAGED,
    DATED,
    "截至2024年，国家先进制造业集群有多少个？",
    "先进制造业集群的发展趋势有哪些？",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = tmp_path_factory.mktemp("seeds")
    build_library(SEEDS, library, IndexSettings())
    with serving(lambda: open_assistant(library, IndexSettings(), AnswerSettings())) as address:
        yield address


@pytest.fixture(scope="module")
def opened(address: str) -> Iterator[Page]:
    with browse() as page:
        page.open(f"{address}/")
        yield page


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    opened.problems.clear()
    yield opened
    assert opened.problems == []


def fact(page: Page, name: str) -> str:
    """What the card says under a name, "" where it says nothing."""
    found: str = page.run(
        f"[...{CARD}.querySelectorAll('dt')].find(one => one.textContent === '{name}')?.nextSibling.textContent ?? ''"
    )
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_figure_of_an_answer_is_a_button_in_its_text(page: Page, address: str, question: str) -> None:
    answer = answered(address, question)
    asked(page, question)
    figures = answer.get("figures", [])
    assert page.run(f"{FIGURES}.map(one => one.textContent)") == [one["text"] for one in figures]
    assert page.run(f"{FIGURES}.every(one => one.tagName === 'BUTTON' && one.tabIndex === 0)") is True
    shorts = [answer["short_answer"][slice(*one["short"])] for one in figures if "short" in one]
    assert page.run("[...document.querySelectorAll('.short .figure')].map(one => one.textContent)") == shorts


@SIZES
def test_a_card_says_number_unit_time_scope_and_kind(page: Page, size: tuple[int, int]) -> None:
    asked(page, MANY, size)
    page.click(f"{FIGURES}[1]")
    page.until(SHOWN)
    assert fact(page, "原文数字") == "超过 2000 亿元"
    assert fact(page, "数值") == "200,000,000,000 元"
    assert fact(page, "单位") == "元"
    assert fact(page, "时间") == "2019 年（原文写明）"
    assert fact(page, "限定") == "多于此数"
    assert fact(page, "性质") == "已实现"
    box = page.run(f"(r => [r.left, r.right, innerWidth])({CARD}.getBoundingClientRect())")
    assert 0 <= box[0] < box[1] <= box[2]
    page.run(f"{FIGURES}[2].click()")  # on a phone it may lie under the first card
    assert fact(page, "限定") == "约数"
    assert fact(page, "范围/口径") == "占全国工程机械行业的份额"
    assert page.run(f"{FIGURES}.map(one => one.getAttribute('aria-expanded')).join()") == (
        "false,false,true,false,false,false,false"
    )
    page.click(f"{FIGURES}[2]")
    assert page.run(SHOWN) is False


@SIZES
def test_the_card_leads_to_the_number_itself_in_the_document(page: Page, address: str, size: tuple[int, int]) -> None:
    quote = answered(address, MANY)["citations"][0]["quote"]
    asked(page, MANY, size)
    for at, text in ((1, "超过2000亿元"), (5, "400多个")):  # the second one runs on behind a table
        page.click(f"{FIGURES}[{at}]")
        page.click(f"{CARD}.querySelector('.plain')")
        page.until(f"{OPEN} && document.querySelectorAll('.figure-mark').length > 0")
        marked = "[...document.querySelectorAll('{}')].map(m => m.textContent).join('')"
        page.until(f"{marked.format('.figure-mark')}.replace(/\\s/g, '') === '{text}'")
        assert squeezed(page.run(marked.format("#text mark"))) == squeezed(quote)
        seen = (
            "(r => r.top > 0 && r.bottom < innerHeight)(document.querySelector('.figure-mark').getBoundingClientRect())"
        )
        assert page.run(seen) is True
        page.press("Escape")
        page.until(f"!({OPEN})")
        assert page.run(f"{FOCUSED} === {FIGURES}[{at}]") is True


def test_the_keyboard_opens_the_card_walks_through_it_and_closes_it_alone(page: Page) -> None:
    asked(page, MANY)
    page.click("document.querySelector('.claims .ref')")
    page.until(OPEN)
    page.run(f"{FIGURES}[1].focus()")
    page.press("Enter", "\r")
    assert page.run(f"{FIGURES}[1].getAttribute('aria-expanded')") == "true"
    page.press("Tab")
    assert page.run(f"{CARD}.contains({FOCUSED})") is True
    page.press("Tab", shift=True)
    assert page.run(f"{FOCUSED} === {FIGURES}[1] && {SHOWN}") is True
    page.press("Tab")
    page.press("Tab")
    assert page.run(f"{FOCUSED} === {FIGURES}[2]") is True
    assert page.run(SHOWN) is False
    page.press("Enter", "\r")
    page.press("Tab")
    page.press("Escape")
    assert page.run(f"[{SHOWN}, {OPEN}, {FOCUSED} === {FIGURES}[2]]") == [False, True, True]
    page.press("Escape")
    page.until(f"!({OPEN})")


def test_a_count_shows_its_plan_and_its_rows(page: Page) -> None:
    asked(page, COUNT)
    page.click("document.querySelector('.short .figure')")
    assert fact(page, "统计结果") == "9个"
    assert "筛选：所在国家=法国；计数=9" in fact(page, "统计方法")
    assert (
        page.run(f"[...{CARD}.querySelectorAll('.rows .plain')].map(one => one.textContent).join()")
        == "1,2,3,4,5,6,7,8,9"
    )
    page.click(f"{CARD}.querySelectorAll('.rows .plain')[2]")
    page.until(f"{OPEN} && document.querySelector('#place').textContent === '3 / 9'")


def test_an_inferred_number_says_what_is_printed(page: Page) -> None:
    asked(page, DAMAGED)
    page.click(f"{FIGURES}[0]")
    assert fact(page, "推断") == "原文印作“7×104”，据推断为“7×10⁴”"
    assert fact(page, "时间") == "原文未写明（文档未注明日期）"
    page.run("document.querySelector('#question').focus()")
    assert page.run(SHOWN) is False


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q != DATED])  # its lines begin with dates
def test_the_text_of_an_answer_is_selected_and_copied_as_before(page: Page, address: str, question: str) -> None:
    asked(page, question)
    texts = [claim["text"] for claim in answered(address, question)["claims"]]
    selected = (
        "(p => { p.querySelectorAll('.badge, .ref, .head').forEach(one => one.remove()); const s = getSelection();"
        " s.selectAllChildren(p); const text = s.toString(); s.removeAllRanges(); return text; })"
    )
    found = page.run(f"[...document.querySelectorAll('.claims > p')].map({selected})")
    assert [squeezed(text).removesuffix("\u2060") for text in found] == [
        squeezed(text) for text in texts
    ]  # joins badges
    assert not any("\n" in text.strip() for text in found)


def test_controls_move_no_line_of_the_text_and_the_card_none_of_the_page(page: Page, address: str) -> None:
    answer = answered(address, MANY)
    asked(page, MANY)
    height = "document.querySelector('.claims').getBoundingClientRect().height"
    for width in WIDTHS:
        page.resize(width, 800)
        page.run(f"import('/page/answer.js').then(part => part.showAnswer({json.dumps(answer)}))")
        with_controls = page.run(height)
        assert page.run("document.documentElement.scrollWidth <= innerWidth") is True, width
        page.run(f"{FIGURES}[1].click()")
        assert page.run(height) == with_controls
        assert page.run("document.documentElement.scrollWidth <= innerWidth") is True, width
        page.run(f"import('/page/answer.js').then(part => part.showAnswer({json.dumps({**answer, 'figures': []})}))")
        assert abs(with_controls - page.run(height)) <= 34, width  # a number kept whole may take one line more


def test_print_shows_the_plain_text(page: Page) -> None:
    asked(page, MANY, DESK)
    page.click(f"{FIGURES}[1]")
    page.send("Emulation.setEmulatedMedia", media="print")
    try:
        assert page.run(f"getComputedStyle({CARD}).display") == "none"
        for at in (0, 1):
            style = f"(s => [s.textDecorationLine, s.backgroundColor])(getComputedStyle({FIGURES}[{at}]))"
            assert page.run(style) == ["none", "rgba(0, 0, 0, 0)"]
    finally:
        page.send("Emulation.setEmulatedMedia", media="")


def test_a_phone_keeps_the_card_beside_its_number(page: Page) -> None:
    asked(page, MANY, PHONE)
    for at in range(7):
        page.run(f"{FIGURES}[{at}].scrollIntoView({{block: 'center'}}); {FIGURES}[{at}].click()")
        gap = page.run(
            f"((c, f) => Math.min(Math.abs(c.top - f.bottom), Math.abs(f.top - c.bottom)))"
            f"({CARD}.getBoundingClientRect(), {FIGURES}[{at}].getBoundingClientRect())"
        )
        assert gap <= 12


def test_a_computed_number_shows_its_formula_and_leads_to_both_its_sources(page: Page, address: str) -> None:
    question = "江城博物馆门票收入是湖城博物馆的几倍？"
    with serving(derived_kit.assistant) as other:
        page.open(f"{other}/")
        asked(page, question)
        page.click("document.querySelector('.short .figure')")
        assert fact(page, "算式") == "倍数：3600万元 ÷ 2400万元 = 1.5倍"
        assert "3600万元（2024年）" in page.run(f"{CARD}.textContent")
        for at, text in enumerate(("3600万元", "2400万元")):
            page.run(f"if ({CARD}.hidden) document.querySelector('.short .figure').click()")
            page.click(f"{CARD}.querySelectorAll('.plain')[{at}]")
            page.until(f"document.querySelector('.figure-mark')?.textContent === '{text}'")
        # The second claim ends with a number, which goes on the line of the badges whole.
        assert page.run(f"{FIGURES}.at(-1).textContent") == "2400万元"
        assert page.run(f"{FIGURES}.at(-1).parentElement.className") == "together"
        for width in WIDTHS:
            page.resize(width, 800)
            assert page.run(ALONE) == [], width
            assert page.run("document.documentElement.scrollWidth <= innerWidth") is True, width
    page.open(f"{address}/")


def test_a_bare_cell_is_marked_in_its_row(page: Page, address: str) -> None:
    with serving(rag_kit.assistant) as other:
        page.open(f"{other}/")
        asked(page, "沙埕渔港的主要鱼种是什么？")
        page.click(f"{FIGURES}[0]")
        assert fact(page, "指标") == "沙埕渔港 · 泊位数"
        page.click(f"{CARD}.querySelector('.plain')")
        page.until("document.querySelector('td .figure-mark')?.textContent === '85'")
    page.open(f"{address}/")


def test_a_new_question_closes_the_card(page: Page) -> None:
    asked(page, MANY)
    page.click(f"{FIGURES}[1]")
    asked(page, COUNT)
    assert page.run(SHOWN) is False


def test_a_click_that_ends_a_selection_opens_no_card(page: Page) -> None:
    asked(page, MANY)
    page.run(f"getSelection().selectAllChildren({FIGURES}[1]); {FIGURES}[1].click()")
    assert page.run(SHOWN) is False
    page.run(f"getSelection().removeAllRanges(); {FIGURES}[1].click()")
    assert page.run(SHOWN) is True


def test_what_stands_before_a_claim_is_shown_and_is_no_part_of_its_numbers(page: Page, address: str) -> None:
    answered(address, SIDES)
    asked(page, SIDES)
    leads = page.run("[...document.querySelectorAll('.claims .lead')].map(one => one.textContent)")
    assert any("曾刚" in lead for lead in leads)
    assert any("赵作权" in lead for lead in leads)
    asked(page, DATED)
    marked = page.run("[...document.querySelectorAll('.claims .figure')].map(one => one.textContent)")
    assert {"25个", "80个"} <= set(marked)
    assert all("：" not in text for text in marked)
