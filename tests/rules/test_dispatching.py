"""The ways of dispatch kept apart, direct ranges, forwarding by kind, border zones, rosters, changed catalogues."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from jiesu.rules import borders, catalogues, dispatching, roster
from jiesu.rules.borders import Zone
from jiesu.rules.catalogues import Case, OwnLine
from jiesu.rules.dispatching import (
    DirectLine,
    Dispatching,
    ForwardLine,
    Pair,
    Part,
    Police,
    Way,
    check_forward,
    check_mode,
    forward_way,
    mode_of,
    offers,
    takes_directly,
)
from jiesu.rules.matters import Matter, When
from jiesu.rules.routing import Automatic, Body, Catalogue, Category, Duty, Post, Roster, suggest
from jiesu.rules.terms import Mode, RequestType, UnitRole
from jiesu.rules.verdict import Refusal

LAW = Dispatching(
    dual=Pair(frozenset({"street"}), frozenset({"district"}), "dual"),
    dual_send=Pair(frozenset({"street"}), frozenset({"office"}), "dual_send"),
    dual_order=Police(
        frozenset({"mass", "extreme"}),
        frozenset({"police"}),
        ("公安",),
        frozenset({"district", "street"}),
        "dual_order",
    ),
    forwarding=(
        ForwardLine(Way.SINGLE, When(types=frozenset({RequestType.INQUIRY})), "single"),
        ForwardLine(Way.SPLIT, When(tags=frozenset({"several"})), "split"),
        ForwardLine(Way.DUAL, When(categories=frozenset({"02"})), "dual"),
    ),
)
STREET = Post("lake", "湖滨街道", "street", "street", "/c/e/lake/")
OTHER = Post("hill", "山前街道", "street", "street", "/c/e/hill/")
DISTRICT = Post("east", "东区", "district", "district", "/c/e/")
WEST = Post("west", "西区", "district", "district", "/c/w/")
OFFICE = Post("housing", "东区房管局", "office", "district", "/c/e/")
POLICE = Post("ga", "东区公安分局", "office", "district", "/c/e/")
L, A = UnitRole.LEAD, UnitRole.ASSIST
DAY = date(2026, 3, 2)


@pytest.mark.req("R055", "R063", "R065", "R066")
@pytest.mark.parametrize(
    ("mode", "parts"),
    [
        (Mode.DIRECT, [(STREET, L)]),
        (Mode.DUAL, [(STREET, L), (DISTRICT, A)]),
        (Mode.DUAL_SEND, [(STREET, L), (OFFICE, A)]),
        (Mode.DUAL_SEND, [(OFFICE, L), (STREET, A)]),
        (Mode.DUAL_ORDER, [(POLICE, L), (DISTRICT, A)]),
        (Mode.DUAL_ORDER, [(STREET, L), (POLICE, A)]),
        (Mode.MULTI, [(STREET, L), (OFFICE, A), (POLICE, A)]),
    ],
)
def test_each_way_has_its_own_rule_and_its_clause(mode: Mode, parts: list[Part]) -> None:
    owners = frozenset(post.code for post, _ in parts)
    clause = check_mode(LAW, mode, parts, owners=owners)
    assert clause == ("" if mode in (Mode.DIRECT, Mode.MULTI) else str(mode))


@pytest.mark.parametrize(
    ("mode", "parts", "said"),
    [
        (Mode.DIRECT, [(STREET, L), (OFFICE, A)], "one unit"),
        (Mode.DUAL, [(STREET, L), (WEST, A)], "its own district"),
        (Mode.DUAL, [(DISTRICT, L), (STREET, A)], "street, which leads"),
        (Mode.DUAL, [(STREET, L), (OFFICE, A)], "its own district"),
        (Mode.DUAL_SEND, [(STREET, L), (DISTRICT, A)], "one department"),
        (Mode.DUAL_SEND, [(STREET, L), (OFFICE, A), (POLICE, A)], "one department"),
        (Mode.DUAL_ORDER, [(STREET, L), (DISTRICT, A)], "police"),
        (Mode.DUAL_ORDER, [(POLICE, L), (WEST, A)], "police"),
        (Mode.DUAL_ORDER, [(POLICE, L)], "police"),
        (Mode.MULTI, [(STREET, L)], "at least one"),
        (Mode.FORWARDED, [(STREET, L)], "forwarded"),
    ],
)
def test_units_that_do_not_make_a_way_are_refused(mode: Mode, parts: list[Part], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        check_mode(LAW, mode, parts, owners=frozenset({"lake", "housing"}))


def test_street_and_department_share_what_the_catalogue_gives_both_or_a_reason_says_why() -> None:
    parts = [(STREET, L), (OFFICE, A)]
    with pytest.raises(Refusal, match="why they share"):
        check_mode(LAW, Mode.DUAL_SEND, parts, owners=frozenset({"lake"}))
    assert (
        check_mode(LAW, Mode.DUAL_SEND, parts, owners=frozenset({"lake"}), reason="职能交叉") == "dual_send"
    )


@pytest.mark.req("R065")
def test_a_mass_request_goes_to_police_and_local_government_or_a_reason_says_why_not() -> None:
    with pytest.raises(Refusal, match="sudden"):
        check_mode(LAW, Mode.DIRECT, [(STREET, L)], tags=["mass"])
    check_mode(LAW, Mode.DIRECT, [(STREET, L)], tags=["mass"], reason="已由公安到场")
    check_mode(LAW, Mode.DUAL_ORDER, [(POLICE, L), (DISTRICT, A)], tags=["mass"])


def test_the_way_follows_from_the_units_where_nobody_says_it() -> None:
    assert mode_of(LAW, [(STREET, L)]) is Mode.DIRECT
    assert mode_of(LAW, [(STREET, L), (DISTRICT, A)]) is Mode.DUAL
    assert mode_of(LAW, [(STREET, L), (OFFICE, A)]) is Mode.MULTI
    assert mode_of(LAW, [(POLICE, L), (DISTRICT, A)], tags=["mass"]) is Mode.DUAL_ORDER
    assert mode_of(LAW, [(POLICE, L), (DISTRICT, A)]) is Mode.MULTI


AUTOMATIC = Automatic(
    Fraction(9, 10), Fraction(1, 5), Fraction(3, 5), 3, frozenset(), frozenset(), Fraction(0)
)


def catalogue(**duties: tuple[Duty, ...]) -> Catalogue:
    bodies = {
        "street": Body("街道", frozenset({"street"})), "office": Body("房管", frozenset({"office"}), ("房管",)),
        "district": Body("区", frozenset({"district"})), "community": Body("社区", frozenset({"community"})),
    }  # fmt: skip
    lines = {code.removeprefix("c"): Category(code, duties=some) for code, some in duties.items()}
    return Catalogue(
        {"02": Category("住房"), **lines}, bodies, AUTOMATIC, Duty("district"), Duty("district"), frozenset()
    )


CROSSING = catalogue(c0201=(Duty("street"), Duty("office")))
POSTS = [STREET, OTHER, DISTRICT, OFFICE, POLICE]


@pytest.mark.req("R081", "R063", "R065", "R055")
def test_the_ways_to_several_units_are_offered_where_they_fit() -> None:
    law = Roster(CROSSING, POSTS)
    said = suggest(CROSSING, law, area_path="/c/e/lake/", day=DAY, category="0201").value
    found = offers(LAW, law, said, area_path="/c/e/lake/", tags=["mass"])
    ways = [(o.mode, [code for code, _ in o.parts]) for o in found]
    assert ways == [(Mode.DUAL_ORDER, ["ga", "lake"]), (Mode.DUAL_SEND, ["housing", "lake"])]
    for offer in found:
        parts = [(law.posts[code], role) for code, role in offer.parts]
        check_mode(
            LAW, offer.mode, parts, owners=frozenset(c.unit for c in said.leads), tags=["mass"], reason="x"
        )


@pytest.mark.req("R056")
def test_the_range_of_direct_dispatch_is_a_switch_for_unit_and_matter_with_days() -> None:
    lines = [
        DirectLine("lake", "", False, date(2026, 1, 1)),
        DirectLine("lake", "02", True, date(2026, 2, 1)),
        DirectLine("lake", "0203", False, date(2026, 2, 1), date(2026, 2, 28)),
    ]
    ask = lambda unit, code, day: takes_directly(LAW, lines, unit, code, day)  # noqa: E731
    assert ask("hill", "0201", DAY), "nothing is said of it"
    assert not ask("lake", "0301", DAY) and ask("lake", "0201", DAY)
    assert not ask("lake", "0201", date(2026, 1, 15)), "the range was widened later"
    assert not ask("lake", "020301", date(2026, 2, 10)) and ask("lake", "020301", DAY)
    assert ask("lake", "0301", date(2025, 12, 31))


@pytest.mark.req("R062")
def test_the_district_forwards_by_the_kind_of_matter() -> None:
    assert forward_way(LAW, Matter(RequestType.INQUIRY)) == (Way.SINGLE, "single")
    assert forward_way(LAW, Matter(RequestType.HELP, category="0201"))[0] is Way.DUAL
    assert forward_way(LAW, Matter(RequestType.HELP))[0] is None
    one, two = [(STREET, L)], [(STREET, L), (OFFICE, A)]
    check_forward(Way.SINGLE, one, {})
    check_forward(Way.DUAL, two, {})
    check_forward(None, two, {})
    check_forward(Way.SPLIT, two, {"lake": "清运", "housing": "修缮"})
    bad = [(Way.SINGLE, two, {}), (Way.DUAL, one, {}), (Way.SPLIT, one, {}), (Way.SPLIT, two, {"lake": "x"})]
    for way, parts, items in bad:
        with pytest.raises(Refusal):
            check_forward(way, parts, items)


@pytest.mark.req("R076")
def test_a_community_takes_part_where_the_catalogue_says_so() -> None:
    law = catalogue(
        c0201=(Duty("street"), Duty("community", role=A, clause="art 17")), c0202=(Duty("street"),)
    )
    willow = Post("willow", "柳荫社区", "community", "community", "/c/e/lake/w/")
    basis = lambda post, code: dispatching.community_basis(law, post, code, "/c/e/lake/w/", DAY)  # noqa: E731
    assert basis(willow, "0201") == "art 17" and basis(willow, "0202") == "" and basis(STREET, "0201") == ""


# --- border zones


@pytest.mark.req("R082")
def test_a_place_lies_in_a_border_zone_by_its_point_or_by_its_words() -> None:
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0))
    shape = {"type": "Polygon", "coordinates": [ring, hole]}
    zone = Zone("z", "分界路", ("/c/e/lake/", "/c/e/hill/"), ("分界路",), borders.rings_of(shape))
    ask = lambda path, words, point=None: borders.zone_of([zone], area_path=path, words=words, point=point)  # noqa: E731
    assert ask("/c/e/lake/", "x", (3.0, 3.0)) is zone and ask("/c/e/lake/", "分界路", (9.0, 9.0)) is None
    assert ask("/c/e/lake/", "x", (1.5, 1.5)) is None, "a hole does not belong to it"
    assert ask("/c/e/lake/w/", "分界路南侧") is zone and ask("/c/e/", "分界路") is zone
    assert ask("/c/w/", "分界路") is None and ask("/c/e/lake/", "别处") is None
    many = borders.rings_of({"type": "MultiPolygon", "coordinates": [[ring], [hole]]})
    assert len(many) == 2 and borders.rings_of(None) == ()


# --- rosters


@pytest.mark.req("R036", "R042")
def test_a_rotation_comes_again_and_uncovered_hours_are_found() -> None:
    start = datetime(2026, 3, 2, 0, 0)  # noqa: DTZ001
    day = timedelta(days=1)
    shifts = list(roster.turns(start, start + day / 2, every=1, until=start + 3 * day))
    assert len(shifts) == 3 and shifts[1] == (start + day, start + 1.5 * day)
    empty = roster.gaps(shifts, since=start, until=start + 2 * day)
    assert empty == [(start + day / 2, start + day), (start + 1.5 * day, start + 2 * day)]
    assert roster.hours(empty) == 24.0
    assert (
        roster.gaps(
            [(start, start + day), (start + day, start + 2 * day)], since=start, until=start + 2 * day
        )
        == []
    )
    assert roster.gaps([], since=start, until=start + day) == [(start, start + day)]
    overlapping = [(start - day, start + day / 2), (start + day / 4, start + 2 * day)]
    assert roster.gaps(overlapping, since=start, until=start + day) == []
    for bad in ({"every": 0}, {"until": start + timedelta(days=99999)}):
        with pytest.raises(Refusal):
            list(roster.turns(start, start + day, **({"every": 1, "until": start + day} | bad)))  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        list(roster.turns(start, start, every=1, until=start + day))


# --- changed catalogues


@pytest.mark.req("R051")
def test_a_districts_own_line_comes_before_the_citys_in_its_area_alone() -> None:
    city = catalogue(c0201=(Duty("street"),))
    line = OwnLine("e", "0201", "housing", L, "区目录", DAY)
    own = catalogues.refined(city, [line])
    ask = lambda path, day=DAY: [  # noqa: E731
        c.unit for c in suggest(own, Roster(own, [*POSTS, WEST]), area_path=path, day=day, category="0201").value.leads
    ]  # fmt: skip
    assert ask("/c/e/lake/") == ["housing"]
    assert ask("/c/e/lake/", DAY - timedelta(days=1)) == ["lake"]
    assert (
        suggest(city, Roster(city, POSTS), area_path="/c/e/lake/", day=DAY, category="0201")
        .value.leads[0]
        .unit
        == "lake"
    )
    with pytest.raises(Refusal, match="never lead"):
        catalogues.check_own("community", L)


@pytest.mark.req("R050")
def test_a_change_of_the_catalogue_tells_which_orders_it_would_move() -> None:
    law = catalogue(c0201=(Duty("street"),), c0202=(Duty("office"),))
    other = catalogues.changed(law, "0201", before="street", after="office")
    cases = [
        Case("1", "0201", "/c/e/lake/"),
        Case("2", "0202", "/c/e/lake/"),
        Case("3", "0201", "/c/e/hill/"),
    ]
    found = catalogues.moved(law, other, POSTS, cases, DAY)
    assert [(m.number, m.before, m.after) for m in found] == [
        ("1", "lake", "housing"),
        ("3", "hill", "housing"),
    ]
    assert catalogues.holds(other, "0201", before="street", after="office", role=L)
    assert not catalogues.holds(law, "0201", before="street", after="office", role=L)
    assert [d.body for d in law.duties_of("0201")] == ["street"], "the catalogue itself is as it was"
    for said in ({"before": "office"}, {"after": "street"}, {}, {"after": "nobody"}):
        with pytest.raises(Refusal):
            catalogues.changed(law, "0201", **said)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        catalogues.changed(law, "99", after="street")
