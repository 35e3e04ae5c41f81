import json
import re
from dataclasses import replace

import pytest

from rag.asking.questions import Question, analyse
from rag.assistant import Assistant
from rag.choosing.constraints import unmet
from rag.drafts import statements
from rag.drafts.writing import ExtractiveWriter
from rag.finding.evidence import Found, Unit, sentence_unit
from rag.finding.features import lens_of
from rag.finding.retrieval import Evidence, retrieve
from rag.models import Answer, Citation, Draft, Statement
from rag.numbers.figures import years_in
from rag.proof.quoting import cite
from rag.records import record
from rag.settings import AnswerSettings
from rag.shown.composing import compose
from tests.rag_kit import FakeShelf, assistant, document
from tests.rag_kit import document as made_up


def ask(question: str) -> Answer:
    return assistant().ask(question)


@pytest.mark.parametrize(
    ("question", "short", "sentence"),
    [
        (
            "海州港2024年集装箱吞吐量是多少？",
            "612.5万标箱",
            "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。",
        ),
        ("海州港有多少个万吨级以上泊位？", "21个", "全港共有生产性泊位46个，其中万吨级以上泊位21个。"),
        ("青口港区三期码头何时开工？", "2023年5月18日", "青口港区三期码头于2023年5月18日开工建设"),
        ("青口港区三期码头由哪家公司承建？", "海州港务集团", "由海州港务集团承建"),
        ("沙埕渔港的主要鱼种是什么？", "鱿鱼", "沙埕渔港 福建省 85 鱿鱼"),
        ("石浦渔港有多少个泊位？", "120", "石浦渔港 浙江省 120 带鱼、小黄鱼"),
        (
            "什么是冷链物流？",
            None,
            "所谓冷链物流，是指食品在生产、贮藏、运输、销售各环节始终处于规定低温环境的物流方式。",
        ),
        ("为什么要建设自动化码头？", None, "主要原因是人工成本上升，传统码头作业效率难以提高。"),
    ],
)
def test_the_sentence_that_says_it_is_quoted(question: str, short: str | None, sentence: str) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert answer.short_answer == short
    assert sentence in answer.answer


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("海州港2019年集装箱吞吐量是多少？", "2019年"),
        ("青岛港的集装箱吞吐量是多少？", "“青岛”"),
        ("海州港的旅客吞吐量是多少？", "旅客"),
        ("《海州港条例》对岸电设施有什么规定？", "“海州港条例”"),
        ("王建国怎么看待冷链物流？", "“王建国”的发言"),
        ("周文博认为产地预冷设施应当怎么建设？", "预冷"),
        ("红烧肉怎么做？", "红烧肉"),
    ],
)
def test_what_the_text_does_not_carry_is_refused_by_name(question: str, missing: str) -> None:
    answer = ask(question)
    assert (answer.status, answer.claims) == ("refused", ())
    assert answer.refusal is not None
    assert any(missing in m for m in answer.refusal.missing)
    assert answer.refusal.closest == tuple(c.n for c in answer.citations)


@pytest.mark.parametrize("question", ["？？？", "   ", "是什么？"])
def test_a_question_without_content_is_refused_without_a_search(question: str) -> None:
    answer = ask(question)
    assert (answer.status, answer.passages) == ("refused", ())
    assert answer.refusal is not None
    assert answer.refusal.reason == "empty_question"


def test_what_a_host_says_is_never_evidence() -> None:
    answer = ask("全国共有多少座冷库？")
    assert answer.status == "refused"
    assert not any("200座" in c.quote for c in answer.citations)


def test_a_host_question_in_a_turn_of_its_own_gives_no_unit() -> None:
    """Even where the reader called it a paragraph and a chunk was made of it."""
    doc = assistant().library.document("cold_chain")
    host = next(i for i, b in enumerate(doc.blocks) if b.turn is not None and doc.turns[b.turn].host)
    blocks = tuple(replace(b, kind="paragraph") if i == host else b for i, b in enumerate(doc.blocks))
    spoken = [n for n, s in enumerate(doc.sentences) if s.block == host]
    found = Found(assistant().library.chunks("cold_chain")[0], 0, 1.0, 0.0)
    assert spoken
    assert [sentence_unit(replace(doc, blocks=blocks), found, n) for n in spoken] == [None] * len(spoken)


