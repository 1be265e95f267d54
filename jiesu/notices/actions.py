"""Tell people what happened, and send what has to leave the house: by e-mail and text message, with retries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation

from jiesu.adapters import queries as adapters
from jiesu.adapters.ports import Receipt, Unreachable
from jiesu.callers import actions as callers
from jiesu.callers import queries as knows
from jiesu.callers.sight import Why
from jiesu.directory import queries as directory
from jiesu.kit.words import limit
from jiesu.notices import queries
from jiesu.notices.models import Notice, Progress, Told, Way
from jiesu.notices.telling import LINES, MARKS, ROLES, Audience, Line
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Mark, Order
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Channel, Verb

PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""After each failure the next attempt waits so long; after the last one the notice has failed."""
NAMED = {
    Audience.COPIED: "copied_to",
    Audience.CALLED: "called",
    Audience.ASKED: "asked",
    Audience.PASSED: "passed_to",
    Audience.ISSUER: "issuer",
}
"""Audiences whose units the event names, and the fact in which it does."""
ABOVE = frozenset({Audience.RULERS, Audience.SUPERVISORS})
"""Audiences that sit in the unit above."""
FRESH = timedelta(days=3)
"""Older events are looked at but nobody is told: an import of last year's orders wakes nobody."""


def tell(at: datetime, *, portion: int = 1000) -> int:
    """Look at the next events and write down who is to be told. How many events were looked at."""
    with transaction.atomic():
        events = list(
            queries.untold().select_for_update(skip_locked=True, of=("self",), no_key=True)[:portion]
        )
        Told.objects.bulk_create([Told(event_id=e.pk) for e in events], ignore_conflicts=True)
        notices = [n for e in events if at - e.at < FRESH for n in _notices(e, at)]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(events)


def tell_marks(at: datetime, *, portion: int = 1000) -> int:
    """Tell of the moments of clocks that have passed (临期、超期 …), each once. How many were looked at."""
    people: dict[tuple[int, Audience], list[Any]] = {}
    told = 0
    while made := _tell_portion(at, portion, people):
        told += made
    return told


@transaction.atomic
def _tell_portion(at: datetime, portion: int, people: dict[tuple[int, Audience], list[Any]]) -> int:
    held = orders.untold().select_for_update(skip_locked=True, of=("self",), no_key=True)
    marks = list(held[:portion])
    notices = [n for mark in marks if at - mark.due < FRESH for n in _of_mark(mark, at, people)]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    orders.told(marks, at)
    return len(marks)


