"""The verbs of handling, each on one unit's share. The words stay in this room; the ledger gets fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.dispatch import queries as dispatch
from jiesu.handling import judging, queries
from jiesu.handling.actions.inside import finish_step
from jiesu.handling.actions.noting import fair, fingerprint, keep, on
from jiesu.handling.kinds import ActionKind, Cause, Face, Finding, NoteKind, Reached, Result, Way
from jiesu.handling.models import Action, Contact, Note, Reply
from jiesu.kit import evidence
from jiesu.kit.evidence import Upload
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Move
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal


def claim(number: str, *, share: int, by: Actor, at: datetime, key: str = "") -> Event:
    """接件: the unit takes its share; from now on it answers for it."""
    return orders.advance(number, Verb.CLAIM, by=by, at=at, share=share, key=key)


def claim_many(
    picks: Sequence[tuple[str, int]], *, by: Actor, at: datetime
) -> list[tuple[str, int, Event | Refusal]]:
    """Claim many shares (order number, share number); one result each, a refused one changes nothing."""
    results = orders.advance_many([Move(number, Verb.CLAIM, by, at, share) for number, share in picks])
    return [(number, share, result) for (number, share), result in zip(picks, results, strict=True)]


@transaction.atomic
def assign(number: str, *, share: int, handler: str, by: Actor, at: datetime, key: str = "") -> Event:
    """明确办件人: a named person of the unit, by login (R077). May be said again for another person."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.ASSIGN, key):
        return known
    if not handler:
        raise Refusal("Name the person who handles the order.")
    person = directory.handlers_of(own.unit, at=at).filter(login=handler).first()
    if person is None:
        raise Refusal("Only a handler of %(unit)s can be named.", unit=own.unit.label)
    _check_may_start(own, person.login, at)
    return orders.advance(
        number, Verb.ASSIGN, by=by, at=at, share=share, key=key, facts={"handler": person.login}
    )


def assign_many(
    picks: Sequence[tuple[str, int]], *, handler: str, by: Actor, at: datetime
) -> list[tuple[str, int, Event | Refusal]]:
    """Name one handler for many shares; one result each, each in its own transaction."""
    results: list[tuple[str, int, Event | Refusal]] = []
    for number, share in picks:
        try:
            results.append((number, share, assign(number, share=share, handler=handler, by=by, at=at)))
        except Refusal as refusal:
            results.append((number, share, refusal))
    return results


