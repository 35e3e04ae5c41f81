"""English words and what they are called in Chinese: general knowledge (`glossary.tsv`) and a user's own entries.

A user's entries stand in `glossary.tsv` in the library's folder, beside `current`: it needs no option, serves every face, and
stays when the library is rebuilt. One line an entry, as in the shipped file: English forms parted by `|`, a tab, Chinese forms
parted by `/` (the first that the library has is taken), and after another tab `verb` where it is one. They go before the
shipped ones. A line without a tab is an error that names file and line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

OWN = "glossary.tsv"
_SHIPPED = Path(__file__).with_name(OWN)
MOST_WORDS = 8


class GlossaryError(Exception):
    """A user's glossary cannot be read; the message names file, line and remedy (Chinese)."""


@dataclass(frozen=True)
class Entry:
    """What an English word or phrase is called: Chinese forms, best first."""

    forms: tuple[str, ...]
    verb: bool = False


class _Table(NamedTuple):
    """Entries by their words as they stand, and without plural (verbs: without -e, -ed, -ing)."""

    exact: Mapping[str, Entry]
    stems: Mapping[str, Entry]

    def find(self, words: tuple[str, ...]) -> Entry | None:
        return (
            self.exact.get(" ".join(words))
            or self.stems.get(" ".join(singular(word) for word in words))
            or self.stems.get(" ".join([*map(singular, words[:-1]), stem(words[-1])]))
            or self.stems.get(" ".join([stem(words[0]), *map(singular, words[1:])]))
        )


@dataclass(frozen=True)
class Glossary:
    """A user's entries before the shipped ones, which are read when they are first needed."""

    own: _Table = field(default_factory=lambda: _Table({}, {}))

    def find(self, words: tuple[str, ...]) -> Entry | None:
        """The entry of some lower-case words: as they stand, else by plural and by -ed, -ing."""
        return self.own.find(words) or _shipped().find(words)

    def exact(self, phrase: str) -> Entry | None:
        """The entry of a lower-case phrase as it stands."""
        return self.own.exact.get(phrase) or _shipped().exact.get(phrase)


def glossary_of(library: Path) -> Glossary:
    """The glossary with the user's entries in a library's folder, if there are any.

    Raises:
        GlossaryError: a line of the file is no entry, or the file no UTF-8.
    """
    path = library / OWN
    return Glossary(_table(path)) if path.is_file() else Glossary()


@cache
def _shipped() -> _Table:
    return _table(_SHIPPED)


def _table(path: Path) -> _Table:
    exact: dict[str, Entry] = {}
    stems: dict[str, Entry] = {}
    for phrase, entry in _entries(path):
        exact.setdefault(phrase, entry)
        # Nanning is no -ing form of Nan: only verbs are known by their stems.
        stems.setdefault(" ".join(map(singular, phrase.split())), entry)
        if entry.verb:
            first, *others = phrase.split()
            stems.setdefault(" ".join([stem(first), *map(singular, others)]), entry)
    return _Table(exact, stems)


def _entries(path: Path) -> Iterator[tuple[str, Entry]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"词表“{path}”不能读取（{error}）。请存为 UTF-8 文本，或移走该文件。") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        english, _, rest = line.partition("\t")
        chinese, _, kind = rest.partition("\t")
        forms = tuple(form.strip() for form in chinese.split("/") if form.strip())
        phrases = [" ".join(phrase.lower().split()) for phrase in english.split("|") if phrase.strip()]
        if not forms or not phrases:
            raise GlossaryError(
                f"词表“{path}”第 {number} 行“{line[:40]}”不是词条。请写成：英文、制表符、中文，例如 port<Tab>港口。"
            )
        yield from ((phrase, Entry(forms, kind.strip() == "verb")) for phrase in phrases)


_VOWEL = re.compile(r"[aeiouy]")


@cache
def stem(word: str) -> str:
    """A lower-case word without plural s, -ed, -ing and the e before them: policies -> policy, planned -> plan.

    After the first steps of Porter (1980); words of three letters stay as they are.
    """
    word = singular(word)
    if len(word) <= 3 or not word.isascii():
        return word
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word and len(left) > 2 and _VOWEL.search(left):
            if left[-1] == left[-2] and left[-1] not in "lsz":
                return left[:-1]
            return left[:-1] + "y" if left.endswith("i") else left
    return word.removesuffix("e")


@cache
def singular(word: str) -> str:
    """A lower-case word without the s of a plural or of the third person."""
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
