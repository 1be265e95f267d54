"""The public's face: filing without an account, tracking by number and code, rating, figures; both languages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from jiesu.assessment import published
from jiesu.callers.models import Party
from jiesu.followup.models import Answer
from jiesu.handling import actions as handling
from jiesu.handling.kinds import Reached, Result, Way
from jiesu.intake import actions as intake
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.public import gate, queries
from jiesu.public.words import AT_STEP, SENTENCES
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Desk, OrderState, Role, Verb
from jiesu.supervision.models import Entry
from tests.builders import AT, Town, new_order, order_at, share_at
from tests.faces.conftest import NAME, PHONE, TEXT

PAGES = ("/public/", "/public/file/", "/public/track/", "/public/figures/", "/public/about/")
ZH, EN = {"accept-language": "zh-hans"}, {"accept-language": "en"}


def stamp(ago: timedelta = timedelta(seconds=10)) -> str:
    """What a form carried that was opened a while ago."""
    return gate.stamp(clock.now() - ago)


def file(client: Client, **told: Any) -> Any:
    return client.post("/public/file/", {"text": TEXT, "idem": stamp()} | told, headers=ZH)


def track(client: Client, order: Order, code: str = "", **more: Any) -> Any:
    sent = {"number": order.number, "code": code or orders.tracking_code(order.number)}
    return client.post("/public/track/", sent, headers=ZH, **more)


def page_of(client: Client, order: Order, headers: dict[str, str] = ZH) -> str:
    """The page of an order, opened by number and code."""
    assert track(client, order)["Location"] == "/public/request/"
    return unescape(client.get("/public/request/", headers=headers).content.decode())


def replied(place: Town, **changes: Any) -> Order:
    """An order whose reply was signed off by the real verbs."""
    share = share_at(AssignmentState.ASSIGNED, place, **changes)
    number, at = share.order.number, AT + timedelta(hours=1)
    handler, head, leader = (place.actor(r, "lake") for r in (Role.HANDLER, Role.HEAD, Role.AREA_LEADER))
    handling.contact(number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=handler, at=at)
    handling.submit(number, share=1, result=Result.SOLVED, text="水管已修好，恢复供水。", by=handler, at=at)
    handling.review(number, share=1, by=head, at=at)
    handling.sign(number, share=1, by=leader, at=at)
    return orders.find(number, SYSTEM)


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


def test_every_state_has_its_words() -> None:
    assert set(SENTENCES) == set(OrderState)
    assert set(OrderState) - set(AT_STEP) == FINAL_STATES - {OrderState.CLOSED}


@pytest.mark.parametrize("headers", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("state", list(OrderState), ids=str)
def test_every_state_is_shown(
    state: OrderState, headers: dict[str, str], place: Town, client: Client
) -> None:
    order = order_at(state, place)
    page = page_of(client, order, headers)
    assert str(SENTENCES[state]) in page or headers is ZH
    assert order.number in page and page.count('class="stage ') in (2, 5)


def test_the_steps_show_what_is_done_and_what_comes(place: Town) -> None:
    stands = {
        state: [stage.stands for stage in queries.progress(order_at(state, place)).stages]
        for state in (OrderState.RECORDED, OrderState.DISPATCHED, OrderState.CLOSED, OrderState.WITHDRAWN)
    }
    assert stands[OrderState.RECORDED] == ["now", "later", "later", "later", "later"]
    assert stands[OrderState.DISPATCHED] == ["done", "done", "now", "later", "later"]
    assert stands[OrderState.CLOSED] == ["done"] * 5 and stands[OrderState.WITHDRAWN] == ["done", "done"]


def test_a_reply_is_shown_only_when_it_was_signed_off(place: Town, client: Client) -> None:
    share = share_at(AssignmentState.ASSIGNED, place)
    handler = place.actor(Role.HANDLER, "lake")
    at = AT + timedelta(hours=1)
    handling.contact(share.order.number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=handler, at=at)
    handling.submit(share.order.number, share=1, result=Result.SOLVED, text="草稿答复", by=handler, at=at)
    assert "草稿答复" not in page_of(client, share.order)
    page = page_of(client, replied(place))
    assert "水管已修好" in page and "样例湖滨街道" in page


def test_of_a_confidential_request_neither_words_nor_reply_are_shown(place: Town, client: Client) -> None:
    order = replied(place, confidential=True)
    page = page_of(client, order)
    assert "保密诉求" in page and order.text not in page and "水管已修好" not in page


def rated(client: Client, order: Order, **told: str) -> Any:
    sent = {
        "number": order.number,
        "contacted": "yes",
        "solved": "yes",
        "satisfied": "basically",
        "idem": "r",
    }
    return client.post("/public/request/rate/", sent | told, headers=ZH)


@pytest.mark.parametrize("nameless", [False, True], ids=["by party", "nameless"])
def test_the_requester_rates_the_reply(nameless: bool, place: Town, client: Client) -> None:
    party = Party.objects.create(kind="person", name_hash=b"", first_seen=AT)
    order = replied(place, **({} if nameless else {"requester": party.pk}))
    page_of(client, order)
    assert [rated(client, order, reason="修得快").status_code for _ in range(2)] == [302, 302]
    order.refresh_from_db()
    answer, event = Answer.objects.get(order=order), orders.timeline(order)[-1]
    assert (order.state, order.outcome, answer.means) == ("rated", "double_yes", "web")
    assert event.verb == Verb.RATE and event.seat == Role.REQUESTER
    assert event.by == (f"order:{order.number}" if nameless else f"party:{party.pk}")


def test_a_rating_needs_all_three_answers_and_a_reply(place: Town, client: Client) -> None:
    order = replied(place)
    page_of(client, order)
    assert rated(client, order, satisfied="").status_code == 422
    early = order_at(OrderState.DISPATCHED, place)
    page = page_of(client, early)
    assert 'action="/public/request/rate/"' not in page
    assert rated(client, early).status_code == 422 and not Answer.objects.exists()


def test_a_form_of_another_window_changes_nothing(place: Town, client: Client) -> None:
    one, two = replied(place), replied(place)
    page_of(client, two)
    assert rated(client, one).status_code == 422 and not Answer.objects.exists()


def test_the_requester_adds_words(place: Town, client: Client) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    page_of(client, order)
    sent = {"number": order.number, "text": "又停了", "idem": "s"}
    assert [client.post("/public/request/supplement/", sent).status_code for _ in range(2)] == [302, 302]
    assert [e.verb for e in orders.timeline(order)].count("supplement") == 1


def test_a_request_is_taken_back_until_the_unit_has_replied(place: Town, client: Client) -> None:
    for state, status in (
        (OrderState.ACCEPTED, 302),
        (OrderState.DISPATCHED, 302),
        (OrderState.REPLIED, 422),
    ):
        order = order_at(state, place)
        assert ("撤回诉求" in page_of(client, order)) is (status == 302)
        answer = client.post(
            "/public/request/withdraw/", {"number": order.number, "reason": "已解决"}, headers=ZH
        )
        assert answer.status_code == status
    assert Order.objects.filter(state=OrderState.WITHDRAWN).count() == 2


@pytest.mark.req("R014")
def test_opinions_and_suggestions_come_in_by_the_same_door_into_the_same_tray(
    place: Town, client: Client
) -> None:
    file(client, text="建议增设公交站", request_type="suggestion")
    order = Order.objects.get()
    assert order.request_type == "suggestion"
    assert order in orders.tray(Desk.INTAKE, place.actor(Role.AGENT, "centre"))


def test_asking_again_stays_with_the_request_and_is_counted(place: Town, client: Client) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    assert "催单" in page_of(client, order)
    for _ in range(2):
        sent = {"number": order.number, "text": "还没有人联系我", "idem": "once"}
        assert client.post("/public/request/press/", sent, headers=ZH).status_code == 302
    order.refresh_from_db()
    assert order.pressed == 1 and Order.objects.count() == 1


def test_a_divided_request_shows_its_matters_with_numbers_and_codes(place: Town, client: Client) -> None:
    agent = place.actor(Role.AGENT, "centre")
    whole = order_at(OrderState.RECORDED, place)
    first, second = intake.split(
        whole.number,
        [intake.Piece(text="停水两天"), intake.Piece(text="路灯坏了")],
        by=agent,
        at=AT + timedelta(hours=1),
    )
    page = page_of(client, whole)
    for part in (first, second):
        assert part.number in page and orders.tracking_code(part.number) in page


@pytest.mark.parametrize("path", ["supplement", "press", "withdraw", "rate"])
def test_without_an_opened_request_nothing_is_done(path: str, place: Town, client: Client) -> None:
    assert client.post(f"/public/request/{path}/", {"number": "1"})["Location"] == "/public/track/"


def test_opened_pages_are_kept_nowhere(place: Town, client: Client) -> None:
    order = order_at(OrderState.RECORDED, place)
    page_of(client, order)
    for path in ("request", "filed", "track", "file"):
        assert "no-store" in client.get(f"/public/{path}/")["Cache-Control"]


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
