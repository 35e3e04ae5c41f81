"""Words by jieba's dictionary, for the few places of reading that need them; loading it takes half a second."""

import logging
import re
import tempfile
from functools import cache
from typing import TYPE_CHECKING

from index.patterns import HAN

if TYPE_CHECKING:
    import jieba

_REACH = 6


@cache
def _tokenizer() -> "jieba.Tokenizer":
    import jieba  # noqa: PLC0415  only documents with lost pages need it

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # Its marshal cache would go to the shared temporary folder, where anybody may plant one.
    with tempfile.TemporaryDirectory(prefix="jieba-") as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    return tokenizer


def bridges(before: str, after: str) -> bool:
    """Whether a dictionary word of two or more Han characters goes on from the end of one text into the other.

    By the dictionary alone: the hidden Markov model makes words of any two characters.
    """
    left, right = before[-_REACH:], after[:_REACH]
    at = 0
    for word in _tokenizer().lcut(left + right, HMM=False):
        if at < len(left) < at + len(word):
            return re.fullmatch(f"[{HAN}]{{2,}}", word) is not None
        at += len(word)
    return False
