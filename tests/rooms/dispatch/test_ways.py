"""The ways of dispatch at the desk: each by its rule, borders, direct ranges, returns, disputes, the chain."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.directory.kinds import UnitKind, UnitLevel
from jiesu.directory.models import Border, Shift, Unit
from jiesu.dispatch import actions, queries
from jiesu.dispatch.kinds import Change, Contest, Decision, Ground
from jiesu.dispatch.models import Attempt, Objection, Proposal
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Level, Mode, OrderState, RequestType, Role, UnitRole
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.handling.test_evidence import log_in

pytestmark = pytest.mark.usefixtures("nobody_checks")

HOUR = timedelta(hours=1)
LATER = AT + HOUR
GARBAGE, STALLS = "010101", "010201"


def fresh(order: Order) -> Order:
    return orders.find(order.number, SYSTEM)


def dispatcher(place: Town, unit: str = "centre") -> Actor:
    return place.actor(Role.DISPATCHER, unit)


def centre_of(place: Town, unit: str) -> Actor:
    return place.actor(Role.REQUEST_CENTRE, unit)


def add_unit(place: Town, code: str, name: str, kind: UnitKind, parent: str, area: str) -> Unit:
    boss = place.units[parent]
    place.units[code] = Unit.objects.create(
        code=code, name=name, kind=kind, level=UnitLevel.DISTRICT, parent=boss, area=place.areas[area],
        path=f"{boss.path}{code}/",
    )  # fmt: skip
    return place.units[code]


def modes(order: Order) -> list[tuple[str, str, str]]:
    return [(s.unit.code, str(s.role), str(s.mode)) for s in orders.shares_of(order)]


@pytest.mark.req("R055")
def test_a_dual_dispatch_gives_street_and_district_a_share_each_to_be_tracked(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    event = actions.dispatch(order.number, units=["lake", "east"], by=dispatcher(place), at=LATER)
    assert modes(order) == [("lake", "lead", "dual"), ("east", "assist", "dual")]
    assert event.facts["mode"] == Mode.DUAL and event.facts["way_basis"]
    assert "copied_to" not in event.facts or event.facts["copied_to"] is None, "the district holds it itself"
    other = order_at(OrderState.ACCEPTED, place)
    with pytest.raises(Refusal, match="own district"):
        actions.dispatch(other.number, units=["lake", "west"], mode=Mode.DUAL, by=dispatcher(place), at=LATER)
    assert fresh(other).state == OrderState.ACCEPTED


@pytest.mark.req("R057", "R054")
def test_a_department_of_a_district_gets_it_directly_and_the_district_is_told(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    event = actions.dispatch(order.number, units=["housing"], by=dispatcher(place), at=LATER)
    assert modes(order) == [("housing", "lead", "direct")] and event.facts["copied_to"] == ["east"]


@pytest.mark.req("R063", "R081")
def test_where_duties_cross_the_form_offers_street_and_department_with_a_lead(
    place: Town, client: Client
) -> None:
    add_unit(place, "law", "样例东区综合行政执法局", UnitKind.DISTRICT_DEPARTMENT, "east", "d-east")
    order = order_at(OrderState.ACCEPTED, place, at=clock.now() - HOUR, category=STALLS)
    log_in(client, "centre.dispatcher")
    html = client.get(f"/dispatch/{order.number}/dispatch/").content.decode()
    assert 'name="mode" value="dual_send"' in html and "派单目录将该事项同时列给街道（乡镇）和部门。" in html
    said = {"lead": "lake", "assist": "law", "mode": "dual_send", "category": STALLS}
    assert client.post(f"/dispatch/{order.number}/dispatch/", said).status_code == 302
    assert modes(order) == [("lake", "lead", "dual_send"), ("law", "assist", "dual_send")]
    plain = order_at(OrderState.ACCEPTED, place, category=GARBAGE)
    told: dict[str, Any] = {"units": ["lake", "law"], "mode": Mode.DUAL_SEND, "by": dispatcher(place)}
    with pytest.raises(Refusal, match="why they share"):
        actions.dispatch(plain.number, at=LATER, **told)


@pytest.mark.req("R065")
@pytest.mark.parametrize("tag", ["sudden", "mass", "extreme"])
def test_a_grave_request_goes_to_police_and_local_government_together(place: Town, tag: str) -> None:
    add_unit(place, "ga", "样例公安分局", UnitKind.POLICE, "east", "d-east")
    order = order_at(OrderState.ACCEPTED, place, tags=(tag,), category=GARBAGE)
    before = Event.objects.count()
    with pytest.raises(Refusal, match="together, or say why"):
        actions.dispatch(order.number, units=["lake"], by=dispatcher(place), at=LATER)
    assert Event.objects.count() == before
    actions.dispatch(order.number, units=["ga", "east"], by=dispatcher(place), at=LATER)
    assert modes(order) == [("ga", "lead", "dual_order"), ("east", "assist", "dual_order")]
    other = order_at(OrderState.ACCEPTED, place, tags=(tag,), category=GARBAGE)
    assert actions.automatic(LATER)[0] == 0, "a machine never sends it"
    event = actions.dispatch(
        other.number, units=["lake"], note="公安已到场处置", by=dispatcher(place), at=LATER
    )
    assert event.facts["note"] == "公安已到场处置"


@pytest.mark.req("R082")
def test_in_a_border_zone_nothing_is_dispatched_before_the_jurisdiction_is_checked(
    place: Town, client: Client
) -> None:
    zone = Border.objects.create(code="z1", name="样例分界路", words=["分界路"])
    zone.areas.set([place.areas["s-lake"], place.areas["s-hill"]])
    order = order_at(
        OrderState.ACCEPTED, place, at=clock.now() - HOUR, category=GARBAGE, place="分界路12号", level=None
    )
    by = dispatcher(place)
    assert actions.automatic(clock.now()) == (0, 1)
    with pytest.raises(Refusal, match="jurisdiction"):
        actions.dispatch(order.number, units=["lake"], by=by, at=clock.now())
    ((_, result),) = actions.confirm_many([order.number], by=by, at=clock.now())
    assert isinstance(result, Refusal) and fresh(order).state == OrderState.ACCEPTED
    log_in(client, "centre.dispatcher")
    html = client.get(f"/dispatch/{order.number}/dispatch/").content.decode()
    assert "样例分界路" in html
    said = {"lead": "lake", "checked": "两街道现场勘界，属湖滨"}
    assert client.post(f"/dispatch/{order.number}/dispatch/", said).status_code == 302
    event = next(e for e in orders.timeline(order) if "border" in e.facts)
    assert (event.facts["border"], event.facts["checked"]) == ("z1", "两街道现场勘界，属湖滨")


@pytest.mark.req("R056")
def test_what_a_unit_takes_directly_is_said_for_each_unit_and_matter(place: Town) -> None:
    by = dispatcher(place)
    closed: dict[str, Any] = {"unit": "lake", "reason": "试点前由区转派", "valid_from": date(2026, 1, 1)}
    with pytest.raises(NotYours):
        actions.set_direct(opens=False, by=centre_of(place, "lake"), at=AT, **closed)
    actions.set_direct(opens=False, by=by, at=AT, **closed)
    order = order_at(OrderState.ACCEPTED, place, category=GARBAGE, level=None)
    with pytest.raises(Refusal, match="level above"):
        actions.dispatch(order.number, units=["lake"], by=by, at=LATER)
    assert actions.automatic(LATER) == (0, 1), "the gate asks the same"
    actions.set_direct(**(closed | {"reason": "扩大直派"}), category="0101", opens=True, by=by, at=LATER)
    assert actions.automatic(LATER + HOUR)[0] == 1
    assert modes(order) == [("lake", "lead", "direct")]


@pytest.mark.req("R076")
def test_a_community_assists_by_the_catalogue_or_by_an_approval(place: Town) -> None:
    by = dispatcher(place)
    listed = order_at(OrderState.ACCEPTED, place, category="110201")
    event = actions.dispatch(listed.number, units=["lake", "willow"], by=by, at=LATER)
    assert "willow" in event.facts["communities"]
    other = order_at(OrderState.ACCEPTED, place, category=GARBAGE)
    with pytest.raises(Refusal, match="who approved"):
        actions.dispatch(other.number, units=["lake", "willow"], by=by, at=LATER)
    approved = "街道主要领导批准"
    event = actions.dispatch(other.number, units=["lake", "willow"], approval=approved, by=by, at=LATER)
    assert event.facts["communities"] == {"willow": approved}
    own = share_at(AssignmentState.CLAIMED, place, category=GARBAGE)
    said: dict[str, Any] = {"share": 1, "units": ["willow"], "by": centre_of(place, "lake"), "reason": "入户"}
    with pytest.raises(Refusal, match="who approved"):
        actions.forward(own.order.number, at=LATER, **said)
    actions.forward(own.order.number, at=LATER, approval=approved, **said)


@pytest.mark.req("R062")
def test_the_district_forwards_by_the_kind_of_request(place: Town) -> None:
    def came(**changes: Any) -> tuple[str, Actor]:
        return share_at(AssignmentState.CLAIMED, place, unit="east", **changes).order.number, centre_of(
            place, "east"
        )

    number, by = came(request_type=RequestType.INQUIRY)
    with pytest.raises(Refusal, match="one unit"):
        actions.forward(number, share=1, units=["lake", "housing"], by=by, at=LATER, reason="x")
    event = actions.forward(number, share=1, units=["lake"], by=by, at=LATER, reason="属地")
    assert event.facts["way"] == "single"
    number, by = came(tags=("several_units",))
    with pytest.raises(Refusal, match="which item"):
        actions.forward(number, share=1, units=["lake", "housing"], by=by, at=LATER, reason="分项")
    items = {"lake": "清运垃圾", "housing": "修缮屋面"}
    actions.forward(number, share=1, units=["lake", "housing"], items=items, by=by, at=LATER, reason="分项")
    born = [e.facts.get("item") for e in orders.timeline(orders.find(number, SYSTEM))[-2:]]
    assert born == ["清运垃圾", "修缮屋面"]


@pytest.mark.req("R046", "R061", "R080")
def test_one_order_goes_down_the_chain_each_level_with_four_fifths_of_what_remains(place: Town) -> None:
    own = share_at(AssignmentState.CLAIMED, place, unit="east")
    number, at = own.order.number, LATER
    actions.forward(number, share=1, units=["lake"], by=centre_of(place, "east"), at=at, reason="属地")
    actions.forward(
        number,
        share=2,
        units=["willow"],
        by=centre_of(place, "lake"),
        at=at,
        reason="入户",
        approval="领导批准",
    )
    one, two, three = orders.shares_of(own.order)
    assert one.due is not None and two.due is not None and three.due is not None
    assert two.due == at + (one.due - at) * 4 / 5 and three.due == at + (two.due - at) * 4 / 5
    assert (two.parent_id, three.parent_id, three.role) == (one.pk, two.pk, UnitRole.ASSIST)
    assert two.state == AssignmentState.SENT or two.state == AssignmentState.FORWARDED
    hops = [
        (e.verb, e.share, e.by, e.at) for e in orders.timeline(own.order) if e.verb in ("dispatch", "forward")
    ]
    assert [hop[:2] for hop in hops] == [
        ("dispatch", None), ("dispatch", 1), ("forward", 1), ("dispatch", 2), ("forward", 2), ("dispatch", 3),
    ]  # fmt: skip


def test_a_command_centre_forwards_to_the_units_beside_it_where_the_law_says_so(place: Town) -> None:
    """Units that hang on the district's government beside its command centre."""
    add_unit(place, "gov", "样例东区政府", UnitKind.DISTRICT_GOVERNMENT, "centre", "d-east")
    beside = add_unit(place, "urban", "样例东区城管委", UnitKind.DISTRICT_DEPARTMENT, "centre", "d-east")
    own = share_at(AssignmentState.CLAIMED, place, unit="east")
    actions.forward(
        own.order.number, share=1, units=["urban"], by=centre_of(place, "east"), at=LATER, reason="职能"
    )
    assert orders.shares_of(own.order)[1].unit_id == beside.pk
    other = share_at(AssignmentState.CLAIMED, place, unit="lake")
    with pytest.raises(Refusal, match="not below"):
        actions.forward(
            other.order.number, share=1, units=["hill"], by=centre_of(place, "lake"), at=LATER, reason="x"
        )


