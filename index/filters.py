"""Which sources a search may use: by issuer, kind, level and date."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from index.forms import plain
from index.models import Article
from index.standing import LEVELS, Level, level_of

_DATE = re.compile(r"(\d{4})(?:年|[-/.])?(?:(\d{1,2})(?:月|[-/.])?(?:(\d{1,2})日?)?)?")
_GIVEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class FilterError(ValueError):
    """A filter that cannot be applied; the message names value and remedy (Chinese)."""


@dataclass(frozen=True)
class Described:
    """What is known of an article without reading it, and how many of its document's chunks are its own, in their order."""

    title: str | None
    issuer: str | None
    kind: str | None
    date: str | None
    level: str | None
    chunks: int


def describe(article: Article, chunks: int) -> Described:
    """An article in short."""
    return Described(
        article.title.value,
        article.issuer.value,
        article.kind.value,
        article.date.value,
        level_of(article).value,
        chunks,
    )


@dataclass(frozen=True)
class SourceFilter:
    """The sources that may be used; an empty field admits all.

    `issuers`, `kinds`: one of these stands in the source's own, white space aside; a source that has none known is left out.
    `as_of`: "2024", "2024-12" or "2024-12-31"; sources dated later are left out, those that may be earlier or are undated stay.
    """

    issuers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    as_of: str = ""

    def __post_init__(self) -> None:
        """Refuse what admits nothing by mistake.

        Raises:
            FilterError: an empty name, an unknown level, or a date that is none.
        """
        for name, values in (("发布者", self.issuers), ("文种", self.kinds)):
            if any(not _key(value) for value in values):
                raise FilterError(f"{name}的筛选条件是空的，请写出名称，或去掉这个条件")
        for level in self.levels:
            if level not in LEVELS:
                raise FilterError(f"没有“{str(level)[:40]}”这个级别，应为 {'、'.join(LEVELS)} 之一")
        if self.as_of:
            last_day(self.as_of)

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.issuers or self.kinds or self.levels or self.as_of)

    def admits(self, described: Described) -> bool:
        """Whether a source may be used."""
        return (
            _names(self.issuers, described.issuer)
            and _names(self.kinds, described.kind)
            and (not self.levels or described.level in self.levels)
            and not (self.as_of and dated(described.date, self.as_of) == "later")
        )


def last_day(given: str) -> date:
    """The last day of a year, month or day given as 2024, 2024-12 or 2024-12-31.

    Raises:
        FilterError: it is none.
    """
    match = _GIVEN.fullmatch(given)
    try:
        if match:
            return _last(int(match[1]), int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        pass
    raise FilterError(f"日期“{given[:40]}”不能识别，应写作 2024、2024-12 或 2024-12-31")


def dated(printed: str | None, as_of: str) -> str:
    """Whether a source's date as printed is "then" (or before), "later", or "unknown": undated, or too coarse to tell."""
    match = _DATE.search(re.sub(r"\s+", "", printed or "").translate(_HAN_DIGITS))
    if not match:
        return "unknown"
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        first, last = date(year, month or 1, day or 1), _last(year, month, day)
    except ValueError:
        return "unknown"
    limit = last_day(as_of)
    return "then" if last <= limit else "later" if first > limit else "unknown"


def _last(year: int, month: int, day: int) -> date:
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _names(wanted: tuple[str, ...], value: str | None) -> bool:
    return not wanted or any(_key(name) in _key(value or "") for name in wanted)


def _key(text: str) -> str:
    return re.sub(r"\s+", "", plain(text)).lower()
