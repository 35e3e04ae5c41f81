"""What binds a question to one thing: document numbers, counts it names, places by their rank, scope, what stands before the noun asked.

Each rule names in words for the reader what a unit of evidence lacks; a sibling (another county, 全省 for a city, 一级 for 二级) is no match.
"""

import re
from functools import lru_cache

from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.aliases import agencies, others
from rag.language.gazetteer import is_place, places_inside, wholes
from rag.language.lexicon import content, credit, fold, is_empty_word, rarity, runs_of, terms
from rag.language.places import PLACES, places_in
from rag.language.words import class_of, tag_of
from rag.numbers.figures import ASKED_UNIT, NOUN_END, Figure, figures_in, value_of

_MET, _NAMED = 0.5, 0.6
_NUMBERED = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?P<issuer>[\u4e00-\u9fff]{2})[〔\[（(【]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]）)】]\s*第?(?P<number>\d+)\s*号"
)
_LED = re.compile(r"^.*?(?:按照|根据|依据|依照|请问|按|据)(?=[\u4e00-\u9fff]{2})")
_NOT_KEY = re.compile(r"[\s〔〕\[\]（）()【】第]+")
_ADMIN = re.compile(r"(?=([\u4e00-\u9fff]{2})([省市县区州镇乡]))")
_NO_STEM = re.compile(r"[省市县区州镇乡个全本该我两几这那哪各的在和与及每外跨和]|年|月起|起$|于|由|到|从|为|说|联邦")
_PARTS_OF_TOWNS = frozenset(["中区", "东区", "西区", "南区", "北区"])  # 云中区 is a place by its rank
_NO_RANK = re.compile(r"区[域间别分]|市[场值价面况]|州[际长]|省[份略力电]|镇[痛静定]|乡[村土愁亲]|县域")
_WHOLE = re.compile(
    r"(?:全|(?:^|[，。；,;])(?=[省市县区州](?!级|场|域|[内外]))(?=[\u4e00-\u9fff]{3,10}(?:局|厅|委|办|公司|部门)))([省市县区州镇乡])"
)
# How far a number reaches: 国内市场 is no 全球市场.
_SCOPES = (
    ("全球", re.compile(r"全球|全世界|国际市场|世界(?=市场|总|产|的?(?:比重|份额|第))")),
    ("国内", re.compile(r"国内|全国|我国|中国")),
)
_WHOLE_OF = re.compile(r"全([国省市县区镇乡州盟旗])")
_MODIFIERS = 3
_FRAME_WORDS = (
    "目标 水平 情况 领域 方面 时期 期间 部门 单位 总数 总量 总额 规模 数量 大概 大约 目前 现有 年底 截至 平均 全国 "
    "全省 全市 我国 国家 一共 总共 累计 主要 需要 最新 每年 一年 实际"
)
_FRAMES = frozenset(_FRAME_WORDS.split())
_CONCRETE = re.compile(r"(?:企业|机构|公司|平台|产品|学校|医院|协会|专家|电话|地址|面积|人数|金额|负责人|联系人|法人)$")
_OWNERS = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,16}?)(?:集群|公司|集团|园区|基地|大学|学院|医院|卫生院|博物馆|图书馆|实验室|码头|高新区|合作社|[\u4e00-\u9fff]港)"
)
_OPINION = re.compile(r"认为|怎么看|如何看|看法|观点|怎么说|看待|评价")


def unbound(question: Question, unit: Unit, *, leans: bool) -> list[str]:
    """What a question is bound to and a unit is not, in words for the reader; `leans`: it takes its subject from the one before."""
    own = fold(unit.text + unit.headings)
    before = fold(unit.before)
    near = own + before + (fold(unit.around) if _reaches_far(question) else "")
    subject = own + (before if leans else "")
    return [
        *_documents(question, unit),
        *_counts(question, unit, near),
        *_ranked_places(question, unit, own, near),
        *_regions(question, own, near),
        *_scope(question, unit),
        *_modifiers(question, subject),
        *_each(question, subject),
        *_row_of(question, unit, own),
        *_attribute(question, own + before),
        *_agency(question, own),
    ]


