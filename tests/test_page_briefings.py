"""The tab of briefings over the five source documents, driven as readers do: with the mouse and with the keyboard."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.settings import AnswerSettings
from tests.briefing_kit import Gate, call, drafted, placed, state
from tests.browser import INSTALL, Page, browse, chromium, serving
from tests.texts import SEEDS

pytestmark = pytest.mark.skipif(chromium() is None, reason=INSTALL)
TOPIC = "先进制造业集群的培育"
QUESTIONS = ["国家先进制造业集群有多少个？", "火星上有几个集群？"]
DESK, PHONE = (1360, 900), (390, 800)
LINES = "[...document.querySelectorAll('.part .lines > li')].map(li => li.dataset.line)"
PARTS = "[...document.querySelectorAll('.part')].map(p => p.dataset.id)"
SHOWN = "document.querySelectorAll('.part').length > 0"
SAID = "document.querySelector('#briefing-status').textContent"
FOCUSED = "document.activeElement.dataset.key"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    build_library(SEEDS, folder, IndexSettings())
    return folder


def opened(library: Path) -> Assistant:
    return open_assistant(library, IndexSettings(), AnswerSettings())


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    with serving(lambda: opened(library)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with browse() as page:
        yield page


@pytest.fixture
def page(browser: Page, address: str) -> Iterator[Page]:
    browser.problems.clear()
    browser.requests.clear()
    browser.resize(*DESK)
    yield browser
    assert browser.problems == []
    assert [url for url in browser.requests if not url.startswith((address, "about:", "data:", "blob:"))] == []


@pytest.fixture
def job(page: Page, address: str) -> Any:  # noqa: ANN401
    """A finished briefing, opened by its address."""
    made = drafted(address, TOPIC, questions=QUESTIONS)
    show(page, address, made["id"])
    return made


def show(page: Page, address: str, name: str) -> None:
    page.open("about:blank")
    page.open(f"{address}/#briefing={name}")
    page.until(SHOWN)


def kept(address: str, job: Any, revision: int) -> Any:  # noqa: ANN401
    """The briefing once the service has kept so many changes."""
    ends = time.monotonic() + 10
    while (now := state(address, job["id"]))["revision"] < revision:
        assert time.monotonic() < ends, now["revision"]
        time.sleep(0.02)
    return now


def button(key: str) -> str:
    return f"document.querySelector('[data-key=\"{key}\"]')"


def flat(sections: list[dict[str, Any]]) -> list[str]:
    return [line for one in sections for line in one["lines"]]


# From a topic to a draft


def test_a_topic_is_drafted_and_its_address_opens_it_again(page: Page, address: str) -> None:
    page.open("about:blank")
    page.open(f"{address}/")
    page.until("document.querySelectorAll('#example-list button').length > 0")
    page.click("document.querySelector('#tab-briefing')")
    page.until("document.querySelectorAll('#draft-form option').length === 4")
    page.click("document.querySelector('#draft-topic')")
    page.send("Input.insertText", text=TOPIC)
    page.run(
        "document.querySelector('#draft-questions').value = '国家先进制造业集群有多少个？\\n\\n火星上有几个集群？'"
    )
    page.run("document.querySelector('#draft-outline').value = '一、发展情况\\n二、存在问题'")
    page.press("Enter", "\r")
    page.until(SHOWN)
    name = page.run("location.hash.slice('#briefing='.length)")
    job = state(address, name)
    assert job["request"]["questions"] == QUESTIONS
    assert job["request"]["outline"] == ["发展情况", "存在问题"]
    assert page.run(LINES) == flat(placed(job))
    assert page.run("document.querySelector('#job').textContent").count("火星上有几个集群") == 1
    page.send("Page.reload")
    page.until(SHOWN)
    assert page.run(PARTS) == [one["id"] for one in placed(job)]
    page.click(button("leave"))
    page.until("document.querySelectorAll('#draft-list li').length > 0")
    assert page.run("location.hash") == "#briefing"
    page.run("history.back()")
    page.until(SHOWN)


def test_sections_show_how_much_was_found_and_lines_what_the_service_gave(page: Page, job: Any) -> None:  # noqa: ANN401
    section = job["briefing"]["sections"][0]
    head = page.run("document.querySelector('.part-head').textContent")
    assert section["heading"] in head
    assert f"采用 {len(section['lines'])} · 找到 {section['found']}" in head
    lines = {line["id"]: line["lead"] + line["claim"]["text"] for line in job["briefing"]["lines"]}
    told = page.run("[...document.querySelectorAll('.part .lines > li > p:first-child')].map(p => p.textContent)")
    for name, text in zip(flat(placed(job)), told, strict=True):
        assert text.startswith(lines[name])
    rows = page.run("document.querySelector('#job .timeline').querySelectorAll('tbody tr').length")
    assert rows == len(job["briefing"]["figures"]) > 0


def test_a_mark_opens_the_document_at_the_place_and_closing_returns(page: Page, job: Any) -> None:  # noqa: ANN401
    line = job["briefing"]["sections"][0]["lines"][0]
    ref = f"document.querySelector('[data-line=\"{line}\"] .ref')"
    pool = {one["n"]: one for one in job["briefing"]["citations"]}
    claim = next(one["claim"] for one in job["briefing"]["lines"] if one["id"] == line)
    page.click(ref)
    page.until("!document.querySelector('#reader').hidden && document.querySelectorAll('#text mark').length > 0")
    marked = page.run("[...document.querySelectorAll('#text mark')].map(m => m.textContent).join('')")
    assert marked.replace("\n", "") == pool[claim["citations"][0]]["quote"].replace("\n", "")
    assert page.run(f"{ref}.textContent") == str(dict(job["numbers"])[claim["citations"][0]])
    number = page.run(f"{ref}.textContent")
    assert page.run("location.hash") == f"#briefing={job['id']}&c{number}"
    page.press("Escape")
    assert page.run(f"document.activeElement === {ref}")
    assert page.run("location.hash") == f"#briefing={job['id']}"


def test_progress_is_shown_and_drafting_can_be_cancelled_and_begun_again(page: Page, library: Path) -> None:
    gate = Gate(lambda: opened(library))
    with serving(gate) as slow:
        page.open("about:blank")
        page.open(f"{slow}/#briefing")
        page.until("document.querySelectorAll('#draft-form option').length === 4")
        page.run(f"document.querySelector('#draft-topic').value = {json.dumps(TOPIC)}")
        page.click("document.querySelector('#draft-send')")
        page.until("document.querySelector('#job-step')?.textContent === '等待资料库'")
        assert page.run("document.querySelectorAll('progress').length") == 1
        page.send("Page.reload")
        page.until("!!document.querySelector('#job-cancel')")
        page.click("document.querySelector('#job-cancel')")
        page.until("document.querySelector('#job .refusal')?.textContent === '已取消。'")
        gate.is_open = True
        page.click("document.querySelector('#job-again')")
        page.until(SHOWN)
    page.requests.clear()


def test_a_draft_that_fails_says_why(page: Page, address: str) -> None:
    page.open("about:blank")
    page.open(f"{address}/#briefing")
    page.until("document.querySelectorAll('#draft-form option').length === 4")
    page.run(
        "document.querySelector('#draft-topic').value = '？？？'; document.querySelector('#draft').requestSubmit()"
    )
    page.until("document.body.innerText.includes('没有可以检索的词语')")
    page.problems.clear()  # a browser tells of a refused request in its console


def test_markup_in_a_topic_stays_text(page: Page, address: str) -> None:
    topic = "<img src=x onerror=alert(1)><b>集群</b>的培育"
    made = drafted(address, topic, outline=["<b>进展</b>"], questions=["<i>集群</i>有多少个？"])
    show(page, address, made["id"])
    assert topic in page.run("document.querySelector('.draft-title').textContent")
    assert page.run("document.querySelectorAll('#job img, #job b, #job i').length") == 0
    page.click(button("leave"))
    page.until("document.querySelectorAll('#draft-list li').length > 0")
    assert topic in page.run("document.querySelector('#draft-list').textContent")
    assert page.run("document.querySelectorAll('#drafts img, #drafts b').length") == 0


# Changing a draft


def test_a_line_dropped_with_the_mouse_is_gone_until_it_is_undone(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    lines = flat(placed(job))
    line, follower = next(one["lines"] for one in placed(job) if len(one["lines"]) > 1)[:2]
    page.click(button(f"drop:{line}"))
    page.until(f"{LINES}.length === {len(lines) - 1}")
    assert page.run(LINES) == [one for one in lines if one != line] == flat(placed(kept(address, job, 1)))
    assert page.run(FOCUSED) == f"line:{follower}"
    page.click(button("undo"))
    page.until(f"{LINES}.length === {len(lines)}")
    assert page.run(LINES) == lines == flat(placed(kept(address, job, 2)))
    assert page.run(f"{button('undo')}.disabled") is True


def test_lines_are_moved_dropped_and_taken_back_with_the_keyboard_alone(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    first, second = placed(job)[:2]
    line = first["lines"][0]
    page.run(f"{button(f'line:{line}')}.focus()")

    def press(key: str, modifiers: int = 0, code: int = 0) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key=key, modifiers=modifiers, windowsVirtualKeyCode=code)

    for step in range(len(first["lines"])):
        press("ArrowDown", modifiers=1, code=40)
        kept(address, job, step + 1)
        page.until(f"{FOCUSED} === 'line:{line}'")
    now = placed(state(address, job["id"]))
    assert now[0]["lines"] == first["lines"][1:]
    assert now[1]["lines"] == [line, *second["lines"]]
    assert page.run(LINES) == flat(now)
    press("Delete", code=46)
    page.until(f"!{LINES}.includes('{line}')")
    press("z", modifiers=2, code=90)
    page.until(f"{LINES}.includes('{line}')")
    assert placed(kept(address, job, len(first["lines"]) + 2)) == now


def test_sections_are_moved_dropped_and_brought_back(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    names = [one["id"] for one in placed(job)]
    page.click(button(f"down:{names[0]}"))
    page.until(f"{PARTS}[0] === '{names[1]}'")
    assert page.run(FOCUSED) == f"down:{names[0]}"
    page.click(button(f"drop:{names[2]}"))
    page.until(f"{PARTS}.length === {len(names) - 1}")
    wanted = [names[1], names[0], *names[3:]]
    assert page.run(PARTS) == wanted == [one["id"] for one in placed(kept(address, job, 2))]
    page.click("document.querySelector('.restore')")
    page.until(f"{PARTS}.length === {len(names)}")
    back = [names[1], names[2], names[0], *names[3:]]
    assert page.run(PARTS) == back == [one["id"] for one in placed(kept(address, job, 3))]
    page.send("Page.reload")
    page.until(f"{SHOWN} && {PARTS}.length === {len(names)}")
    assert page.run(PARTS) == back
    page.click(button("reset"))
    page.until(f"{PARTS}[0] === '{names[0]}'")
    assert placed(kept(address, job, 4)) == placed(job)
    assert page.run(f"{button('reset')}.disabled") is True
    page.click(button("undo"))
    page.until(f"{PARTS}[0] === '{names[1]}'")


def test_a_section_is_moved_and_dropped_with_those_below_it(page: Page) -> None:
    """The changes themselves, on sections of two levels: 甲 (a b) 乙 (c) 丙."""
    level = {"甲": 1, "a": 2, "b": 2, "乙": 1, "c": 2, "丙": 1}
    sections: list[dict[str, Any]] = [{"id": name, "lines": [], "heading": None} for name in level]
    page.run(
        f"import('/page/arranging.js').then(m => {{ window.m = m; window.levels = new Map({json.dumps(list(level.items()))}) }})"
    )

    def done(call: str) -> str:
        made: list[dict[str, str]] = page.run(f"m.{call.replace('ALL', json.dumps(sections))}")
        return "".join(one["id"] for one in made)

    assert done("moveSection(ALL, '甲', 1, levels)") == "乙c甲ab丙"
    assert done("moveSection(ALL, '丙', -1, levels)") == "甲ab丙乙c"
    assert done("moveSection(ALL, 'b', -1, levels)") == "甲ba乙c丙"
    assert done("moveSection(ALL, 'b', 1, levels)") == "甲a乙bc丙"
    assert done("moveSection(ALL, 'c', -1, levels)") == "甲abc乙丙"
    assert done("moveSection(ALL, '甲', -1, levels)") == "甲ab乙c丙"
    assert done("moveSection(ALL, '丙', 1, levels)") == "甲ab乙c丙"
    assert done("moveSection(ALL, 'a', -1, levels)") == "甲ab乙c丙"
    assert done("dropSection(ALL, '甲', levels)") == "乙c丙"
    assert done("dropSection(ALL, 'a', levels)") == "甲b乙c丙"


def test_a_section_brought_back_stands_where_it_stood(page: Page) -> None:
    page.run("import('/page/arranging.js').then(m => { window.m = m })")
    sections: list[dict[str, Any]] = [{"id": name, "lines": [name], "heading": None} for name in ("S10", "S2", "S4")]
    for name, order in (("S3", "S10S2S3S4"), ("S1", "S1S10S2S4"), ("S11", "S10S11S2S4")):
        made = page.run(f"m.addSection({json.dumps(sections)}, {{id: '{name}', lines: ['S2', 'x']}})")
        assert "".join(one["id"] for one in made) == order
        assert next(one["lines"] for one in made if one["id"] == name) == ["x"]  # S2 is shown elsewhere meanwhile


def test_a_line_is_swapped_for_another_of_its_section_and_one_is_added(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    section = next(one for one in job["briefing"]["sections"] if one["lines"] and len(one["alternatives"]) > 1)
    line = section["lines"][0]
    page.click(button(f"swap:{line}"))
    page.until("document.querySelectorAll('.spare').length > 1")
    offered = page.run("[...document.querySelectorAll('.spare')].map(b => b.dataset.spare)")
    shown = set(flat(placed(job)))
    assert offered == [name for name in section["alternatives"] if name not in shown]
    page.click("document.querySelector('.spare')")
    page.until(f"!{LINES}.includes('{line}')")
    now = kept(address, job, 1)
    assert next(one for one in placed(now) if one["id"] == section["id"])["lines"] == [
        offered[0],
        *section["lines"][1:],
    ]
    assert page.run(FOCUSED) == f"line:{offered[0]}"
    assert page.run(f"document.querySelectorAll('[data-line=\"{offered[0]}\"] .ref').length") > 0
    page.click(button(f"add:{section['id']}"))
    page.click(f"document.querySelector('.spare[data-spare=\"{line}\"]')")
    page.until(f"{LINES}.includes('{line}')")
    now = kept(address, job, 2)
    assert next(one for one in placed(now) if one["id"] == section["id"])["lines"][-1] == line


def test_a_line_that_stands_elsewhere_is_no_alternative(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    sections = placed(job)
    at = next(n for n, one in enumerate(job["briefing"]["sections"]) if one["lines"] and len(one["alternatives"]) > 1)
    moved = job["briefing"]["sections"][at]["alternatives"][0]
    sections[at - 1]["lines"] = [*sections[at - 1]["lines"], moved]
    body = {"revision": 0, "sections": sections}
    now = call(address, "POST", f"/v1/briefings/{job['id']}/arrangement", body).json
    assert moved in now["briefing"]["sections"][at]["alternatives"]
    show(page, address, job["id"])
    page.click(button(f"swap:{sections[at]['lines'][0]}"))
    page.until("document.querySelectorAll('.spare').length > 0")
    assert moved not in page.run("[...document.querySelectorAll('.spare')].map(b => b.dataset.spare)")


def test_key_figures_and_tables_are_left_out_and_brought_back(page: Page, address: str) -> None:
    made = drafted(address, "先进制造业集群", form="数据速览")
    at, section = next((n, one) for n, one in enumerate(made["briefing"]["sections"]) if one["sheets"])
    show(page, address, made["id"])
    page.click(button("figure:1"))
    now = kept(address, made, 1)
    assert now["briefing"]["figures"] == [row for n, row in enumerate(made["briefing"]["figures"]) if n != 1]
    page.until(f"!{button('figure:1')}")
    assert page.run(FOCUSED) == "figure:2"
    page.click(button(f"table:{section['id']}:0"))
    assert kept(address, made, 2)["briefing"]["sections"][at]["sheets"] == section["sheets"][1:]
    name = section["id"]
    tables = f"document.querySelectorAll('[data-key^=\"table:{name}:\"]')"
    page.until(f"{tables}.length === {len(section['sheets']) - 1}")
    page.click(button("figures-all"))
    assert kept(address, made, 3)["briefing"]["figures"] == made["briefing"]["figures"]
    page.until(f"!!{button('figure:1')} && {FOCUSED} === 'undo'")
    for _ in range(3):
        page.click(button("undo"))
    assert kept(address, made, 6)["briefing"] == made["briefing"]


def test_a_heading_is_changed_with_the_keyboard_and_escape_leaves_it(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    name = placed(job)[0]["id"]
    for text, key in (("不要的", "Escape"), ("改过的<b>标题</b>", "Enter")):
        page.click(button(f"rename:{name}"))
        page.until("document.activeElement.matches('.heading-box')")
        page.run("document.activeElement.select()")
        page.send("Input.insertText", text=text)
        page.press(key, "\r" if key == "Enter" else "")
        page.until("!document.querySelector('.heading-box')")
    assert kept(address, job, 1)["briefing"]["sections"][0]["heading"] == "改过的<b>标题</b>"
    page.until("document.querySelector('.part h3').textContent === '改过的<b>标题</b>'")
    assert page.run("document.querySelectorAll('#job b').length") == 0


def test_a_change_made_elsewhere_is_shown_not_overwritten(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    sections = placed(job)
    other = {"revision": 0, "sections": sections[1:]}
    assert call(address, "POST", f"/v1/briefings/{job['id']}/arrangement", other).status == 200
    page.click(button(f"drop:{flat(sections)[-1]}"))
    page.until(f"{SAID}.includes('已在别处改动')")
    assert page.run(PARTS) == [one["id"] for one in sections[1:]]
    assert state(address, job["id"])["revision"] == 1
    page.problems.clear()  # Chromium logs every answer of 409


# Downloads, checking again, the list


def test_what_is_arranged_is_downloaded(page: Page, address: str, job: Any, tmp_path: Path) -> None:  # noqa: ANN401
    page.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    line = flat(placed(job))[0]
    page.click(button(f"drop:{line}"))
    page.until(f"!{LINES}.includes('{line}')")
    page.click("document.querySelector('#export-json')")
    ends = time.monotonic() + 20
    while not (found := list(tmp_path.glob("*.json"))):
        assert time.monotonic() < ends, page.run(SAID)
        time.sleep(0.05)
    assert found[0].name == f"{job['title']}.json"
    assert json.loads(found[0].read_bytes()) == state(address, job["id"])["briefing"]


def test_checking_again_marks_every_line_and_the_list_remembers(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    page.click("document.querySelector('#draft-verify')")
    page.until(f"{SAID}.startsWith('核验完成')")
    lines = flat(placed(job))
    assert page.run("document.querySelectorAll('.lines .badge.proof').length") == len(lines)
    assert "复核全部成立" in page.run("document.querySelector('#job').textContent")
    page.click(button(f"drop:{lines[0]}"))
    page.until(f"!{LINES}.includes('{lines[0]}')")
    assert "改动后未复核" in page.run("document.querySelector('#job').textContent")
    page.click(button("leave"))
    item = f"document.querySelector('#draft-list [data-id=\"{job['id']}\"]')"
    page.until(f"!!{item}")
    assert "改动后未复核" in page.run(f"{item}.textContent")
    page.click(f"{item}.querySelector('.check')")
    page.until(f"{item}.textContent.includes('复核全部成立')")
    assert state(address, job["id"])["checked"]["revision"] == 1


def test_a_briefing_is_deleted_after_asking_once_more(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    page.click(button("leave"))
    item = f"document.querySelector('#draft-list [data-id=\"{job['id']}\"]')"
    page.until(f"!!{item}")
    page.click(f"{item}.querySelector('.remove')")
    assert call(address, "GET", f"/v1/briefings/{job['id']}").status == 200
    page.click("document.querySelector('#draft-topic')")  # leaving the button forgets
    page.click(f"{item}.querySelector('.remove')")
    assert page.run(f"{item}.querySelector('.remove').textContent") == "确认删除"
    page.click(f"{item}.querySelector('.remove')")
    page.until(f"!{item}")
    assert call(address, "GET", f"/v1/briefings/{job['id']}").status == 404
    page.open("about:blank")
    page.open(f"{address}/#briefing={job['id']}")
    page.until(f"{SAID}.includes('没有这份简报')")
    page.problems.clear()  # Chromium logs every answer of 404


# Beside answers


def test_an_answer_is_found_as_it_was_left_and_so_is_a_briefing(page: Page, job: Any) -> None:  # noqa: ANN401
    page.click("document.querySelector('#tab-answer')")
    page.until("document.querySelectorAll('#example-list button').length > 0")
    page.click("document.querySelector('#question')")
    page.send("Input.insertText", text=QUESTIONS[0])
    page.press("Enter", "\r")
    page.until("document.querySelectorAll('.claims .ref').length > 0")
    page.click("document.querySelector('#tab-briefing')")
    page.until(SHOWN)
    assert page.run("location.hash") == f"#briefing={job['id']}"
    assert page.run("document.querySelector('#main').hidden") is True
    page.click("document.querySelector('#tab-answer')")
    page.click("document.querySelector('.claims .ref')")
    page.until("!document.querySelector('#reader').hidden && document.querySelectorAll('#text mark').length > 0")
    quote = page.run("document.querySelector('.sources blockquote').textContent")
    marked = page.run("[...document.querySelectorAll('#text mark')].map(m => m.textContent).join('')")
    assert marked.replace("\n", "") == quote.replace("\n", "")
    page.press("Escape")


def test_the_choice_of_sources_goes_with_the_tab(page: Page, address: str) -> None:
    page.open("about:blank")
    page.open(f"{address}/?level=press#briefing")
    page.until("document.querySelectorAll('#draft-form option').length === 4")
    page.run(f"document.querySelector('#draft-topic').value = {json.dumps(TOPIC)}")
    assert page.run("document.querySelector('#draft #scope-told').textContent") == "级别 媒体"
    page.click("document.querySelector('#draft-send')")
    page.until(SHOWN)
    name = page.run("location.hash.slice('#briefing='.length)")
    assert state(address, name)["briefing"]["commission"]["sources"] == {"levels": ["press"]}


def test_a_phone_never_scrolls_sideways(page: Page, address: str, job: Any) -> None:  # noqa: ANN401
    page.resize(*PHONE)
    show(page, address, job["id"])
    assert page.run("document.documentElement.scrollWidth <= innerWidth") is True
    page.run("document.querySelector('.lines .tools [data-key^=swap]').click()")
    assert page.run("document.documentElement.scrollWidth <= innerWidth") is True
    page.run(f"{button('leave')}.click()")
    page.until("document.querySelectorAll('#draft-list li').length > 0")
    assert page.run("document.documentElement.scrollWidth <= innerWidth") is True


def test_every_control_has_a_name(page: Page, job: Any) -> None:  # noqa: ANN401
    assert job["status"] == "done"
    page.run("document.querySelector('.part [data-key^=rename]').click()")
    named = "b.getAttribute('aria-label') || b.textContent.trim() || b.labels?.length"
    nameless = (
        f"[...document.querySelectorAll('button, input, select, textarea')].filter(b => !({named})).map(b => b.id)"
    )
    assert page.run(nameless) == []
