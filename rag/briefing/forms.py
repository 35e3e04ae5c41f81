"""Forms of briefings: small TOML templates, four shipped, more by whoever copies one."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

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
    return form_from(value, f"模板文件“{file}”")


def form_from(value: Any, called: str) -> Form:  # noqa: ANN401 - any JSON or TOML value
    """A form from plain values, as a template file or the body of a request has them; `called`: what errors call it.

    Raises:
        BriefingError: a field is missing, of another kind or out of range; a text has braces that are not {topic}.
    """
    strange = _strange(value)
    if strange:
        raise BriefingError(f"{called}有不认识的项“{strange[:40]}”。可用的见“专题简报”的模板")
    try:
        form = msgspec.convert(value, Form)
    except msgspec.ValidationError as error:
        raise BriefingError(f"{called}内容有误（{_told(error)}）。可照“专题简报”的模板修改") from error
    fault = _fault(form)
    if fault:
        raise BriefingError(f"{called}{fault}")
    return form


def _strange(value: Any) -> str:  # noqa: ANN401
    """The first name in a template that no form has: a slip (weigth) would else be passed over."""
    if not isinstance(value, Mapping):
        return ""
    sections = value.get("section")
    inner = [part for part in sections if isinstance(part, Mapping)] if isinstance(sections, list | tuple) else []
    names = [*(set(value) - set(Form.__dataclass_fields__)), *(n for p in inner for n in set(p) - set(_IN_SECTION))]
    return next((name if str(name).isprintable() else repr(name) for name in sorted(map(str, names))), "")


_SECTIONS, _PROBES, _LETTERS, _FIGURES, _TABLES, _WEIGHT = 30, 10, 200, 200, 20, 100.0


def _fault(form: Form) -> str:
    """What keeps a form from being used, and the remedy (Chinese); "" where nothing does."""
    if not 1 <= len(form.section) <= _SECTIONS:
        return f"有 {len(form.section)} 个 [[section]]。应有 1 至 {_SECTIONS} 节"
    if not 0 <= form.figures <= _FIGURES:
        return f"的 figures 为 {form.figures}。应为 0 至 {_FIGURES} 的整数"
    if not 0 <= form.tables <= _TABLES:
        return f"的 tables 为 {form.tables}。应为 0 至 {_TABLES} 的整数"
    for section in form.section:
        if not (math.isfinite(section.weight) and 0 < section.weight <= _WEIGHT):
            return f"中“{section.heading[:40]}”的 weight 为 {section.weight}。应大于 0，不超过 {_WEIGHT:g}"
        if len(section.probes) > _PROBES:
            return f"中“{section.heading[:40]}”有 {len(section.probes)} 个 probes。至多 {_PROBES} 个"
    texts = [form.name, form.title, *(t for s in form.section for t in (s.heading, *s.probes, s.about or s.heading))]
    return next((fault for text in texts if (fault := _text_fault(text))), "")


def _text_fault(text: str) -> str:
    if not text.strip() or len(text) > _LETTERS or not text.isprintable():
        return f"中有文字“{text[:40]}”不能用。每处文字应有 1 至 {_LETTERS} 个字，不含换行与控制字符"
    strange = set(text.replace("{topic}", "")) & set("{}")
    return f"中有文字“{text[:40]}”的花括号不能用。只能写 {{topic}}" if strange else ""


def as_template(form: Form) -> str:
    """A form as the text of a template file (TOML), which reads as the same form."""
    own = [f"{name} = {_toml(getattr(form, name))}" for name in _OWN]
    parts = [
        "\n".join(["[[section]]", *(f"{name} = {_toml(getattr(section, name))}" for name in _IN_SECTION)])
        for section in form.section
    ]
    return "\n\n".join(["\n".join(own), *parts]) + "\n"


_OWN = tuple(name for name in Form.__dataclass_fields__ if name != "section")
_IN_SECTION = tuple(SectionForm.__dataclass_fields__)


def _toml(value: object) -> str:
    """A value as TOML has it: texts, lists of texts, numbers and truth values are written as in JSON."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def template_text(name: str) -> str:
    """The template of a shipped form as it lies in the product, comments and all, for whoever copies it.

    Raises:
        BriefingError: there is no such form.
    """
    if name not in shipped():
        raise BriefingError(f"没有“{name[:40]}”这种形式。可以复制的有：{'、'.join(shipped())}")
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def _told(error: msgspec.ValidationError) -> str:
    return f"{error}；aspects 可用：{'、'.join(get_args(Aspect))}" if "aspects" in str(error) else str(error)


def outlined(form: Form, headings: Sequence[str], aspects: Mapping[str, tuple[Aspect, ...]]) -> Form:
    """A form with a user's headings in place of its own; `aspects`: what each heading asks for, where known."""
    sections = tuple(
        SectionForm(heading, aspects.get(heading, ()), (heading, f"{{topic}}{heading}"), about=heading)
        for heading in headings
    )
    return replace(form, section=sections)
