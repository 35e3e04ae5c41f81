"""What a count leaves out although a reader may mean it: said beside the count, never added to it."""

from collections.abc import Iterator

from rag.language.lexicon import fold
from rag.language.places import places_in
from rag.tables.columns import View, items_of, short_name
from rag.tables.plans import Filter, Plan

_LEAST = 2  # characters of a value by which longer ones may be meant
_TOLD = 4  # different values that a note names


def uncounted(plan: Plan, view: View) -> tuple[str, ...]:
    """The notes on rows that a plan's filters leave out by the letter: 航空航天 beside 航空, a cell that names several places."""
    if plan.operation not in ("count", "list", "exists") or view.matrix:
        return ()
    return tuple(note for note in (shared_note(plan, view), near_note(plan, view)) if note)


def shared_note(plan: Plan, view: View) -> str:
    """What a count by the places of names leaves open: rows whose cell shares the place with others while their name tells no such place."""
    for one in plan.filters:
        by_name = isinstance(one, Filter) and one.column == view.name and not one.exact and not one.negated
        if isinstance(one, Filter) and by_name and places_in("".join(one.values)):
            cells = _sharing(_others(plan, one, view), view, fold(one.values[0]))
            if cells:
                told = "、".join(f"“{cell}”" for cell in dict.fromkeys(cells))
                return f"另有{len(cells)}行的一格写着{told}，名称没有写明是其中哪一处，未计入“{one.values[0]}”"
    return ""


def _sharing(lines: Iterator[int], view: View, place: str) -> list[str]:
    """The cell of each line that lists a place among others."""
    texts = [c.values for j, c in enumerate(view.columns) if j != view.name and c.kind == "text"]
    cells = [[v[n] for v in texts if len(items_of(v[n])) > 1 and place in fold(v[n])] for n in lines]
    return [own[-1] for own in cells if own]


def near_note(plan: Plan, view: View) -> str:
    """What a filter by a value leaves open: rows that pass all others and whose value holds the one asked within a longer word."""
    for one in plan.filters:
        if not isinstance(one, Filter) or not one.exact or one.negated or one.column == view.name:
            continue
        column = view.columns[one.column]
        asked = fold(one.word) or short_name(fold(one.values[0]))
        if column.kind != "text" or column.places or len(asked) < _LEAST:
            continue
        near = [column.values[n] for n in _others(plan, one, view) if asked in column.keys[n]]
        if near:
            kinds = list(dict.fromkeys(near))
            told = "、".join(kinds[:_TOLD]) + ("等" if len(kinds) > _TOLD else "")
            return f"另有{len(near)}行的{column.head}含“{asked}”而不是这一项（{told}），未计入"
    return ""


def _others(plan: Plan, one: Filter, view: View) -> Iterator[int]:
    """The lines that pass every filter but this one."""
    rest = [f for f in plan.filters if f is not one]
    return (n for n in range(len(view)) if not one.passes(view, n) and all(f.passes(view, n) for f in rest))
