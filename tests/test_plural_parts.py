"""The parts that read and prove questions on documents as such, in two steps and on the larger of two."""

import pytest

from index.people.names import is_post
from rag.asking.questions import analyse
from rag.comparisons.which_more import one_difference
from rag.numbers.day_order import UNDATED, date_order
from rag.numbers.figures import quantities_in
from rag.plural.catalogue_questions import read
from rag.plural.second_reading import second_reading
from rag.plural.steps import read_steps


@pytest.mark.parametrize(
    ("text", "rule", "what"),
    [
        ("哪些文件提到了渔港补贴？", "mentions", "渔港补贴"),
        ("有几份材料提到休渔期？", "mentions", "休渔期"),
        ("“3.2亿元”这个数字在哪几份文件里出现过？", "mentions", "3.2亿元"),
        ("最早提出碳汇目标的是哪份文件？", "mentions", "碳汇目标"),
        ("渔港建设规划是哪个部门编制的？", "issuer", "渔港建设规划"),
        ("渔港建设的通知是什么时候印发的？", "date", "渔港建设的通知"),
        ("望海县印发了哪几份文件？", "issued_by", "望海县"),
        ("渔港建设规划分哪几章？", "parts", "渔港建设规划"),
    ],
)
def test_what_is_asked_of_documents_is_read(text: str, rule: str, what: str) -> None:
    asked = read(text)
    assert asked is not None
    assert (asked.rule, asked.what) == (rule, what)


@pytest.mark.parametrize(
    "text",
    [
        "渔港有哪些措施？",
        "2023年水产品总产量是多少？",
        "规划的总投资是多少？",
        "张三提到了什么问题？",
        "为什么要编制规划？",
    ],
)
def test_other_questions_are_not_about_documents_as_such(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "inner", "second"),
    [
        ("产量最高的县主要养殖什么品种？", "产量最高的县是哪个？", "甲主要养殖什么品种？"),
        ("牵头治理河道的部门是哪个，它的负责人是谁？", "牵头治理河道的部门是哪个？", "甲的负责人是谁？"),
        ("提出休渔补贴的那位专家对禁捕怎么看？", "谁提出休渔补贴？", "甲对禁捕怎么看？"),
    ],
)
def test_two_steps_are_read(text: str, inner: str, second: str) -> None:
    steps = read_steps(text)
    assert (steps[0].inner, steps[0].of("甲")) == (inner, second)


@pytest.mark.parametrize(
    "text", ["产量最高的县是哪个？", "产量最高的县有多少个？", "甲县的产量是多少？", "最重要的原因是什么？"]
)
def test_one_step_is_left_as_it_is(text: str) -> None:
    assert read_steps(text) == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("甲县和乙县哪个的渔港多，多几座？", "甲县的渔港比乙县多几座？"),
        ("甲港与乙港谁的吞吐量大、大多少？", "甲港的吞吐量比乙港大多少？"),
        ("甲县和乙县的渔港哪个少，少几座？", "甲县比乙县的渔港少几座？"),
        ("甲县和乙县哪个渔港多？", ""),
        ("甲县有多少座渔港？", ""),
    ],
)
def test_the_larger_and_by_how_much_is_one_question(text: str, asked: str) -> None:
    assert one_difference(text) == asked


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("收费不得超过0.6元", "at_most"),
        ("比例不得低于10%", "at_least"),
        ("人数不应少于30名", "at_least"),
        ("收费超过0.6元", "above"),
    ],
)
def test_what_must_not_be_exceeded_is_a_bound(text: str, qualifier: str) -> None:
    assert [f.qualifier for f in quantities_in(text)] == [qualifier]


@pytest.mark.parametrize("role", ["青石渡口渡工", "市环卫处环卫工", "云台村种植户", "村医", "茶农", "某厂焊工"])
def test_a_trade_is_a_post(role: str) -> None:
    assert is_post(role)


@pytest.mark.parametrize("words", ["见下文", "施工", "加工", "用户", "客户", "账户", "分工", "万元"])
def test_what_ends_like_a_trade_is_no_post(words: str) -> None:
    assert not is_post(words)


def test_printed_dates_sort_by_what_they_say() -> None:
    assert sorted(["2024年12月1日", "2024年9月", "2023-05-18"], key=date_order) == [
        "2023-05-18",
        "2024年9月",
        "2024年12月1日",
    ]
    assert date_order("第12号") == UNDATED


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("国家级海洋牧场示范区现在有多少家？", "国家海洋牧场示范区现在有多少个？"),
        ("国家级渔港有多少个？", ""),
        ("甲县有多少家企业？", ""),
    ],
)
def test_a_second_reading_keeps_to_the_words_of_the_record(text: str, again: str) -> None:
    assert second_reading(analyse(text)) == again
