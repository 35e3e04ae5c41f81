import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from eval.baseline import Baseline, kept
from eval.charts import Bar, delta_bars, retrieval_lines, risk_curve, type_bars
from eval.gate import Finding
from eval.goals import GOALS, goal_of_type, reached
from eval.junit import as_junit
from eval.lines import read_lines, write_lines
from eval.markdown import as_markdown
from eval.metrics import figures, interval
from eval.models import Outcome, Type
from eval.page import as_page
from eval.report import Earlier, Hashes, Report, broken, earlier, fixed, verdict
from eval.risk import Point, aurc, coverage_at_risk, risk_coverage
from eval.tables import tables
from eval.wording import TYPE_NAMES, TYPES
from tests.browser import INSTALL, Page, browse, chromium

HASHES = Hashes("a1" * 32, "b2" * 32, "c3" * 32)
EVIL = '<script>alert(1)</script>"><img src=http://evil.example/x onerror=alert(2)> | `a` *b* [c](https://evil.example)'
SECRETS = ("机密问题甲乙丙丁", "机密应得", "机密所得", "机密短答", "机密引文", "机密错误")


def outcome(name: str, *, right: bool = True, kind: Type = "number", **more: object) -> Outcome:
    made = Outcome(
        id=name, suite="policy", type=kind, right=right, status="answered", scores={}, question=f"问{name}？"
    )
    return replace(made, **more)  # type: ignore[arg-type]


def closed(name: str, *, right: bool = False, kind: Type = "number") -> Outcome:
    question, expected, got, short, quote, error = SECRETS
    texts = {
        "question": question,
        "expected": expected,
        "got": got,
        "short_answer": short,
        "error": f"ValueError: {error}",
    }
    return outcome(name, right=right, kind=kind, closed=True, quotes=(quote,), **texts)


def report(
    now: list[Outcome], then: list[Outcome] | None = None, findings: tuple[Finding, ...] = (), **first: float
) -> Report:
    before = Earlier(figures(then), tuple(then)) if then else None
    return Report(figures(now), tuple(now), findings, HASHES, before, first)


def many() -> Report:
    """A run with every type, variants, flips, long and evil texts, confidences."""
    drawn = random.Random(7)
    scores = {f"EvR@{k}({way})": 0.5 + k / 25 for k in (1, 3, 5, 10) for way in ("words", "meaning", "fused")}
    made = [
        outcome(
            f"{kind}-{n:03}",
            kind=kind,
            right=drawn.random() < 0.6,
            closed=n % 2 == 0,
            scores={**scores, "Confidence": drawn.random(), "Halluc": 0.0, "AccStrict": 1.0},
            expected="国家先进制造业集群" * 20,
            got=EVIL * 3 + "x" * 300,
            quotes=(EVIL, "长" * 600),
        )
        for kind in TYPES
        for n in range(6)
    ]
    variants = [
        replace(
            o, id=f"{o.id}~en", parent=o.id, variant="english", question=EVIL, right=o.right and drawn.random() < 0.5
        )
        for o in made
    ]
    now = made + variants
    then = [replace(o, right=o.right != (drawn.random() < 0.2), got="旧答案") for o in now]
    findings = tuple(Finding(level, EVIL, EVIL) for level in ("invariant", "must_pass", "floor", "regression", "cases"))
    return report(now, then, findings, overall=0.5, number=0.4)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text outside of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


# Risk and coverage


def sure(confidence: float | None, *, right: bool, status: str = "answered") -> Outcome:
    scores = {} if confidence is None else {"Confidence": confidence}
    return outcome(f"{confidence}-{right}-{status}", right=right, scores=scores, status=status)


# Six cases: one sure and right; two alike, one of them wrong; one unsure and right; a refusal; one that states nothing.
SIX = [
    sure(0.9, right=True),
    sure(0.8, right=False),
    sure(0.8, right=True),
    sure(0.5, right=True),
    sure(0.99, right=True, status="refused"),
    sure(None, right=True),
]