# --- objection, dispute, return


def object_to(place: Town, number: str, share: int, unit: str, **more: Any) -> Event:
    said: dict[str, Any] = {"ground": Ground.NOT_OURS, "reason": "非本单位职责", "basis": "三定方案"}
    return actions.object(number, share=share, by=centre_of(place, unit), at=LATER, **(said | more))


@pytest.mark.req("R068")
def test_a_blocked_return_is_kept_though_nothing_changed(place: Town) -> None:
    own = share_at(AssignmentState.CLAIMED, place)
    number, before = own.order.number, Event.objects.count()
    with pytest.raises(Refusal):
        object_to(place, number, 1, "lake", basis="")
    with pytest.raises(NotYours):
        object_to(place, number, 1, "hill")
    assert Event.objects.count() == before
    row = Attempt.objects.get()
    assert (row.unit.code, row.ground, row.by) == ("lake", Ground.NOT_OURS, "person:lake.request_centre")
    assert "legal basis" in row.refusal and queries.attempts_of(own.order) == [row]


@pytest.mark.req("R070")
def test_two_units_that_both_refuse_make_a_dispute_whose_ruling_binds_and_changes_the_catalogue(
    place: Town,
) -> None:
    order = order_at(OrderState.ACCEPTED, place, category=GARBAGE)
    actions.dispatch(order.number, units=["lake"], by=dispatcher(place), at=AT + HOUR / 2)
    object_to(place, order.number, 1, "lake", proposed="housing")
    assert Objection.objects.get().kind == Contest.OBJECTION
    actions.uphold(
        order.number, share=1, units=["housing"], by=dispatcher(place), at=LATER, reason="先由房管办理"
    )
    object_to(place, order.number, 2, "housing", proposed="lake")
    rows = {row.unit.code: row for row in Objection.objects.all()}
    assert {row.kind for row in rows.values()} == {Contest.DISPUTE}
    assert (rows["lake"].against, rows["housing"].against) == (["housing"], ["lake"])
    event = actions.uphold(
        order.number,
        share=2,
        units=["hill"],
        by=dispatcher(place),
        at=LATER,
        reason="跨界，由山前办理",
        change=False,
    )
    assert event.facts["designated"] is True
    with pytest.raises(Refusal, match="designated"):
        object_to(place, order.number, 3, "hill")
    other = share_at(AssignmentState.SENT, place, category=GARBAGE)
    object_to(place, other.order.number, 1, "lake", proposed="housing")
    actions.uphold(
        other.order.number,
        share=1,
        units=["housing"],
        by=dispatcher(place),
        at=LATER,
        reason="属房管职责",
        change=True,
    )
    proposal = Proposal.objects.get()
    assert (proposal.category, proposal.change, proposal.before, proposal.after) == (
        GARBAGE, Change.MOVE, "street", "housing",
    )  # fmt: skip
    assert proposal.order_id == other.order_id and proposal.reason == "属房管职责"


