"""A line to the database that died between two calls costs nobody anything."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DataError, connection

from jiesu.kit.prepared import Part, ask

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_the_first_question_of_a_call_finds_out_itself_that_the_line_is_dead() -> None:
    ((old,),) = ask(Part("SELECT pg_backend_pid()"))
    with psycopg.connect(
        connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [old])
    ((new,),) = ask(Part("SELECT pg_backend_pid()"), first=True)
    assert new != old
    with pytest.raises(DataError):  # what is wrong with the question itself is not asked twice
        ask(Part("SELECT 1 / 0"), first=True)
    with connection.cursor() as cursor:
        cursor.execute("SET jiesu.tests = 'yes'")