def tell_of(at: datetime) -> int:
    """Tell what the rooms want told beside the events of orders, each once. How many notices were written."""
    wanted = list(queries.tellings(at))
    known = set(
        Notice.objects.filter(about__in=[one.about for one in wanted]).values_list("about", flat=True)
    )
    notices = [
        notice
        for one in wanted
        if one.about not in known
        for notice in _to_each(
            one.people, at, about=one.about, address=one.address, text=one.text, values=dict(one.values)
        )
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def send(at: datetime, *, portion: int = 200) -> int:
    """Send what waits. Each in its own transaction; the key keeps a message from arriving twice."""
    due = queries.to_send().filter(next_at__lte=at).values_list("pk", flat=True)[:portion]
    return sum(_send_one(pk, at) for pk in list(due))


def read(notices: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Mark notices as read by their reader."""
    return queries.of(by).filter(pk__in=list(notices), read_at=None).update(read_at=at)


def read_all(*, by: Actor, at: datetime) -> int:
    """Mark everything on the desk as read."""
    return queries.of(by).filter(read_at=None).update(read_at=at)


def _notices(event: Event, at: datetime) -> Iterable[Notice]:
    for line in LINES[Verb(event.verb)]:
        if line.share is not None and line.share != (event.share is not None):
            continue
        if line.only and event.facts.get("outcome") not in line.only:
            continue
        if line.asked and event.facts.get("asked") != line.asked:
            continue
        yield from (
            _to_requester(event, line, at)
            if line.audience is Audience.REQUESTER
            else _to_people(event, line, at)
        )


def _to_requester(event: Event, line: Line, at: datetime) -> Iterable[Notice]:
    order = event.order
    if order.requester_id is None or order.anonymous or order.channel in (Channel.LETTER, Channel.OTHER):
        return
    due = event.facts.get("due")
    values = {
        "number": order.number, "code": orders.tracking_code(order.number),
        "due": limit(datetime.fromisoformat(due) if due else None),
    }  # fmt: skip
    yield Notice(
        order=order, event_id=event.pk, way=Way.SMS, party_id=order.requester_id, text=line.text, values=values,
        state=Progress.WAITING, made_at=at, next_at=at,
    )  # fmt: skip


def _to_people(event: Event, line: Line, at: datetime) -> Iterable[Notice]:
    due = event.facts.get("due") or event.facts.get("respond_due")
    values = {"number": event.order.number, "due": limit(datetime.fromisoformat(due) if due else None)}
    people = _people(event, line.audience)
    yield from _to_each(people, at, order=event.order, event_id=event.pk, text=line.text, values=values)


def _of_mark(mark: Mark, at: datetime, people: dict[tuple[int, Audience], list[Any]]) -> Iterable[Notice]:
    """Each of the people once; who sits where is asked once a turn."""
    due = mark.share.due if mark.kind == MarkKind.NEAR and mark.share and mark.share.due else mark.due
    values = {"number": mark.order.number, "due": limit(due)}
    for line in MARKS.get(MarkKind(mark.kind), ()):
        where = _unit(mark.order, mark.share, line.audience)
        if line.audience is Audience.HANDLER or where is None:
            found = list(_around(mark.order, mark.share, line.audience))
        else:
            key = (where.pk, line.audience)
            if key not in people:
                people[key] = list(_around(mark.order, mark.share, line.audience))
            found = people[key]
        yield from _to_each(found, at, order=mark.order, mark_id=mark.pk, text=line.text, values=values)


def _to_each(people: Iterable[Any], at: datetime, **told: Any) -> Iterable[Notice]:
    for person in people:
        common = told | {"person": person}
        yield Notice(**common, way=Way.DESK, state=Progress.SENT, made_at=at, sent_at=at)
        if person.email:
            yield Notice(**common, way=Way.EMAIL, state=Progress.WAITING, made_at=at, next_at=at)


def _people(event: Event, audience: Audience) -> Iterable[Any]:
    if audience in NAMED:
        copied = directory.units().filter(code__in=event.facts.get(NAMED[audience], []))
        return [person for unit in copied for person in directory.people_in(unit, *ROLES[audience])]
    if audience is Audience.NAMED:
        return [directory.person(login)] if (login := event.facts.get("to")) else []
    share = next((s for s in orders.shares_of(event.order) if _is_meant(event, s)), None)
    return _around(event.order, share, audience)


def _is_meant(event: Event, share: Any) -> bool:
    """Whether an event is about this share: its own, or, said of the order, the unit that it names (督办)."""
    if event.share is not None:
        return bool(share.no == event.share)
    return "unit" in event.facts and share.unit.code == event.facts["unit"]


def _unit(order: Order, share: Any, audience: Audience) -> Any:
    """The unit in which an audience sits: the share's, the order's leading one, the one above, or the desk."""
    if audience in (Audience.DESK, Audience.ASKERS):
        return order.desk
    unit = share.unit if share else order.lead
    return (unit.parent or unit) if unit and audience in ABOVE else unit


def _around(order: Order, share: Any, audience: Audience) -> Iterable[Any]:
    """The people around a share, or around the order where it is not about one."""
    if audience is Audience.HANDLER:
        return [share.handler] if share and share.handler else []
    unit = _unit(order, share, audience)
    return directory.people_in(unit, *ROLES[audience]) if unit else []


@transaction.atomic
def _send_one(pk: int, at: datetime) -> bool:
    held = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    notice = held.filter(pk=pk, state=Progress.WAITING).select_related("person", "party", "order").first()
    if notice is None:
        return False
    if notice.way == Way.SMS and knows.is_silent(notice.party_id):
        return _stop(notice)
    notice.attempts += 1
    try:
        receipt = _hand_over(notice, at)
    except Unreachable as why:
        _put_off(notice, str(why), at)
        return False
    notice.state = Progress.SENT if receipt.sent else Progress.SPOOLED
    notice.sent_at, notice.ref, notice.error, notice.next_at = at, receipt.ref[:80], "", None
    notice.save(update_fields=["state", "sent_at", "ref", "error", "next_at", "attempts"])
    return True


def _stop(notice: Notice) -> bool:
    """Whoever wants no messages gets none; the notice stays on record, and the request itself can be looked up."""
    notice.state, notice.next_at = Progress.STOPPED, None
    notice.save(update_fields=["state", "next_at"])
    return False


def _hand_over(notice: Notice, at: datetime) -> Receipt:
    key = f"notice-{notice.pk}"
    if notice.way == Way.EMAIL:
        assert notice.person is not None
        text = words(notice, notice.person.language or "zh-hans")
        return adapters.mail().send(to=notice.person.email, subject=text, text=text, key=key)
    assert notice.party is not None
    number = callers.clear_value(
        notice.party, "phone", by=SYSTEM, at=at, why=Why.NOTICE,
        order=notice.order.number if notice.order else "",
    )  # fmt: skip
    if not number:
        return Receipt("", sent=False, note="no number")
    return adapters.sms().send(to=number, text=words(notice, "zh-hans"), key=key)


def words(notice: Notice, language: str) -> str:
    """The words of a notice in a language."""
    with translation.override(language):
        return translation.gettext(notice.text) % notice.values


def _put_off(notice: Notice, why: str, at: datetime) -> None:
    tried = notice.attempts
    notice.error = why[:200]
    if tried > len(PAUSES):
        notice.state, notice.next_at = Progress.FAILED, None
    else:
        notice.next_at = at + PAUSES[tried - 1]
    notice.save(update_fields=["state", "next_at", "error", "attempts"])
