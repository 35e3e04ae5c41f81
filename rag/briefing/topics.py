"""What a topic is about: its subjects, the facets of them that are asked for, the places and years it is bound to.

港口与内河航运：集疏运和绿色转型 is on two subjects and two facets; no sentence need carry more than one of each. Words that only frame
a topic (现状, 情况) name aspects, not things.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from rag.asking.questions import analyse
from rag.briefing.aspects import Aspect, aspects_asked, is_abroad
from rag.finding.evidence import Unit
from rag.language.gazetteer import places_inside, wholes
from rag.language.lexicon import credit, fold, rarity, terms
from rag.language.places import PLACES, is_foreign, names_place, places_in
from rag.numbers.figures import years_in
from rag.time.modality import points_back

_FRAMES = re.compile(
    r"(?:的)?(?:主要|基本|总体|有关|相关|最新|重点|典型|发展|建设|工作)*(?:情况|现状|成效|成绩|成果|进展|数据|指标|研究|分析|比较|对比|异同|区别|差异|经验|启示|做法|问题|不足|短板|"
    r"对策|建议|综述|概况|概述|简况|简介|专题|简报|报告|调研|举措|措施|趋势|展望|特点|意义|背景|案例|速览|摘编|问答|比一比|回顾)"
)
_WHOLE = re.compile(r"(?:我国|中国|全国|国内|(?<!发达)国家(?!级|先进|重点|实验室)|各地|地方|各省|各市)")
_ELSEWHERE = re.compile(
    r"国外|(?<=国内)外|中外|国际|海外|境外|全球|世界(?!级)|各国|发达国家|发达经济体|外国|主要经济体"
)
# A second place stands behind the first: 甲省和乙市; 农村市场与城市更新 names none.
_PLACE_NAME = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[省市县区州镇港][和与及跟]))[\u4e00-\u9fff]{2,3}?(?:省|市|县|区|州|镇|港)(?![场域委级内])"
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?年?(?:[底末初])?(?:至|到|[—–-])?")
_OTHER_PLACE = re.compile(r"(?<![该本全各我每两])[\u4e00-\u9fff]{2}(?:省|市|县|港)(?![场域委级内口区])")
_NAMED_PLACE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2}(?:省|市|县|港)(?![场域委级内口区])")
_PLACE = re.compile("|".join(PLACES))
_ENDING = re.compile(r"(?:自治区|省|市|县|区|州|镇|港)$")
_ON_PLACE = 4  # times that an article on a place names it
_COMMON = frozenset(
    [
        "发展",
        "建设",
        "推动",
        "推进",
        "培育",
        "加快",
        "促进",
        "提升",
        "加强",
        "主要",
        "重点",
        "支持",
        "工作",
        "体系",
        "领域",
        "全面",
        "相关",
        "等",
    ]
)
_SUBJECT_ALONE = 0.85  # a sentence on a subject, none of its facets, is so near
_COMMON_WORTH = 0.25
_FROM_HEADINGS, _FROM_AROUND = 0.85, 0.5
_FEWEST = 2  # characters
_LEAST_LOCAL = 0.3
_HEARD, _LOST = 0.8, 0.28  # passages that have a word; of a subject's words, by weight, that no passage has


@dataclass(frozen=True)
class Theme:
    """A topic as it is searched for and measured by.

    `subjects`, `facets`: weights of their words; `places`: one of them must be meant; `years`: one of them, where a sentence has any.
    `national`: of this country; `abroad`: of others; `aspects`: what it asks for by its framing words.
    """

    text: str
    subjects: tuple[str, ...]
    facets: tuple[str, ...]
    places: tuple[str, ...]
    years: tuple[str, ...]
    literals: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    national: bool
    abroad: bool
    local: Mapping[str, float] = field(default_factory=dict)
    unheard: frozenset[str] = frozenset()

    @cached_property
    def combinations(self) -> tuple[tuple[float, Mapping[str, float]], ...]:
        """What a sentence may be about: each subject with each facet, or alone; with what it is worth and its words by weight."""
        subjects = self.subjects or ("",)
        alone = _SUBJECT_ALONE if self.facets else 1.0
        found = [(alone, self._weighed(subject)) for subject in subjects if subject]
        found += [(1.0, self._weighed(f"{subject} {facet}")) for subject in subjects for facet in self.facets]
        return tuple((worth, words) for worth, words in found if words)

    def _weighed(self, text: str) -> dict[str, float]:
        """Words by their rarity, in the language and among what was found: of 集群竞赛 in a library on 集群, 竞赛 tells more."""
        return {word: weight * self.local.get(word, 1.0) for word, weight in weights(text).items()}

    def among(self, passages: Sequence[str]) -> "Theme":
        """The theme with its words weighed by how few of the passages (folded) have them."""
        having = {word: sum(credit(word, text) for text in passages) for word in self.words}
        local = {word: _local(number, len(passages)) for word, number in having.items()}
        unheard = frozenset(
            word for word, number in having.items() if number < _HEARD and len(word) > 1 and word >= "\u3400"
        )
        return replace(self, local=local, unheard=unheard)

    def heard(self) -> bool:
        """Whether anything of what it is about is told of at all: 低空经济 is not where nobody writes of 低空."""
        every = [weights(f"{subject} {facet}") for subject in self.subjects for facet in (*self.facets, "")]
        return not every or any(_lost(words, self.unheard) < _LOST for words in every if words)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of it."""
        return frozenset(word for _, words in self.combinations for word in words)

    @property
    def elsewhere(self) -> bool:
        """Whether it is on other countries, by name or at large."""
        return (self.abroad and not self.national) or any(is_foreign(place) for place in self.places)

    @property
    def core(self) -> str:
        """What it is about without the words that frame it, as a phrase to ask of: 德国先进制造业集群培育."""
        subjects = "和".join(subject.replace(" ", "") for subject in self.subjects)
        facets = f"的{'、'.join(self.facets)}" if self.facets else ""
        return f"{''.join(self.places)}{subjects}{facets}" if subjects else self.text

    @property
    def queries(self) -> tuple[str, ...]:
        """What is searched for: the topic as it stands, each subject with each facet."""
        where = " ".join((*self.places, *self.years))
        made = [f"{where} {s} {f}".strip() for s in self.subjects or ("",) for f in (*self.facets, "")]
        heads = [words[-1] for subject in self.subjects if (words := terms(subject))]
        made += [f"{place} {head}".strip() for place in self.places for head in (*heads, "")]
        return tuple(dict.fromkeys((self.text, *(query for query in made if query))))

    def share(self, text: str, headings: str = "", around: str = "") -> float:
        """Share (0..1) of the combination that is carried best, by weight; less what is found only above or around."""
        places = ((1.0, fold(text)), (_FROM_HEADINGS, fold(headings)), (_FROM_AROUND, fold(around)))
        met = {
            word: max((worth * credit(word, place) for worth, place in places if place), default=0.0)
            for word in self.words
        }
        return max(
            (worth * _carried(words, met) for worth, words in self.combinations), default=1.0 if self.places else 0.0
        )

    def admits(self, unit: Unit) -> bool:
        """Whether a sentence or row is of the place, the years and the country that the topic is bound to."""
        return self._placed(unit) and self._dated(unit) and self._quoted(unit)

    def touches(self, unit: Unit) -> bool:
        """Whether a unit has anything of the subject, in its words or around it; the nearest of what has nothing is still nothing."""
        return not self.words or self.share(unit.text, unit.headings, unit.around) >= _LEAST_MET

    @property
    def home(self) -> bool:
        """Whether it is on this country alone: what is told of others has its place under their own heading only."""
        return self.national and not self.abroad and not self.places

    def others(self, text: str) -> int:
        """How many other places a text names beside those of the topic: 德国、美国、日本等 tells little of 德国."""
        return len([p for p in places_in(text) if not any(_names(own, p) for own in self.places)]) if self.places else 0

    def _placed(self, unit: Unit) -> bool:
        """Whether a sentence names the place, or names none and stands in an article that is on it."""
        if not self.places or any(_names(p, unit.text) for p in self.places):
            return True
        if places_in(unit.text) or _OTHER_PLACE.search(unit.text) or any(whole in unit.text for whole in wholes()):
            return False
        article = unit.document.article_at(unit.clean[0].start)
        home = _home(unit.document.text(article.start, article.end))
        if any(_names(p, unit.headings) for p in self.places):
            return True
        near = f"{unit.before}{unit.around if points_back(unit.text) else ''}"
        return any(_names(p, near) or p == home for p in self.places)

    def _dated(self, unit: Unit) -> bool:
        own = set(years_in(unit.text)) | {year for year in self.years if year in unit.text}
        if not self.years or own & set(self.years):
            return True
        if own:
            return False
        dated = unit.document.article_at(unit.clean[0].start).date.value or ""
        near = f"{unit.headings}{unit.before}{dated}"
        return any(year in near for year in self.years)

    def _quoted(self, unit: Unit) -> bool:
        near = fold(f"{unit.text}{unit.headings}{unit.before}{unit.around}")
        return all(fold(literal) in near for literal in self.literals)

    def far_off(self, unit: Unit) -> bool:
        """Whether a topic on other countries meets a sentence that names none, and nothing above it does."""
        if not self.abroad or self.national:
            return False
        return not (is_abroad(f"{unit.text}") or is_foreign(unit.headings) or is_abroad(unit.before))


