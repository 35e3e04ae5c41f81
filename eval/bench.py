"""`make bench`: what the project costs in time, memory and disk, beside a hand-written program on the same chunks.

```
python -m eval.bench [--folder FOLDER] [--count N] [--out FILE]
```
The five documents, and a folder of plain texts if one is given. Every part runs in a process of its own; the two programs
take turns, so that whatever else the machine does meets both. Memory is watched in a build of its own, of both programs:
looking at it takes processor time from a program that keeps every core busy, and less from one that does not. No thresholds:
figures are for people to judge.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from eval.bench_http import over_http
from eval.bench_measure import ROOT, BenchError, Ran, disk_bytes, machine, percentile, run
from eval.bench_records import RIVAL_TEXTS, BenchSettings, Built, Comparison, OverHttp, Served, Side
from eval.bench_report import markdown
from index.segmentation import DEFAULT_MODEL, static_folder
from index.storage.archive import RECORDS
from index.storage.store import VERSIONS, pointers

_SUFFIXES = frozenset({".txt", ".md"})


@dataclass(frozen=True)
class _Program:
    """Command lines of a program: one that answers a question and ends, one that answers a file of them warm."""

    once: list[str]
    warm: list[str]


@dataclass(frozen=True)
class _Places:
    documents: Path
    library: Path
    rival: Path
    chunks: Path
    questions: Path


def compare(documents: Path, name: str, settings: BenchSettings) -> Comparison:
    """Build and question a folder with both programs, in a temporary folder that is removed.

    Raises:
        BenchError: one of the programs failed.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        places = _Places(documents, work / "library", work / "rival", work / "chunks.jsonl", work / "questions.json")
        built, made = _build_ours(places, name)
        _say(name, "导出片段")
        run(_ours("export", places.library, places.chunks, places.questions, settings.questions))
        against = _build_rival(places, name) if find_spec("rjieba") else None
        questions: list[str] = json.loads(places.questions.read_text("utf-8"))
        programs = _programs(places, against is not None)
        served = _serve(programs, questions, places.questions, settings)
        http = _over_http(places.library, name, questions, settings) if "ask" in programs else None
    return Comparison(
        name=name,
        documents=made["documents"],
        chunks=made["chunks"],
        questions=len(questions),
        ours=Side(built, served["search"]),
        rival=Side(against, served["rival"]) if against else None,
        ask=served.get("ask"),
        http=http,
    )


def _build_ours(places: _Places, name: str) -> tuple[Built, dict[str, Any]]:
    _say(name, "本产品建库")
    done = _twice(lambda into: _ours("build", places.documents, into), places.library)
    made = json.loads(done.output)
    version = places.library / VERSIONS / pointers(places.library)[0]
    return Built(done.seconds, done.cpu, done.peak, made["stages"], disk_bytes(version), RECORDS), made


def _build_rival(places: _Places, name: str) -> Built:
    _say(name, "手写程序建库")
    done = _twice(lambda into: _rival("build", places.chunks, into), places.rival)
    made = json.loads(done.output)
    return Built(done.seconds, done.cpu, done.peak, made["stages"], disk_bytes(places.rival), RIVAL_TEXTS)


def _twice(build: Callable[[Path], list[str]], into: Path) -> Ran:
    """The peak memory of a build that is thrown away, and the time of another that nobody looks at."""
    watched = into.with_name(f"{into.name}-watched")
    peak = run(build(watched), watch=True).peak  # first: it also reads the sources into the system's cache
    shutil.rmtree(watched)
    os.sync()  # what was written until now is not for the timed build to wait for
    return replace(run(build(into)), peak=peak)


def _programs(places: _Places, rival: bool) -> dict[str, _Program]:
    library = ["--library", str(places.library)]
    programs = {"search": _Program([*_jizheng("search"), *library], _ours("search", places.library))}
    if rival:
        programs["rival"] = _Program(_rival("search", places.rival), _rival("serve-queries", places.rival))
    if _can_ask():
        programs["ask"] = _Program([*_jizheng("ask"), *library], _ours("ask", places.library))
    return programs


