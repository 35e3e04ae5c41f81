"""The development sets as search tasks: questions, the pool of passages they search, the passages that are right."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from index.training.corpora import Row, read_rows
from index.training.exclusion import letters
from index.training.passages import law_head, pack, split_sentences
from index.training.questions import learnt_laws

_BEGINNING = 40  # letters: enough to know a text again


class Task(NamedTuple):
    """`right[i]`: the numbers of the passages that answer `queries[i]`."""

    name: str
    queries: list[str]
    passages: list[str]
    right: list[list[int]]


def cut(text: str, size: int) -> list[str]:
    """The passages of a text."""
    return ["".join(run) for run in pack(split_sentences(text), size)]


def news_task(corpora: Path, size: int) -> Task:
    """Questions on the news; right is a passage of the question's own article that holds the answer."""
    pool: list[str] = []
    places: dict[str, range] = {}
    for row in read_rows(corpora, "text/news"):
        start = len(pool)
        pool.extend(cut(row["body"], size))
        places[letters(row["body"])[:_BEGINNING]] = range(start, len(pool))
    queries, right = [], []
    for row in read_rows(corpora, "dev/newsqa"):
        place = places.get(letters(row["passage"])[:_BEGINNING], range(0))
        queries.append(row["query"])
        right.append([i for i in place if any(answer in pool[i] for answer in row["answers"])])
    return _answerable(Task("newsqa", queries, pool, right))


def law_task(corpora: Path) -> Task:
    """Everyday questions on the law, over all articles; an article's key carries the law's name and the chapter's heading."""
    pool: list[str] = []
    places: dict[str, list[int]] = defaultdict(list)
    for row in read_rows(corpora, "text/laws"):
        places[letters(row["text"])].append(len(pool))
        pool.append(f"{law_head(row['law'], row['chapter'])} {row['text']}")
    rows = list(read_rows(corpora, "dev/lecoqa"))
    right = [[i for text in row["passages"].values() for i in places[letters(text)]] for row in rows]
    return _answerable(Task("lecoqa", [row["query"] for row in rows], pool, right))


def unseen_law_task(corpora: Path, task: Task) -> Task:
    """The questions of a law task none of whose right articles answers a question of train/.

    Three in four of the others are answered by an article that was learnt as an answer: they say little about new laws.
    """
    learnt = learnt_laws(corpora)
    rows = {row["query"]: row["passages"].values() for row in read_rows(corpora, "dev/lecoqa")}
    unseen = {query for query, texts in rows.items() if not any(letters(text) in learnt for text in texts)}
    kept = [i for i, query in enumerate(task.queries) if query in unseen]
    queries, right = [task.queries[i] for i in kept], [task.right[i] for i in kept]
    return Task(f"{task.name}, unseen laws", queries, task.passages, right)


def reading_task(corpora: Path) -> Task:
    """Reading comprehension questions over the passages they were asked on."""
    rows = list(read_rows(corpora, "dev/drcd"))
    numbers: dict[str, int] = {}
    right = [[numbers.setdefault(row["passage"], len(numbers))] for row in rows]
    return Task("drcd", [row["query"] for row in rows], list(numbers), right)


def headline_task(corpora: Path, size: int) -> Task:
    """Headlines of broadcasts over the passages of all broadcasts; what has the same headline is right, too."""
    pool: list[str] = []
    places: dict[str, list[int]] = defaultdict(list)
    rows: Sequence[Row] = list(read_rows(corpora, "dev/xwlb"))
    for row in rows:
        parts = cut(row["passage"], size)
        places[row["query"]].extend(range(len(pool), len(pool) + len(parts)))
        pool.extend(parts)
    queries = list(places)
    return _answerable(Task("xwlb", queries, pool, [places[query] for query in queries]))


def _answerable(task: Task) -> Task:
    # Two news articles were cut off before their answer: nothing in the pool could be right for them.
    kept = [i for i, right in enumerate(task.right) if right]
    return task._replace(queries=[task.queries[i] for i in kept], right=[task.right[i] for i in kept])


def tasks(corpora: Path, size: int) -> Iterable[Task]:
    """All tasks, one at a time: the news pool alone takes some hundred megabytes."""
    yield news_task(corpora, size)
    laws = law_task(corpora)
    yield laws
    yield unseen_law_task(corpora, laws)
    yield headline_task(corpora, size)
    yield reading_task(corpora)
