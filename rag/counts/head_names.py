"""How far a question names the head of a column."""

import re
from functools import cache

from rag.language.aliases import others
from rag.language.lexicon import bigrams, fold

_LEAST_NAME = 2  # characters of a head's end that name it


def head_share(head: str, asked: str) -> float:
    """How far a folded question names a head: the share of its bigrams; .7 at least where its last two characters stand there."""
    core = _core_head(head)
    if not core:
        return 0.0
    grams = bigrams(core)
    met = sum(g in asked for g in grams) / len(grams)
    if len(core) >= _LEAST_NAME and (core[-2:] in asked or any(o in asked for o in others(core))):
        met = max(met, 0.7)
    return met


@cache
def _core_head(head: str) -> str:
    return re.sub(r"[（(][^（()）]*[)）]|[/／].*$", "", fold(head))
