"""Keyset paging: page after page by the values of the last row; the thousandth is as quick as the first.

Empty values come last, whichever way a column is sorted; the primary key breaks ties.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

SIZE = 50


@dataclass(frozen=True, slots=True)
class Key:
    """One column of the order: its lookup path, its way, and whether it can be empty."""

    path: str
    down: bool = False
    empties: bool = True

    def ordering(self, backwards: bool) -> OrderBy:
        down = self.down != backwards
        expression = F(self.path)
        if not self.empties:
            return expression.desc() if down else expression.asc()
        # forwards empties are last, so backwards they are first
        place: dict[str, Any] = {"nulls_first": True} if backwards else {"nulls_last": True}
        return expression.desc(**place) if down else expression.asc(**place)

    def beyond(self, value: object, backwards: bool) -> Q:
        """Rows strictly beyond the value in this column alone."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backwards else Q(pk__in=())
        side = "lt" if self.down != backwards else "gt"
        further = Q(**{f"{self.path}__{side}": value})
        return further | Q(**{f"{self.path}__isnull": True}) if self.empties and not backwards else further

    def same(self, value: object) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows, with the cursors that lead on and back (empty where there is nothing)."""

    rows: list[Any]
    after: str = ""
    before: str = ""


def keys_of(rows: QuerySet[Any], order: Sequence[str]) -> tuple[Key, ...]:
    """The keys of an order ("-received_at", "pk"), or of the query's own order where none is named."""
    named = order or tuple(
        _spelled(part) for part in (rows.query.order_by or rows.model._meta.ordering or ("-pk",))
    )
    keys = [_key(rows.model, name) for name in named]
    if not any(key.path in ("pk", "id") for key in keys):
        keys.append(Key("pk", keys[-1].down, empties=False))
    return tuple(keys)


def page_of_query(
    rows: QuerySet[Any], keys: Sequence[Key], *, after: str = "", before: str = "", size: int = SIZE
) -> Slice:
    """The page after or before a cursor. A cursor that does not read counts as none."""
    backwards = bool(before) and not after
    values = _decode(after or before, len(keys))
    found = rows.order_by(*(key.ordering(backwards) for key in keys))
    if values is not None:
        found = found.filter(_beyond(keys, values, backwards))
    got = list(found[: size + 1])
    more, got = len(got) > size, got[:size]
    if backwards:
        got.reverse()
    if not got:
        return Slice([])
    has_next = more if not backwards else values is not None
    has_previous = more if backwards else values is not None
    return Slice(
        got,
        after=_encode(keys, got[-1]) if has_next else "",
        before=_encode(keys, got[0]) if has_previous else "",
    )


def page_of_list(rows: Sequence[Any], *, after: str = "", before: str = "", size: int = SIZE) -> Slice:
    """The same over rows that are in memory already (a ranking): the cursor is the place in the list."""
    start = int(after) if after.isdigit() else max(int(before) - size, 0) if before.isdigit() else 0
    end = start + size
    return Slice(
        list(rows[start:end]),
        after=str(end) if end < len(rows) else "",
        before=str(start) if start else "",
    )


def _beyond(keys: Sequence[Key], values: Sequence[object], backwards: bool) -> Q:
    """(a, b, c) beyond (x, y, z): a beyond x, or a = x and (b, c) beyond (y, z)."""
    condition = keys[-1].beyond(values[-1], backwards)
    for key, value in zip(reversed(keys[:-1]), reversed(values[:-1]), strict=True):
        condition = key.beyond(value, backwards) | (key.same(value) & condition)
    return condition


def _key(model: type[Model], name: str) -> Key:
    path, down = name.lstrip("-"), name.startswith("-")
    return Key(path, down, _can_be_empty(model, path))


def _can_be_empty(model: type[Model], path: str) -> bool:
    """Whether a column can be NULL; annotations count as such."""
    if path == "pk":
        return False
    empties = False
    here: Any = model
    for part in path.split("__"):
        try:
            field = here._meta.get_field(part)
        except (FieldDoesNotExist, AttributeError):
            return True
        empties = empties or bool(getattr(field, "null", True))
        here = field.related_model
    return empties


def _spelled(part: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, OrderBy) and isinstance(part.expression, F):
        return ("-" if part.descending else "") + part.expression.name
    raise TypeError("A listing over this query must name its order itself: Listing(order=(...)).")


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        if row is None:
            return None
        row = row.get(part) if isinstance(row, dict) else getattr(row, part)
    return row


def _encode(keys: Sequence[Key], row: Any) -> str:
    text = json.dumps([_packed(_value(row, key.path)) for key in keys], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> list[object] | None:
    if not cursor:
        return None
    try:
        packed = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_unpacked(item) for item in packed]
    except (ValueError, TypeError, KeyError, ArithmeticError, binascii.Error):
        return None
    return values if len(values) == length else None


def _packed(value: object) -> object:
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case Decimal():
            return {"n": str(value)}
        case None | bool() | int():
            return value
        case _:
            return str(value)


def _unpacked(item: object) -> object:
    match item:
        case {"t": str(text)}:
            return datetime.fromisoformat(text)
        case {"d": str(text)}:
            return date.fromisoformat(text)
        case {"n": str(text)}:
            return Decimal(text)
        case None | bool() | int() | str():
            return item
        case _:
            raise TypeError(item)
