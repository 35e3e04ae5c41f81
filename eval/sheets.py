"""Sheets of cases that users write (CSV, XLSX) -> cases: every mistake names row and column and what to do, all at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.cases import CaseError, check, read_documents
from eval.drafts import complete, squeezed
from eval.locating import Squeezed, anywhere, bare, locate
from eval.matching import normal
from eval.models import Case, Type
from eval.sheet_cells import FALSE, TRUE, forbidden_of, guess, nugget_of, options_of, parts_of, spec_of, words_of
from eval.sheet_columns import NUMBERED, Faults, Tell, shorter, warn
from eval.sheet_grids import read_grid
from eval.sheet_quotes import cuts, nowhere
from eval.sheet_rows import Row, entries_of, rows_of
from eval.wording import TYPE_NAMES, type_name, type_named
from rag.settings import AnswerSettings

_ALIKE = 12  # characters from which a quote that stands in several places proves the same in each (as in eval.drafts)


def read_sheet(path: Path, documents: Path, tell: Tell = warn) -> tuple[Case, ...]:
    """The cases of a sheet, quotes located in the documents. Defaults taken and columns not read are told.

    Raises:
        CaseError: the file cannot be read, or anything in it is wrong; LoadError: the documents cannot be read.
    """
    faults = Faults(path.name)
    rows = list(rows_of(read_grid(path), faults, tell))
    entries = entries_of(rows, faults, tell)
    if not entries:
        raise CaseError(faults.found or [f"{path.name}：表里没有题；请在表头之下每行写一题"])
    raw, sha256 = read_documents(documents)
    squeezes = squeezed(raw)
    cases = []
    for name, entry in entries.items():
        draft = _Draft(name, entry, faults, tell)
        case = draft.case(squeezes, raw, sha256)
        cases += [case] if case else []
    if faults.found:
        raise CaseError(faults.found)
    return tuple(cases)


# What eval.cases finds wrong with a case, told in the words of the sheet: a mark of the message, its column, what to do.
_TOLD = (
    ("negative_evidence", "negative_evidence", "请填一起搜索而没有一句命中的词，或改“可答”"),
    ("照办", "must_not", "请填，或改“类型”"),
    ("must_not", "must_not", "请删去其中正确的部分"),
    ("要点", "nuggets", "请改用引文中的原词，或补上含它的引文"),
    ("不应有", "answers", "请清空“答案”与“要点”，或把“可答”改为“是”"),
    ("derived", "answers", "请改用引文中的原词，或补上含它的引文，或在“计算得出”列填“是”"),
    ("没有证据", "quote", "请从原文照抄一段作引文，或把“可答”改为“否”"),
    ("answers", "answers", "请填引文中的原词"),
    ("nuggets", "nuggets", "请填引文中的原词"),
)
_WORDS = {
    "answers": "答案",
    "nuggets": "要点",
    "negative_evidence": "检索无果",
    "must_not": "不得出现",
    "（evidence）": "",
    "；若由计算得出，请写 derived: true": "",
}


@dataclass
class _Draft:
    """One case in the making: reads its cells, notes what is wrong with each."""

    name: str
    rows: Sequence[Row]
    faults: Faults
    tell: Tell
    wrong: set[str] = field(default_factory=set)

    def case(self, documents: Mapping[str, Squeezed], raw: Mapping[str, str], sha256: Mapping[str, str]) -> Case | None:
        """The case, or None where something is wrong."""
        evidence = list(self._evidence(documents))
        draft = self._fields("".join(bare("".join(item["pieces"])) for item in evidence), evidence)
        if any(key.startswith((*NUMBERED, "answerable", "type")) for key in self.wrong):
            return None  # what is to be checked rests on these
        try:
            case = complete(draft, documents, raw, sha256)
        except ValueError as error:  # of a field that no column of its own speaks for
            self._wrong("question", f"{error}；请改此行")
            return None
        already = frozenset(self.wrong)
        for fault in check(case, raw, sha256):
            if evidence or "不在所引证据中" not in fault:  # where nothing is quoted, that is told already
                self._told(fault, already)
        return None if self.wrong else case

    def _cell(self, key: str) -> str:
        return self.rows[0].cells.get(key, "")

    def _wrong(self, key: str, what: str, row: int = 0) -> None:
        self.wrong.add(key)
        self.faults.at(row or self.rows[0].number, key, what)

    def _say(self, what: str) -> None:
        self.tell(shorter(f"{self.faults.file} 第 {self.rows[0].number} 行：{what}"))

    def _told(self, fault: str, already: frozenset[str]) -> None:
        """Note what `eval.cases.check` found, in the words of the sheet; what it quotes stays as it is."""
        own = re.sub(r"“[^”]*”", "", fault)
        key, remedy = next(((k, r) for mark, k, r in _TOLD if mark in own), ("question", "请改此行"))
        if key in already:
            return  # what was read of this cell was a guess
        parts = "|".join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))
        said = re.sub(rf"“[^”]*”|{parts}", lambda m: _WORDS.get(m[0], m[0]), fault)
        said = re.sub(r"^(\w+) 题", lambda m: f"“{type_name(m[1])}”题", said)
        self._wrong(key, f"{said}；{remedy}")

    def _fields(self, quoted: str, evidence: list[dict[str, Any]]) -> dict[str, Any]:
        question = self._cell("question")
        most = AnswerSettings().question_length
        if not question:
            self._wrong("question", "空着；请写问题")
        elif len(question) > most:
            self._wrong("question", f"“{question}”长 {len(question)} 字，超过 {most} 字；请缩短")
        answerable = self._answerable(evidence)
        answers = [options_of(part, quoted) for part in parts_of(self._cell("answers"))]
        nuggets = [nugget_of(part, quoted) for part in parts_of(self._cell("nuggets"))]
        if nuggets and not any(n["importance"] == "vital" for n in nuggets):
            nuggets = [{**n, "importance": "vital"} for n in nuggets]
        spec = self._spec()
        kind = self._type(answerable, spec, bool(answers), len({item["doc"] for item in evidence}))
        self._polarity(kind, spec)
        draft: dict[str, Any] = {"id": self.name, "type": kind, "question": question, "answerable": answerable}
        draft |= {"lang": "zh" if re.search(r"[\u3400-\u9fff]", question) else "en", "evidence": evidence}
        draft |= {"answers": answers, "nuggets": nuggets, "answer_spec": spec, "note": self._cell("note")}
        draft |= {
            "must_not": forbidden_of(self._cell("must_not")),
            "must_pass": self._truth("must_pass", default=False),
        }
        draft["negative_evidence"] = [words_of(part) for part in parts_of(self._cell("negative_evidence"))]
        return draft | {"derived": self._derived(kind, answers, quoted)}

    def _truth(self, key: str, *, default: bool) -> bool:
        cell = normal(self._cell(key))
        if cell and cell not in (*TRUE, *FALSE):
            self._wrong(key, f"“{self._cell(key)}”既不是“是”也不是“否”；请填其一")
        return cell in TRUE if cell else default

    def _answerable(self, evidence: list[dict[str, Any]]) -> bool:
        given = bool(evidence or self._cell("answers") or self._cell("nuggets"))
        if not self._cell("answerable"):
            self._say(f"“可答”空着，按“{'是' if given else '否'}”")
        return self._truth("answerable", default=given)

    def _type(self, answerable: bool, spec: Mapping[str, Any] | None, answers: bool, documents: int) -> Type:
        cell = self._cell("type")
        kind = type_named(normal(cell).removesuffix("题"))
        if cell and kind is None:
            self._wrong("type", f"没有“{cell}”这一类；可写：{'、'.join(TYPE_NAMES.values())}")
        if kind is None:
            kind = guess(self._cell("question"), answerable, spec, answers, documents)
            if not cell:
                self._say(f"“类型”空着，按“{type_name(kind)}”")
        return kind

    def _spec(self) -> dict[str, Any] | None:
        value, unit = self._cell("value"), self._cell("unit")
        if unit and not value:
            self._wrong("value", f"有单位“{unit}”而没有数值；请填数值，或清空单位")
        try:
            return spec_of(value, unit) if value else None
        except ValueError:
            self._wrong("value", f"“{value}”不是一个数；请写如 10.2、1.2万亿、15±1（不带正负号），是否题写 是 或 否")
            return None

    def _polarity(self, kind: Type, spec: Mapping[str, Any] | None) -> None:
        """Note a yes/no question that is asked for a number, or another that is asked for a yes."""
        if spec and isinstance(spec["value"], bool) != (kind == "yes_no") and "type" not in self.wrong:
            wanted = "“是”或“否”" if kind == "yes_no" else "一个数，只有是否题写“是”或“否”"
            self._wrong("value", f"“{self._cell('value')}”不合“{type_name(kind)}”题；请填{wanted}")
        if kind == "yes_no" and normal(self._cell("answers")) in (*TRUE, *FALSE):
            self._wrong("answers", "是否题的是与否写在“数值”列；“答案”请写引文中作为依据的词")
        elif kind == "yes_no" and not self._cell("value"):
            self._say("是否题的“数值”空着（是 或 否），只看依据是否答出")

    def _derived(self, kind: Type, answers: Sequence[Sequence[str]], quoted: str) -> bool:
        said = normal(quoted)
        missing = any(not any(normal(o) in said for o in options) for options in answers)
        counted = kind == "count" and missing and bool(quoted) and not self._cell("derived")
        if counted:
            self._say("计数题的答案不在引文中，按“计算得出”")
        return self._truth("derived", default=counted)

    def _evidence(self, documents: Mapping[str, Squeezed]) -> Iterator[dict[str, Any]]:
        """Each quote as a piece of evidence; one without a document is in that of the quote before it."""
        last = ""
        groups: dict[str, int] = {}
        for row in self.rows:
            for suffix in _suffixes(row):
                doc, quote, group = (row.cells.get(key + suffix, "") for key in NUMBERED)
                last = doc or last
                if not bare(quote):
                    self._wrong(f"quote{suffix}", "有文档或组而没有引文；请从原文照抄一段，或清空它们", row.number)
                    continue
                found = self._place(row.number, suffix, last, quote, documents)
                number = groups.setdefault(group or f"{row.number} {suffix}", len(groups) + 1)
                if found:
                    last = found[0]
                    yield {"doc": found[0], "pieces": found[1], "group": number}

    def _place(
        self, row: int, suffix: str, doc: str, quote: str, documents: Mapping[str, Squeezed]
    ) -> tuple[str, list[str]] | None:
        """Document and pieces of a quote; None where it cannot be found, or in too many places."""
        name = doc if doc in documents else re.sub(r"^.*[/\\]|\.(?:txt|md)$", "", doc, flags=re.IGNORECASE)
        if name and name not in documents:
            self._wrong(f"doc{suffix}", f"没有文档“{doc}”；可写：{'、'.join(sorted(documents))[:400]}", row)
            return None
        for pieces in cuts(quote):
            found = [name] if name and locate(pieces, documents[name]) else []
            found = found or ([] if name else sorted(anywhere(pieces, documents)))
            if len(found) > 1 and len(bare("".join(pieces))) < _ALIKE:
                self._wrong(f"doc{suffix}", f"空着，而“{quote}”见于 {'、'.join(found[:5])}；请写明文档", row)
                return None
            if found:
                self._several(found[0], pieces, documents)
                return found[0], pieces
        self._wrong(f"quote{suffix}", nowhere(quote, name, documents), row)
        return None

    def _several(self, name: str, pieces: list[str], documents: Mapping[str, Squeezed]) -> None:
        places = len(locate(pieces, documents[name]))
        if places > 1 and len(bare("".join(pieces))) < _ALIKE:
            self._say(f"引文“{''.join(pieces)}”在“{name}”中有 {places} 处，取第一处；多引几个字可以确定")


def _suffixes(row: Row) -> list[str]:
    """What tells the columns of several quotes apart: nothing, 2, 3 …, in order."""
    found = {re.sub("^[a-z]+", "", key) for key in row.cells if key.startswith(NUMBERED)}
    return sorted(found, key=lambda suffix: int(suffix or 1))