@pytest.mark.req("R071", "R072")
def test_an_order_that_came_back_twice_is_talked_over_before_it_goes_out_again(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place)
    by = dispatcher(place)
    for n, unit in enumerate(("lake", "hill"), 1):
        actions.dispatch(order.number, units=[unit], by=by, at=LATER)
        object_to(place, order.number, n, unit)
        actions.uphold(order.number, share=n, by=by, at=LATER, reason="确非其职责")
    with pytest.raises(Refusal, match="consult before"):
        actions.dispatch(order.number, units=["housing"], by=by, at=LATER)
    actions.consult(order.number, units=["housing"], question="由谁承办", by=by, at=LATER)
    actions.conclude(
        order.number, minutes="会商", decision="房管主办", lead="housing", by=by, at=LATER + HOUR
    )
    actions.dispatch(order.number, units=["housing"], by=by, at=LATER + HOUR)
    with pytest.raises(Refusal, match="designated"):
        object_to(place, order.number, 3, "housing")


# --- the person on duty


@pytest.mark.req("R042")
def test_each_received_share_names_who_was_on_duty(place: Town) -> None:
    person = place.person(Role.REQUEST_CENTRE, "lake")
    Shift.objects.create(unit=place.units["lake"], person=person, starts=AT, ends=AT + 12 * HOUR)
    order = order_at(OrderState.ACCEPTED, place, category=GARBAGE, level=None)
    actions.dispatch(order.number, units=["lake", "housing"], by=dispatcher(place), at=LATER)
    first, second = orders.timeline(order)[-2:]
    assert first.facts["on_duty"] == "lake.request_centre" and "on_duty" not in second.facts
    other = order_at(OrderState.ACCEPTED, place, category=GARBAGE, level=None)
    assert actions.automatic(LATER)[0] == 1
    assert orders.timeline(other)[-1].facts["on_duty"] == "lake.request_centre"
    late = order_at(OrderState.ACCEPTED, place)
    actions.dispatch(late.number, units=["lake"], by=dispatcher(place), at=AT + 13 * HOUR)
    assert "on_duty" not in orders.timeline(late)[-1].facts


