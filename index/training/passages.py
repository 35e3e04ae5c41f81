"""Step `passages`: the plain text of the corpora, cut in sentences and passages, without what must not be learnt.

Writes `passages.jsonl`: `{"source", "document", "head", "sentences"}`, one passage a line. `head` is what stands above the
text: a headline, or a law's name and chapter.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from index.training.corpora import Row, read_rows
from index.training.exclusion import GRAM, Exclusion, letters, read_exclusion
from index.training.workplace import Workplace

STEP = "passages"
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*[”’」』）)]*")
_SPACES = re.compile(r"\s+")
_DOCUMENT_KEY = 40  # letters: enough to know a document again by its beginning


@dataclass(frozen=True)
class PassageSettings:
    """`size`: characters a passage may hold (one longer sentence stands alone)."""

    size: int = 250


class Passage(NamedTuple):
    """A passage: corpus, document within it, what stands above it, its sentences."""

    source: str
    document: str
    head: str
    sentences: list[str]


def split_sentences(text: str) -> list[str]:
    """Sentences and clauses that end in a semicolon, white space tidied, empty ones left out."""
    found = (_SPACES.sub(" ", m.group()).strip() for m in _SENTENCE.finditer(text))
    return [s for s in found if s]


def pack(sentences: Iterable[str], size: int) -> Iterator[list[str]]:
    """Runs of sentences that hold at most `size` characters together."""
    held: list[str] = []
    length = 0
    for sentence in sentences:
        if held and length + len(sentence) > size:
            yield held
            held, length = [], 0
        held.append(sentence)
        length += len(sentence)
    if held:
        yield held


def law_head(law: str, chapter: str) -> str:
    """What stands above an article: the law's name and the chapter's heading."""
    return _SPACES.sub(" ", f"{law} {chapter}").strip()


def _texts(corpora: Path) -> Iterator[tuple[str, str, str, str]]:
    """(source, document, head, text) of all plain text."""
    for i, row in enumerate(read_rows(corpora, "text/news")):
        yield "news", f"news{i}", "", row["body"]
    for row in read_rows(corpora, "text/laws"):
        yield "laws", f"{row['law']}{row['article']}", law_head(row["law"], row["chapter"]), row["text"]
    for i, row in enumerate(read_rows(corpora, "text/gov_work_reports")):
        yield "reports", f"report{i}", row["title"], row["content"]
    for i, row in enumerate(read_rows(corpora, "train/xwlb")):
        yield "broadcasts", f"broadcast{i}", row["query"], row["passage"]


def _beginning(text: str) -> str:
    return letters(text)[:_DOCUMENT_KEY]


def _passages_of(row: Row) -> list[str]:
    if "passages" not in row:
        return [row["passage"]]
    held = row["passages"]
    return list(held.values() if isinstance(held, dict) else held)


def development_keys(corpora: Path) -> set[str]:
    """The beginnings of all texts that questions of dev/ are answered from: never trained on, not even as plain text."""
    rows = (row for name in ("newsqa", "lecoqa", "xwlb") for row in read_rows(corpora, f"dev/{name}"))
    return {_beginning(text) for row in rows for text in _passages_of(row)}


def read_passages(
    corpora: Path, exclusion: Exclusion, settings: PassageSettings, left: Counter[str] | None = None
) -> Iterator[Passage]:
    """All passages that may be learnt, in corpus order; `left` counts what was left out: `held_out` texts, `excluded` passages."""
    held_out = development_keys(corpora)
    left = Counter() if left is None else left
    for source, document, head, text in _texts(corpora):
        if _beginning(text) in held_out:
            left["held_out"] += 1
            continue
        for sentences in pack(split_sentences(text), settings.size):
            if exclusion.forbids(head) or exclusion.forbids("".join(sentences)):
                left["excluded"] += 1
            else:
                yield Passage(source, document, head, sentences)


def load_passages(place: Workplace) -> Iterator[Passage]:
    """The passages that the step wrote."""
    with place.file("passages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield Passage(*json.loads(line))


def settings_of(place: Workplace, settings: PassageSettings) -> dict[str, Any]:
    """What the step's result depends on."""
    return {**asdict(settings), "excluded_grams": len(read_exclusion(place.exclude))}


def run(place: Workplace, settings: PassageSettings) -> None:
    """Write the passages, unless that is done."""
    if place.finished(STEP, settings_of(place, settings)):
        return
    exclusion = read_exclusion(place.exclude)
    left: Counter[str] = Counter()
    with place.file("passages.jsonl").open("w", encoding="utf-8") as out:
        for passage in tqdm(read_passages(place.corpora, exclusion, settings, left), desc="passages", unit="段"):
            out.write(json.dumps(list(passage), ensure_ascii=False) + "\n")
    print(
        f"left out: {left['held_out']} texts that development questions are answered from; {left['excluded']} passages that "
        f"share {GRAM} letters in a row with {', '.join(map(str, place.exclude))}"
    )
    place.finish(STEP, settings_of(place, settings))
