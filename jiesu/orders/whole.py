"""Whole orders by their rows, with their areas: a statement that is planned once, for what is asked at every pause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model

from jiesu.kit.prepared import Part, ask
from jiesu.orders.models import Order


def read(pks: Sequence[int], *, since: datetime | None, confidential: bool, most: int) -> list[Order]:
    """The first of these orders, in the order given; received `since` then, confidential ones only where told so."""
    if not pks:
        return []
    rows = ask(Part(_statement(), (list(pks), since, confidential, most)))
    return [_with_area(row) for row in rows]


@cache
def _statement() -> str:
    area = _area()
    columns = [f"o.{f.column}" for f in _fields(Order)] + [f"a.{f.column}" for f in _fields(area)]
    return (
        f"SELECT {', '.join(columns)} FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (pk, place)"
        f" JOIN orders_order o ON o.id = asked.pk LEFT JOIN {area._meta.db_table} a ON a.id = o.area_id"
        " WHERE o.received_at >= coalesce(%s::timestamptz, '-infinity') AND (%s::boolean OR NOT o.confidential)"
        " ORDER BY asked.place LIMIT %s::integer"
    )


def _with_area(row: Sequence[Any]) -> Order:
    width, area = len(_fields(Order)), _area()
    order = cast(Order, _made(Order, row[:width]))
    if order.area_id is not None:
        order.area = cast(Any, _made(area, row[width:]))
    return order


def _made(model: type[Model], row: Sequence[Any]) -> Model:
    values = list(row)
    for place, read_value in _readers(model):
        values[place] = read_value(values[place], None, connection)
    return model.from_db(connection.alias, _names(model), values)


@cache
def _area() -> type[Model]:
    return cast(type[Model], Order._meta.get_field("area").related_model)


@cache
def _fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(model._meta.concrete_fields)


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _fields(model))


@cache
def _readers(model: type[Model]) -> tuple[tuple[int, Callable[..., Any]], ...]:
    """The places of the columns that a field reads in its own way (JSON), and how."""
    fields = enumerate(_fields(model))
    return tuple((place, f.from_db_value) for place, f in fields if hasattr(f, "from_db_value"))
