"""响应, 不予响应, 报到, 处置反馈: what a called department does; 协调裁定: the district rules on its refusal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.reading.personal import mask
from jiesu.rules import whistle as law
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Solved, Verb
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import RULINGS, CallRuling, CallState
from jiesu.whistle.actions.words import guests_with, guests_without, held, own_call, prints, running
from jiesu.whistle.laws import law_for
from jiesu.whistle.models import Call, Whistle


def respond(number: str, *, share: int, by: Actor, at: datetime, words: str = "", key: str = "") -> Event:
    """响应: the department will come; its answer and the moment are kept (R196)."""
    said: dict[str, Any] = {"response": words.strip(), "responded_at": at}
    return _turn(number, Verb.RESPOND, said, share=share, by=by, at=at, key=key)


def decline(number: str, *, share: int, why: str, by: Actor, at: datetime, key: str = "") -> Event:
    """不予响应: with the reason; the district rules on it (R201, 街道办事处条例 art 44)."""
    if not why.strip():
        raise Refusal("Say why your unit does not answer the whistle.")
    said: dict[str, Any] = {"refusal": why.strip(), "declined_at": at}
    return _turn(number, Verb.DECLINE, said, share=share, by=by, at=at, key=key)


def report_in(
    number: str, *, share: int, who: str, place: str, by: Actor, at: datetime, key: str = ""
) -> Event:
    """报到: who came, when and where (R197). Who comes at once has answered by coming."""
    if not who.strip() or not place.strip():
        raise Refusal("Say who came, and where.")
    said: dict[str, Any] = {"who": who.strip(), "place": place.strip(), "reported_at": at}
    return _turn(number, Verb.REPORT_IN, said, share=share, by=by, at=at, key=key)


def feed_back(
    number: str, *, share: int, done: str, effect: Solved, by: Actor, at: datetime, key: str = ""
) -> Event:
    """处置反馈: what the department did and what came of it (R198). May be said again until it is settled."""
    if not done.strip():
        raise Refusal("Say what was done.")
    said: dict[str, Any] = {"done": mask(done.strip()), "effect": effect, "fed_back_at": at}
    return _turn(number, Verb.FEED_BACK, said, share=share, by=by, at=at, key=key)


@transaction.atomic
def arbitrate(
    number: str, *, share: int, unit: str, ruling: CallRuling, by: Actor, at: datetime, words: str = "",
    key: str = "",
) -> Event:  # fmt: skip
    """协调裁定: the district insists (the department is called again, with new limits) or releases it."""
    own = held(number, share)
    if known := orders.done(own.order, Verb.ARBITRATE, key):
        return known
    whistle = running(own)
    call = whistle.calls.select_related("unit").filter(unit__code=unit, state=CallState.DECLINED).first()
    facts: dict[str, Any] = {"unit": unit, "ruling": ruling, "whistle": whistle.no} | prints({"words": words})
    rules = law_for(own.unit, at)
    limits = law.dues(rules.rules, whistle.kind, at, policy.calendar(at))
    if ruling is CallRuling.INSIST:
        facts |= {
            "guests": guests_with(own.order, [unit]),
            "respond_due": limits.value.respond,
            "called": [unit],
        }
    elif call is not None:
        facts["guests"] = guests_without(own.order, [call])
    event = orders.advance(
        number,
        Verb.ARBITRATE,
        by=by,
        at=at,
        share=share,
        key=key,
        law=rules.id,
        clause=limits.clause,
        facts=facts,
    )
    if call is None:
        raise Refusal("This unit has not declined the whistle.")
    call.state, call.ruling, call.ruling_words = RULINGS[ruling], ruling, words.strip()
    call.ruled_at, call.ruled_by = at, by.key
    if ruling is CallRuling.INSIST:
        call.respond_due, call.arrive_due = limits.value.respond, limits.value.arrive
        call.result_due = limits.value.result
    call.save()
    _stand(whistle)
    return event


@transaction.atomic
def _turn(
    number: str, verb: Verb, said: dict[str, Any], *, share: int, by: Actor, at: datetime, key: str
) -> Event:
    own = held(number, share)
    if known := orders.done(own.order, verb, key):
        return known
    whistle = running(own)
    calls = list(whistle.calls.select_related("unit"))
    call = own_call(calls, by, verb)
    after = law.call_step(call.state, verb)
    event = _advance(own, whistle, call, verb, said, by=by, at=at, key=key)
    call.state = after
    if verb is Verb.REPORT_IN and call.responded_at is None:
        call.responded_at = at
    for name, value in said.items():
        setattr(call, name, value)
    call.save()
    _stand(whistle)
    return event


def _advance(
    own: Assignment, whistle: Whistle, call: Call, verb: Verb, said: dict[str, Any], *, by: Actor,
    at: datetime, key: str,
) -> Event:  # fmt: skip
    words = {name: value for name, value in said.items() if isinstance(value, str) and name != "effect"}
    facts: dict[str, Any] = {"unit": call.unit.code, "whistle": whistle.no} | prints(words)
    if "effect" in said:
        facts["effect"] = said["effect"]
    return orders.advance(
        own.order.number, verb, by=by, at=at, share=own.no, key=key, law=whistle.law, clause=call.clause,
        facts=facts,
    )  # fmt: skip


def _stand(whistle: Whistle) -> None:
    """The whistle stands where its slowest department stands."""
    states = whistle.calls.values_list("state", flat=True)
    whistle.state = law.stands(CallState(state) for state in states)
    whistle.save(update_fields=["state"])