# --- keeping the catalogue


@pytest.mark.req("R051")
def test_a_district_refines_the_catalogue_for_its_own_units(place: Town) -> None:
    said: dict[str, Any] = {"category": GARBAGE, "basis": "区派单目录", "valid_from": date(2026, 1, 1)}
    with pytest.raises(NotYours):
        actions.add_line(unit="heat", by=dispatcher(place, "east"), at=AT, **said)
    with pytest.raises(NotYours):
        actions.add_line(unit="housing", by=dispatcher(place, "west"), at=AT, **said)
    with pytest.raises(Refusal, match="never lead"):
        actions.add_line(unit="willow", by=dispatcher(place, "east"), at=AT, **said)
    line = actions.add_line(unit="housing", by=dispatcher(place, "east"), at=AT, **said)
    with pytest.raises(Refusal, match="already"):
        actions.add_line(unit="housing", by=dispatcher(place, "east"), at=AT, **said)
    order = order_at(OrderState.ACCEPTED, place, category=GARBAGE, level=None)
    assert actions.automatic(LATER)[0] == 1
    assert modes(order) == [("housing", "lead", "direct")]
    actions.end_line(line.pk, on=date(2026, 3, 1), by=dispatcher(place, "east"), at=LATER)
    other = order_at(OrderState.ACCEPTED, place, category=GARBAGE, level=None)
    assert actions.automatic(LATER + HOUR)[0] == 1
    assert modes(other) == [("lake", "lead", "direct")]


