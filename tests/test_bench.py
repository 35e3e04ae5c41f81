"""The bench measures what it says, and its rival program is a sound yardstick."""

import json
import math
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import bench
from eval.bench_measure import BenchError, Stages, disk_bytes, machine, percentile, run, tree_memory
from eval.bench_ours import export
from eval.bench_records import BenchSettings, Built, Comparison, Load, OverHttp, Served, Side, Start
from eval.bench_report import markdown
from index.building import build_library
from index.segmentation import DEFAULT_MODEL, static_folder
from index.settings import IndexSettings

PLACES = ("青石", "白沙", "云台", "临江", "长乐", "南屿", "北川", "东港", "西坪", "龙门")
TRADES = ("造船", "制茶", "养殖", "纺织", "陶瓷", "花卉", "盐业", "木雕", "渔网", "竹编")
FIGURES = st.lists(st.floats(0, 1e6), min_size=2, max_size=50)


def sentences(n: int) -> list[str]:
    place, trade = PLACES[n % 10], TRADES[(n // 10 + n) % 10]
    return [
        f"{place}镇今年新建了{n + 3}座{trade}工坊。",
        f"工坊由镇里和农户共同出资，一共投入{n * 7 + 20}万元。",
        f"镇长说，{trade}已经成为{place}最重要的收入来源。",
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "texts"
    place.mkdir()
    for n in range(12):
        (place / f"{n:02}.txt").write_text("\n".join(sentences(n)), "utf-8")
    return place


def brute_force(keys: list[str], question: str) -> list[float]:
    """Fused scores by the formulas as they stand in books, one chunk and one word at a time."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    from eval.rival import cut

    texts = [cut(key) for key in keys]
    mean = statistics.mean(len(text) for text in texts)
    holding = Counter(word for text in texts for word in set(text))

    def said(text: list[str]) -> float:
        score = 0.0
        for word in cut(question):
            n, count = holding[word], text.count(word)
            rarity = math.log(1 + (len(texts) - n + 0.5) / (n + 0.5))
            score += rarity * count / (count + 0.8 * (1 - 0.5 + 0.5 * len(text) / mean))
        return score

    place = static_folder(DEFAULT_MODEL)
    assert place is not None
    tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
    table = load_file(str(place / "model.safetensors"))["embedding.weight"].astype(np.float64)

    def meant(text: str) -> np.ndarray:
        return table[tokenizer.encode(text).ids].sum(axis=0)  # type: ignore[no-any-return]

    def cosine(a: np.ndarray, b: np.ndarray) -> float:
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    words = [said(text) for text in texts]
    near = [cosine(meant(key), meant(question)) for key in keys]
    return [w / max(words) + 0.3 * max(c, 0) for w, c in zip(words, near, strict=True)]


def test_the_rival_ranks_as_brute_force_does(tmp_path: Path) -> None:
    pytest.importorskip("rjieba")
    from eval.rival import Rival, StaticModel, build

    keys = [f"{PLACES[n % 10]} {sentence}" for n in range(30) for sentence in sentences(n)]
    lines = [json.dumps({"key": key, "text": key[3:]}, ensure_ascii=False) for key in keys]
    (tmp_path / "chunks.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    model = StaticModel(static_folder(DEFAULT_MODEL) or Path())
    assert build(tmp_path / "chunks.jsonl", tmp_path / "rival", model, Stages("x")) == len(keys)
    rival = Rival(tmp_path / "rival", model)
    for question in ("白沙镇新建了多少座工坊", "陶瓷是哪里最重要的收入来源", "农户投入了多少万元"):
        found, expected = rival.search(question), brute_force(keys, question)
        assert [f.score for f in found] == pytest.approx(sorted(expected, reverse=True)[:10], abs=1e-4)
        assert [f.score for f in found] == pytest.approx([expected[f.chunk] for f in found], abs=1e-4)
        assert [f.text for f in found] == [keys[f.chunk][3:] for f in found]
    rival.close()


def test_the_rival_answers_a_question_without_known_words(tmp_path: Path) -> None:
    pytest.importorskip("rjieba")
    from eval.rival import Rival, StaticModel, build

    (tmp_path / "chunks.jsonl").write_text('{"key": "青石镇造船", "text": "造船"}\n', "utf-8")
    model = StaticModel(static_folder(DEFAULT_MODEL) or Path())
    build(tmp_path / "chunks.jsonl", tmp_path / "rival", model, Stages("x"))
    rival = Rival(tmp_path / "rival", model)
    assert [f.text for f in rival.search("zzzz")] == ["造船"]
    rival.close()


def test_percentiles_of_hand_made_values() -> None:
    assert percentile([4, 1, 3, 2, 5], 50) == 3
    assert percentile([1, 2], 50) == 1.5
    assert percentile([10, 20, 30], 95) == pytest.approx(29)
    assert percentile([7], 95) == 7


@given(FIGURES, st.integers(0, 100))
def test_percentiles_are_those_of_numpy(values: list[float], percent: int) -> None:
    assert percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)))


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1.0], 101), ([1.0], -1)])
def test_a_percentile_of_nothing_is_refused(values: list[float], percent: float) -> None:
    with pytest.raises(ValueError, match="须有值"):
        percentile(values, percent)


def test_a_stage_entered_again_goes_on_where_it_stopped() -> None:
    times = iter([0.0, 1.0, 3.0, 6.0, 10.0])
    stages = Stages("start", lambda: next(times))
    assert stages.enter("read") == "start"
    assert stages.enter("embed") == "read"
    assert stages.enter("read") == "embed"
    assert stages.finish() == {"start": 1.0, "read": 2.0 + 4.0, "embed": 3.0}


@pytest.mark.skipif(not tree_memory(1), reason="needs /proc")
def test_the_peak_counts_the_memory_of_children() -> None:
    holds = "import time; held = bytearray(60_000_000); time.sleep(0.4)"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holds!r}], check=True)"
    assert run([sys.executable, "-c", starts], watch=True).peak > 60_000_000
    assert run([sys.executable, "-c", "import time; time.sleep(0.2)"], watch=True).peak < 60_000_000


def test_processor_time_is_counted_with_that_of_children_and_without_waiting() -> None:
    works = "import time\nwhile time.process_time() < 0.3: pass"
    starts = (
        f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {works!r}], check=True); time.sleep(0.5)"
    )
    ran = run([sys.executable, "-c", starts])
    assert 0.3 <= ran.cpu < ran.seconds - 0.4


def test_a_failing_program_is_reported_with_its_status_and_last_words() -> None:
    with pytest.raises(BenchError, match=r"(?s)以 3 结束：.*broken"):
        run([sys.executable, "-c", "import sys; print('broken', file=sys.stderr); sys.exit(3)"])


def test_a_refusal_counts_as_an_answer_and_a_crash_does_not() -> None:
    refuses = [sys.executable, "-c", "import sys; print('refused'); sys.exit(1)"]
    assert run(refuses, may_decline=True).output == "refused\n"
    with pytest.raises(BenchError, match="以 1 结束"):
        run(refuses)
    with pytest.raises(BenchError, match="ZeroDivisionError"):
        run([sys.executable, "-c", "1 / 0"], may_decline=True)


def test_disk_counts_every_file_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(b"123")
    (tmp_path / "b").write_bytes(b"12345")
    assert disk_bytes(tmp_path) == {"b": 5, "deep/a": 3}


def test_the_machine_is_named_without_its_host_name() -> None:
    import platform

    said = machine()
    assert all(said.values())
    assert platform.node() not in said.values()


def made_up(name: str, seconds: float, cold: float, own: int) -> Side:
    built = Built(
        seconds, seconds * 2, 400_000_000, {name: seconds}, {"texts": 30_000_000, "index": 20_000_000}, "texts"
    )
    return Side(built, Served(cold, cold / 2, 0.002, 0.004, 0.002, 100_000_000, own))


def test_the_report_states_ratios_in_figures_and_words() -> None:
    ours, theirs = made_up("读", 30.0, 0.5, 50_000_000), made_up("切", 20.0, 1.0, 51_000_000)
    said = markdown({"核": "2"}, [Comparison("某", 3, 9, 5, ours, theirs, None, None)])
    assert "| 建库用时 | 30.0 s | 20.0 s | 1.50 |" in said
    assert "| 其中索引（不含原文） | 20.0 MB | 20.0 MB | 1.00 |" in said
    assert "建库用时：本产品是手写程序的 1.50 倍，更慢" in said
    assert "0.50 倍，更快" in said
    assert "其中自有（不含映射的文件）：本产品是手写程序的 0.98 倍，相当" in said
    assert "尚无此命令" in said


def test_without_the_rival_the_report_compares_nothing() -> None:
    said = markdown({"核": "2"}, [Comparison("某", 3, 9, 5, made_up("读", 30.0, 0.5, 5), None, None, None)])
    assert "| 建库用时 | 30.0 s | — | — |" in said
    assert "倍" not in said


def test_questions_are_the_same_every_time_and_stand_in_the_chunks(tmp_path: Path, folder: Path) -> None:
    build_library(folder, tmp_path / "library", IndexSettings())
    for n in "12":
        made = export(tmp_path / "library", tmp_path / f"chunks{n}", tmp_path / f"questions{n}", 7)
    questions = json.loads((tmp_path / "questions1").read_text("utf-8"))
    chunks = [json.loads(line) for line in (tmp_path / "chunks1").read_text("utf-8").splitlines()]
    assert (tmp_path / "questions2").read_bytes() == (tmp_path / "questions1").read_bytes()
    assert made == {"chunks": len(chunks), "questions": 7}
    assert len(set(questions)) == 7
    assert all(any(q in "".join(chunk["text"].split()) for chunk in chunks) for q in questions)


def test_a_folder_is_measured_from_end_to_end_and_nothing_is_left_behind(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    found = bench.compare(folder, "小", BenchSettings(questions=4, cold_runs=1, clients=(1, 3), requests=12))
    assert (found.documents, found.questions) == (12, 4)
    assert found.chunks >= 12
    for side in (found.ours, *([found.rival] if found.rival else [])):
        assert sum(side.build.stages.values()) < side.build.seconds
        assert 0 < side.search.p50 <= side.search.p95 < side.search.cold
        assert side.search.own <= side.search.memory
        assert 0 < side.build.index_bytes < side.build.bytes
    assert found.http is not None
    assert 0 < found.http.start.alive <= found.http.start.ready
    assert found.http.memory > 0 or not tree_memory(1)
    assert [(load.clients, load.requests, load.errors, load.first_error) for load in found.http.loads] == [
        (1, 6, 0, ""),
        (3, 6, 0, ""),
    ]
    for load in found.http.loads:
        assert 0 < load.p50 <= load.p95 <= load.seconds
        assert load.per_second == pytest.approx(6 / load.seconds)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_report_states_load_over_http_and_the_first_error() -> None:
    loads = (Load(1, 100, 0, "", 2.0, 0.02, 0.03, 0.0004), Load(8, 100, 2, "HTTP 500：坏了", 1.0, 0.07, 0.09, 0.0004))
    http = OverHttp(Start(0.5, 1.25), loads, 90_000_000)
    said = markdown({"核": "2"}, [Comparison("某", 3, 9, 5, made_up("读", 30.0, 0.5, 5), None, None, http)])
    assert "| 1 | 100 | 0 | 50.0 | 20.0 ms | 30.0 ms | 0.40 ms |" in said
    assert "| 8 | 100 | 2 | 98.0 | 70.0 ms | 90.0 ms | 0.40 ms |" in said
    assert "/healthz 0.50 s，到 /readyz 1.25 s" in said
    assert "8 个客户端时首个错误：HTTP 500：坏了" in said
    assert "内存 90 MB" in said


def test_the_first_documents_of_a_folder_are_copied_as_they_are(tmp_path: Path, folder: Path) -> None:
    (folder / "0.pdf").write_bytes(b"%PDF")
    copied = bench.first_documents(folder, 2, tmp_path / "copies")
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == {
        name: (folder / name).read_bytes() for name in ("00.txt", "01.txt")
    }


def test_a_folder_that_is_none_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--folder", str(tmp_path / "nowhere")]) == 1
    assert "nowhere”不是文件夹" in capsys.readouterr().err
