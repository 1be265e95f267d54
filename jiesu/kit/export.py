"""Lists as files: csv and xlsx for people with spreadsheets, json for machines. The same rows as on the screen."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext

from jiesu.kit import books, cells, words

if TYPE_CHECKING:
    from jiesu.kit.listing import Page

BOM = "\ufeff"
MOST_IN_A_SHEET = 50_000
"""Rows of a spreadsheet; a longer list says so in its last row and leaves whole as CSV."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """A file that only hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_of(page: Page) -> HttpResponseBase:
    """All rows that fit, streamed; with the mark by which spreadsheets know UTF-8."""
    answer = StreamingHttpResponse(_lines(page), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{page.listing.name}-{page.now:%Y%m%d-%H%M}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def xlsx_of(page: Page) -> HttpResponseBase:
    """The rows as a workbook of one leaf: numbers stay numbers, rates are percentages."""
    name = f"{page.listing.name}-{page.now:%Y%m%d-%H%M}.xlsx"
    return books.book([(words.show(page.listing.title), _leaf(page))], name)


def json_of(page: Page) -> HttpResponseBase:
    """One page of rows, with the addresses of the next and the previous one."""
    columns = page.listing.columns
    body: dict[str, Any] = {
        "title": words.show(page.listing.title),
        "count": page.count,
        "rows": [{column.name: cells.data(column, row) for column in columns} for row in page.slice.rows],
        "next": page.address(after=page.slice.after, format="json") if page.slice.after else None,
        "previous": page.address(before=page.slice.before, format="json") if page.slice.before else None,
    }
    if page.listing.stamp:
        body["stamp"] = str(page.listing.stamp)
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def harmless(value: object) -> object:
    """The value as a cell that no spreadsheet takes for a formula (numbers stay numbers)."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return value


def _lines(page: Page) -> Iterator[str]:
    columns = page.listing.columns
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([harmless(words.show(column.title)) for column in columns])
    for row in page.everything():
        yield writer.writerow([harmless(cells.written(column, row)) for column in columns])
    if page.listing.stamp:
        yield writer.writerow([str(page.listing.stamp)])


def _leaf(page: Page) -> Iterator[list[books.Cell]]:
    columns = page.listing.columns
    yield [words.show(column.title) for column in columns]
    rows = iter(page.everything())
    for row in islice(rows, MOST_IN_A_SHEET):
        yield [_cell(column, row) for column in columns]
    if next(rows, None) is not None:
        yield [gettext("There are more rows than a sheet takes; the CSV file has all of them.")]
    if page.listing.stamp:
        yield [str(page.listing.stamp)]


def _cell(column: Any, row: Any) -> books.Cell:
    value = column.of(row)
    if column.kind == "pct" and isinstance(value, int | Fraction | Decimal):
        return books.Rate(value)
    if column.kind == "num" and isinstance(value, int | Fraction | Decimal):
        return value
    said = cells.written(column, row)
    return said if isinstance(said, int | Decimal) else str(said)
