"""Tables that people bring: CSV, TSV, CSV.gz, XLSX, of any encoding, read as a stream within limits.

What is wrong with a row stands in its `faults`, as sentences with cell or column, so that good rows go in and
bad rows go into a rejects file that can be corrected and brought again.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import tempfile
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

from jiesu.kit import delimited, sheets
from jiesu.kit.dates import parse_when
from jiesu.rules.verdict import Refusal, Sentence

__all__ = ["Cells", "Table", "parse_when", "read_table", "sheet_names", "write_rejects"]

LONGEST_CELL = 100_000
MOST_COLUMNS = 500
MOST_BYTES = 2 << 30
REJECT_COLUMNS = ("jiesu_row", "jiesu_reason")
_INJECTION = ("=", "+", "-", "@", "\t", "\r")

Source = str | Path | IO[bytes]


class Cells(dict[str, str]):
    """One row: header -> text, with what is wrong with it."""

    def __init__(self, cells: Mapping[str, str], faults: Sequence[Sentence] = ()) -> None:
        super().__init__(cells)
        self.faults = list(faults)


@dataclass
class Table:
    """Headers in order (normalised), and rows (number as counted in the file, cells), read once."""

    headers: list[str]
    rows: Iterator[tuple[int, Cells]]
    name: str = ""
    encoding: str = ""
    _open: list[IO[bytes]] = field(default_factory=list, repr=False)

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        return self.rows

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what read_table opened; a file that was handed over stays open."""
        while self._open:
            self._open.pop().close()


def read_table(source: Source, *, encoding: str | None = None, sheet: str = "", name: str = "") -> Table:
    """The table in a file. Refusal where the file as a whole cannot be read; a bad row carries its faults.

    source: a path, or a binary file (an upload). encoding: None finds it (UTF-8 with or without mark,
    GB18030, UTF-16). sheet: the sheet of a workbook, the first where empty. Memory stays flat however long
    the file is (the shared texts of a workbook excepted).
    """
    title = name or _name(source)
    opened: list[IO[bytes]] = []
    try:
        stream = _stream(source, opened)
        records, encoding = _records(stream, opened, encoding, sheet)
        headers, rows = _headed(records)
    except BaseException:
        for file in reversed(opened):
            file.close()
        raise
    table = Table(headers, rows, title, encoding, opened)
    table.rows = _to_the_end(table, rows)
    return table


