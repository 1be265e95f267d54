"""The verbs of the pending register: ask for it, list, remind, renew, ask for the write-off, write off.

Law: regulation art 15 (2), 20, 24; domain-rules 8.8; R147-R152. A listed share lies PENDING and its clock
stands; a written-off one goes back to handling with a new limit and is followed up like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.actions.clocks import ask, decide, digests, fingerprint, keep_papers
from jiesu.handling.kinds import AskingKind, Decision
from jiesu.handling.models import Pending
from jiesu.kit import evidence
from jiesu.kit.evidence import Upload
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.rules import limits
from jiesu.rules import register as law_of
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import UnitRole, Verb
from jiesu.rules.verdict import Refusal


def register(
    number: str,
    *,
    share: int,
    obstacle: Obstacle,
    reason: str,
    owner: str,
    letter: str,
    told_on: date,
    by: Actor,
    at: datetime,
    line_unit: str = "",
    files: Sequence[Upload] = (),
    key: str = "",
) -> Event:
    """申请挂账, by the unit's head or leader: the obstacle, its evidence, who answers, what the requester was told.

    `owner`: the login of the unit's person who answers for it (R151); `line_unit`: the department that
    answers together with the unit (R152).
    """
    checked = evidence.check_all(files)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.REGISTER, key):
            return known
        law = policy.in_force("register", at)
        facts: dict[str, Any] = {
            "obstacle": obstacle, "answers": owner, "line_unit": line_unit, "told_on": str(told_on),
            "files": digests(checked), **fingerprint("reason", reason), **fingerprint("letter", letter),
        }  # fmt: skip
        event = orders.advance(
            number, Verb.REGISTER, by=by, at=at, share=share, law=law.id, clause=law.rules.cap.clause, key=key,
            facts=facts,
        )  # fmt: skip
        _check_said(reason, letter, checked, told_on, at)
        law_of.admit(law.rules, obstacle, orders.matter_of(own.order))
        _check_room(own, law.rules, at)
        person = directory.people_in(own.unit).filter(login=owner).first()
        if person is None:
            raise Refusal("Name a person of %(unit)s who answers for it.", unit=own.unit.label)
        asking = ask(own, AskingKind.REGISTER, by=by, at=at, reason=reason.strip())
        Pending.objects.create(
            share=own, asking=asking, unit=own.unit, obstacle=obstacle, owner=person, letter=letter.strip(),
            line_unit=directory.unit(line_unit) if line_unit else None, told_on=told_on, law=law.id,
        )  # fmt: skip
        keep_papers(own, asking, checked, by=by, at=at)
    return event


@transaction.atomic
def list(number: str, *, share: int, by: Actor, at: datetime, reason: str = "", key: str = "") -> Event:
    """准予挂账: the level above enters the share in the register; its clock stands from now on."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.LIST, key):
        return known
    law = policy.in_force("register", at)
    review = law_of.review_at(law.rules, since=at, calendar=policy.calendar(at))
    facts: dict[str, Any] = {"review": review, "was_due": own.due} | fingerprint("reason", reason)
    if own.role == UnitRole.LEAD:
        facts["order_paused"] = True
    pending = Pending.objects.filter(share=own, listed_at=None, asking__decision="").first()
    if pending and pending.line_unit:
        facts["guests"] = sorted({*own.order.guests, pending.line_unit.code})
    event = orders.advance(
        number, Verb.LIST, by=by, at=at, share=share, law=law.id, clause=law.rules.review.clause, key=key,
        facts=facts,
    )  # fmt: skip
    asking = queries.open_asking(own, AskingKind.REGISTER)
    assert pending is not None
    _check_room(own, law.rules, at)
    decide(asking, Decision.GRANTED, reason, by=by, at=at)
    pending.listed_at, pending.review_at, pending.law = at, review, law.id
    pending.remind_at = law_of.remind_at(law.rules, review=review)
    pending.save()
    return event


@transaction.atomic
def close_left(at: datetime) -> int:
    """Close the entries of shares that were recalled with their order (撤诉、并单): they left with that moment."""
    rows = queries.left(at).select_for_update(of=("self",), skip_locked=True)
    for pending in rows:
        pending.struck_at, pending.remind_at = pending.share.since, None
        pending.save(update_fields=["struck_at", "remind_at"])
    return len(rows)


