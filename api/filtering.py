"""The options that say which sources to use, for the commands that search."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.filters import SourceFilter

_LEVELS = {"中央": "central", "地方": "local", "机构": "institution", "学术": "academic", "媒体": "press"}


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add --issuer, --kind, --level and --as-of."""
    group = parser.add_argument_group("只用部分资料")
    group.add_argument("--issuer", action="append", default=[], metavar="名称", help="发布者含此名称；可多次给出")
    group.add_argument("--kind", action="append", default=[], metavar="文种", help="文种，如 报告、通知；可多次给出")
    group.add_argument(
        "--level", action="append", default=[], type=_level, metavar="级别", help=f"{'、'.join(_LEVELS)}；可多次给出"
    )
    group.add_argument(
        "--as-of", type=_day, metavar="日期", help="只用此日及以前的，如 2024-12-31；未注明日期的仍用并注明"
    )


def filter_of(options: argparse.Namespace) -> "SourceFilter | None":
    """The filter that the options ask for; None where they ask for none.

    Raises:
        FilterError: it cannot be applied.
    """
    if not (options.issuer or options.kind or options.level or options.as_of):
        return None
    from index.filters import SourceFilter  # noqa: PLC0415 - help and errors come at once

    return SourceFilter(tuple(options.issuer), tuple(options.kind), tuple(options.level), options.as_of or "")


def _level(text: str) -> str:
    level = _LEVELS.get(text, text)
    if level not in _LEVELS.values():
        raise argparse.ArgumentTypeError(f"“{text[:40]}”应为 {'、'.join(_LEVELS)} 之一")
    return level


def _day(text: str) -> str:
    from index.filters import FilterError, last_day  # noqa: PLC0415

    try:
        last_day(text)
    except FilterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text
