"""Why the nearest evidence is not enough, in a few words for the reader: another year, another place, no such figure."""

from rag.asking.questions import Question
from rag.choosing.scoring import Rated
from rag.finding.bounds import ranked_places
from rag.language.lexicon import fold
from rag.language.places import places_in
from rag.numbers.figures import years_in

_SHOWN = 2  # years or places named


def shortfall(question: Question, rated: Rated) -> str:
    """What a unit tells instead of what is asked (只有2023年的内容), or what it lacks."""
    unit, lost = rated.unit, rated.unmet
    years = sorted(set(years_in(unit.text)) or set(years_in(unit.before)))
    if years and any(f"{year}年" in lost for year in question.years):
        return f"只有{'、'.join(f'{year}年' for year in years[:_SHOWN])}的内容"
    places = places_in(unit.text)
    if places and any(f"“{place}”" in lost for place in question.places):
        return f"说的是“{'、'.join(places[:_SHOWN])}”"
    asked = ranked_places(fold(question.asked))
    told = ["".join(place) for place in ranked_places(fold(unit.text))]
    if told and any(f"“{''.join(place)}”" in lost for place in asked):
        return f"说的是“{'、'.join(told[:_SHOWN])}”"
    if question.speaker and f"“{question.speaker}”的发言" in lost:
        said = unit.speaker.name if unit.speaker else None
        return f"是{said}的话" if said else f"不是{question.speaker}的话"
    if lost:
        return f"没有{'、'.join(lost[:_SHOWN])}"
    return "谈到相关内容，没有直接回答"