def test_risk_and_coverage_are_as_counted_by_hand() -> None:
    points = risk_coverage(SIX)
    assert points == [Point(1 / 6, 0), Point(3 / 6, 1 / 3), Point(4 / 6, 1 / 4)]
    # Steps of 1, 2 and 1 sixths at risks 0, 1/3 and 1/4, over a reach of 4 sixths.
    assert aurc(points) == pytest.approx((0 + 2 / 3 + 1 / 4) / 4, abs=1e-6)
    assert coverage_at_risk(points) == pytest.approx(1 / 6, abs=1e-6)
    assert coverage_at_risk(points, 0.25) == pytest.approx(4 / 6, abs=1e-6)


def test_the_order_of_cases_does_not_matter_even_among_equals() -> None:
    shuffled = random.Random(1)
    for _ in range(20):
        assert risk_coverage(shuffled.sample(SIX, 6)) == risk_coverage(SIX)


def test_without_ties_the_area_is_the_mean_of_the_risks() -> None:
    points = risk_coverage([sure(c / 10, right=c % 3 != 0) for c in range(1, 10)])
    # From the surest (9: wrong) down: wrong counts 1 1 1 2 2 2 3 3 3 of 1..9.
    risks = [1, 1 / 2, 1 / 3, 2 / 4, 2 / 5, 2 / 6, 3 / 7, 3 / 8, 3 / 9]
    assert [p.risk for p in points] == risks
    assert aurc(points) == pytest.approx(sum(risks) / 9, abs=1e-6)
    assert coverage_at_risk(points) == 0


def test_where_no_confidence_is_stated_there_is_no_curve() -> None:
    assert risk_coverage([sure(None, right=True)]) == risk_coverage([]) == []
    assert aurc([]) is None
    assert coverage_at_risk([]) == 0


# Lines


def test_lines_come_back_as_they_were_but_for_the_time() -> None:
    split = "行\u2028分\u2029隔\x85"  # written as they are, where a lone surrogate makes the whole line ASCII
    strange = "行\u2028分\u2029隔\x85\x00\t\n\ud800\\u0041" + EVIL
    made = [
        outcome("b-1~lay", parent="b-1", variant="colloquial", rev=3, must_pass=True, question=strange, got=strange),
        outcome(
            "b-1", right=False, scores={"F1": 0.333333, "EvR@5(fused)": 1.0}, short_answer="", quotes=("甲", strange)
        ),
        outcome("b-2", error="ValueError: x", status="error", short_answer=split, expected="80个", cost_ms=12.5),
    ]
    assert read_lines(write_lines(made)) == made
    assert write_lines(read_lines(write_lines(made))) == write_lines(made)
    assert "12.5" not in write_lines(made)
    write_lines(made).encode()


def test_lines_of_closed_cases_have_no_text() -> None:
    text = write_lines([closed("b-9", right=True), closed("b-10", kind="why")])
    assert not any(secret in text for secret in SECRETS)
    assert [(o.id, o.type, o.right, o.closed, o.error) for o in read_lines(text)] == [
        ("b-9", "number", True, True, "ValueError"),
        ("b-10", "why", False, True, "ValueError"),
    ]
    assert all(json.loads(line)["closed"] for line in text.splitlines())


def test_a_line_that_is_no_outcome_is_named() -> None:
    good = write_lines([outcome("b-1")])
    with pytest.raises(ValueError, match=r"第 2 行不是 JSON"):
        read_lines(good + "{\n")
    with pytest.raises(ValueError, match=r"第 3 行，字段“type”.*‘?nonsense"):
        read_lines(good + "\n" + good.replace('"number"', '"nonsense"'))


# Flips


def test_a_case_is_broken_or_fixed_only_against_itself_in_the_same_revision() -> None:
    then = [outcome("a"), outcome("b", right=False), outcome("c"), outcome("d"), outcome("gone")]
    now = [
        outcome("d", right=False, rev=2),
        outcome("c"),
        outcome("b"),
        outcome("a", right=False),
        outcome("new", right=False),
    ]
    found = report(now, then)
    assert [o.id for o in broken(found)] == ["a"]
    assert [o.id for o in fixed(found)] == ["b"]
    assert broken(report(now)) == fixed(report(now)) == ()


