"""Two hands writing the same caller down get the same party."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from jiesu.callers import actions
from jiesu.callers.actions import NewParty
from jiesu.callers.models import Party

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HANDS = 8


def test_eight_hands_writing_down_the_same_callers_make_each_of_them_once() -> None:
    gate = Barrier(HANDS)
    people = [NewParty("样例张三", f"138000000{n:02d}") for n in range(20)]

    def write(hand: int) -> list[int | None]:
        try:
            gate.wait()
            mine = people if hand % 2 else people[::-1]
            made = actions.remember_many(mine, at=AT)
            return made if hand % 2 else made[::-1]
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        found = list(pool.map(write, range(HANDS)))
    assert all(keys == found[0] and None not in keys for keys in found)
    assert Party.objects.count() == len(people)
