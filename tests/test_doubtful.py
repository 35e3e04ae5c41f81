"""A sentence for which only the ranker speaks: it holds little of the question, and the learned refusal finds it unlikely."""

from dataclasses import replace

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.models import Answer
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

SHELF = FakeShelf(
    [
        document("# 苏利南的居民\n\n苏利南的布尔人是19世纪荷兰移民农户的后裔。苏利南的犹太人多住在首都。\n", "people"),
        document("# 专利\n\n海州新材料股份有限公司近日收到国家知识产权局颁发的发明专利证书。\n", "patent"),
    ]
)


def ask(question: str, settings: AnswerSettings) -> Answer:
    return Assistant(SHELF, ExtractiveWriter(settings), settings).ask(question)


def test_one_word_in_common_is_no_answer() -> None:
    question = "海州湾的专利由什么人首次申请使用？"
    assert ask(question, AnswerSettings()).status == "refused"
    assert ask(question, replace(AnswerSettings(), doubtful=0.0)).status == "answered"


def test_the_sentence_that_answers_is_shown_all_the_same() -> None:
    answer = ask("苏利南的布尔人是哪里移民的后裔？", AnswerSettings())
    assert answer.citations[0].quote == "苏利南的布尔人是19世纪荷兰移民农户的后裔。"