@transaction.atomic
def contact(
    number: str,
    *,
    share: int,
    way: Way,
    reached: Reached,
    by: Actor,
    at: datetime,
    note: str = "",
    key: str = "",
) -> Event:
    """响应: the first contact with the requester: how, when, and what came of it (R084)."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.CONTACT, key):
        return known
    fair(own, by)
    facts = {"way": way, "reached": reached} | fingerprint("note", note)
    event = orders.advance(number, Verb.CONTACT, by=by, at=at, share=share, key=key, facts=facts)
    Contact.objects.create(**on(own, by, at), way=way, reached=reached, note=note.strip(), first=True)
    return event


def act(
    number: str,
    *,
    share: int,
    kind: ActionKind,
    note: str,
    by: Actor,
    at: datetime,
    place: str = "",
    face: Face | None = None,
    files: Sequence[Upload] = (),
    partner: str = "",
    promise: str = "",
    promise_due: date | None = None,
    step: int | None = None,
    key: str = "",
) -> Event:
    """办理: one thing done about the matter, with place, remark, photographs and recordings (R085, R100).

    Liaison names with whom and what was promised (R138, R139); `step` is the step of the plan that is done by it.
    """
    if not note.strip():
        raise Refusal("Say what was done.")
    if kind in (ActionKind.INSIDE, ActionKind.OUTSIDE) and not partner.strip():
        raise Refusal("Say with whom it was coordinated.")
    checked = evidence.check_all(files)
    facts: dict[str, Any] = {"kind": kind, "face": face, "files": [f.digest for f in checked] or None}
    facts |= {"step": step, "promise_due": promise_due}
    facts |= fingerprint("note", note) | fingerprint("place", place) | fingerprint("promise", promise)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.ACT, key):
            return known
        fair(own, by)
        event = orders.advance(number, Verb.ACT, by=by, at=at, share=share, key=key, facts=facts)
        row = Action.objects.create(
            **on(own, by, at), kind=kind, face=face or "", place=place.strip(), note=note.strip(),
            partner=partner.strip(), promise=promise.strip(), promise_due=promise_due,
        )  # fmt: skip
        if step is not None:
            finish_step(own, step, by=by, at=at)
        keep(own, checked, by=by, at=at, action=row)
    return event


def submit(
    number: str,
    *,
    share: int,
    result: Result,
    text: str,
    by: Actor,
    at: datetime,
    files: Sequence[Upload] = (),
    cause: Cause | None = None,
    cause_note: str = "",
    key: str = "",
) -> Event:
    """提交: the result and the reply's text, a new version each time (R124), with evidence files.

    `cause`: why there was something to ask for (逆流溯源, R363); the law asks for it, with a note, of some orders.
    """
    if not text.strip():
        raise Refusal("The reply needs a text.")
    if cause is Cause.OTHER and not cause_note.strip():
        raise Refusal("Say in words what the root cause is.")
    checked = evidence.check_all(files)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.SUBMIT, key):
            return known
        fair(own, by)
        said = bool(cause and cause_note.strip())
        judging.check_complete(own, result, [f.kind for f in checked], at, traced=said)
        version = queries.versions(own) + 1
        facts: dict[str, Any] = {
            "result": result,
            "version": version,
            "files": [f.digest for f in checked] or None,
            "cause": cause,
        }
        facts |= fingerprint("reply", text) | fingerprint("cause_note", cause_note)
        event = orders.advance(number, Verb.SUBMIT, by=by, at=at, share=share, key=key, facts=facts)
        row = Reply.objects.create(
            **on(own, by, at), version=version, result=result, text=text.strip(), cause=cause or "",
            cause_note=cause_note.strip(),
        )  # fmt: skip
        keep(own, checked, by=by, at=at, reply=row)
    return event


def review(number: str, *, share: int, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """审核: the reply is right; it goes to a leader for sign-off."""
    return _judge(number, Verb.REVIEW, NoteKind.REVIEW, share=share, by=by, at=at, note=note, key=key)


def send_back(number: str, *, share: int, reason: str, by: Actor, at: datetime, key: str = "") -> Event:
    """退回: to the handler, with the reason. The clock goes on."""
    if not reason.strip():
        raise Refusal("Say why the reply is sent back.")
    return _judge(number, Verb.SEND_BACK, NoteKind.SEND_BACK, share=share, by=by, at=at, note=reason, key=key)


def sign(number: str, *, share: int, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """签批: a leader answers for the reply, order by order (regulation art 16)."""
    judging.check_signer(orders.share_of(orders.find(number, SYSTEM), share), by, at)
    return _judge(number, Verb.SIGN, NoteKind.SIGN, share=share, by=by, at=at, note=note, key=key)


@transaction.atomic
def _judge(
    number: str, verb: Verb, kind: NoteKind, *, share: int, by: Actor, at: datetime, note: str, key: str
) -> Event:
    """One pass of review or sign-off: judged, moved, and noted with its score, whoever said nothing too (R226)."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, verb, key):
        return known
    fair(own, by)
    reply = queries.standing_reply(own)
    facts: dict[str, Any] = fingerprint("note", note)
    noted: dict[str, Any] = {"in_person": not by.delegate_for}
    if reply is not None:
        judged = judging.look(own, reply, at)
        if verb is not Verb.SEND_BACK:
            files, traced = queries.file_kinds(reply), judging.traced(reply)
            judging.check_complete(own, reply.result, files, at, traced=traced)
        facts |= {"version": reply.version, "result": reply.result, "score": judged.score}
        facts |= fingerprint("reply", reply.text)
        noted |= {"version": reply.version, "score": judged.score, "findings": judged.codes}
    event = orders.advance(number, verb, by=by, at=at, share=share, key=key, facts=facts)
    Note.objects.create(**on(own, by, at), kind=kind, text=note.strip(), **noted)
    return event


def _check_may_start(own: Assignment, login: str, at: datetime) -> None:
    """Before a person works: nobody who keeps away, the head has signed, the screening stands in no way."""
    if login in queries.recused(own.order):
        raise Refusal("This person keeps away from the order (recusal); name another.")
    if dispatch.awaits_endorsement(own.order, own, at).value:
        raise Refusal("Orders of this kind go to a person only after the head of the unit has signed.")
    found = queries.last_screening(own)
    if found and found.finding not in (Finding.CLEAR, Finding.UNCLEAR):
        raise Refusal(
            "The screening found: %(finding)s. Screen again before a person is named.", finding=found.finding
        )
