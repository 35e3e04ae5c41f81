"""Why the nearest evidence is not enough, in a few words for the reader: another year, another place, a plan, no such figure."""

import re
from collections.abc import Sequence

from rag.asking.questions import Question
from rag.choosing.apart import deeds_in, parts_of_year
from rag.choosing.scoring import Rated
from rag.finding.bounds import ranked_places
from rag.finding.features import Lens
from rag.language.lexicon import fold
from rag.language.places import places_in
from rag.numbers.figures import years_in
from rag.time.indicators import stated_in

_SHOWN = 2  # years or places named
_QUOTED = re.compile(r"^“([^”]+)”(.*)$")


def shortfall(lens: Lens, rated: Rated, missing: Sequence[str] = ()) -> str:
    """What a unit tells instead of what is asked (只有2023年的内容), or what it lacks; `missing`: what all units lack."""
    question, unit, lost = lens.question, rated.unit, rated.unmet
    if told := _told_instead(question, rated):
        return told
    if question.speaker and f"“{question.speaker}”的发言" in lost:
        said = unit.speaker.name if unit.speaker else None
        return f"是{said}的话" if said else f"不是{question.speaker}的话"
    if lost:
        return f"没有{'、'.join(tidy(question, lost)[:_SHOWN])}"
    missed = unsaid(lens, rated) or [m for m in missing if m.startswith("“") and m.endswith("”")]
    return f"没有说到{'、'.join(missed[:_SHOWN])}" if missed else "谈到相关内容，没有直接回答"


def _told_instead(question: Question, rated: Rated) -> str:
    """Another year, part of a year, place, or stage (a plan) that a unit tells of; "" where it is none of these."""
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
    parts = parts_of_year(unit.text)
    if any(f"“{part}”" in lost for part in parts_of_year(question.asked)):
        return f"说的是{'、'.join(parts[:_SHOWN])}" if parts else "说的是全年或没有分时段"
    if any(what.startswith("实际结果") for what in lost):
        return "说的是计划或目标，没有实际结果"
    return _told_of_another(question, rated)


def _told_of_another(question: Question, rated: Rated) -> str:
    """The whole, the deed, or the figures that a unit tells of instead; "" where it is none of these."""
    text, lost = rated.unit.text, rated.unmet
    whole = _WHOLE.search(text)
    if whole and any(f"“{stem}{rank}”" in lost for stem, rank in ranked_places(fold(question.asked))):
        return f"说的是{whole.group()}"
    if any(what.startswith("由谁") for what in lost) and (deeds := deeds_in(_TITLE.sub("", text))):
        return f"说的是谁{'、'.join(f'“{deed}”' for deed in deeds[:_SHOWN])}"
    if question.kind == "number" and any(what.endswith("的数字") or _MEASURE.search(what) for what in lost):
        told = [
            s.indicator for s in stated_in(text) if 1 < len(s.indicator) <= _SHORT and not _EACH.search(s.indicator)
        ]
        told = [what for what in dict.fromkeys(told) if f"“{what}”" not in lost]
        return f"给出的是{'、'.join(f'“{what}”' for what in told[:_SHOWN])}的数字" if told else ""
    return ""


_WHOLE = re.compile(r"全[国省市县区州]")
_MEASURE = re.compile(r"[率量额费值数入润]”$")
_SHORT = 12
_TITLE, _EACH = re.compile(r"《[^《》]*》"), re.compile(r"^平均|每")


def tidy(question: Question, lost: Sequence[str]) -> list[str]:
    """What is lost, as a reader would say it: words that stand side by side as one phrase, nothing twice.

    “安家费” for “安家”, “安家”的数字 and “安家费”; “考古遗址公园” for “遗址”, “公园” and “考古”.
    """
    places = [what for what in dict.fromkeys(lost) if what.strip("“”") in question.places]
    bare = [what for what in lost if what not in places]
    if not bare:
        return places
    lost = places + _joined(
        fold(question.asked), [what for what in dict.fromkeys(bare) if not _OF_PLACE.match(what)] or bare
    )
    kept: list[str] = []
    for what in lost:
        own = _QUOTED.match(what)
        if own is None:
            kept.append(what)
            continue
        word, rest = own.groups()
        others = [m for other in lost if other != what and (m := _QUOTED.match(other))]
        longer = any(word in m[1] and word != m[1] for m in others)
        figure = not rest and any(word == m[1] and m[2] for m in others)
        if word in question.places or (not longer and not figure):
            kept.append(what)
    return kept or list(lost)


_OF_PLACE = re.compile(r"^“[\u4e00-\u9fff]{2,4}[省市县区州]”的数字$")
_RANK_BEFORE = re.compile(r"^[省市县区州](?=[\u4e00-\u9fff]{2})")


def _joined(asked: str, lost: Sequence[str]) -> list[str]:
    """Bare quoted words that follow each other in a question as one phrase, at the place of the first; the rest as it is."""
    words = [m[1] for what in lost if (m := _QUOTED.match(what)) and not m[2]]
    spans = sorted({(asked.find(w), asked.find(w) + len(w)) for w in words if w in asked})
    runs: list[tuple[int, int]] = []
    for start, end in spans:
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    phrases = [_RANK_BEFORE.sub("", asked[a:b]) if _inside_place(asked, a) else asked[a:b] for a, b in runs]
    found: list[str] = []
    for what in lost:
        m = _QUOTED.match(what)
        place = asked.find(m[1]) if m and not m[2] else -1
        phrase = next((p for p, (a, b) in zip(phrases, runs, strict=True) if a <= place < b), "") if place >= 0 else ""
        found.append(f"“{phrase}”" if phrase else what)
    return list(dict.fromkeys(found))


def _inside_place(asked: str, at: int) -> bool:
    """Whether the character at a place ends the name of a town: 省 of 松江省气调仓容, cut as 松江|省气|调仓."""
    return at >= _SHOWN and bool(ranked_places(asked[at - 2 : at + 1]) or places_in(asked[at - 2 : at]))


def unsaid(lens: Lens, rated: Rated) -> list[str]:
    """The words of a question that a unit which meets all constraints lacks, and that most likely tell what is asked."""
    from rag.refusing.lost_words import likely_missed  # noqa: PLC0415 - numpy, which verifying does without

    return [f"“{word}”" for word in likely_missed(lens, rated.unit, rated.support)]


def unsaid_together(lens: Lens, nearest: Sequence[Rated]) -> list[str]:
    """What none of the nearest units says of the thing asked, though it stands elsewhere: “监测范围” of a lake.

    Where they have nothing in common that they lack: what the first lacks that does not meet the constraints.
    """
    each = [unsaid(lens, r) for r in nearest]
    common = [word for word in (each[0] if each else []) if all(word in words for words in each)]
    if common:
        return [f"与所问内容直接相关的{'、'.join(common[:_SHOWN])}"]
    return next((tidy(lens.question, r.unmet) for r in nearest if r.unmet), [])
