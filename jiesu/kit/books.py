"""Workbooks on their way out: leaves of rows, written as a stream. Texts stay texts: nothing becomes a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from django.http import FileResponse

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share (1 = 100 %), shown as a percentage."""

    value: Fraction | Decimal | int


Cell = str | int | Fraction | Decimal | Rate
Leaf = tuple[str, Iterable[Sequence[Cell]]]


def book(leaves: Iterable[Leaf], name: str) -> FileResponse:
    """The leaves (name, rows) as a file to be kept; numbers stay numbers. No browser keeps a copy."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    told = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, told) as made:
        percent = made.add_format({"num_format": "0.00%"})
        for title, rows in leaves:
            leaf = made.add_worksheet(_leaf_name(title))
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, Rate):
                        leaf.write_number(number, column, float(cell.value), percent)
                    elif isinstance(cell, str):
                        leaf.write_string(number, column, cell)
                    else:
                        leaf.write_number(number, column, float(cell))
    kept.seek(0)
    answer = FileResponse(kept, as_attachment=True, filename=name, content_type=MIME)
    answer["Cache-Control"] = "no-store"
    return answer


def _leaf_name(title: str) -> str:
    """The title as a leaf may be called."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1"
