"""`jizheng`: the command line. Heavy packages are imported inside the commands, so that help and errors come at once."""

import argparse
import importlib
import logging
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from api.terminal import harmless

_Actions = Iterable[argparse.Action]
_Groups = Iterable[argparse._MutuallyExclusiveGroup]
_ROOMS = (
    "api.cli_library",
    "api.cli_ask",
    "api.cli_eval",
    "api.cli_verify",
    "api.cli_brief",
)  # modules with `add_commands(subparsers)`
_FAULTS = (
    "LibraryError",
    "EmbeddingError",
    "LoadError",
    "ManifestError",
    "OriginalsError",
    "SavedError",
    "FilterError",
    "EndpointError",
    "BriefingError",
)  # their messages are written for users


_SAID = (  # argparse's own words, for readers of Chinese
    (re.compile(r"the following arguments are required: (.*)"), r"缺少 \1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识 \1"),
    (re.compile(r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)"), r"\1 不能是 \2，可选 \3"),
    (re.compile(r"argument (\S+): expected one argument"), r"\1 后面缺少值"),
    (re.compile(r"argument (\S+): "), r"\1 "),
)


class _Formatter(argparse.HelpFormatter):
    """Help with Chinese headings."""

    def start_section(self, heading: str | None) -> None:
        """Begin a section."""
        super().start_section({"options": "选项", "positional arguments": "参数"}.get(heading or "", heading))

    def add_usage(self, usage: str | None, actions: _Actions, groups: _Groups, prefix: str | None = None) -> None:
        """Add the line of usage."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Chinese; an error is one line."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - argparse takes them as they come
        super().__init__(**{**options, "add_help": False, "formatter_class": _Formatter})
        self.add_argument("-h", "--help", action="help", help="显示本帮助")

    def error(self, message: str) -> NoReturn:
        """Print the error and leave with status 2."""
        for pattern, said in _SAID:
            message = pattern.sub(said, message)
        self.exit(2, f"{self.prog}：参数有误：{message}。用 {self.prog} --help 查看用法。\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 done, 1 the command's own failure, 2 wrong use or an unusable library."""
    logging.basicConfig(format="警告：%(message)s", level=logging.WARNING)
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone (`| head`): nothing to say, nobody to say it to
        return 141
    except Exception as error:
        if not is_fault(error):
            raise
        print(harmless(f"错误：{_told(error)}"), file=sys.stderr)
        return 2


_SYSTEM = {  # what the system says in English, and what to do about it
    FileNotFoundError: "找不到“{}”。请核对路径",
    PermissionError: "没有读写“{}”的权限。请换一个位置，或改它的权限",
    IsADirectoryError: "“{}”是文件夹。请给出文件",
    NotADirectoryError: "“{}”不是文件夹。请给出文件夹",
    FileExistsError: "“{}”已存在。请换一个名字",
}


def _told(error: Exception) -> str:
    """An error in Chinese, with the path that it is about and the remedy."""
    said = next((words for kind, words in _SYSTEM.items() if isinstance(error, kind)), "")
    path = error.filename if isinstance(error, OSError) else None
    return said.format(path) if said and path and error.args[:1] == (getattr(error, "errno", None),) else str(error)


def is_fault(error: Exception) -> bool:
    """Whether an error is the user's to mend, and says so itself; others are ours and keep their traceback."""
    return isinstance(error, OSError) or any(kind.__name__ in _FAULTS for kind in type(error).__mro__)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="jizheng", description="集证：先进制造业集群政策问答，句句有据，处处可查。")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    for room in _ROOMS:
        importlib.import_module(room).add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
