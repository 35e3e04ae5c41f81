"""Which body is in charge of a thing (港区污染归谁管): the one that a clause names as doing just that, 某局负责…监管 or …由某局负责.

Nobody is named where the clause is on another thing, or where two clauses name two bodies for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rag.asking.questions import Question
from rag.drafts.statements import notes_on, statement_of
from rag.finding.evidence import Unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, is_empty_word, rarity
from rag.language.words import class_of, is_proper
from rag.models import Draft

# What is asked of a body, by what texts may say for it.
_FAMILIES = (
    "负责|监管|主管|管理|牵头|承担|统筹|组织实施|管",
    "出资|投资|投入",
    "编制|起草|制定",
    "承建|建设|修建|建",
    "管护|维护|养护|运维",
    "运营|经营",
    "主办|举办",
    "承办",
    "印发|发布",
)
_IN_CHARGE = "|".join(_FAMILIES)
_ASKED = re.compile(
    rf"(?:(?:应该|应当|该|要|都|到底|究竟|具体)?(?:由|归|是|归口)?(?:谁|哪一?(?:个|家)?(?:部门|单位|机构|局|方面|政府部门|公司|企业)|什么(?:部门|单位|机构))(?:来|在|去|具体)*(?P<does>{_IN_CHARGE})(?:的|着|呢)?)"
)
_ORGAN = r"(?:局|厅|部|委|委员会|院|办公室|政府|处|中心|公司|集团|协会|办事处|指挥部|领导小组|机构|学校|管委会|公安|部门|主体|大学|学院|研究所|银行|业主|企业|合作社)"
_NAME = rf"(?P<body>[\u4e00-\u9fff（）、和]{{1,22}}?{_ORGAN})"
_LED = r"(?:会同[^，。；]{2,30}?)?(?:共同|联合|具体|统一|全面|依法|统筹|投资)*"
_STOPS = re.compile(r"[。；;]")
_HEAD = re.compile(r"责任单位|牵头单位|主管部门|负责单位|责任部门|牵头部门|主管单位|管理单位|受理单位")
_THERE, _NAMED, _HELD, _CLEAR = 0.5, 0.4, 0.6, 0.1


@dataclass(frozen=True)
class _InCharge:
    unit: Unit
    body: str
    held: float


def in_charge(question: Question, evidence: Evidence) -> Draft | None:
    """The draft that names the body in charge of what is asked about; None for other questions, and where no clause names one."""
    asked = _ASKED.search(question.asked)
    if asked is None or question.kind not in ("entity", "other", "how", "who_said"):
        return None
    what = question.asked[: asked.start()] + " " + question.asked[asked.end() :]
    weights = {t: rarity(t) ** 2 for t in question.terms if t in fold(what) and len(t) > 1 and not is_empty_word(t)}
    if not weights:
        return None
    family = next(f for f in _FAMILIES if asked["does"] in f.split("|"))
    told = sorted(
        _all(evidence, weights, family),
        key=lambda one: (-round(one.held, 6), one.unit.found.rank, one.unit.clean[0].start),
    )
    rivals = [one for one in told[1:] if one.body != told[0].body and one.held >= told[0].held - _CLEAR]
    if not told or rivals:
        return None
    statement = statement_of(question, told[0].unit)
    short = told[0].body if told[0].body in statement.text else None
    return Draft((statement,), short, notes=tuple(notes_on([statement])))


@cache
def _patterns(family: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a clause says who does what: 某局负责某事, 某事由某局负责."""
    does = re.compile(rf"(?:^|[，。；：、“]|\s){_NAME}{_LED}(?:{family})(?P<thing>[^，。；]{{2,60}})")
    return does, re.compile(rf"(?P<thing>[^。；]{{2,80}}?)，?(?:明确)?(?:由|委托){_NAME}{_LED}(?:{family})")


def _all(evidence: Evidence, weights: Mapping[str, float], family: str) -> Iterator[_InCharge]:
    for unit in evidence.units:
        if unit.found.chunk.table_row is not None:
            yield from _of_row(unit, weights) if family == _FAMILIES[0] else ()
        elif not unit.truncated:
            yield from _of_sentence(unit, weights, family)


def _of_row(unit: Unit, weights: Mapping[str, float]) -> Iterator[_InCharge]:
    table, row = unit.found.chunk.table_row or (0, 0)
    of = unit.document.tables[table]
    for head, cell in zip(of.heads, of.rows[row].cells, strict=False):
        if _HEAD.search(head.value) and cell.value and cell.printed:
            keys = fold(" ".join(c.value for c in of.rows[row].cells if c is not cell))
            near = fold(f"{unit.text} {unit.headings}")
            if any(t in keys for t in weights) and (held := _held(weights, near, near)):
                yield _InCharge(unit, cell.printed, held)


def _of_sentence(unit: Unit, weights: Mapping[str, float], family: str) -> Iterator[_InCharge]:
    near = fold(f"{unit.text} {unit.headings}")
    for part in _STOPS.split(unit.text):
        for match in (match for pattern in _patterns(family) for match in pattern.finditer(part)):
            held = _held(weights, fold(match["thing"]), near)
            if held:
                yield _InCharge(unit, match["body"].rpartition("委托")[2].lstrip("、和"), held)


def _held(weights: Mapping[str, float], thing: str, near: str) -> float:
    """Share of what is asked that a clause's object holds, where nothing of it is lost altogether; else 0."""
    lost = [
        t for t in weights if credit(t, near) < (_NAMED if is_proper(t) else _THERE) and class_of(t) in ("name", "noun")
    ]
    if lost:
        return 0.0
    own = {t: w for t, w in weights.items() if not is_proper(t)} or weights
    share = sum(w for t, w in own.items() if credit(t, thing) >= _THERE) / sum(own.values())
    return share if share >= _HELD else 0.0