def test_a_rhetorical_question_is_never_quoted() -> None:
    assert not any(c.quote.endswith("？") for c in ask("为什么要建设自动化码头？").citations)


def test_a_speaker_is_named_with_the_place_where_the_text_says_so() -> None:
    answer = ask("谁认为应当加快建设产地预冷设施？")
    said = answer.citations[0].speaker
    assert answer.short_answer == "林小燕"
    assert answer.derived is not None
    assert answer.derived.rule == "speaker"
    assert said is not None
    assert said.role == "国家食品物流协会副会长"
    assert "林小燕" in "".join(assistant().library.document("cold_chain").raw[a:b] for a, b in said.spans)


@pytest.mark.parametrize("question", ["周文博是谁？", "周文博在哪个单位？", "周文博是何许人？", "周文博是哪里的专家？"])
def test_who_somebody_is_is_told_by_the_post_alone(question: str) -> None:
    answer = ask(question)
    assert answer.short_answer == "江北大学物流研究所所长"
    assert [c.quote for c in answer.citations] == ["周文博（江北大学物流研究所所长）"]


def test_asked_who_does_a_thing_no_post_of_somebody_named_beside_is_told() -> None:
    assert ask("周文博所说的短板由谁负责？").short_answer != "江北大学物流研究所所长"


def test_the_items_of_an_enumeration_come_in_order() -> None:
    texts = [claim.text[:2] for claim in ask("港口绿色转型采取了哪些举措？").claims]
    assert texts == ["一是", "二是", "三是"]


REPORT = """# 数据中心发展报告

## 第一章 存在的主要问题

### 一、算力布局有待优化

东部需求大，西部资源多。

### 三、绿色用能水平不足

可再生能源用量少。

## 第二章 发展现状

### 一、规模

机架数量居前。

### 二、区域

集中在东部。
"""


def test_sub_headings_that_say_something_make_a_list_and_a_skipped_number_is_noted() -> None:
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([document(REPORT, "report")]), ExtractiveWriter(settings), settings)
    problems, state = asker.ask("数据中心存在哪些主要问题？"), asker.ask("数据中心发展现状有哪些？")
    assert [c.text for c in problems.claims] == ["一、算力布局有待优化", "三、绿色用能水平不足"]
    assert any("不连续" in note for note in problems.notes)
    assert not any(c.text.startswith(("一、规模", "二、区域")) for c in state.claims)


def test_a_pointing_sentence_is_quoted_with_what_it_points_to() -> None:
    claims = ask("三期码头采用什么装卸系统？").claims
    assert any(c.text.startswith("青口港区三期码头") and "该码头采用全自动化装卸系统" in c.text for c in claims)
    assert not any(c.text.startswith("该码头") for c in claims)


def test_what_has_come_about_goes_before_what_is_meant_to() -> None:
    answer = ask("海州港集装箱吞吐量已经达到800万标箱了吗？")
    assert (answer.short_answer, answer.claims[0].modality) == ("否", "achieved")
    assert "612.5万标箱" in answer.answer


def test_of_two_years_asked_the_missing_one_makes_the_answer_partial() -> None:
    answer = ask("2024年和2019年海州港集装箱吞吐量分别是多少？")
    assert answer.status == "partial"
    assert answer.refusal is not None
    assert answer.refusal.missing == ("2019年",)


def test_claims_index_the_answer_without_its_marks() -> None:
    for question in ("港口绿色转型采取了哪些举措？", "海州港集装箱吞吐量已经达到800万标箱了吗？"):
        answer = ask(question)
        plain = re.sub(r"\[\d+\]", "", answer.answer)
        assert [plain[c.start : c.end] for c in answer.claims] == [c.text for c in answer.claims]
        assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_the_same_question_gives_the_same_bytes() -> None:
    question = "港口绿色转型采取了哪些举措？"
    once, again = (json.dumps(record(ask(question)), ensure_ascii=False) for _ in range(2))
    assert once == again
    assert "timings" not in once
    assert set(record(ask(question), timings=True)["timings"]) == {"retrieval_ms", "answering_ms"}


