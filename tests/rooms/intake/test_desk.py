"""Intake's pages, as a call-taker sees them, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jiesu.intake import actions, queries
from jiesu.intake.drafts import Draft
from jiesu.intake.models import ImportRun, RunState
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import OrderState, Role
from tests.builders import Town, order_at
from tests.rooms.intake.conftest import AT, PHONE, TEXT, told

LOGIN = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "新诉求"), ("en", "New request")])
def test_the_desk_speaks_both_languages_and_shows_what_waits(
    at_desk: Client, language: str, words: str
) -> None:
    order = actions.record_web(Draft(text="门口积水"), at=AT)
    page = at_desk.get("/intake/", headers={"accept-language": language}).content.decode()
    assert words in page and order.number in page and "110" in page


@pytest.mark.parametrize(
    ("then", "state"),
    [
        ("record", OrderState.RECORDED),
        ("accept", OrderState.ACCEPTED),
        ("answer", OrderState.ANSWERED),
        ("transfer:119", OrderState.TRANSFERRED),
    ],
)
def test_each_button_of_the_desk_does_what_it_says(at_desk: Client, then: str, state: OrderState) -> None:
    sent = {
        "text": TEXT,
        "phone": PHONE,
        "channel": "phone",
        "words": "已告知",
        "then": then,
        "idem": "k",
        "area": "样例湖滨街道",
    }
    for _ in range(2):
        assert at_desk.post("/intake/record/", sent).headers["location"] == "/intake/"
    order = Order.objects.get()
    assert order.state == state and order.area and order.area.code == "s-lake"


@pytest.mark.req("R008")
def test_the_desk_asks_for_nothing_but_the_text(at_desk: Client) -> None:
    assert at_desk.post("/intake/record/", {"text": "", "channel": "phone"}).status_code == 422
    assert at_desk.post("/intake/record/", {"text": "有事", "channel": "phone"}).status_code == 302


def test_a_refusal_stands_on_the_desk_and_keeps_what_was_typed(at_desk: Client) -> None:
    sent = {"text": TEXT, "phone": "abc", "channel": "phone", "then": "accept"}
    answer = at_desk.post("/intake/record/", sent, headers={"accept-language": "zh-hans"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "不是" in page and "电话号码" in page and TEXT in page
    assert not Order.objects.exists()


def test_words_that_name_no_area_stay_in_the_place(at_desk: Client) -> None:
    at_desk.post("/intake/record/", {"text": "有事", "channel": "phone", "area": "某处", "place": "五号院"})
    assert Order.objects.get().place == "某处 五号院"


def test_the_caller_appears_masked_and_numbers_are_in_no_address(at_desk: Client, agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    page = at_desk.post("/intake/caller/", {"phone": PHONE}).content.decode()
    assert order.number in page and "138****0001" in page and PHONE not in page
    assert at_desk.get("/intake/caller/").status_code == 405


def test_reading_shows_type_urgent_words_and_duplicates(at_desk: Client, agent: Actor) -> None:
    order = actions.record(told(area="c-willow"), by=agent, at=AT)
    Order.objects.filter(pk=order.pk)
    page = at_desk.post("/intake/reading/", {"text": TEXT, "phone": PHONE}).content.decode()
    assert "停水" in page


def test_places_are_offered_while_typing(at_desk: Client) -> None:
    page = at_desk.get("/intake/areas/", {"area": "湖滨"}).content.decode()
    assert "样例东区 · 样例湖滨街道 [s-lake]" in page


PAGES = ("accept", "answer", "transfer", "merge", "supplement", "withdraw", "reveal")
SENT = {
    "accept": {"request_type": "complaint", "area": "样例湖滨街道", "tags": ["epidemic"]},
    "answer": {"text": "已答复"},
    "transfer": {"line": "120", "passed_on": "有人受伤"},
    "supplement": {"text": "又漏水了"},
    "withdraw": {"reason": "已自行解决", "channel": "phone"},
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("verb", PAGES)
def test_every_verb_has_its_page(at_desk: Client, agent: Actor, verb: str, language: str) -> None:
    order = actions.record(told(), by=agent, at=AT)
    answer = at_desk.get(f"/intake/{order.number}/{verb}/", headers={"accept-language": language})
    assert answer.status_code == 200 and TEXT in answer.content.decode()
    assert PHONE not in answer.content.decode()


@pytest.mark.parametrize("verb", list(SENT))
def test_a_verbs_page_does_the_verb(at_desk: Client, agent: Actor, verb: str) -> None:
    order = actions.record(told(), by=agent, at=AT)
    assert at_desk.post(f"/intake/{order.number}/{verb}/", SENT[verb]).status_code == 302
    assert orders.timeline(order)[-1].verb == verb


def test_merging_by_page(at_desk: Client, agent: Actor) -> None:
    one, two = (actions.record(told(), by=agent, at=AT) for _ in range(2))
    at_desk.post(f"/intake/{one.number}/merge/", {"into": two.number})
    one.refresh_from_db()
    assert one.merged_into == two


def test_a_revealed_value_stands_on_one_page_that_nothing_keeps(at_desk: Client, agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    answer = at_desk.post(f"/intake/{order.number}/reveal/", {"field": "phone", "why": "回拨"})
    assert PHONE in answer.content.decode() and answer.headers["Cache-Control"] == "no-store"


def test_a_verb_that_is_not_possible_is_refused_on_its_page(place: Town, at_desk: Client) -> None:
    order = order_at(OrderState.CLOSED, place)
    answer = at_desk.post(f"/intake/{order.number}/answer/", {"text": "晚了"})
    assert answer.status_code == 422 and "不能" in answer.content.decode()


def test_the_desk_is_closed_to_other_roles(place: Town, client: Client) -> None:
    client.force_login(place.person(Role.ASSESSOR, "centre"), LOGIN)
    assert client.get("/intake/").status_code == 403
    assert client.get("/intake/import/").status_code == 403
    assert Client().get("/intake/").status_code == 302


def test_the_tray_is_the_same_as_html_csv_and_json(at_desk: Client) -> None:
    order = actions.record_web(Draft(text="门口积水"), at=AT)
    rows = json.loads(at_desk.get("/intake/?format=json").content)
    assert order.number in json.dumps(rows)
    csv = b"".join(at_desk.get("/intake/?format=csv"))  # type: ignore[arg-type]
    assert order.number in csv.decode("utf-8-sig")


def test_the_desk_asks_the_same_questions_however_long_the_tray(
    at_desk: Client, agent: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        actions.record_web(Draft(text=f"第{n}件事"), at=AT)
    at_desk.get("/intake/")
    with django_assert_max_num_queries(16):
        assert at_desk.get("/intake/").status_code == 200


def test_the_sheet_shows_intakes_notes(at_desk: Client, agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    actions.answer(order.number, "已告知恢复供水时间。", by=agent, at=AT)
    assert "已告知恢复供水时间。" in at_desk.get(f"/orders/{order.number}/").content.decode()


def test_a_file_is_looked_at_before_it_is_imported(place: Town, client: Client, tmp_path: Path) -> None:
    client.force_login(place.person(Role.ADMIN, "centre"), LOGIN)
    rows = f"编号,诉求内容,联系电话\n1,门口积水严重,{PHONE}\n2,路灯不亮,坏号码\n"
    file = SimpleUploadedFile("清单.csv", rows.encode("gb18030"))
    where = client.post("/intake/import/new/", {"file": file, "source": "old"}).headers["location"]
    page = client.get(where, headers={"accept-language": "zh-hans"}).content.decode()
    assert "门口积水严重" in page and PHONE not in page and "坏号码" not in page and "联系电话" in page
    assert not Order.objects.exists()
    columns = {"external_no": "编号", "text": "诉求内容", "phone": "联系电话"}
    client.post(where, columns | {"then": "run"})
    run = ImportRun.objects.get()
    assert (run.state, run.imported, run.refused) == (RunState.DONE, 1, 1)
    assert Order.objects.get().source == "old"
    assert b"\xe8\xb7\xaf\xe7\x81\xaf" in b"".join(client.get(f"{where}rejects/"))  # type: ignore[arg-type]
    assert client.get(where).status_code == 200 and client.get("/intake/import/").status_code == 200
    assert not list((tmp_path / "media" / "intake-imports").glob("[!r]*"))


def test_a_file_that_is_no_table_is_refused_on_the_page(place: Town, client: Client) -> None:
    client.force_login(place.person(Role.DISPATCHER, "centre"), LOGIN)
    answer = client.post("/intake/import/new/", {"file": SimpleUploadedFile("x.csv", b"%PDF-1.7")})
    assert answer.status_code == 422 and not ImportRun.objects.exists()


def test_waiting_counts_what_lies_in_the_tray(agent: Actor) -> None:
    actions.record_web(Draft(text="有事"), at=AT)
    assert queries.waiting(agent) == 1
