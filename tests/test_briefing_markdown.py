"""Briefings as Markdown: marks, tables, sources, and texts of documents that Markdown could read as its own."""

import re
from dataclasses import replace

import pytest

from rag.briefing.manuscript import manuscript
from rag.briefing.markdown import escaped, markdown
from tests.word_kit import briefing


def test_every_line_stands_there_with_its_marks() -> None:
    text = markdown(briefing())
    shown = [run for e in manuscript(briefing()).elements for run in e.runs if run.line]
    assert shown
    for run in shown:
        assert escaped(run.text) + "".join(f"[{n}]" for n in run.marks) in text


def test_every_mark_has_its_source_in_order() -> None:
    body, sources = markdown(briefing()).split("## 来源")
    used = [int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", body)]
    listed = [int(n) for n in re.findall(r"^\[(\d+)\] ", sources, re.MULTILINE)]
    assert listed == list(range(1, len(listed) + 1)) == sorted(set(used))
    assert r"[6] 冷链物流怎么走\[Z\]. \[日期不详\]. 章节：短板在哪里。" in sources


def test_tables_have_as_many_cells_in_each_row() -> None:
    rows = [line for line in markdown(briefing()).split("\n") if line.startswith("|")]
    assert "| 石浦渔港 | 浙江省 | 120[4] |" in rows
    tables = [table for table in re.split(r"\n\n", markdown(briefing())) if table.startswith("|")]
    assert all(len({line.count("|") for line in table.split("\n")}) == 1 for table in tables)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<script>", r"\<script\>"),
        ("[1](http://x)", r"\[1\](http://x)"),
        ("*重点*", r"\*重点\*"),
        ("第一行\n# 第二行", r"第一行 \# 第二行"),
        ("A&amp;B", "A&amp;amp;B"),
    ],
)
def test_signs_of_markdown_and_html_stay_letters(given: str, shown: str) -> None:
    made = markdown(replace(briefing(), title=given))
    assert made.split("\n")[0] == f"# {shown}"


def test_the_standard_changes_the_marks_of_references() -> None:
    assert "文档“fishing”" in markdown(briefing(), "2015")
    assert markdown(briefing(), "2015") != markdown(briefing(), "2025")
