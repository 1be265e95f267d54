"""What an office calls a complaint is its custom: learned from the types that people confirmed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jiesu.dispatch import actions, learning
from jiesu.intake import filling, suggesting
from jiesu.rules.terms import OrderState, RequestType, Role
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)
HEAT = ("暖气", "暖气不热，室温很低，请供热单位来看。")
LIFT = ("电梯", "小区电梯坏了，物业一直不修电梯，老人下不了楼。")


@pytest.fixture
def taught(place: Town, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Town:
    """An office that calls lifts complaints and cold rooms suggestions, whatever the words say."""
    settings.DATA = tmp_path
    monkeypatch.setattr(learning, "FIRST_LESSON", 20)
    by = place.actor(Role.DISPATCHER, "centre")
    for n in range(30):
        for (title, text), kind, unit in (
            (HEAT, RequestType.SUGGESTION, "heat"),
            (LIFT, RequestType.COMPLAINT, "housing"),
        ):
            told = {"title": title, "text": f"{n}号楼{text}", "request_type": kind, "category": ""}
            order = order_at(OrderState.ACCEPTED, place, **told)
            actions.dispatch(order.number, units=[unit], category="", by=by, at=LATER)
    return place


def test_confirmed_types_teach_how_the_next_request_is_read(taught: Town) -> None:
    reader = suggesting.reader(LATER)
    before = [reader.read(*told) for told in (HEAT, LIFT)]
    assert not any(read.by_custom for read in before)
    assert before[0].request_type is not RequestType.SUGGESTION
    assert learning.learn(LATER) == "learned from 60 dispatches"
    heat, lift = (reader.read(*told) for told in (HEAT, LIFT))
    assert (heat.request_type, heat.by_custom) == (RequestType.SUGGESTION, True)
    assert (lift.request_type, lift.by_custom) == (RequestType.COMPLAINT, True)
    filled = filling.filled(*HEAT, LATER)
    assert filled is not None
    (guess,) = (found for found in filled.guesses if found.field == "request_type")
    assert guess.value == RequestType.SUGGESTION and str(guess.why).startswith("Requests like it were")


def test_what_the_office_never_confirmed_and_praise_are_read_by_their_words(taught: Town) -> None:
    assert learning.learn(LATER)
    reader = suggesting.reader(LATER)
    praise = reader.read("电梯", "表扬物业，电梯坏了马上来修，感谢他们。")
    assert (praise.request_type, praise.by_custom) == (RequestType.PRAISE, False)
    strange = reader.read("", "请问公积金怎么提取？")
    assert (strange.request_type, strange.by_custom) == (RequestType.INQUIRY, False)


def test_the_types_have_their_shelf_beside_categories_and_units(taught: Town) -> None:
    assert learning.learn(LATER)
    assert {"type", "unit"} <= {name for name in learning.SHELVES if learning.shelf(name).history()}
    learning.shelf("type").current()
