"""A question as it is searched: an English one in Chinese words. The question itself stays as asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.english import Words, is_english, translate
from rag.glossary import Glossary
from rag.naming import chinese_of, read_as
from rag.retrieval import Shelf


@dataclass(frozen=True)
class Rewritten:
    """A question's searched form. `notes` for the reader."""

    text: str
    notes: tuple[str, ...] = ()


def rewrite(text: str, shelf: Shelf, glossary: Glossary) -> Rewritten:
    """The form in which a question is searched and analysed; the question itself where it is in order."""
    if is_english(text):
        return _translated(text, shelf, glossary)
    return Rewritten(text)


def _translated(text: str, shelf: Shelf, glossary: Glossary) -> Rewritten:
    words = Words(glossary, picker(shelf), lambda name, behind: chinese_of(name, shelf) or read_as(name, behind, shelf))
    found = translate(text, words)
    return Rewritten(found.text, (f"lost {found.lost}",))


def picker(shelf: Shelf) -> Callable[[Sequence[str]], str]:
    """Picks of several Chinese forms the one that the library has; the first where it has none, or all."""

    def pick(forms: Sequence[str]) -> str:
        return forms[0] if len(forms) == 1 else next((form for form in forms if known(form, shelf)), forms[0])

    return pick


def known(text: str, shelf: Shelf) -> bool:
    """Whether every pair of neighbouring characters of a text stands in the library."""
    return all(shelf.spread(["".join(pair) for pair in pairwise(text)] or [text]))
