"""A tick of the house: whatever a room does, the others have their turn, and what is unfinished goes on at once."""

from __future__ import annotations

import pytest

from jiesu.kit.turns import Unfinished
from jiesu.ops.commands import tick
from tests.builders import AT


@pytest.mark.django_db
def test_a_room_that_has_more_to_do_asks_for_the_next_turn_and_one_that_fails_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_at: object) -> str:
        raise ValueError

    rooms = {"broken": fails, "busy": lambda _at: Unfinished("2 of 5"), "idle": lambda _at: ""}
    monkeypatch.setattr(tick, "_turns", lambda: iter(rooms.items()))
    said: list[str] = []
    assert tick._round(AT, said.append) == (1, True) and said == ["busy: 2 of 5"]
    del rooms["busy"], rooms["broken"]
    assert tick._round(AT, said.append) == (0, False)
