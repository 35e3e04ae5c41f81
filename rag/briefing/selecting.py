"""Candidates -> what each section says: sorted by what they do, chosen within its length, nothing said twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Span
from rag.briefing.aspects import Aspect, aspects_of, tells_of_abroad
from rag.briefing.forms import SectionForm
from rag.briefing.gathering import Candidate
from rag.briefing.substance import substance
from rag.briefing.topics import Theme, theme_of
from rag.briefing.wording import one_of_a_list, speaks_of_itself
from rag.choosing.enumerating import items_announced
from rag.choosing.lists import announces
from rag.finding.evidence import Unit
from rag.language.lexicon import bigrams, fold
from rag.time.indicators import stated_in
from rag.time.modality import points_back

LEAST_ASPECT = 0.55  # from which a sentence does a thing at all
_OF_BEST = 0.7  # of what it does most, for a section that wants something else
_LEAST_NEAR, _OF_NEAREST, _SPARE = 0.38, 0.5, 0.4  # of the nearest: to be shown, to be offered in place of another
_SHORTEST, _LONG, _LONGEST = 14, 170, 420
_AGAIN, _TOO_MUCH = 0.45, 0.62  # of a text's pairs of characters said before: its price, and where it is left out
_SAME_SOURCE, _TOLD, _LAST_NOUN = 0.02, 0.25, 2
_ALTERNATIVES = 8
_OTHER_PLACE, _ENUMERATED = 0.04, 0.2
_PER_CHARACTER = 0.001
_ANSWERS = 0.3
_LEAST_ON, _ON = 0.35, 0.4  # of a heading that a user wants
_NEAR, _WORTH, _PROBED, _SUBSTANCE = 0.45, 0.3, 0.25, 0.5


@dataclass(frozen=True)
class Piece:
    """What goes in as one: a unit with what it announces. `score`: how well it fits its section; `worth`: how plainly it does that."""

    candidate: Candidate
    units: tuple[Unit, ...]
    score: float

    @property
    def length(self) -> int:
        """Characters."""
        return sum(len(unit.text) for unit in self.units)

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(unit.text for unit in self.units)


@dataclass(frozen=True)
class Chosen:
    """A section's pieces in reading order, further ones best first, and how many there were to choose from."""

    form: SectionForm
    pieces: tuple[Piece, ...]
    others: tuple[Piece, ...]
    found: int


@dataclass(frozen=True)
class Wanted:
    """What is wanted of one theme: its candidates, a form and probes for each section, characters in all."""

    theme: Theme
    candidates: Sequence[Candidate]
    sections: Sequence[tuple[SectionForm, Sequence[str]]]
    length: int


def select(parts: Sequence[Wanted], before: Sequence[str] = ()) -> list[list[Chosen]]:
    """Choose for each section of each part what it says, about as many characters as are wanted, nothing twice.

    `before`: what the briefing says already.

    Sections with least to choose from choose first; what they leave of the length goes to the best of the rest.
    """
    said = _Said(frozenset(gram for part in parts for gram in _grams(part.theme.text)))
    for text in before:
        said.hear(text)
    return [_selected(part, said) for part in parts]


def _selected(part: Wanted, said: "_Said") -> list[Chosen]:
    forms = part.sections
    sound = [c for c in part.candidates if _is_sound(c.unit)]
    least, spare = nearest_of(sound), nearest_of(sound, _SPARE)
    usable = [c for c in sound if c.near >= spare]
    offered = [sorted(_pieces(form, part, probes, usable), key=_order) for form, probes in forms]
    pools = [[p for p in pool if p.candidate.near >= least] for pool in offered]
    total = sum(form.weight for (form, _), pool in zip(forms, pools, strict=True) if pool) or 1.0
    taken: list[list[Piece]] = [[] for _ in forms]
    for n in sorted(range(len(forms)), key=lambda n: len(pools[n])):
        _fill(taken[n], pools[n], part.length * forms[n][0].weight / total, said)
    _top_up(taken, pools, part.length, said)
    return [
        Chosen(form, tuple(_in_reading_order(taken[n])), tuple(_others(offered[n], taken[n], said)), len(pools[n]))
        for n, (form, _) in enumerate(forms)
    ]


