"""The verbs of handling, each on one unit's share. The words stay in this room; the ledger gets fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.handling import evidence, queries
from jiesu.handling.evidence import Checked, Upload
from jiesu.handling.kinds import ActionKind, Face, NoteKind, Reached, Result, Way
from jiesu.handling.models import Action, Contact, Evidence, Note, Reply
from jiesu.kit.crypto import keyed_hash
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Move
from jiesu.rules.reach import Actor
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
    return orders.advance(
        number, Verb.ASSIGN, by=by, at=at, share=share, key=key, facts={"handler": person.login}
    )


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
    facts = {"way": way, "reached": reached} | _print("note", note)
    event = orders.advance(number, Verb.CONTACT, by=by, at=at, share=share, key=key, facts=facts)
    Contact.objects.create(**_on(own, by, at), way=way, reached=reached, note=note.strip(), first=True)
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
    key: str = "",
) -> Event:
    """办理: one thing done about the matter, with place, remark and photographs (R085, R100, R146)."""
    if not note.strip():
        raise Refusal("Say what was done.")
    checked = evidence.check_all(files)
    facts: dict[str, Any] = {"kind": kind, "face": face, "files": [f.digest for f in checked] or None}
    facts |= _print("note", note) | _print("place", place)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.ACT, key):
            return known
        event = orders.advance(number, Verb.ACT, by=by, at=at, share=share, key=key, facts=facts)
        row = Action.objects.create(
            **_on(own, by, at), kind=kind, face=face or "", place=place.strip(), note=note.strip()
        )
        _keep(own, checked, by=by, at=at, action=row)
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
    key: str = "",
) -> Event:
    """提交: the result and the reply's text, a new version each time (R124), with evidence files."""
    if not text.strip():
        raise Refusal("The reply needs a text.")
    checked = evidence.check_all(files)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.SUBMIT, key):
            return known
        version = queries.versions(own) + 1
        facts: dict[str, Any] = {
            "result": result,
            "version": version,
            "files": [f.digest for f in checked] or None,
        }
        facts |= _print("reply", text)
        event = orders.advance(number, Verb.SUBMIT, by=by, at=at, share=share, key=key, facts=facts)
        row = Reply.objects.create(**_on(own, by, at), version=version, result=result, text=text.strip())
        _keep(own, checked, by=by, at=at, reply=row)
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
    return _judge(number, Verb.SIGN, NoteKind.SIGN, share=share, by=by, at=at, note=note, key=key)


@transaction.atomic
def _judge(
    number: str, verb: Verb, kind: NoteKind, *, share: int, by: Actor, at: datetime, note: str, key: str
) -> Event:
    own = queries.held_share(number, share)
    if known := orders.done(own.order, verb, key):
        return known
    reply = queries.standing_reply(own)
    facts: dict[str, Any] = _print("note", note)
    if reply is not None:
        facts |= {"version": reply.version, "result": reply.result} | _print("reply", reply.text)
    event = orders.advance(number, verb, by=by, at=at, share=share, key=key, facts=facts)
    if note.strip():
        Note.objects.create(**_on(own, by, at), kind=kind, text=note.strip())
    return event


def _on(own: Assignment, by: Actor, at: datetime) -> dict[str, Any]:
    return {"share": own, "round": own.round, "at": at, "by": by.key}


def _print(name: str, text: str) -> dict[str, str]:
    """The keyed fingerprint of a text, so that the ledger can prove it without holding it."""
    clean = text.strip()
    return {f"{name}_print": keyed_hash(clean).hex()} if clean else {}


def _keep(own: Assignment, checked: Sequence[Checked], *, by: Actor, at: datetime, **belongs: Any) -> None:
    with evidence.kept(checked) as names:
        Evidence.objects.bulk_create(
            Evidence(
                **_on(own, by, at), **belongs, name=file.name, stored=name, kind=file.kind,
                size=len(file.content), digest=file.digest,
            )
            for name, file in zip(names, checked, strict=True)
        )  # fmt: skip
