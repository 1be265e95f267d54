"""How a value of a list is shown: as html, as text for a spreadsheet, as plain data for a machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from django.db.models import Manager, Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from jiesu.kit import words
from jiesu.kit.doors import opens
from jiesu.kit.templatetags import kit as tags
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Term


class ColumnLike(Protocol):
    """What a cell asks of its column."""

    @property
    def title(self) -> Any: ...
    @property
    def kind(self) -> str: ...
    @property
    def link(self) -> Callable[[Any], str | tuple[str, ...]] | None: ...
    @property
    def done(self) -> str: ...
    @property
    def wide(self) -> bool: ...
    @property
    def spare(self) -> bool: ...
    def of(self, row: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One drawn cell; `title` is its column's, for the card that a row becomes on a phone."""

    title: Any
    html: SafeString
    wide: bool
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: the address that sorts by it, and which way it sorts now."""

    title: Any
    spare: bool
    url: str
    way: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is drawn; `pick` is its value where rows can be ticked."""

    pick: str
    cells: list[Cell]


def found(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """What lies at a path of the row ("lead__short_name"), or what the function makes of it."""
    if callable(path):
        return path(row)
    for part in path.split("__"):
        if row is None:
            return None
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part)
    return row


_DRAW: Mapping[str, Callable[[Any], Any]] = {
    "state": tags.badge,
    "when": tags.when,
    "day": tags.day,
    "pct": tags.pct,
    "num": tags.num,
    "mask": tags.mask,
    "code": lambda value: format_html("<code>{}</code>", value) if value else "",
}


def draw(column: ColumnLike, row: Any, now: datetime, actor: Actor) -> Cell:
    """The cell as html; it leads to the first of its addresses whose door lets the actor in."""
    value = column.of(row)
    if column.kind == "due":
        inner: Any = tags.due_badge(value, now, found(row, column.done) if column.done else None)
    elif column.kind in _DRAW:
        inner = _DRAW[column.kind](value)
    else:
        inner = value if isinstance(value, SafeString) else words.show(value)
    url = _way(column.link(row), actor) if column.link else ""
    html = (
        format_html('<a href="{}">{}</a>', url, inner or "—")
        if url
        else SafeString(conditional_escape(inner))
    )
    return Cell(column.title, html, column.wide, column.spare)


def _way(led: str | tuple[str, ...], actor: Actor) -> str:
    return next((url for url in ((led,) if isinstance(led, str) else led) if url and opens(url, actor)), "")


def written(column: ColumnLike, row: Any) -> object:
    """The cell for a spreadsheet: in the words a person reads."""
    value = column.of(row)
    if value is None:
        return ""
    match column.kind:
        case "pct":
            return words.percent(value)
        case "mask":
            return tags.mask(value)
        case "day":
            return tags.day(value)
        case "num":
            return words.plain(value)
        case "due":
            return words.limit(value)
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else words.show(value)


def data(column: ColumnLike, row: Any) -> object:
    """The cell for a machine: codes, ISO moments, exact numbers as text."""
    value = column.of(row)
    return tags.mask(value) if column.kind == "mask" else plain(value)


def plain(value: object) -> object:
    """Any value as JSON can carry it, without loss."""
    match value:
        case None | bool() | int():
            return value
        case Term():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Fraction() | Decimal():
            return str(value)
        case list() | tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {str(name): plain(item) for name, item in value.items()}
        case Model() | Manager():
            return str(value)
        case _:
            return str(value)
