"""The public's face: filing without an account, tracking by number and code, rating, figures; both languages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.assessment import published
from jiesu.callers.models import Party
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.public import gate
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Desk, OrderState, Role
from jiesu.supervision.models import Entry
from tests.builders import AT, Town, new_order, order_at
from tests.faces.citizen import EN, ZH, file, page_of, replied, stamp, track
from tests.faces.conftest import NAME, PHONE, TEXT

PAGES = ("/public/", "/public/file/", "/public/track/", "/public/figures/", "/public/about/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("headers", "other"), [(ZH, "Track"), (EN, "诉求")], ids=["zh", "en"])
def test_every_page_speaks_one_language_whole(
    path: str, headers: dict[str, str], other: str, place: Town, client: Client
) -> None:
    answer = client.get(path, headers=headers)
    body = re.sub(r"<script.*?</script>", "", answer.content.decode().partition("<main")[2], flags=re.S)
    words = re.sub(r"<td data-title=.(Basis|依据).*?</td>|<p class=.field-help.*?</p>", "", body, flags=re.S)
    assert answer.status_code == 200 and other not in words.partition("</main>")[0]


def test_the_login_page_shows_the_way_to_the_public_pages(client: Client, db: None) -> None:
    assert 'href="/public/"' in client.get("/login/").content.decode()


@pytest.mark.req("R002", "R008")
def test_a_text_alone_is_filed_and_waits_in_the_centres_tray(place: Town, client: Client) -> None:
    answer = file(client)
    order = Order.objects.get()
    assert answer["Location"] == "/public/filed/"
    assert (order.channel, order.state, order.desk.code) == ("web", "recorded", "centre")
    assert order in orders.tray(Desk.INTAKE, place.actor(Role.AGENT, "centre"))


@pytest.mark.req("R011")
def test_after_filing_number_and_code_are_shown_and_open_the_request(place: Town, client: Client) -> None:
    file(client, name=NAME, phone=PHONE)
    order, code = Order.objects.get(), orders.tracking_code(Order.objects.get().number)
    page = client.get("/public/filed/", headers=ZH).content.decode()
    assert order.number in page and code[:4] in page and code[4:] in page and PHONE not in page
    other = Client()
    assert "您的诉求" in page_of(other, order) and Party.objects.get() == order.requester


def test_sending_twice_files_once(place: Town, client: Client) -> None:
    sent = {"idem": stamp(), "name": NAME, "phone": PHONE}
    assert [file(client, **sent).status_code for _ in range(3)] == [302, 302, 302]
    assert Order.objects.count() == 1 and Party.objects.count() == 1


def test_no_number_name_or_telephone_stands_in_an_address(place: Town, client: Client) -> None:
    seen = [file(client, name=NAME, phone=PHONE)]
    order = Order.objects.get()
    seen += [
        track(client, order),
        client.post("/public/request/supplement/", {"number": order.number, "text": "补充"}),
    ]
    seen += [client.post("/public/request/leave/")]
    for answer in seen:
        assert answer.status_code == 302
        assert not any(word in answer["Location"] for word in (order.number, PHONE, NAME))
    page = page_of(client, order)
    assert not [a for a in re.findall(r'(?:href|action)="([^"]*)"', page) if order.number in a or PHONE in a]


@pytest.mark.req("R494")
def test_confidential_and_anonymous_are_kept(place: Town, client: Client) -> None:
    file(client, name=NAME, phone=PHONE, confidential="on")
    assert Order.objects.get().confidential and Order.objects.get().requester
    file(Client(), name=NAME, phone=PHONE, anonymous="on", text="楼道堆物，请清理。")
    second = Order.objects.order_by("pk").last()
    assert second and second.anonymous and second.requester is None


@pytest.mark.parametrize(
    ("told", "said"),
    [({"text": ""}, "请"), ({"phone": "abc"}, "电话号码"), ({"website": "http://x"}, "提交得太快"),
     ({"idem": "forged"}, "页面打开时间过长")],
)  # fmt: skip
def test_what_is_refused_files_nothing_and_keeps_the_words(
    told: dict[str, str], said: str, place: Town, client: Client
) -> None:
    answer = file(client, **told)
    assert answer.status_code == 422 and said in answer.content.decode() and not Order.objects.exists()
    assert told.get("text", TEXT) in answer.content.decode()


def test_a_form_sent_at_once_or_after_a_day_is_asked_for_again(place: Town, client: Client) -> None:
    assert "太快" in file(client, idem=stamp(timedelta())).content.decode()
    assert "过长" in file(client, idem=stamp(timedelta(days=1))).content.decode()
    fresh = re.search(
        r'name="idem" value="([^"]+)"', file(client, idem=stamp(timedelta(days=1))).content.decode()
    )
    assert fresh and gate.read_stamp(fresh[1], clock.now() + gate.AT_LEAST)


def test_one_address_cannot_flood_the_centre(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "FILED", 2)
    assert [file(client).status_code for _ in range(3)] == [302, 302, 422]


@pytest.mark.req("R480")
def test_a_wrong_code_and_a_wrong_number_are_one_sentence(place: Town, client: Client) -> None:
    order = order_at(OrderState.RECORDED, place)
    wrong = track(client, order, "AAAABBBB")
    nobody = client.post("/public/track/", {"number": "26030200009999", "code": "AAAABBBB"}, headers=ZH)
    sentences = [re.findall(r"编号与查询码[^<]*", a.content.decode())[0] for a in (wrong, nobody)]
    assert wrong.status_code == nobody.status_code == 422 and sentences[0] == sentences[1]
    assert client.get("/public/request/")["Location"] == "/public/track/"


@pytest.mark.req("R480")
def test_a_code_opens_its_own_request_only(place: Town, client: Client) -> None:
    one, two = order_at(OrderState.RECORDED, place), order_at(OrderState.RECORDED, place)
    assert track(client, one, orders.tracking_code(two.number)).status_code == 422
    spoken = orders.tracking_code(one.number).lower()
    assert track(client, one, f"{spoken[:4]}-{spoken[4:]} ".replace("o", "0")).status_code == 302


def test_guessing_is_stopped_even_before_the_right_code(place: Town, client: Client) -> None:
    order = order_at(OrderState.RECORDED, place)
    said = [track(client, order, f"WRONG{n}00").content.decode() for n in range(gate.WRONG_EACH + 2)]
    assert "不匹配" in said[0] and "尝试次数过多" in said[-1]
    assert track(client, order).status_code == 422, "the right code waits too"


def test_an_opened_request_closes_after_half_an_hour_and_on_demand(place: Town, client: Client) -> None:
    order = order_at(OrderState.RECORDED, place)
    page_of(client, order)
    session = client.session
    session[gate.OPENED] = [order.number, (clock.now() - timedelta(seconds=1)).isoformat()]
    session.save()
    assert client.get("/public/request/")["Location"] == "/public/track/"
    page_of(client, order)
    client.post("/public/request/leave/")
    assert client.get("/public/request/")["Location"] == "/public/track/"


def test_the_text_grows_and_the_way_back_stays_in_the_house(client: Client, place: Town) -> None:
    assert (
        client.post("/public/text/", {"size": "big", "next": "/public/about/"})["Location"]
        == "/public/about/"
    )
    assert "public-big" in client.get("/public/about/").content.decode()
    assert (
        client.post("/public/text/", {"size": "x", "next": "https://evil.example/"})["Location"] == "/public/"
    )


@pytest.mark.req("R489")
def test_how_it_works_says_limits_their_basis_and_lawful_ways(place: Town, client: Client) -> None:
    page = client.get("/public/about/", headers=ZH).content.decode()
    assert "2 小时" in page and "来源文件" in page and "四级处置模式" in page
    assert all(f'href="tel:{line}"' in page for line in (12345, 110, 119, 120)) and "诉讼、仲裁" in page


@pytest.mark.parametrize(
    ("counts", "shown"),
    [((10, 20, 0), (10, 20, 0)), ((10, 3, 20), (None, None, 20)), ((2, 1, 30), (None, None, None)),
     ((4, 4, 30), (None, None, 30)), ((3,), (None,)), ((), ())],
)  # fmt: skip
def test_small_counts_cannot_be_read_or_reckoned(
    counts: tuple[int, ...], shown: tuple[int | None, ...]
) -> None:
    assert published.hidden(counts) == shown


@pytest.mark.req(
    "R003", "R478", part="dates of publication are not scheduled; figures are always the last whole months"
)
@pytest.mark.req("R479")
def test_published_figures_hide_small_cells_and_unapproved_indicators(
    place: Town, client: Client, settings: Any
) -> None:
    last_month = clock.now().replace(day=1) - timedelta(days=3)
    for n in range(9):
        kind = {"request_type": "praise"} if n < 2 else {}
        orders.open(new_order(**kind, channel="web" if n < 8 else "phone"), by=SYSTEM, at=last_month)
    shown = client.get("/public/figures/?format=json").json()
    tables = {table["indicator"]: table["months"][0] for table in shown["tables"]}
    assert tables["by_type"]["total"] == 9 and tables["by_type"]["counts"] == [None, None]
    page = client.get("/public/figures/", headers=ZH).content.decode()
    assert ">*</td>" in page and "还没有已结束的考核期" in page
    assert "by_type" not in client.get("/public/figures/?format=csv", headers=ZH).content.decode()
    settings.PUBLISHED = ["by_channel"]
    assert [t.indicator for t in published.figures(clock.now(), None).tables] == ["by_channel"]


def test_the_running_month_is_not_published(place: Town) -> None:
    at = datetime(2026, 3, 20, tzinfo=AT.tzinfo)
    for moment in (AT, AT - timedelta(days=20)):
        for _ in range(6):
            orders.open(new_order(), by=SYSTEM, at=moment)
    assert [month.month for month in published.figures(at, None).tables[0].months] == ["2026-02"]


@pytest.mark.req("R280")
def test_the_requester_reports_bad_handling_and_it_lies_with_the_body_above(
    place: Town, client: Client
) -> None:
    order, early = replied(place), order_at(OrderState.ACCEPTED, place)
    assert "反映办理问题" not in page_of(client, early)
    assert "反映办理问题" in page_of(client, order)
    sent = {"number": order.number, "words": "没有人来过。", "idem": "once"}
    for _ in range(2):
        assert client.post("/public/request/complain/", sent, headers=ZH).status_code == 302
    heard = Entry.objects.get()
    assert (heard.register, heard.issuer.code, heard.words) == ("public", "east", "没有人来过。")
    assert client.post("/public/request/complain/", sent | {"words": ""}, headers=ZH).status_code == 422
    client.post("/public/request/leave/")
    assert client.post("/public/request/complain/", sent)["Location"] == "/public/track/"
    assert Entry.objects.count() == 1