def test_a_truncated_sentence_is_quoted_only_for_want_of_another_and_marked() -> None:
    broken = "## 一、产量\n\n全市水稻产量达到90万吨，居全省\n\n"
    whole = "## 二、收成\n\n全市水稻产量达到90万吨。\n"
    settings = AnswerSettings()
    answers = [
        Assistant(FakeShelf([document(text, "rice")]), ExtractiveWriter(settings), settings).ask(
            "全市水稻产量达到多少万吨？"
        )
        for text in (f"# 报告\n\n{broken}## 二、品种\n\n品种以粳稻为主。\n", f"# 报告\n\n{broken}{whole}")
    ]
    assert [a.citations[0].truncated for a in answers] == [True, False]
    assert any("不完整" in note for note in answers[0].notes)
    assert answers[1].citations[0].quote == "全市水稻产量达到90万吨。"


class Liar:
    """A writer that changes a digit of what it quotes."""

    def write(self, question: Question, evidence: Evidence) -> Draft:  # noqa: ARG002
        quote = cite(evidence.units[0])
        return Draft(
            (Statement(quote.quote.replace("6", "9"), (replace(quote, quote=quote.quote.replace("6", "9")),)),)
        )


def test_a_draft_that_cannot_be_proven_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    answer = assistant(Liar()).ask("海州港2024年集装箱吞吐量是多少？")
    assert answer.short_answer == "612.5万标箱"
    assert any("直接摘引" in note for note in answer.notes)
    assert "unproven claim withdrawn" in caplog.text


def test_an_unproven_passage_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extractive writer's own quote is spoilt for one sentence: its passage is withdrawn, and there is no other."""

    def spoilt(unit: Unit) -> Citation:
        right = cite(unit)
        return replace(right, slice_sha256="0" * 64) if "612.5" in right.quote else right

    monkeypatch.setattr(statements, "cite", spoilt)
    answer = ask("海州港2024年集装箱吞吐量是多少？")
    assert "612.5" not in answer.answer
    assert not any("612.5" in c.quote for c in answer.citations)


def test_equal_quotes_share_a_number() -> None:
    quote = cite(found_unit())
    composed = compose([Statement(quote.quote, (quote,)), Statement(quote.quote[:4], (quote,))])
    assert composed.text == f"{quote.quote}[1]\n{quote.quote[:4]}[1]"
    assert [c.n for c in composed.citations] == [1]


def found_unit() -> Unit:
    return retrieve(analyse("集装箱吞吐量"), assistant().library, 3).units[0]


def test_search_gives_ranked_passages_with_raw_spans() -> None:
    passages = assistant().search("集装箱吞吐量", 3)
    assert [p.rank for p in passages] == list(range(1, len(passages) + 1))
    raw = assistant().library.document(passages[0].document).raw
    assert "".join(raw[a:b] for a, b in passages[0].spans).startswith("2024年，海州港")


BOX = (
    "港口绿色转型加快推进，作业效率稳步提高，能耗持续下降。\n\n2021年至2023年\n\n海铁联运量  \n年均增长 5.2%\n\n"
    "集装箱运输量  \n年均增长 8.1%\n\n截至2023年\n\n绿色泊位 310个\n\n数据来源：省交通厅\n"
)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("2021至2023年集装箱运输量年均增长多少？", "8.1%"),
        ("2021至2023年海铁联运量年均增长多少？", "5.2%"),
        ("绿色泊位有多少个？", "310个"),
    ],
)
def test_each_figure_of_a_data_box_answers_for_its_own_indicator(question: str, figure: str) -> None:
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([made_up(BOX, "box")]), ExtractiveWriter(settings), settings)
    assert asker.ask(question).short_answer == figure


def test_a_sentence_that_defines_goes_before_one_that_praises() -> None:
    text = "海洋牧场是渔业转型最重要的载体。海洋牧场是指在一定海域内，通过人工鱼礁和增殖放流养护资源的渔业形态。\n"
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([made_up(text, "ranch")]), ExtractiveWriter(settings), settings)
    assert asker.ask("什么是海洋牧场？").claims[0].text.startswith("海洋牧场是指")


