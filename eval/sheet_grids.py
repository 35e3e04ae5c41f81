"""A file of cases, CSV or XLSX, as a grid of texts; files that are damaged, too large or of other formats are refused."""

import csv
import io
import warnings
import zipfile
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from eval.cases import CaseError
from eval.sheet_columns import SHEET, field_of
from index.loading import LoadError, read_text

MOST_BYTES = 50 * 2**20  # of a file, and of an XLSX unpacked
MOST_ROWS = 20_000
_MOST_COLUMNS, _LAST_ROW = 64, 2**20
Grid = list[tuple[int, list[str]]]  # rows that are not blank, with the number a spreadsheet shows


class Unusable(str):
    """A cell of which Excel has changed what was typed; the text is what is left of it."""

    __slots__ = ()


def read_grid(path: Path) -> Grid:
    """The rows of a file that are not blank, with their numbers.

    Raises:
        CaseError: it cannot be read; the message says what to do.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise CaseError([f"{path}：无法读取（{error.strerror}）；请检查文件名与权限"]) from error
    if size > MOST_BYTES:
        raise CaseError([f"{path.name}：{size} 字节，超过 {MOST_BYTES >> 20} MB；请分成几个文件"])
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CaseError([f"{path.name}：是旧版 .xls 或加了密码的文件；请另存为不加密码的 .xlsx 或 CSV UTF-8"])
    read = _book if data.startswith(b"PK\x03\x04") else _text
    rows = read(data, path.name)
    if len(rows) > MOST_ROWS:
        raise CaseError([f"{path.name}：超过 {MOST_ROWS} 行；请分成几个文件"])
    return rows


def _text(data: bytes, file: str) -> Grid:
    """The rows of a CSV file, by the separator that makes its first row name the most columns."""
    try:
        text, _ = read_text(data, file)
    except LoadError as error:
        raise CaseError([str(error)]) from error
    head = next(line for line in text.splitlines() if line.strip())
    best = max(",;\t", key=lambda mark: sum(field_of(cell) is not None for cell in head.split(mark)))
    rows: list[list[str]] = []
    try:
        rows += csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    except csv.Error as error:
        what = f"{file} 第 {len(rows) + 1} 行：引号没有配对，或一格过长（{error}）"
        how = "含引号、分隔符或换行的格应整格加英文双引号，其中的英文双引号写两遍"
        raise CaseError([f"{what}；{how}"]) from error
    return [(number, cells) for number, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)]


def _book(data: bytes, file: str) -> Grid:
    """The rows of a workbook's sheet; a file that would unpack to more than `MOST_BYTES` is not unpacked."""
    remedy = "请重新另存为 .xlsx 或 CSV UTF-8"
    try:
        # The sizes that the directory claims hold: zipfile reads no more than them of any part.
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CaseError([f"{file}：不是完好的 XLSX 文件（{error}）；{remedy}"]) from error
    if size > MOST_BYTES:
        raise CaseError([f"{file}：解压后有 {size} 字节，超过 {MOST_BYTES >> 20} MB，未打开；请另存为 CSV UTF-8"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves unread
            return _sheet(data)
    except Exception as error:
        raise CaseError([f"{file}：不是能读的 XLSX 文件（{type(error).__name__}）；{remedy}"]) from error


def _sheet(data: bytes) -> Grid:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()  # some programs write wrong ones, and cells outside would be lost
        # The bounds matter: a row numbered 10^9 would be preceded by as many blank ones.
        rows = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_LAST_ROW), 1)
        some = (row for row in rows if any(c.value is not None and str(c.value).strip() for c in row[1]))
        written = ((n, [_cell(c.value, c.data_type, c.number_format) for c in row]) for n, row in some)
        return list(islice(written, MOST_ROWS + 1))
    finally:
        book.close()


def _cell(value: object, data_type: str, number_format: str | None) -> str:
    """A cell as its author sees it: 10.2% is stored as 0.102, and what looked like a date no longer says what was typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date | time | timedelta) or data_type == "e":
        return Unusable(value)
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if "%" in (number_format or "") else f"{value:.15g}"
    return str(value)
