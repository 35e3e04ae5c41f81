"""Briefings measured on topics with hand-made points: `python -m eval.briefings` prints a row a topic and the sums.

Measured: sentences proven (each quote equals its characters, each sentence stands in its quotes), points told (all and vital),
what is said twice, length against the length asked, what must not be said, gaps named, seconds. Of closed topics sums only.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from eval.locating import bare
from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.briefing.drafting import brief
from rag.briefing.manuscript import Manuscript, Run, manuscript
from rag.briefing.models import Briefing, Commission
from rag.language.lexicon import bigrams, fold, share_of_bigrams
from rag.settings import AnswerSettings

TOPICS = Path(__file__).with_name("topics")
_AGAIN = 0.7  # of a sentence's pairs of characters in one earlier sentence, from which it repeats
_NAMED = 0.5  # of the pairs of characters of what is absent, in one line of the gaps


@dataclass(frozen=True)
class Point:
    """What a good briefing says: strings that must stand in one sentence or row; where documents say it."""

    id: str
    importance: str
    point: str
    evidence: tuple[Mapping[str, str], ...]
    strings: tuple[str, ...]
    aspect: str = "other"


@dataclass(frozen=True)
class Topic:
    """What is asked for and what is expected of it. `corpus`: the folder of its documents."""

    id: str
    corpus: str
    topic: str
    form: str
    length: int
    points: tuple[Point, ...]
    questions: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """What a briefing on a topic came to; counts, so that sums over topics are sums of these."""

    topic: Topic
    sentences: int
    proven: int
    told: tuple[str, ...]
    repeated: int
    characters: int
    wrong: tuple[str, ...]
    named: tuple[str, ...]
    seconds: float

    @property
    def vital(self) -> int:
        """Vital points told."""
        return sum(p.importance == "vital" and p.id in self.told for p in self.topic.points)


def read_topics(folder: Path) -> list[Topic]:
    """The topics of a folder, by file name."""
    return [msgspec.json.decode(path.read_bytes(), type=Topic) for path in sorted(folder.glob("*.json"))]


def score(topic: Topic, assistant: Assistant) -> tuple[Score, Manuscript]:
    """Draft the briefing on a topic and measure it."""
    started = time.perf_counter()
    commission = Commission(topic.topic, topic.form, topic.length, topic.questions, topic.outline)
    briefing = brief(commission, assistant)
    read = manuscript(briefing)
    seconds = time.perf_counter() - started
    said = list(_said(read))
    # Values that disagree are set side by side again under their own heading, as items: that is no repetition.
    lines = [run for element in read.elements if element.kind == "paragraph" for run in element.runs if run.line]
    return Score(
        topic=topic,
        sentences=len(lines),
        proven=sum(_is_proven(run, briefing, assistant) for run in lines),
        told=tuple(p.id for p in topic.points if any(_tells(text, p) for text in said)),
        repeated=sum(_repeats(run.text, [r.text for r in lines[:n]]) for n, run in enumerate(lines)),
        characters=sum(len(run.text) for run in lines),
        wrong=tuple(w for w in topic.must_not if any(bare(w) in text for text in said)),
        named=tuple(a for a in topic.absent if _names(a, briefing)),
        seconds=seconds,
    ), read


def _said(read: Manuscript) -> Iterator[str]:
    """Sentences, and rows of tables with their heads, without white space."""
    for element in read.elements:
        yield from (bare(run.text) for run in element.runs if run.line)
        yield from (bare("".join(cell.text for cell in row)) for row in element.rows)


def _tells(text: str, point: Point) -> bool:
    return all(bare(string) in text for string in point.strings)


def _is_proven(run: Run, briefing: Briefing, assistant: Assistant) -> bool:
    """Whether a sentence stands in a quote that equals its characters; what is counted or computed has its own check."""
    line = next(line for line in briefing.lines if line.id == run.line)
    quotes = [c for c in briefing.citations if c.n in line.claim.citations]
    equal = all(_stands(q.document, q.quote, q.spans, assistant) for q in quotes)
    made = line.claim.plan is not None or line.claim.derived is not None
    return bool(quotes) and equal and (made or any(line.claim.text in q.quote for q in quotes))


def _stands(document: str, quote: str, spans: Sequence[tuple[int, int]], assistant: Assistant) -> bool:
    raw = assistant.library.document(document).raw
    return bare(quote) == bare("".join(raw[a:b] for a, b in spans))


def _repeats(text: str, before: Sequence[str]) -> bool:
    own = {g for g in bigrams(fold(text)) if len(g) == 2}
    return any(len(own & {*bigrams(fold(other))}) >= _AGAIN * len(own) for other in before)


def _names(absent: str, briefing: Briefing) -> bool:
    gaps = [f"{gap.text}{gap.reason}" for gap in briefing.uncovered] + list(briefing.left_out)
    return any(share_of_bigrams(fold(absent), fold(gap)) >= _NAMED for gap in gaps)


def assistants(root: Path, corpora: Iterable[str]) -> dict[str, Assistant]:
    """An assistant over a fresh library of each corpus (a folder under `root`)."""
    made = {}
    for corpus in sorted(set(corpora)):
        folder = Path(tempfile.mkdtemp(prefix="briefings-"))
        build_library(root / corpus, folder, IndexSettings())
        made[corpus] = open_assistant(folder, IndexSettings(), AnswerSettings())
    return made


def summary(scores: Sequence[Score]) -> dict[str, Any]:
    """Sums over topics: shares of sentences and points, mean length ratio, the slowest."""
    points = [p for s in scores for p in s.topic.points]
    vital = sum(p.importance == "vital" for p in points)
    sentences = sum(s.sentences for s in scores)
    return {
        "topics": len(scores),
        "verified": _share(sum(s.proven for s in scores), sentences),
        "points": _share(sum(len(s.told) for s in scores), len(points)),
        "vital": _share(sum(s.vital for s in scores), vital),
        "repeated": _share(sum(s.repeated for s in scores), sentences),
        "length": round(sum(s.characters / s.topic.length for s in scores) / len(scores), 3) if scores else 0.0,
        "must_not": sum(len(s.wrong) for s in scores),
        "gaps": _share(sum(len(s.named) for s in scores), sum(len(s.topic.absent) for s in scores)),
        "slowest_s": round(max((s.seconds for s in scores), default=0.0), 2),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _line(one: Score) -> str:
    vital = sum(p.importance == "vital" for p in one.topic.points)
    return (
        f"{one.topic.id:10} {one.proven}/{one.sentences} proven  points {len(one.told)}/{len(one.topic.points)}"
        f"  vital {one.vital}/{vital}  again {one.repeated}  {one.characters}/{one.topic.length} chars"
        f"  wrong {len(one.wrong)}  gaps {len(one.named)}/{len(one.topic.absent)}  {one.seconds:.2f} s  {one.topic.topic}"
    )


def as_text(read: Manuscript) -> str:
    """A manuscript as plain text, for looking at."""
    lines = []
    for element in read.elements:
        runs = "".join(run.text + "".join(f"[{n}]" for n in run.marks) for run in element.runs)
        lines.append(f"{'#' * element.level} {runs}".strip() if runs else " | ".join(element.heads))
        lines += [" | ".join(cell.text for cell in row) for row in element.rows]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores of the topics of one half or both; of closed ones the sums only."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds seeds/ and tests/")
    parser.add_argument("--half", choices=("open", "closed", "all"), default="all")
    parser.add_argument("--show", metavar="ID", help="print the briefing of one open topic and its points")
    options = parser.parse_args(arguments)
    halves = ("open", "closed") if options.half == "all" else (options.half,)
    topics = {half: read_topics(TOPICS / half) for half in halves}
    ready = assistants(options.root, (t.corpus for own in topics.values() for t in own))
    told: dict[str, Any] = {}
    for half, own in topics.items():
        scores = []
        for topic in own:
            result, read = score(topic, ready[topic.corpus])
            scores.append(result)
            if half == "open":
                print(_line(result))
                if options.show in (topic.id, "all"):
                    print(as_text(read))
                    for p in topic.points:
                        print("  +" if p.id in result.told else "  -", p.importance[:1], p.point, list(p.strings))
        told[half] = summary(scores)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