@lru_cache(maxsize=256)
def _reaches_far(question: Question) -> bool:
    """Whether a question has what may stand anywhere in the passage: a count, a place by its rank, a region."""
    return bool(_figures_asked(question) or ranked_places(fold(question.asked)) or regions_of(question.asked))


def _documents(question: Question, unit: Unit) -> list[str]:
    """Document numbers (X政发〔2024〕17号) that neither the article of a unit nor its title has."""
    found = list(_NUMBERED.finditer(question.asked))
    if not found:
        return []
    article = unit.document.article_at(unit.clean[0].start)
    text = _NOT_KEY.sub("", unit.document.text(article.start, article.end))
    return [f"“{_LED.sub('', m.group())}”" for m in found if f"{m['issuer']}{m['year']}{m['number']}号" not in text]


def _counts(question: Question, unit: Unit, near: str) -> list[str]:
    """Figures that name the subject (60岁以上, 783个集群) and stand nowhere near; what a yes/no question asks is no name."""
    asked = _figures_asked(question)
    told = {value_of(f) for f in figures_in(unit.text)} if asked else set()
    return [
        f"“{f.text}”"
        for f in asked
        if value_of(f) not in told
        and not re.search(rf"(?<![\d.]){re.escape(''.join(re.findall(r'[0-9.]+', f.text)[:1]))}(?![\d.])", near)
    ]


@lru_cache(maxsize=256)
def _figures_asked(question: Question) -> tuple[Figure, ...]:
    if question.kind not in ("number", "date", "entity"):
        return ()
    return tuple(f for f in figures_in(question.asked) if f.unit and any(c.isdigit() for c in f.text))


@lru_cache(maxsize=8192)
def ranked_places(text: str) -> tuple[tuple[str, str], ...]:
    """Places by their rank that no gazetteer need know: (澄岚, 市); 城市, 园区 and 各省市 are none."""
    found = []
    for match in _ADMIN.finditer(text):
        stem, rank = match.group(1), match.group(2)
        word = stem[-1] + rank
        tag = tag_of(stem + rank)
        # 城市, 示范区 are words; 经开区 is short for a kind of zone.
        a_word = bool(tag_of(word)) and word not in _PARTS_OF_TOWNS
        known = a_word or bool(tag and not tag.startswith("ns")) or bool(others(stem + rank))
        known = known or tag_of(stem)[:1] in tuple("pvdcramt") or bool(_NO_RANK.match(text, match.start(2)))
        if not known and not _NO_STEM.search(stem) and not is_place(stem):
            found.append((stem, rank))
    return tuple(dict.fromkeys(found))


def _ranked_places(question: Question, unit: Unit, own: str, near: str) -> list[str]:
    asked = ranked_places(fold(question.asked))
    lost = [(stem, rank) for stem, rank in asked if stem not in own]
    if not lost:
        return []
    text = fold(unit.text)
    siblings = {rank for _, rank in ranked_places(text)}
    wholes_ = set(_WHOLE.findall(text))
    article = unit.document.article_at(unit.clean[0].start)
    around = near + fold(unit.document.text(article.start, min(article.end, article.start + _OPENING)))
    return [
        f"“{stem}{rank}”"
        for stem, rank in lost
        if stem not in around or rank in siblings or (wholes_ and rank not in wholes_)
    ]


_OPENING = 300


@lru_cache(maxsize=1024)
def regions_of(text: str) -> tuple[str, ...]:
    """Regions of the country that a text names and `places_in` does not know: 东北, 中西部."""
    found = [w for w in wholes() if len(w) > 1 and w in text and _REGION.fullmatch(w)]
    found = [w for w in found if not _PLACE_BEFORE.search(text[: text.find(w)])]  # 德国东部 is no 东部 of the country
    return tuple(w for w in found if not any(w != other and w in other for other in found))