def _to_the_end(table: Table, rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """The rows; after the last one the file is closed."""
    yield from rows
    table.close()


def sheet_names(source: Source) -> list[str]:
    """The sheets of a workbook; none for other files."""
    opened: list[IO[bytes]] = []
    try:
        stream = _stream(source, opened)
        if not _is_zip(stream):
            return []
        sheets.inspect(stream)
        return sheets.sheet_names(stream)
    finally:
        for file in reversed(opened):
            file.close()


def header_name(text: str) -> str:
    """A header as it is compared: full width folded, blanks and marks of obligation out, lower case."""
    words = "".join(unicodedata.normalize("NFKC", text).replace("﻿", "").split())
    return re.sub(r"[*:]+", "", words).lower()


def write_rejects(
    path: str | Path, headers: Sequence[str], rows: Iterable[tuple[int, Mapping[str, str], Sequence[str]]]
) -> int:
    """Write the rows that were refused as CSV: their cells, their row number and why. Returns how many.

    Corrected, the file can be brought again: read_table leaves the two added columns out.
    """
    count = 0
    with Path(path).open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([*headers, *REJECT_COLUMNS])
        for number, cells, reasons in rows:
            line = [_guarded(cells.get(header, "")[:LONGEST_CELL]) for header in headers]
            writer.writerow([*line, str(number), _guarded(" ".join(reasons))])
            count += 1
    return count


def _guarded(text: str) -> str:
    """A text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(_INJECTION) else text


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(_INJECTION) else text


def _name(source: Source) -> str:
    return (
        Path(source).name if isinstance(source, str | Path) else Path(getattr(source, "name", "") or "").name
    )


def _stream(source: Source, opened: list[IO[bytes]]) -> BinaryIO:
    """The file, open, unpacked where it is gzip, at its beginning. Refusal where there is nothing in it."""
    if isinstance(source, str | Path):
        try:
            stream: IO[bytes] = Path(source).open("rb")  # noqa: SIM115  (closed by Table.close)
        except OSError as problem:
            raise Refusal("The file %(name)s cannot be opened: %(why)s.", name=_name(source),
                          why=problem.strerror or "?") from None  # fmt: skip
        opened.append(stream)
    else:
        stream = source
        stream.seek(0)
    head = stream.read(2)
    stream.seek(0)
    if not head:
        raise Refusal("The file is empty.")
    return _unpacked(stream, opened) if head == b"\x1f\x8b" else cast(BinaryIO, stream)


def _unpacked(stream: IO[bytes], opened: list[IO[bytes]]) -> BinaryIO:
    """A gzip file unpacked to disk, as it is read several times; refused where it grows without end."""
    packed = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    beside = tempfile.TemporaryFile()  # noqa: SIM115  (closed by Table.close)
    opened.append(beside)
    size = 0
    try:
        with gzip.GzipFile(fileobj=stream) as unpacking:
            while chunk := unpacking.read(delimited.CHUNK):
                size += len(chunk)
                if size > MOST_BYTES or (size > sheets.RATIO_FROM and size > packed * sheets.MOST_RATIO):
                    raise Refusal(
                        "The file unpacks to more than %(size)s MB; that is refused.", size=size >> 20
                    )
                beside.write(chunk)
    except (OSError, EOFError, zlib.error):
        raise Refusal("The compressed file is damaged and cannot be unpacked.") from None
    beside.seek(0)
    if not size:
        raise Refusal("The file is empty.")
    return cast(BinaryIO, beside)


def _is_zip(stream: BinaryIO) -> bool:
    head = stream.read(4)
    stream.seek(0)
    return head == b"PK\x03\x04"


def _records(
    stream: BinaryIO, opened: list[IO[bytes]], encoding: str | None, sheet: str
) -> tuple[Iterator[delimited.Record], str]:
    if _is_zip(stream):
        sheets.inspect(stream)
        return sheets.records(stream, sheet), "xlsx"
    head = stream.read(2048)
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    _refuse_other_kinds(head)
    if size > MOST_BYTES:
        raise Refusal("The file is larger than %(size)s MB; that is refused.", size=MOST_BYTES >> 20)
    found = encoding or delimited.encoding_of(stream)
    return delimited.records(cast(BinaryIO, _Kept(stream)), found), found


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("This is an old or locked Excel file. Save it as XLSX without a password.")
    if head.startswith(b"%PDF"):
        raise Refusal("This is a PDF, not a table.")
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if plain.startswith((b"<?xml", b"<!doctype", b"<html", b"<!entity")):
        raise Refusal("This is a page or XML document, not a table. Save the table as XLSX or CSV.")


class _Kept(io.BufferedIOBase):
    """Hands on a stream; closing the text reader on top of it leaves the stream open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._stream.read(size if size >= 0 else delimited.CHUNK)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def _headed(records: Iterator[delimited.Record]) -> tuple[list[str], Iterator[tuple[int, Cells]]]:
    for _number, cells, faults in records:
        if faults:
            raise Refusal("The header cannot be read: %(why)s", why=str(faults[0]))
        if any(cell.strip() for cell in cells):
            headers = _headers(cells)
            return [h for h in headers if h and h not in REJECT_COLUMNS], _rows(headers, records)
    raise Refusal("The file is empty.")


def _headers(cells: list[str]) -> list[str]:
    headers = [header_name(cell) for cell in cells]
    if len(headers) > MOST_COLUMNS:
        raise Refusal("The table has more than %(most)s columns.", most=MOST_COLUMNS)
    for header in headers:
        if _unreadable(header):
            raise Refusal("The header cannot be read: %(why)s", why=_unreadable(header))
        if header and headers.count(header) > 1:
            raise Refusal("The column “%(name)s” is there twice.", name=header)
    return headers


def _rows(headers: list[str], records: Iterator[delimited.Record]) -> Iterator[tuple[int, Cells]]:
    width = len(headers)
    for number, cells, faults in records:
        if not faults and not any(cell.strip() for cell in cells):
            continue
        found = list(faults)
        if any(cell.strip() for cell in cells[width:]):
            found.append(Sentence("The row has more cells than the header."))
        kept: dict[str, str] = {}
        for header, text in zip(headers, cells + [""] * (width - len(cells)), strict=False):
            if not header or header in REJECT_COLUMNS:
                continue
            if why := _unreadable(text):
                found.append(
                    Sentence("Column “%(column)s”: " + why, {"column": header, "most": LONGEST_CELL})
                )
                text = _harmless(text)
            kept[header] = _unguarded(text.strip())
        yield number, Cells(kept, found)


def _unreadable(text: str) -> str:
    """What is wrong with a text, as a sentence."""
    if len(text) > LONGEST_CELL:
        return "the cell is longer than %(most)s characters."
    if "\0" in text:
        return "the cell holds a NUL character."
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        return "the cell holds bytes that are not of the file's encoding."
    return ""


def _harmless(text: str) -> str:
    return re.sub("[\0\ud800-\udfff]", "�", text[:LONGEST_CELL])
