"""Answers a file of questions, one JSON object a line; can be interrupted and taken up again."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api.wording import too_long
from index.filters import SourceFilter
from rag.assistant import Assistant
from rag.conversation.pointing import Exchange
from rag.records import filters_record, record


@dataclass(frozen=True)
class Line:
    """A question of a batch. `fault`: why it cannot be asked (Chinese), "" if it can. Without an id of its own: its number."""

    id: str | int
    question: str
    fault: str = ""
    turns: tuple[Exchange, ...] = ()


def run_batch(
    assistant: Assistant, questions: Path, out: Path, top_k: int | None, sources: SourceFilter | None = None
) -> int:
    """Answer every question that `out` has no answer to yet; gives 0, or 1 where a line could not be answered.

    Lines {"id", "question", "turns"?} in, {"id", …answer} or {"id", "error"} out, in the order of the questions. Lines with an error
    and a half-written last line are done again.
    """
    from tqdm import tqdm  # noqa: PLC0415 - heavy

    done = _answered(out, sources)
    lines = list(_lines(questions, assistant.settings.question_length))
    failed = 0
    with out.open("w", encoding="utf-8") as file:
        file.writelines(done.values())
        for line in tqdm(lines, disable=None, unit="问", file=sys.stderr):
            if str(line.id) in done:
                continue
            result = _answer(assistant, line, top_k, sources)
            failed += "error" in result
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            file.flush()
    print(f"共 {len(lines)} 问，沿用 {len(done)}，出错 {failed}；已写入 {out}", file=sys.stderr)
    return 1 if failed else 0


def _answered(out: Path, sources: SourceFilter | None) -> dict[str, str]:
    """Lines of an earlier run over the same sources that hold an answer, by id."""
    used = filters_record(sources)
    if not out.is_file():
        return {}
    found = {}
    for line in out.read_text(encoding="utf-8").split("\n"):
        answer = _object(line)
        if answer and "error" not in answer and "id" in answer and answer.get("filters") == used:
            found[str(answer["id"])] = line + "\n"
    return found


def _lines(questions: Path, most: int) -> Iterator[Line]:
    text = questions.read_text(encoding="utf-8-sig")
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _line(n, line, most)


def _line(n: int, line: str, most: int) -> Line:
    value = _object(line)
    if value is None:
        return Line(n, "", f'第 {n} 行不是 JSON 对象：“{line[:30]}”；应为 {{"id": …, "question": "…"}}')
    name = value.get("id", n)
    question = value.get("question")
    if not isinstance(name, str | int) or not isinstance(question, str) or not question.strip():
        return Line(n, "", f'第 {n} 行缺少文字的 question：“{str(question)[:30]}”；应为 {{"id": …, "question": "…"}}')
    if len(question) > most:
        return Line(name, "", f"第 {n} 行的{too_long('问题', question, most)}；请缩短")
    return (
        _with_turns(Line(name, question), n, value["turns"]) if value.get("turns") is not None else Line(name, question)
    )


def _with_turns(line: Line, n: int, sent: object) -> Line:
    """A line with the earlier questions of its conversation, under the rules of the HTTP interface."""
    from api.errors import ProblemError  # noqa: PLC0415 - heavy, and most batches have no turns
    from api.requests import parse  # noqa: PLC0415
    from api.schemas import AskRequest, exchanges  # noqa: PLC0415

    try:
        return replace(line, turns=exchanges(parse(AskRequest, {"question": "-", "turns": sent}).turns))
    except ProblemError as problem:
        return replace(line, fault=f"第 {n} 行的{problem}；{problem.remedy}")


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _answer(assistant: Assistant, line: Line, top_k: int | None, sources: SourceFilter | None) -> dict[str, Any]:
    if line.fault:
        return {"id": line.id, "error": line.fault}
    try:
        return {"id": line.id, **record(assistant.ask(line.question, top_k, sources, line.turns))}
    except Exception as error:  # one bad line must not lose the others
        return {"id": line.id, "error": f"作答时出错（{type(error).__name__}）：{error}"}
