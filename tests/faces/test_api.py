"""The machines' contract: tokens, idempotency, one shape of refusal, lists by keyset, the ledger, the snapshot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jiesu.api.v1 import keys
from jiesu.api.v1.contract import api
from jiesu.api.v1.verbs import ON_ORDER, ON_SHARE
from jiesu.directory import actions as directory
from jiesu.directory import queries
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit import clock
from jiesu.ops.commands import person as command
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Mode, OrderState, Role, Verb
from tests.builders import AT, Town, new_order, order_at, share_at
from tests.faces.conftest import NAME, PHONE, TEXT, Caller, token
from tests.faces.snapshot import SNAPSHOT, described

REQUEST = {"text": TEXT, "name": NAME, "phone": PHONE, "area": "c-willow", "category": ""}


def test_the_contract_is_what_was_agreed() -> None:
    """Changed on purpose? `python -m tests.faces.snapshot` writes it anew; look at the diff."""
    assert described() == SNAPSHOT.read_text(encoding="utf-8")


def test_the_contract_can_be_read_without_a_token(client: Client, db: None) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Jiesu"
    assert client.get("/api/v1/docs").status_code == 404


def operations() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return [(method, path) for path, found in paths.items() for method in found]


@pytest.mark.parametrize(("method", "path"), operations())
def test_every_address_but_the_published_figures_asks_for_a_token(
    method: str, path: str, client: Client, place: Town
) -> None:
    answer = getattr(client, method)(path.format(number="1", verb="claim", topic="limits"))
    if path.endswith("/figures"):
        assert answer.status_code == 200
        return
    assert answer.status_code == 401 and answer.json().keys() == {"refusal", "clause"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_opens_no_door_of_the_api(place: Town, client: Client) -> None:
    client.force_login(place.person(Role.AGENT, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/orders").status_code == 401


def test_a_token_dies_with_the_password_and_with_the_account(place: Town) -> None:
    person = place.person(Role.AGENT, "centre")
    key = queries.token(person)
    assert queries.bearer(key) == person
    directory.set_password(person, "another-sample-password-7", by=SYSTEM, at=AT)
    assert queries.bearer(key) is None
    key = queries.token(queries.person(person.login))
    person.refresh_from_db()
    person.is_active = False
    person.save()
    assert queries.bearer(key) is None


def test_of_a_confidential_order_a_units_token_reads_no_personal_data(place: Town, call: Caller) -> None:
    told = {"title": "我的电话13800000001", "text": "电话13800000001", "place": "电话13800000001"}
    share = share_at(AssignmentState.SENT, place, confidential=True, **told)
    paths = ("/orders", f"/orders/{share.order.number}", f"/orders/{share.order.number}/events")
    for path in paths:
        unit = call("get", path, role=Role.REQUEST_CENTRE, unit="lake").content.decode()
        assert share.order.number in unit + path and PHONE not in unit
        assert PHONE in call("get", path).content.decode()


def test_a_seat_that_is_taken_away_is_gone_for_machines_within_two_seconds(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"Authorization": f"Bearer {token(place)}"}
    assert client.get("/api/v1/orders", headers=key).status_code == 200
    person = place.person(Role.AGENT, "centre")
    person.is_active = False
    person.save()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + keys.FRESH)
    assert client.get("/api/v1/orders", headers=key).status_code == 401


@pytest.mark.parametrize("forged", ["", "abc", "a:b:c", "Bearer"])
def test_a_forged_token_opens_nothing(forged: str, client: Client, place: Town) -> None:
    assert client.get("/api/v1/units", headers={"Authorization": f"Bearer {forged}"}).status_code == 401
    whole = token(place)
    assert queries.bearer(whole[:-1] + ("A" if whole[-1] != "A" else "B")) is None


def test_the_command_prints_a_token(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    command.add_parser(parser)
    args = parser.parse_args(["token", "centre.agent"], argparse.Namespace(say=lambda words: None))
    args.run(args)
    assert queries.bearer(capsys.readouterr().out.strip()) == place.person(Role.AGENT, "centre")


def test_a_request_is_recorded_and_accepted_with_everything(call: Caller) -> None:
    answer = call("post", "/orders", REQUEST)
    told = answer.json()
    order = Order.objects.get()
    assert answer.status_code == 201, told
    assert told["number"] == order.number and told["state"] == "accepted" and told["level"] == "P2"
    assert told["code"] == orders.tracking_code(order.number)
    assert [event.verb for event in orders.timeline(order)] == ["record", "accept"]
    assert order.requester is not None and orders.verify().faults == []


def test_the_short_way_writes_what_the_long_way_writes(place: Town) -> None:
    by, later = place.actor(Role.AGENT, "centre"), AT + timedelta(days=100)
    told = Draft(text=TEXT, name=NAME, phone=PHONE, area="c-willow")
    short, fresh = intake.record_accepted(told, by=by, at=later)
    long = intake.take(replace(told, name="样例李四"), Verb.ACCEPT, by=by, at=later)
    assert fresh
    for one, other in zip(orders.timeline(short), orders.timeline(long), strict=True):
        assert (one.verb, one.before, one.after, one.seat, one.law, one.at) == (
            other.verb, other.before, other.after, other.seat, other.law, other.at
        )  # fmt: skip
        assert one.facts == other.facts
    short.refresh_from_db()
    kept = (
        "state",
        "level",
        "urgency",
        "request_type",
        "area_id",
        "accepted_at",
        "since",
        "title",
        "desk_id",
        "seq",
    )
    assert [getattr(short, name) for name in kept] == [getattr(long, name) for name in kept]
    assert orders.verify().faults == []


def test_recording_asks_few_questions(
    call: Caller, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    call("post", "/orders", REQUEST)
    with django_assert_max_num_queries(9):
        call("post", "/orders", REQUEST | {"phone": "13800000009"}, key="k")


def test_the_same_key_is_one_order_for_one_caller_and_two_for_two(call: Caller) -> None:
    first = call("post", "/orders", REQUEST, key="k-1")
    again = call("post", "/orders", REQUEST, key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() and Order.objects.count() == 1
    other = call("post", "/orders", REQUEST, key="k-1", role=Role.DISPATCHER)
    assert other.status_code == 201 and other.json()["number"] != first.json()["number"]


def test_a_known_external_number_is_the_same_order(call: Caller) -> None:
    body = REQUEST | {"external_no": "E-1"}
    first, again = call("post", "/orders", body, key="a"), call("post", "/orders", body, key="a")
    assert first.json()["number"] == again.json()["number"] and Order.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"text": ""}, 422), ({"text": "x", "channel": "smoke"}, 422), ({"text": "x", "phone": "abc"}, 409),
     ({"text": "x", "category": "no-such"}, 409), ({"text": "x", "area": "nowhere"}, 409)],
)  # fmt: skip
def test_every_refusal_has_one_shape_and_changes_nothing(
    body: dict[str, str], status: int, call: Caller
) -> None:
    answer = call("post", "/orders", body)
    assert answer.status_code == status and answer.json().keys() == {"refusal", "clause"}
    assert not Order.objects.exists()


def test_a_refusal_of_the_shape_never_repeats_the_value(call: Caller) -> None:
    assert PHONE not in call("post", "/orders", {"text": "x", "channel": PHONE}).content.decode()


def test_a_body_that_is_no_json_is_told_so(place: Town, client: Client) -> None:
    headers = {"Authorization": f"Bearer {token(place)}", "Accept-Language": "en"}
    answer = client.post("/api/v1/orders", data="{", content_type="application/json", headers=headers)
    assert answer.status_code == 400 and answer.json()["refusal"] == "The body cannot be read as JSON."


def test_whoever_may_not_record_is_refused(call: Caller) -> None:
    answer = call("post", "/orders", REQUEST, role=Role.ASSESSOR, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 403 and "登记" in answer.json()["refusal"]


def test_a_list_shows_what_the_caller_may_see_page_by_page(place: Town, call: Caller) -> None:
    for _ in range(5):
        orders.open(new_order(), by=SYSTEM, at=AT)
    share_at(AssignmentState.SENT, place)
    seen, after = [], ""
    while True:
        page = call("get", f"/orders?limit=2&after={after}").json()
        seen += [line["number"] for line in page["orders"]]
        if not (after := page["after"]):
            break
    assert seen == list(Order.objects.order_by("-received_at", "-pk").values_list("number", flat=True))
    lake = call("get", "/orders", role=Role.HEAD, unit="lake").json()["orders"]
    hill = call("get", "/orders", role=Role.HEAD, unit="hill").json()["orders"]
    assert len(lake) == 1 and hill == [] and lake[0]["lead"] == "lake"


def test_a_list_is_narrowed_by_filters(place: Town, call: Caller) -> None:
    order_at(OrderState.REPLIED, place)
    order_at(OrderState.RECORDED, place)
    states = [
        line["state"] for line in call("get", "/orders?state=replied&level=P2&lead=lake").json()["orders"]
    ]
    assert states == ["replied"]
    assert call("get", "/orders?until=2020-01-01T00:00:00Z").json()["orders"] == []
    assert call("get", "/orders?state=nowhere").status_code == 422


def test_a_longer_list_asks_no_more_questions(
    place: Town, call: Caller, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        orders.open(new_order(), by=SYSTEM, at=AT)
    with django_assert_max_num_queries(5):
        assert len(call("get", "/orders?limit=30").json()["orders"]) == 30


def test_an_order_is_shown_with_its_shares_and_open_verbs(place: Town, call: Caller) -> None:
    share = share_at(AssignmentState.SENT, place)
    told = call("get", f"/orders/{share.order.number}", role=Role.REQUEST_CENTRE, unit="lake").json()
    assert (
        told["shares"][0]["unit"] == "lake" and "claim" in told["verbs"] and told["text"] == new_order().text
    )


def test_the_unseen_and_the_missing_look_alike(place: Town, call: Caller) -> None:
    number = share_at(AssignmentState.SENT, place).order.number
    unseen = call("get", f"/orders/{number}", role=Role.HEAD, unit="hill")
    missing = call("get", "/orders/123", role=Role.HEAD, unit="hill")
    assert unseen.status_code == missing.status_code == 404
    assert unseen.json()["refusal"].replace(number, "123") == missing.json()["refusal"]


def test_the_ledger_is_given_with_hashes(place: Town, call: Caller) -> None:
    order = order_at(OrderState.REPLIED, place)
    lines = call("get", f"/orders/{order.number}/events").json()
    assert [line["seq"] for line in lines] == list(range(1, order.seq + 1))
    assert lines[-1]["hash"] == bytes(order.head).hex()


def test_a_share_walks_to_the_signature_by_machine(place: Town, call: Caller) -> None:
    share = share_at(AssignmentState.ASSIGNED, place)
    steps = (
        ("contact", Role.HANDLER, {"text": "已联系", "way": "visit"}),
        ("act", Role.HANDLER, {"text": "已维修", "kind": "repair"}),
        ("submit", Role.HANDLER, {"text": "水已恢复", "result": "solved"}),
        ("review", Role.HEAD, {"text": ""}),
        ("sign", Role.AREA_LEADER, {"text": ""}),
    )
    for verb, role, said in steps:
        path = f"/orders/{share.order.number}/verbs/{verb}"
        answers = [
            call("post", path, said | {"share": 1}, role=role, unit="lake", key="one") for _ in range(2)
        ]
        assert [a.status_code for a in answers] == [200, 200], answers[0].json()
        assert answers[0].json() == answers[1].json() and answers[0].json()["verb"] == verb
    assert Order.objects.get().state == "replied"


@pytest.mark.parametrize("verb", ["accept", "answer", "supplement", "press", "withdraw"])
def test_a_verb_on_an_order_needs_no_share(verb: str, place: Town, call: Caller) -> None:
    order = order_at(OrderState.RECORDED, place)
    answer = call("post", f"/orders/{order.number}/verbs/{verb}", {"text": "样例"})
    assert answer.status_code == 200 and answer.json()["verb"] == verb


def test_what_needs_nothing_but_words_is_done_by_machine_too(place: Town, call: Caller) -> None:
    share = share_at(AssignmentState.HANDLING, place, at=clock.now() - timedelta(hours=1))
    for verb, text in (("interim", "已到场勘查"), ("pause", "请补充产权证明"), ("resume", "")):
        path = f"/orders/{share.order.number}/verbs/{verb}"
        answer = call("post", path, {"text": text, "share": 1}, role=Role.HANDLER, unit="lake")
        assert answer.status_code == 200 and answer.json()["verb"] == verb, answer.json()
    claimed = share_at(AssignmentState.CLAIMED, place)
    path = f"/orders/{claimed.order.number}/verbs/endorse"
    assert call("post", path, {"text": "同意", "share": 1}, role=Role.HEAD, unit="lake").status_code == 200


def test_a_verb_is_refused_in_words(place: Town, call: Caller) -> None:
    share = share_at(AssignmentState.SENT, place)
    path = f"/orders/{share.order.number}/verbs"
    lake = {"role": Role.REQUEST_CENTRE, "unit": "lake"}
    assert call("post", f"{path}/claim", {}, **lake).status_code == 409
    assert call("post", f"{path}/claim", {"share": 9}, **lake).status_code == 409
    assert call("post", f"{path}/claim", {"share": 1}, role=Role.AGENT).status_code == 403
    assert call("post", f"{path}/contact", {"share": 1, "way": "smoke"}, **lake).status_code == 409
    assert call("post", f"{path}/dispatch", {}, role=Role.DISPATCHER).status_code == 409
    assert call("post", f"{path}/dance", {}, **lake).status_code == 422
    assert orders.shares_of(share.order)[0].state == AssignmentState.SENT and share.mode == Mode.DIRECT


def test_a_machine_does_only_verbs_that_exist() -> None:
    assert set(ON_ORDER) | set(ON_SHARE) <= set(Verb) and not set(ON_ORDER) & set(ON_SHARE)


def test_units_and_the_law_in_force_can_be_looked_up(call: Caller) -> None:
    units = {unit["code"]: unit for unit in call("get", "/units").json()}
    assert units["lake"]["parent"] == "east" and units["centre"]["parent"] is None
    law = call("get", "/policy/limits").json()
    assert law["id"].startswith("limits/") and any(v["basis"] == "seed" for v in law["values"])
    assert call("get", "/policy/weather").status_code == 404


@pytest.mark.req(
    "R003", part="the share of the online channel is one of the published figures, not a target of its own"
)
def test_what_comes_by_api_carries_its_channel(call: Caller) -> None:
    call("post", "/orders", REQUEST | {"channel": "app"})
    call("post", "/orders", REQUEST | {"channel": "web"})
    assert sorted(Order.objects.values_list("channel", flat=True)) == ["app", "web"]


@pytest.mark.parametrize(
    "odd",
    [
        {"lon": "east"},
        {"lat": "NaN"},
        {"tags": ["\0"]},
        {"lon": "1e9", "lat": "1"},
        {"place": "楼\0下"},
        {"name": "样\0例"},
        {"source": "\0"},
    ],
    ids=str,
)
def test_odd_values_are_refused_or_taken_but_never_break(odd: dict[str, Any], call: Caller) -> None:
    answer = call("post", "/orders", REQUEST | odd)
    assert answer.status_code in (201, 409, 422), answer.content
