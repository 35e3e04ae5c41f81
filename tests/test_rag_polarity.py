"""Yes/no questions: a verdict only where a rule can tell, and never a yes on something the sentence does not name."""

import pytest

from rag.assistant import Assistant
from rag.settings import AnswerSettings
from rag.writing import ExtractiveWriter
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