def test_a_kept_baseline_serves_as_the_run_compared_with() -> None:
    then, now = outcome("a", scores={"Acc": 1.0}), outcome("a", right=False, scores={"Acc": 0.0})
    others = [outcome("rev", rev=2, right=False), outcome("new")]
    baseline = Baseline(1, "", "", {"a": kept(then), "rev": kept(outcome("rev")), "gone": kept(then)})
    before = earlier(baseline, [now, *others])
    assert before.figures.overall == 1.0
    assert [o.id for o in before.outcomes] == ["a"]
    assert [o.id for o in broken(replace(report([now, *others]), baseline=before))] == ["a"]


def test_the_verdict_is_that_of_the_worst_finding() -> None:
    worse, invalid = Finding("floor", "a", "b"), Finding("invariant", "a", "b")
    assert verdict(report([])) == "passed"
    assert verdict(report([], findings=(worse,))) == "worse"
    assert verdict(report([], findings=(worse, invalid))) == "invalid"


# Figures


def test_goals_are_those_of_the_design() -> None:
    design = {
        ("QuoteValid", 1.0), ("CiteCover", 1.0), ("CiteP", 0.95), ("CiteR", 0.95),
        ("EvR@5(fused)", 0.99), ("EvR@5(fused)", 0.90), ("EvR@5(fused)", 0.80),
        ("AccStrict", 0.95), ("NuggetF1", 0.90), ("VitalStrict", 0.85), ("AccStrict", 0.97),
        ("Halluc", 0.07), ("Halluc", 0.0), ("FalseRef", 0.02),
    }  # fmt: skip
    assert {(g.metric, g.value) for g in GOALS} == design
    assert [g.variant for g in GOALS if not g.gated] == ["colloquial", "english"]
    assert tuple(TYPE_NAMES) == TYPES


def test_what_is_reached_of_a_goal_is_a_mean_over_its_own_cases() -> None:
    goal = goal_of_type("number")
    assert goal is not None
    made = [
        outcome("a", scores={"AccStrict": 1.0}),
        outcome("b", scores={"AccStrict": 0.0}),
        outcome("c", scores={}),
        outcome("a~en", variant="english", parent="a", scores={"AccStrict": 0.0}),
        outcome("d", kind="entity", scores={"AccStrict": 0.0}),
    ]
    assert reached(goal, made) == 0.5
    assert reached(goal, made[4:]) is None
    halluc = goal_of_type("near_miss")
    assert halluc is not None
    assert halluc.met(0.07)
    assert not halluc.met(0.08)


def test_tables_hold_what_was_counted_by_hand() -> None:
    now = [
        outcome("a", scores={"EvR@5(fused)": 1.0, "RR@10(fused)": 0.5}),
        outcome("b", right=False, scores={"EvR@5(fused)": 0.5, "RR@10(fused)": 1.0}),
        closed("c", right=True),
        outcome("n", kind="near_miss", right=False, scores={"Halluc": 1.0}),
        outcome("a~en", variant="english", parent="a", right=False),
    ]
    found = tables(report(now, [replace(o, right=True) for o in now], overall=0.25, number=0.5))
    assert ("数字", "3", "66.7%", "0.0–100.0%", "AccStrict", "—", "≥ 95.0%", "—", "−33.3") in found["types"].rows
    assert ("检索：直接提问", "2", "EvR@5(fused)", "75.0%", "≥ 99.0%", "✗", "BM25 99%") in found["goals"].rows
    assert found["retrieval"].rows[2] == ("融合", "0", "—", "—", "75.0%", "—", "—", "0.750", "—")
    assert found["refusal"].rows[0] == ("误答（近似不可答）", "Halluc", "1", "100.0%")
    assert found["refusal"].rows[2] == ("误拒（可答而拒答）", "FalseRef", "0", "—")
    assert found["variants"].rows == (("英文", "1", "0.0%", "−100.0"),)
    # Open: number 1 of 2, near_miss 0 of 1, so 25 % over types; closed: number 1 of 1.
    assert found["openness"].rows == (
        ("总分", "3", "25.0%", "1", "100.0%", "25.0%", "+75.0"),
        ("数字", "2", "50.0%", "1", "100.0%", "50.0%", "+50.0"),
        ("近似不可答", "1", "0.0%", "0", "—", "—", "—"),
    )


