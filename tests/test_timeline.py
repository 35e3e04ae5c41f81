"""Time and scope: relations of mentions, every value in time order, conflicts, and the verifier on altered lines."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.printing import as_text
from api.schemas import AnswerOut
from index.building import build_library
from index.loading import list_folder, load
from index.models import Document
from index.reading import read
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.drafts.writing import ExtractiveWriter
from rag.models import Answer, Statement
from rag.numbers.points import Point, conflicts_of, lead, unproven
from rag.proof.citations import verify
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import answer_of
from rag.records import record
from rag.settings import AnswerSettings
from rag.time.mentions import Mention, mentions_of
from rag.time.timeline import Relation, relation
from tests.rag_kit import FakeShelf, document
from tests.texts import SEEDS

VECTORS = Path(__file__).parent / "vectors"
TRANSPORT = """# 柳汀市公共交通年度报告（2024年）

柳汀市交通运输局

2025年2月10日

截至2024年底，全市共有公交线路312条，运营公交车4860辆，其中新能源公交车4120辆。2024年全市公交客运量5.62亿人次，同比下降2.1%。

2023年底，全市公交线路为298条，公交车4790辆。2022年全市公交客运量5.91亿人次。

全市轨道交通运营里程达到186公里。到2027年，全市轨道交通运营里程力争达到260公里。

2024年，全市规模以上客运企业营业收入38亿元。2022年，全市客运企业营业收入52亿元。
"""
PROVINCE = """# 云峦省交通统计公报

2024年，柳汀市公交客运量5.48亿人次。全省公交客运量23.6亿人次。

截至2023年底，柳汀市轨道交通运营里程158公里，全省轨道交通运营里程420公里。
"""
EVENING = """# 街头新事

