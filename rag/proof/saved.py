"""Saved answers read back: what of them verifying needs. Readers by kind of file; other forms register theirs.

Fields that are not known are ignored (contract.md), so that answers of later versions of schema 1 still verify.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import Any

import msgspec

from index.models import Span
from rag.models import SCHEMA_VERSION, DateOf, Derived, Inferred, Known, Refusal, Superseded, TableRef, Whole
from rag.numbers.derivations import Derivation
from rag.numbers.points import Conflict, Point
from rag.tables.plans import Bound, Condition, Filter, Operation, Plan


class SavedError(Exception):
    """A file of saved answers cannot be read; the message names the place and the remedy (Chinese)."""


@dataclass(frozen=True)
class SavedGap:
    """What lies between two spans, as the receipt names it (raw offsets)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class SavedSpeaker:
    """Who said a quote, as the receipt has it; `spans` (raw) is where the document says so."""

    name: str | None
    role: str | None
    relation: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class SavedStanding:
    """What a receipt says of its source's weight: how its issuer is known, its kind and level, and if it is out of force."""

    issuer: str
    kind: Known
    level: Known
    superseded: Superseded | None = None


@dataclass(frozen=True)
class Receipt:
    """A citation as it was given out: all that is needed to find and re-check its quote. Nothing of it is trusted."""

    n: int
    document: str
    sha256: str
    quote: str
    spans: tuple[Span, ...]
    slice_sha256: str
    gaps: tuple[SavedGap, ...] = ()
    title: str | None = None
    issuer: str | None = None
    section: tuple[str, ...] = ()
    date: DateOf | None = None
    speaker: SavedSpeaker | None = None
    table: TableRef | None = None
    standing: SavedStanding | None = None


