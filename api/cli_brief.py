"""The command that drafts: brief."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli_ask import opened
from api.cli_library import ProgressBar, add_places, positive
from api.filtering import add_filters, filter_of

if TYPE_CHECKING:
    from api.exporting import Export
    from rag.briefing.models import Briefing, Commission

_EPILOG = (
    "每一句都是原文或由原文算得，带出处，可用 jizheng verify 逐句复核。"
    "先看形式：jizheng brief --forms；改一份自己的模板：jizheng brief --copy-form 专题简报 我的.toml，再用 --form 我的.toml。"
    "退出码：0 完成；1 资料中没有可写的内容；2 用法有误。"
)
_SUFFIXES = (".docx", ".md", ".json")
_LARGEST = 100_000  # bytes of an outline


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register brief."""
    drafting = subparsers.add_parser("brief", help="就一个主题起草句句有据的简报", epilog=_EPILOG)
    drafting.add_argument("topic", nargs="?", metavar="主题", help="简报的主题，一句话")
    drafting.add_argument("--form", metavar="形式", help="形式的名称或模板文件（….toml），默认：专题简报")
    drafting.add_argument("--length", type=positive, default=1200, metavar="字数", help="大致的篇幅（默认：1200）")
    drafting.add_argument("--question", action="append", default=[], metavar="问题", help="另要回答的问题；可多次给出")
    drafting.add_argument("--outline", type=Path, metavar="文件", help="提纲，每行一个标题，代替形式自带的各节")
    drafting.add_argument("--heading", action="append", default=[], metavar="标题", help="提纲的一个标题；可多次给出")
    drafting.add_argument("--out", type=Path, metavar="文件", help="写到 .docx、.md 或 .json 文件；不给则印在终端")
    drafting.add_argument("--force", action="store_true", help="文件已存在时覆盖")
    drafting.add_argument(
        "--evidence",
        choices=("annex", "comments", "none"),
        default="annex",
        metavar="方式",
        help="Word 中的证据：annex 附录（默认）、comments 批注、none 不附",
    )
    drafting.add_argument(
        "--gbt",
        choices=("2025", "2015"),
        default="2025",
        metavar="年份",
        help="出处著录用 GB/T 7714 的哪一版（默认：2025）",
    )
    drafting.add_argument("--json", action="store_true", help="在终端印出 JSON")
    drafting.add_argument("--forms", action="store_true", help="只列出现有的形式")
    drafting.add_argument("--copy-form", nargs=2, metavar=("形式", "文件"), help="只把一种形式的模板抄成文件，供修改")
    add_filters(drafting)
    add_places(drafting)
    drafting.set_defaults(run=brief)


def brief(options: argparse.Namespace) -> int:
    """`jizheng brief`: status 0 drafted, 1 nothing to write was found, 2 wrong use."""
    if options.forms:
        return _list_forms()
    if options.copy_form:
        return _copy_form(*options.copy_form, force=options.force)
    fault = _wrong_use(options)
    if fault:
        print(f"参数有误：{fault}。用 jizheng brief --help 查看用法。", file=sys.stderr)
        return 2
    commission = _commission(options)
    from api.printing_briefings import summary  # noqa: PLC0415 - needed here only

    briefing = _drafted(options, commission)
    if options.json:
        _print_json(briefing)
    elif options.out:
        _write(briefing, options.out, _export(options), force=options.force)
        print(f"已写入 {options.out}：{summary(briefing)}。", file=sys.stderr)
    else:
        from api.printing_briefings import as_text  # noqa: PLC0415

        print(as_text(briefing, colour=sys.stdout.isatty()))
    if any(section.lines or section.sheets for section in briefing.sections):
        return 0
    print(f"资料中没有可写进“{commission.topic[:40]}”简报的内容。请换一种说法，或放宽资料范围。", file=sys.stderr)
    return 1


def _wrong_use(options: argparse.Namespace) -> str:
    if not options.topic or not options.topic.strip():
        return "缺少主题"
    if options.outline and options.heading:
        return "--outline 与 --heading 不能同时给出"
    if options.json and options.out:
        return "--json 与 --out 不能同时给出；要 JSON 文件请用 --out 文件.json"
    return _unwritable(options.out, _SUFFIXES, force=options.force) if options.out else ""


