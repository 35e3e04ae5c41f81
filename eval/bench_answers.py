"""Whole answers over texts that nothing was written for: questions on news and encyclopedia passages, their sources there or taken away.

```
python -m eval.bench_answers --corpora DIR [--questions N] [--texts N] [--out FILE]
```
One library holds the sources of the questions among other news; a second one lacks the sources. Right is an answer that shows the
expected characters; over the second library nothing but a refusal is right, except where another text says the same. The
expected answers were aligned to the news by machine: a few are wrong, and some questions (谁将执行任务？) have no one answer outside their text, so
the figures are for comparing two states of the code, not for judging one. No thresholds.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.library import Library
from index.training.exclusion import letters
from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.language.lexicon import fold
from rag.models import Answer
from rag.settings import AnswerSettings
from rag.training.pools import Asked, Pool, news_pool, sample
from rag.training.reranker import library_of


@dataclass(frozen=True)
class Answering:
    """Shares (0..1) of a set's questions. `right`: the expected characters are shown; `from_source`: the source is cited.

    `short_right`: of the short answers shown, those that hold the expected one or stand in it. `unfounded`: answered though the
    source was taken away. `ms`, `ms_p95`: milliseconds an answer.
    """

    set: str
    questions: int
    texts: int
    right: float
    from_source: float
    refused: float
    short: float
    short_right: float
    unfounded: float
    ms: float
    ms_p95: float


@dataclass(frozen=True)
class _Outcome:
    refused: bool
    right: bool
    from_source: bool
    short: bool
    short_right: bool
    seconds: float


def bench(pool: Pool, questions: int, texts: int) -> list[Answering]:
    """The figures of every set of a pool, with `texts` other documents among the sources."""
    asked = {name: sample(some, questions) for name, some in pool.questions.items()}
    sources = {document for some in asked.values() for one in some for document in one.documents}
    others = {name: text for name, text in pool.documents.items() if name not in sources}
    others = {name: others[name] for name in sorted(others)[:: max(1, len(others) // texts)][:texts]}
    whole = {name: pool.documents[name] for name in sorted(sources)} | others
    with library_of(replace(pool, documents=whole)) as library:
        there = {name: [_outcome(library, one) for one in some] for name, some in asked.items()}
    with library_of(replace(pool, documents=others)) as library:
        away = {name: [_outcome(library, one) for one in some] for name, some in asked.items()}
    return [_sums(name, len(whole), there[name], away[name]) for name in asked]


def _outcome(library: Library, one: Asked) -> _Outcome:
    settings = AnswerSettings()
    assistant = Assistant(library, ExtractiveWriter(settings), settings)
    started = time.perf_counter()
    answer = assistant.ask(one.query)
    seconds = time.perf_counter() - started
    shown = _shown(answer)
    expected = [letters(fold(text)) for text in one.answers]
    short = letters(fold(answer.short_answer or ""))
    refused = answer.status == "refused"
    return _Outcome(
        refused=refused,
        right=any(text in shown for text in expected),
        from_source=not refused and any(c.document in one.documents for c in answer.citations),
        short=bool(short),
        short_right=bool(short) and any(short in text or text in short for text in expected),
        seconds=seconds,
    )


def _shown(answer: Answer) -> str:
    return "" if answer.status == "refused" else letters(fold(answer.answer))


def _sums(name: str, texts: int, there: Sequence[_Outcome], away: Sequence[_Outcome]) -> Answering:
    def share(found: Sequence[bool]) -> float:
        return round(sum(found) / len(found), 4) if found else 0.0

    times = sorted(1000 * one.seconds for one in there)
    return Answering(
        name,
        len(there),
        texts,
        right=share([one.right for one in there]),
        from_source=share([one.from_source for one in there]),
        refused=share([one.refused for one in there]),
        short=share([one.short for one in there]),
        short_right=share([one.short_right for one in there if one.short]),
        unfounded=share([not one.refused for one in away]),
        ms=round(statistics.median(times), 1),
        ms_p95=round(times[int(0.95 * len(times))], 1),
    )


def markdown(figures: Sequence[Answering]) -> str:
    """The figures as a table."""
    heads = (
        "set (questions, texts)", "right", "source cited", "refused", "short answers", "of these right", "source away: answered",
        "ms p50 / p95",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for f in figures:
        shares = (f.right, f.from_source, f.refused, f.short, f.short_right, f.unfounded)
        told = " | ".join(f"{share:.3f}" for share in shares)
        lines.append(f"| {f.set} ({f.questions}, {f.texts:,}) | {told} | {f.ms:.0f} / {f.ms_p95:.0f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write the figures where asked to."""
    options = argparse.ArgumentParser(prog="python -m eval.bench_answers", description="在陌生文本上测整条问答")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--questions", type=int, default=250, help="每个集合最多问多少题")
    options.add_argument("--texts", type=int, default=3000, help="混入多少篇无关文本")
    options.add_argument("--out", type=Path, help="把数字写到这个 JSON 文件")
    given = options.parse_args(arguments)
    figures = bench(news_pool(given.corpora, "dev"), given.questions, given.texts)
    print(markdown(figures))
    if given.out:
        given.out.write_text(json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
