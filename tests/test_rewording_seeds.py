"""Reworded questions over the five source documents: real reader, real library, real model, every face that tells of it."""

import json
from pathlib import Path

import pytest

from api.printing import as_text
from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.records import record
from rag.settings import AnswerSettings
from tests.texts import SEEDS


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reworded")
    build_library(SEEDS, folder, IndexSettings())
    return folder


@pytest.fixture(scope="module")
def asker(library: Path) -> Assistant:
    return open_assistant(library, IndexSettings(), AnswerSettings())


def test_an_english_question_is_answered_in_chinese_and_says_what_was_searched(asker: Assistant) -> None:
    answer = asker.ask("How many national standards on smart manufacturing has China issued?")
    assert (answer.status, answer.short_answer) == ("answered", "472项")
    assert answer.question.startswith("How many")
    assert answer.as_asked is None
    assert answer.notes[0].startswith("已按“")
    assert "智能制造" in answer.notes[0]
    assert "注：已按“" in as_text(record(answer), colour=False)


def test_an_english_question_that_the_documents_do_not_answer_is_refused(asker: Assistant) -> None:
    for question in (
        "How do I bake an apple pie?",
        "How many hospitals are there in Lanzhou?",
        "Who won the football championship in 2022?",
    ):
        answer = asker.ask(question)
        assert answer.status == "refused", question
        assert answer.notes


def test_a_slip_is_told_and_the_answer_is_that_of_the_right_question(asker: Assistant) -> None:
    right, slipped = (
        asker.ask("2024年国家先进制造业集群名单有多少个集群？"),
        asker.ask("2024年国家先进制造业集裙名单有多少个集群？"),
    )
    assert slipped.answer == right.answer
    assert slipped.short_answer == "35个"
    assert slipped.as_asked == "2024年国家先进制造业集群名单有多少个集群？"
    assert slipped.question == "2024年国家先进制造业集裙名单有多少个集群？"
    assert "as_asked" not in record(right)
    assert as_text(record(slipped), colour=False).startswith("已按“2024年国家先进制造业集群名单有多少个集群？”检索")


def test_a_short_form_is_told_and_answered(asker: Assistant) -> None:
    answer = asker.ask("MIIT遴选的先进制造业集群分布在多少个省份？")
    assert answer.as_asked == "工信部遴选的先进制造业集群分布在多少个省份？"
    assert answer.status == "answered"


def test_search_finds_the_same_for_a_slip(asker: Assistant) -> None:
    assert asker.search("先进制造业集裙", 5) == asker.search("先进制造业集群", 5)


def test_the_record_is_plain_json(asker: Assistant) -> None:
    assert json.loads(json.dumps(record(asker.ask("国家级集裙有几个？"))))["as_asked"] == "国家级集群有几个？"


def test_a_users_glossary_in_the_librarys_folder_is_used(library: Path) -> None:
    own = library / "glossary.tsv"
    own.write_text("zhineng stuff\t智能制造\n", "utf-8")
    try:
        assistant = open_assistant(library, IndexSettings(), AnswerSettings())
        assert "智能制造" in assistant.read("How many national standards on zhineng stuff are there?").text
    finally:
        own.unlink()
