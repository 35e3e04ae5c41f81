"""The command line: build, documents, search."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from api.cli import main
from api.cli_library import _kinds
from tests.libraries import write_stories
from tests.texts import document, seeds

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    assert main(["build", "--documents", str(write_stories(folder / "texts")), "--library", str(folder / "lib")]) == 0
    return folder / "lib"


def test_build_sums_up_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_stories(tmp_path / "texts")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(b"%PDF")
    arguments = ["build", "--documents", str(folder), "--library", str(tmp_path / "lib")]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "文档 4（沿用 0，新读 4）" in said
    assert "未收入 empty.txt：文件为空" in said
    assert "scan.pdf" in said
    assert main(arguments) == 0
    assert "内容未变" in capsys.readouterr().out


def test_documents_lists_each_one(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["documents", "--library", str(library)]) == 0
    assert "临川市渔业合作社发展情况" in capsys.readouterr().out
    assert main(["documents", "--json", "--library", str(library)]) == 0
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)] == ["d0", "d1", "d2", "d3"]


def test_documents_counts_the_warnings_by_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The kinds are told by the words of the messages; that none is missed is held against the kinds of the reader."""
    assert main(["build", "--library", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["documents", "--library", str(tmp_path)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "001_2daa4ebdbbecc1fd  （题名未知，001_2daa4ebd…）" in lines
    assert any(line.startswith("警告 31：目录中有、正文中缺失 23，段落开头缺失 4，") for line in lines)
    counts = [sorted(map(int, re.findall(r" (\d+)(?:，|$)", line))) for line in lines if line.startswith("警告")]
    kinds = [Counter(warning.kind for warning in document.warnings) for document in seeds().values()]
    assert counts == [sorted(counter.values()) for counter in kinds if counter]


def test_no_kind_of_warning_is_without_words() -> None:
    odd = document("青岭市建成三个海洋\ufffd牧场，渔民可以申请贷款。\n")
    assert [warning.kind for warning in odd.warnings] == ["odd_character"]
    assert _kinds([warning.message for warning in odd.warnings]) == "警告 1：无法辨认的字符 1"
    assert "其他" not in _kinds([warning.message for known in seeds().values() for warning in known.warnings])


@pytest.mark.parametrize("how", ["fused", "words", "meaning"])
def test_search_gives_raw_spans_of_the_stored_text(library: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    arguments = ["search", "白水市新建网箱", "--how", how, "--top-k", "3", "--json", "--library", str(library)]
    assert main(arguments) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    raw = (library.parent / "texts" / "d2.txt").read_text("utf-8")
    mine = next(hit for hit in hits if hit["document"] == "d2")
    assert "".join(raw[start:end] for start, end in mine["spans"]) in mine["text"].replace("\n", "")
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))


def test_search_without_a_hit_says_so_and_ends_with_1(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "，。", "--library", str(library)]) == 1
    said = capsys.readouterr()
    assert (said.out, "没有找到与“，。”有关的片段" in said.err) == ("", True)


def test_the_library_may_be_named_by_the_environment(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIZHENG_LIBRARY", str(library))
    assert main(["search", "白水市新建网箱"]) == 0
    assert "白水" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["documents", "--library", "{none}"], "没有资料库"),
        (["search", "网箱", "--library", "{none}"], "jizheng build"),
        (["build", "--documents", "{none}"], "不存在"),
        (["search", "网箱", "--model", "{none}"], "不存在"),
    ],
)
def test_a_wrong_place_is_one_clear_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main([argument.replace("{none}", str(tmp_path / "none")) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少"),
        (["fetch"], "不能是 'fetch'"),
        (["search"], "缺少 查询"),
        (["search", "网箱", "--top-k", "0"], "“0”应为正整数"),
        (["search", "网箱", "--top-k", "9" * 5000], "应为正整数"),
        (["search", "网箱", "--how", "magic"], "不能是 'magic'"),
        (["documents", "more"], "不认识 more"),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, api.cli; api.cli._parser(); print({'numpy', 'faiss', 'fastapi', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_searching_imports_no_torch(library: Path) -> None:
    code = f"import sys, api.cli; api.cli.main(['search', '网箱', '--library', {str(library)!r}]);"
    code += "sys.stderr.write(str({'torch', 'sentence_transformers', 'jieba', 'fastapi'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.endswith("set()")
