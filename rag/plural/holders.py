"""Who holds a post (合作社理事长叫什么名字, 领导小组的组长是谁): whoever a document names with it; nobody where it names none.

A post that only a body of another name has is no answer: of 服务中心的主任 the 主任 of another centre says nothing.
"""

import re
from collections.abc import Iterator

from index.people.names import is_full_name
from rag.asking.questions import Question
from rag.drafts.statements import notes_on, statement_of
from rag.finding.evidence import Unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import content, credit, fold, terms
from rag.models import Draft
from rag.proof.quoting import cite

_POST = r"(?:副)?(?:理事长|董事长|总经理|秘书长|院长|处长|局长|厅长|市长|县长|区长|省长|镇长|乡长|村长|主任|会长|校长|馆长|所长|社长|站长|书记|组长|队长|部长|司长|科长|负责人|总裁|行长|园长)"
_ASKED = re.compile(
    rf"^(?:请问)?(?:(?P<of>[^，。？?]{{2,24}}?)的?(?P<post>{_POST})(?:现在|目前)?(?:是(?:谁|哪位|什么人|哪一位)|叫什么(?:名字)?|的?(?:名字|姓名)是什么)|谁是(?P<of2>[^，。？?]{{2,24}}?)的?(?P<post2>{_POST})|谁(?:担任|任|当)(?:了)?(?P<of3>[^，。？?]{{2,24}}?)的?(?P<post3>{_POST}))[？?呢啊]*$"
)
_HAS = r"由(?P<who>[\u4e00-\u9fff·]{{2,12}}?)(?:同志)?(?:任|担任|兼任|出任)(?:[\u4e00-\u9fff]{{0,6}})?{post}"
_THERE = 0.6


def holder(question: Question, evidence: Evidence) -> Draft | None:
    """The draft that names who holds a post; a refusal where nobody is named with it; None for other questions."""
    asked = _ASKED.search(question.asked)
    if asked is None or question.years:
        return None
    of, post = (
        next(g for g in asked.group(*names) if g) for names in (("of", "of2", "of3"), ("post", "post2", "post3"))
    )
    words = terms(content(of))
    named = [(unit, *one) for unit in evidence.units if words for one in _named(unit, post, words)]
    if len({short for _, short, _ in named}) > 1:
        return None  # several have such a post: which is meant is not known
    # A text that names who holds it goes before anything that its holder says.
    for unit, short, by_speaker in sorted(named, key=lambda one: one[2]):
        statement = statement_of(question, unit)
        if by_speaker or short in statement.text:
            return Draft((statement,), short, "speaker" if by_speaker else "", notes=tuple(notes_on([statement])))
    near = [u for u in evidence.units if all(credit(w, fold(u.text)) >= _THERE for w in words)] if words else []
    if not words or any(post in u.text for u in near):
        return None
    return Draft(missing=(f"“{of}”的{post}是谁",), reason="not_covered", closest=tuple(cite(u) for u in near[:2]))


def _named(unit: Unit, post: str, words: list[str]) -> Iterator[tuple[str, bool]]:
    """Whoever a unit names with a post of the body asked about, and whether it is its speaker."""
    if unit.speaker and unit.speaker.name and post in (unit.speaker.role or ""):
        role = fold(unit.speaker.role or "")
        if all(credit(w, role) >= _THERE for w in words):
            yield unit.speaker.name, True
    text = unit.text
    for match in re.finditer(_HAS.format(post=post), text):
        if all(credit(w, fold(text[: match.end()] + unit.headings)) >= _THERE for w in words):
            yield match["who"], False
    for match in re.finditer(rf"(?P<role>[\u4e00-\u9fff（）]{{0,30}}){post}(?P<name>[\u4e00-\u9fff]{{2,4}})", text):
        name = next((match["name"][:n] for n in (4, 3, 2) if is_full_name(match["name"][:n])), "")
        if name and all(credit(w, fold(match["role"])) >= _THERE for w in words):
            yield name, False
