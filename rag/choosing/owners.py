"""Whose a sentence is, where it does not say: of the side of a semicolon, of who speaks, of the place that its document is about."""

import re
from functools import lru_cache

from index.people.names import ends_with_post
from rag.asking.questions import Question
from rag.finding.bounds import ranked_places
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, rarity, runs_of, terms
from rag.language.places import places_in
from rag.language.words import class_of, in_dictionary, is_name, is_noun
from rag.numbers.figures import ASKED_UNIT
from rag.short_answers.short import asked_cell
from rag.tables.columns import view_of
from rag.time.modality import points_back

_ASKING_ONE = frozenset({"number", "date", "entity"})
_MET, _NAMED = 0.5, 0.6
_OURS = re.compile(r"我们|我(?=[市县省区镇校院馆司社厂局])|本(?=公司|社|院|校|馆|集团|中心|市|县)")
_SINGLE = re.compile(r"(?P<mark>[男女])(?=[\u4e00-\u9fff]{2})")
_WHOLE = re.compile(r"全[国省市县区镇村州]|[我本][国省市县区镇村州校院]")


def misowned(question: Question, unit: Unit) -> list[str]:
    """What a question asks of one thing and a unit says of another, in words for the reader."""
    if question.kind not in _ASKING_ONE:
        return []
    if question.kind == "entity" and _sums(unit):
        return ["单独的一行（此行是合计）"]
    return [
        *_beside(question, unit),
        *_ours(question, unit),
        *_of_title(question, unit),
        *_marked(question, unit),
        *_counted_by(question, unit),
        *_done(question, unit),
        *_post(question, unit),
    ]


def _sums(unit: Unit) -> bool:
    """Whether a unit is the row that sums the others of its table up."""
    place = unit.found.chunk.table_row
    return place is not None and place[1] in view_of(unit.document, place[0]).sums


def _beside(question: Question, unit: Unit) -> list[str]:
    """Nouns of a question that only the other side of a semicolon has: 甲县以黄精为主…；乙县以灵芝为主…, asked for 甲县's 灵芝."""
    parts = [fold(part) for part in unit.text.split("；")]
    stems = [stem for stem, _ in ranked_places(fold(question.asked))] + [fold(p) for p in question.places]
    own = [part for part in parts if any(stem in part for stem in stems)]
    if len(parts) < 2 or len(own) != 1 or not stems:
        return []
    others = [part for part in parts if part != own[0] and (ranked_places(part[:_OPENS]) or places_in(part[:_OPENS]))]
    nouns = [t for t in question.terms if (is_noun(t) or class_of(t) == "noun") and not any(s in t for s in stems)]
    first = "" if own[0] is parts[0] else parts[0]
    return [
        f"“{t}”"
        for t in nouns
        if t != question.measured and credit(t, own[0]) < _MET and t not in first and any(t in part for part in others)
    ]


_OPENS = 10  # characters in which the other side names its place


def _ours(question: Question, unit: Unit) -> list[str]:
    """Names that a question gives to what a speaker calls 我们, and that are not the speaker's: 我们拿到补贴, said by an airline."""
    if unit.speaker is None or not _OURS.search(unit.text):
        return []
    near = fold(f"{unit.text} {unit.speaker.name or ''} {unit.speaker.role or ''}")
    names = [
        t
        for t in question.terms
        if is_name(t, rarity(t))
        or (len(t) > 1 and not t[0].isdigit() and not in_dictionary(t) and not set(t) & _PARTICLES)
    ]
    names += [stem for stem, _ in ranked_places(fold(question.asked))]
    return [f"“{t}”" for t in dict.fromkeys(names) if credit(t, near) < _NAMED]


_PARTICLES = frozenset("了的着过给把被")


def _of_title(question: Question, unit: Unit) -> list[str]:
    """Places by rank that a sentence without any place does not take from a title that names another rank's: a province's bulletin."""
    asked = ranked_places(fold(question.asked))
    if not asked or unit.found.chunk.table_row is not None or ranked_places(fold(unit.text)) or places_in(unit.text):
        return []
    title = ranked_places(fold(unit.document.article_at(unit.clean[0].start).title.value or ""))
    near = fold(unit.headings) + (fold(unit.before) if points_back(unit.text) or not _WHOLE.search(unit.text) else "")
    apart = [rank for _, rank in title]
    return [f"“{stem}{rank}”" for stem, rank in asked if apart and rank not in apart and stem not in near]


def _marked(question: Question, unit: Unit) -> list[str]:
    """A mark of one character before what is asked (女护林员) that a unit lacks."""
    marks = [m["mark"] for m in _SINGLE.finditer(question.asked) if m["mark"] in "男女"]
    return [f"“{mark}”" for mark in dict.fromkeys(marks) if mark not in unit.text + unit.headings]


def _counted_by(question: Question, unit: Unit) -> list[str]:
    """Words between the counting word and the noun counted, verbs too: 几座抽水蓄能电站."""
    return [f"“{w}”" for w in _between(question) if credit(w, fold(unit.text + unit.headings)) < _MET]


@lru_cache(maxsize=256)
def _between(question: Question) -> tuple[str, ...]:
    unit = ASKED_UNIT.search(question.asked) if question.kind == "number" else None
    run = re.match(r"[\u4e00-\u9fff]+", question.asked[unit.end() :]) if unit else None
    at = run.group().find(question.measured) if run and question.measured else -1
    if run is None or at <= 0:
        return ()
    words = runs_of(fold(run.group()[:at]))
    return tuple(w for w in words if len(w) > 1 and class_of(w) == "verb" and rarity(w) >= _TELLING)


_TELLING = 0.5


def _done(question: Question, unit: Unit) -> list[str]:
    """The verb that is asked of a row by whom it was done, where neither the row nor the heads of its table have it: 谁设计的."""
    if unit.found.chunk.table_row is None or question.kind != "entity" or question.wanted != "organisation":
        return []
    if asked_cell(question, unit):
        return []
    near = fold(unit.text + unit.headings)
    verbs = [t for t in question.terms if len(t) > 1 and class_of(t) == "verb" and rarity(t) >= _TELLING]
    return [f"“{t}”" for t in verbs if credit(t, near) < _MET]


_WHO = re.compile(
    r"谁是(?P<a>[^，。？]{4,24}?)[？?]?$|(?P<b>[^，。？]{4,24}?)(?:现在)?(?:是谁|叫什么(?:名字)?|姓甚名谁)"
)


def _post(question: Question, unit: Unit) -> list[str]:
    """Where the holder of a post is asked for, the words of the post that a unit lacks: 财政局 of 财政局局长."""
    asked = _WHO.search(question.asked)
    role = (asked["a"] or asked["b"] or "") if asked else ""
    if not ends_with_post(role):
        return []
    near = fold(unit.text + unit.headings + unit.before)
    words = [t for t in terms(role) if len(t) > 1 and is_noun(t) and not _SAID_OTHERWISE.search(t)]
    return [f"“{t}”" for t in words if credit(t, near) < _MET]


_SAID_OTHERWISE = re.compile(r"作者$|首任|现任|前任")  # the author of a work is told by 小说, 作品, 著
