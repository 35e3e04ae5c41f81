"""`jizheng eval` and its commands: what they print, what they write, how they end."""

import csv
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from openpyxl import load_workbook

from api.cli import main
from eval.baseline import read_baseline
from eval.cases import load_suite, load_suites
from eval.lines import read_lines
from eval.sheet_columns import SHEET
from tests.rag_kit import INTERVIEW, NEWS
from tests.test_imports import HEAVY, modules_after

ROOT = Path(__file__).parent.parent
HEAD = ("题号", "类型", "问题", "可答", "答案", "引文", "检索无果", "必过", "不得出现")
ROWS = (
    ("q1", "数字", "海州港2024年集装箱吞吐量是多少？", "是", "612.5万标箱", "海州港完成集装箱吞吐量612.5万标箱", "", "", ""),
    ("q2", "定义", "什么是冷链物流？", "是", "低温环境", "所谓冷链物流，是指食品在生产、贮藏、运输、销售各环节始终处于规定低温环境的物流方式", "", "", ""),
    ("q3", "题外", "红烧肉怎么做？", "否", "", "", "红烧肉", "", ""),
)  # fmt: skip
# What no system gets right: to refuse is wrong, and so is whatever can be said of it.
IMPOSSIBLE = ("q9", "列举", "海州港有什么泊位？", "是", "46个", "全港共有生产性泊位46个", "", "", "。；，；的；港；个")


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((HEAD, *rows))
    return path


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a JSON file."""
    found = json.loads(path.read_text("utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two documents and a sheet of three cases about them."""
    (tmp_path / "文件夹").mkdir()
    (tmp_path / "文件夹" / "port.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "文件夹" / "cold_chain.txt").write_text(INTERVIEW, encoding="utf-8")
    sheet(tmp_path / "题.csv", *ROWS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(*arguments: str) -> int:
    return main(["eval", "--documents", "文件夹", *arguments])


def test_a_run_is_summed_up_and_written_in_five_forms(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--cases", "题.csv", "--out", "报告") == 0
    told = capsys.readouterr().out
    assert re.search(r"^总分 \d+\.\d%（95% 区间 ", told, re.MULTILINE)
    assert "公开 3 题" in told
    assert re.search(r"^数字 +1 ", told, re.MULTILINE)
    for name in ("QuoteValid 100.0%", "Halluc", "FalseRef", "EvR@5：词面", "每题中位数", "门禁：通过（没有基线"):
        assert name in told
    out = home / "报告"
    assert {p.name for p in out.iterdir()} == {"report.md", "report.html", "junit.xml", "outcomes.jsonl", "run.json"}
    assert [o.id for o in read_lines((out / "outcomes.jsonl").read_text("utf-8"))] == ["q1", "q2", "q3"]
    assert Xml.parse(out / "junit.xml").getroot().get("tests") == "3"
    about = json.loads((out / "run.json").read_text("utf-8"))
    assert set(about) == {"protocol", "hashes", "verdict", "findings", "figures", "cost"}
    assert len(about["hashes"]["library"]) == len(about["hashes"]["corpus"]) == 64


def test_the_same_run_again_passes_and_writes_the_same_but_for_the_cost(home: Path) -> None:
    assert evaluate("--cases", "题.csv", "--write-baseline", "基线.json") == 0
    for out in ("一", "二"):
        assert evaluate("--cases", "题.csv", "--out", out, "--against", "基线.json") == 0
    first, second = ({p.name: p.read_text("utf-8") for p in (home / out).iterdir()} for out in ("一", "二"))
    for name in ("junit.xml", "outcomes.jsonl"):
        assert first[name] == second[name]
    timed = re.compile(r"## 耗时.*?(?=\n## )|<section id=\"cost\".*?</section>|\"cost\": \{.*?\n \}", re.DOTALL)
    for name in ("report.md", "report.html", "run.json"):
        assert timed.search(first[name]), name
        assert timed.sub("", first[name]) == timed.sub("", second[name])


def test_a_worse_run_ends_with_2_and_says_what_is_broken(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet(home / "题.csv", *ROWS, IMPOSSIBLE)
    assert evaluate("--cases", "题.csv", "--write-baseline", "基线.json") == 0
    rewrite(home / "基线.json", lambda found: found["outcomes"]["q9"].update(right=True))
    rewrite(home / "基线.json", lambda found: found["floors"].update({"type:list": 0.9}))
    capsys.readouterr()
    assert evaluate("--cases", "题.csv", "--against", "基线.json", "--out", "报告") == 2
    told = capsys.readouterr().out
    assert "门禁：未通过\n" in told
    assert "底线 type:list：type:list 为 0.000，低于底线 0.900" in told
    assert "变坏（基线答对，现在答错：公开 1 题）：q9" in told
    assert json.loads((home / "报告" / "run.json").read_text("utf-8"))["verdict"] == "worse"


def test_a_must_pass_case_fails_the_run_unless_it_is_waived(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet(home / "题.csv", *ROWS, (*IMPOSSIBLE[:7], "是", IMPOSSIBLE[8]))
    assert evaluate("--cases", "题.csv") == 2
    assert "必过题 q9：必过题未过：海州港有什么泊位？" in capsys.readouterr().out
    (home / "豁免.json").write_text('[{"id": "q9", "why": "已知"}]', encoding="utf-8")
    assert evaluate("--cases", "题.csv", "--waivers", "豁免.json") == 0


def test_two_runs_are_compared_by_their_folders_or_their_lines(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate("--cases", "题.csv", "--out", "一")
    lines = home / "一" / "outcomes.jsonl"
    outcomes = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    for path, right in ((lines, True), (home / "二.jsonl", False)):
        outcomes[2]["right"] = right
        path.write_text("".join(json.dumps(o) + "\n" for o in outcomes), encoding="utf-8")
    capsys.readouterr()
    assert main(["eval", "diff", "一", "一"]) == 0
    assert "变坏（基线答对，现在答错：公开 0 题）" in capsys.readouterr().out
    assert main(["eval", "diff", "一", "二.jsonl", "--out", "比较"]) == 2
    assert "公开 1 题）：q3" in capsys.readouterr().out
    assert (home / "比较" / "report.html").exists()
    assert main(["eval", "diff", "二.jsonl", "一/outcomes.jsonl"]) == 0
    assert "变好（基线答错，现在答对：公开 1 题）：q3" in capsys.readouterr().out


def test_runs_of_other_documents_are_not_compared(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate("--cases", "题.csv", "--out", "一", "--write-baseline", "基线.json")
    (home / "文件夹" / "more.txt").write_text("又一篇文档。\n", encoding="utf-8")
    evaluate("--cases", "题.csv", "--out", "二")
    capsys.readouterr()
    assert main(["eval", "diff", "一", "二"]) == 4
    assert "两次评测所用的文档不同，不能相比" in capsys.readouterr().err
    assert evaluate("--cases", "题.csv", "--against", "基线.json") == 4
    assert "基线所用的文档与现在的不同，不能相比" in capsys.readouterr().err
    assert evaluate("--cases", "题.csv", "--write-baseline", "基线.json") == 0
    assert "不沿用“基线.json”的底线" in capsys.readouterr().err


def test_the_floors_of_a_baseline_that_is_replaced_only_rise(home: Path) -> None:
    sheet(home / "题.csv", *ROWS, IMPOSSIBLE)
    evaluate("--cases", "题.csv", "--write-baseline", "基线.json")
    rewrite(home / "基线.json", lambda found: found["floors"].update({"type:list": 0.9, "overall": 0.0}))
    evaluate("--cases", "题.csv", "--write-baseline", "基线.json")
    assert read_baseline(home / "基线.json").floors["type:list"] == 0.9


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cases", "无.csv"], "没有“无.csv”：请用 --cases 指定"),
        (["--cases", "文件夹"], "下没有评测题"),
        (["--cases", "坏.csv"], "坏.csv 第 2 行“答案”列：答案“47个”不在所引证据中"),
        (["--cases", "题.csv", "--against", "无.json"], "没有基线文件“无.json”：请先用 --write-baseline 生成"),
        (["--cases", "题.csv", "--against", "题.csv"], "不是基线文件"),
        (["--cases", "题.csv", "--waivers", "无.json"], "豁免文件“无.json”无法读取"),
        (["--cases", "题.csv", "--documents", "无"], "文件夹不存在"),
        (["diff", "无", "无"], "不是评测结果"),
        (["convert", "题.csv", "--documents", "无", "--out", "x.jsonl"], "文件夹不存在"),
        (["template", "题.csv"], "已经存在，未写"),
        (["template", "题.ods"], "请用以 .xlsx 或 .csv 结尾的文件名"),
    ],
)
def test_what_cannot_be_used_ends_with_4_and_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    sheet(home / "坏.csv", ("q1", "数字", "有几个泊位？", "是", "47个", "全港共有生产性泊位46个", "", "", ""))
    assert main(["eval", "--documents", "文件夹", *arguments]) == 4
    shown = capsys.readouterr()
    assert shown.err.splitlines()[-1].startswith("错误：")
    assert said in shown.err
    assert shown.out == ""


def test_closed_cases_are_counted_and_neither_told_nor_exported(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["eval", "convert", "题.csv", "--documents", "文件夹", "--out", "题.jsonl"])
    lines = (home / "题.jsonl").read_text("utf-8").splitlines()
    for kind, kept in (("open", lines[:1]), ("closed", lines[1:])):
        folder = home / "题集" / "自己" / kind
        folder.mkdir(parents=True)
        (folder / "题.jsonl").write_text("\n".join(kept), encoding="utf-8")
    capsys.readouterr()
    assert evaluate("--cases", "题集", "--out", "报告", "--write-baseline", "基线.json") == 0
    assert "公开 1 题" in capsys.readouterr().out
    for path in (home / "报告").iterdir():
        assert "什么是冷链物流" not in path.read_text("utf-8"), path.name
    assert (
        main(["eval", "export", "--format", "beir", "--cases", "题集", "--documents", "文件夹", "--out", "导出"]) == 0
    )
    told = capsys.readouterr().out
    assert "1 题写到 导出/自己" in told
    assert "封存的 2 题没有导出" in told
    assert len((home / "导出" / "自己" / "queries.jsonl").read_text("utf-8").splitlines()) == 1
    assert set(read_baseline(home / "基线.json").first_closed) == {"overall", "definition", "off_topic"}


@pytest.mark.usefixtures("home")
def test_the_parts_of_the_documents_without_a_case_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "coverage", "--cases", "题.csv", "--documents", "文件夹"]) == 0
    told = capsys.readouterr().out
    assert "## port" in told
    assert "码头建设" in told
    assert "共 " in told


# The guide

COMMANDS = re.findall(r"^(jizheng eval [^#\n]+)", (ROOT / "eval" / "guide.md").read_text("utf-8"), re.MULTILINE)


def test_every_command_of_the_guide_runs_in_its_order(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split("eval template 我的题.xlsx")) == 0
    book = load_workbook(home / "我的题.xlsx")
    (names,) = book[SHEET].iter_rows(max_row=1, values_only=True)
    for row in ROWS:
        cells = dict(zip(HEAD, row, strict=True))
        book[SHEET].append([cells.get(str(name), "") for name in names])
    book.save(home / "我的题.xlsx")
    assert len(COMMANDS) == 7
    for command in COMMANDS:
        capsys.readouterr()
        assert main(shlex.split(command)[1:]) == 0, (command, capsys.readouterr().err)
    (suite,) = (load_suite("自己", [home / "我的题.jsonl"], home / "文件夹"),)
    assert [case.id for case in suite.cases] == ["q1", "q2", "q3"]
    assert (home / "报告B" / "report.html").exists()
    assert (home / "导出" / "我的题" / "qrels.txt").exists()


def test_the_default_cases_are_our_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "coverage"]) == 0
    told = capsys.readouterr().out
    for suite in load_suites(ROOT / "eval" / "cases", ROOT / "seeds"):
        for name in suite.raw:
            assert f"## {name}" in told


# Help


def test_help_is_chinese_and_imports_nothing_heavy() -> None:
    for arguments in (["eval", "--help"], ["eval", "diff", "--help"], ["eval", "export", "--help"]):
        code = f"from api.cli import main\ntry:\n    main({arguments!r})\nexcept SystemExit:\n    pass"
        loaded = modules_after(code)
        assert [
            name for name in (*HEAVY, "numpy", "faiss", "openpyxl", "pydantic", "eval.gate") if name in loaded
        ] == []


def test_each_command_says_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("diff", "convert", "template", "export", "coverage"):
        with pytest.raises(SystemExit) as left:
            main(["eval", command, "--help"])
        assert left.value.code == 0
        assert capsys.readouterr().out.startswith(f"用法：jizheng eval {command}")
    with pytest.raises(SystemExit) as left:
        main(["eval", "export", "--format", "csv", "--out", "x"])
    assert left.value.code == 2
    assert "--format 不能是 'csv'，可选 " in capsys.readouterr().err