_TELLING = 0.75  # of a single character: 茶 of 茶产业, not 县 of 县医院
_LEAST_MET = 0.05  # of a topic's words, by weight


@lru_cache(maxsize=8192)
def _names(place: str, text: str) -> bool:
    """Whether a text names a place or one that lies in it: 德国 for 欧洲, 深圳 for 粤港澳大湾区."""
    bare = _ENDING.sub("", place)
    # 青屿港, 青屿 for 青屿市; but 青屿市 is not 青屿港
    beyond = r"(?![省市县州])" if place[-1:] in "港镇" else ""
    own = len(bare) >= _FEWEST and bare != place and re.search(re.escape(bare) + beyond, text) is not None
    return own or names_place(place, text) or any(member in text for member in places_inside(place))


@lru_cache(maxsize=256)
def _home(text: str) -> str:
    """The place that an article is on: named often, and as often as all others together; "" where there is none."""
    named = Counter((*_PLACE.findall(text), *_NAMED_PLACE.findall(text)))
    place, times = max(named.items(), key=lambda n: (n[1], n[0]), default=("", 0))
    return place if times >= _ON_PLACE and times * 2 >= sum(named.values()) else ""


def _lost(words: Mapping[str, float], unheard: frozenset[str]) -> float:
    return sum(weight for word, weight in words.items() if word in unheard) / sum(words.values())