_PLACE_BEFORE = re.compile(rf"(?:{'|'.join(PLACES)})[省市的]?$")
_REGION = re.compile(
    r"华[东北中南]|[东西][北南]|[中东西]部|中西部|沿海|东南沿海|黄河流域|长江中游|港澳台|北美|南美|拉美|东亚|东南亚|南亚|中亚|北欧|西欧|南欧"
)


def _regions(question: Question, own: str, near: str) -> list[str]:
    """Regions that a unit neither names nor has a place in."""
    lost = [r for r in regions_of(question.asked) if r not in own]
    return [f"“{r}”" for r in lost if not any(p in own for p in places_inside(r)) and (r not in near or places_in(own))]


def _scope(question: Question, unit: Unit) -> list[str]:
    """The scope a number is asked of (国内, 全球), where a unit gives one of the other scope only."""
    if question.kind not in ("number", "yes_no"):
        return []
    asked_whole, told_whole = (set(_WHOLE_OF.findall(text)) for text in (question.asked, unit.text))
    if len(asked_whole) == 1 and told_whole and not asked_whole & told_whole:
        level = next(iter(asked_whole))
        own = {rank for _, rank in ranked_places(fold(unit.text))} | (
            {"国"} if _SCOPES[1][1].search(unit.text) else set()
        )
        if level not in own:
            return [f"“全{level}”的数字"]
    asked = [name for name, pattern in _SCOPES if pattern.search(question.asked)]
    told = [name for name, pattern in _SCOPES if pattern.search(unit.text)]
    return [f"“{asked[0]}”的数字"] if len(asked) == 1 and told and asked[0] not in told else []


def _modifiers(question: Question, near: str) -> list[str]:
    """What stands right before the noun that is counted or measured: 批发 of 茶叶批发企业, 二级 of 国家二级博物馆."""
    if question.kind != "number":
        return []
    if len(question.measured) < _SHORTEST:
        return _counted(question, near)
    words = [w for w in _modifying(question) if credit(w, near) < _MET]
    # 国家级 may be left unsaid, unless the sentence is on what is of another level: 省级.
    return [f"“{w}”" for w in words if not _LEVEL.fullmatch(w) or _LEVEL.search(near)]


@lru_cache(maxsize=256)
def _modifying(question: Question) -> tuple[str, ...]:
    """The words of a question right before the noun measured."""
    run = next((r for r in fold_runs(question) if question.measured in r), "")
    words: list[str] = []
    for word in reversed(runs_of(run[: run.find(question.measured)]) if run else []):
        plain = len(word) >= _SHORTEST and not is_empty_word(word) and word not in _FRAMES
        named = class_of(word) in ("name", "noun", "verb") and bool(tag_of(word)) and tag_of(word)[0] not in "adrzt"
        if not plain or not named or _NO_MODIFIER.search(word) or len(words) == _MODIFIERS:
            break
        words.append(word)
    # 茶叶批发企业: a verb is part of the name only between two nouns; 打算 before 业务 is not.
    while words and class_of(words[-1]) == "verb":
        words.pop()
    return tuple(w for w in reversed(words) if not places_in(w) and not w[0].isdigit())


_LEVEL = re.compile(r"(?:世界|国家|省|市|县|部)级")
_NO_MODIFIER = re.compile(r"[在于达有]")
_SHORTEST = 2


def _counted(question: Question, near: str) -> list[str]:
    """What stands behind the counting word, where it is no word of the dictionary: 几百个高新区."""
    unit = ASKED_UNIT.search(question.asked)
    run = re.match(r"[\u4e00-\u9fff]*", question.asked[unit.end() :]) if unit else None
    phrase = fold(NOUN_END.split(run.group(), maxsplit=1)[0]) if run else ""
    return [f"“{phrase}”的数字"] if _PHRASE.fullmatch(phrase) and credit(phrase, near) < _MET else []


