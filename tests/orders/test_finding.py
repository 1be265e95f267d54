"""What is found by words and by likeness, by whom, and that no personal data is in any index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.orders import face as orders
from jiesu.orders import finding as finding_orders
from jiesu.orders import index, queries, whole
from jiesu.orders.models import Order, Words
from jiesu.reading import finding
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.terms import AssignmentState, Role
from tests.builders import AT, SEATS, Town, new_order, share_at, town

pytestmark = pytest.mark.django_db
PHONE, IDENTITY, PLATE = "13800138000", "110101199003077777", "京A12345"
PLANTED = (PHONE, IDENTITY, "12345678", "欧阳样例", "阳样", "样例", "例甲", "a12345")
TEXT = (
    f"我叫欧阳样例，电话{PHONE}，身份证{IDENTITY}，房号牌{PLATE}，编号12345678，三号楼电梯停运，请例甲转告。"
)


@pytest.fixture
def sample() -> Town:
    return town()


def numbers(found: object) -> list[str]:
    return [hit.order.number for hit in found.hits]  # type: ignore[attr-defined]


def test_one_character_and_any_longer_phrase_are_found(sample: Town) -> None:
    by = sample.actor(Role.AGENT, "centre")
    water = orders.open(new_order(), by=by, at=AT)
    lift = orders.open(new_order(title="电梯坏了", text="电梯停运三天", place=""), by=by, at=AT)
    for said, expected in (
        ("水", [water]), ("停", [water, lift]), ("停水", [water]), ("停运三天", [lift]), ("停三天", []),
        ("修", [water]), ("电梯 三天", [lift]), ("電梯", [lift]), ("电梯 停水", []),
    ):  # fmt: skip
        found = orders.search(said, by, AT + timedelta(hours=1))
        assert sorted(numbers(found)) == sorted(o.number for o in expected), said


def test_a_title_weighs_more_and_a_newer_order_comes_first(sample: Town) -> None:
    by = sample.actor(Role.AGENT, "centre")
    old = orders.open(new_order(text="路灯不亮", title="路灯"), by=by, at=AT - timedelta(days=700))
    new = orders.open(new_order(text="路灯不亮", title="路灯"), by=by, at=AT)
    aside = orders.open(new_order(text="楼道很黑，路灯也不亮", title="楼道照明"), by=by, at=AT)
    assert numbers(orders.search("路灯", by, AT)) == [new.number, aside.number, old.number] or numbers(
        orders.search("路灯", by, AT)
    ) == [new.number, old.number, aside.number]
    assert numbers(orders.search("路灯", by, AT, newest=True))[-1] == old.number
    assert numbers(orders.search("路灯", by, AT, since=AT - timedelta(days=1))) == [new.number, aside.number]


@pytest.mark.req("R494", part="search and near-copies; the pages are proven elsewhere")
def test_confidential_orders_are_found_only_by_those_who_may_read_them(sample: Town) -> None:
    agent, leader = sample.actor(Role.AGENT, "centre"), sample.actor(Role.SUPERVISOR, "centre")
    hidden = orders.open(new_order(confidential=True, text="举报柳荫社区三号楼违法建设"), by=agent, at=AT)
    assert numbers(orders.search("违法建设", agent, AT)) == [hidden.number]
    assert numbers(orders.search("违法建设", leader, AT)) == []
    assert [c.order.number for c in orders.near("举报柳荫社区三号楼违法建设", agent)] == [hidden.number]
    assert orders.near("举报柳荫社区三号楼违法建设", leader) == []


def test_nobody_finds_beyond_the_own_sight(sample: Town) -> None:
    orders.open(new_order(), by=sample.actor(Role.AGENT, "centre"), at=AT)
    stranger = sample.actor(Role.HEAD, "hill")
    assert numbers(orders.search("停水", stranger, AT)) == []
    assert orders.near(new_order().text, stranger) == []


def test_near_copies_survive_light_edits(sample: Town) -> None:
    by = sample.actor(Role.AGENT, "centre")
    kept = orders.open(new_order(), by=by, at=AT)
    orders.open(new_order(title="路灯", text="小区门口路灯不亮已有一周，夜里出行很不方便"), by=by, at=AT)
    found = orders.near("柳荫社区3号楼停水两天了，一直没人来修，请尽快处理！", by)
    assert [c.order.number for c in found] == [kept.number] and found[0].likeness > 0.75


def test_a_copy_in_sight_is_found_behind_many_out_of_sight(sample: Town) -> None:
    """A form letter that went to everybody: whoever sees only one of them finds that one."""
    letter = "请把柳荫社区三号楼前面的路灯修好，夜里出行很不方便，已经反映多次一直没有人来"
    agent, head = sample.actor(Role.AGENT, "centre"), sample.actor(Role.HEAD, "hill")
    mine = orders.open(new_order(text=letter[:-2] + "人来看", desk="hill", area="s-hill"), by=SYSTEM, at=AT)
    for _ in range(finding_orders.COMPARED + 5):
        orders.open(new_order(text=letter), by=agent, at=AT)
    assert [copy.order.number for copy in orders.near(letter, head)] == [mine.number]
    assert len(orders.near(letter, agent)) == finding_orders.COMPARED


def test_a_copy_is_the_whole_order_as_the_table_has_it(sample: Town) -> None:
    by = sample.actor(Role.AGENT, "centre")
    near_by = orders.open(new_order(area="s-hill", tags=("水",)), by=by, at=AT)
    nowhere = orders.open(new_order(area=""), by=by, at=AT + timedelta(days=1))
    hidden = orders.open(new_order(confidential=True), by=by, at=AT)
    pks = [nowhere.pk, hidden.pk, near_by.pk]
    read = whole.read(pks, since=None, confidential=True, most=3)
    assert [one.pk for one in read] == pks
    for one in read:
        told = Order.objects.select_related("area").get(pk=one.pk)
        for field in Order._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(told, field.attname), field.attname
        assert one.area == told.area and (one.area is None or one.area.path == told.area.path)
    assert [one.pk for one in whole.read(pks, since=None, confidential=False, most=1)] == [nowhere.pk]
    copies = orders.near(new_order().text, by, since=AT + timedelta(hours=1))
    assert [copy.order.number for copy in copies] == [nowhere.number]


def test_a_band_counts_at_its_own_place_alone(sample: Town) -> None:
    """Bands of other places that have the same few bits are nothing in common."""
    kept = orders.open(new_order(), by=sample.actor(Role.AGENT, "centre"), at=AT)
    bands = Words.objects.get(order=kept).bands
    assert [one.bands for one in finding_orders._sharing(bands, 200, 20)] == [len(bands)]
    assert finding_orders._sharing(bands[1:] + bands[:1], 200, 20) == []


def every_way(sample: Town) -> list[int]:
    """Orders with planted personal data, born in each of the ways."""
    by = sample.actor(Role.AGENT, "centre")
    party = callers.remember(kind="person", name="例甲", phone=PHONE, at=AT)
    told = new_order(text=TEXT, title=TEXT[:60], place=f"三号楼 {PHONE}", names=("例甲",))
    single = orders.open(new_order(text=TEXT, title=TEXT[:60], requester=party.pk), by=by, at=AT)
    orders.open_many([told], by=SYSTEM, at=AT)
    begun = orders.begin(told, by=by, at=AT)
    orders.open_accepted(told, begun, at=AT)
    return [single.pk, *Words.objects.exclude(order=single.pk).values_list("pk", flat=True)]


def planted_in_the_index() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tokens::text, bands::text FROM orders_words")
        kept = "\n".join(f"{tokens} {bands}" for tokens, bands in cursor.fetchall())
    return [word for word in PLANTED if f"'{word}'" in kept or (len(word) > 4 and word in kept)]


def test_no_name_and_no_number_is_in_the_index(sample: Town) -> None:
    made = every_way(sample)
    assert len(made) == 3 and planted_in_the_index() == []
    agent = sample.actor(Role.AGENT, "centre")
    assert len(numbers(orders.search("电梯停运", agent, AT))) == 3
    for said in PLANTED:
        found = orders.search(said, agent, AT)
        assert not found.hits, said
    assert not orders.search(PHONE, agent, AT).asked
    Words.objects.all().delete()
    assert orders.catch_up() == 3 and orders.catch_up() == 0
    assert "'例甲'" not in str(Words.objects.values_list("tokens", flat=True).filter(pk=made[0]))
    assert Words.objects.count() == 3
    index.rewrite(made[:1])
    assert [w for w in planted_in_the_index() if w != "例甲"] == []


def test_the_bands_know_nothing_of_a_number(sample: Town) -> None:
    one, other = index.rows(
        [index.Told("", "电话13800138000，三号楼停水"), index.Told("", "电话13912345678，三号楼停水")]
    )
    assert one == other


def test_an_excerpt_shows_where_the_words_stand() -> None:
    pieces = finding.excerpt("您好。" * 30 + "小区停水三天，电话13800138000。", "停水")
    assert [p.text for p in pieces if p.hit] == ["停水"]
    assert not any("13800138000" in p.text for p in pieces)


def test_the_page_searches_by_post(sample: Town, client: Client) -> None:
    orders.open(new_order(), by=sample.actor(Role.AGENT, "centre"), at=AT)
    client.force_login(sample.person(Role.AGENT, "centre"), "django.contrib.auth.backends.ModelBackend")
    said = {"said": "停水", "sort": "best"}
    page = client.post("/orders/search/", said, headers={"Accept-Language": "zh-hans"})
    assert "<mark>停水</mark>" in page.content.decode()
    assert "<mark>" not in client.get("/orders/search/?said=停水").content.decode()
    assert (
        "不进入任何索引"
        in client.post(
            "/orders/search/", {"said": PHONE}, headers={"Accept-Language": "zh-hans"}
        ).content.decode()
    )


def test_who_seeks_by_the_units_finds_the_same_orders_as_who_looks_at_all(sample: Town) -> None:
    """Every seat of the sample town, seats on a line, two seats at once: orders held, asked for, at the own desk."""
    share_at(AssignmentState.ESCALATED, sample)
    share_at(AssignmentState.HANDLING, sample, unit="hill")
    for desk in ("hill", "east", "centre"):
        orders.open(new_order(desk=desk), by=SYSTEM, at=AT)
    actors = [sample.actor(role, unit) for unit, roles in SEATS.items() for role in roles]
    hill, line = sample.units["hill"].path, Seat(Role.HEAD, "housing", sample.units["housing"].path)
    actors += [
        Actor("person:x", seats=(Seat(line.role, line.unit, line.path, guided=(hill,)),)),
        Actor("person:x", seats=(Seat(Role.HEAD, "willow", sample.units["willow"].path), line)),
        Actor("person:x"),
    ]
    seen = {}
    for actor in actors:
        seen[actor.key] = set(queries.visible_to(actor).values_list("pk", flat=True))
        assert set(queries.sought_by(actor).values_list("pk", flat=True)) == seen[actor.key], actor
    assert {len(pks) for pks in seen.values()} >= {0, 1, 2, 5}
