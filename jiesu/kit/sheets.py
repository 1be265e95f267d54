"""XLSX read as a stream. Macros, document types, entities and zip bombs are refused; no formula is run."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from jiesu.rules.verdict import Refusal, Sentence

MOST_BYTES = 2 << 30
MOST_RATIO = 200
RATIO_FROM = 20 << 20
HEAD = 1 << 16
_MACRO = re.compile(r"vbaProject|macrosheets|activeX|\.bin$", re.IGNORECASE)
_PRINTER = re.compile(r"printerSettings\d*\.bin$")

Record = tuple[int, list[str], list[Sentence]]


def inspect(stream: BinaryIO) -> None:
    """Refusal where it is no plain workbook: damaged, a bomb, with macros, with a document type."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
                raise Refusal("This is an archive, not a spreadsheet. Save the table as XLSX or CSV.")
            _weigh(archive.infolist())
            _search(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise Refusal("The spreadsheet is damaged and cannot be opened.") from None
    finally:
        stream.seek(0)


def sheet_names(stream: BinaryIO) -> list[str]:
    """The names of the sheets of an inspected workbook."""
    book = _open(stream)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        stream.seek(0)


def records(stream: BinaryIO, sheet: str = "") -> Iterator[Record]:
    """Each row with its number, its cells as text, and what could not be taken from it."""
    book = _open(stream)
    if sheet and sheet not in book.sheetnames:
        raise Refusal("The workbook has no sheet “%(name)s”.", name=sheet)
    page = book[sheet] if sheet else book.worksheets[0]
    page.reset_dimensions()
    rows = page.iter_rows()
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as broken:
            raise _unreadable(broken) from None
        if row:
            yield _record(row)


def _open(stream: BinaryIO) -> Any:
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception as broken:
        raise _unreadable(broken) from None
    if not book.worksheets:
        raise Refusal("The workbook has no sheet with cells.")
    return book


def _record(row: tuple[Any, ...]) -> Record:
    number = next((cell.row for cell in row if hasattr(cell, "row")), 0)
    faults: list[Sentence] = []
    cells = []
    for cell in row:
        fault = _fault(cell)
        if fault:
            faults.append(Sentence(fault, {"cell": cell.coordinate}))
        cells.append("" if cell.value is None else _text(cell.value))
    return number, cells, faults


def _fault(cell: Any) -> str:
    """What is wrong with a cell, as a sentence with %(cell)s."""
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        return "Cell %(cell)s holds a formula; put its value there."
    if cell.data_type == "e":
        return "Cell %(cell)s holds an error value."
    if isinstance(cell.value, int | float) and abs(cell.value) >= 10**15:
        return (
            "Cell %(cell)s holds a number of more than 15 digits; a spreadsheet rounds it: write it as text."
        )
    return ""


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _weigh(members: list[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if size > MOST_BYTES or (size > RATIO_FROM and size > packed * MOST_RATIO):
        raise Refusal("The spreadsheet unpacks to %(size)s MB; that is refused.", size=size >> 20)


def _search(archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        if _MACRO.search(member.filename) and not _PRINTER.search(member.filename):
            raise Refusal(
                "The spreadsheet holds macros or embedded programs; that is refused. Save it as XLSX."
            )
        with archive.open(member) as part:
            head = part.read(HEAD)
        if b"macroEnabled" in head and member.filename == "[Content_Types].xml":
            raise Refusal(
                "The spreadsheet holds macros or embedded programs; that is refused. Save it as XLSX."
            )
        if re.search(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E|<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", head):
            raise Refusal("The spreadsheet holds a document type declaration (XML bomb); that is refused.")


def _unreadable(broken: Exception) -> Refusal:
    if isinstance(broken, Refusal):
        return broken
    if isinstance(broken, DefusedXmlException) or isinstance(broken.__cause__, DefusedXmlException):
        return Refusal("The spreadsheet holds a document type declaration (XML bomb); that is refused.")
    if isinstance(
        broken, InvalidFileException | zipfile.BadZipFile | KeyError | OSError | ValueError | SyntaxError
    ):
        return Refusal("The spreadsheet is damaged and cannot be opened.")
    raise broken