@transaction.atomic
def remind(number: str, *, share: int, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """挂账提醒: the owner and whoever supervises are told that a review is due; again until it is decided."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.REMIND, key):
        return known
    pending = queries.standing_pending(own)
    law = policy.law(pending.law)
    facts: dict[str, Any] = {
        "to": pending.owner.login, "review": pending.review_at, "reminder": pending.reminders + 1,
        **fingerprint("note", note),
    }  # fmt: skip
    event = orders.advance(
        number, Verb.REMIND, by=by, at=at, share=share, law=law.id, clause=law.rules.review.clause, key=key,
        facts=facts,
    )  # fmt: skip
    pending.reminders += 1
    pending.remind_at = law_of.next_reminder(law.rules, last=at)
    pending.save(update_fields=["reminders", "remind_at"])
    return event


@transaction.atomic
def renew(number: str, *, share: int, by: Actor, at: datetime, reason: str, key: str = "") -> Event:
    """挂账续期 at a review: the obstacle still stands. After the law's renewals only the district decides."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.RENEW, key):
        return known
    pending = queries.standing_pending(own)
    law = policy.in_force("register", at)
    high = queries.high_seat(by, Verb.RENEW, own)
    district = high and by.holds(*queries.DISTRICT_DECIDES)
    verdict = law_of.renewed(
        law.rules, renewals=pending.renewals, since=at, district=district, calendar=policy.calendar(at)
    )
    facts: dict[str, Any] = {"review": verdict.value, "renewal": pending.renewals + 1} | fingerprint(
        "reason", reason
    )
    event = orders.advance(
        number, Verb.RENEW, by=by, at=at, share=share, law=law.id, clause=verdict.clause, key=key, facts=facts
    )
    if not reason.strip():
        raise Refusal("Say why the obstacle still stands.")
    pending.renewals += 1
    pending.review_at, pending.law = verdict.value, law.id
    pending.remind_at = law_of.remind_at(law.rules, review=verdict.value)
    pending.save(update_fields=["renewals", "review_at", "remind_at", "law"])
    return event


def strike(
    number: str,
    *,
    share: int,
    reason: str,
    by: Actor,
    at: datetime,
    files: Sequence[Upload] = (),
    key: str = "",
) -> Event:
    """申请销账: the obstacle is gone or the matter solved, with evidence."""
    checked = evidence.check_all(files)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.STRIKE, key):
            return known
        facts: dict[str, Any] = {"files": digests(checked)} | fingerprint("reason", reason)
        event = orders.advance(number, Verb.STRIKE, by=by, at=at, share=share, key=key, facts=facts)
        if not reason.strip():
            raise Refusal("Say how it was solved.")
        if not checked:
            raise Refusal("Add the evidence that it is solved.")
        queries.standing_pending(own)
        asking = ask(own, AskingKind.STRIKE, by=by, at=at, reason=reason.strip())
        keep_papers(own, asking, checked, by=by, at=at)
    return event


@transaction.atomic
def write_off(number: str, *, share: int, by: Actor, at: datetime, reason: str = "", key: str = "") -> Event:
    """准予销账: the share goes back to handling with a new limit, by the rule for another round.

    It is then answered, signed and followed up anew: 销账 = 解决 + 重新回访 (domain-rules 8.8).
    """
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.WRITE_OFF, key):
        return known
    law = policy.in_force("limits", at)
    born = queries.born_at(own)
    first = own.first_due or own.due or born.at
    verdict = limits.rehandle_due(law.rules, first=born.at, due=first, since=at, calendar=policy.calendar(at))
    facts: dict[str, Any] = {"due": verdict.value} | fingerprint("reason", reason)
    pending = queries.standing_pending(own)
    if own.role == UnitRole.LEAD:
        facts["order_due"] = verdict.value
    if pending.line_unit:
        facts["guests"] = sorted({*own.order.guests} - {pending.line_unit.code})
    event = orders.advance(
        number,
        Verb.WRITE_OFF,
        by=by,
        at=at,
        share=share,
        law=law.id,
        clause=verdict.clause,
        key=key,
        facts=facts,
    )
    decide(queries.open_asking(own, AskingKind.STRIKE), Decision.GRANTED, reason, by=by, at=at)
    pending.struck_at, pending.remind_at = at, None
    pending.save(update_fields=["struck_at", "remind_at"])
    return event


def _check_said(reason: str, letter: str, checked: Sequence[Any], told_on: date, at: datetime) -> None:
    if not reason.strip():
        raise Refusal("Say what stands in the way.")
    if not checked:
        raise Refusal("Add the evidence of the obstacle.")
    if not letter.strip():
        raise Refusal("The requester is to be told in writing: enter what was written.")
    if told_on > local_day(at):
        raise Refusal("The requester must have been told before one applies.")


def _check_room(own: Assignment, law: law_of.Register, at: datetime) -> None:
    standing, handled = queries.room(own, law, at)
    law_of.check_room(law, standing=standing, orders=handled)
