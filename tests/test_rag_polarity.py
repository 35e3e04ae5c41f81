"""Yes/no questions: a verdict only where a rule can tell, and never a yes on something the sentence does not name."""

import pytest

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

TEXT = """# 海州港建设情况

截至2024年底，海州港累计建成生产性泊位46个，其中万吨级以上泊位21个。港区暂无液化天然气码头。

海州港三期码头由海州港务集团承建，已经采用全自动化装卸系统。

临港产业园重点发展新能源、新材料和海洋装备产业。
"""
SETTINGS = AnswerSettings()
ASKER = Assistant(FakeShelf([document(TEXT, "port")]), ExtractiveWriter(SETTINGS), SETTINGS)


@pytest.mark.parametrize(
    ("question", "short", "kind"),
    [
        ("海州港的生产性泊位超过40个吗？", "是", "comparison"),
        ("海州港的生产性泊位有没有超过50个？", "否", "comparison"),
        ("海州港的生产性泊位是45个吗？", "否", "correction"),
        ("海州港港区有没有液化天然气码头？", "否", "negative"),
        ("海州港三期码头是否采用全自动化装卸系统？", "是", "quote"),
    ],
)
def test_the_verdict_and_its_kind(question: str, short: str, kind: str) -> None:
    answer = ASKER.ask(question)
    assert (answer.short_answer, answer.claims[0].kind) == (short, kind)


@pytest.mark.parametrize("question", ["临港产业园是否发展人工智能产业？", "海州港三期码头是不是由青口公司承建？"])
def test_what_is_not_named_is_never_affirmed(question: str) -> None:
    assert ASKER.ask(question).short_answer != "是"


PLAN = (
    "# 海州港规划\n\n海州港提出，到2031年集装箱吞吐量突破900万标箱，建成四期码头。2024年完成集装箱吞吐量612万标箱。\n"
)


def test_a_target_says_nothing_on_whether_it_has_been_reached() -> None:
    asker = Assistant(FakeShelf([document(PLAN, "plan")]), ExtractiveWriter(SETTINGS), SETTINGS)
    for question in ("海州港集装箱吞吐量现在突破900万标箱了吗？", "海州港已经建成四期码头了吗？"):
        assert asker.ask(question).short_answer != "是"


def test_a_plan_is_labelled_where_the_result_is_asked() -> None:
    text = "# 海州港规划\n\n海州港提出，到2031年建成四期码头，新增泊位12个。\n"
    asker = Assistant(FakeShelf([document(text, "plan")]), ExtractiveWriter(SETTINGS), SETTINGS)
    answer = asker.ask("海州港已经建成四期码头了吗？")
    assert answer.answer.startswith("（目标）")
    assert any("不是已实现" in note for note in answer.notes)


@pytest.mark.parametrize("asks", ["到底是啥东西", "是个什么概念", "究竟是什么"])
def test_lay_ways_of_asking_what_a_thing_is(asks: str) -> None:
    text = "# 海洋牧场\n\n海洋牧场是指在一定海域内用人工鱼礁和增殖放流养护资源的渔业模式。海洋牧场去年有6个。\n"
    asker = Assistant(FakeShelf([document(text, "ranch")]), ExtractiveWriter(SETTINGS), SETTINGS)
    assert asker.ask(f"海洋牧场{asks}？").claims[0].text.startswith("海洋牧场是指")
