"""Forms of briefings: small TOML templates, four shipped, more by whoever copies one."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec

from rag.briefing.aspects import Aspect
from rag.briefing.models import BriefingError

_FOLDER = Path(__file__).with_name("forms")
_LARGEST = 100_000  # bytes of a template


@dataclass(frozen=True)
class SectionForm:
    """A section wanted: its heading, what its sentences do (`aspects`), what is searched for it beside the topic.

    `weight`: its share of the length; `figures_only`: only sentences with a figure; `about`: words that its sentences should be on.
    """

    heading: str
    aspects: tuple[Aspect, ...]
    probes: tuple[str, ...] = ()
    weight: float = 1.0
    figures_only: bool = False
    about: str = ""


@dataclass(frozen=True)
class Form:
    """A template. `figures`: most rows in the box of key figures; `tables`: most tables; `questions_first`: the user's questions lead; `sides`: see file."""

    name: str
    title: str
    section: tuple[SectionForm, ...]
    figures: int = 10
    tables: int = 2
    questions_first: bool = False
    sides: bool = False


@cache
def shipped() -> Mapping[str, Form]:
    """The forms that ship with the product, by name."""
    read = (_read(path.read_bytes(), path.name) for path in _FOLDER.glob("*.toml"))
    order = {name: n for n, name in enumerate(_ORDER)}
    return {form.name: form for form in sorted(read, key=lambda f: (order.get(f.name, len(order)), f.name))}


_ORDER = ("专题简报", "问答摘编", "数据速览", "对比分析")


def form_of(name: str) -> Form:
    """A form by its name, or read from a file (…toml).

    Raises:
        BriefingError: there is no such form, or the file is none.
    """
    if name in shipped():
        return shipped()[name]
    path = Path(name)
    if path.suffix.lower() != ".toml":
        raise BriefingError(f"没有“{name[:40]}”这种形式。可用：{'、'.join(shipped())}，或一个 .toml 模板文件")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BriefingError(f"模板文件“{name}”不能读取（{error.strerror}）。请检查路径") from error
    if len(data) > _LARGEST:
        raise BriefingError(f"模板文件“{name}”有 {len(data)} 字节，上限 {_LARGEST}。请精简")
    return _read(data, path.name)


def _read(data: bytes, file: str) -> Form:
    try:
        value = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BriefingError(f"模板文件“{file}”不是有效的 TOML（{error}）。可照“专题简报”的模板修改") from error
    try:
        form = msgspec.convert(value, Form)
    except msgspec.ValidationError as error:
        raise BriefingError(f"模板文件“{file}”内容有误（{_told(error)}）。可照“专题简报”的模板修改") from error
    if not form.section:
        raise BriefingError(f"模板文件“{file}”没有 [[section]]。至少要有一节")
    return form


def _told(error: msgspec.ValidationError) -> str:
    return f"{error}；aspects 可用：{'、'.join(get_args(Aspect))}" if "aspects" in str(error) else str(error)


def outlined(form: Form, headings: Sequence[str], aspects: Mapping[str, tuple[Aspect, ...]]) -> Form:
    """A form with a user's headings in place of its own; `aspects`: what each heading asks for, where known."""
    sections = tuple(
        SectionForm(heading, aspects.get(heading, ()), (heading, f"{{topic}}{heading}"), about=heading)
        for heading in headings
    )
    return replace(form, section=sections)