def nearest_of(candidates: Sequence[Candidate], share: float | None = None) -> float:
    """How near a sentence must be to the topic to be used: so much of how near the nearest is."""
    return max(_LEAST_NEAR, (share or _OF_NEAREST) * max((c.near for c in candidates), default=0.0))


def _is_sound(unit: Unit) -> bool:
    """Whether a sentence can stand in a briefing: whole, not lost without the one before, not about its own text."""
    text = unit.text
    lost = points_back(text) and not unit.before
    balanced = all(text.count(a) == text.count(b) for a, b in ("“”", "（）", "《》"))
    fit = _SHORTEST <= len(text) <= _LONGEST
    return (
        fit
        and balanced
        and not (unit.truncated or lost or speaks_of_itself(text) or one_of_a_list(text))
        and text.rstrip()[-1:] in "。！；”）"
    )


def _pieces(form: SectionForm, part: Wanted, probes: Sequence[str], usable: Sequence[Candidate]) -> Iterator[Piece]:
    about = theme_of(form.about) if form.about else None
    for candidate in usable:
        unit, done = candidate.unit, aspects_of(candidate.unit)
        if form.figures_only and not any(not s.figure.weak for s in stated_in(unit.text)):
            continue
        worth = max((done[a] for a in form.aspects), default=1.0)
        if form.aspects and (worth < LEAST_ASPECT or worth < _OF_BEST * _most(done, part)):
            continue
        if part.theme.home and "abroad" not in form.aspects and tells_of_abroad(unit):
            continue
        units = _bundle(unit)
        if units is None:
            continue
        probed = max((candidate.probes.get(probe, 0.0) for probe in probes), default=0.0)
        on = about.share(unit.text, unit.headings, unit.before) if about else 0.0
        if about and (max(on, probed) < _LEAST_ON or (not form.aspects and about.words and on < _LEAST_HEADED)):
            continue
        fit = (
            candidate.near * (_NEAR + _WORTH * min(1.5, worth))
            + _PROBED * probed
            + _SUBSTANCE * candidate.near * substance(unit.text)
            + _ON * on
            + _ANSWERS * bool(candidate.answers.intersection(probes))
        )
        long = max(0, sum(len(u.text) for u in units) // len(units) - _LONG) / 1000
        long += _PER_CHARACTER * sum(len(u.text) for u in units)
        yield Piece(candidate, units, fit - long - min(_ENUMERATED, _OTHER_PLACE * part.theme.others(unit.text)))


_LEAST_HEADED = 0.15  # of a heading's words, however near a search found it: there is a best passage for anything


def _most(done: Mapping[Aspect, float], part: Wanted) -> float:
    """How far a sentence does what it does most; to tell of other countries is nothing particular in a topic on them."""
    wanted = {aspect for form, _ in part.sections for aspect in form.aspects}
    return max((done[a] for a in wanted if a != "abroad" or not part.theme.elsewhere), default=0.0)


def _bundle(unit: Unit) -> tuple[Unit, ...] | None:
    """A unit with the items it announces; None where it announces some that are not there."""
    if not announces(unit.text):
        return (unit,)
    items = items_announced(unit)
    if not items or sum(len(i.text) for i in items) > _LONGEST * 2:
        return None
    return (unit, *items)


def _order(piece: Piece) -> tuple[float, str, Span]:
    return (-round(piece.score, 9), piece.candidate.unit.document.id, piece.candidate.unit.clean[0])


class _Said:
    """What has been said: pairs of characters (those of the topic tell nothing), places, sources."""

    def __init__(self, topic: frozenset[str]) -> None:
        self._topic = topic
        self._grams: list[frozenset[str]] = []
        self._places: set[object] = set()
        self._sources: dict[object, int] = {}
        self._figures: set[object] = set()

    def price(self, piece: Piece) -> float:
        """What of a piece has been said before, as a score to take off; 1 or more where too much of it has."""
        if any(place in self._places for place in _places(piece)):
            return 1.0
        own = _grams(piece.text) - self._topic
        again = max((len(own & other) / max(1, min(len(own), len(other))) for other in self._grams), default=0.0)
        if again > _TOO_MUCH:
            return 1.0
        figures = _figures(piece.text)
        told = len(figures & self._figures) / len(figures) if figures else 0.0
        return _AGAIN * max(0.0, again - 0.2) + _TOLD * told + _SAME_SOURCE * self._sources.get(_source(piece), 0)

    def hear(self, text: str) -> None:
        """Take in words, wherever they come from."""
        self._grams.append(_grams(text) - self._topic)
        self._figures |= _figures(text)

    def add(self, piece: Piece) -> None:
        """Take in a piece."""
        self.hear(piece.text)
        self._places.update(_places(piece))
        self._sources[_source(piece)] = self._sources.get(_source(piece), 0) + 1


def _figures(text: str) -> frozenset[tuple[object, ...]]:
    """The figures of a text, by what tells two facts apart: value, unit, the last characters of what is measured."""
    return frozenset(
        (s.figure.low, s.figure.high, s.figure.unit, s.indicator[-_LAST_NOUN:])
        for s in stated_in(text)
        if not s.figure.weak
    )


def _places(piece: Piece) -> Iterator[tuple[str, int]]:
    """The sentences that a piece shows: its own, and the ones before that it needs."""
    for unit in piece.units:
        if unit.index is not None:
            yield unit.document.id, unit.index
            if unit.before and points_back(unit.text):
                yield unit.document.id, unit.index - 1


def _source(piece: Piece) -> object:
    unit = piece.candidate.unit
    return (unit.document.id, unit.speaker.name if unit.speaker else "")


def _grams(text: str) -> frozenset[str]:
    return frozenset(gram for gram in bigrams(fold(text)) if len(gram) == 2)


def _best(pool: Sequence[Piece], room: float, said: _Said, *, first: bool) -> Piece | None:
    """The best piece that is not said yet and does not go far beyond the room there is."""
    fitting = [(p.score - said.price(p), p) for p in pool if first or p.length <= room * _BEYOND]
    fitting = [(score, p) for score, p in fitting if said.price(p) < 1.0]
    return max(fitting, key=lambda f: (round(f[0], 9), -f[1].length), default=(0.0, None))[1]


_BEYOND = 1.3
_LAST = 1.0
_FILLED = 0.6  # of a section's length, from which no further piece goes in at first


def _fill(taken: list[Piece], pool: Sequence[Piece], budget: float, said: _Said) -> None:
    used = 0
    while used < budget * _FILLED:
        piece = _best(pool, budget - used, said, first=not taken)
        if piece is None:
            return
        taken.append(piece)
        said.add(piece)
        used += piece.length


def _top_up(taken: list[list[Piece]], pools: Sequence[Sequence[Piece]], length: int, said: _Said) -> None:
    """Spend what is left of the length on the best pieces of any section."""
    while (left := length - sum(p.length for pieces in taken for p in pieces)) > _SHORTEST * 4:
        best = [(piece.score - said.price(piece), n, piece) for n, pool in enumerate(pools)
                if (piece := _best(pool, left / _BEYOND * _LAST, said, first=False))]  # fmt: skip
        if not best:
            return
        _, n, piece = max(best, key=lambda b: (round(b[0], 9), -b[1]))
        taken[n].append(piece)
        said.add(piece)


def _in_reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces document by document, the one with the best first."""
    first = {piece.candidate.unit.document.id: n for n, piece in reversed(list(enumerate(pieces)))}
    return sorted(pieces, key=lambda p: (first[p.candidate.unit.document.id], p.candidate.unit.clean[0].start))


def _others(pool: Sequence[Piece], taken: Sequence[Piece], said: _Said) -> Iterator[Piece]:
    others = [p for p in pool if p not in taken and len(p.units) == 1 and said.price(p) < 1.0]
    yield from others[:_ALTERNATIVES]
