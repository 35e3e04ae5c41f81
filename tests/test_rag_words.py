"""The dictionary of word classes: the look-up by halving against the file read line by line."""

from importlib.util import find_spec
from pathlib import Path

from rag.language.words import tag_of


def test_every_word_of_the_dictionary_has_its_tag() -> None:
    package = find_spec("jieba")
    assert package is not None
    assert package.origin is not None
    lines = Path(package.origin).with_name("dict.txt").read_text("utf-8").splitlines()
    tags = {line.split()[0]: line.split()[-1] for line in lines}
    strays = [
        b for a, b in zip(tags, list(tags)[1:], strict=False) if a > b
    ]  # words that stand out of order in the file
    assert len(strays) > 5
    sought = [*list(tags)[::53], *strays, next(iter(tags)), list(tags)[-1]]
    assert [word for word in sought if tag_of(word) != tags[word]] == []


def test_a_word_that_is_not_there_has_none() -> None:
    assert [tag_of(word) for word in ("", "海工岸电", "zzz", "龥龥", "\U00020000")] == [""] * 5