# What closed cases give away


def test_closed_cases_are_counted_and_never_shown() -> None:
    now = [outcome("open-1", right=False), outcome("open-2"), closed("sealed-1"), closed("sealed-2", right=True)]
    then = [replace(o, right=not o.right) for o in now]
    findings = (
        Finding("must_pass", "sealed-1", "必过题未过"),
        Finding("invariant", "error", "作答时出错：ValueError: 机密错误"),
        Finding("regression", "type:number", "比基线低：open-1、sealed-1"),
        Finding("must_pass", "number（closed）", f"必过题未过：{SECRETS[0]}"),
        Finding("floor", "sealed-12", "与 sealed-1x 无关"),
    )
    found = report(now, then, findings)
    for shown in (as_markdown(found), as_page(found), as_junit(found.outcomes)):
        assert "open-1" in shown
        assert not re.search(r"sealed-[12]\b", shown)
        assert not any(secret in shown for secret in SECRETS)
    for shown in (as_markdown(found), as_page(found)):
        assert shown.count("公开 1 题，另有封存 1 题不示") == 2
        assert "sealed-12" in shown


def test_what_was_closed_then_stays_untold_when_it_is_open_now() -> None:
    found = report([outcome("a", right=False)], [closed("a", right=True)])
    for shown in (as_markdown(found), as_page(found)):
        assert "问a" in shown
        assert not any(secret in shown for secret in SECRETS)


# Forms


def test_junit_counts_what_failed_and_tells_why() -> None:
    now = [
        outcome("a"),
        outcome(
            "b", right=False, question="<b>&\x00\x0b\ud800\uffff", expected="80个", got="]]> 90个", quotes=("原文",)
        ),
        outcome("c", right=False, error="ValueError: x", status="error"),
        replace(outcome("d", right=False, kind="why"), suite="made_up"),
        closed("s-1"),
        closed("s-2", right=True),
        closed("s-3", right=True, kind="why"),
    ]
    root = Xml.fromstring(as_junit(now))
    assert root.attrib == {"name": "jizheng-eval", "tests": "6", "failures": "3", "errors": "1"}
    suites = {suite.get("name"): suite for suite in root}
    assert (suites["policy"].get("tests"), suites["policy"].get("failures"), suites["policy"].get("errors")) == (
        "5",
        "2",
        "1",
    )
    names = [case.get("name") for case in suites["policy"]]
    assert names == ["a", "b", "c", "封存题合计：number", "封存题合计：why"]
    told = suites["policy"][1].findtext("failure")
    assert told is not None
    assert "问：<b>&" in told
    assert "应得：80个" in told
    assert "所得：]]> 90个" in told
    sealed = suites["policy"][3].find("failure")
    assert sealed is not None
    assert sealed.get("message") == "2 题，答对 1 题"
    assert suites["policy"][4].find("failure") is None


