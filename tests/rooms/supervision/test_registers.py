"""The registers: meetings and topics, talks, reviews, papers, posts, outside supervision; who may and what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from jiesu.intake import actions as intake
from jiesu.intake.words import Tag
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.registers import EntryState, Register, Step
from jiesu.rules.supervision import Form, ItemState, Misconduct
from jiesu.rules.terms import Grade, OrderState, Outcome, Role, Satisfied, Solved, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries, ticks
from jiesu.supervision.actions import Said
from jiesu.supervision.kinds import Manner, Promise, Talk
from jiesu.supervision.models import Entry, Item, Stage
from tests.builders import AT, Town, order_at, share_at
from tests.builders import new_order as told

DAY = timedelta(days=1)
LATER = AT + timedelta(hours=1)


def east(place: Town) -> Actor:
    return place.actor(Role.SUPERVISOR, "east")


def lake(place: Town, role: Role = Role.REQUEST_CENTRE) -> Actor:
    return place.actor(role, "lake")


def opened(place: Town, register: Register, by: Actor | None = None, **said: object) -> Entry:
    return actions.enter(register, Said("样例条目", **said), by=by or east(place), at=AT)  # type: ignore[arg-type]


def taken(entry: Entry, step: Step, by: Actor, **said: object) -> Entry:
    return actions.take(entry.pk, step, by=by, at=LATER, **({"words": "样例说明。"} | said))  # type: ignore[arg-type]


def hard_order(place: Town) -> str:
    share = share_at("claimed", place)  # type: ignore[arg-type]
    orders.advance(
        share.order.number, Verb.GRADE, share=1, by=lake(place), at=AT + timedelta(minutes=9),
        facts={"grade": Grade.VERY_HARD},
    )  # fmt: skip
    return str(share.order.number)


@pytest.mark.req("R153")
@pytest.mark.parametrize("tag", [Tag.BEYOND_CITY, Tag.HISTORICAL], ids=str)
def test_what_lies_beyond_the_city_is_sent_to_special_coordination(place: Town, tag: Tag) -> None:
    share = share_at("claimed", place)  # type: ignore[arg-type]
    number = str(share.order.number)
    assert not queries.rows(queries.List.OFFERED, lake(place), LATER)
    head, told = place.actor(Role.HEAD, "lake"), "属中央单位管辖"
    intake.flag(number, add=[tag], reason=told, by=head, at=AT + timedelta(minutes=9))
    assert [o.number for o in queries.rows(queries.List.OFFERED, lake(place), LATER)] == [number]
    ((_, topic),) = actions.propose_topics([number], by=lake(place), at=LATER)
    assert isinstance(topic, Entry) and topic.order is not None and topic.order.number == number
    assert not queries.rows(queries.List.OFFERED, lake(place), LATER).exists()


@pytest.mark.req("R156", "R161")
def test_very_hard_orders_are_offered_and_put_on_the_next_wednesday(place: Town) -> None:
    number = hard_order(place)
    offered = queries.rows(queries.List.OFFERED, lake(place), LATER)
    assert [o.number for o in offered] == [number]
    ((_, topic),) = actions.propose_topics([number], by=lake(place), at=LATER)
    assert isinstance(topic, Entry) and topic.state == EntryState.PROPOSED
    assert not queries.rows(queries.List.OFFERED, lake(place), LATER).exists()
    meeting = opened(place, Register.MEETING)
    assert meeting.day == date(2026, 3, 4) and meeting.day.isoweekday() == 3
    with pytest.raises(NotYours):
        taken(topic, Step.SCHEDULE, lake(place))
    district = place.actor(Role.DISPATCHER, "east")
    topic = taken(topic, Step.SCHEDULE, east(place) if topic.issuer.code == "east" else district)
    assert (topic.state, topic.day) == (EntryState.AGENDA, date(2026, 3, 4))
    topic = taken(topic, Step.CARRY, east(place))
    assert (topic.state, topic.count) == (EntryState.CARRIED, 1)
    topic = taken(topic, Step.SCHEDULE, east(place))
    topic = taken(topic, Step.DISCUSS, east(place), words="由房管局牵头，湖滨街道配合。")
    topic = taken(topic, Step.RESOLVE, east(place), words="三十日内完成改造。", units=["housing", "lake"])
    assert topic.state == EntryState.RESOLVED and topic.figures["units"] == ["housing", "lake"]
    assert [s.words for s in topic.stages.filter(step="resolve")] == ["三十日内完成改造。"]


@pytest.mark.req("R157")
@pytest.mark.parametrize(("again", "state"), [(0, EntryState.HELD), (2, EntryState.RECURRED)])
def test_after_thirty_days_same_kind_requests_since_the_resolution_are_counted(
    place: Town, again: int, state: EntryState
) -> None:
    topic = opened(place, Register.TOPIC, number=hard_order(place))
    for step in (Step.SCHEDULE, Step.DISCUSS, Step.RESOLVE):
        topic = taken(topic, step, east(place))
    agent = place.actor(Role.AGENT, "centre")
    for _ in range(again):
        orders.open(told(), by=agent, at=LATER + DAY)
    orders.open(told(category="噪声"), by=agent, at=LATER + DAY)
    assert actions.check_recurrence(LATER + 29 * DAY) == 0
    assert actions.check_recurrence(LATER + 31 * DAY) == 1
    topic.refresh_from_db()
    assert (topic.state, topic.figures["recurrences"]) == (state, again)
    assert actions.check_recurrence(LATER + 32 * DAY) == 0


def rated(place: Town, unit: str, outcome: Outcome, how_many: int = 1) -> None:
    no = outcome is Outcome.DOUBLE_NO
    answers = {
        "contacted": not no, "solved": Solved.NO if no else Solved.YES,
        "satisfied": Satisfied.NO if no else Satisfied.YES, "outcome": outcome,
    }  # fmt: skip
    for _ in range(how_many):
        order = order_at(OrderState.DRAWN, place, unit=unit)
        by = place.actor(Role.FOLLOWUP_AGENT, "centre")
        orders.advance(order.number, Verb.RATE, by=by, at=AT + timedelta(minutes=30), facts=answers)


@pytest.mark.req("R246", "R247")
def test_the_bottom_of_each_league_is_marked_and_reviewed_at_three_levels(place: Town) -> None:
    rated(place, "lake", Outcome.DOUBLE_NO)
    rated(place, "hill", Outcome.DOUBLE_YES)
    rated(place, "housing", Outcome.DOUBLE_YES)
    month, end = date(2026, 3, 1), AT + 30 * DAY
    tables = queries.monthly(east(place), month, end)
    assert [(r.unit.code, r.place, r.low) for r in tables["街乡镇"]] == [
        ("hill", 1, False),
        ("lake", 2, True),
    ]
    assert [r.unit.code for r in tables["部门"]] == ["housing"]
    made = actions.open_reviews(month, by=east(place), at=end)
    assert [(e.unit.code, e.figures["place"]) for e in made if e.unit] == [("lake", 2)]
    assert actions.open_reviews(month, by=east(place), at=end) == []
    review = made[0]
    assert queries.review_levels(review) == ["科室、社区复盘", "单位复盘", "区级复盘"]
    with pytest.raises(Refusal):
        taken(review, Step.LEVEL, place.actor(Role.HEAD, "hill"))
    review = taken(review, Step.LEVEL, lake(place, Role.HEAD))
    review = taken(review, Step.LEVEL, lake(place, Role.MAIN_LEADER))
    assert (review.state, review.count) == (EntryState.OPEN, 2)
    review = taken(review, Step.LEVEL, east(place))
    assert (review.state, review.count) == (EntryState.DONE, 3) and review.ended_at == LATER


@pytest.mark.req("R261", "R262")
def test_lagging_units_are_proposed_for_breakfast_and_what_was_found_is_followed(place: Town) -> None:
    rated(place, "lake", Outcome.DOUBLE_NO)
    rated(place, "hill", Outcome.DOUBLE_YES)
    end = AT + 30 * DAY
    breakfast = actions.invite(date(2026, 3, 1), day=date(2026, 4, 2), by=east(place), at=end)
    assert (breakfast.figures["units"], breakfast.day) == (["lake"], date(2026, 4, 2))
    breakfast = taken(breakfast, Step.MEET, east(place), words="区长主持，剖析供水类问题。")
    assert breakfast.state == EntryState.MET
    point = opened(place, Register.POINT, unit="lake", parent=breakfast.pk, words="供水投诉居高不下。")
    assert list(breakfast.children.all()) == [point]
    with pytest.raises(NotYours):
        taken(point, Step.REPLY, east(place))
    taken(point, Step.REPLY, lake(place), words="已与供水企业建立联动。")
    assert taken(point, Step.FINISH, east(place)).state == EntryState.DONE
    with pytest.raises(Refusal):
        actions.invite(date(2026, 1, 1), day=date(2026, 2, 2), by=east(place), at=end)


@pytest.mark.req("R248")
def test_a_talk_keeps_causes_and_promises_and_is_checked_next_month(place: Town) -> None:
    talk = opened(
        place, Register.TALK, unit="lake", kind=str(Talk.TALK), words="原因：力量不足。承诺：增派两人。"
    )
    assert talk.due is not None and talk.due.astimezone().date() > date(2026, 3, 31)
    checked = taken(talk, Step.CHECK, east(place), kind=str(Promise.PARTLY), words="已增派一人。")
    assert checked.state == EntryState.KEPT
    assert checked.stages.get(step="check").kind == Promise.PARTLY
    with pytest.raises(Refusal):
        taken(talk, Step.CHECK, east(place))


@pytest.mark.req("R276")
def test_the_discipline_group_lists_whom_to_talk_to_and_records_it(place: Town) -> None:
    rated(place, "willow", Outcome.DOUBLE_NO, 2)
    own = place.units["lake"]
    (row,) = queries.discipline_list(own, date(2026, 3, 1), AT + 20 * DAY)
    assert (row.unit.code, row.tally.orders, row.many) == ("willow", 2, True)
    by = lake(place, Role.DISCIPLINE)
    talk = opened(place, Register.TALK, by, unit="willow", kind=str(Talk.DISCIPLINE), words="高发约谈。")
    assert talk.issuer == own and queries.kind_of(talk) is Talk.DISCIPLINE


@pytest.mark.req("R257")
def test_a_recommendation_letter_is_replied_to_by_the_unit_and_finished_by_the_body(place: Town) -> None:
    letter = opened(place, Register.LETTER, unit="lake", words="建议完善物业监管。", due=AT + 10 * DAY)
    with pytest.raises(NotYours):
        taken(letter, Step.REPLY, east(place))
    taken(letter, Step.REPLY, lake(place), words="已采纳。")
    taken(letter, Step.RETURN, east(place), words="措施不具体。")
    taken(letter, Step.REPLY, lake(place), words="已明确责任人和期限。")
    assert taken(letter, Step.FINISH, east(place)).state == EntryState.DONE


@pytest.mark.req("R258")
def test_an_inspection_opinion_is_seen_by_few_and_its_measures_are_recorded(place: Town) -> None:
    watch = place.actor(Role.DISCIPLINE, "watch")
    opinion = opened(place, Register.OPINION, watch, unit="lake", words="督促整改推诿问题。")
    assert not queries.entries(lake(place)).filter(pk=opinion.pk).exists()
    taken(opinion, Step.REPLY, lake(place, Role.MAIN_LEADER), words="已开展专项整治。")
    assert taken(opinion, Step.FINISH, watch).state == EntryState.DONE


@pytest.mark.req("R283")
def test_an_inspection_task_goes_down_from_the_city_and_comes_back(place: Town) -> None:
    centre = place.actor(Role.SUPERVISOR, "centre")
    task = opened(place, Register.TASK, centre, unit="east", words="督查供暖保障。", due=AT + 10 * DAY)
    taken(task, Step.PASS_ON, east(place), units=["lake", "hill"], words="请街道自查。")
    with pytest.raises(Refusal):
        taken(task, Step.PASS_ON, east(place), units=["heat"])
    below = {e.unit.code: e for e in task.children.all() if e.unit}
    assert set(below) == {"lake", "hill"} and below["lake"].issuer.code == "east"
    taken(below["lake"], Step.REPLY, lake(place), words="自查完毕。")
    taken(below["lake"], Step.FINISH, east(place))
    taken(task, Step.REPLY, place.actor(Role.MAIN_LEADER, "east"), words="全区自查完毕。")
    assert taken(task, Step.FINISH, centre).state == EntryState.DONE


@pytest.mark.req("R256", "R260", "R278")
@pytest.mark.parametrize("kind", list(Misconduct), ids=str)
def test_an_accountability_decision_has_its_kind_of_misconduct_and_its_form(
    place: Town, kind: Misconduct
) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    said = {"unit": "lake", "person": "lake.head", "number": order.number, "words": "推诿扯皮，提醒谈话。"}
    watch = place.actor(Role.DISCIPLINE, "watch")
    with pytest.raises(Refusal):
        opened(place, Register.MEASURE, watch, kind=str(kind), **said)
    made = opened(place, Register.MEASURE, watch, kind=str(kind), form=str(Form.FIRST), **said)
    assert (made.kind, made.form, made.person.login if made.person else "") == (kind, Form.FIRST, "lake.head")
    assert not queries.entries(lake(place, Role.HEAD), Register.MEASURE).filter(unit__code="hill").exists()
    with pytest.raises(NotYours):
        opened(place, Register.MEASURE, lake(place, Role.HEAD), kind=str(kind), form=str(Form.FIRST), **said)


@pytest.mark.req("R279")
def test_media_criticism_becomes_supervision_and_ends_with_its_rectification(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place)
    media = opened(place, Register.MEDIA, number=order.number, words="样例日报：停水多日无人管。")
    media = taken(media, Step.ROUTE, east(place))
    item = Item.objects.get()
    assert (media.item, item.origin, item.track) == (item, "outside", "inspection")
    with pytest.raises(Refusal):
        taken(media, Step.RECTIFY, east(place))
    actions.explain(order.number, item=item.pk, words="已整改。", by=lake(place), at=LATER)
    actions.confirm(order.number, item=item.pk, words="已核实。", by=east(place), at=LATER)
    assert taken(media, Step.RECTIFY, east(place), words="已通水并公开回应。").state == EntryState.DONE


@pytest.mark.req("R280", part="the page of the public is proven with the public's pages")
def test_a_requester_reports_bad_handling_to_the_body_above_the_unit(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place)
    heard = actions.hear(order.number, words="没人来过就说办结了。", at=LATER, key="once")
    assert actions.hear(order.number, words="没人来过就说办结了。", at=LATER, key="once") == heard
    assert (heard.issuer.code, heard.unit.code if heard.unit else "") == ("east", "lake")
    routed = taken(heard, Step.ROUTE, east(place))
    assert routed.item is not None and routed.item.state == ItemState.ISSUED
    other = actions.hear(order.number, words="态度不好。", at=LATER)
    assert taken(other, Step.DISMISS, east(place), words="经核查不属实。").state == EntryState.DISMISSED
    with pytest.raises(Refusal):
        actions.hear(order.number, words=" ", at=LATER)


@pytest.mark.req("R281")
def test_media_and_public_are_reported_together_with_their_outcomes(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place)
    opened(place, Register.MEDIA, number=order.number, words="样例日报报道。")
    heard = actions.hear(order.number, words="敷衍。", at=LATER)
    taken(heard, Step.DISMISS, east(place), words="经核查已整改到位。")
    opened(place, Register.TALK, unit="lake", words="点评。")
    rows = {e.register: (e.state, e.outcome) for e in queries.outside(east(place))}
    assert rows == {"media": ("open", None), "public": ("dismissed", "经核查已整改到位。")}
    assert not queries.outside(place.actor(Role.HEAD, "hill")).exists()


@pytest.mark.req("R254")
def test_what_cannot_be_solved_below_goes_to_the_district_with_a_reason(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    with pytest.raises(Refusal):
        opened(place, Register.COORDINATION, number=order.number)
    listed = opened(place, Register.COORDINATION, number=order.number, words="产权不清，街道无权处置。")
    with pytest.raises(NotYours):
        taken(listed, Step.DECIDE, lake(place))
    listed = taken(listed, Step.DECIDE, place.actor(Role.DISTRICT_LEADER, "east"), units=["housing"])
    assert (listed.state, listed.figures["units"]) == (EntryState.DECIDED, ["housing"])


@pytest.mark.req("R277", "R285")
def test_guidance_staff_are_sent_to_streets_and_log_sessions_online_and_on_site(place: Town) -> None:
    order_at(OrderState.DISPATCHED, place)
    assert [(u.code, n) for u, n in queries.crowded(east(place), LATER)] == [("lake", 1)]
    post = opened(place, Register.GUIDANCE, unit="lake", person="east.handler", words="热点：供水。")
    guide = place.actor(Role.HANDLER, "east")
    for manner in Manner:
        taken(post, Step.LOG, guide, kind=str(manner))
    assert [s.kind for s in post.stages.filter(step="log").order_by("pk")] == ["online", "offline"]
    with pytest.raises((NotYours, Refusal)):
        taken(post, Step.LOG, place.actor(Role.HANDLER, "hill"))
    assert taken(post, Step.FINISH, east(place)).ended_at == LATER


@pytest.mark.req("R118")
def test_a_long_standing_case_lies_in_one_persons_hands_until_it_is_closed(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    case = opened(place, Register.CASE, lake(place), number=order.number, person="lake.main_leader")
    with pytest.raises(Refusal):
        opened(place, Register.CASE, lake(place), number=order.number, person="lake.head")
    row = queries.rows(queries.List.DAILY, lake(place), LATER).get()
    assert row.in_charge == "样例主要领导"
    taken(case, Step.LOG, lake(place, Role.MAIN_LEADER))
    taken(case, Step.FINISH, lake(place))
    assert queries.rows(queries.List.DAILY, lake(place), LATER).get().in_charge is None


@pytest.mark.req("R286")
def test_one_page_shows_meetings_double_supervision_and_specialists_of_a_unit(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    for code in ("office", "affairs"):
        demand = actions.Demand("请说明。")
        actions.supervise(order.number, demand=demand, by=place.actor(Role.SUPERVISOR, code), at=LATER)
    opened(place, Register.SPECIALIST, unit="lake", person="east.specialist", words="24小时：样例热线")
    opened(place, Register.TALK, unit="lake", words="点评。")
    found = queries.of_unit("lake", east(place))
    assert set(found) == {"talk", "specialist"}
    assert [e.person.name for e in queries.specialists_of(place.units["lake"].path) if e.person] == [
        "样例服务专员"
    ]
    assert queries.unit_effect(place.units["lake"])["items"] == 2


def test_what_was_done_with_an_entry_is_never_changed(place: Town) -> None:
    opened(place, Register.TALK, unit="lake", words="点评。")
    with pytest.raises(DatabaseError), transaction.atomic():
        Stage.objects.update(words="改写")


def test_a_tick_with_nothing_due_does_nothing(place: Town) -> None:
    ticks.run(AT)
    assert ticks.run(AT) == ""
    assert SYSTEM.seats
