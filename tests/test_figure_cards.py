"""The figures of an answer: which there are, what is said of each, and where the document prints it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Document, Span
from rag.models import Answer, AnswerFigure, Citation, Claim, DateOf, Inferred
from rag.numbers.figures import quantities_in
from rag.numbers.quantities import Figure
from rag.proof.receipts import slice_sha256
from rag.records import record
from rag.shown.aligning import align
from rag.shown.figure_cards import answer_figures
from tests import derived_kit, rag_kit
from tests.texts import document, seeds

LINES = 200  # sentences of each source document that are tried


def cited(raw: str, quote: str, spans: Sequence[Span] = (), date: str | None = "2025年3月", **more: object) -> Citation:
    at = raw.find(quote)
    placed = tuple(spans) or (Span(at, at + len(quote)),)
    known = DateOf(date, "text" if date else "unknown")
    one = Citation(1, "made", None, "0" * 64, quote, placed, (), slice_sha256(raw, placed), (), None, known, None)
    return replace(one, **more)  # type: ignore[arg-type]


def answering(
    citation: Citation, text: str = "", short: str | None = None, inferred: Sequence[Inferred] = ()
) -> Answer:
    text = text or citation.quote
    claim = Claim("quote", text, 0, len(text), (1,), None, "verified", tuple(inferred))
    return Answer("问", "answered", f"{text}[1]", short, (claim,), (citation,), None, (), "made")


def figures_of(answer: Answer, raw: str) -> tuple[AnswerFigure, ...]:
    return answer_figures(answer, lambda _: bare(raw))


@cache
def empty() -> Document:
    return document("无")


def bare(raw: str) -> Document:
    """A document of which only the raw text matters."""
    return replace(empty(), raw=raw)


def told(sentence: str, **more: object) -> list[AnswerFigure]:
    return list(figures_of(answering(cited(sentence, sentence, **more)), sentence))  # type: ignore[arg-type]


VECTORS = [  # sentence, the figure's words, then what is expected of it
    ("截至2024年底，全市有社区食堂120家。", "120家", {"value": "120", "unit": "家", "kind": "count", "qualifier": "exact"}),
    ("2024年营业收入20万亿元。", "20万亿元", {"value": "20000000000000", "unit": "元", "kind": "money"}),
    ("2024年营业收入超二十万亿元。", "超二十万亿元", {"value": "20000000000000", "qualifier": "above"}),
    ("2024年全港完成吞吐量612.5万标箱。", "612.5万标箱", {"value": "6125000", "unit": "标准箱", "indicator": "吞吐量"}),
    ("2024年旅客量同比增长9.5%。", "9.5%", {"value": "9.5", "unit": "%", "kind": "growth", "change": "up"}),
    ("2024年用水量同比下降3%。", "3%", {"value": "-3", "kind": "growth", "change": "down"}),
    ("失业率下降0.5个百分点。", "0.5个百分点", {"value": "-0.5", "unit": "百分点", "kind": "points"}),
    ("果蔬损失率高达两成。", "高达两成", {"value": "20", "unit": "%", "kind": "share"}),
    ("女职工占三分之一。", "三分之一", {"value": "100/3", "unit": "%", "low": "100/3"}),
    ("增速在10—15%之间。", "10—15%", {"value": None, "low": "10", "high": "15", "unit": "%"}),
    ("2024年建成冷库近7万座。", "近7万座", {"value": "70000", "qualifier": "below"}),
    ("2024年培训约3000人次。", "约3000人次", {"value": "3000", "qualifier": "about", "unit": "人次"}),
    ("2024年培训3000余人。", "3000余人", {"value": "3000", "qualifier": "above", "unit": "人"}),
    ("注册资本不低于500万元。", "不低于500万元", {"value": "5000000", "qualifier": "at_least"}),
    ("亩均税收20万元以上。", "20万元以上", {"value": "200000", "qualifier": "at_least"}),
    ("全省排第三位。", "第三位", {"kind": "rank", "value": "3"}),
    ("到2027年，集装箱吞吐量力争突破800万标箱。", "突破800万标箱", {"modality": "planned", "qualifier": "above"}),
    ("2024年，全港完成吞吐量612万吨。", "612万吨", {"modality": "achieved", "unit": "吨", "value": "6120000"}),
    ("预计2026年接待游客500万人次。", "500万人次", {"modality": "estimated"}),
    ("2023年5月18日开工建设。", "2023年5月18日", {"kind": "date", "low": "20230518", "high": "20230518", "date": None}),
    ("2011—2015年建成桥梁12座。", "2011—2015年", {"kind": "period", "low": "20110101", "high": "20151231"}),
    ("约占全国远洋渔业的23%。", "23%", {"qualifier": "about", "share_of": "全国远洋渔业"}),
    ("全市规模以上工业增加值增长8.3%。", "8.3%", {"scope": ("全市", "规模以上")}),
    ("工位近7×104个。", "近7×104个", {"value": "70000", "inferred": Inferred("近7×104个", "70000", "lost_superscript")}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "words", "expected"), VECTORS)
def test_a_figure_says_what_its_sentence_says(sentence: str, words: str, expected: dict[str, object]) -> None:
    found = [figure for figure in told(sentence) if figure.text.endswith(words)]
    assert len(found) == 1, [figure.text for figure in told(sentence)]
    assert {name: getattr(found[0], name) for name in expected} == expected
    assert found[0].source is not None
    assert sentence[slice(*found[0].source.spans[0])] == found[0].text


TIMES = [  # sentence, what the citation says beside it, (words, how, by) of the last figure
    ("2024年，海州港有泊位46个。", {}, ("2024年", "text", "")),
    ("海州港有泊位46个。", {}, ("", "unknown", "")),
    ("今年上半年，海州港新增泊位6个。", {}, ("今年上半年", "inferred", "document")),
    ("今年上半年，海州港新增泊位6个。", {"date": None}, ("今年上半年", "unknown", "document")),
    ("上半年，海州港新增泊位6个。", {}, ("上半年", "inferred", "document")),
    ("力争到2027年建成泊位50个，目前有46个。", {}, ("目前", "inferred", "document")),
    ("海州港有泊位46个。", {"section": ("总体情况", "2023年工作回顾")}, ("2023年", "inferred", "heading")),
    ("海州港有泊位46个。", {"section": ("2021年至2025年与2030年",)}, ("", "unknown", "")),
    ("2019年接待3万人。海州港有泊位46个。", {}, ("", "unknown", "")),
]


@pytest.mark.parametrize(("sentence", "more", "expected"), TIMES)
def test_a_figure_says_when_and_how_that_is_known(
    sentence: str, more: dict[str, object], expected: tuple[str, str, str]
) -> None:
    date = told(sentence, **more)[-1].date
    assert date is not None
    assert (date.words, date.how, date.by) == expected


def test_a_time_is_given_as_days() -> None:
    date = told("截至2024年底，海州港有泊位46个。")[-1].date
    assert date is not None
    assert (date.low, date.high) == ("2024-12-31", "2024-12-31")


def test_a_claim_that_is_a_clause_has_its_own_figures_read_in_the_whole_sentence() -> None:
    sentence = "2024年，海州港完成吞吐量612万吨，同比增长8.3%。"
    found = figures_of(answering(cited(sentence, sentence), "同比增长8.3%"), sentence)
    assert [(figure.text, figure.start, figure.end) for figure in found] == [("8.3%", 4, 8)]
    assert found[0].date is not None
    assert found[0].date.words == "2024年"
    assert found[0].source is not None
    assert sentence[slice(*found[0].source.spans[0])] == "8.3%"


def test_a_figure_that_a_page_break_parts_has_two_spans() -> None:
    raw = "全市有社区食堂1\n— 7 —\n20家。"
    at = raw.index("20家")
    citation = cited(raw, "全市有社区食堂120家。", [Span(0, raw.index("\n")), Span(at, at + 4)])
    (figure,) = figures_of(answering(citation), raw)
    assert figure.text == "120家"
    assert figure.source is not None
    assert [raw[slice(*span)] for span in figure.source.spans] == ["1", "20家"]


def test_a_quote_that_is_not_the_documents_gives_no_figures() -> None:
    raw = "全市有社区食堂130家。"
    altered = cited(raw, "全市有社区食堂120家。", [Span(0, len(raw))])
    assert figures_of(answering(altered), raw) == ()


def test_the_figure_of_the_short_answer_is_the_first_of_its_kind() -> None:
    sentence = "2024年，全市有食堂80个，书店80个，食客超5万人。"
    citation = cited(sentence, sentence)
    marked = [f.text for f in figures_of(answering(citation, short="80个"), sentence) if f.short == (0, 3)]
    assert marked == ["80个"]
    (long,) = [f for f in figures_of(answering(citation, short="食客超5万人"), sentence) if f.short]
    assert (long.text, long.short) == ("超5万人", (2, 6))
    assert [f for f in figures_of(answering(citation, short="社区"), sentence) if f.short] == []


def test_a_repaired_number_is_told_as_the_claim_tells_it() -> None:
    sentence = "家庭工业单位近7×104家。"
    repair = Inferred("7×104", "7×10⁴", "lost_superscript")
    (figure,) = figures_of(answering(cited(sentence, sentence), short="近7×10⁴家", inferred=[repair]), sentence)
    assert figure.inferred == repair
    assert figure.short == (0, 7)


def test_fields_that_say_nothing_are_left_out_of_the_record() -> None:
    sentence = "海州港有泊位46个。"
    answer = answering(cited(sentence, sentence))
    (plain,) = record(replace(answer, figures=figures_of(answer, sentence)))["figures"]
    assert plain["source"] == {"citation": 1, "text": "46个", "spans": ((6, 9),)}
    assert {"change", "inputs", "rows", "formula", "inferred", "short"} & set(plain) == set()
    assert "figures" not in record(answer)


def test_a_count_links_to_its_rows_and_says_its_plan() -> None:
    answer = rag_kit.assistant().ask("浙江省有几个渔港？")
    (figure,) = answer.figures
    assert (figure.text, figure.value, figure.origin, figure.short) == ("2个", "2", "counted", (0, 2))
    rows = [citation.quote for citation in answer.citations if citation.n in figure.rows]
    assert [row.split()[0] for row in rows] == ["石浦渔港", "岱山渔港"]
    assert figure.formula == "《表 1 沿海渔港基本情况》，筛选：所在省份=浙江省；计数=2"


def test_the_number_of_one_cell_leads_to_that_cell() -> None:
    answer = rag_kit.assistant().ask("哪个渔港的泊位数最多？")
    (figure,) = answer.figures
    assert (figure.origin, figure.value, figure.subject, figure.indicator) == ("counted", "120", "石浦渔港", "泊位数")
    assert figure.source is not None
    assert raw_of("fishing", figure.source.spans) == "120"
    assert answer.short_answer is not None
    assert answer.short_answer[slice(*figure.short or (0, 0))] == "120"


def test_a_bare_cell_is_a_figure_with_the_head_and_the_row_it_stands_under() -> None:
    answer = rag_kit.assistant().ask("沙埕渔港的主要鱼种是什么？")
    (figure,) = answer.figures
    assert (figure.text, figure.indicator, figure.subject, figure.origin) == ("85", "泊位数", "沙埕渔港", "printed")
    assert figure.source is not None
    assert raw_of("fishing", figure.source.spans) == "85"


def raw_of(name: str, spans: Sequence[Span]) -> str:
    return "".join(rag_kit.shelf().document(name).raw[start:end] for start, end in spans)


def test_a_computed_figure_links_to_its_two_figures_and_formula() -> None:
    assistant = derived_kit.assistant()
    answer = assistant.ask("海州港2024年集装箱吞吐量比2019年增长百分之多少？")
    first, second, again, result = [figure for figure in answer.figures if figure.claim == 0]
    assert [first.text, second.text, again.text] == ["612.5万标箱", "480万标箱", "480万标箱"]
    assert (result.text, result.origin, result.value, result.qualifier) == ("约27.6%", "computed", "27.6", "about")
    assert [one.text for one in result.inputs] == ["612.5万标箱", "480万标箱"]
    raw = assistant.library.document("ports").raw
    assert [raw[slice(*one.spans[0])] for one in result.inputs] == ["612.5万标箱", "480万标箱"]
    assert result.formula == answer.claims[0].text
    assert answer.short_answer is not None
    assert answer.short_answer[slice(*result.short or (0, 0))] == "约27.6%"


NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "约", "超过", "近", "不足"]),
    st.one_of(st.integers(2, 99999), st.decimals(1, 9999, places=1)),
    st.sampled_from(["", "万", "亿"]),
    st.sampled_from(["元", "家", "吨", "人次", "%", "个百分点", "标箱", "平方公里"]),
)


@given(st.lists(NUMBERS, min_size=1, max_size=4), st.integers(0, 10**6))
def test_every_figures_raw_slice_reads_as_the_same_value(numbers: list[str], seed: int) -> None:
    quote = "，".join(f"第一指标为{number}" for number in numbers) + "。"
    raw, spans = scattered(quote, random.Random(seed))
    for figure in figures_of(answering(cited(raw, quote, spans)), raw):
        assert figure.source is not None
        printed = "".join(raw[start:end] for start, end in figure.source.spans)
        assert printed == figure.text == quote[figure.start : figure.end]
        if figure.kind not in ("rank", "growth"):
            (read,) = quantities_in(printed)
            assert (str(read.value), read.unit) == (str(quantities_at(quote, figure.start).value), figure.unit)


def scattered(quote: str, chance: random.Random) -> tuple[str, list[Span]]:
    """A raw text in which a quote stands in pieces with other things between, and its spans."""
    cuts = sorted({0, len(quote), *(chance.randrange(len(quote)) for _ in range(chance.randrange(4)))})
    raw, spans = "前文。", []
    for start, end in pairwise(cuts):
        spans.append(Span(len(raw), len(raw) + end - start))
        raw += quote[start:end] + chance.choice(["\n", "\n— 12 —\n", "\n\n页眉 2024\n"])
    return raw, spans


def quantities_at(text: str, start: int) -> Figure:
    return next(figure for figure in quantities_in(text) if figure.start == start)


def test_figures_of_the_source_documents_read_in_raw_as_they_are_quoted() -> None:
    tried = 0
    for source in seeds().values():
        for sentence in source.sentences[:LINES]:
            quote = source.text(sentence.start, sentence.end).replace("\n", " ")
            spans = source.clean.to_raw(sentence.start, sentence.end)
            aligned = align(quote, spans, source.raw)
            assert aligned is not None, quote
            for figure in quantities_in(quote):
                printed = "".join(source.raw[a:b] for a, b in aligned.to_raw(figure.start, figure.end))
                assert "".join(printed.split()) == "".join(quote[figure.start : figure.end].split())
                tried += 1
    assert tried > 200
