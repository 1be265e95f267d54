"""The pages: each desk's first page opens, lists and registers show, forms lead on, refusals are said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiesu.kit import clock
from jiesu.rules.registers import Register
from jiesu.rules.supervision import ItemState
from jiesu.rules.terms import OrderState, Role
from jiesu.supervision import actions
from jiesu.supervision.actions import Demand, Said
from jiesu.supervision.models import Board, Bulletin, Clue, Entry, Group, Item, Sample
from jiesu.supervision.queries import OPENS, List
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)


def enter(place: Town, role: Role, unit: str) -> Client:
    client = Client()
    client.force_login(place.person(role, unit), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def order(place: Town, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return str(order_at(OrderState.DISPATCHED, place).number)


@pytest.mark.parametrize(
    ("role", "unit", "first"),
    [
        (Role.SUPERVISOR, "office", "desk"), (Role.DISCIPLINE, "watch", "leader"),
        (Role.DISTRICT_LEADER, "east", "leader"), (Role.MAIN_LEADER, "lake", "leader"),
        (Role.SPECIALIST, "east", "specialist"),
    ],
)  # fmt: skip
def test_each_role_lands_on_its_own_page(place: Town, order: str, role: Role, unit: str, first: str) -> None:
    answer = enter(place, role, unit).get("/", follow=True)
    assert answer.request["PATH_INFO"] == reverse(f"supervision:{first}")
    assert answer.status_code == 200


PAGES = (
    "/supervision/", "/supervision/outside/", "/supervision/leader/", "/supervision/registers/", "/supervision/board/",
    "/supervision/ranking/", "/supervision/monthly/", "/supervision/bulletins/", "/supervision/effects/",
    "/supervision/groups/", "/supervision/samples/", "/supervision/specialist/", "/supervision/units/lake/",
    "/supervision/groups/new/", "/supervision/samples/new/", "/supervision/bulletins/new/", "/supervision/clues/",
    "/supervision/talks/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_for_a_supervisor(place: Town, order: str, language: str) -> None:
    client = enter(place, Role.SUPERVISOR, "office")
    client.cookies["django_language"] = language
    actions.supervise(order, demand=Demand("请办理。"), by=place.actor(Role.SUPERVISOR, "office"), at=LATER)
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("which", list(List), ids=str)
def test_every_list_opens_with_the_next_click_and_leaves_as_csv(place: Town, order: str, which: List) -> None:
    role, unit = next(
        (r, u)
        for r, u in ((Role.MAIN_LEADER, "lake"), (Role.SUPERVISOR, "east"), (Role.DISTRICT_LEADER, "east"))
        if r in OPENS[which]
    )
    client = enter(place, role, unit)
    address = reverse("supervision:list", args=[which])
    assert client.get(address).status_code == 200
    assert client.get(address + "?format=csv").status_code == 200
    if which is List.DAILY:
        assert order in client.get(address).content.decode()
    assert enter(place, Role.HANDLER, "lake").get(address).status_code == 403


@pytest.mark.parametrize("register", list(Register), ids=str)
def test_every_register_opens_with_its_form(place: Town, order: str, register: Register) -> None:
    client = enter(place, Role.SUPERVISOR, "east")
    assert client.get(reverse("supervision:register", args=[register])).status_code == 200
    assert client.get(reverse("supervision:new_entry", args=[register])).status_code == 200
    assert client.get("/supervision/registers/nothing/").status_code == 409


def test_a_plan_chooses_its_category_by_name(place: Town, order: str) -> None:
    """The duty catalogue is offered while typing; words that it does not know are refused in words."""
    client = enter(place, Role.SUPERVISOR, "east")
    client.cookies["django_language"] = "zh-hans"
    address = reverse("supervision:new_entry", args=[Register.PLAN])
    path = "住房城乡建设 / 物业管理"
    assert f'<option value="{path} [0201]">' in client.get(address).content.decode()
    said = {
        "title": "物业预案",
        "threshold": 20,
        "days": 3,
        "within": "2 wd",
        "words": "到场核实。",
        "idem": "p",
    }
    assert "派单目录中没有这一分类" in client.post(address, said | {"category": "没有的事"}).content.decode()
    for n, words in enumerate((f"{path} [0201]", "0201", "物业管理")):
        answer = client.post(address, said | {"category": words, "idem": f"p{n}"})
        assert answer.status_code == 302
        assert Entry.objects.latest("pk").figures["category"] == "0201"
    shown = client.get(answer["Location"]).content.decode()
    assert f"{path} (0201)" in shown and "2个工作日" in shown and "2 wd" not in shown


def test_a_board_offers_the_queue_only_to_whom_it_opens(place: Town, order: str) -> None:
    for role, unit in ((Role.MAIN_LEADER, "lake"), (Role.SUPERVISOR, "east")):
        client = enter(place, role, unit)
        offered = reverse("supervision:queue") in client.get("/supervision/board/").content.decode()
        assert offered is (client.get(reverse("supervision:queue")).status_code == 200)


def test_a_demand_is_made_answered_and_confirmed_on_the_pages(place: Town, order: str) -> None:
    above, unit = enter(place, Role.SUPERVISOR, "east"), enter(place, Role.REQUEST_CENTRE, "lake")
    address = f"/supervision/{order}/supervise/"
    assert "湖滨街道" in above.get(address).content.decode()
    assert above.post(address, {"words": ""}).status_code == 200 and not Item.objects.exists()
    assert above.post(address, {"words": "请今日恢复供水。", "idem": "a"}).status_code == 302
    item = Item.objects.get()
    page = unit.get("/supervision/?waits=explain").content.decode()
    assert f"/supervision/{order}/explain/?item={item.pk}" in page
    answered = {"item": item.pk, "words": "已抢修。", "evidence": "照片2张"}
    assert unit.post(f"/supervision/{order}/explain/", answered).status_code == 302
    assert "照片2张" in unit.get(f"/orders/{order}/").content.decode()
    refused = unit.post(f"/supervision/{order}/explain/", answered)
    assert refused.status_code == 200
    assert (
        f"/supervision/{order}/confirm/?item={item.pk}"
        in above.get("/supervision/?waits=judge").content.decode()
    )
    assert above.get(f"/supervision/{order}/insist/").status_code == 200
    assert (
        above.post(f"/supervision/{order}/confirm/", {"item": item.pk, "words": "已核实。"}).status_code
        == 302
    )
    item.refresh_from_db()
    assert item.state == ItemState.VERIFIED
    for verb in ("urge", "investigate"):
        assert above.post(f"/supervision/{order}/{verb}/", {"words": "请办。"}).status_code == 302


def test_the_leader_decides_and_comes_to_the_verb_that_carries_it_out(place: Town, order: str) -> None:
    actions.supervise(order, demand=Demand("请办理。"), by=place.actor(Role.SUPERVISOR, "east"), at=LATER)
    key = str(order_at(OrderState.DISPATCHED, place, tags=("mass",)).number)
    client = enter(place, Role.MAIN_LEADER, "lake")
    assert key in client.get("/supervision/queue/").content.decode()
    answer = client.post("/supervision/queue/", {"number": key, "what": "supervise", "remark": "抓紧。"})
    assert answer["Location"] == f"/supervision/{key}/supervise/"
    assert key not in client.get("/supervision/queue/").content.decode()


def test_many_orders_get_one_demand_from_a_list(place: Town, order: str) -> None:
    client = enter(place, Role.MAIN_LEADER, "lake")
    asked = client.post("/supervision/issue/urge/", {"pick": [order]})
    assert f'value="{order}"' in asked.content.decode() and not Item.objects.exists()
    done = client.post("/supervision/issue/urge/", {"pick": [order, "0"], "words": "今日办结。"})
    assert done.status_code == 200 and Item.objects.get().demand == "今日办结。"
    offered = client.post("/supervision/offer/", {"pick": [order]})
    assert offered.status_code == 200 and Entry.objects.get().register == Register.TOPIC


def test_an_entry_is_made_and_taken_on(place: Town, order: str) -> None:
    above, unit = enter(place, Role.SUPERVISOR, "east"), enter(place, Role.HEAD, "lake")
    said = {"title": "建议书一号", "unit": "lake", "words": "请完善监管。", "due": "2026-03-20T18:00"}
    assert above.post("/supervision/registers/letter/new/", said).status_code == 302
    letter = Entry.objects.get()
    assert (
        f"/supervision/entries/{letter.pk}/reply/"
        in unit.get(f"/supervision/entries/{letter.pk}/").content.decode()
    )
    assert unit.post(f"/supervision/entries/{letter.pk}/reply/", {"words": "已采纳。"}).status_code == 302
    assert above.post(f"/supervision/entries/{letter.pk}/finish/", {"words": "同意。"}).status_code == 302
    assert above.post(f"/supervision/entries/{letter.pk}/finish/", {"words": "同意。"}).status_code == 200
    assert above.post("/supervision/registers/task/new/", {"title": "x"}).status_code == 200
    assert enter(place, Role.HEAD, "hill").get(f"/supervision/entries/{letter.pk}/").status_code == 409


def test_groups_samples_clues_and_bulletins_on_their_pages(place: Town, order: str) -> None:
    office = enter(place, Role.SUPERVISOR, "office")
    bodies = {"name": "督导组", "bodies": ["office", "watch", "affairs"]}
    assert office.post("/supervision/groups/new/", bodies).status_code == 302
    group = Group.objects.get()
    asked = {
        "kind": "supervise",
        "since": "2026-03-01",
        "until": "2026-03-31",
        "bodies": ["office", "affairs"],
    }
    assert office.post("/supervision/samples/new/", asked).status_code == 302
    sample = Sample.objects.get()
    page = office.get(f"/supervision/samples/{sample.pk}/").content.decode()
    assert sample.seed in page and order in page
    assert office.post(f"/supervision/samples/{sample.pk}/", {"words": "双督办。"}).status_code == 200
    assert Item.objects.get().issuer == place.units["office"]
    assert office.post(f"/supervision/groups/{group.pk}/end/").status_code == 302
    assert (
        office.post(f"/supervision/{order}/clue/", {"kind": "inaction", "words": "无人办理。"}).status_code
        == 302
    )
    clue = Clue.objects.get()
    assert "无人办理" in office.get(f"/supervision/clues/{clue.pk}/").content.decode()
    assert office.post(f"/supervision/clues/{clue.pk}/send/", {"to": "watch"}).status_code == 302
    watch = enter(place, Role.DISCIPLINE, "watch")
    assert watch.post(f"/supervision/clues/{clue.pk}/receive/").status_code == 302
    assert watch.post(f"/supervision/clues/{clue.pk}/conclude/", {"outcome": "已谈话。"}).status_code == 302


def test_bulletins_and_frozen_boards_on_their_pages(place: Town, order: str) -> None:
    leader, below = enter(place, Role.MAIN_LEADER, "lake"), enter(place, Role.HEAD, "willow")
    said = {"kind": "month", "day": "2026-03-02", "words": "总体平稳。"}
    assert leader.post("/supervision/bulletins/new/", said).status_code == 302
    own = Bulletin.objects.get()
    assert "总体平稳" in leader.get(f"/supervision/bulletins/{own.pk}/").content.decode()
    assert leader.post(f"/supervision/bulletins/{own.pk}/circulate/").status_code == 302
    assert below.post(f"/supervision/bulletins/{own.pk}/acknowledge/").status_code == 302
    assert leader.get("/supervision/board/2026-03-01/").status_code == 409
    actions.freeze_boards(AT.replace(hour=15))
    assert Board.objects.filter(unit__code="lake").exists()
    page = leader.get("/supervision/board/2026-03-02/").content.decode()
    assert order in page and "23:00" in page
    assert leader.get("/supervision/board/?unit=hill").status_code == 403


def test_reviews_and_breakfast_start_from_the_monthly_ranking(place: Town, order: str) -> None:
    client = enter(place, Role.SUPERVISOR, "east")
    assert client.post("/supervision/monthly/reviews/", {"month": "2026-03"}).status_code == 302
    assert (
        client.post("/supervision/monthly/invite/", {"month": "2026-03", "day": "2026-03-04"}).status_code
        == 409
    )
    assert enter(place, Role.HEAD, "lake").post("/supervision/monthly/reviews/").status_code == 403


def test_a_specialist_sees_the_units_and_logs_the_work(place: Town, order: str) -> None:
    said = Said("驻湖滨", unit="lake", person="east.specialist", words="24小时服务")
    post = actions.enter(Register.SPECIALIST, said, by=place.actor(Role.SUPERVISOR, "east"), at=AT)
    client = enter(place, Role.SPECIALIST, "east")
    page = client.get("/supervision/specialist/").content.decode()
    assert order in page and "湖滨街道" in page
    assert client.post(f"/supervision/entries/{post.pk}/log/", {"words": "到岗指导。"}).status_code == 302
    assert post.stages.filter(step="log").count() == 1
