"""The commands about the library: build, documents, search."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.filtering import add_filters, filter_of
from api.places import default_documents, default_library
from api.terminal import harmless
from api.wording import title_of

if TYPE_CHECKING:
    from index.building import BuildReport
    from index.library import Hit
    from index.models import Document
    from index.settings import IndexSettings
    from index.storage.summaries import Summary

_MOST_SHOWN = 10  # problems, and warnings of one document, printed by build
_COUNTS = {
    "characters": "字符",
    "blocks": "段落块",
    "sentences": "句子",
    "turns": "访谈发言",
    "attributions": "转述",
    "tables": "表格",
    "rows": "表格行",
    "chunks": "片段",
}
_WARNINGS = (  # words of a reader's warning that tell its kind
    "目录中有、正文中缺失",
    "段落开头缺失",
    "段落在句中中断",
    "标题下没有正文",
    "无法辨认的字符",
    "不在该列其余取值之中",
)
_JOINS = {"wrap": "接行", "page_break": "接页", "uncertain": "存疑未接"}


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register build, documents and search."""
    building = subparsers.add_parser("build", help="读取文档，建立资料库")
    building.add_argument("--documents", type=Path, metavar="文件夹", help="存放 .txt、.md 文档的文件夹（默认：seeds）")
    building.set_defaults(run=build)
    listing = subparsers.add_parser("documents", help="列出资料库中的文档")
    listing.set_defaults(run=documents)
    searching = subparsers.add_parser("search", help="查找片段")
    searching.add_argument("query", metavar="查询", help="要找的话")
    searching.add_argument("--how", choices=("fused", "words", "meaning"), default="fused", help="综合、按字词、按语义")
    searching.add_argument("--top-k", type=positive, default=10, metavar="N", help="最多几条（默认：10）")
    add_filters(searching)
    searching.set_defaults(run=search)
    for parser in (listing, searching):
        parser.add_argument("--json", action="store_true", help="输出 JSON")
    for parser in (building, listing, searching):
        add_places(parser)


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add --library and --model, which every command about a library takes."""
    parser.add_argument(
        "--library", type=Path, metavar="文件夹", help="资料库（默认：JIZHENG_LIBRARY 或 data/library）"
    )
    parser.add_argument("--model", type=Path, metavar="文件夹", help="sentence-transformers 模型（默认：自带的模型）")


def positive(text: str) -> int:
    """A positive whole number, as argparse reads it."""
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"“{text[:40]}”应为正整数")
    return value


def build(options: argparse.Namespace) -> int:
    """`jizheng build`."""
    from index.building import build_library  # noqa: PLC0415 - heavy

    folder = options.documents or default_documents()
    with ProgressBar() as bar:
        report = build_library(folder, options.library or default_library(), _settings(options), bar.show)
    print(harmless(_summary(report)))
    return 0


def documents(options: argparse.Namespace) -> int:
    """`jizheng documents`."""
    from index.library import Library  # noqa: PLC0415 - heavy

    library = Library.open(options.library or default_library(), _settings(options))
    summaries = library.documents()
    if options.json:
        print(json.dumps([asdict(summary) for summary in summaries], ensure_ascii=False, indent=2))
        return 0
    for summary in summaries:
        print(harmless(_entry(summary)))
    return 0


def search(options: argparse.Namespace) -> int:
    """`jizheng search`: status 0 with hits, 1 without, as grep does."""
    from index.library import Library  # noqa: PLC0415 - heavy

    library = Library.open(options.library or default_library(), _settings(options))
    sources = filter_of(options)
    part = library.within(sources) if sources else library
    hits = part.search(options.query, options.top_k, options.how)
    if options.json:
        found = [_as_json(n, hit, library.document(hit.chunk.document)) for n, hit in enumerate(hits, 1)]
        print(
            json.dumps(
                {"query": options.query, "library": library.version, "hits": found}, ensure_ascii=False, indent=2
            )
        )
    elif hits:
        print(harmless("\n".join(_as_text(n, hit) for n, hit in enumerate(hits, 1))))
    else:
        print(harmless(f"没有找到与“{options.query[:80]}”有关的片段。"), file=sys.stderr)
    return 0 if hits else 1


def _entry(summary: "Summary") -> str:
    counts = [f"{_COUNTS[name]} {getattr(summary, name)}" for name in ("characters", "chunks", "tables")]
    lines = [f"{summary.id}  {title_of(summary.title, summary.id)}", "，".join([summary.file, *counts])]
    return "\n    ".join(lines + ([_kinds(summary.warnings)] if summary.warnings else []))


def _kinds(warnings: Sequence[str]) -> str:
    """How many warnings of each kind, the most frequent first."""
    kinds = Counter(next((kind for kind in _WARNINGS if kind in warning), "其他") for warning in warnings)
    return f"警告 {len(warnings)}：" + "，".join(f"{kind} {count}" for kind, count in kinds.most_common())


def _settings(options: argparse.Namespace) -> "IndexSettings":
    from index.settings import IndexSettings  # noqa: PLC0415 - heavy

    return IndexSettings(model=options.model)


def _as_json(rank: int, hit: "Hit", document: "Document") -> dict[str, Any]:
    """A hit; `spans` are raw offsets, as everywhere outside (contract.md)."""
    chunk = hit.chunk
    return {
        "rank": rank,
        "score": round(hit.score, 6),
        "words": round(hit.words, 6),
        "meaning": round(hit.meaning, 6),
        "document": chunk.document,
        "spans": [list(span) for place in chunk.spans for span in document.clean.to_raw(*place)],
        "kind": chunk.kind,
        "section": list(chunk.path),
        "speaker": chunk.speaker or None,
        "text": chunk.text,
    }


def _as_text(rank: int, hit: "Hit") -> str:
    where = " › ".join((hit.chunk.document, *hit.chunk.path))
    scores = f"{hit.score:.3f}（字词 {hit.words:.2f}，语义 {hit.meaning:.2f}）"
    return f"[{rank}] {scores}  {where}\n    {' '.join(hit.chunk.text.split())}"


def _summary(report: "BuildReport") -> str:
    totals = report.totals
    lines = [f"资料库版本 {report.version[:12]}{'' if report.changed else '（内容未变，沿用现有版本）'}"]
    lines.append(f"  文档 {totals.documents}（沿用 {report.reused}，新读 {totals.documents - report.reused}）")
    lines.append("  " + "，".join(f"{name} {totals.counts[count]}" for count, name in _COUNTS.items()))
    lines.append("  " + "，".join(f"{_JOINS.get(kind, kind)} {n}" for kind, n in totals.joins.items()))
    lines += [_warnings(s.file, s.warnings) for s in report.documents if s.warnings][:_MOST_SHOWN]
    lines += [f"  未收入 {p.file}：{p.reason}。{p.remedy}。" for p in report.problems[:_MOST_SHOWN]]
    if len(report.problems) > _MOST_SHOWN:
        lines.append(f"  ……共有 {len(report.problems)} 个文件未收入")
    if report.unread:
        shown = "、".join(report.unread[:_MOST_SHOWN]) + ("……" if len(report.unread) > _MOST_SHOWN else "")
        lines.append(f"  未读 {len(report.unread)} 个其他格式的文件：{shown}")
    return "\n".join(line for line in lines if line.strip())


def _warnings(file: str, warnings: tuple[str, ...]) -> str:
    shown = "".join(f"\n    {' '.join(warning.split())}" for warning in warnings[:_MOST_SHOWN])
    rest = (
        f"\n    ……其余 {len(warnings) - _MOST_SHOWN} 条见 jizheng documents --json"
        if len(warnings) > _MOST_SHOWN
        else ""
    )
    return f"  警告 {len(warnings)}：{file}{shown}{rest}"


class ProgressBar:
    """A progress bar on the terminal, nothing elsewhere."""

    def __init__(self, unit: str = "篇") -> None:
        self._unit = unit

    def __enter__(self) -> "ProgressBar":
        from tqdm import tqdm  # noqa: PLC0415 - heavy

        self._bar = tqdm(disable=None, leave=False, unit=self._unit, dynamic_ncols=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def show(self, stage: str, done: int, of: int) -> None:
        """Show how far a stage is."""
        self._bar.total = of
        self._bar.set_description(stage, refresh=False)
        self._bar.update(done - self._bar.n)
