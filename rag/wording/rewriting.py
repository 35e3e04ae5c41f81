"""A question as it is searched: English in Chinese words, short forms written out, typing errors repaired.

The question itself stays as asked; whatever was changed is said to the reader.
"""

import unicodedata
from dataclasses import dataclass

from rag.finding.retrieval import Shelf
from rag.language.glossary import Glossary
from rag.wording.abbreviations import expand
from rag.wording.english import Translated, Words, is_english, translate
from rag.wording.everyday import official
from rag.wording.naming import chinese_of, picker, read_as
from rag.wording.phrases import mend
from rag.wording.repair import repair
from rag.wording.shortened import in_full
from rag.wording.spoken import written

_MOST_LOST = (
    0.34  # share of an English question's words that nothing is known for; above it they are searched as they stand
)


@dataclass(frozen=True)
class Wording:
    """A question's searched form. `as_asked`: the same, where short forms or typing errors of it were changed; `notes` for the reader."""

    text: str
    as_asked: str | None = None
    notes: tuple[str, ...] = ()


def reword(text: str, shelf: Shelf, glossary: Glossary) -> Wording:
    """The form in which a plain question is searched and analysed; the question itself where it is in order."""
    if is_english(text):
        return _translated(translate(unicodedata.normalize("NFKC", text), _words(shelf, glossary)))
    said = written(text)
    right = in_full(official(mend(repair(expand(said, shelf, glossary), shelf).text, shelf), shelf), shelf)
    return Wording(right, right if right != said else None)


def _words(shelf: Shelf, glossary: Glossary) -> Words:
    return Words(glossary, picker(shelf), lambda name, behind: chinese_of(name, shelf) or read_as(name, behind, shelf))


def _translated(found: Translated) -> Wording:
    """With the words that nothing is known for where they are many: an answer to what is left would be one to another question."""
    lost = found.lost if len(found.lost) > _MOST_LOST * (len(found.lost) + found.known) else ()
    asked = " ".join((*lost, found.text)) if lost else found.text
    unread = (f"问题中的 {'、'.join(found.lost)} 未能译出",) if found.lost else ()
    return Wording(asked, None, (f"已按“{asked}”检索", *unread))
