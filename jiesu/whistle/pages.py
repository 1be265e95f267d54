"""What the pages of the whistle room show around their forms, and where they lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from jiesu.directory import queries as directory
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Verb
from jiesu.rules.whistle import Whistling
from jiesu.whistle import queries
from jiesu.whistle.forms import SIDES, MarksForm, WhistleForm
from jiesu.whistle.laws import law_for
from jiesu.whistle.models import Call
from jiesu.whistle.preparing import callable_units

HERE = (
    Verb.WHISTLE, Verb.RESPOND, Verb.DECLINE, Verb.REPORT_IN, Verb.FEED_BACK, Verb.ARBITRATE, Verb.SETTLE,
    Verb.CANCEL, Verb.EVALUATE,
)  # fmt: skip


def around(own: Assignment, verb: Verb, actor: Actor) -> dict[str, Any]:
    """The share, the request as the reader may see it, its whistles, and the other verbs that work now."""
    order = own.order
    able = orders.open_verbs_for(order, actor, own)
    return {
        "order": orders.as_read(order, actor),
        "share": own,
        "verb": verb,
        "whistles": queries.of_order(order),
        "files": queries.files(order),
        "others": [(v, address(v, order.number, own.no)) for v in HERE if v in able and v is not verb],
        "possible": verb in able,
    }


def address(verb: Verb, number: str, share: int) -> str:
    """The page of a verb on a share."""
    return reverse(f"whistle:{verb}", args=[number, share])


def whistle_form(own: Assignment, at: datetime, *sent: Any) -> WhistleForm:
    """The form of a whistle with the units that the law lets the unit call, and the draft that waits."""
    rules: Whistling = law_for(own.unit, at).rules
    units = callable_units(rules, directory.unit(own.unit.code))
    return WhistleForm(*sent, units=units, files=queries.files(own.order), draft=queries.draft_of(own))


def speaks_for_caller(own: Assignment, actor: Actor) -> bool:
    """Whether the actor is of the whistling unit (else of a department that was called)."""
    return any(seat.unit == own.unit.code and seat.role in MAY[Verb.WHISTLE] for seat in actor.seats)


def marks_form(own: Assignment, actor: Actor, at: datetime, *sent: Any) -> MarksForm:
    """The marks that the actor's side gives: of departments not scored yet, or of the whistle."""
    rules: Whistling = law_for(own.unit, at).rules
    caller = speaks_for_caller(own, actor)
    calls = [call for call in queries.to_evaluate(own) if call.scored_at is None] if caller else []
    scale = range(rules.scores.lowest, rules.scores.highest + 1)
    return MarksForm(*sent, marks=SIDES[caller], scale=scale, calls=calls)


def declined(own: Assignment) -> list[Call]:
    """The refusals of the running whistle that the district has not ruled on."""
    whistle = queries.running(own)
    return [call for call in whistle.calls.all() if call.state == "declined"] if whistle else []