@pytest.mark.req("R050")
def test_a_proposal_tells_which_orders_it_would_move_and_is_decided_once(place: Town) -> None:
    order = order_at(OrderState.ACCEPTED, place, category=GARBAGE)
    actions.dispatch(order.number, units=["lake"], by=dispatcher(place), at=LATER)
    said: dict[str, Any] = {"category": GARBAGE, "before": "street", "after": "housing"}
    row = actions.propose(reason="职责调整", by=dispatcher(place), at=LATER, **said)
    assert row.change == Change.MOVE and row.routing == "routing/2019-01-01"
    moved = actions.moves_of(row, LATER + HOUR)
    assert [(m.number, m.before, m.after) for m in moved] == [(order.number, "lake", "housing")]
    with pytest.raises(Refusal, match="already"):
        actions.propose(category=GARBAGE, after="street", reason="x", by=dispatcher(place), at=LATER)
    with pytest.raises(NotYours):
        actions.decide(row.pk, decision=Decision.ADOPTED, reason="x", by=centre_of(place, "lake"), at=LATER)
    editor = place.actor(Role.LAW_EDITOR, "centre")
    actions.decide(row.pk, decision=Decision.ADOPTED, reason="同意", by=editor, at=LATER)
    with pytest.raises(Refusal, match="decided"):
        actions.decide(row.pk, decision=Decision.DECLINED, reason="x", by=editor, at=LATER)
    assert actions.contained(LATER) == 0, "no published version contains it yet"
    assert Level(fresh(order).level) is Level.P2, "past orders stay as they were"
