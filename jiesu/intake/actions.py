"""The verbs of intake (接诉): record, accept, answer, transfer, merge, supplement, withdraw, reveal.

Law: 《北京市接诉即办工作条例》 arts 8 (privacy), 10 (recording), 11 (the six special branches). Nothing is refused
for being incomplete: a text is enough (全面接诉、不设门槛).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.adapters import queries as adapters
from jiesu.adapters.ports import Unreachable
from jiesu.callers import actions as callers
from jiesu.callers import queries as known
from jiesu.directory import queries as directory
from jiesu.intake import queries, suggesting, swift
from jiesu.intake.building import Builder, with_more
from jiesu.intake.bulk import record_many
from jiesu.intake.drafts import Draft, storable
from jiesu.intake.models import Note
from jiesu.intake.words import Branch, Line
from jiesu.kit.crypto import keyed_hash
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.reading.personal import mask
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.matters import Matter
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Channel, RequestType, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal

__all__ = [
    "Revealed",
    "accept",
    "answer",
    "merge",
    "record",
    "record_accepted",
    "record_many",
    "record_web",
    "reveal",
    "supplement",
    "take",
    "transfer",
    "withdraw",
]
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Revealed:
    """A value in clear, and the event that says who read it."""

    event: Event
    value: str


@transaction.atomic
def record(draft: Draft, *, by: Actor, at: datetime, key: str = "", desk: str = "") -> Order:
    """登记: find or make the requester, read type, category and level, open the order.

    `key` makes the call idempotent. `desk`: the unit that receives it, else the actor's own.
    """
    told = _checked(draft, at)
    party = None
    if not told.anonymous and (known.is_phone(told.phone) or told.name.strip()):
        party = callers.remember(
            kind=told.kind,
            name=told.name,
            phone=told.phone,
            address_no=told.address_no,
            minor=told.minor,
            at=at,
            trusted=not by.holds(Role.REQUESTER),
        )
    new = Builder(at).one(told, desk=desk or queries.desk_of(by), requester=party.pk if party else None)
    if same := queries.earlier_same(new.requester, new.category, new.text, at):
        new = with_more(new, {"repeat_of": same[0], "repeats": len(same)})
    order = orders.open(new, by=by, at=at, key=key)
    if party is not None and order.requester_id != party.pk:
        transaction.set_rollback(True)  # known already: what this call remembered goes again
        return order
    if told.origin and order.seq == 1:
        Note.objects.get_or_create(
            order=order,
            seq=1,
            verb=Verb.RECORD,
            defaults={"text": told.origin.strip(), "by": by.key, "at": at},
        )
    return order


def record_accepted(draft: Draft, *, by: Actor, at: datetime, key: str = "") -> tuple[Order, bool]:
    """登记 and 受理 in one stroke, for machines: the order, and whether this call made it.

    The same reading, law and ledger as `take`. A request with a number of its own goes that longer way.
    """
    if draft.external_no or draft.origin:
        order = take(draft, Verb.ACCEPT, by=by, at=at, key=key)
        return order, order.received_at == at
    return swift.open_told(_checked(draft, at), by=by, at=at, key=key)


def record_web(draft: Draft, *, at: datetime, key: str = "") -> Order:
    """A request that a citizen files without an account: it waits in the centre's tray to be accepted (R002)."""
    by = Actor("public", seats=(Seat(Role.REQUESTER),))
    web = draft if draft.channel is not Channel.PHONE else replace(draft, channel=Channel.WEB)
    return record(web, by=by, at=at, key=key, desk=queries.front_desk())


@transaction.atomic
def take(
    draft: Draft,
    then: Verb,
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    words: str = "",
    told: str = "",
    line: str = "",
) -> Order:
    """What the agent's desk does in one stroke: record, and accept, answer or transfer at once."""
    order = record(draft, by=by, at=at, key=key)
    more = f"{key}:{then}" if key else ""
    match then:
        case Verb.ACCEPT:
            accept(order.number, by=by, at=at, key=more)
        case Verb.ANSWER:
            answer(order.number, words, by=by, at=at, key=more)
        case Verb.TRANSFER:
            transfer(
                order.number, line=line, passed_on=words or draft.text, told=told, by=by, at=at, key=more
            )
    order.refresh_from_db()
    return order


