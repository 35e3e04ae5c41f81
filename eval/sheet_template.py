"""The empty sheet that users fill in."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from eval.cases import CaseError
from eval.sheet_columns import COLUMNS, SHEET
from eval.sheet_grids import MOST_ROWS


def write_template(path: Path) -> None:
    """Write an empty sheet, XLSX or CSV by the name's ending: heads, a row that explains them, a row as an example.

    Raises:
        CaseError: another ending, or the file is there already.
    """
    rows = list(zip(*((c.names[0], c.told, c.example) for c in COLUMNS), strict=True))
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise CaseError([f"不能写“{path.name}”；请用以 .xlsx 或 .csv 结尾的文件名"])
    try:
        with path.open("xb") as file:
            file.write(_as_xlsx(rows) if path.suffix.lower() == ".xlsx" else _as_csv(rows))
    except FileExistsError as error:
        raise CaseError([f"“{path}”已经存在，未写；请换一个文件名"]) from error


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark, Excel takes it for GBK


def _as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(SHEET)
    for row in rows:
        sheet.append(list(row))
    for n, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(n)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"  # text: Excel would make a date of 5-1, 0.102 of 10.2%
        if column.choices:
            choice = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choice.add(f"{letter}4:{letter}{MOST_ROWS}")
            sheet.add_data_validation(choice)
    for n, cells in enumerate(sheet.iter_rows(), 1):
        for cell in cells:
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=n == 1, italic=n > 1, color="FF000000" if n == 1 else "FF808080")
    sheet.freeze_panes = "A2"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