def _serve(
    programs: dict[str, _Program], questions: list[str], file: Path, settings: BenchSettings
) -> dict[str, Served]:
    """Every program on the same questions, in turns."""
    if not questions:
        raise BenchError("文档中没有可作问题的句子：请换一个文字更多的文件夹")
    cold: dict[str, list[Ran]] = {name: [] for name in programs}
    for turn in range(settings.cold_runs):
        for name, program in programs.items():
            _say(name, f"冷启动 {turn + 1}/{settings.cold_runs}")
            cold[name].append(run([*program.once, questions[turn % len(questions)]], may_decline=True))
    return {name: _served(name, program, cold[name], file) for name, program in programs.items()}


def _served(name: str, program: _Program, cold: list[Ran], file: Path) -> Served:
    _say(name, "逐题计时")
    warm = json.loads(run([*program.warm, str(file)]).output)
    return Served(
        cold=statistics.median(ran.seconds for ran in cold),
        cold_cpu=statistics.median(ran.cpu for ran in cold),
        p50=percentile(warm["seconds"], 50),
        p95=percentile(warm["seconds"], 95),
        warm_cpu=warm["cpu"],
        memory=warm["rss"],
        own=warm["anonymous"],
    )


def _over_http(library: Path, name: str, questions: list[str], settings: BenchSettings) -> OverHttp:
    _say(name, "HTTP 计时")
    return over_http([*_jizheng("serve"), "--library", str(library)], questions, settings)


def _ours(part: str, *places: object) -> list[str]:
    return [sys.executable, "-m", "eval.bench_ours", part, *map(str, places)]


def _rival(part: str, *places: object) -> list[str]:
    return [sys.executable, "-m", "eval.rival", part, "--model", str(static_folder(DEFAULT_MODEL)), *map(str, places)]


def _jizheng(command: str) -> list[str]:
    """The command as users start it; through the interpreter where the project is not installed."""
    script = Path(sys.executable).with_name("jizheng")
    return [str(script), command] if script.is_file() else [sys.executable, "-m", "api.cli", command]


def _can_ask() -> bool:
    if not find_spec("rag.assistant"):
        return False
    try:
        run([*_jizheng("ask"), "--help"])
    except BenchError:
        return False
    return True


def _say(of: str, what: str) -> None:
    print(f"[{of}] {what}", file=sys.stderr, flush=True)


def first_documents(folder: Path, count: int, into: Path) -> Path:
    """A copy of the first `count` documents of a folder, by name."""
    chosen = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())[:count]
    for path in chosen:
        target = into / folder.name / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return into / folder.name


def _comparisons(options: argparse.Namespace) -> list[Comparison]:
    if options.folder and not options.folder.is_dir():
        raise BenchError(f"“{options.folder}”不是文件夹：请用 --folder 指明存放纯文本的文件夹")
    settings = BenchSettings()
    found = [compare(ROOT / "seeds", "五篇文档", settings)]
    if options.folder is None:
        return found
    with tempfile.TemporaryDirectory(prefix="bench-") as copies:
        folder = (
            first_documents(options.folder.resolve(), options.count, Path(copies)) if options.count else options.folder
        )
        return [*found, compare(folder, f"文件夹 {options.folder.resolve().name}", settings)]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text[:40]}”应为正整数")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write the figures; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="测量用时、内存与磁盘，并与手写程序对照")
    parser.add_argument("--folder", type=Path, help="另测一个纯文本文件夹")
    parser.add_argument("--count", type=_positive, help="只取该文件夹的前 N 个文件")
    parser.add_argument("--out", type=Path, help="把数字写入此文件（JSON）")
    options = parser.parse_args(arguments)
    if not find_spec("rjieba"):
        print("未安装 rjieba，不作对照。可运行 pip install -e '.[bench]' 安装。", file=sys.stderr)
    try:
        found = _comparisons(options)
    except BenchError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    print(markdown(machine(), found))
    if options.out:
        figures = {"machine": machine(), "comparisons": [asdict(one) for one in found]}
        options.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
