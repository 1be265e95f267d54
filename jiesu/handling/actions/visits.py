"""上门走访、见面答复、协商议事、阶段性答复: whom one met about the matter, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.actions.noting import acted, known
from jiesu.handling.kinds import ActionKind, Body, DeliberationKind, PartnerKind, Phase, VisitKind, VisitRank
from jiesu.handling.models import Deliberation, Meeting, Partner, Visit
from jiesu.kit import evidence
from jiesu.kit.evidence import Upload
from jiesu.orders.face import Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import NotYours, Refusal

VISITS = {VisitKind.DOOR: ActionKind.DOOR, VisitKind.SCENE: ActionKind.SCENE}


def visit(
    number: str, *, share: int, rank: VisitRank, who: str, result: str, by: Actor, at: datetime,
    kind: VisitKind = VisitKind.DOOR, place: str = "", note: str = "", in_person: bool = True,
    files: Sequence[Upload] = (), key: str = "",
) -> Event:  # fmt: skip
    """上门走访: a visit by rank (三上门), or an official straight at the scene, with place, photo, result (R146)."""
    if not who.strip() or not result.strip():
        raise Refusal("Say who went and what came of it.")
    if kind is VisitKind.SCENE and not place.strip():
        raise Refusal("Say at which place the official was.")
    checked = evidence.check_all(files)
    facts: dict[str, Any] = {"kind": kind, "rank": rank, "in_person": in_person and not by.delegate_for}
    with transaction.atomic():
        own, event = known(number, share, Verb.VISIT, key)
        if event:
            return event
        event, row = acted(
            own, Verb.VISIT, kind=VISITS[kind], note=note.strip() or result, place=place, checked=checked,
            by=by, at=at, key=key, facts=facts,
        )  # fmt: skip
        Visit.objects.create(
            action=row, kind=kind, rank=rank, who=who.strip(), result=result.strip(),
            in_person=facts["in_person"],
        )  # fmt: skip
    return event


def meet(
    number: str, *, share: int, held_at: datetime, persons: str, content: str, by: Actor, at: datetime,
    place: str = "", files: Sequence[Upload] = (), key: str = "",
) -> Event:  # fmt: skip
    """见面答复: the answer given in person: when, with whom, what was said (R475)."""
    if not persons.strip() or not content.strip():
        raise Refusal("Say whom you met and what was said.")
    if held_at > at:
        raise Refusal("A meeting is recorded after it was held.")
    checked = evidence.check_all(files)
    with transaction.atomic():
        own, event = known(number, share, Verb.MEET, key)
        if event:
            return event
        event, row = acted(
            own, Verb.MEET, kind=ActionKind.MEET, note=content, place=place, checked=checked, by=by, at=at,
            key=key, facts={"held_at": held_at},
        )  # fmt: skip
        Meeting.objects.create(action=row, held_at=held_at, persons=persons.strip())
    return event


def deliberate(
    number: str, *, share: int, kind: DeliberationKind, held_at: datetime, participants: str, consensus: str,
    by: Actor, at: datetime, place: str = "", attended: bool = False, agree: int | None = None,
    against: int | None = None, abstained: int | None = None, phase: Phase | None = None,
    bodies: Sequence[Body] = (), partners: Sequence[int] = (), files: Sequence[Upload] = (), key: str = "",
) -> Event:  # fmt: skip
    """协商议事: negotiation, appraisal with votes, a numbered residents' meeting, or a phase of joint action."""
    _check_deliberation(kind, held_at, at, participants, consensus, (agree, against), phase)
    checked = evidence.check_all(files)
    facts: dict[str, Any] = {
        "kind": kind, "held_at": held_at, "attended": attended, "phase": phase,
        "votes": [agree or 0, against or 0, abstained or 0] if agree is not None else None,
        "bodies": [str(body) for body in bodies] or None,
    }  # fmt: skip
    with transaction.atomic():
        own, event = known(number, share, Verb.DELIBERATE, key)
        if event:
            return event
        facts["no"] = no = queries.next_deliberation(own.order, kind)
        event, row = acted(
            own, Verb.DELIBERATE, kind=ActionKind.DELIBERATE, note=consensus, place=place, checked=checked,
            by=by, at=at, key=key, facts=facts,
        )  # fmt: skip
        made = Deliberation.objects.create(
            action=row, kind=kind, no=no, held_at=held_at, participants=participants.strip(),
            attended=attended, agree=agree, against=against, abstained=abstained, consensus=consensus.strip(),
            phase=phase or "", bodies=[str(body) for body in bodies],
        )  # fmt: skip
        made.partners.set(queries.partners(own.unit).filter(pk__in=list(partners)))
    return event


@transaction.atomic
def interim(number: str, *, share: int, text: str, by: Actor, at: datetime, key: str = "") -> Event:
    """阶段性答复: tell the requester how the matter stands while it takes longer (regulation art 16)."""
    if not text.strip():
        raise Refusal("The interim reply needs a text.")
    own, event = known(number, share, Verb.INTERIM, key)
    if event:
        return event
    facts: dict[str, Any] = {"no": queries.interims(own).count() + 1}
    event, _row = acted(
        own, Verb.INTERIM, kind=ActionKind.INTERIM, note=text, by=by, at=at, key=key, facts=facts
    )
    return event


def add_partner(
    unit: str, *, name: str, kind: PartnerKind, by: Actor, at: datetime, liaison: str = ""
) -> Partner:
    """Note a central unit, a garrison or another body as a partner of a unit (R154)."""
    own = directory.unit(unit)
    roles = (Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER)
    if not any(seat.role in roles and seat.unit == unit for seat in by.seats):
        raise NotYours("Only the unit itself names its partners.")
    if not name.strip():
        raise Refusal("A partner needs a name.")
    try:
        with transaction.atomic():
            return Partner.objects.create(
                unit=own, name=name.strip(), kind=kind, liaison=liaison.strip(), since=at, by=by.key
            )
    except IntegrityError:
        raise Refusal("%(name)s is a partner already.", name=name.strip()) from None


def _check_deliberation(
    kind: DeliberationKind, held_at: datetime, at: datetime, participants: str, consensus: str,
    votes: tuple[int | None, int | None], phase: Phase | None,
) -> None:  # fmt: skip
    if not participants.strip() or not consensus.strip():
        raise Refusal("Say who took part and what was agreed.")
    if held_at > at:
        raise Refusal("A meeting is recorded after it was held.")
    if kind is DeliberationKind.APPRAISAL and None in votes:
        raise Refusal("A public appraisal needs the votes for and against.")
    if kind is DeliberationKind.JOINT and phase is None:
        raise Refusal("Say in which phase of the joint action it was.")
