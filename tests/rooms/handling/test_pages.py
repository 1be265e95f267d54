"""The handling desk and its pages in a browser's words: who sees what, in Chinese and in English."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.handling.kinds import Result
from jiesu.handling.models import Reply
from jiesu.kit import clock
from jiesu.notices import actions as notices
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Role
from tests.builders import Town, share_at
from tests.rooms.handling.test_evidence import log_in, photo


@pytest.fixture
def own(place: Town) -> Assignment:
    return share_at(AssignmentState.SENT, place, at=clock.now() - timedelta(hours=1))


def page(own: Assignment, verb: str) -> str:
    return f"/handling/{own.order.number}/{own.no}/{verb}/"


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[own.no - 1]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "待接件"), ("en", "To claim")])
def test_the_desk_shows_the_units_shares_in_both_languages(
    own: Assignment, client: Client, language: str, said: str
) -> None:
    log_in(client, "lake.request_centre")
    client.cookies["jiesu_language"] = language
    html = client.get("/handling/").content.decode()
    assert own.order.number in html and f"{said} 1" in html
    assert page(own, "claim") in html
    log_in(client, "hill.request_centre")
    assert own.order.number not in client.get("/handling/").content.decode()


def test_the_tabs_narrow_and_the_same_rows_leave_as_csv_and_json(own: Assignment, client: Client) -> None:
    log_in(client, "lake.request_centre")
    assert own.order.number in client.get("/handling/?state=sent").content.decode()
    assert own.order.number not in client.get("/handling/?state=handling").content.decode()
    assert own.order.number not in client.get("/handling/?limit=overdue").content.decode()
    csv = b"".join(client.get("/handling/?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert own.order.number in csv.decode("utf-8-sig")
    assert own.order.number in client.get("/handling/?format=json").content.decode()


def test_the_desk_asks_no_more_for_fifty_shares_than_for_one(
    place: Town, client: Client, own: Assignment, django_assert_max_num_queries: object
) -> None:
    log_in(client, "lake.request_centre")
    client.get("/handling/")
    with django_assert_max_num_queries(16) as few:  # type: ignore[operator]
        client.get("/handling/")
    for _ in range(6):
        share_at(AssignmentState.CLAIMED, place, at=clock.now() - timedelta(hours=2))
    with django_assert_max_num_queries(16) as many:  # type: ignore[operator]
        client.get("/handling/")
    assert len(many) == len(few)


def test_one_walks_from_claim_to_sign_by_the_forms(
    own: Assignment, client: Client, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    log_in(client, "lake.request_centre")
    answer = client.post(page(own, "claim"), {"idem": "k-claim"})
    assert answer.status_code == 302 and answer["Location"] == page(own, "assign")
    answer = client.post(page(own, "assign"), {"handler": "lake.handler"})
    assert answer.status_code == 302, answer.content.decode()
    log_in(client, "lake.handler")
    answer = client.post(page(own, "contact"), {"way": "phone", "reached": "reached", "note": "约定上门"})
    assert answer["Location"] == page(own, "act")
    files = [SimpleUploadedFile("现场.jpg", photo()), SimpleUploadedFile("第二张.png", photo("PNG"))]
    client.post(page(own, "act"), {"kind": "visit", "note": "到场维修", "evidence": files})
    assert fresh(own).state == AssignmentState.HANDLING
    html = client.get(page(own, "submit")).content.decode()
    assert "现场.jpg" in html and "第二张.png" in html and "约定上门" in html
    client.post(page(own, "submit"), {"result": "solved", "text": "已恢复供水。"})
    log_in(client, "lake.head")
    client.post(page(own, "send_back"), {"reason": "请写明时间"})
    log_in(client, "lake.handler")
    html = client.get(page(own, "submit")).content.decode()
    assert "已恢复供水。" in html and "请写明时间" in html, "nothing is typed twice"
    client.post(page(own, "submit"), {"result": "solved", "text": "已于三月二日恢复供水。"})
    log_in(client, "lake.head")
    client.post(page(own, "review"), {"note": "属实"})
    log_in(client, "lake.main_leader")
    answer = client.post(page(own, "sign"), {})
    assert answer["Location"] == "/handling/"
    assert fresh(own).state == AssignmentState.SIGNED
    assert Reply.objects.filter(result=Result.SOLVED).count() == 2
    html = client.get(f"/orders/{own.order.number}/").content.decode()
    assert "已于三月二日恢复供水。" in html and "现场.jpg" in html


def test_a_bad_file_is_told_in_the_form_and_changes_nothing(
    own: Assignment, client: Client, place: Town
) -> None:
    own = share_at(AssignmentState.HANDLING, place, at=clock.now() - timedelta(hours=1))
    log_in(client, "lake.handler")
    bad = SimpleUploadedFile("a.jpg", b"<script>")
    answer = client.post(page(own, "act"), {"kind": "visit", "note": "到场", "evidence": [bad]})
    assert answer.status_code == 200 and "a.jpg" in answer.content.decode()
    assert fresh(own).state == AssignmentState.HANDLING
    assert orders.timeline(own.order)[-1].verb == "act", "the walk's own act"


def test_ticked_shares_are_claimed_with_a_result_each(own: Assignment, client: Client, place: Town) -> None:
    other = share_at(AssignmentState.SUBMITTED, place, at=clock.now() - timedelta(hours=1))
    strange = share_at(AssignmentState.SENT, place, unit="hill", at=clock.now() - timedelta(hours=1))
    log_in(client, "lake.request_centre")
    html = client.post("/handling/claim/", {"pick": [own.pk, other.pk, strange.pk, "x"]}).content.decode()
    assert own.order.number in html and other.order.number in html and strange.order.number not in html
    assert fresh(own).state == AssignmentState.CLAIMED
    assert fresh(other).state == AssignmentState.SUBMITTED
    assert fresh(strange).state == AssignmentState.SENT


@pytest.mark.req("R494", part="the handling pages; the whole sheet is the spine's")
def test_of_a_confidential_report_the_unit_learns_no_name_and_no_number(place: Town, client: Client) -> None:
    party = callers.remember(name="样例举报人", phone="13800000001", at=clock.now())
    told = {"requester": party.pk, "text": "我叫样例举报人，电话13800000001，反映违规收费。"}
    at = clock.now() - timedelta(hours=1)
    secret = share_at(AssignmentState.ASSIGNED, place, at=at, confidential=True, **told)
    plain = share_at(AssignmentState.ASSIGNED, place, at=at, **told)
    log_in(client, "lake.handler")
    hidden = client.get(page(secret, "contact")).content.decode()
    shown = client.get(page(plain, "contact")).content.decode()
    assert party.masked_phone in shown and party.masked_name in shown
    for secret_word in ("13800000001", party.masked_phone, party.masked_name):
        assert secret_word not in hidden
        assert secret_word not in client.get("/handling/").content.decode()


def everywhere(client: Client, own: Assignment) -> str:
    """What the unit's pages and downloads say that show the order."""
    number = own.order.number
    pages = ["/handling/", "/orders/", "/insight/orders/", "/notices/", f"/orders/{number}/", page(own, "act"),
             f"/dispatch/{number}/{own.no}/object/", f"/orders/?q={number}"]  # fmt: skip
    said = [client.get(address).content.decode() for address in pages]
    for address in ("/handling/", "/orders/", "/insight/orders/", "/notices/"):
        said.append(client.get(f"{address}?format=json").content.decode())
        said.append(b"".join(client.get(f"{address}?format=csv").streaming_content).decode())  # type: ignore[attr-defined]
    assert all(number in words or "<h1" in words for words in said)
    return "\n".join(said)