_PHRASE = re.compile(r"[^后前内外以中里上下时的了][^的了]{2,4}")


def fold_runs(question: Question) -> list[str]:
    """The runs of a question without asking words, folded."""
    return [fold(run) for run in content(question.asked).split()]


def _each(question: Question, near: str) -> list[str]:
    """Who or what each gets something: 每家村级图书室 is no 每家城市书房."""
    return [f"“{w}”" for w in _getting(question) if credit(w, near) < _MET]


@lru_cache(maxsize=256)
def _getting(question: Question) -> tuple[str, ...]:
    found = _EACH.search(fold(question.asked)) if question.kind == "number" else None
    words = runs_of(found.group(1))[:2] if found else []
    return tuple(w for w in words if len(w) >= _SHORTEST and class_of(w) in ("name", "noun"))


_EACH = re.compile(r"每[家个所亩人名座户处间条台套辆艘]([\u4e00-\u9fff]{2,8})")


def _row_of(question: Question, unit: Unit, own: str) -> list[str]:
    """What the question's name of a thing has and a row, or a sentence on another, has not: 下萨克森航空集群 is no 萨克森硅谷集群."""
    row = unit.found.chunk.table_row is not None
    if question.kind in ("list", "yes_no") or not (
        row or (question.kind in ("number", "date") and _of_another(unit.text))
    ):
        return []
    return [f"“{w}”" for w in _telling_apart(question) if credit(w, own) < _MET]


@lru_cache(maxsize=256)
def _telling_apart(question: Question) -> tuple[str, ...]:
    """The words of the names in a question that tell one thing from others of its kind."""
    named = [m["name"] for m in _OWNERS.finditer(fold(question.asked))]
    words = [w for name in named for w in runs_of(_JOINS.split(name)[-1]) if len(w) >= _SHORTEST]
    words = [w for w in words if rarity(w) >= _TELLING and w not in _FRAMES]
    return tuple(w for w in dict.fromkeys(words) if class_of(w) in ("name", "noun"))


def owner_names(asked: str) -> list[str]:
    """The words that tell the thing a question names from others of its kind: 深广 of 深广高端医疗器械集群, asked (folded)."""
    named = [_JOINS.split(m["name"])[-1] for m in _OWNERS.finditer(asked)]
    words = [w for name in named for w in terms(name)[:1] if len(w) >= _SHORTEST]
    return [w for w in words if rarity(w) >= _RARE and not is_empty_word(w) and not places_in(w)]


_RARE = 0.95


def _of_another(text: str) -> bool:
    """Whether a sentence names whose figures it gives: 全省持证种子企业… is of no one company."""
    return bool(_SUBJECT.match(text))


_JOINS = re.compile(r"[的在和与及有是]")
_TELLING = 0.55  # rarity from which a word tells one thing from another: not 产业, 行业
_SUBJECT = re.compile(r"(?:(?:截[至止])?20\d\d\s?年[底末初]?，?)?(?:全[国省市县区]|我国)")


def _attribute(question: Question, near: str) -> list[str]:
    """The thing asked of a subject (龙头企业, 发展促进机构), where a unit does not name it; a mere frame (名称) need not stand there."""
    noun = question.attribute
    if question.kind not in ("entity", "list", "other") or not _CONCRETE.search(noun):
        return []
    return [] if credit(noun, near) >= _NAMED else [f"“{noun}”"]


def _agency(question: Question, own: str) -> list[str]:
    """An agency whose view is asked for: what others say is not its view."""
    if not _OPINION.search(question.asked):
        return []
    return [f"“{name}”的看法" for name in _agencies_asked(question) if credit(name, own) < _NAMED]


@lru_cache(maxsize=256)
def _agencies_asked(question: Question) -> tuple[str, ...]:
    asked = [name for name in agencies() if name in question.asked]
    return tuple(sorted(name for name in asked if not any(name != other and name in other for other in asked)))