def test_no_text_of_a_case_breaks_out_of_a_markdown_line() -> None:
    text = as_markdown(many())
    for line in text.splitlines():
        assert "<script" not in line.replace(r"\<script", "")
        assert "](http" not in line.replace(r"\](http", "")
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 6  # and no seventh: nothing was timed
    for rows in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_what_answering_cost_is_told_apart_and_changes_nothing_else() -> None:
    then = [outcome("a"), outcome("b"), outcome("c"), replace(outcome("d"), suite="made_up")]
    times = (10.0, 20.0, 60.0, 8.0)
    now = [replace(o, cost_ms=ms) for o, ms in zip(then, times, strict=True)]
    # Between the second and third of three: 20 + 0.9 * 40; of four sorted times (8 10 20 60) the 2.85th step.
    assert tables(report(now))["cost"].rows == (
        ("made_up", "1", "8.0", "8.0"),
        ("policy", "3", "20.0", "56.0"),
        ("全部", "4", "15.0", "54.0"),
    )
    assert tables(report(then))["cost"].rows == ()
    timed, untimed = as_markdown(report(now)), as_markdown(report(then))
    assert timed.split("## 耗时")[0] == untimed.split("## 耗时")[0]
    assert timed.split("## 逐题")[1] == untimed.split("## 逐题")[1]
    assert write_lines(now) == write_lines(then)
    assert "每次运行都不同" in as_page(report(now))


def test_the_overall_figure_has_an_interval_that_holds_it() -> None:
    made = many()
    low, high = interval(made.outcomes) or (1, 0)
    assert low < made.figures.overall < high
    assert f"{100 * low:.1f}–{100 * high:.1f}%" in as_markdown(made)
    assert f"{100 * low:.1f}–{100 * high:.1f}%" in as_page(made)
    assert interval([]) is None


