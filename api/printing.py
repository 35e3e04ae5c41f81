"""An answer for the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.terminal import harmless_record
from api.wording import title_of
from rag.numbers.points import DATED, MARKS
from rag.proof.standing import LEVEL_NAMES

_BOLD, _DIM, _ACCENT, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
_MODALITY = {"planned": "目标", "estimated": "预计", "conditional": "有条件"}
_HOW = {"text": "", "inferred": "（推断）", "unknown": ""}


def as_text(answer: Mapping[str, Any], *, colour: bool) -> str:
    """An answer record as text: the answer with [n], the numbered quotes with their places, notes, what is missing; no control character of theirs."""
    paint = _paint if colour else _plain
    answer = harmless_record(answer)
    lines = [paint(f"已按“{answer['as_asked']}”检索", _DIM), ""] if answer.get("as_asked") else []
    lines += [paint(f"（已理解为“{answer['understood_as']}”）", _DIM), ""] if answer.get("understood_as") else []
    if answer["short_answer"]:
        lines += [paint(str(answer["short_answer"]), _BOLD), ""]
    lines += [str(answer["answer"])]
    lines += _timeline(answer, paint)
    modalities = {n: _MODALITY.get(c["modality"] or "", "") for c in answer["claims"] for n in c["citations"]}
    for citation in answer["citations"]:
        label = modalities.get(citation["n"], "")
        lines += ["", *citation_lines(citation, label, colour=colour)]
    if answer["status"] == "partial":
        lines += ["", f"未答全：{answer['refusal']['message']}"]
    lines += [paint(f"注：{note}", _DIM) for note in answer.get("notes", [])]
    return "\n".join(lines)


def _timeline(answer: Mapping[str, Any], paint: Any) -> list[str]:  # noqa: ANN401
    """The values of a timeline, one a line, and which of them do not agree."""
    points = answer.get("timeline", [])
    width = max((len(p["date"] or "") for p in points), default=0)
    lines = ["", paint("时间线", _BOLD)] if points else []
    for point in points:
        marks = [MARKS.get(point["modality"] or "", ""), point["scope"], DATED.get(point["how"], "")]
        told = "".join(f"（{mark}）" for mark in marks if mark)
        lines.append(f"    {(point['date'] or '').ljust(width, '　')}  {point['value']}{told}  [{point['citation']}]")
    for conflict in answer.get("conflicts", []):
        values = "、".join(f"{v}[{n}]" for v, n in zip(conflict["values"], conflict["citations"], strict=True))
        lines.append(paint(f"    不一致：{conflict['date']} {values}", _ACCENT))
    return lines


def citation_lines(citation: Mapping[str, Any], label: str = "", *, colour: bool) -> list[str]:
    """A citation: its number and place, its words, who said them and what its source is. All harmless already."""
    paint = _paint if colour else _plain
    where = " › ".join([title_of(citation["title"], citation["document"]), *citation["section"]])
    said = _speaker(citation["speaker"])
    about = [
        said,
        *standing_words(citation),
        (citation["date"]["value"] or "日期未注明") + _HOW[citation["date"]["how"]],
    ]
    ended = (citation.get("standing") or {}).get("superseded")
    force = "" if not ended else "已有修订版" if ended["how"] == "revision" else "已不再有效"
    marks = [label, "原文残缺" if citation.get("truncated") else "", force]
    head = paint(f"[{citation['n']}]", _ACCENT) + f" {where}"
    return [
        head + "".join(f"（{mark}）" for mark in marks if mark),
        f"    “{citation['quote']}”",
        paint("    " + "，".join([part for part in about if part] + [_places(citation)]), _DIM),
    ]


def standing_words(citation: Mapping[str, Any]) -> list[str]:
    """Issuer, kind and level of a citation's source, each with how it is known where it is not printed."""
    standing = citation.get("standing")
    if not standing:
        return [citation["issuer"] or ""]
    issuer = (citation["issuer"] or "发布者未注明") + _HOW[standing["issuer"]]
    kind = (standing["kind"]["value"] or "") + _HOW[standing["kind"]["how"]]
    level = LEVEL_NAMES.get(standing["level"]["value"], "级别不明") + _HOW[standing["level"]["how"]]
    return [issuer, kind, level]


def _places(citation: Mapping[str, Any]) -> str:
    """Where a quote stands, for people: a table row as one range; JSON has every cell and line."""
    spans = citation["spans"]
    if citation.get("table"):
        ranges, kind = [[min(start for start, _ in spans), max(end for _, end in spans)]], "（表格行）"
    else:
        ranges, kind = _closed(spans, [gap["start"] for gap in citation["gaps"]]), ""
    return f"{citation['document']} 第 {'、'.join(f'{start}–{end}' for start, end in ranges)} 字{kind}"


def _closed(spans: Iterable[Sequence[int]], gaps: Sequence[int]) -> list[list[int]]:
    """Spans in order, those joined that only white space and markup part; `gaps` are the starts of all else between them."""
    ranges: list[list[int]] = []
    for start, end in spans:
        if ranges and not any(ranges[-1][1] <= gap < start for gap in gaps):
            ranges[-1][1] = end
        else:
            ranges.append([start, end])
    return ranges


def _speaker(speaker: Mapping[str, Any] | None) -> str:
    if speaker is None:
        return ""
    parts: Sequence[str] = [speaker["name"] or "", speaker["role"] or ""]
    return "，".join(p for p in parts if p) + ("（转述）" if speaker["relation"] == "reported" else "")


def _paint(text: str, style: str) -> str:
    return f"{style}{text}{_OFF}"


def _plain(text: str, _style: str) -> str:
    return text