@transaction.atomic
def accept(
    number: str,
    *,
    by: Actor,
    at: datetime,
    request_type: RequestType | None = None,
    category: str = "",
    area: str = "",
    tags: tuple[str, ...] | None = None,
    key: str = "",
) -> Event:
    """受理: confirm what was read (or correct it) and hand the order to dispatch. The level follows."""
    order = orders.hold(number)
    facts: dict[str, Any] = {"request_type": request_type, "category": _category(category, at), "tags": tags}
    if area:
        facts["area"] = directory.area(area).code
    corrected = {name: value for name, value in facts.items() if value not in (None, "")}
    judged = suggesting.judge(at).level(_matter(order, corrected))
    if judged.level is not None and str(judged.level) != order.level:
        corrected["level"] = judged.level
    return orders.advance(
        number, Verb.ACCEPT, by=by, at=at, law=judged.law, clause=judged.clause, key=key, facts=corrected
    )


@transaction.atomic
def answer(
    number: str,
    text: str,
    *,
    by: Actor,
    at: datetime,
    branch: Branch | None = None,
    reason: str = "",
    key: str = "",
) -> Event:
    """即时答复: the requester was answered at once; with `branch` the special way of art 11 that was told."""
    words = _words(text, "Write down what you answered.")
    if branch is not None and not reason.strip():
        raise Refusal("Say why this is “%(branch)s”.", branch=branch)
    facts = {"branch": branch, "reason": mask(reason.strip())[:500], "note": _print(words)}
    event = orders.advance(number, Verb.ANSWER, by=by, at=at, clause=_clause(branch), key=key, facts=facts)
    return _noted(event, text=words, told=reason.strip(), branch=branch or "")


@transaction.atomic
def transfer(
    number: str, *, line: str, passed_on: str, by: Actor, at: datetime, told: str = "", key: str = ""
) -> Event:
    """一键转接: to 110, 119, 120 or 122; the record stays, with what was passed on (R013, art 11 ¶3(1))."""
    to = _line(line)
    words = _words(passed_on, "Write down what you passed on.")
    order = orders.hold(number)
    facts = {"target": to, "branch": Branch.S1, "note": _print(words)}
    event = orders.advance(
        number, Verb.TRANSFER, by=by, at=at, clause=_clause(Branch.S1), key=key, facts=facts
    )
    receipt = _handed_over(to, order, words)
    return _noted(event, text=words, told=told.strip(), line=to, branch=Branch.S1, reference=receipt)


