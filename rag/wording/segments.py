"""Words of a question that no text has, because two were cut as one: 区装 of 石桥区装电梯, 多收 of 最多收多少.

A run of lone characters is one word where it may be a name (周文博). One that the library lacks, that no dictionary has, and that
begins with a verb, an adverb or the end of a place's name is none: it falls into its characters.
"""

import re
from dataclasses import replace

from index.people.names import is_full_name
from rag.asking.questions import Question
from rag.finding.retrieval import Shelf
from rag.language.lexicon import is_empty_word
from rag.language.words import in_dictionary, tag_of

_RUN = re.compile(r"[\u4e00-\u9fff]{2,3}")
_DEGREE = "多少最更"  # 最多收: how much is asked, and a refusal may hang on it
_RANK = re.compile(r"[省市县区镇乡村州里]")
_NAMED_BEHIND = re.compile(
    r"[省市县区镇乡村州港山湖岛河江湾路街]|集群|公司|集团|园区|基地|大学|医院|计划|平台|系统|项目"
)


def cut(question: Question, shelf: Shelf) -> Question:
    """The question with such terms in their characters; the very same question where it has none."""
    terms: dict[str, None] = {}
    for term in question.terms:
        for part in _parts(term, question.asked, shelf):
            terms[part] = None
    return question if tuple(terms) == question.terms else replace(question, terms=tuple(terms))


def _parts(term: str, asked: str, shelf: Shelf) -> tuple[str, ...]:
    if (
        not _RUN.fullmatch(term)
        or in_dictionary(term)
        or is_full_name(term)
        or _named(term, asked)
        or term[0] in _DEGREE
    ):
        return (term,)
    at = asked.find(term)
    named = at > 1 and tag_of(asked[at - 2 : at])[:1] in ("", "n") and not is_empty_word(asked[at - 1])
    rank = named and _RANK.match(term) is not None and all(shelf.spread([asked[at - 2 : at], asked[at - 1 : at + 1]]))
    if not (rank or (tag_of(term[0])[:1] in ("v", "d", "a", "m") and not _RANK.match(term))):
        return (term,)
    pairs = [term[i : i + 2] for i in range(len(term) - 1)]
    there = shelf.spread(pairs)
    if there[-1] and not there[0] and len(term) > len(pairs[0]):
        return (term[1:],)  # 住四层
    if any(there):
        return (term,)
    return tuple(c for c in term if not is_empty_word(c) and not _RANK.match(c))


def _named(term: str, asked: str) -> bool:
    """Whether a word stands in quotation marks or before what names are followed by."""
    at = asked.find(term)
    return at < 0 or _NAMED_BEHIND.match(asked, at + len(term)) is not None or asked[at - 1 : at] in ("“", "《", "「")
