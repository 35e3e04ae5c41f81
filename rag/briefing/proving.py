"""A briefing as answers that verifying runs again, one for each line and row; and the words of it that nothing proves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from rag.briefing.forms import shipped
from rag.briefing.manuscript import DISAGREE, KEY_FIGURES, manuscript
from rag.briefing.models import Briefing, FigureRow, Line, SheetRow
from rag.briefing.row_checks import FIGURE, ROW, FigureClaim, RowClaim, figure_text
from rag.briefing.word.comparing import Compared, bare
from rag.models import SCHEMA_VERSION, Citation, Claim
from rag.numbers.points import Point
from rag.proof.leads import is_own, without_source
from rag.proof.saved import Receipt, Saved, SavedAnswer, SavedClaim, SavedGap, SavedSpeaker, SavedStanding

_QUOTED = re.compile(r"“([^“”]+)”|《([^《》]+)》|(\d+(?:[.,]\d+)*[%％]?)")
# How the topic was read: 主题按“…”理解. It claims nothing of any document.
_READ = re.compile(r"(?:主题|问题)?(?:已)?按“[^“”]{1,200}”(?:理解|检索)|问题中的 [^“”]{1,80} 未能译出")
_MISSING = re.compile(r"(?:缺少|没有找到)：[^。；，]*")  # what is not there stands in no quote
_EVIDENCE = "附件证据"


def saved_briefing(briefing: Briefing, seen: Compared | None = None) -> Saved:
    """A briefing as answers: one for each line shown, each row of key figures and tables. `seen`: what of it is in sight.

    Raises:
        LookupError: a section names a line, or a line a citation, that the briefing does not have.
    """
    return _Proof(briefing, seen).saved()


class _Proof:
    def __init__(self, briefing: Briefing, seen: Compared | None) -> None:
        self._briefing, self._seen = briefing, seen
        self._lines = {line.id: line for line in briefing.lines}
        self._shown = {source.citation.n: source.number for source in manuscript(briefing).sources}
        self._cited = {citation.n: citation for citation in briefing.citations}

    def saved(self) -> Saved:
        """The answers, what is not proven, and the hints."""
        lines = list(self._lines_in_sight())
        answers = [self._answer(line, heading) for line, heading in lines]
        answers += [self._figure(row) for n, row in enumerate(self._briefing.figures) if self._figure_seen(n, row)]
        answers += list(self._rows())
        answers += list(self._quoted(answers))
        unproven = [fault for line, _ in lines for fault in self._beside(line)]
        unproven += self._said()
        seen = self._seen
        unproven += seen.unproven if seen else ()
        hints = (*(seen.hints if seen else ()), *self._hints())
        return Saved(tuple(answers), 0, tuple(dict.fromkeys(unproven)), hints)

    def _lines_in_sight(self) -> Iterator[tuple[Line, str]]:
        """Each line that is shown, once, with the heading it stands under."""
        told: dict[str, str] = {}
        for section in self._briefing.sections:
            for name in section.lines:
                told.setdefault(name, section.heading)
        for one in self._briefing.disagreements:
            for name in one.lines:
                told.setdefault(name, DISAGREE)
        names = told if self._seen is None else {name: told.get(name, "") for name in self._seen.lines}
        yield from ((self._lines[name], heading) for name, heading in names.items())

    def _figure_seen(self, number: int, row: FigureRow) -> bool:
        return self._lines[row.line] is not None and (self._seen is None or number in self._seen.figures)

    def _number(self, citation: int) -> int:
        """The number that is shown; a citation that is shown nowhere keeps a number of its own."""
        return self._shown.get(citation, len(self._shown) + citation)

    def _receipts(self, numbers: Sequence[int]) -> tuple[Receipt, ...]:
        return tuple(_receipt(self._cited[n], self._number(n)) for n in dict.fromkeys(numbers))

    def _answer(self, line: Line, heading: str) -> SavedAnswer:
        numbers = tuple(self._number(n) for n in line.claim.citations)
        point = replace(line.point, citation=self._number(line.point.citation)) if line.point else None
        claim = _claim(line.claim, len(line.lead), numbers)
        text = f"{line.lead}{line.claim.text}{_marks(numbers)}"
        receipts = self._receipts(line.claim.citations)
        return _saved(heading, text, claim, receipts, name=line.id, timeline=(point,) if point else ())

    def _figure(self, row: FigureRow) -> SavedAnswer:
        line = self._lines[row.line]
        number, text = self._number(row.citation), figure_text(row)
        cited = tuple(self._cited[n] for n in line.claim.citations)
        receipts = tuple(_receipt(citation, self._number(citation.n)) for citation in cited)
        claim = FigureClaim(FIGURE, text, 0, len(text), (number,), row=row, line=line, cited=cited, receipts=receipts)
        return _saved(KEY_FIGURES, f"{text}{_marks((number,))}", claim, self._receipts((row.citation,)), name=row.value)

    def _rows(self) -> Iterator[SavedAnswer]:
        for section in self._briefing.sections:
            for sheet in section.sheets:
                for row in sheet.rows:
                    if self._seen is None or self._row_seen(row):
                        number, text = self._number(row.citation), "｜".join(row.cells)
                        claim = RowClaim(ROW, text, 0, len(text), (number,), row=row, heads=sheet.heads)
                        receipts = self._receipts((row.citation,))
                        yield _saved(
                            sheet.name or section.heading,
                            f"{text}{_marks((number,))}",
                            claim,
                            receipts,
                            name=next(filter(None, row.cells), None),
                        )

    def _row_seen(self, row: SheetRow) -> bool:
        return self._seen is not None and tuple(map(bare, row.cells)) in self._seen.rows

    def _quoted(self, answers: Sequence[SavedAnswer]) -> Iterator[SavedAnswer]:
        """Quotes of the annex whose lines are gone: they are in sight as well."""
        proven = {receipt.n for answer in answers for receipt in answer.citations}
        for n in sorted(self._seen.evidence) if self._seen else ():
            number, quote = self._number(n), self._cited[n].quote
            if number not in proven:
                claim = SavedClaim("quote", quote, 0, len(quote), (number,))
                yield _saved(_EVIDENCE, f"{quote}{_marks((number,))}", claim, self._receipts((n,)))

    def _beside(self, line: Line) -> Iterator[tuple[str, str]]:
        """Words of a line that are none of its claim: what stands before it, what is noted beside it."""
        receipts = self._receipts(line.claim.citations)
        if line.claim.kind != "timeline":  # whose lead is checked against its point
            rest, sourced = without_source(line.lead, receipts)
            if sourced and not is_own(rest):
                yield line.lead, "不是引文的说话人，也不是本程序的标注"
        for aside in line.asides:
            inferred = [part for one in line.claim.inferred for part in (one.value, one.as_printed)]
            fault = _lost(aside, [line.claim.text, *_texts(receipts), *inferred])
            if fault:
                yield aside, f"“{fault}”没有引文证明"

    def _said(self) -> list[tuple[str, str]]:
        """Figures and quoted words in headings, notes and gaps that stand neither in a quote nor in what was commissioned."""
        briefing = self._briefing
        asked = briefing.commission
        receipts = self._receipts([c.n for c in briefing.citations])
        known = [
            *_texts(receipts),
            asked.topic,
            *asked.questions,
            *asked.outline,
            *(row.when for row in briefing.figures),
            *(line.point.date or "" for line in briefing.lines if line.point),
            *(part for form in shipped().values() for s in form.section for part in (s.heading, *s.probes)),
        ]
        headings = [section.heading for section in briefing.sections]
        said = [
            briefing.title,
            *headings,
            *(gap for one in briefing.uncovered for gap in (one.text, _MISSING.sub("", one.reason))),
            *briefing.left_out,
            *(note for note in briefing.notes if not _READ.fullmatch(note)),
            *(part for one in briefing.disagreements for part in (one.date, *one.values)),
            *(sheet.name for section in briefing.sections for sheet in section.sheets),
        ]
        names = [r.table.name for r in receipts if r.table]
        return [(text, f"“{lost}”没有引文证明") for text in said if (lost := _lost(text, [*known, *names]))]

    def _hints(self) -> Iterator[str]:
        briefing, asked = self._briefing, self._briefing.commission
        given = [*asked.questions, *asked.outline]
        own = {s.heading.replace("{topic}", asked.topic) for form in shipped().values() for s in form.section}
        strange = [s.heading for s in briefing.sections if s.heading not in own]
        if strange:
            whose = "委托时给出的" if set(strange) <= set(given) else "自拟的"
            yield f"{len(strange)} 个{whose}标题（“{strange[0][:30]}”{'等' if len(strange) > 1 else ''}）不是引文，未核验"
        if briefing.uncovered or briefing.notes:
            yield "“资料未覆盖”等说明是检索时的情况，核验只查其中的数字和引语"


def _saved(
    question: str,
    text: str,
    claim: SavedClaim,
    receipts: tuple[Receipt, ...],
    *,
    name: str | None = None,
    timeline: tuple[Point, ...] = (),
) -> SavedAnswer:
    return SavedAnswer(
        schema_version=SCHEMA_VERSION,
        question=question,
        status="answered",
        answer=text,
        short_answer=None,
        claims=(claim,),
        citations=receipts,
        refusal=None,
        timeline=timeline,
        id=name,
    )


def _claim(claim: Claim, start: int, numbers: tuple[int, ...]) -> SavedClaim:
    plan: Mapping[str, Any] | None = msgspec.to_builtins(claim.plan) if claim.plan is not None else None
    return SavedClaim(
        kind=claim.kind,
        text=claim.text,
        start=start,
        end=start + len(claim.text),
        citations=numbers,
        inferred=claim.inferred,
        plan=dict(plan) if plan is not None else None,
        derived=claim.derived,
    )


def _receipt(citation: Citation, number: int) -> Receipt:
    said, own = citation.speaker, citation.standing
    return Receipt(
        n=number,
        document=citation.document,
        sha256=citation.sha256,
        quote=citation.quote,
        spans=citation.spans,
        slice_sha256=citation.slice_sha256,
        gaps=tuple(SavedGap(start, end, kind) for start, end, kind in citation.gaps),
        title=citation.title,
        issuer=citation.issuer,
        section=citation.section,
        date=citation.date,
        speaker=SavedSpeaker(said.name, said.role, said.relation, said.spans) if said else None,
        table=citation.table,
        standing=SavedStanding(own.issuer, own.kind, own.level, own.superseded) if own else None,
    )


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _texts(receipts: Sequence[Receipt]) -> list[str]:
    """All that receipts print: quotes, titles, dates, headings."""
    return [
        part
        for r in receipts
        for part in (r.quote, r.title or "", (r.date.value or "") if r.date else "", r.issuer or "", *r.section)
    ]


def _lost(text: str, known: Sequence[str]) -> str:
    """The first figure or quoted words of a text that no known text has; "" if there are none."""
    printed = [bare(part) for part in known]
    told = ("".join(groups) for groups in _QUOTED.findall(text))
    return next((word for word in told if not any(_has(part, bare(word)) for part in printed)), "")


def _has(text: str, word: str) -> bool:
    """Whether a text has words; a number whole: 50 is not in 1500, nor in 3.50."""
    if not word[:1].isdigit():
        return word.lower() in text.lower()
    return re.search(rf"(?<![\d.,]){re.escape(word)}(?![\d]|[.,]\d)", text) is not None
