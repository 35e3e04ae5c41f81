"""The command that verifies saved answers and briefings: verify. It needs the documents only; no library, model or network."""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.places import default_documents
from api.terminal import harmless

if TYPE_CHECKING:
    from rag.proof.saved import Saved

# Modules that make other forms of saved answers readable (`rag.proof.saved.register`) when they are imported.
_FORMS: tuple[str, ...] = ("rag.proof.saved", "rag.briefing.proof")
_SCHEMAS = ("answer", "receipt", "verification")
_EPILOG = (
    "逐条结论：成立；成立（文档他处有改动）；移位；改动；查无；拼接；错归；缺文档。简报中没有收据的文字列为未核验。"
    "退出码：0 全部成立（含有提示的）；1 有不成立或未核验的；2 用法有误、文件不能读取或没有收据。"
)


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register verify."""
    verifying = subparsers.add_parser("verify", help="核验保存下来的回答或简报，只需要原始文档", epilog=_EPILOG)
    verifying.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="文件",
        help="ask、/v1/ask 保存的回答，或 brief 保存的简报（.json、.docx）",
    )
    verifying.add_argument("--documents", type=Path, metavar="文件夹", help="存放原始文档的文件夹（默认：seeds）")
    verifying.add_argument("--receipts", type=Path, metavar="文件", help="收据已丢失的 .docx 所属简报的 JSON")
    verifying.add_argument("--json", action="store_true", help="输出 JSON")
    verifying.add_argument("--schema", choices=_SCHEMAS, help="只印出回答、收据或核验结果的 JSON Schema")
    verifying.set_defaults(run=verify)


def verify(options: argparse.Namespace) -> int:
    """`jizheng verify`: status 0 everything holds, 1 something does not, 2 wrong use or an unreadable file."""
    if options.schema:
        from api.schemas_verify import published  # noqa: PLC0415 - pydantic, needed here only

        print(json.dumps(published(options.schema), ensure_ascii=False, indent=2))
        return 0
    if options.file is None:
        print("参数有误：缺少文件。用 jizheng verify --help 查看用法。", file=sys.stderr)
        return 2
    from api.verdicts import as_record, as_text  # noqa: PLC0415
    from rag.proof.originals import Originals  # noqa: PLC0415
    from rag.proof.reproving import reprove  # noqa: PLC0415
    from rag.proof.saved import SavedError, read_saved  # noqa: PLC0415

    if options.file.is_dir():
        raise SavedError(f"“{options.file}”是文件夹。请给出保存回答的文件；存放原始文档的文件夹用 --documents 指定")
    for path in (options.file, options.receipts):
        if path is not None and not path.exists():
            raise SavedError(
                f"找不到文件“{path}”。请核对路径；回答可用 jizheng ask … --json > 文件 保存，简报可用 jizheng brief … --out 文件 保存"
            )
    for form in _FORMS:
        importlib.import_module(form)
    saved = _with_receipts(options) if options.receipts else read_saved(options.file.read_bytes(), options.file.name)
    if not saved.answers and not saved.errors and not saved.unproven:
        raise SavedError(f"“{options.file}”中没有回答。请给出 jizheng ask --json 或 ask --batch 保存的文件")
    originals = Originals(options.documents or default_documents())
    proofs = [reprove(answer, originals) for answer in saved.answers]
    if options.json:
        told = json.dumps(as_record(proofs, saved), ensure_ascii=False, indent=2)
        print(told.encode("utf-8", "replace").decode())  # a lone surrogate in a saved answer is no character
    else:
        print(harmless(as_text(proofs, saved)))
    return 0 if all(proof.holds for proof in proofs) and not saved.unproven else 1


def _with_receipts(options: argparse.Namespace) -> "Saved":
    from rag.briefing.proof import read_word  # noqa: PLC0415
    from rag.proof.saved import SavedError  # noqa: PLC0415

    if options.file.suffix.lower() != ".docx":
        raise SavedError(f"--receipts 只用于 .docx，“{options.file.name}”不是。请去掉这一选项")
    return read_word(options.file.read_bytes(), options.file.name, options.receipts.read_bytes())