@transaction.atomic
def merge(number: str, *, into: str, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """并单: the same request as another open one, which learns of it. The requester is called back in any case."""
    if number == into.strip():
        raise Refusal("An order cannot be merged into itself.")
    target = orders.find(into.strip(), by)
    for one in sorted((number, target.number)):
        orders.hold(one)
    if target.state in FINAL_STATES:
        raise Refusal("Order %(number)s is finished; nothing can be merged into it.", number=target.number)
    facts = {"merged_into": target.number, "call_back": True, "note": _print(note) if note.strip() else ""}
    event = orders.advance(number, Verb.MERGE, by=by, at=at, key=key, facts=facts)
    more = f"{key}:into" if key else ""
    orders.advance(target.number, Verb.SUPPLEMENT, by=by, at=at, key=more, facts={"merged": number})
    return _noted(event, text=note.strip())


@transaction.atomic
def supplement(number: str, text: str, *, by: Actor, at: datetime, key: str = "") -> Event:
    """补充: more words to a request that is still open; urging (催办) attaches here and makes no new order."""
    words = _words(text, "Write down what was added.")
    event = orders.advance(number, Verb.SUPPLEMENT, by=by, at=at, key=key, facts={"note": _print(words)})
    return _noted(event, text=words)


@transaction.atomic
def withdraw(number: str, *, reason: str, by: Actor, at: datetime, key: str = "") -> Event:
    """撤诉: the requester takes the request back, before it was dispatched."""
    words = _words(reason, "Say why the request is withdrawn.")
    event = orders.advance(number, Verb.WITHDRAW, by=by, at=at, key=key, facts={"note": _print(words)})
    return _noted(event, text=words)


@transaction.atomic
def reveal(number: str, *, field: str, why: str, by: Actor, at: datetime) -> Revealed:
    """查看明文: name, telephone or house number in clear, for a reason; the event and the callers' log keep it."""
    order = orders.find(number, by)
    if order.confidential and not known.keeps_confidence(by):
        raise NotYours("This request was filed confidentially: the hotline centre keeps the contact.")
    if order.requester is None:
        raise Refusal("Nothing is known of the requester of order %(number)s.", number=number)
    event = orders.advance(
        number, Verb.REVEAL, by=by, at=at, facts={"field": field, "why": mask(why.strip())[:300]}
    )
    value = callers.clear_value(order.requester, field, by=by, at=at, why=why, order=number)
    return Revealed(event, value)


def _checked(draft: Draft, at: datetime) -> Draft:
    draft = storable(draft)
    text = draft.text.strip()
    if not text and not draft.title.strip():
        raise Refusal("Write down what the requester asks for.")
    if len(text) > LONGEST:
        raise Refusal("The text has more than %(most)s characters.", most=LONGEST)
    if draft.phone.strip() and not known.is_phone(draft.phone):
        raise Refusal("That is not a telephone number.")
    _category(draft.category, at)
    return replace(draft, text=text or draft.title.strip(), title=draft.title.strip())


def _category(code: str, at: datetime) -> str:
    if code and code not in (names := suggesting.category_names(at)) and names:
        raise Refusal("The duty catalogue has no category %(code)s.", code=code)
    return code


def _matter(order: Order, corrected: Mapping[str, Any]) -> Matter:
    kind = corrected.get("request_type") or order.request_type or RequestType.HELP
    area = directory.area(corrected["area"]) if "area" in corrected else order.area
    return Matter(
        RequestType(kind),
        str(corrected.get("category") or order.category),
        f"{order.title}\n{order.text}",
        frozenset(corrected.get("tags", order.tags)),
        Channel(order.channel),
        area.path if area else "",
        bool(order.requester and order.requester.kind == "enterprise"),
    )


def _line(line: str) -> Line:
    try:
        return Line(line)
    except ValueError:
        raise Refusal("There is no emergency line “%(line)s”.", line=line) from None


def _handed_over(line: Line, order: Order, words: str) -> str:
    """What the other line says when it takes the case; where it cannot be reached the telephone is the way."""
    key = f"{order.number}:transfer"
    try:
        receipt = adapters.emergency().hand_over(
            number=str(line), order=order.number, place=order.place, text=words, key=key
        )
    except Unreachable as silent:
        return str(silent)[:80]
    return (receipt.ref or receipt.note)[:80]


def _words(text: str, missing: str) -> str:
    words = text.replace("\0", "").strip()
    if not words:
        raise Refusal(missing)
    if len(words) > LONGEST:
        raise Refusal("The text has more than %(most)s characters.", most=LONGEST)
    return words


def _clause(branch: Branch | None) -> str:
    return f"条例第十一条第三款第({branch.value[1]})项" if branch else ""


def _print(text: str) -> str:
    """The keyed fingerprint by which the ledger knows the words of a note."""
    return keyed_hash(text).hex()


def _noted(event: Event, **said: str) -> Event:
    """Keep the words of an event, where there are any."""
    if any(said.values()):
        kept = {**said, "by": event.by, "at": event.at}
        Note.objects.get_or_create(order_id=event.order_id, seq=event.seq, verb=event.verb, defaults=kept)
    return event
