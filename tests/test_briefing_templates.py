"""Templates and outlines of users: read as they are meant, refused before they can do harm."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.outlines import headings_of
from rag.briefing.forms import Form, SectionForm, as_template, form_from, form_of, outlined, shipped, template_text
from rag.briefing.models import BriefingError

PLAIN: dict[str, Any] = {"name": "甲", "title": "关于{topic}", "section": [{"heading": "一节", "aspects": ["what"]}]}
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="{}"), min_size=1, max_size=20)


def section(**changed: object) -> dict[str, Any]:
    return {**PLAIN, "section": [{**PLAIN["section"][0], **changed}]}


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ({**PLAIN, "title": "{topic:>999999999}"}, "{topic:>999999999}"),
        ({**PLAIN, "title": "{topic.__class__}"}, "花括号"),
        ({**PLAIN, "title": "{topic!r}"}, "花括号"),
        ({**PLAIN, "title": "{0}"}, "花括号"),
        (section(heading="{"), "花括号"),
        (section(probes=["{other}"]), "{other}"),
        (section(weight=0), "weight 为 0"),
        (section(weight=-1.0), "weight"),
        (section(weight=float("nan")), "weight"),
        (section(weight=float("inf")), "weight"),
        (section(heading=" "), "不能用"),
        (section(heading="甲\n乙"), "换行"),
        (section(heading="字" * 201), "200"),
        (section(probes=["甲"] * 11), "11 个 probes"),
        (section(aspects=["nonsense"]), "aspects 可用：what"),
        ({**PLAIN, "section": []}, "0 个 [[section]]"),
        ({**PLAIN, "section": PLAIN["section"] * 31}, "31 个 [[section]]"),
        ({**PLAIN, "figures": -1}, "figures 为 -1"),
        ({**PLAIN, "figures": "many"}, "figures"),
        ([], "内容有误"),
        ({**PLAIN, "tables": -1}, "tables 为 -1"),
        ({**PLAIN, "titel": "甲"}, "不认识的项“titel”"),
        (section(weigth=2.0), "不认识的项“weigth”"),
        ({**PLAIN, "\x1b[31m": 1}, "不认识的项"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_by_value(template: object, said: str) -> None:
    with pytest.raises(BriefingError, match="模板甲") as refused:
        form_from(template, "模板甲")
    assert said in str(refused.value)


@given(WORDS, WORDS, st.floats(0.01, 100), st.booleans())
def test_a_form_written_as_a_template_reads_as_the_same_form(
    tmp_path_factory: pytest.TempPathFactory, name: str, heading: str, weight: float, flag: bool
) -> None:
    form = Form(name, f"{heading}{{topic}}", (SectionForm(heading, ("what",), (name,), weight, flag),), sides=flag)
    path = tmp_path_factory.mktemp("form") / "own.toml"
    path.write_text(as_template(form), encoding="utf-8")
    assert form_of(str(path)) == form


@pytest.mark.parametrize("name", list(shipped()))
def test_a_shipped_template_copied_out_reads_as_the_shipped_form(name: str) -> None:
    import tomllib

    assert form_from(tomllib.loads(template_text(name)), name) == shipped()[name]
    assert form_from(tomllib.loads(as_template(shipped()[name])), name) == shipped()[name]


def test_a_template_that_is_not_shipped_cannot_be_copied() -> None:
    with pytest.raises(BriefingError, match="可以复制的有：专题简报"):
        template_text("../forms")


def test_braces_in_a_users_heading_are_no_template() -> None:
    form = outlined(shipped()["专题简报"], ["{topic:>9}与{甲}"], {})
    assert form.section[0].heading == "{topic:>9}与{甲}"
    assert form.section[0].probes[1].replace("{topic}", "港口") == "港口{topic:>9}与{甲}"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("一、发展现状", "发展现状"),
        ("（二）主要问题", "主要问题"),
        ("## 对策", "对策"),
        ("- 1. 背景", "背景"),
        ("1.2 数据", "数据"),
        ("3）案例", "案例"),
        ("第三章 展望", "展望"),
        ("5G应用", "5G应用"),
        ("2025年目标", "2025年目标"),
        ("一体化发展", "一体化发展"),
        ("1.5亿元投资", "1.5亿元投资"),
        ("十四五时期", "十四五时期"),
        ("第一产业", "第一产业"),
    ],
)
def test_numbers_and_marks_before_a_heading_are_dropped_and_words_kept(line: str, heading: str) -> None:
    assert headings_of(f"\n{line}\n  \n") == (heading,)
