"""Real questions with the passages that answer them, from train/."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from index.training.corpora import Row, read_rows
from index.training.exclusion import Exclusion, letters
from index.training.passages import pack, split_sentences

Kind = Literal["lay", "news", "general"]
# lay: everyday wording against the wording of the law; news: about one event; general: encyclopaedia, administration.
SETS: tuple[tuple[str, Kind], ...] = (
    ("lecoqa", "lay"),
    ("legal_counsel_with_article_v2", "lay"),
    ("zixun_gpt4", "lay"),
    ("newsqa", "news"),
    ("cmrc", "general"),
    ("drcd", "general"),
    ("taipei_faq", "general"),
)
_ARTICLE_NUMBER = re.compile(
    r"^(《[^》]*》|.*?)第[一二三四五六七八九十百千零〇0-9]+条(之[一二三四五六七八九十]+)?[：:]?"
)


class Question(NamedTuple):
    """A question, a passage that answers it, and a key that all questions on the same passage share."""

    kind: Kind
    query: str
    passage: str
    group: str


def without_article_number(text: str) -> str:
    """The law's name and the text: nobody asks for an article by its number, and numbers repeat in every law."""
    return _ARTICLE_NUMBER.sub(r"\1 ", text)


def answering_part(passage: str, answers: list[str], size: int) -> str:
    """The stretch of at most `size` characters that holds the first answer found; the beginning where none is."""
    parts = ["".join(run) for run in pack(split_sentences(passage), size)]
    holding = (part for answer in answers for part in parts if answer and answer in part)
    return next(holding, parts[0] if parts else "")


def learnt_laws(corpora: Path) -> set[str]:
    """The letters of all articles of law that questions of train/ are answered with, without their titles."""
    found: set[str] = set()
    for name in (name for name, kind in SETS if kind == "lay"):
        for row in read_rows(corpora, f"train/{name}"):
            held = row["passages"]
            # Only list items begin with a title; in a bare text the pattern would cut at an article it mentions.
            texts = held.values() if isinstance(held, dict) else (_ARTICLE_NUMBER.sub("", text) for text in held)
            found |= {letters(text) for text in texts}
    return found


def _law_texts(row: Row) -> list[str]:
    held = row["passages"]
    texts = [f"{title}：{text}" for title, text in held.items()] if isinstance(held, dict) else held
    return [without_article_number(text) for text in texts]


def _pairs_of(name: str, row: Row, size: int) -> Iterator[tuple[str, str]]:
    query = row["query"]
    if "passages" not in row:
        yield query, answering_part(row["passage"], row.get("answers", []), size)
        return
    laws = _law_texts(row)
    yield from ((query, law[: 2 * size]) for law in laws)
    # A lawyer's answer stands between everyday wording and the law's; one that is missing is NaN in the file.
    if name == "lecoqa" and isinstance(row["answer"], str):
        yield query, row["answer"][: 2 * size]
        yield row["answer"][:size], laws[0][: 2 * size]


def read_questions(corpora: Path, exclusion: Exclusion, size: int) -> Iterator[Question]:
    """All question pairs that may be learnt, in file order. `size`: characters of a passage."""
    for name, kind in SETS:
        for row in read_rows(corpora, f"train/{name}"):
            for query, passage in _pairs_of(name, row, size):
                if passage and not (exclusion.forbids(query) or exclusion.forbids(passage)):
                    yield Question(kind, query, passage, letters(passage)[:60])
