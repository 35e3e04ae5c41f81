"""What 该园区, 该市 point to where the sentence before does not name it: the last sentence of the block that does."""

import re

from index.models import Document
from rag.finding.evidence import Unit
from rag.time.modality import points_back

_POINTING = re.compile(r"(?:该|此)(?P<noun>[\u4e00-\u9fff]{1,4})")
_BACK = 6  # sentences
_FAR = 420  # characters that are quoted to show what is pointed to
_NAMELESS = r"(?:该|此|各|这|那|其|等|个|类|种|批|些|的|家|座|所)"


def antecedent(unit: Unit) -> int | None:
    """The sentence (its index) that names what a sentence points to, None where it points to nothing or the one before names it.

    Looked for in the block, at most six sentences back; 该园区 is named by …软件园区.
    """
    pointing = _POINTING.search(unit.text) if unit.index is not None and points_back(unit.text) else None
    if pointing is None or unit.index is None:
        return None
    document, noun = unit.document, pointing["noun"]
    for size in range(len(noun), 0, -1):
        named = re.compile(rf"(?<!{_NAMELESS})[\u4e00-\u9fffA-Za-z0-9”》]{{2}}(?<!{_NAMELESS}){re.escape(noun[:size])}")
        found = _last(document, unit.index, named)
        if found is not None:
            return found if found < unit.index - 1 else None
    return None


def _last(document: Document, index: int, named: re.Pattern[str]) -> int | None:
    block, end = document.sentences[index].block, document.sentences[index].end
    for n in range(index - 1, max(-1, index - 1 - _BACK), -1):
        sentence = document.sentences[n]
        if sentence.block != block or sentence.truncated or end - sentence.start > _FAR:
            return None
        if named.search(document.text(sentence.start, sentence.end)):
            return n
    return None


def pointed_text(unit: Unit) -> str:
    """The text that a unit points to, "" where the sentence before has it or nothing is pointed to."""
    found = antecedent(unit)
    return "" if found is None else unit.document.text(*unit.document.sentences[found][:2])
