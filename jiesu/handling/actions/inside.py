"""甄别、签批派单、回避、难易分级、分步计划: what a unit settles before and while a person works on the matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.actions.noting import fingerprint, known, on
from jiesu.handling.kinds import Finding, RecusalGround
from jiesu.handling.models import Endorsement, Grading, Plan, Receipt, Recusal, Screening, Step
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Grade, Verb
from jiesu.rules.verdict import NotYours, Refusal

MOST_STEPS = 12


@transaction.atomic
def screen(
    number: str, *, share: int, finding: Finding, by: Actor, at: datetime, note: str = "", other: str = "",
    key: str = "",
) -> Event:  # fmt: skip
    """甄别: look at the request before it goes to a person: duplicate, not ours, excluded, unclear (R074)."""
    own, event = known(number, share, Verb.SCREEN, key)
    if event:
        return event
    twin = other.strip()
    if finding is Finding.DUPLICATE:
        _check_twin(number, twin)
    elif finding is not Finding.CLEAR and not note.strip():
        raise Refusal("Say what the screening found.")
    facts: dict[str, Any] = {"finding": finding, "other": twin or None} | fingerprint("note", note)
    event = orders.advance(number, Verb.SCREEN, by=by, at=at, share=share, key=key, facts=facts)
    Screening.objects.create(**on(own, by, at), finding=finding, note=note.strip(), other=twin)
    return event


@transaction.atomic
def endorse(number: str, *, share: int, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """签批派单: the head signs before the order goes to a person or a unit below (R078)."""
    own, event = known(number, share, Verb.ENDORSE, key)
    if event:
        return event
    event = orders.advance(
        number, Verb.ENDORSE, by=by, at=at, share=share, key=key, facts=fingerprint("note", note)
    )
    Endorsement.objects.create(**on(own, by, at), note=note.strip())
    return event


@transaction.atomic
def recuse(
    number: str, *, share: int, ground: RecusalGround, by: Actor, at: datetime, person: str = "",
    note: str = "", key: str = "",
) -> Event:  # fmt: skip
    """回避: a person keeps away from the order for good; another handler has to be named (domain-rules 8.13)."""
    own, event = known(number, share, Verb.RECUSE, key)
    if event:
        return event
    login = person or (own.handler.login if own.handler else "")
    who = directory.people_in(own.unit, at=at).filter(login=login).first()
    if who is None:
        raise Refusal("Only somebody of %(unit)s can keep away from its order.", unit=own.unit.label)
    if ground is RecusalGround.OTHER and not note.strip():
        raise Refusal("Say why the person keeps away.")
    facts = {"recused": who.login, "recusal": ground} | fingerprint("note", note)
    event = orders.advance(number, Verb.RECUSE, by=by, at=at, share=share, key=key, facts=facts)
    Recusal.objects.create(**on(own, by, at), person=who, ground=ground, note=note.strip())
    return event


@transaction.atomic
def acknowledge(number: str, *, share: int, by: Actor, at: datetime) -> Receipt:
    """签收: the named handler has the order; said once in a round, the first moment stands (R135)."""
    own = queries.held_share(number, share)
    if own.handler is None or by.key != f"person:{own.handler.login}":
        raise NotYours("Only the person who was named acknowledges the order.")
    found, _made = Receipt.objects.get_or_create(share=own, round=own.round, by=by.key, defaults={"at": at})
    return found


@transaction.atomic
def grade(
    number: str, *, share: int, grade: Grade, by: Actor, at: datetime, reason: str = "", key: str = ""
) -> Event:
    """难易分级: simple at once, complex by whistle, hard step by step, very hard to the joint meeting."""
    own, event = known(number, share, Verb.GRADE, key)
    if event:
        return event
    if grade in (Grade.HARD, Grade.VERY_HARD) and not reason.strip():
        raise Refusal("Say what makes the matter hard.")
    facts: dict[str, Any] = {"grade": grade} | fingerprint("reason", reason)
    event = orders.advance(number, Verb.GRADE, by=by, at=at, share=share, key=key, facts=facts)
    Grading.objects.create(**on(own, by, at), grade=grade, reason=reason.strip())
    return event


@transaction.atomic
def plan(
    number: str, *, share: int, steps: Sequence[tuple[str, date]], by: Actor, at: datetime, goal: str = "",
    key: str = "",
) -> Event:  # fmt: skip
    """分步计划: dated steps, in the order of their days; a new plan takes the place of the old one (R096)."""
    own, event = known(number, share, Verb.PLAN, key)
    if event:
        return event
    said = [(what.strip(), due) for what, due in steps if what.strip()]
    _check_steps(said, local_day(at))
    facts = {"steps": [due.isoformat() for _, due in said]}
    facts |= fingerprint("plan", "\n".join(what for what, _ in said))  # type: ignore[arg-type]
    event = orders.advance(number, Verb.PLAN, by=by, at=at, share=share, key=key, facts=facts)
    row = Plan.objects.create(**on(own, by, at), goal=goal.strip())
    Step.objects.bulk_create(
        Step(plan=row, no=no, what=what[:300], due=due) for no, (what, due) in enumerate(said, 1)
    )
    return event


def finish_step(own: Any, no: int, *, by: Actor, at: datetime) -> None:
    """Mark a step of the standing plan as done. Refusal where the plan has none such."""
    standing = queries.plan_of(own)
    step = standing.steps.filter(no=no).first() if standing else None
    if step is None:
        raise Refusal("The plan has no step %(no)s.", no=no)
    if step.done_at is None:
        step.done_at, step.done_by = at, by.key
        step.save(update_fields=["done_at", "done_by"])


def _check_twin(number: str, twin: str) -> None:
    if twin == number:
        raise Refusal("An order cannot repeat itself.")
    if not twin:
        raise Refusal("Name the order that this one repeats.")
    orders.find(twin, SYSTEM)


def _check_steps(said: Sequence[tuple[str, date]], today: date) -> None:
    if len(said) < 2:
        raise Refusal("A plan needs at least two steps, each with a day.")
    if len(said) > MOST_STEPS:
        raise Refusal("A plan has at most %(n)s steps.", n=MOST_STEPS)
    days = [due for _, due in said]
    if days != sorted(days):
        raise Refusal("The days of the steps rise.")
    if days[0] < today:
        raise Refusal("A step cannot lie in the past.")
