"""Words that several faces use: how a document without a title is called, what is said of a question that is too long."""

_STEM = 16  # characters of a file's stem that a label shows; longer ones are cut
_CUT = 12


def title_of(title: str | None, stem: str) -> str:
    """A document's title; where it is not known, a label that tells documents apart."""
    return title or f"（题名未知，{stem if len(stem) <= _STEM else stem[:_CUT] + '…'}）"


def too_long(name: str, text: str, most: int) -> str:
    """That a text is too long, by how much."""
    return f"{name}过长：{len(text)} 个字符，最多 {most}"