记者了解到，目前柳汀市共享单车投放量为21万辆。
"""


def vectors(name: str) -> list[dict[str, Any]]:
    lines = (VECTORS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def stored(name: str) -> Document:
    folder = next(f for f in (VECTORS / "documents", SEEDS) if (f / name).exists())
    return read(load(folder / name, list_folder(folder)))


@cache
def assistant(*names: str) -> Assistant:
    settings = AnswerSettings()
    texts = [stored(name) for name in names] or [
        document(text, name) for name, text in (("report", TRANSPORT), ("bulletin", PROVINCE), ("evening", EVENING))
    ]
    return Assistant(FakeShelf(texts), ExtractiveWriter(settings), settings)


def ask(question: str) -> Answer:
    return assistant().ask(question)


def values(answer: Answer) -> list[tuple[str | None, str]]:
    return [(point.date, point.value) for point in answer.timeline]


def mentions_at(place: dict[str, str]) -> list[Mention]:
    text = stored(place["document"])
    found = re.search(r"\s*".join(map(re.escape, re.sub(r"\s+", "", place["quote"]))), text.raw)
    assert found, place
    spans = text.clean.to_clean(*found.span())
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    blocks = [n for n, block in enumerate(text.blocks) if block.start < high and low < block.end]
    return [m for m in mentions_of(text, blocks) if low <= m.start and m.end <= high + 1]


CLOSEST: tuple[Relation, ...] = ("conflict", "same", "update", "other_scope", "unrelated")


def related(pair: dict[str, Any]) -> Relation:
    """The closest relation of any two figures of two quotes."""
    found = {relation(a, b) for a in mentions_at(pair["a"]) for b in mentions_at(pair["b"])}
    return next((one for one in CLOSEST if one in found), "unrelated")


@pytest.mark.parametrize(("half", "least"), [("open", 57), ("held", 51)])
def test_relations_of_hand_made_pairs(half: str, least: int) -> None:
    pairs = [pair for pair in vectors("relations.jsonl") if pair["half"] == half]
    wrong = [pair["id"] for pair in pairs if related(pair) != pair["relation"]]
    assert len(pairs) - len(wrong) >= least, wrong


def test_no_conflict_is_seen_where_there_is_none() -> None:
    got = Counter((pair["relation"], related(pair)) for pair in vectors("relations.jsonl"))
    assert not [wanted for wanted, told in got if told == "conflict" and wanted != "conflict"]


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def as_wanted(case: dict[str, Any]) -> bool:
    answer = assistant(*case["documents"]).ask(case["question"])
    wanted = [bare(point["value"]) for point in case["points"]]
    if len(wanted) == 1:
        short = bare(answer.short_answer or "")
        return bool(short) and not answer.timeline and (wanted[0] in short or short in wanted[0])
    got = [bare(point.value) for point in answer.timeline]
    dates = {bare(point["value"]): point["date"] for point in case["points"]}
    ordered = [next((w for w in wanted if w in g or g in w), "") for g in got]
    in_order = [dates.get(value) for value in ordered] == [point["date"] for point in case["points"]]
    return sorted(ordered) == sorted(wanted) and in_order and (bool(answer.conflicts) or not case.get("conflict"))


@pytest.mark.parametrize(("half", "least"), [("open", 20), ("held", 14)])
def test_answers_to_hand_made_questions(half: str, least: int) -> None:
    cases = [case for case in vectors("timelines.jsonl") if case["half"] == half]
    wrong = [case["id"] for case in cases if not as_wanted(case)]
    assert len(cases) - len(wrong) >= least, wrong


def test_without_a_year_every_value_is_given_in_time_order_with_its_quote() -> None:
    answer = ask("柳汀市轨道交通运营里程是多少公里？")
    assert values(answer) == [("2023年底", "158公里"), ("2025年2月10日", "186公里"), ("2027年", "260公里")]
    assert [claim.kind for claim in answer.claims] == ["timeline"] * 3
    assert answer.short_answer is None
    for point, claim in zip(answer.timeline, answer.claims, strict=True):
        assert claim.citations == (point.citation,)
        assert claim.text in answer.citations[point.citation - 1].quote


def test_a_plan_among_results_is_marked() -> None:
    answer = ask("柳汀市轨道交通运营里程是多少公里？")
    assert answer.timeline[-1].modality == "planned"
    assert "2027年（目标）：" in answer.answer


def test_the_latest_result_is_short_only_where_the_present_is_asked() -> None:
    assert ask("目前柳汀市轨道交通运营里程是多少公里？").short_answer == "186公里"


def test_with_a_year_only_its_value_is_given() -> None:
    answer = ask("2023年柳汀市轨道交通运营里程是多少？")
    assert (answer.short_answer, answer.timeline) == ("158公里", ())
    assert "186" not in answer.answer


def test_two_values_of_one_date_are_a_conflict_and_both_are_quoted() -> None:
    answer = ask("2024年柳汀市公交客运量是多少？")
    (conflict,) = answer.conflicts
    assert set(conflict.values) == {"5.62亿人次", "5.48亿人次"}
    assert len({answer.citations[n - 1].document for n in conflict.citations}) == 2
    assert answer.short_answer is None
    assert any("两处原文不一致" in note for note in answer.notes)


def test_another_scope_is_said_to_be_one() -> None:
    answer = ask("柳汀市客运企业营业收入是多少？")
    assert [(p.value, p.scope) for p in answer.timeline] == [("52亿元", ""), ("38亿元", "规模以上")]
    assert any("口径不同" in note for note in answer.notes)


def test_the_province_is_no_value_of_the_city() -> None:
    assert "23.6" not in " ".join(value for _, value in values(ask("柳汀市公交客运量是多少？")))


@pytest.mark.parametrize("asked", ["柳汀市公共交通的发展趋势有哪些？", "为什么柳汀市公交客运量下降？"])
def test_a_question_for_no_quantity_gets_no_timeline(asked: str) -> None:
    assert ask(asked).timeline == ()


def test_one_value_alone_makes_no_timeline() -> None:
    answer = ask("柳汀市有多少辆新能源公交车？")
    assert (answer.short_answer, answer.timeline) == ("4120辆", ())


def test_the_present_value_of_an_undated_text_is_partial() -> None:
    answer = ask("目前柳汀市共享单车投放量是多少？")
    assert (answer.status, answer.short_answer) == ("partial", "21万辆")
    assert "原文未注明年份" in answer.notes
    assert any("目前" in note for note in answer.notes)


def test_numbers_of_different_things_are_unrelated() -> None:
    text = document("# 公报\n\n全国共有45个国家先进制造业集群。集群分布在35个省份。\n", "apart")
    clusters, provinces = [m for m in mentions_of(text, range(len(text.blocks))) if m.figure.unit == "个"]
    assert relation(clusters, provinces) == relation(provinces, clusters) == "unrelated"


def altered(point: Point, change: dict[str, Any]) -> str:
    quote = "2023年底，全市公交线路为298条，公交车4790辆。"
    return unproven(replace(point, **change), "全市公交线路为298条", [quote], ["柳汀市公共交通年度报告"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [({}, ""), ({"value": "289条"}, "数值"), ({"value": "4790辆"}, "数值"), ({"date": "2024年底"}, "日期")],
)
def test_a_point_stands_in_its_words_and_its_date_beside_them(change: dict[str, Any], reason: str) -> None:
    fault = altered(Point("298条", "条", "2023年底", "text"), change)
    assert fault.startswith(reason)
    assert bool(fault) == bool(reason)


def test_a_line_under_another_date_is_not_verified() -> None:
    answer = ask("柳汀市有多少条公交线路？")
    claim, point = answer.claims[0], answer.timeline[0]
    quotes = tuple(answer.citations[n - 1] for n in claim.citations)
    told = Statement(claim.text, quotes, "timeline", claim.modality, lead=lead(point), point=point)
    documents = {q.document: assistant().library.document(q.document) for q in quotes}
    assert verify(told, quotes, documents).holds
    wrong = replace(point, date="2024年底")
    assert not verify(replace(told, point=wrong, lead=lead(wrong)), quotes, documents).holds
    assert not verify(replace(told, lead=lead(wrong)), quotes, documents).holds


def test_a_plan_beside_a_result_of_one_date_is_no_conflict() -> None:
    result, plan = Point("90", "亿元", "2025年", "text"), Point("100", "亿元", "2025年", "text", modality="planned")
    assert conflicts_of([result, plan]) == ()
    (conflict,) = conflicts_of([result, Point("91", "亿元", "2025年末", "text", citation=2)])
    assert conflict.values == ("90", "91")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, Path]:
    """A real library with the shipped model over two made-up texts."""
    documents, folder = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("library")
    for name, text in (("report", TRANSPORT), ("bulletin", PROVINCE)):
        (documents / f"{name}.txt").write_text(text, "utf-8")
    build_library(documents, folder, IndexSettings())
    return open_assistant(folder, IndexSettings(), AnswerSettings()), documents


def test_a_saved_timeline_is_verified_from_the_documents_alone(library: tuple[Assistant, Path]) -> None:
    real, documents = library
    saved = record(real.ask("柳汀市公交客运量是多少？"))
    assert AnswerOut.model_validate(saved).timeline
    assert reprove(answer_of(saved, "回答"), Originals(documents)).holds
    assert "不一致：2024年" in as_text(saved, colour=False)


Change = Callable[[dict[str, Any]], object]
CHANGES: dict[str, Change] = {
    "another date": lambda a: a["timeline"][0].update(date="2021年"),
    "another value": lambda a: a["timeline"][0].update(value="6.91亿人次"),
    "another quote": lambda a: a["timeline"][0].update(citation=2),
    "a plan as a result": lambda a: a["timeline"][0].update(modality="planned"),
    "a value less": lambda a: a.update(timeline=a["timeline"][1:]),
    "a conflict made up": lambda a: a["conflicts"][0].update(values=["5.62亿人次", "9亿人次"]),
    "another date in the text": lambda a: a.update(answer=a["answer"].replace("2022年：", "2021年：", 1)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_altered_timeline_is_found_out(library: tuple[Assistant, Path], change: Change) -> None:
    real, documents = library
    saved = record(real.ask("柳汀市公交客运量是多少？"))
    change(saved)
    assert not reprove(answer_of(saved, "回答"), Originals(documents)).holds
