"""Plain tables from files: CSV, gzip CSV (UTF-8 or GB18030) and XLSX; refusals say which file, row and column."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from jiesu.rules.verdict import Refusal

LARGEST = 2 << 30  # bytes of an unpacked file
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
    r"(?:Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of text; `numbers` are the rows' numbers in the file (empty rows are passed over)."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()

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

    def filled(self, name: str) -> list[str]:
        """A column in which no cell may be empty."""
        values = self.column(name)
        for place, value in enumerate(values):
            if not value.strip():
                raise Refusal(
                    "%(file)s, row %(row)s: the column “%(column)s” is empty.", **self._at(place, name)
                )
        return values

    def moments(self, name: str) -> list[str]:
        """A column of dates and times as sortable ISO text; an empty cell stays empty."""
        return [self._moment(place, name, value.strip()) for place, value in enumerate(self.column(name))]

    def _moment(self, place: int, name: str, value: str) -> str:
        match = _MOMENT.fullmatch(value)
        if not value:
            return ""
        try:
            if match is None:
                raise ValueError("no date")
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S")
        except ValueError as error:
            raise Refusal(
                "%(file)s, row %(row)s: “%(value)s” in the column “%(column)s” is no date such as 2026-01-31 08:30.",
                value=value[:40],
                **self._at(place, name),
            ) from error

    def _at(self, place: int, name: str) -> dict[str, object]:
        number = self.numbers[place] if self.numbers else place + 2
        return {"file": self.file, "row": number, "column": name}

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
    rows, numbers = [], []
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
        numbers.append(number)
    if not rows:
        raise Refusal("%(file)s has a header and no rows.", file=file)
    return Table(file, header, tuple(rows), tuple(numbers))


def ready(path: Path | None, *, folder: bool = False) -> None:
    """Refuse a place that cannot be written, before any work is done for it; a missing `folder` will be made."""
    if path is None:
        return
    above = path.absolute().parent
    while folder and not above.exists():
        above = above.parent
    there = path if path.exists() else above
    if not above.is_dir() or not os.access(there, os.W_OK) or (path.exists() and path.is_dir() != folder):
        raise Refusal("%(path)s cannot be written.", path=str(path))


def write_csv(path: Path | str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A UTF-8 CSV; cells that a spreadsheet would run as a formula are made harmless."""
    with Path(path).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([_harmless(str(cell)) for cell in row])


def _harmless(cell: str) -> str:
    return "'" + cell if cell[:1] in ("=", "+", "@", "\t", "\r") else cell
