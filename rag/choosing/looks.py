"""Whether a unit of evidence has the look of the answer asked for: it defines, gives a reason, holds the figure beside its noun."""

import re

from rag.asking.questions import Kind, Question
from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.numbers.figures import dates_in, figures_in
from rag.short_answers.short import asked_cell

DEFINITE = 2.0
_LEAST_PHRASE = 4

_SIGNS: dict[Kind, re.Pattern[str]] = {
    "definition": re.compile(
        r"是指|指的是|是一种|是由|所谓|定义为|认为.{0,12}是|，是|即|——|是.{2,30}的(?:形式|组织|总称|集合|体系|过程|模式|基础|途径)"
    ),
    "why": re.compile(
        r"因为|由于|原因|旨在|为了|有助于|有利于|意义|必然|是因|源于|得益于|之所以|导致|从而|不足|制约|必要|关键"
    ),
    "how": re.compile(r"通过|推动|加强|加快|完善|构建|建立|健全|强化|鼓励|支持|优化|打造|要"),
    "list": re.compile(r"、[^。]*、|一是|第一|包括|分别|首先|（1）|（一）|；"),
    "who_said": re.compile(r"表示|认为|指出|说|介绍|强调"),
}


_BEGAN = re.compile(r"开始|起步|启动|哪一?年起|何时起|什么时候起|起源")
_SINCE = re.compile(r"(?:自|从)?(?:19|20)\d\d\s?年(?:\d{1,2}月)?(?:以来|起|启动|开始|首次)|(?:自|从)(?:19|20)\d\d\s?年")

_WHOLE_PHRASE = 6


def _asked(question: Question) -> str:
    """The longest run of the question without asking words: 国家先进制造业集群 of 国家先进制造业集群有多少个; "" if short."""
    runs = re.split(r"\s+|(?:19|20)\d\d", question.content)  # 国家先进制造业集群2024年有多少个
    longest = fold(max(runs, key=len, default=""))
    return longest if len(longest) >= _LEAST_PHRASE else ""


# Grades that a thing may have or not: what 世界级X is, a text says that says what X is.
_GRADE = re.compile(
    r"^(?:我国的?|中国的?|所谓的?|世界级的?|国家级的?|省级的?|市级的?|一流的?|新型的?|现代化?的?|高水平的?|高质量的?|传统的?|新时代的?|这种|这个|文中的?|报告中的?|材料中的?)+"
)


def subjects_of(question: Question) -> tuple[str, ...]:
    """What a definition is asked of, as it may open a sentence: with what is said of its grade and without, and behind a 的 (某省所说的X)."""
    whole = re.sub(r"[\W_]", "", question.content)
    bare = _GRADE.sub("", whole)
    tail = re.sub(r"^.*(?:所说的|所谓的?|说的|讲的|提到的|里的|中的|行业的|领域的)", "", whole)
    return tuple(s for s in dict.fromkeys((whole, bare, tail)) if len(s) > 1)


def looks_right(question: Question, unit: Unit) -> float:
    """How far a unit has the look of the answer asked for: 0, 1, or 2 (`DEFINITE`: it defines the very subject)."""
    if question.kind == "definition":
        subject = "(?:" + "|".join(map(re.escape, subjects_of(question))) + ")" if subjects_of(question) else ""
        defines = re.compile(
            rf"(?:^|[^\u4e00-\u9fff]|所谓|认为|的){subject}(?:[（(][^）)]*[）)])?[,，]?(?:一般)?(?:是指|指的是|是由|是一|是|即|指|——)"
        )
        found = defines.search(fold(unit.text)) if subject else None
        if found is None:
            return 0.0
        # 集群是指… says what it is; 集群是…的载体 praises it.
        return DEFINITE if "指" in found.group() else DEFINITE - 0.5
    if question.kind == "number":
        return _beside(question, unit)
    if question.kind == "date":
        began = _BEGAN.search(question.asked) is not None and _SINCE.search(unit.text) is not None
        return 1.0 / max(1, len(dates_in(unit.text))) + began
    if question.kind == "entity" and unit.found.chunk.table_row is not None and asked_cell(question, unit):
        return DEFINITE if key_named(question, unit) else 0.0
    sign = _SIGNS.get(question.kind)
    return 1.0 if sign and sign.search(unit.text) else 0.0


def states_number(question: Question, unit: Unit) -> bool:
    """Whether a figure of the unit asked stands right behind the whole phrase of the question: 省级生态渔港已有12个."""
    asked = _asked(question)
    if question.kind != "number" or len(asked) < _WHOLE_PHRASE:
        return False
    figures = [f for f in figures_in(unit.text) if not question.unit or f.counts(question.unit)]
    return any(asked in fold(unit.text[max(0, f.start - len(asked) - 3) : f.start]) for f in figures)


def key_named(question: Question, unit: Unit) -> bool:
    """Whether the question names the row: a cell of it, of two characters or more, stands in the question."""
    if unit.found.chunk.table_row is None:
        return False
    table, row = unit.found.chunk.table_row
    asked = fold(question.asked)
    return any(len(c.value) >= 2 and fold(c.value) in asked for c in unit.document.tables[table].rows[row].cells)


def _beside(question: Question, unit: Unit) -> float:
    """2 where a figure stands right behind a place asked for (德国15个), 1 beside what is counted (25个集群), else 0."""
    figures = [f for f in figures_in(unit.text) if not question.unit or f.counts(question.unit)]
    before = [unit.text[max(0, f.start - 8) : f.start] for f in figures]
    if any(place in text for place in question.places for text in before):
        return DEFINITE
    asked = _asked(question)
    if asked and any(asked in fold(unit.text[max(0, f.start - len(asked) - 3) : f.start]) for f in figures):
        return DEFINITE  # 省级生态渔港已有12个
    around = [fold(text + unit.text[f.start : f.end + 12]) for f, text in zip(figures, before, strict=True)]
    return 1.0 if question.measured and any(question.measured in text for text in around) else 0.0
