"""Outcomes as lines of JSON, one a case, for other tools and for the next run to compare with; and back."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.models import Outcome

_ADAPTER: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_UNWRITTEN = frozenset({"cost_ms"})  # no two runs take the same time, and the lines of two runs should be the same
_NAMES = tuple(f.name for f in fields(Outcome) if f.name not in _UNWRITTEN)
_DEFAULTS = {f.name: f.default for f in fields(Outcome)}


def write_lines(outcomes: Sequence[Outcome]) -> str:
    """Outcomes as JSON lines; fields that say nothing are left out, and of closed cases every text."""
    return "".join(_line(without_text(o) if o.closed else o) + "\n" for o in outcomes)


def read_lines(text: str) -> list[Outcome]:
    """Outcomes from JSON lines.

    Raises:
        ValueError: a line is no outcome; it names the line and the field.
    """
    # Not splitlines: a question may hold U+2028, which JSON leaves as it is and splitlines takes for an end of line.
    return [_outcome(line, n) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def without_text(outcome: Outcome) -> Outcome:
    """An outcome less all that tells its question or answer; of an error its kind stays."""
    kind = outcome.error.split(":", maxsplit=1)[0]
    return replace(outcome, question="", expected="", got="", short_answer=None, quotes=(), error=kind)


def _line(outcome: Outcome) -> str:
    plain = {name: getattr(outcome, name) for name in _NAMES}
    plain = {name: value for name, value in plain.items() if value != _DEFAULTS[name]}
    plain["scores"] = dict(outcome.scores)
    line = json.dumps(plain, ensure_ascii=False)
    # A lone surrogate (a browser may send one) has no UTF-8: such a line is written in ASCII.
    return line if _encodable(line) else json.dumps(plain)


def _encodable(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _outcome(line: str, n: int) -> Outcome:
    try:
        plain: dict[str, Any] = json.loads(line)
        return _ADAPTER.validate_python(plain)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"第 {n} 行，字段“{where}”：{first['msg']}（得到 {str(first['input'])[:60]!r}）") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"第 {n} 行不是 JSON：{error}") from error
