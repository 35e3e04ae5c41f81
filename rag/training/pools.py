"""The corpora as libraries of their own: folders of documents, and the questions that are asked of each.

They are built by the product's own reader, so that what is measured is what a user's library would give: chunks under their
headings, damaged text and all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.models import Chunk
from index.training.corpora import Row, read_rows
from index.training.exclusion import letters

_BEGINNING = 40  # letters: enough to know a text again


@dataclass(frozen=True)
class Asked:
    """A question, the documents that hold its answer, and what a right chunk of them holds one of (letters only)."""

    query: str
    documents: tuple[str, ...]
    holding: tuple[str, ...]
    answers: tuple[str, ...] = ()

    def right(self, chunk: Chunk) -> bool:
        """Whether a chunk is right: of a right document, and with the answer or the beginning of the article."""
        return chunk.document in self.documents and any(text in letters(chunk.text) for text in self.holding)


@dataclass(frozen=True)
class Pool:
    """Documents by name, and sets of questions over them."""

    name: str
    documents: Mapping[str, str]
    questions: Mapping[str, Sequence[Asked]]

    def write(self, folder: Path) -> Path:
        """Write the documents as text files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.documents.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        return folder


def news_pool(corpora: Path, part: str) -> Pool:
    """All news, with the encyclopedia passages of drcd among them; questions of both. `part`: dev or train."""
    documents = {f"n{i:06}": str(row["body"]) for i, row in enumerate(read_rows(corpora, "text/news"))}
    places = {letters(text)[:_BEGINNING]: name for name, text in documents.items()}
    news = [
        _asked(row, places[key])
        for row in read_rows(corpora, f"{part}/newsqa")
        if (key := letters(row["passage"])[:_BEGINNING]) in places
    ]
    passages: dict[str, str] = {}
    reading = [
        _asked(row, passages.setdefault(str(row["passage"]), f"d{len(passages):06}"))
        for row in read_rows(corpora, f"{part}/drcd")
    ]
    documents |= {name: text for text, name in passages.items()}
    return Pool("news", documents, {"newsqa": news, "drcd": reading})


def law_pool(corpora: Path, part: str) -> Pool:
    """All laws, one a document, with their chapters as headings; everyday questions."""
    laws: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(corpora, "text/laws"):
        laws[str(row["law"])].append(row)
    names = {law: f"l{i:05}" for i, law in enumerate(laws)}
    owners: dict[str, set[str]] = defaultdict(set)
    for law, rows in laws.items():
        for row in rows:
            owners[letters(row["text"])[:_BEGINNING]].add(names[law])
    asked = []
    for row in read_rows(corpora, f"{part}/lecoqa"):
        keys = tuple(letters(text)[:_BEGINNING] for text in row["passages"].values())
        found = tuple(sorted({name for key in keys for name in owners.get(key, ())}))
        if found:
            asked.append(Asked(str(row["query"]), found, keys))
    return Pool("laws", {names[law]: _law(law, rows) for law, rows in laws.items()}, {"lecoqa": asked})


def headline_pool(corpora: Path, part: str) -> Pool:
    """The evening news of a part, and their headlines; what has the same headline is right, too."""
    documents: dict[str, str] = {}
    places: dict[str, list[str]] = defaultdict(list)
    for i, row in enumerate(read_rows(corpora, f"{part}/xwlb")):
        documents[f"x{i:05}"] = str(row["passage"])
        places[str(row["query"])].append(f"x{i:05}")
    asked = [Asked(query, tuple(found), ("",)) for query, found in places.items()]
    return Pool("headlines", documents, {"xwlb": asked})


POOLS: tuple[Callable[[Path, str], Pool], ...] = (headline_pool, law_pool, news_pool)


def sample(asked: Sequence[Asked], most: int) -> list[Asked]:
    """At most so many questions, evenly spread over all."""
    step = max(1, -(-len(asked) // most))
    return list(asked[::step])


def _asked(row: Row, document: str) -> Asked:
    answers = tuple(str(answer) for answer in row["answers"] if letters(str(answer)))
    return Asked(str(row["query"]), (document,), tuple(letters(answer) for answer in answers), answers)


def _law(law: str, rows: Sequence[Row]) -> str:
    return "\n".join([law, "", *_lines(rows)]) + "\n"


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    chapter = ""
    for row in rows:
        if row["chapter"] and row["chapter"] != chapter:
            chapter = str(row["chapter"])
            yield from ("", chapter, "")
        yield f"{row['article']}　{row['text']}"