def test_a_damaged_figure_is_shown_as_meant_and_says_that_it_is_inferred() -> None:
    text = "据统计，全省渔民专业合作社成员超过 3×104 家，覆盖面不断扩大。\n"
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([made_up(text, "cooperative")]), ExtractiveWriter(settings), settings)
    answer = asker.ask("渔民专业合作社成员有多少家？")
    assert answer.short_answer == "超过 3×10⁴ 家"
    assert answer.derived is not None
    assert answer.derived.rule == "lost_superscript"
    assert "3×104 家" in answer.claims[0].text
    assert any("原文印作“3×104”" in note for note in answer.notes)


RIVALS = (
    "海州渔港产业集群提出，到2027年产值突破90亿元。沙埕渔业装备产业集群提出，到2027年建成产值突破500亿元的装备基地。\n\n"
    "法国由两个管理局和一个银行负责运行渔业集群计划，银行支持平台建设。\n"
)


@pytest.mark.parametrize(
    "question", ["海州渔港集群2027年实际产值是多少？", "法国的渔业集群一共有多少个？", "岱山渔业集群的产值是多少？"]
)
def test_a_figure_of_somebody_else_or_of_something_else_is_no_answer(question: str) -> None:
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([made_up(RIVALS, "rivals")]), ExtractiveWriter(settings), settings)
    answer = asker.ask(question)
    assert answer.short_answer not in ("突破500亿元", "两个", "500亿元")


def test_a_number_of_a_matrix_needs_its_row_and_its_column_named() -> None:
    text = "表 1 泊位分布\n\n类型\t浙江\t福建\n渔业泊位\t12\t30\n客运泊位\t4\t9\n\n资料来源：年鉴\n"
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([made_up(text, "berths")]), ExtractiveWriter(settings), settings)
    assert asker.ask("福建有多少个客运泊位？").short_answer == "9个"
    assert asker.ask("福建有几个领域的优势泊位？").short_answer is None


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("2022财年渔业研究经费是多少？", "94亿元"),
        ("2024财年渔业研究经费是多少？", None),
        ("2024渔业研究经费多少？", None),
    ],
)
def test_a_financial_year_is_a_year(question: str, short: str | None) -> None:
    text = "2022财年预算案把渔业研究经费增加到94亿元，以推动海洋科技进步。\n"
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([made_up(text, "budget")]), ExtractiveWriter(settings), settings)
    assert asker.ask(question).short_answer == short


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022 财年", ["2022"]),
        ("2024上半年", ["2024"]),
        ("2011-2015年", ["2011", "2015"]),
        ("2000亿元", []),
        ("2012家", []),
        ("2000.5", []),
    ],
)
def test_four_digits_are_a_year_unless_they_count_something(text: str, years: list[str]) -> None:
    assert years_in(text) == years


def test_a_figure_belongs_to_the_clause_that_names_what_is_asked() -> None:
    text = "# 配套情况\n\n2020年，青口船舶省内配套率超过36%，零部件省内配套率超过50%，竞争力提升。\n"
    settings = AnswerSettings()
    asker = Assistant(FakeShelf([document(text, "ships")]), ExtractiveWriter(settings), settings)
    shorts = [asker.ask(q).short_answer for q in ("青口船舶的零部件省内配套率是多少？", "青口船舶的省内配套率是多少？")]
    assert shorts == ["超过50%", "超过36%"]


def test_an_organisation_named_after_a_place_is_not_of_that_place() -> None:
    unit = found_unit()
    text = "以长沙的产业为例，龙头企业有三一重工，与浙江大学开展合作。"
    missing = unmet(
        lens_of(analyse("浙江有哪些龙头企业？"), {}), replace(unit, text=text, headings="", before="", around="")
    )
    assert "“浙江”" in missing
    own = replace(unit, text="浙江的龙头企业有海康威视。", headings="", before="", around="")
    assert "“浙江”" not in unmet(lens_of(analyse("浙江有哪些龙头企业？"), {}), own)


def test_figures_of_a_part_of_the_world_are_not_of_the_country() -> None:
    unit = replace(found_unit(), text="亚太地区制造业增加值所占比重达到45%。", headings="", before="", around="")
    assert "我国的情况" in unmet(lens_of(analyse("我国制造业增加值占全球的比重是多少？"), {}), unit)
