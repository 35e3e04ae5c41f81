"""What is asked of the present, and numbers that count another thing than is asked."""

import pytest

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

TEXT = """# 生态渔港建设情况

我省高度重视生态渔港建设，截至2024年，省级生态渔港已有80个，带动力强。

截至2021年，省农业农村厅评出25个省级生态渔港。

生态渔港拥有省级渔业技术服务站近1000家，服务渔民。

根据评审结果，我省生态渔港建设呈现三个特点。

生态渔港给沿海县市带来了新的客流。
"""
SETTINGS = AnswerSettings()
ASKER = Assistant(FakeShelf([document(TEXT, "ports")]), ExtractiveWriter(SETTINGS), SETTINGS)


@pytest.mark.parametrize("now", ["现在", "目前", "如今"])
def test_the_present_number_is_the_latest(now: str) -> None:
    answer = ASKER.ask(f"{now}省级生态渔港有多少个？")
    assert answer.short_answer == "80个"
    assert "25个" in answer.answer  # and the earlier one beside it


def test_what_a_thing_has_is_not_how_many_there_are_of_it() -> None:
    assert ASKER.ask("省级生态渔港现在有多少家？").short_answer != "近1000家"


def test_a_number_of_something_else_does_not_answer_for_jobs() -> None:
    answer = ASKER.ask("生态渔港给地方带来了多少就业？")
    assert answer.status == "refused"
