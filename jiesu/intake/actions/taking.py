"""Taking a request in: record, accept, answer, transfer (登记, 受理, 即时答复, 一键转接).

Law: 《北京市接诉即办工作条例》 arts 10 (recording), 11 (the six special branches). Nothing is refused for being
incomplete: a text is enough (全面接诉、不设门槛).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.adapters import queries as adapters
from jiesu.adapters.ports import Unreachable
from jiesu.callers import actions as callers
from jiesu.callers import queries as known
from jiesu.directory import queries as directory
from jiesu.intake import courses, queries, suggesting, swift
from jiesu.intake.actions.enclosing import checked, digests, enclosed
from jiesu.intake.actions.enterprise import enrol, enrol_all
from jiesu.intake.actions.registers import assign_by, open_issue
from jiesu.intake.actions.shared import LONGEST, clause_of, fingerprint, noted, worded
from jiesu.intake.building import Builder, with_more
from jiesu.intake.drafts import Draft, storable
from jiesu.intake.models import Article, Note
from jiesu.intake.words import Branch, Line
from jiesu.kit.evidence import Upload
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.reading.personal import mask
from jiesu.rules.matters import Matter
from jiesu.rules.norms import Course
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Channel, RequestType, Role, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def record(
    draft: Draft, *, by: Actor, at: datetime, key: str = "", desk: str = "", files: Iterable[Upload] = ()
) -> Order:
    """登记: find or make the requester, read type, category and level, open the order.

    `key` makes the call idempotent. `desk`: the unit that receives it, else the actor's own.
    """
    told, enclosures = _checked(draft, at), checked(files)
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
    if party is not None and told.kind == "enterprise" and told.name.strip():
        enrol(told.name, code=told.company_code, at=at)
    new = Builder(at).one(told, desk=desk or queries.desk_of(by), requester=party.pk if party else None)
    if same := queries.earlier_same(new.requester, new.category, new.text, at):
        new = with_more(new, {"repeat_of": same[0], "repeats": len(same)})
    new = with_more(new, digests(enclosures))
    order = orders.open(new, by=by, at=at, key=key)
    if party is not None and order.requester_id != party.pk:
        transaction.set_rollback(True)  # known already: what this call remembered goes again
        return order
    if order.seq == 1:
        enclosed(order, 1, enclosures, by=by.key, at=at)
        _from_where(order, told, by=by, at=at)
    return order


def _from_where(order: Order, told: Draft, *, by: Actor, at: datetime) -> None:
    """Keep who assigned the request, and which outlet reported it."""
    if told.leader.strip():
        assign_by(
            order, leader=told.leader, post=told.post, instruction=told.instruction, answer_by=told.answer_by,
            by=by, at=at,
        )  # fmt: skip
    if told.outlet.strip():
        open_issue(
            outlet=told.outlet, title=order.title, published_on=told.published_on, link=told.link,
            numbers=(order.number,), by=by, at=at,
        )  # fmt: skip
    if told.origin:
        Note.objects.get_or_create(
            order=order,
            seq=1,
            verb=Verb.RECORD,
            defaults={"text": told.origin.strip(), "by": by.key, "at": at},
        )


def record_accepted(draft: Draft, *, by: Actor, at: datetime, key: str = "") -> tuple[Order, bool]:
    """登记 and 受理 in one stroke, for machines: the order, and whether this call made it.

    The same reading, law and ledger as `take`. A request with a number of its own goes that longer way.
    """
    if draft.external_no or draft.origin or draft.leader or draft.outlet or draft.company_code:
        order = take(draft, Verb.ACCEPT, by=by, at=at, key=key)
        return order, order.received_at == at
    order, made = swift.open_told(_checked(draft, at), by=by, at=at, key=key)
    enrol_all([draft] if made else [], at=at)
    return order, made


def record_web(draft: Draft, *, at: datetime, key: str = "", files: Iterable[Upload] = ()) -> Order:
    """A request that a citizen files without an account: it waits in the centre's tray to be accepted (R002)."""
    by = Actor("public", seats=(Seat(Role.REQUESTER),))
    web = draft if draft.channel is not Channel.PHONE else replace(draft, channel=Channel.WEB)
    return record(web, by=by, at=at, key=key, desk=queries.front_desk(), files=files)


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
    passed_to: str = "",
) -> Order:
    """What the agent's desk does in one stroke: record, and accept, answer or transfer at once."""
    order = record(draft, by=by, at=at, key=key)
    more = f"{key}:{then}" if key else ""
    match then:
        case Verb.ACCEPT:
            accept(order.number, by=by, at=at, key=more)
        case Verb.ANSWER:
            answer(order.number, words, passed_to=passed_to, by=by, at=at, key=more)
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
    otherwise = _otherwise(order, corrected)
    if _becomes_protected(order, request_type, at):
        corrected["confidential"] = True
    judged = suggesting.judge(at).level(matter_of(order, corrected))
    if judged.level is not None and str(judged.level) != order.level:
        corrected["level"] = judged.level
    if otherwise:
        corrected["corrected"] = otherwise
    return orders.advance(
        number, Verb.ACCEPT, by=by, at=at, law=judged.law, clause=judged.clause, key=key, facts=corrected
    )


