"""标记: tags, whether a request is reasonable, how it is defused, where exactly it is.

Source: requirements R022-R030, R033, R034, R045, R153. Each is an event of the ledger (FLAG); who set it, when and
why stands there, the words beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.intake import suggesting
from jiesu.intake.actions.shared import fingerprint, noted, worded
from jiesu.intake.actions.taking import matter_of
from jiesu.intake.drafts import storable_point
from jiesu.intake.models import Defusing, Judgement, Point
from jiesu.intake.words import BY_HAND, Finding, How, Ruling, Tag
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal

APPROVERS = (Role.AREA_LEADER, Role.MAIN_LEADER, Role.DISTRICT_LEADER, Role.SUPERVISOR)
"""Who may approve that a request is unreasonable: a leader or a supervisor, never whoever judged it (assumed)."""
WAITS = frozenset({OrderState.RECORDED, OrderState.ACCEPTED})


@transaction.atomic
def flag(
    number: str,
    *,
    add: Iterable[Tag] = (),
    remove: Iterable[Tag] = (),
    reason: str = "",
    by: Actor,
    at: datetime,
    key: str = "",
) -> Event:
    """标记: set or lift tags. Before dispatch the level follows the tags; afterwards it is the units' clock."""
    order = orders.hold(number)
    if before := orders.done(order, Verb.FLAG, key):
        return before
    put, lift = _by_hand(add), _by_hand(remove)
    tags = [tag for tag in dict.fromkeys((*order.tags, *map(str, put))) if tag not in lift]
    if tags == list(order.tags):
        raise Refusal("Nothing would change: choose a tag to set or to lift.")
    words = reason.strip()
    facts: dict[str, Any] = {
        "tags": tags, "flagged": [t for t in tags if t not in order.tags],
        "unflagged": [t for t in order.tags if t not in tags], "note": fingerprint(words),
    }  # fmt: skip
    law = clause = ""
    if order.state in WAITS:
        judged = suggesting.judge(at).level(matter_of(order, {"tags": tags}))
        law, clause = judged.law, judged.clause
        if judged.level is not None and str(judged.level) != order.level:
            facts["level"] = judged.level
    event = orders.advance(number, Verb.FLAG, by=by, at=at, law=law, clause=clause, key=key, facts=facts)
    return noted(event, text=words)


@transaction.atomic
def judge(
    number: str, *, finding: Finding, reason: str, evidence: str = "", by: Actor, at: datetime, key: str = ""
) -> Event:
    """合理性认定: a reasonable request is so at once; an unreasonable one needs evidence and another's approval."""
    order = orders.hold(number)
    if before := orders.done(order, Verb.FLAG, key):
        return before
    words = worded(reason, "Say why you judge so.")
    unreasonable = finding is Finding.UNREASONABLE
    proof = worded(evidence, "Name the evidence for an unreasonable request.") if unreasonable else ""
    if Judgement.objects.filter(order=order, ruling=Ruling.PROPOSED).exists():
        raise Refusal("A judgement of this order waits for approval already.")
    tags = [tag for tag in order.tags if tag != Tag.UNREASONABLE]
    facts = {"finding": finding, "note": fingerprint(words), "tags": None if unreasonable else tags}
    event = orders.advance(number, Verb.FLAG, by=by, at=at, key=key, facts=facts)
    ruling = Ruling.PROPOSED if unreasonable else Ruling.STANDS
    Judgement.objects.create(
        order=order, finding=finding, reason=words, evidence=proof, by=by.key, at=at, ruling=ruling
    )
    return event


@transaction.atomic
def approve(number: str, *, granted: bool, remark: str = "", by: Actor, at: datetime, key: str = "") -> Event:
    """审定: somebody else, a leader or a supervisor, lets the judgement stand or not."""
    order = orders.hold(number)
    if before := orders.done(order, Verb.FLAG, key):
        return before
    judged = Judgement.objects.filter(order=order, ruling=Ruling.PROPOSED).first()
    if judged is None:
        raise Refusal("No judgement of this order waits for approval.")
    if not by.holds(*APPROVERS):
        raise NotYours("A leader or a supervisor approves this.")
    if judged.by == by.key:
        raise NotYours("Whoever judged it may not approve it.")
    ruling = Ruling.STANDS if granted else Ruling.DECLINED
    tags = list(dict.fromkeys((*order.tags, str(Tag.UNREASONABLE)))) if granted else None
    facts = {"finding": judged.finding, "ruling": ruling, "tags": tags}
    event = orders.advance(number, Verb.FLAG, by=by, at=at, key=key, facts=facts)
    judged.ruling, judged.ruled_by, judged.ruled_at, judged.remark = ruling, by.key, at, remark.strip()
    judged.save(update_fields=["ruling", "ruled_by", "ruled_at", "remark"])
    return event


@transaction.atomic
def defuse(number: str, *, text: str, defused: bool = False, by: Actor, at: datetime, key: str = "") -> Event:
    """化解: what was done about an unreasonable request, and whether it is defused now."""
    order = orders.hold(number)
    if before := orders.done(order, Verb.FLAG, key):
        return before
    words = worded(text, "Write down what was done.")
    stands = Judgement.objects.filter(order=order, ruling=Ruling.STANDS, finding=Finding.UNREASONABLE)
    judged = stands.order_by("-at").first()
    if judged is None:
        raise Refusal("This order was not judged unreasonable.")
    facts = {"finding": judged.finding, "defused": defused or None, "note": fingerprint(words)}
    event = orders.advance(number, Verb.FLAG, by=by, at=at, key=key, facts=facts)
    Defusing.objects.create(judgement=judged, text=words, by=by.key, at=at)
    if defused:
        judged.defused_at = at
        judged.save(update_fields=["defused_at"])
    return event


@transaction.atomic
def locate(number: str, *, lon: str, lat: str, how: How, by: Actor, at: datetime, key: str = "") -> Event:
    """核实点位: the exact point of a request, and how it was verified."""
    order = orders.hold(number)
    if before := orders.done(order, Verb.FLAG, key):
        return before
    east, north = storable_point(lon, lat)
    event = orders.advance(
        number, Verb.FLAG, by=by, at=at, key=key, facts={"lon": east, "lat": north, "located": how}
    )
    Point.objects.create(order=order, lon=east, lat=north, how=how, by=by.key, at=at)
    return event


def _by_hand(tags: Iterable[Tag]) -> tuple[str, ...]:
    chosen = tuple(tags)
    if odd := [tag for tag in chosen if tag not in BY_HAND]:
        raise Refusal("“%(tag)s” is not set by hand.", tag=odd[0])
    return tuple(map(str, chosen))
