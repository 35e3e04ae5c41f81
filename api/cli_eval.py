"""The command that evaluates: eval, and what goes with it (diff, convert, template, export, coverage)."""

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_CASES = "评测题：文件夹，或 .jsonl、.xlsx、.csv 文件（默认：自带的题）"
_DOCUMENTS = "题所问的文档（默认：seeds；题自带文档的用自带的）"
_OUT = "写出报告（Markdown、网页、JUnit）与逐题结果"


def add_commands(subparsers: "_Commands") -> None:
    """Register eval and its own commands. What they share with it (--cases, --out …) may stand before or after their name."""
    evaluating = subparsers.add_parser("eval", help="用评测题打分，与基线比较")
    evaluating.add_argument("--cases", type=Path, metavar="路径", help=_CASES)
    evaluating.add_argument("--documents", type=Path, metavar="文件夹", help=_DOCUMENTS)
    evaluating.add_argument("--against", type=Path, metavar="基线", help="与此基线比较；不如它则以 2 退出")
    evaluating.add_argument("--write-baseline", type=Path, metavar="文件", help="把这次的结果存为基线")
    evaluating.add_argument("--out", type=Path, metavar="文件夹", help=_OUT)
    evaluating.add_argument("--waivers", type=Path, metavar="文件", help='暂不追究的必过题：[{"id", "why"}, …]')
    evaluating.set_defaults(run=partial(_run, "eval"))
    commands = evaluating.add_subparsers(title="命令", metavar="[命令]")
    for add in (_add_diff, _add_convert, _add_template, _add_export, _add_coverage):
        add(commands)


def _add_diff(commands: "_Commands") -> None:
    parser = commands.add_parser("diff", help="比较两次评测：哪些题由对变错、由错变对")
    parser.add_argument("before", type=Path, metavar="前", help="前一次的 outcomes.jsonl，或 --out 的文件夹")
    parser.add_argument("now", type=Path, metavar="后", help="后一次的，同上")
    parser.add_argument("--out", type=Path, metavar="文件夹", default=argparse.SUPPRESS, help=_OUT)
    parser.set_defaults(run=partial(_run, "diff"))


def _add_convert(commands: "_Commands") -> None:
    parser = commands.add_parser("convert", help="把表格里的题转换成 .jsonl")
    parser.add_argument("sheet", type=Path, metavar="题表", help=".xlsx 或 .csv 文件")
    _add_documents(parser)
    parser.add_argument("--out", type=Path, metavar="文件", required=True, help="写到这个 .jsonl 文件")
    parser.set_defaults(run=partial(_run, "convert"))


def _add_template(commands: "_Commands") -> None:
    parser = commands.add_parser("template", help="写出一张空白的题表")
    parser.add_argument("file", type=Path, metavar="文件", help="以 .xlsx 或 .csv 结尾；已有的文件不覆盖")
    parser.set_defaults(run=partial(_run, "template"))


def _add_export(commands: "_Commands") -> None:
    parser = commands.add_parser("export", help="把公开题导出给别的评测工具")
    parser.add_argument("--format", choices=("beir", "trec", "ragas"), required=True, help="格式")
    _add_cases(parser)
    parser.add_argument("--out", type=Path, metavar="文件夹", required=True, help="每套题写到其中的一个子文件夹")
    parser.set_defaults(run=partial(_run, "export"))


def _add_coverage(commands: "_Commands") -> None:
    parser = commands.add_parser("coverage", help="列出文档中还没有题的部分")
    _add_cases(parser)
    parser.set_defaults(run=partial(_run, "coverage"))


def _add_cases(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=Path, metavar="路径", default=argparse.SUPPRESS, help=_CASES)
    _add_documents(parser)


def _add_documents(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--documents", type=Path, metavar="文件夹", default=argparse.SUPPRESS, help=_DOCUMENTS)


def _run(command: str, options: argparse.Namespace) -> int:
    """Run one of the commands: status 0 done or passed, 2 worse than the baseline, 3 an invariant broken, 4 unusable cases."""
    from api.evaluating import run  # noqa: PLC0415 - heavy

    return run(command, options)