def _becomes_protected(order: Order, said: RequestType | None, at: datetime) -> bool:
    """Whether whoever accepts makes it a kind that the law handles in confidence; what was one stays as told."""
    protects = courses.course(str(said or ""), at) is Course.PROTECT
    return protects and order.request_type != said and not order.confidential


def _otherwise(order: Order, said: Mapping[str, Any]) -> dict[str, list[str]]:
    """Where whoever accepts says otherwise than the order had, or than was read in it: field -> [before, said]."""
    first = orders.timeline(order)[0].facts
    before = {
        "request_type": order.request_type,
        "category": order.category or str(first.get("read") or ""),
        "area": order.area.code if order.area else "",
    }
    return {
        name: [before[name], str(said[name])]
        for name in before
        if before[name] and said.get(name) and before[name] != str(said[name])
    }


@transaction.atomic
def answer(
    number: str,
    text: str,
    *,
    by: Actor,
    at: datetime,
    branch: Branch | None = None,
    reason: str = "",
    earlier: str = "",
    article: Article | None = None,
    passed_to: str = "",
    key: str = "",
) -> Event:
    """即时答复: the requester was answered at once; with `branch` the special way of art 11 that was told.

    `article`: what of the library it was answered from. `earlier`: for S3, the request that is in hand.
    `passed_to`: the unit to which a praise is passed on (转达); it is told and may read it.
    """
    words = worded(text, "Write down what you answered.")
    if branch is not None and not reason.strip():
        raise Refusal("Say why this is “%(branch)s”.", branch=branch)
    if earlier.strip():
        orders.find(earlier.strip(), by)
    facts = {
        "branch": branch, "reason": mask(reason.strip())[:500], "note": fingerprint(words),
        "earlier": earlier.strip(), "article": article.pk if article else None,
    } | _passed(number, passed_to, at)  # fmt: skip
    event = orders.advance(number, Verb.ANSWER, by=by, at=at, clause=clause_of(branch), key=key, facts=facts)
    return noted(event, article=article, text=words, told=reason.strip(), branch=branch or "")


def _passed(number: str, unit: str, at: datetime) -> dict[str, Any]:
    """To whom a praise goes; the law may ask for it. The unit becomes a guest of the order: it may read it."""
    order = orders.hold(number)
    if not unit.strip():
        if courses.course(order.request_type, at) is Course.PASS_ON:
            raise Refusal("Say to which unit the praise is passed on.")
        return {}
    code = directory.unit(unit.strip()).code
    return {"passed_to": [code], "guests": list(dict.fromkeys((*order.guests, code)))}


@transaction.atomic
def transfer(
    number: str, *, line: str, passed_on: str, by: Actor, at: datetime, told: str = "", key: str = ""
) -> Event:
    """一键转接: to 110, 119, 120 or 122; the record stays, with what was passed on (R013, art 11 ¶3(1))."""
    to = _line(line)
    words = worded(passed_on, "Write down what you passed on.")
    order = orders.hold(number)
    facts = {"target": to, "branch": Branch.S1, "note": fingerprint(words)}
    event = orders.advance(
        number, Verb.TRANSFER, by=by, at=at, clause=clause_of(Branch.S1), key=key, facts=facts
    )
    receipt = _handed_over(to, order, words)
    return noted(event, text=words, told=told.strip(), line=to, branch=Branch.S1, reference=receipt)


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


def matter_of(order: Order, corrected: Mapping[str, Any]) -> Matter:
    """What the law of limits looks at in an order, with what is about to be corrected."""
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
