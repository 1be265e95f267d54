"""The demo walks real verbs: what it fills is proven by the ledger, and its shares are those it promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from jiesu.ops.demo import fill
from jiesu.ops.demo import town as demo_town
from jiesu.ops.demo.desks import Desks
from jiesu.ops.demo.fill import Work
from jiesu.ops.demo.lives import lives
from jiesu.ops.demo.special import Special
from jiesu.ops.demo.texts import Writer
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Verb
from jiesu.supervision.models import Entry

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_walks_real_verbs_and_the_ledger_proves_it() -> None:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=NOW)
    town = demo_town.build(NOW, password="a-long-sample-password")
    stream = Random(7)
    told = lives(stream, fill._writer(stream, NOW), town, count=40, first=NOW.replace(month=1), last=NOW)
    assert fill.walk_portion(Work(town, told, "7:0", NOW), close=False) == 40
    assert Order.objects.count() == 40
    report = orders.verify()
    assert report.holds, report.faults
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {
        str(v) for v in (Verb.DISPATCH, Verb.FORWARD, Verb.CLAIM, Verb.SUBMIT, Verb.SIGN, Verb.RATE)
    } <= verbs
    assert Order.objects.filter(state=OrderState.CLOSED).exists()
    assert not Event.objects.filter(at__gt=NOW).exists()


@pytest.mark.django_db
def test_every_desk_of_the_demo_has_its_work() -> None:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=NOW)
    town = demo_town.build(NOW, password="a-long-sample-password")
    stream = Random(11)
    told = lives(stream, fill._writer(stream, NOW), town, count=240, first=NOW - timedelta(days=8), last=NOW)
    fill.walk_portion(Work(town, told, "11:0", NOW), close=False)
    special = Special(town, now=NOW)
    special.all()
    desks = Desks(town, now=NOW)
    desks.all()
    assert not desks.refused
    assert {e.register for e in Entry.objects.all()} >= {"topic", "meeting", "breakfast", "letter", "task"}
    done = set(Event.objects.values_list("verb", flat=True))
    wanted = {
        Verb.WHISTLE, Verb.REPORT_IN, Verb.EXTEND, Verb.PAUSE, Verb.REGISTER, Verb.ESCALATE, Verb.VISIT, Verb.INTERIM,
        Verb.GRADE, Verb.ELEVATE, Verb.INSTRUCT, Verb.PRESS, Verb.FLAG, Verb.SUPERVISE, Verb.EXCLUDE, Verb.LIST,
        Verb.URGE, Verb.INVESTIGATE,
    }  # fmt: skip
    assert {str(verb) for verb in wanted} - done == set(), sorted(set(special.refused))
    assert not Event.objects.filter(at__gt=NOW).exists()
    report = orders.verify()
    assert report.holds, report.faults


def test_the_same_seed_writes_the_same_requests() -> None:
    town = demo_town.Town(places={f"cy-{s}": [(f"cy-{s}", "样例小区")] for s in demo_town.STREETS})
    first, again = (
        lives(Random(3), Writer(Random(3)), town, count=50, first=NOW.replace(month=1), last=NOW)
        for _ in range(2)
    )
    assert first == again
    assert len({life.words.text for life in first}) > 40
