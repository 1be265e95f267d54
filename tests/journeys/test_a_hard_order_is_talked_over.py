"""A hard order: talked over before dispatch, sent, instructed upon from a phone, transferred straight, carried out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.dispatch import actions
from jiesu.dispatch.models import Consultation, Instruction
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Role
from tests.builders import AT, Town, order_at
from tests.journeys.conftest import PASSWORD, PHONE, Clock, Desks, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.req("R072", "R079", "R145")
def test_a_hard_order_is_talked_over_and_a_leader_instructs_from_the_phone(
    desks: Desks, place: Town, time: Clock
) -> None:
    order = order_at(OrderState.ACCEPTED, place, at=AT - timedelta(hours=1), tags=("mass",))
    number = order.number
    dispatcher = desks.of(Role.DISPATCHER, "centre")
    dispatcher.goto(f"/dispatch/{number}/dispatch/")
    picture(dispatcher, "40-grave-request")
    dispatcher.get_by_role("link", name="派单会商").first.click()
    dispatcher.fill("[name=units]", "样例热力公司，样例湖滨街道")
    dispatcher.fill("[name=question]", "红线内管线由谁承办？")
    send(dispatcher)
    assert "会商中" in dispatcher.content()
    time.later(minutes=20)
    asked = desks.of(Role.HEAD, "heat")
    asked.goto("/dispatch/opinions/")
    asked.get_by_role("link", name=number).click()
    asked.select_option("[name=ours]", "yes")
    asked.fill("[name=text]", "红线内管线归我公司，可主办。")
    send(asked)
    dispatcher.goto(f"/dispatch/{number}/conclude/")
    picture(dispatcher, "41-conclusion")
    dispatcher.fill("[name=minutes]", "热力公司、湖滨街道书面会商。")
    dispatcher.fill("[name=decision]", "由湖滨街道主办。")
    dispatcher.fill("[name=lead]", "样例湖滨街道")
    send(dispatcher)
    dispatcher.goto(f"/dispatch/{number}/dispatch/")
    assert "由湖滨街道主办。" in dispatcher.content()
    assert dispatcher.input_value("main section.panel [name=lead]:not([type=hidden])") == "样例湖滨街道"
    dispatcher.fill("[name=note]", "公安已到场，现场平稳")
    send(dispatcher)
    assert orders.find(number, SYSTEM).state == OrderState.DISPATCHED
    actions.put_before(
        number,
        leader="east.district_leader",
        why="群体性诉求",
        by=place.actor(Role.DISPATCHER, "east"),
        at=time(),
    )
    time.later(minutes=10)
    phone = desks.visitor(PHONE)
    phone.goto("/login/")
    phone.fill("[name=username]", "east.district_leader")
    phone.fill("[name=password]", PASSWORD)
    phone.locator("form button.btn-primary").first.click()
    phone.wait_for_url(lambda address: "/login/" not in address)
    phone.goto("/dispatch/instructions/")
    picture(phone, "42-phone-instructions")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.get_by_role("link", name="停水").first.click()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.fill("[name=text]", "请房管局即刻到场配合，今日恢复供水。")
    phone.select_option("[name=unit]", "housing")
    picture(phone, "43-phone-instruct")
    send(phone)
    row = Instruction.objects.get()
    assert row.unit is not None and row.unit.code == "housing"
    assert Consultation.objects.get().lead is not None
    unit = desks.of(Role.HEAD, "housing")
    unit.goto("/dispatch/instructed/")
    unit.get_by_role("link", name="样例东区房管局").first.click()
    unit.fill("[name=text]", "已到场，18时恢复供水。")
    send(unit)
    assert "已落实" in unit.content()
    dispatcher.goto("/dispatch/figures/")
    picture(dispatcher, "44-dispatch-figures")
    assert "派单精准率" in dispatcher.content()
