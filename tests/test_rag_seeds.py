"""The main job over the five source documents: real reader, real library, real model."""

import json
import zlib
from pathlib import Path

import jsonschema
import pytest

from api.schemas import answer_schema
from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.proof.citations import verify_quote
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import answer_of
from rag.records import record
from rag.settings import AnswerSettings
from tests.texts import SEEDS, seeds

OPEN = Path(__file__).parent.parent / "eval" / "cases" / "policy" / "open"
ANSWERED = [  # question, short answer, words of a quote
    ("2024年国家先进制造业集群名单有多少个集群？", "35个", "35个集群覆盖高端装备"),
    ("今年上半年规模以上装备制造业增加值同比增长多少？", "10.2%", "同比增长10.2%"),
    ("我国累计发布了多少项智能制造国家标准？", "472项", "472项智能制造国家标准"),
    ("长沙市工程机械产业集群2019年总产值是多少？", "超过 2000 亿元", "集群总产值超过 2000 亿元"),
    ("25个集群分布在多少个省份？", "9个", "9个省份21个城市"),
    ("长沙工程机械集群占全国行业的比例是多少？", "23%", "23%"),
    ("日本有多少个世界级产业集群？", "17个", "日本17个"),
    ("绍兴现代纺织集群有多少家纺织企业？", "近 7×10⁴ 家", "近 7×104 家"),
    ("美国的先进制造业政策有哪些？", None, "产业脱碳路线图"),
    ("国务院常务会议哪一年审议通过了关于加快发展先进制造业集群的意见？", "2023年", "国务院常务会议审议通过"),
    ("什么是产业集群？", None, "产业集群是指一群在地理上邻近而且相互联系的企业和机构"),
    ("魁北克省蒙特利尔航空产业集群的主导产业是什么？", "航空航天", "魁北克省蒙特利尔航空产业集群"),
    ("北美洲有多少个新能源及智能网联汽车集群？", "3个", "新能源及智能网联汽车领域 0 3 0 8 10"),
    ("培育先进制造业集群有哪些重要意义？", None, "二是增强产业链供应链韧性，提升宏观经济稳定性。"),
]
REFUSED = [
    ("国家先进制造业集群2018年的产值是多少？", "2018年"),
    ("成都市软件和信息服务集群的就业人数是多少？", "就业人数"),
    ("兰州市有哪些先进制造业集群？", "兰州"),
    ("“东数西算”工程如何推进？", "东数西算"),
    ("今天北京天气怎么样？", "天气"),
    ("国家先进制造业集群是否覆盖人工智能领域？", "人工智能"),
    ("红烧肉怎么做？", "红烧肉"),
]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library: Path = tmp_path_factory.mktemp("seeds")
    build_library(SEEDS, library, IndexSettings())
    return open_assistant(library, IndexSettings(), AnswerSettings())


@pytest.mark.parametrize(("question", "short", "words"), ANSWERED)
def test_what_the_documents_say_is_quoted(asker: Assistant, question: str, short: str | None, words: str) -> None:
    answer = asker.ask(question)
    assert answer.status == "answered"
    assert answer.short_answer == short
    assert any(words in citation.quote for citation in answer.citations)


def test_a_difference_that_is_not_printed_is_computed_from_the_quote(asker: Assistant) -> None:
    answer = asker.ask("长沙零部件省内配套率比工程机械省内配套率高多少？")
    assert (answer.short_answer, answer.claims[0].kind) == ("约14个百分点", "comparison")
    assert answer.derived is not None
    assert (answer.derived.rule, answer.derived.inputs) == ("difference", (1,))
    assert "超过50%" in answer.citations[0].quote
    assert any("都只是下限" in note for note in answer.notes)  # two lower bounds bound no difference


@pytest.mark.parametrize(("question", "missing"), REFUSED)
def test_what_they_do_not_say_is_refused_by_name(asker: Assistant, question: str, missing: str) -> None:
    answer = asker.ask(question)
    assert (answer.status, answer.claims) == ("refused", ())
    assert answer.refusal is not None
    assert any(missing in m for m in answer.refusal.missing)


def test_every_answer_is_proven_and_fits_the_schema_and_repeats(asker: Assistant) -> None:
    documents = {d.id: d for d in seeds().values()}
    for question in [*(q for q, _, _ in ANSWERED), *(q for q, _ in REFUSED)]:
        answer = asker.ask(question)
        for citation in answer.citations:
            assert verify_quote(citation, documents[citation.document]).holds
        plain = record(answer)
        jsonschema.validate(json.loads(json.dumps(plain)), answer_schema())
        assert json.dumps(plain) == json.dumps(record(asker.ask(question)))


def test_answers_of_every_kind_verify_again_from_the_documents_alone(asker: Assistant) -> None:
    """Every second of our open questions: whatever way an answer was made, its saved form holds."""
    originals = Originals(SEEDS)
    fallen = []
    lines = [line for path in sorted(OPEN.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    for case in map(json.loads, filter(None, lines)):
        if case.get("parent") or zlib.crc32(case["id"].encode()) % 2:
            continue
        saved = answer_of(json.loads(json.dumps(record(asker.ask(case["question"])))), case["id"])
        again = reprove(saved, originals)
        fallen += [] if again.holds else [(case["id"], again.faults, [c.reason for c in again.claims if c.reason])]
    assert fallen == []


def test_what_comes_first_by_count_is_asked_on_about_itself(asker: Assistant) -> None:
    answer = asker.ask("哪个国家的集群最多，它有哪些集群？")
    alone = asker.ask("美国有哪些集群？")
    assert answer.short_answer == alone.short_answer == "25个"
    assert all(c.table is not None for c in answer.citations[:25])
    assert any(note.startswith("分两步回答") for note in answer.notes)


def test_two_cells_of_one_row_are_both_told(asker: Assistant) -> None:
    answer = asker.ask("生物医药集群欧洲和亚洲哪个多？")
    assert answer.short_answer == "15个；10个"
    assert [claim.text.partition("（")[0] for claim in answer.claims] == ["15个", "10个"]


def test_a_figure_is_not_followed_by_what_its_sentence_announces_besides(asker: Assistant) -> None:
    answer = asker.ask("2024年国家先进制造业集群有多少个？")
    assert (answer.short_answer, len(answer.claims)) == ("80个", 1)