def test_the_page_needs_nothing_and_runs_only_its_own_script() -> None:
    text = as_page(many())
    page = Elements(text)
    assert [tag for tag, _ in page.found].count("script") == 1
    assert [tag for tag, _ in page.found].count("style") == 1
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in page.found}
    names = {name for _, attributes in page.found for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style", "srcset")}
    assert all((a.get("href") or "#").startswith("#") for _, a in page.found)
    assert not re.search(r"url\(|@import", text)
    assert EVIL in page.text
    policy = next(a["content"] for _, a in page.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


def test_characters_that_html_cannot_hold_do_not_stop_the_page() -> None:
    page = as_page(report([outcome("a", right=False, question="甲\x00\x1b\ud800乙")]))
    assert "甲\ufffd\ufffd\ufffd乙" in page
    page.encode()


def test_every_table_and_plot_of_the_page_says_what_it_is() -> None:
    page = Elements(as_page(many()))
    tables_there = [tag for tag, _ in page.found if tag == "table"]
    assert len(tables_there) == len([tag for tag, _ in page.found if tag == "caption"]) >= 9
    assert all(a.get("scope") in ("col", "row") for tag, a in page.found if tag == "th")
    ids = [a["id"] for _, a in page.found if "id" in a]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.found:
        if tag == "svg":
            assert set((attributes["aria-labelledby"] or "").split()) <= set(ids)
    assert len([tag for tag, _ in page.found if tag == "svg"]) == 4


def test_an_empty_run_makes_a_report_too() -> None:
    assert "0.0%" in as_page(report([]))
    assert "0.0%" in as_markdown(report([]))
    assert Xml.fromstring(as_junit([])).get("tests") == "0"
    assert write_lines([]) == ""


def test_a_report_is_the_same_to_the_byte_each_time() -> None:
    assert as_page(many()) == as_page(many())
    assert as_markdown(many()) == as_markdown(many())


# Plots


def test_bars_are_as_long_as_their_figures() -> None:
    plot = Xml.fromstring(type_bars([Bar("数字", 0.5, 0.25, 0.95, 0.6), Bar("<名称>", None, 1.0)]))
    bars = [r for r in plot.iter("rect") if r.find("title") is not None]
    lengths = [float(bar.get("width") or 0) for bar in bars]
    assert [round(length / lengths[0], 3) for length in lengths] == [1, 0.5, 2]
    assert "<名称>：封存 100.0%" in (plot.findtext("desc") or "")


def test_lines_and_curves_rise_where_their_figures_do() -> None:
    plot = Xml.fromstring(
        retrieval_lines({"词面": [(1, 0.5), (3, 0.7), (10, 0.9)], "语义": [(1, 0.5), (3, 0.7), (10, 0.9)]})
    )
    for line in plot.iter("polyline"):
        places = [tuple(map(float, pair.split(","))) for pair in (line.get("points") or "").split()]
        (x1, y1), (x2, y2), (x3, y3) = places
        assert x1 < x2 < x3
        assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    ends = [float(t.get("y") or 0) for t in plot.iter("text") if (t.get("class") or "").startswith("label")]
    assert abs(ends[0] - ends[1]) >= 14
    curve = Xml.fromstring(risk_curve([Point(0.25, 0.0), Point(0.5, 0.04), Point(1.0, 0.3)], 0.05))
    assert "错误率不过 5% 时作答 50.0%" in (curve.findtext("desc") or "")


def test_differences_lie_on_their_side_of_zero() -> None:
    plot = Xml.fromstring(delta_bars({"口语": -0.2, "繁体": 0.1}))
    worse, better = (next(r for r in plot.iter("rect") if r.get("class") == kind) for kind in ("worse", "better"))
    zero = float(next(r for r in plot.iter("line") if r.get("class") == "axis").get("x1") or 0)
    assert float(worse.get("x") or 0) + float(worse.get("width") or 0) == pytest.approx(zero, abs=0.2)
    assert float(better.get("x") or 0) == pytest.approx(zero, abs=0.2)
    assert float(worse.get("width") or 0) == pytest.approx(2 * float(better.get("width") or 0), abs=0.2)


def test_plots_of_nothing_say_so() -> None:
    for plot in (type_bars([]), retrieval_lines({}), risk_curve([], 0.05), delta_bars({})):
        assert Xml.fromstring(plot).tag == "svg"


# In a browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(as_page(many()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """The page in a browser: nothing else is fetched, no rule of security is broken."""
    if chromium() is None:
        pytest.skip(INSTALL)
    with browse() as browser:
        browser.open(address)
        yield browser
        assert browser.problems == []
        assert set(browser.requests) == {address}


def test_the_page_fits_its_window_wide_and_narrow(page: Page) -> None:
    for width in (1360, 390):
        page.resize(width, 900)
        page.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.run("document.documentElement.scrollWidth <= window.innerWidth"), width
        # Nothing sticks out but what lies in a box of its own that scrolls.
        out = "[...document.querySelectorAll('body *')].filter((e) => !e.closest('.scroll, .unseen, .skip') && e.getBoundingClientRect().right > innerWidth + 1)"
        assert page.run(f"{out}.map((e) => e.tagName + '.' + e.className)") == [], width


def test_cases_are_filtered_by_type_and_text_and_sorted(page: Page) -> None:
    rows = "[...document.querySelectorAll('.cases tbody tr')].filter((r) => r.getClientRects().length)"
    everything = page.run(f"{rows}.length")
    ask = "const f = document.querySelector('#by-{}'); f.value = '{}'; f.dispatchEvent(new Event('input', {{bubbles: true}}));"
    page.run("{" + ask.format("type", "why") + "}")
    assert set(page.run(f"{rows}.map((r) => r.dataset.type)")) == {"why"}
    page.run("{" + ask.format("text", "ＷＨＹ-001 ~EN") + "}")
    assert page.run(f"{rows}.map((r) => r.dataset.id)") == ["why-001~en"]
    page.run("{" + ask.format("text", "") + "}{" + ask.format("type", "") + "}")
    assert page.run(f"{rows}.length") == everything
    first = "[...document.querySelector('.cases tbody').rows].map((r) => r.dataset.id)"
    page.run("document.querySelector('.cases th button').click()")
    page.run("document.querySelector('.cases th button').click()")
    assert page.run(first) == sorted(page.run(first), reverse=True)
    assert page.run("document.querySelector('.cases th').getAttribute('aria-sort')") == "descending"


def test_on_paper_what_has_changed_is_unfolded(page: Page) -> None:
    folded = "['broken', 'fixed', 'wrong'].map((k) => [...document.querySelectorAll(`.${k} + .cases details`)].filter((d) => !d.open).length)"
    before = page.run(folded)
    assert min(before) > 0
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    assert page.run(folded) == [0, 0, before[2]]
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.run(folded) == before