def _unwritable(path: Path, suffixes: tuple[str, ...], *, force: bool) -> str:
    """Why a file cannot be written, said before any work is done."""
    if path.suffix.lower() not in suffixes:
        return f"“{path}”的后缀应为 {'、'.join(suffixes)} 之一"
    if path.is_dir():
        return f"“{path}”是文件夹，请写出文件名"
    if not path.parent.is_dir():
        return f"文件夹“{path.parent}”不存在，请先建立"
    if path.exists() and not force:
        return f"“{path}”已存在；要覆盖请加 --force，或换一个文件名"
    return ""


def _commission(options: argparse.Namespace) -> "Commission":
    from rag.briefing.forms import form_of  # noqa: PLC0415 - help and errors come at once
    from rag.briefing.models import Commission  # noqa: PLC0415

    form = options.form or "专题简报"
    form_of(form)  # an unknown form is told before the library is opened
    outline = _outline(options.outline) if options.outline else tuple(heading.strip() for heading in options.heading)
    questions = tuple(question.strip() for question in options.question)
    return Commission(options.topic.strip(), form, options.length, questions, outline, filter_of(options))


def _outline(path: Path) -> tuple[str, ...]:
    from api.outlines import headings_of  # noqa: PLC0415
    from index.decoding import decode  # noqa: PLC0415
    from rag.briefing.models import BriefingError  # noqa: PLC0415

    try:
        data = path.read_bytes()
    except OSError as error:
        raise BriefingError(f"提纲文件“{path}”不能读取（{error.strerror}）。请检查路径") from error
    if len(data) > _LARGEST:
        raise BriefingError(f"提纲文件“{path}”有 {len(data)} 字节，上限 {_LARGEST}。请每行只写一个标题")
    try:
        headings = headings_of(decode(data)[0])
    except UnicodeDecodeError as error:
        raise BriefingError(f"提纲文件“{path}”既不是 UTF-8 也不是 GB18030 文本。请另存为纯文本") from error
    if not headings:
        raise BriefingError(f"提纲文件“{path}”中没有标题。请每行写一个标题")
    return headings


def _drafted(options: argparse.Namespace, commission: "Commission") -> "Briefing":
    from rag.briefing.drafting import brief as draft  # noqa: PLC0415

    assistant = opened(options)
    with ProgressBar("步") as bar:
        return draft(commission, assistant, bar.show)


def _export(options: argparse.Namespace) -> "Export":
    from api.exporting import Export  # noqa: PLC0415

    return Export(options.out.suffix.lower().removeprefix("."), options.evidence, options.gbt)


def _write(briefing: "Briefing", path: Path, export: "Export", *, force: bool) -> None:
    from api.exporting import exported  # noqa: PLC0415
    from api.files import write_whole  # noqa: PLC0415
    from rag.briefing.models import BriefingError  # noqa: PLC0415

    data = exported(briefing, export)
    if path.exists() and not force:
        raise BriefingError(f"“{path}”在起草时已由别处写出。要覆盖请加 --force，或换一个文件名")
    write_whole(path, data)


def _print_json(briefing: "Briefing") -> None:
    from rag.briefing.records import record  # noqa: PLC0415

    print(json.dumps(record(briefing), ensure_ascii=False, indent=2))


def _list_forms() -> int:
    from rag.briefing.forms import shipped  # noqa: PLC0415

    for form in shipped().values():
        headings = "、".join(section.heading.format(topic="…") for section in form.section)
        print(f"{form.name}：{headings}")
    return 0


def _copy_form(name: str, file: str, *, force: bool) -> int:
    from api.files import write_whole  # noqa: PLC0415
    from rag.briefing.forms import template_text  # noqa: PLC0415

    path = Path(file)
    text = template_text(name)
    fault = _unwritable(path, (".toml",), force=force)
    if fault:
        print(f"参数有误：{fault}。", file=sys.stderr)
        return 2
    write_whole(path, text.encode())
    print(f"已把“{name}”的模板写入 {path}。改好后用：jizheng brief 主题 --form {path}", file=sys.stderr)
    return 0
