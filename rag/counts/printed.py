"""Numbers printed in running text for the very thing that was counted: to be set beside a count, and to be named where they differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.models import Document
from rag.finding.evidence import Unit
from rag.language.lexicon import bigrams, fold
from rag.numbers.figures import figures_in, value_of
from rag.tables.plans import Filter, Plan

_DENIES = re.compile(r"暂无|尚无|没有|并无|无一|未有|尚未|均未|未入选|空白")
NEAR = 600  # characters around a table in which a sentence that names its values is about it
_LEAST = 0.6  # share of the table's name that a sentence must hold to be about its rows
_ABOUT = re.compile(r"近|约|超|逾|余|多|不足|以上|左右|至少")
_CLAUSE = re.compile(r"[，。；：！？,;]")


@dataclass(frozen=True)
class Printed:
    """A sentence of running text with the number it gives for what was counted; `value` 0 where it says that there is none."""

    unit: Unit
    value: Decimal
    text: str


def printed_total(plan: Plan, noun: str, units: Sequence[Unit], document: Document) -> Printed | None:
    """The best sentence of the same document that gives the number of the rows a plan counts: it names all values, table and noun."""
    values = [[fold(v) for v in (f.word, *f.values) if v] for f in plan.filters if isinstance(f, Filter)]
    if not all(isinstance(f, Filter) and not f.negated for f in plan.filters):
        return None
    for unit in units:
        if unit.document.id != plan.document or unit.found.chunk.table_row is not None or unit.truncated:
            continue
        table = document.tables[plan.table]
        near = table.start - NEAR <= unit.clean[0].start and unit.clean[0].end <= table.end + NEAR
        around = table.start - 3 * NEAR <= unit.clean[0].start and unit.clean[0].end <= table.end + 3 * NEAR
        found = _in_sentence(unit, values, plan, noun, near=near or (around and _DENIES.search(unit.text) is not None))
        if found:
            return found
    return None


def _in_sentence(unit: Unit, values: Sequence[Sequence[str]], plan: Plan, noun: str, *, near: bool) -> Printed | None:
    text = fold(unit.text)
    if not all(any(core_of(v) in text for v in names) for names in values) or not (near or _about(plan, text)):
        return None
    clauses = [c for c in _CLAUSE.split(unit.text) if c.strip()]
    for clause in clauses:
        held = all(any(core_of(v) in fold(clause) for v in names) for names in values)
        figures = [f for f in figures_in(clause) if f.counts(plan.unit) and not _ABOUT.search(f.text)]
        if held and values and _DENIES.search(clause):
            return Printed(unit, Decimal(0), clause)
        if held and len(figures) == 1 and (not noun or noun in fold(clause)):
            value = value_of(figures[0])
            return (
                Printed(unit, Decimal(str(value)), figures[0].text)
                if value is not None and value == int(value)
                else None
            )
    return None


def _about(plan: Plan, text: str) -> bool:
    grams = bigrams(
        fold(re.sub(r"^[附表图\s\d\-—.:：]+|一览表?|名录|名单|目录|情况表?|统计表|分布表?|表", "", plan.name))
    )
    return bool(grams) and sum(g in text for g in grams) >= _LEAST * len(grams)


def core_of(value: str) -> str:
    """A value without 领域 or 省, as running text may name it."""
    return re.sub(r"(?:领域|产业|行业|类|型|省|市|自治区)$", "", value) or value
