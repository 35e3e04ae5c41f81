"""Forms of briefings: the shipped ones, copies that users edit, and files that are none."""

import re
from pathlib import Path

import pytest

import rag.briefing.forms as module
from rag.briefing.drafting import brief
from rag.briefing.forms import form_of, outlined, shipped
from rag.briefing.manuscript import manuscript
from rag.briefing.models import BriefingError, Commission
from tests import rag_kit

SHIPPED = Path(module.__file__).with_name("forms")
OWN = """
name = "港口一页纸"
title = "{topic}一页纸"
figures = 3
tables = 0

[[section]]
heading = "规模"
aspects = ["figures"]
probes = ["{topic}的吞吐量"]

[[section]]
heading = "目标"
aspects = ["targets"]
probes = ["{topic}的目标"]
weight = 2
"""


def written(folder: Path, text: str, name: str = "own.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_the_four_forms_of_the_issue_ship_in_the_order_they_are_offered() -> None:
    assert list(shipped()) == ["专题简报", "问答摘编", "数据速览", "对比分析"]


@pytest.mark.parametrize("name", ["专题简报", "问答摘编", "数据速览", "对比分析"])
def test_a_shipped_form_is_found_by_its_name_and_asks_for_the_topic_everywhere(name: str) -> None:
    form = form_of(name)
    assert form.name == name
    assert "{topic}" in form.title
    assert all("{topic}" in probe for section in form.section for probe in section.probes)
    assert len({section.heading for section in form.section}) == len(form.section)


def test_a_copy_with_another_heading_and_fewer_sections_is_what_is_drafted(tmp_path: Path) -> None:
    form = written(tmp_path, OWN)
    briefing = brief(Commission("海州港集装箱", form, 400), rag_kit.assistant())
    headings = [e.text for e in manuscript(briefing).elements if e.kind == "heading"]
    assert briefing.title == "海州港集装箱一页纸"
    assert set(headings) <= {"关键数据", "规模", "目标", "资料未覆盖的问题"}
    assert {"规模", "目标"} <= set(headings)
    assert len(briefing.figures) <= 3


def test_a_shipped_template_copied_as_it_is_reads_as_the_shipped_form(tmp_path: Path) -> None:
    text = (SHIPPED / "数据速览.toml").read_text("utf-8")
    assert form_of(written(tmp_path, text, "抄本.TOML")) == shipped()["数据速览"]


def test_a_template_saved_by_an_editor_that_writes_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert form_of(str(path)).name == "港口一页纸"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name = "甲', "不是有效的 TOML"),
        ('title = "{topic}"\nsection = []', "name"),
        ('name = "甲"\ntitle = "乙"\nsection = []', r"\[\[section\]\]"),
        (OWN.replace('"figures"', '"gossip"'), "aspects 可用：what、background"),
        (OWN.replace("figures = 3", 'figures = "三"'), "figures"),
        (OWN.replace("weight = 2", 'weight = "重"'), "weight"),
        (OWN.replace('heading = "目标"', "heading = 5"), "heading"),
        (OWN.replace('probes = ["{topic}的目标"]', 'probes = "{topic}的目标"'), "probes"),
    ],
)
def test_a_file_that_is_no_template_is_refused_by_name_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BriefingError, match=told) as error:
        form_of(written(tmp_path, text))
    assert "own.toml" in str(error.value)
    assert any(remedy in str(error.value) for remedy in ("可照“专题简报”的模板修改", "应有 1 至"))


@pytest.mark.parametrize(("weight", "figures"), [("-1", "3"), ("0", "3"), ("1", "-4"), ("nan", "3"), ("inf", "3")])
def test_a_weight_or_number_that_makes_no_sense_is_refused(tmp_path: Path, weight: str, figures: str) -> None:
    text = OWN.replace("weight = 2", f"weight = {weight}").replace("figures = 3", f"figures = {figures}")
    with pytest.raises(BriefingError, match=r"own\.toml"):
        form_of(written(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(OWN.encode("gb18030"))
    with pytest.raises(BriefingError, match=r"own\.toml.*TOML"):
        form_of(str(path))


def test_a_file_too_large_for_a_template_is_refused_with_its_size(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match=r"100200 字节.*上限 100000"):
        form_of(written(tmp_path, "#" * 100_200))


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(BriefingError, match=r"没有“领导讲话”这种形式.*专题简报、问答摘编、数据速览、对比分析"):
        form_of("领导讲话")


def test_a_missing_file_and_a_folder_are_refused_by_their_path(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    for path in (missing, folder):
        with pytest.raises(BriefingError, match=re.escape(str(path))):
            form_of(str(path))


BRACES = ["{", "}", "{0}", "{topic", "{x!r:>9}", "{topic:>99999999}"]


@pytest.mark.parametrize("words", [*BRACES, "{topic}", "{{topic}}", "%s"])
def test_braces_in_topics_are_only_characters(words: str) -> None:
    briefing = brief(Commission(f"海州港集装箱{words}", length=400), rag_kit.assistant())
    assert briefing.title == f"关于海州港集装箱{words}的专题简报"
    assert briefing.sections


@pytest.mark.parametrize("words", BRACES)
def test_braces_in_a_template_that_are_no_topic_are_refused_with_the_text_they_stand_in(
    tmp_path: Path, words: str
) -> None:
    with pytest.raises(BriefingError, match=rf"own\.toml.*{re.escape('规模' + words)}.*花括号"):
        form_of(written(tmp_path, OWN.replace('heading = "规模"', f'heading = "规模{words}"')))


def test_a_heading_may_name_the_topic(tmp_path: Path) -> None:
    form = written(tmp_path, OWN.replace('heading = "规模"', 'heading = "{topic}的规模"'))
    briefing = brief(Commission("海州港集装箱", form, 400), rag_kit.assistant())
    assert "海州港集装箱的规模" in [section.heading for section in briefing.sections]


def test_an_outline_takes_the_place_of_the_sections_and_keeps_the_rest_of_the_form() -> None:
    form = outlined(form_of("数据速览"), ("港口规模", "有什么问题"), {"有什么问题": ("problems",)})
    assert [section.heading for section in form.section] == ["港口规模", "有什么问题"]
    assert [section.aspects for section in form.section] == [(), ("problems",)]
    assert (form.figures, form.title) == (form_of("数据速览").figures, form_of("数据速览").title)
