"""Plain tables from files: CSV, gzip CSV (UTF-8 or GB18030) and XLSX; refusals say which file, row and column."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from jiesu.rules.verdict import Refusal

LARGEST = 2 << 30  # bytes of an unpacked file


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of text."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """One column by its name, or a Refusal that lists the names there are."""
        if name not in self.header:
            raise Refusal(
                "%(file)s has no column “%(column)s”. Its columns are: %(columns)s.",
                file=self.file,
                column=name,
                columns=", ".join(self.header),
            )
        place = self.header.index(name)
        return [row[place] for row in self.rows]

    def texts(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """(subjects, bodies): the first named column, and all others joined; a single one is the body."""
        columns = [self.column(name) for name in names]
        if len(columns) == 1:
            return [""] * len(self.rows), columns[0]
        bodies = ["\n".join(parts) for parts in zip(*columns[1:], strict=True)]
        return columns[0], bodies


def read(path: Path | str) -> Table:
    """The table in a file; the kind is told from its first bytes, not from its name."""
    file = Path(path)
    if not file.is_file():
        raise Refusal("There is no file %(file)s.", file=str(file))
    try:
        data = file.read_bytes()
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise Refusal("%(file)s is too large once unpacked.", file=str(file))
        lines = _sheet(data) if data[:4] == b"PK\x03\x04" else _csv(data, str(file))
        return _table(str(file), lines)
    except (OSError, EOFError, zipfile.BadZipFile, InvalidFileException, KeyError, csv.Error) as error:
        raise Refusal("%(file)s cannot be read: it is damaged or of another kind.", file=str(file)) from error


def _csv(data: bytes, file: str) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refusal("%(file)s is neither UTF-8 nor GB18030 text.", file=file)
    if "\0" in text:
        raise Refusal("%(file)s is not a text table.", file=file)
    csv.field_size_limit(1 << 27)
    yield from csv.reader(io.StringIO(text, newline=""))


def _sheet(data: bytes) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    finally:
        book.close()


def _table(file: str, lines: Iterator[list[str]]) -> Table:
    header = tuple(cell.strip() for cell in next(lines, []))
    if not any(header):
        raise Refusal("%(file)s is empty: its first row must name the columns.", file=file)
    repeated = [name for name in header if name and header.count(name) > 1]
    if repeated:
        raise Refusal("%(file)s names the column “%(column)s” twice.", file=file, column=repeated[0])
    rows = []
    for number, line in enumerate(lines, 2):
        if not any(line):
            continue
        if len(line) > len(header) and any(line[len(header) :]):
            raise Refusal(
                "%(file)s, row %(row)s: there are %(found)s cells where the header names %(expected)s columns.",
                file=file,
                row=number,
                found=len(line),
                expected=len(header),
            )
        rows.append(tuple(line[: len(header)]) + ("",) * (len(header) - len(line)))
    if not rows:
        raise Refusal("%(file)s has a header and no rows.", file=file)
    return Table(file, header, tuple(rows))


def write_csv(path: Path | str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A UTF-8 CSV; cells that a spreadsheet would run as a formula are made harmless."""
    with Path(path).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([_harmless(str(cell)) for cell in row])


def _harmless(cell: str) -> str:
    return "'" + cell if cell[:1] in ("=", "+", "@", "\t", "\r") else cell
