"""What the dispatcher and the citizen are told of the machine; models that know no name and no number."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.dispatch import actions, cli, learning, pages, queries, trust
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.models import Suggestion
from jiesu.ops import cli as ops
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.public import queries as public
from jiesu.rules.terms import OrderState, RequestType, Role, Verb
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)
LIFT = "小区电梯坏了，物业一直不修电梯，老人下不了楼。"
HEAT = "暖气不热，室温很低，请供热单位来看。"
NAME, PHONE = "欧阳样例", "13800138000"
ZH = {"Accept-Language": "zh-hans"}


def accepted(place: Town, **told: Any) -> Order:
    return order_at(OrderState.ACCEPTED, place, **({"request_type": RequestType.HELP} | told))


def test_the_words_that_decided_are_marked_on_the_page(place: Town, client: Client) -> None:
    order = accepted(place, category="", title="电梯", text=LIFT)
    found = pages.candidates(order, place.actor(Role.DISPATCHER, "centre"), LATER)
    assert "".join(piece.text for piece in found["pieces"]) == LIFT
    assert any("电梯" in piece.text for piece in found["pieces"] if piece.hit)
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/dispatch/{order.number}/dispatch/", headers=ZH).content.decode()
    assert "<mark>" in page and "建议分类的依据" in page


@pytest.mark.req(
    "R073", part="the gate's figures on the desk; the gate itself is proven with automatic dispatch"
)
def test_the_desk_shows_what_the_random_check_found(place: Town, client: Client) -> None:
    fates = (Fate.CONFIRMED, Fate.CONFIRMED, Fate.CONFIRMED, Fate.CHANGED, Fate.AUTOMATIC, Fate.CONFIRMED)
    for no, fate in enumerate(fates):
        order = accepted(place, text=f"{no}号楼{LIFT}")
        Suggestion.objects.create(
            order=order, seq=2, made_at=AT, automatic=no < 5, model="m", routing="r", fate=fate
        )
    told = trust.trust(LATER)
    assert told is not None and (told.right, told.checked, told.automatic, told.every) == (3, 4, 1, 6)
    assert trust.trust(LATER + timedelta(days=100)).precision is None  # type: ignore[union-attr]
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/dispatch/", headers=ZH).content.decode()
    assert "自动派单门槛" in page and "抽查实测准确率" in page
    assert "尚未学习" in client.get("/dispatch/models/", headers=ZH).content.decode()


def test_a_citizen_reads_why_it_is_this_unit(place: Town) -> None:
    by = place.actor(Role.DISPATCHER, "centre")
    order = accepted(place, category="", title="电梯", text=LIFT)
    assert queries.why(order) is None
    row = actions.refresh(by, at=LATER) or queries.suggestion(order)
    assert row is not None
    first = queries.first_lead(queries.suggestion(order))  # type: ignore[arg-type]
    actions.dispatch(order.number, units=[first["unit"]], category=first["category"], by=by, at=LATER)
    order.refresh_from_db()
    said = public.progress(order).why
    assert said is not None and str(said).startswith("By the duty catalogue") and order.lead.name in str(said)
    other = accepted(place, category="", title="电梯", text=LIFT)
    actions.dispatch(other.number, units=["heat"], category="", by=by, at=LATER)
    other.refresh_from_db()
    assert str(queries.why(other)).startswith("The dispatcher looked")


@pytest.fixture
def taught(place: Town, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Path:
    """Models learned from dispatches whose requesters gave their name and number in the text."""
    settings.DATA = tmp_path
    monkeypatch.setattr(learning, "FIRST_LESSON", 20)
    by = place.actor(Role.DISPATCHER, "centre")
    party = callers.remember(kind="person", name="例甲", phone=PHONE, at=AT)
    for n in range(12):
        for text, unit, code in ((HEAT, "heat", "050301"), (LIFT, "housing", "050101")):
            told = f"我叫{NAME}，电话{PHONE}，{n}号楼{text}请找例甲。"
            order = accepted(place, category="", title="求助", text=told, requester=party.pk)
            actions.dispatch(order.number, units=[unit], category=code, by=by, at=LATER)
    assert learning.learn(LATER)
    return tmp_path


def test_no_name_and_no_number_is_in_a_model(taught: Path) -> None:
    assert not [
        w for w in (NAME, PHONE, "例甲") for lesson in queries.lessons() if w in "\n".join(lesson.told)
    ]
    files = [path for path in taught.rglob("*") if path.is_file()]
    assert files
    for path in files:
        raw = path.read_bytes()
        assert not [w for w in (NAME, PHONE, "例甲") if w.encode() in raw or w.encode("utf-16-le") in raw], (
            path
        )


def test_models_are_listed_chosen_and_taken_back(taught: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = learning.shelf("category").current().name
    assert learning.learn(LATER + timedelta(days=29)) == ""
    assert learning.learn(LATER + timedelta(days=30))
    history = learning.shelf("category").history()
    cli.versions(None)  # type: ignore[arg-type]
    assert first in capsys.readouterr().out and first in history
    if len(set(history)) > 1:
        assert learning.shelf("category").roll_back() == first
    assert "dispatch" in ops.COMMANDS


def test_a_surely_worse_challenger_is_kept_but_not_used(
    taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = learning.shelf("category").history()
    monkeypatch.setattr(learning, "_worse", lambda *_: True)
    assert learning.learn(LATER + timedelta(days=30)) == ""
    assert learning.shelf("category").history() == used and len(learning.shelf("category").versions()) == 2


def test_a_lesson_whose_model_is_not_used_is_not_made_again_at_every_turn(
    taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "_worse", lambda *_: True)
    assert learning.learn(LATER + timedelta(days=30)) == ""
    monkeypatch.setattr(learning, "_taught", lambda *_: pytest.fail("taught again"))
    assert learning.learn(LATER + timedelta(days=30)) == ""
    assert learning.learn(LATER + timedelta(days=59)) == ""


def test_a_reading_of_more_cases_than_a_lesson_holds_is_taught_again_after_a_month(
    taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LESSONS", 30)  # half as many cases again will never be read
    monkeypatch.setattr(learning, "_taught", lambda *_: True)
    assert learning.learn(LATER + timedelta(days=29)) == ""
    assert learning.learn(LATER + timedelta(days=30)) == "learned from 24 dispatches"


def test_the_words_of_the_model_are_words_of_the_text(taught: Path, place: Town) -> None:
    board = Board(LATER)
    found = learning.deciding(board, HEAT, "050301")
    assert found and all(word in HEAT for word in found)


@pytest.mark.req("R355")
def test_a_known_model_predicts_an_order_and_the_chain_proves_what_came_of_it(
    taught: Path, place: Town, client: Client
) -> None:
    cards = {name: card for name, card, used in trust.versions() if used}
    assert {"category", "unit"} <= set(cards)
    for card in cards.values():
        assert card.rows == 24 and card.made == "2026-03-02" and 0 < card.metrics["accuracy"] <= 1
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/dispatch/models/", headers=ZH).content.decode()
    assert all(card.version in page and card.made in page for card in cards.values())

    by, found = place.actor(Role.DISPATCHER, "centre"), {}
    for name, text in (("heat", HEAT), ("housing", LIFT)):
        order = accepted(place, category="", title="求助", text=f"九号楼{text}")
        actions.refresh(by, at=LATER)
        row = queries.suggestion(order)
        assert row is not None and cards["unit"].version[:28] in row.model, "who predicted is kept"
        found[name] = queries.first_lead(row)
        actions.dispatch(order.number, units=[found[name]["unit"]], category="", by=by, at=LATER)
    assert {name: told["unit"] for name, told in found.items()} == {"heat": "heat", "housing": "housing"}

    report = orders.verify()
    assert report.holds and report.orders == 26, report.faults
    line = Event.objects.filter(verb=Verb.DISPATCH).latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            'UPDATE orders_event SET facts = facts || \'{"unit": "hill"}\' WHERE id = %s', [line.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    report = orders.verify()
    assert not report.holds and f"Event {line.pk} " in report.faults[0]
