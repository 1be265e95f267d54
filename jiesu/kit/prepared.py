"""Statements that are asked again and again: planned once by each connection, values bound by the server.

For the few questions that come with every call; everything else is the ORM's. A `Part` is a statement with its
values, written by the store that owns the tables, so that another can ask it together with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

MARK = "%s"
"""Where a value goes in a statement, as everywhere in Django."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A statement and its values."""

    sql: str
    values: tuple[Any, ...] = ()


class _Cursor(psycopg.RawCursor[Any]):
    """Lets the server bind the values, and keep the plan where the statement comes often."""

    often = False

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        """As any cursor's; what was asked can be read from it, as Django's log of queries does."""
        super().execute(query, params, prepare=self.often)
        self._query = _Asked(query.encode())  # type: ignore[assignment]
        return self


@dataclass(frozen=True, slots=True)
class _Asked:
    query: bytes


def ask(part: Part, *, often: bool = True, first: bool = False) -> list[Row]:
    """The rows of a statement that gives some. Counted, logged and wrapped as any other of Django's.

    Not `often`: its plan is not kept (a statement whose text differs from call to call). `first`: a question
    with which calls begin. It shows by itself whether the connection still lives, so none is asked before; where
    it does not, it is asked again on a new one.
    """
    if not first or connection.in_atomic_block or connection.connection is None:
        return _asked(part, often)
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _asked(part, often)
    except (OperationalError, InterfaceError):
        connection.close()
        return _asked(part, often)


def _asked(part: Part, often: bool) -> list[Row]:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw = connection.connection
    bare = _Cursor(raw)
    bare.often = often and settings.PREPARE
    if bare.often and raw.prepare_threshold is None:
        raw.prepare_threshold = 5  # Django switches it off; its own cursors never prepare
    shell: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with shell(bare) as cursor:
        cursor.execute(_numbered(part.sql), [sent(value) for value in part.values])
        rows: list[Row] = cursor.fetchall()
    return rows


def together(*parts: Part) -> Part:
    """Several questions in one: one row that has the first row of each beside the other, NULL where there is none."""
    sql = _joined(tuple(part.sql for part in parts))
    return Part(sql, tuple(value for part in parts for value in part.values))


@contextmanager
def whole(*, held: bool = False) -> Iterator[None]:
    """What is inside happens wholly or not at all, where it writes by one statement alone.

    One statement is a transaction of its own: no other is begun around it. Within a transaction, or where
    `held` says that more will be written, it is one like any other.
    """
    if held or connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield


def sent(value: Any) -> Any:
    """A value as it is sent: as text, so that a statement keeps one shape whatever the size of a number."""
    return _SENT.get(type(value), str)(value)


def _as_it_is(value: Any) -> Any:
    return value


def _numbers(value: list[int]) -> str:
    return "{" + ",".join(map(str, value)) + "}"


_SENT: dict[type, Callable[[Any], Any]] = {
    str: _as_it_is,
    bytes: _as_it_is,
    type(None): _as_it_is,
    bool: lambda value: "t" if value else "f",
    datetime: datetime.isoformat,
    list: _numbers,
}


@lru_cache(maxsize=256)
def _joined(parts: tuple[str, ...]) -> str:
    names = [f"part{no}" for no in range(len(parts))]
    asked = [
        f"LEFT JOIN LATERAL ({sql} LIMIT 1) AS {name} ON TRUE" for name, sql in zip(names, parts, strict=True)
    ]
    return f"SELECT {', '.join(f'{name}.*' for name in names)} FROM (SELECT 1) AS one {' '.join(asked)}"


@lru_cache(maxsize=256)
def _numbered(sql: str) -> str:
    """The statement with $1, $2, … for its marks."""
    pieces, numbers = sql.split(MARK), count(1)
    return "".join([pieces[0], *(f"${next(numbers)}{piece}" for piece in pieces[1:])])
