"""Two figures that stand side by side, or in two rows: taken where all is accounted for, left where one is of something narrower."""

import pytest

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.models import Answer
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

POOLS = """# 湖滨省游泳场馆情况

青浦市有游泳馆64座，柳塘市51座，桐川市规模以上游泳馆20座。

2023年，全省游泳馆接待310万人次，其中室外泳池接待90万人次。

青浦市持证救生员1200名，比柳塘市多300名。
"""
ROWS = """表1 各市游泳馆情况

市\t场馆数（座）\t救生员（名）
青浦市\t64\t1200
柳塘市\t51\t900
桐川市\t33\t480

资料来源：省体育局
"""


def ask(question: str, text: str = POOLS) -> Answer:
    settings = AnswerSettings()
    return Assistant(FakeShelf([document(text, "pools")]), ExtractiveWriter(settings), settings).ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "青浦市的游泳馆比柳塘市多几座？",
        "青浦市和柳塘市的游泳馆相差多少座？",
        "青浦市与柳塘市的游泳馆差距有多大？",
        "柳塘市的游泳馆比青浦市少多少座？",
    ],
)
def test_figures_in_clauses_of_one_form_are_subtracted_and_both_cited(question: str) -> None:
    answer = ask(question)
    assert answer.short_answer == "13座"
    assert answer.derived is not None
    assert answer.claims[0].kind == "comparison"
    assert all(figure in answer.claims[0].text for figure in ("64座", "51座"))


def test_a_figure_of_a_narrower_scope_is_not_set_against_the_whole() -> None:
    answer = ask("青浦市的游泳馆比桐川市多几座？")
    assert answer.derived is None
    assert answer.short_answer is None


def test_a_printed_difference_goes_before_a_computed_one() -> None:
    answer = ask("青浦市的救生员比柳塘市多多少名？")
    assert answer.derived is None
    assert "300名" in (answer.short_answer or "")


def test_cells_of_two_rows_are_subtracted_and_their_unit_is_told() -> None:
    answer = ask("青浦市的救生员比桐川市多多少？", ROWS)
    assert answer.short_answer == "720"
    assert any("名" in note and "表头" in note for note in answer.notes)
    assert len(answer.derived.inputs if answer.derived else ()) == 2