@pytest.mark.req("R494", part="sheet, lists, downloads and notices")
def test_the_words_of_a_confidential_report_reach_the_unit_without_personal_data(
    place: Town, client: Client
) -> None:
    told = {"title": "我叫欧阳样例，电话13800000001", "text": "我叫欧阳样例，电话13800000001，反映违规收费。",
            "place": "柳荫社区，电话13800000001"}  # fmt: skip
    at = clock.now() - timedelta(hours=1)
    secret = share_at(AssignmentState.SENT, place, at=at, confidential=True, **told)
    notices.tell(clock.now())
    log_in(client, "lake.request_centre")
    said = everywhere(client, secret)
    assert (
        "反映违规收费" in said
        and not re.search(r"138[0-9*]{4}0001|13800000001", said)
        and "欧阳样例" not in said
    )
    assert secret.order.number not in client.get("/orders/?q=13800000001").content.decode()
    log_in(client, "centre.agent")
    assert "13800000001" in client.get(f"/orders/{secret.order.number}/").content.decode()
    assert secret.order.number in client.get("/orders/?q=13800000001").content.decode()


def test_whoever_handles_a_share_sees_the_number_in_clear_for_a_reason(place: Town, client: Client) -> None:
    party = callers.remember(name="样例诉求人", phone="13800000001", at=clock.now())
    at = clock.now() - timedelta(hours=1)
    own = share_at(AssignmentState.ASSIGNED, place, at=at, requester=party.pk)
    reveal = f"/intake/{own.order.number}/reveal/"
    log_in(client, "lake.handler")
    assert reveal in client.get(page(own, "contact")).content.decode()
    assert reveal in client.get(f"/orders/{own.order.number}/").content.decode()
    shown = client.post(reveal, {"field": "phone", "why": "回电核实", "idem": "n-1"})
    assert shown.status_code == 200 and "13800000001" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    log_in(client, "lake.area_leader")
    assert reveal not in client.get(page(own, "contact")).content.decode()
    log_in(client, "hill.handler")
    assert client.get(reveal).status_code in (403, 404, 409)


def test_the_page_of_a_verb_that_is_not_possible_says_so(own: Assignment, client: Client) -> None:
    log_in(client, "lake.head")
    answer = client.get(page(own, "review"))
    assert answer.status_code == 200 and "<textarea" not in answer.content.decode()
    assert client.post(page(own, "review"), {"note": "x"}).status_code == 200
    assert fresh(own).state == AssignmentState.SENT


@pytest.mark.parametrize("role", [Role.AGENT, Role.ASSESSOR, Role.ADMIN], ids=str)
def test_the_desk_opens_for_those_who_handle(own: Assignment, client: Client, role: Role) -> None:
    assert client.get("/handling/").status_code == 302
    log_in(client, f"centre.{role}")
    assert client.get("/handling/").status_code == 403
