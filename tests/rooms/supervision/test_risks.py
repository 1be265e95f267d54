"""Known places are checked before their season; risks of orders are recorded before and after handling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from jiesu.kit import clock
from jiesu.notices import ticks as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.rules import early
from jiesu.rules.early import Charge, Repair, Risk
from jiesu.rules.registers import EntryState, Register, Step
from jiesu.rules.terms import OrderState, Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries, ticks
from jiesu.supervision.actions import Said
from jiesu.supervision.models import Entry
from tests.builders import AT, Town, order_at

DAY = timedelta(days=1)
MAY = datetime(2026, 5, 3, 2, tzinfo=UTC)


def log_in(client: Client, place: Town, role: Role, unit: str) -> None:
    client.force_login(place.person(role, unit), "django.contrib.auth.backends.ModelBackend")


@pytest.mark.req("R350")
def test_a_known_place_is_checked_once_before_its_season_and_its_repair_is_known(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, unit = place.actor(Role.SUPERVISOR, "east"), place.actor(Role.REQUEST_CENTRE, "lake")
    made = {
        title: actions.enter(
            Register.SPOT, Said(title, unit="lake", words="涵洞", figures={"season": season}), by=above, at=AT
        )
        for title, season in (("铁路桥下积水点", "汛期"), ("老旧换热站", "供暖季"))
    }
    ticks.run(MAY - 4 * DAY)
    assert not Entry.objects.filter(kind=Charge.REPAIR).exists()
    for hours in (0, 2, 48):
        ticks.run(MAY + timedelta(hours=hours))
        notices.run(MAY + timedelta(hours=hours))
    task = Entry.objects.get(kind=Charge.REPAIR)
    spot = made["铁路桥下积水点"]
    assert (task.parent, task.unit.code, task.register) == (spot, "lake", Register.COMMAND)  # type: ignore[union-attr]
    assert task.due == datetime(2026, 5, 31, 16, tzinfo=UTC)
    head = place.person(Role.HEAD, "lake")
    assert Notice.objects.filter(person=head, way="desk", values__title="铁路桥下积水点").count() == 1
    actions.take(task.pk, Step.ACKNOWLEDGE, by=unit, at=MAY + 3 * DAY)
    with pytest.raises(Refusal, match="repaired"):
        actions.take(task.pk, Step.REPLY, by=unit, at=MAY + 4 * DAY, words="已看。")
    actions.take(task.pk, Step.REPLY, by=unit, at=MAY + 4 * DAY, words="待疏通。", kind=str(Repair.STANDING))
    spot.refresh_from_db()
    assert spot.figures["repair"] == Repair.STANDING
    actions.take(task.pk, Step.RETURN, by=above, at=MAY + 5 * DAY, words="汛前完成。")
    monkeypatch.setattr(clock, "now", lambda: MAY + 6 * DAY)
    log_in(client, place, Role.REQUEST_CENTRE, "lake")
    asked = client.get(f"/supervision/entries/{task.pk}/reply/").content.decode()
    assert 'name="repair"' in asked
    said = {"words": "雨水口已疏通。", "repair": str(Repair.FIXED)}
    assert client.post(f"/supervision/entries/{task.pk}/reply/", said).status_code == 302
    spot.refresh_from_db()
    assert spot.figures["repair"] == Repair.FIXED and spot.state == EntryState.RUNNING
    listed = client.get("/supervision/registers/spot/?repair=fixed", headers={"Accept-Language": "zh-hans"})
    page = listed.content.decode()
    assert "铁路桥下积水点" in page and "已修复" in page and "老旧换热站" not in page
    ticks.run(datetime(2027, 5, 4, 2, tzinfo=UTC))
    spot.refresh_from_db()
    assert Entry.objects.filter(kind=Charge.REPAIR, parent=spot).count() == 2 and not spot.figures["repair"]


@pytest.mark.req("R351")
def test_the_risk_of_a_sudden_mass_or_extreme_order_is_recorded_before_and_after_handling(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = place.actor(Role.REQUEST_CENTRE, "lake")
    order = order_at(OrderState.DISPATCHED, place, tags=("mass",))
    plain = order_at(OrderState.DISPATCHED, place)
    said = {"words": "业主聚集，情绪激动。", "kind": str(Risk.HIGH)}
    with pytest.raises(Refusal, match="no tag"):
        actions.enter(Register.RISK, Said("聚集", number=plain.number, **said), by=unit, at=AT)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        actions.enter(Register.RISK, Said("聚集", number=order.number, words="x", kind="odd"), by=unit, at=AT)
    entry = actions.enter(Register.RISK, Said("聚集", number=order.number, **said), by=unit, at=AT)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        actions.enter(Register.RISK, Said("又", number=order.number, **said), by=unit, at=AT)  # type: ignore[arg-type]
    low = {"words": "已协商一致。", "kind": str(Risk.LOW)}
    with pytest.raises(Refusal, match="still being handled"):
        actions.take(entry.pk, Step.REASSESS, by=unit, at=AT + DAY, **low)  # type: ignore[arg-type]
    answered = order_at(OrderState.REPLIED, place, tags=("extreme",))
    entry = actions.enter(Register.RISK, Said("扬言", number=answered.number, **said), by=unit, at=AT)  # type: ignore[arg-type]
    with pytest.raises((NotYours, Refusal)):
        actions.take(entry.pk, Step.REASSESS, by=place.actor(Role.HEAD, "hill"), at=AT + DAY, **low)  # type: ignore[arg-type]
    actions.take(entry.pk, Step.REASSESS, by=unit, at=AT + DAY, **low)  # type: ignore[arg-type]
    entry.refresh_from_db()
    assert (entry.kind, entry.form, entry.state) == (Risk.HIGH, Risk.LOW, EntryState.DONE)
    rows = {o.number: (o.before, o.after) for o in queries.risky_orders(unit, AT + DAY)}  # type: ignore[attr-defined]
    assert rows == {order.number: (Risk.HIGH, ""), answered.number: (Risk.HIGH, Risk.LOW)}
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    log_in(client, place, Role.REQUEST_CENTRE, "lake")
    page = client.get("/supervision/risks/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "高风险" in page and "低风险" in page and plain.number not in page
    assert not queries.risky_orders(place.actor(Role.HEAD, "hill"), AT + DAY)
    assert orders.visible_to(unit).filter(number=plain.number).exists()


def test_a_risk_is_defused_only_where_it_became_less() -> None:
    assert early.defused(Risk.HIGH, Risk.LOW) and not early.defused(Risk.LOW, Risk.LOW)
    assert not early.defused(Risk.LOW, Risk.HIGH)
