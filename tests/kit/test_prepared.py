"""Statements asked on every call: bound by the server, several in one, counted like any other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jiesu.kit.prepared import Part, ask, together, whole

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ECHO = "SELECT %s::bigint, %s::text, %s::boolean, %s::bytea, %s::timestamptz"


@pytest.mark.parametrize("prepare", [True, False])
@pytest.mark.parametrize("number", [1, 1 << 20, 1 << 40, None])
def test_values_come_back_as_they_were_sent(prepare: bool, number: int | None, settings: Settings) -> None:
    settings.PREPARE = prepare
    values = (number, "4 字节 𠮷 100% '", True, b"\x00\xff", AT)
    assert ask(Part(ECHO, values)) == [values]


def test_a_statement_has_one_plan_whatever_the_size_of_its_numbers(settings: Settings) -> None:
    settings.PREPARE = True
    for number in (1, 1 << 20, 1 << 40, None):
        ask(Part("SELECT %s::bigint AS once", (number,)))
    kept = ask(Part("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ("%AS once",)))
    assert kept == [(1,)]


def test_what_finds_nothing_leaves_its_columns_empty_beside_the_others() -> None:
    found = Part("SELECT %s::int AS a, %s::text AS b", (1, "x"))
    nothing = Part("SELECT 1 AS c WHERE false")
    many = Part("SELECT * FROM (VALUES (7), (8)) AS d")
    assert ask(together(found, nothing, many)) == [(1, "x", None, 7)]


def test_it_is_counted_and_its_words_can_be_read() -> None:
    with CaptureQueriesContext(connection) as seen:
        ask(Part("SELECT %s::int", (1,)))
    assert [query["sql"] for query in seen.captured_queries] == ["SELECT $1::int"]


def test_a_broken_rule_of_the_database_is_djangos_error_and_ends_only_what_is_whole(db: Any) -> None:
    twice = Part("INSERT INTO directory_area (id) VALUES (%s) RETURNING id", (1,))
    with pytest.raises(IntegrityError), whole():
        ask(twice)
    assert ask(Part("SELECT 1")) == [(1,)]
