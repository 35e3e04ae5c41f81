"""Places that the names of rows tell: 甲市 of 甲市家电集群, where the table's own column says its province only.

A column of places answers first. Where it names something wider, or several places in one cell (甲市、乙市), a city that is asked
for is looked for in the rows' names, if these tell where things are at all.
"""

from rag.language.lexicon import bigrams
from rag.language.places import places_in
from rag.tables.columns import Column

_TOLD = 0.6  # share of the names that must hold a place for names to tell places
_NAMED = 0.4  # share of a name, without its place, that a question must hold to name the row


def names_tell_places(column: Column) -> bool:
    """Whether most values of a column hold a place: 甲市家电集群, not 家电."""
    told = sum(bool(places_in(value)) for value in column.values)
    return told >= _TOLD * len(column.values) > 0


def names_hold(column: Column, place: str) -> bool:
    """Whether some values, not all, hold a place (folded, without 市)."""
    return 0 < sum(place in key for key in column.keys) < len(column.keys)


def names_one(column: Column, place: str, asked: str) -> bool:
    """Whether a folded question names one of the rows by more than its place: 甲市智慧家电集群 asks for no count over 甲市."""
    rest = [bigrams(key.split(place, 1)[1]) for key in column.keys if place in key]
    common = set.intersection(*map(set, rest)) if len(rest) > 1 else set()
    own = [[g for g in grams if g not in common] for grams in rest]
    return any(sum(g in asked for g in grams) >= _NAMED * len(grams) for grams in own if grams)