@dataclass(frozen=True)
class SavedClaim:
    """A claim of a saved answer; `plan`: of a count, what was counted; `derived`: of a computed figure, how."""

    kind: str
    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    inferred: tuple[Inferred, ...] = ()
    plan: dict[str, Any] | None = None
    derived: Derivation | None = None

    @property
    def counted(self) -> Plan | None:
        """The plan of a count."""
        return plan_of(self.plan) if self.plan is not None else None


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as it was saved. `id`: its name in a batch, None elsewhere."""

    schema_version: int
    question: str
    status: str
    answer: str
    short_answer: str | None
    claims: tuple[SavedClaim, ...]
    citations: tuple[Receipt, ...]
    refusal: Refusal | None
    derived: Derived | None = None
    plan: str | None = None
    rows: tuple[int, ...] = ()
    completeness: Whole | None = None
    timeline: tuple[Point, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    id: str | int | None = None


@dataclass(frozen=True)
class Saved:
    """What a file holds: its answers, and how many lines of a batch hold an error instead of one.

    `unproven`: text that the reader sees and no receipt proves, each with why not; `hints`: what else is to be known (Chinese).
    """

    answers: tuple[SavedAnswer, ...]
    errors: int = 0
    unproven: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()


Reader = Callable[[bytes, str], Saved]
READERS: dict[str, Reader] = {}
KINDS: dict[str, Callable[[Any, str], Saved]] = {}
_SHOWN = 40


def register(suffix: str, reader: Reader) -> None:
    """Make files of a suffix (".docx", lower case) readable: bytes and file name in, answers or a `SavedError` out."""
    READERS[suffix] = reader


def register_kind(kind: str, reader: Callable[[Any, str], Saved]) -> None:
    """Make JSON values with this `kind` readable: the value and how the file is told in, answers or a `SavedError` out."""
    KINDS[kind] = reader


def read_saved(data: bytes, file: str) -> Saved:
    """The answers of a file, by the reader of its suffix; of an unknown one as JSON, whole or line by line.

    Raises:
        SavedError: it holds no answers, or one that cannot be understood.
    """
    suffix = f".{file.rsplit('.', 1)[-1].lower()}" if "." in file else ""
    return READERS.get(suffix, _read_json)(data, file)


def answer_of(value: Any, where: str) -> SavedAnswer:  # noqa: ANN401 - any JSON value
    """A JSON value as a saved answer.

    Raises:
        SavedError: a field is missing or of another kind, or its schema is of another version.
    """
    if not isinstance(value, dict) or "schema_version" not in value:
        raise SavedError(f"{where} 不是集证的回答（缺少 schema_version）。应是 jizheng ask --json 或 /v1/ask 的输出")
    if value["schema_version"] != SCHEMA_VERSION:
        told = json.dumps(value["schema_version"], ensure_ascii=False)[:_SHOWN]
        raise SavedError(
            f"{where} 的 schema_version 为 {told}，本程序只认得数字 {SCHEMA_VERSION}。请用相应版本的程序核验"
        )
    try:
        answer = msgspec.convert(value, SavedAnswer)
        for claim in answer.claims:
            _ = claim.counted  # a plan that cannot be understood is an error here, not later
        return answer
    except msgspec.ValidationError as error:
        raise SavedError(f"{where} 的内容不合回答的格式（{error}）。格式见 jizheng verify --schema answer") from error


def plan_of(value: dict[str, Any]) -> Plan:
    """A plan as JSON has it. Its filters tell themselves apart by their fields: msgspec takes no union of two dataclasses.

    Raises:
        msgspec.ValidationError: a field is missing or of another kind.
    """
    plain = msgspec.convert(value, _PlainPlan)
    known: dict[str, Any] = {f.name: getattr(plain, f.name) for f in dataclass_fields(plain)}
    conditions = {name: tuple(map(_condition, _list(value.get(name, [])))) for name in ("filters", "part")}
    bound = value.get("bound")
    return Plan(**known | conditions, bound=msgspec.convert(bound, Bound) if bound is not None else None)


def _condition(value: Any) -> Condition:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict) and "values" not in value:
        return msgspec.convert(value, Bound)
    return msgspec.convert(value, Filter)


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    return msgspec.convert(value, list[Any])


@dataclass(frozen=True)
class _PlainPlan:
    """The fields of `Plan` that are plain values."""

    document: str
    table: int
    name: str
    operation: Operation = "count"
    by: int | None = None
    of: int | None = None
    ascending: bool = False
    top: int = 1
    place: bool = False
    unit: str = "个"
    show: int | None = None
    descending_order: bool = False
    items: bool = False


def _read_json(data: bytes, file: str) -> Saved:
    text = _text(data, file)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if len([line for line in text.split("\n") if line.strip()]) > 1:
            return _read_lines(data, file)
        raise SavedError(f"“{file}”不是有效的 JSON（{error}）。请给出 jizheng ask --json 保存的文件") from error
    if isinstance(value, list) and value:
        return Saved(tuple(answer_of(one, f"“{file}”第 {n} 项") for n, one in enumerate(value, 1)))
    if isinstance(value, dict) and "error" in value and "schema_version" not in value:
        return Saved((), 1)
    kind = value.get("kind") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind](value, f"“{file}”")
    return Saved((answer_of(value, f"“{file}”"),))


def _read_lines(data: bytes, file: str) -> Saved:
    answers, errors = [], 0
    for n, line in enumerate(_text(data, file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SavedError(f"“{file}”第 {n} 行不是有效的 JSON（{error}）。请重新运行 ask --batch 补全该行") from error
        if isinstance(value, dict) and "error" in value and "schema_version" not in value:
            errors += 1
        else:
            answers.append(answer_of(value, f"“{file}”第 {n} 行"))
    return Saved(tuple(answers), errors)


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SavedError(f"“{file}”不是 UTF-8 文本（第 {error.start + 1} 个字节）。请用 UTF-8 保存") from error


register(".json", _read_json)
register(".jsonl", _read_lines)
