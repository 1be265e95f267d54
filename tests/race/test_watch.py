"""Two ticks, one crossing: several watches at once, and a worker that dies between claim and note."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.orders import face as orders
from jiesu.orders.face import Event, Mark
from jiesu.policy import actions as policy
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Verb
from tests.builders import AT, share_at, town
from tests.race.test_two_hands import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LATER = AT + timedelta(days=2, hours=1)


def test_eight_watches_note_each_moment_once_and_eight_hands_answer_it_once() -> None:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    place = town()
    shares = [share_at(A.HANDLING, place, text="楼下广场舞扰民。") for _ in range(12)]
    noted = together(lambda _: orders.watch(LATER, portion=5))
    assert sum(n for n in noted if isinstance(n, int)) == Mark.objects.count()
    assert Mark.objects.filter(kind=MarkKind.LATE).count() == len(shares)
    assert Mark.objects.filter(kind=MarkKind.URGE).count() == len(shares)

    def act(mark: Mark) -> None:
        orders.advance(mark.order.number, Verb.URGE, by=SYSTEM, at=LATER)

    done = together(lambda _: orders.take({MarkKind.URGE}, act, at=LATER))
    assert sum(n for n in done if isinstance(n, int)) == len(shares)
    assert Event.objects.filter(verb=Verb.URGE).count() == len(shares)
    assert orders.verify().holds
