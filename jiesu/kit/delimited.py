"""CSV and TSV of any origin, read as a stream: encoding and delimiter found, nothing without end."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from jiesu.rules.verdict import Refusal, Sentence

CHUNK = 1 << 20
LONGEST_LINE = 1_000_000
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;|"

Record = tuple[int, list[str], list[Sentence]]


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of the whole stream: by its mark, else the one that decodes it with the fewest errors."""
    head = stream.read(4096)
    stream.seek(0)
    if marked := _marked(head):
        return marked
    errors = {name: _errors(stream, name) for name in ENCODINGS[:1]}
    if errors["utf-8"] == 0:
        return "utf-8"
    errors["gb18030"] = _errors(stream, "gb18030")
    return min(errors, key=lambda name: errors[name])


def records(stream: BinaryIO, encoding: str) -> Iterator[Record]:
    """Each record with the number of its first line, its cells, and what could not be read in it."""
    text = io.TextIOWrapper(stream, encoding=_codec(encoding), errors="surrogateescape", newline="")
    first = text.readline(LONGEST_LINE)
    text.seek(0)
    feed = _Feed(text)
    reader = csv.reader(feed, delimiter=delimiter_of(first), skipinitialspace=True)
    while True:
        begin = feed.line + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            feed.skip_record()
            yield (
                begin,
                [],
                [Sentence("A cell is longer than %(most)s characters.", {"most": csv.field_size_limit()})],
            )
            continue
        yield begin, cells, feed.faults()


def delimiter_of(line: str) -> str:
    """The delimiter of a header line: the one seen most often outside quotes; a comma where none is."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=lambda mark: (outside.count(mark), -DELIMITERS.index(mark)))


class _Feed:
    """Hands lines to csv.reader; cuts what is too long and keeps the quotes even for the next line."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.line = 0
        self._inside = False
        self._faults: list[Sentence] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.line += 1
        rest = self._drop_rest() if len(line) == LONGEST_LINE and line[-1] not in "\r\n" else 0
        if rest:
            self._faults.append(
                Sentence("A line is longer than %(most)s characters.", {"most": LONGEST_LINE})
            )
            line += '"' if rest % 2 else ""
        self._inside ^= bool(line.count('"') % 2)
        return line

    def faults(self) -> list[Sentence]:
        """What was wrong with the lines since the last time one asked."""
        found, self._faults = self._faults, []
        return found

    def skip_record(self) -> None:
        """Read on to the end of the record that was given up: to the line after which no quote is open."""
        while self._inside:
            try:
                next(self)
            except StopIteration:
                break
        self._inside = False
        self._faults = []

    def _drop_rest(self) -> int:
        """Throw the rest of a line away; 2 or more where there was any, odd where its quotes are odd."""
        quotes = 0
        while piece := self.text.readline(LONGEST_LINE):
            quotes += piece.count('"')
            if piece[-1] in "\r\n":
                break
        return 2 + quotes


def _marked(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for mark in DELIMITERS.encode():
        if bytes((mark, 0)) in head and b"\n\0" in head:
            return "utf-16-le"
        if bytes((0, mark)) in head and b"\0\n" in head:
            return "utf-16-be"
    return ""


def _errors(stream: BinaryIO, name: str) -> int:
    """How many bytes the encoding cannot read; the stream is back at its beginning afterwards."""
    decoder = codecs.getincrementaldecoder(name)("surrogateescape")
    errors = 0
    while chunk := stream.read(CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            errors += sum("\udc80" <= char <= "\udcff" for char in text) if _escaped(text) else 0
    stream.seek(0)
    return errors


def _escaped(text: str) -> bool:
    """Whether there is a byte that could not be read: quick, as such text cannot be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _codec(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise Refusal("There is no encoding %(name)s.", name=encoding) from None
