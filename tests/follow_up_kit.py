"""How two wordings of one question are compared: same kind, years, places, and the same words that tell of the subject."""

from rag.asking.questions import analyse

# Words that only join, or say again what the kind or the year says.
_JOINING = frozenset(
    ["那么", "截至", "到", "没有", "是", "具体", "分别", "的", "了", "已", "还", "这样", "什么", "如何"]
)


def meaning(question: str) -> tuple[str, frozenset[str], frozenset[str], frozenset[str]]:
    """Kind, years, places, content words."""
    read = analyse(question)
    words = frozenset(read.terms) - _JOINING
    return read.kind, frozenset(read.years), frozenset(read.places), words | ({read.speaker} if read.speaker else set())
