"""申请剔除、签批剔除、准予剔除、不予剔除: an order leaves the rates only by a coded ground, signed and decided above.

Law: policies/*/exclusions/; domain-rules 8.7; e A22, A23, A63. The assessed unit asks and signs, it never decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.assessment import queries
from jiesu.assessment.kinds import ExclusionStep
from jiesu.assessment.models import Exclusion, Proof, Signature
from jiesu.handling import queries as handling
from jiesu.kit import evidence
from jiesu.kit.crypto import keyed_hash
from jiesu.kit.evidence import Checked, Upload
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.rules import exclusions
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import NotYours, Refusal


def exclude(
    number: str, *, share: int, ground: str, text: str, by: Actor, at: datetime, files: Sequence[Upload] = (),
    key: str = "",
) -> Event:  # fmt: skip
    """申请剔除: the unit asks, on a coded ground, with materials (R301)."""
    if not text.strip():
        raise Refusal("Say why the order is to be excluded.")
    checked = evidence.check_all(files)
    with transaction.atomic():
        own, known = _held(number, share, Verb.EXCLUDE, key)
        if known:
            return known
        law = queries.exclusion_law(at)
        coded = exclusions.ground(law.rules, ground)
        _check_asked(own, law, checked, at)
        facts: dict[str, Any] = {"exclusion": ground, "files": [file.digest for file in checked] or None}
        facts |= _print("text", text)
        event = orders.advance(
            number,
            Verb.EXCLUDE,
            by=by,
            at=at,
            share=share,
            key=key,
            law=law.id,
            clause=coded.clause,
            facts=facts,
        )
        row = Exclusion.objects.create(
            share=own, ground=ground, name=coded.name, law=law.id, text=text.strip(), asked_at=at, asked_by=by.key,
            step=ExclusionStep.ASKED,
        )  # fmt: skip
        with evidence.kept(checked) as names:
            Proof.objects.bulk_create(
                Proof(exclusion=row, name=file.name, stored=name, kind=file.kind, digest=file.digest)
                for name, file in zip(names, checked, strict=True)
            )
    return event


@transaction.atomic
def countersign(number: str, *, share: int, by: Actor, at: datetime, note: str = "", key: str = "") -> Event:
    """签批剔除: the area leader, then the main leader; only then it leaves the street (R222, R223)."""
    own, known = _held(number, share, Verb.COUNTERSIGN, key)
    if known:
        return known
    row = _open(own, ExclusionStep.ASKED, ExclusionStep.COUNTERSIGNED)
    signers = queries.signers(own, at)
    done = row.signatures.count()
    wanted = signers[done]
    unit = queries.answering_unit(own.unit)
    if not any(seat.role is wanted and seat.unit == unit.code for seat in by.seats):
        raise NotYours("The next signature is that of: %(role)s of %(unit)s.", role=wanted, unit=unit.label)
    facts = {"exclusion": row.ground, "rank": wanted} | _print("note", note)
    event = orders.advance(number, Verb.COUNTERSIGN, by=by, at=at, share=share, key=key, facts=facts)
    Signature.objects.create(
        exclusion=row, no=done + 1, role=wanted, at=at, by=by.key, name=by.name[:60], note=note.strip(),
        in_person=not by.delegate_for,
    )  # fmt: skip
    row.step = ExclusionStep.SIGNED if done + 1 == len(signers) else ExclusionStep.COUNTERSIGNED
    row.save(update_fields=["step"])
    return event


def allow(number: str, *, share: int, by: Actor, at: datetime, reason: str = "", key: str = "") -> Event:
    """准予剔除: the assessor above decides; the share leaves the denominators."""
    return _decide(
        number, Verb.ALLOW, ExclusionStep.ALLOWED, share=share, by=by, at=at, reason=reason, key=key
    )


def disallow(number: str, *, share: int, by: Actor, at: datetime, reason: str, key: str = "") -> Event:
    """不予剔除 (查否): the order stays in the rates; the reason is kept."""
    if not reason.strip():
        raise Refusal("Say why the order stays in the rates.")
    return _decide(
        number, Verb.DISALLOW, ExclusionStep.DISALLOWED, share=share, by=by, at=at, reason=reason, key=key
    )


@transaction.atomic
def _decide(
    number: str,
    verb: Verb,
    step: ExclusionStep,
    *,
    share: int,
    by: Actor,
    at: datetime,
    reason: str,
    key: str,
) -> Event:
    own, known = _held(number, share, verb, key)
    if known:
        return known
    row = _open(own, ExclusionStep.SIGNED)
    queries.check_period_open(own)
    facts: dict[str, Any] = {"exclusion": row.ground} | _print("reason", reason)
    if verb is Verb.ALLOW:
        facts["excluded"] = True
    event = orders.advance(number, verb, by=by, at=at, share=share, key=key, law=row.law, facts=facts)
    row.step, row.decided_at, row.decided_by, row.reason = step, at, by.key, reason.strip()
    row.save(update_fields=["step", "decided_at", "decided_by", "reason"])
    return event


def _check_asked(own: Assignment, law: policy.InForce, checked: Sequence[Checked], at: datetime) -> None:
    if own.excluded:
        raise Refusal("This share is excluded already.")
    if queries.open_exclusion(own):
        raise Refusal("Exclusion of this share has been asked for already.")
    if not checked and not handling.has_evidence(own):
        raise Refusal("An application needs materials.")
    exclusions.check_open(law.rules, own.order.rated_at, at, policy.calendar(at))
    queries.check_period_open(own)


def _held(number: str, share: int, verb: Verb, key: str) -> tuple[Assignment, Event | None]:
    own = handling.held_share(number, share)
    return own, orders.done(own.order, verb, key)


def _open(own: Assignment, *steps: ExclusionStep) -> Exclusion:
    row = queries.open_exclusion(own)
    if row is None or row.step not in steps:
        raise Refusal("No application for exclusion is at this step.")
    return row


def _print(name: str, text: str) -> dict[str, str]:
    clean = text.strip()
    return {f"{name}_print": keyed_hash(clean).hex()} if clean else {}
