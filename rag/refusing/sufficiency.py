"""Whether a unit of evidence carries enough of a question to be shown: thresholds on words and ranker, and the learned refusal."""

import re
from collections.abc import Sequence

from rag.asking.questions import Question
from rag.choosing.antecedents import pointed_text
from rag.choosing.aspects import only_asks
from rag.choosing.enumerating import announces_as_many
from rag.choosing.scoring import Rated, fitting
from rag.finding.evidence import Unit
from rag.finding.features import Lens
from rag.language.lexicon import credit, fold
from rag.language.words import class_of, is_noun
from rag.refusing.checks import checks
from rag.refusing.refusal import shipped
from rag.settings import AnswerSettings
from rag.time.modality import points_back

ONE_IS_ENOUGH = frozenset({"number", "date", "entity", "who_said", "yes_no", "table"})
_OF_ONE_THING = frozenset(
    {"number", "date", "entity", "other"}
)  # the learned refusal knows lists, causes and ways too little
_FEW = 3
_ANNOUNCED = 0.4  # share of the question that a sentence must hold that announces as many things as are asked for
_SPOKEN = 0.2  # share of the question that suffices where somebody's own words are asked for


def sufficient(lens: Lens, rated: Sequence[Rated], settings: AnswerSettings) -> list[Rated]:
    """The units, in their order, that meet the constraints and may be shown.

    Of the `judged` best that the thresholds leave out, those come back that the learned refusal holds likely enough to answer: it sees
    what the sentence before and the passage carry, and whether what is lost tells one thing from another. None is shown where it
    doubts all of the best.
    """
    met = [r for r in rated if not r.unmet]
    shown = [
        r
        for i, r in enumerate(met)
        if covers(lens.question, r, settings)
        or (i < settings.judged and (_likely(lens, r, settings) or _does_it(lens, r)))
    ]
    doubted = all(_doubtful(lens, r, settings) and not _does_it(lens, r) for r in shown[: settings.judged])
    return [] if doubted else shown


def carried_with_before(lens: Lens, unit: Unit) -> float:
    """Share of the question's words, by rarity, that a unit holds with its headings and the sentence before it."""
    near = fold(unit.text + unit.headings + unit.before + pointed_text(unit))
    words = {t: w for t, w in lens.rarity.items() if len(t) > 1} or lens.rarity
    total = sum(words.values())
    return sum(w * credit(t, near) for t, w in words.items()) / total if total else 0.0


def covers(question: Question, rated: Rated, settings: AnswerSettings) -> bool:
    """Whether a unit reaches the thresholds; asked for what somebody says at large, any of it will do."""
    if question.speaker and (len(question.terms) <= 1 or (len(question.terms) <= _FEW and rated.carried >= _SPOKEN)):
        return True
    if rated.carried < settings.least_carried and rated.support < 1.0:
        return False  # 红烧肉怎么做: whatever the rest of it says, the sentence is about something else
    if titled(question, rated.unit) or (
        announces_as_many(question, rated.unit) and rated.carried >= _ANNOUNCED
    ):  # asked for 三条办法, it says 三条办法
        return True
    if question.kind == "yes_no" and rated.coverage >= settings.stated:
        return True  # the predicate stands there word for word, whatever else the sentence says
    if question.kind in ONE_IS_ENOUGH:
        return rated.support >= settings.support
    return rated.support >= settings.support_open or rated.carried >= settings.carried


def _doubtful(lens: Lens, rated: Rated, settings: AnswerSettings) -> bool:
    """Whether only the ranker speaks for a unit: it holds less than half of the question, and the learned refusal finds it unlikely.

    鲑鱼寿司是哪一国家发明的 met a company's patent by 发明 alone, in a library that has nothing on the dish.
    """
    question = lens.question
    if question.kind not in _OF_ONE_THING or rated.carried >= settings.doubtful or question.speaker:
        return False
    if titled(question, rated.unit) or (
        points_back(rated.unit.text) and carried_with_before(lens, rated.unit) >= settings.doubtful
    ):
        return False
    return shipped().likely(checks(lens, rated.unit, rated.support, rated.carried)) < settings.least_likely


_NUMBERED = re.compile(
    r"[〔\[（(【](?:19|20)\d\d[〕\]）)】]\s*第?\d+\s*号(?:文件?)?(?:印发|发布|出台|公布|下发)?(?:的|了)?(?:是)?(?:什么|哪个|哪一?[份部项])(?P<what>计划|办法|方案|规划|意见|条例|规定|措施|细则|文件|通知)"
)


def titled(question: Question, unit: Unit) -> bool:
    """Whether a unit names, by its title, what a document number asked about stands for: 17号印发的是什么计划.

    That the article of the unit carries the number is a constraint of its own.
    """
    asked = _NUMBERED.search(question.asked)
    if asked is None:
        return False
    what = "" if asked["what"] in ("文件", "通知") else asked["what"]
    return re.search(rf"《[^《》]*{what}[^《》]*》[^，。]{{0,12}}(?:已经|同意|印发)", unit.text) is not None


def _does_it(lens: Lens, rated: Rated) -> bool:
    """Whether a unit does what is asked of its subject: it names a problem, a measure, a cause, and what stands around it names the rest."""
    question, unit = lens.question, rated.unit
    if unit.truncated or fitting(question, unit) <= 0:
        return False
    near = fold(unit.text + unit.headings + unit.before)
    rest = {t: w for t, w in lens.rarity.items() if len(t) > 1 and not only_asks(t)}
    lost = [
        t
        for t in rest
        if credit(t, near) < _THERE and (is_noun(t) or class_of(t) in ("name", "noun") or question.kind == "why")
    ]
    total = sum(rest.values())
    return bool(rest) and not lost and sum(w * credit(t, near) for t, w in rest.items()) >= _CARRIED * total


_THERE, _CARRIED = 0.5, 0.6


def _likely(lens: Lens, rated: Rated, settings: AnswerSettings) -> bool:
    if points_back(rated.unit.text) and carried_with_before(lens, rated.unit) >= settings.carried:
        return True  # 该集群产值达到255亿元 behind the sentence that names the 集群: the two together are the answer
    if rated.carried < settings.least_carried:
        return False
    model = shipped()
    return model.likely(checks(lens, rated.unit, rated.support, rated.carried)) >= model.least
