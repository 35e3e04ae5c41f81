import json
import os
import stat
import tomllib
from pathlib import Path

import pytest

from api.cli import main
from api.files import write_whole
from rag.briefing.records import briefing_of
from tests.rag_kit import INTERVIEW, NEWS

TOPIC = "海州港的建设"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafting")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "port.txt").write_text(NEWS, encoding="utf-8")
    (documents / "cold_chain.txt").write_text(INTERVIEW, encoding="utf-8")
    assert main(["build", "--documents", str(documents), "--library", str(folder / "library")]) == 0
    return folder / "library"


def brief(library: Path, *arguments: str) -> int:
    return main(["brief", *arguments, "--library", str(library)])


def test_a_briefing_is_printed_with_numbers_that_lead_to_its_sources(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        brief(library, TOPIC, "--question", "海州港2024年集装箱吞吐量是多少？", "--question", "火星上有几座港口？") == 0
    )
    out, err = capsys.readouterr()
    body, sources = out.split("\n## 出处\n")
    assert body.startswith("# 关于海州港的建设的专题简报\n\n草稿　供核对\n")
    assert "## 海州港2024年集装箱吞吐量是多少？" in body
    assert "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。[" in body
    assert "- 火星上有几座港口？：" in body
    numbers = [line.split("]")[0].removeprefix("[") for line in sources.splitlines() if line.startswith("[")]
    assert numbers == [str(n + 1) for n in range(len(numbers))]
    assert f"[{numbers[-1]}]" in body
    assert "\x1b" not in out
    assert err == ""


def test_json_is_the_record_of_the_briefing(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert brief(library, TOPIC, "--json", "--form", "数据速览", "--length", "600") == 0
    briefing = briefing_of(json.loads(capsys.readouterr().out))
    assert (briefing.commission.form, briefing.commission.length) == ("数据速览", 600)


def test_a_file_is_written_and_never_overwritten_unasked(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "港口.json"
    assert brief(library, TOPIC, "--out", str(out)) == 0
    first = out.read_bytes()
    assert briefing_of(json.loads(first)).commission.topic == TOPIC
    assert f"已写入 {out}" in capsys.readouterr().err
    assert brief(library, "冷链物流的短板", "--out", str(out)) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_bytes() == first
    assert brief(library, "冷链物流的短板", "--out", str(out), "--force") == 0
    assert briefing_of(json.loads(out.read_bytes())).commission.topic == "冷链物流的短板"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_word_and_markdown_are_written(library: Path, tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("rag.briefing.word")
    out = tmp_path / f"港口.{suffix}"
    assert brief(library, TOPIC, "--out", str(out), "--evidence", "comments", "--gbt", "2015") == 0
    assert out.read_bytes()[:2] == {"docx": b"PK", "md": b"# "}[suffix]


def test_an_outline_file_takes_the_place_of_the_forms_sections(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outline = tmp_path / "提纲.txt"
    outline.write_bytes("一、港口的数据\r\n\r\n二、建设进展\r\n".encode("gb18030"))
    assert brief(library, TOPIC, "--outline", str(outline)) == 0
    out = capsys.readouterr().out
    heads = [line for line in out.splitlines() if line.startswith("## ")]
    assert "## 港口的数据" in heads
    assert "## 发展现状" not in heads


def test_a_copied_template_is_used_once_edited(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "我的.toml"
    assert main(["brief", "--copy-form", "专题简报", str(own)]) == 0
    text = own.read_text(encoding="utf-8")
    assert tomllib.loads(text)["name"] == "专题简报"
    assert main(["brief", "--copy-form", "专题简报", str(own)]) == 2
    own.write_text(text.replace("关于{topic}的专题简报", "{topic}一览"), encoding="utf-8")
    capsys.readouterr()
    assert brief(library, TOPIC, "--form", str(own)) == 0
    assert capsys.readouterr().out.startswith("# 海州港的建设一览\n")


def test_the_forms_are_listed_without_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "--forms", "--library", "/nowhere/at/all"]) == 0
    assert [line.split("：")[0] for line in capsys.readouterr().out.splitlines()] == [
        "专题简报",
        "问答摘编",
        "数据速览",
        "对比分析",
    ]


def test_sources_are_filtered_as_for_questions(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = brief(library, TOPIC, "--issuer", "没有这个机构")
    out, err = capsys.readouterr()
    assert status == 1
    assert "资料中没有可写进“海州港的建设”简报的内容" in err
    assert "## 出处" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少主题"),
        ([" "], "缺少主题"),
        (["？？？"], "“？？？”中没有可以检索的词语"),
        (["港" * 201], "上限 200"),
        ([TOPIC, "--length", "5"], "篇幅 5 不在 200–20000"),
        ([TOPIC, "--form", "没有的形式"], "没有“没有的形式”这种形式。可用：专题简报"),
        ([TOPIC, "--form", "/nowhere.toml"], "/nowhere.toml"),
        ([TOPIC, "--form", "/etc/passwd"], "没有“/etc/passwd”这种形式"),
        ([TOPIC, "--out", "x.pdf"], "“x.pdf”的后缀应为 .docx、.md、.json"),
        ([TOPIC, "--out", "/nowhere/at/all/x.md"], "文件夹“/nowhere/at/all”不存在"),
        ([TOPIC, "--out", "x.json", "--json"], "--json 与 --out"),
        ([TOPIC, "--outline", "/nowhere.txt"], "/nowhere.txt"),
        ([TOPIC, "--outline", "a.txt", "--heading", "甲"], "--outline 与 --heading"),
        ([TOPIC, "--heading", "甲", "--heading", "甲"], "“甲”出现了两次"),
        ([TOPIC, "--question", ""], "空的一项"),
        (["--copy-form", "没有的", "x.toml"], "没有“没有的”这种形式"),
        (["--copy-form", "专题简报", "x.txt"], "后缀应为 .toml"),
        ([TOPIC, "--library", "/nowhere/at/all"], "jizheng build"),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(
    library: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    extra = [] if "--library" in arguments else ["--library", str(library)]
    assert main(["brief", *arguments, *extra]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert "\n" not in err.strip()
    assert out == ""


def test_an_empty_or_unreadable_outline_is_named(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outline = tmp_path / "提纲.txt"
    for data, said in ((b"\n\n", "没有标题"), (b"\xff\xff\xff", "纯文本"), (b"x" * 100_001, "上限 100000")):
        outline.write_bytes(data)
        assert brief(library, TOPIC, "--outline", str(outline)) == 2
        assert said in capsys.readouterr().err


def test_a_template_with_a_fault_is_named(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "我的.toml"
    own.write_text('name = "甲"\ntitle = "{topic:>999999999}"\n[[section]]\nheading = "乙"\naspects = []\n')
    assert brief(library, TOPIC, "--form", str(own)) == 2
    assert "我的.toml" in capsys.readouterr().err


def test_a_file_is_put_in_place_whole_with_the_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"first")
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    path.chmod(0o600)
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "plain"]


def test_what_stood_there_survives_a_write_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