def _local(having: float, total: int) -> float:
    return max(_LEAST_LOCAL, math.log((total + 1.0) / (having + 0.5)))


def _carried(words: Mapping[str, float], met: Mapping[str, float]) -> float:
    return sum(weight * met[word] for word, weight in words.items()) / sum(words.values())


def weights(text: str) -> dict[str, float]:
    """The words of a text by rarity; those that go with anything weigh little."""
    return {
        t: rarity(t) ** 2 * (_COMMON_WORTH if t in _COMMON else 1.0)
        for t in terms(text)
        if len(t) > 1 or t.isascii() or rarity(t) >= _TELLING
    }


def theme_of(topic: str) -> Theme:
    """What a topic is about. 甲、乙等主要数据 is on 甲 or 乙; A的B与C on B or C of A; A：B、C likewise."""
    question = analyse(topic)
    places = tuple(dict.fromkeys((*question.places, *_PLACE_NAME.findall(topic))))
    bare = _YEARS.sub(" ", topic)
    national, abroad = bool(_WHOLE.search(bare)), bool(_ELSEWHERE.search(bare))
    asked = aspects_asked(" ".join(m.group() for m in _FRAMES.finditer(bare)))
    for place in places:
        bare = bare.replace(place, " ")
    bare = _ELSEWHERE.sub(" ", _WHOLE.sub(" ", _FRAMES.sub(" ", bare)))
    subjects, facets = _divided(bare)
    return Theme(
        topic, subjects, facets, places, tuple(question.years), tuple(question.literals), asked, national, abroad
    )


def _divided(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Subjects and facets of a topic's words."""
    head, colon, tail = re.sub(r"^(?:关于|有关|对于)", "", text.strip()).partition("：")
    if not colon:
        head, colon, tail = head.partition(":")
    if not colon:
        owner, of, rest = head.rpartition("的")
        if of and len(_listed(rest)) > 1 and weights(owner):
            return tuple(_listed(owner)), tuple(_listed(rest))
        return tuple(_listed(head.replace("的", " ", 1) if len(_listed(head)) < _FEWEST else head)), ()
    return tuple(_listed(head)), tuple(_listed(tail))


def _listed(text: str) -> list[str]:
    """The items of a list, each a thing by itself: 卫生、文化、旅游等. Words of one thing (先进 制造业) stay together."""
    parts = [_EDGES.sub("", part) for part in _COMMA.split(text)]
    return [part for part in dict.fromkeys(parts) if weights(part)]


_COMMA = re.compile(r"[、，,；;/／]|以及|(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{2})")
_EDGES = re.compile(r"^[与和及、的\s]+|[与和及的等\s]+$")


def related(theme: Theme, sections: Sequence[Sequence[Aspect]]) -> list[float]:
    """How much more a section counts for what its aspects are to the topic: 1.6 where the topic asks for one of them, else 1."""
    return [_ASKED if theme.aspects and set(theme.aspects) & set(aspects) else 1.0 for aspects in sections]


_ASKED = 2.0
