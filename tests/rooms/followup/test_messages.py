"""Follow-up by text message: the question goes out, the answer comes in, silence and opting out count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiesu.followup import actions, figures, queries
from jiesu.followup.models import AttemptResult
from jiesu.followup.queries import Tray
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Outcome, Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT
from tests.rooms.followup.conftest import PHONE
from tests.rooms.followup.steps import DAY, HOUR, LATER, YES, fresh


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path / "outbox" / "sms"


@pytest.fixture
def by_sms(replied: Order, agent: Actor) -> Order:
    actions.draw(replied.number, by=agent, at=LATER, means=Means.SMS)
    return fresh(replied)


@pytest.mark.req("R231", part="receiving and counting; the sending depends on the operator's gateway")
def test_one_message_with_three_digits_is_a_valid_follow_up(by_sms: Order) -> None:
    event = actions.receive(PHONE, "122", at=LATER + HOUR)
    assert event is not None and event.verb == Verb.RATE
    order = fresh(by_sms)
    assert (order.solved, order.satisfied, order.outcome) == (
        Solved.PARTLY,
        Satisfied.BASICALLY,
        Outcome.MIXED,
    )
    assert figures.figures(AT, LATER + DAY).sms_share == 1


def test_answers_given_one_by_one_are_put_together_and_the_talk_is_kept(by_sms: Order) -> None:
    assert actions.receive(PHONE, "1", at=LATER + HOUR) is None
    assert actions.receive(PHONE, "您好？", at=LATER + HOUR) is None
    assert actions.receive(PHONE, "不满意", at=LATER + HOUR) is None
    assert actions.receive(PHONE, "未解决", at=LATER + HOUR) is not None
    assert fresh(by_sms).outcome == Outcome.DOUBLE_NO
    assert [m.text for m in queries.talk(by_sms) if m.way == "in"] == ["1", "您好？", "不满意", "未解决"]


def test_the_question_goes_out_within_the_hours_and_only_once(by_sms: Order, outbox: Path) -> None:
    assert actions.send_waiting(at=AT + 12 * HOUR) == 0, "nobody is written to at nine in the evening"
    assert actions.send_waiting(at=AT + DAY) == 1
    assert actions.send_waiting(at=AT + DAY) == 0
    sent = json.loads(next(outbox.glob("*.json")).read_text())
    assert sent["to"] == PHONE and by_sms.number in sent["text"]
    assert [a.result for a in queries.attempts(fresh(by_sms))] == [AttemptResult.SENT]
    assert queries.tray(Tray.SMS, SYSTEM, AT + DAY).filter(pk=by_sms.pk).exists()
    assert queries.tray(Tray.CALL, SYSTEM, AT + 2 * DAY).filter(pk=by_sms.pk).exists(), "unanswered for a day"


@pytest.mark.req("R241", part="notices push the rest; opting out and the log of each message are here")
def test_a_message_that_cannot_be_delivered_brings_the_order_to_the_callers(
    by_sms: Order, outbox: Path, settings: Any
) -> None:
    settings.ADAPTERS = {"sms": "tests.rooms.followup.conftest.DeadSms"}
    for _ in range(3):
        assert actions.send_waiting(at=AT + DAY) == 0
    assert actions.send_waiting(at=AT + DAY) == 0
    assert [a.result for a in queries.attempts(fresh(by_sms))] == [AttemptResult.UNDELIVERED]
    assert queries.tray(Tray.CALL, SYSTEM, AT + DAY).filter(pk=by_sms.pk).exists()


def test_a_question_that_was_answered_meanwhile_is_not_sent(
    by_sms: Order, agent: Actor, outbox: Path
) -> None:
    actions.rate(by_sms.number, **YES, by=agent, at=LATER)
    assert actions.send_waiting(at=AT + DAY) == 0 and not list(outbox.glob("*.json"))


def test_who_writes_td_is_not_asked_again_by_message(by_sms: Order, agent: Actor) -> None:
    event = actions.receive(PHONE, "TD", at=LATER + HOUR)
    assert event is not None and event.facts["result"] == AttemptResult.REFUSED
    with pytest.raises(Refusal, match="Nothing was asked"):
        actions.receive("13800000009", "111", at=LATER)
