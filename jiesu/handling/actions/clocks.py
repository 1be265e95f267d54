"""The verbs of clocks: pause and resume, extensions and special circumstances, and what the level above says.

Law: regulation art 15 (2) (two grounds, approval, the requester is informed); domain-rules 8.2 (pauses for the
requester's material only); R171-R173, R180-R182. The words stay in this room; the ledger gets fingerprints.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.handling import queries
from jiesu.handling.kinds import AskingKind, Decision
from jiesu.handling.models import Asking, Paper, Pause
from jiesu.kit import evidence
from jiesu.kit.crypto import keyed_hash
from jiesu.kit.evidence import Checked, Upload
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.rules import limits
from jiesu.rules.limits import Ground, Limits
from jiesu.rules.reach import Actor
from jiesu.rules.spans import Span
from jiesu.rules.terms import Level, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal


@transaction.atomic
def pause(number: str, *, share: int, what: str, by: Actor, at: datetime, key: str = "") -> Event:
    """中止计时: the clock stands while one waits for material that only the requester has."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.PAUSE, key):
        return known
    law = policy.in_force("limits", at)
    until = limits.pause_until(law.rules, since=at, calendar=policy.calendar(at))
    leads = own.role == UnitRole.LEAD
    facts: dict[str, Any] = {"was_due": own.due, "until": until} | fingerprint("what", what)
    if leads:
        facts |= {"order_paused": True, "order_was_due": own.order.due}
    event = orders.advance(
        number, Verb.PAUSE, by=by, at=at, share=share, law=law.id, clause=law.rules.pauses.clause, key=key,
        facts=facts,
    )  # fmt: skip
    due = _check_pause(own, law.rules, what, at)
    Pause.objects.create(
        **on(own, by, at), what=what.strip(), due=due, order_due=own.order.due if leads else None, until=until
    )
    return event


@transaction.atomic
def resume(
    number: str, *, share: int, by: Actor, at: datetime, since: datetime | None = None, key: str = ""
) -> Event:
    """恢复计时: the limit moves by exactly as long as the clock stood, at most as long as the law allows.

    `since`: the moment from which it runs again, where that was before `at` (the requester's material came).
    """
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.RESUME, key):
        return known
    row = Pause.objects.filter(share=own, ended_at=None).first()
    if row is None:
        return orders.advance(number, Verb.RESUME, by=by, at=at, share=share, key=key)
    law = policy.in_force("limits", row.at)
    until = min(max(since or at, row.at), at, row.until)
    calendar = policy.calendar(row.at)
    verdict = limits.paused_due(law.rules, due=row.due, pauses=[(row.at, until)], calendar=calendar)
    facts: dict[str, Any] = {"until": until, "due": verdict.value}
    if row.order_due is not None:
        facts["order_due"] = row.order_due + (verdict.value - row.due)
    event = orders.advance(
        number,
        Verb.RESUME,
        by=by,
        at=at,
        share=share,
        law=law.id,
        clause=verdict.clause,
        key=key,
        facts=facts,
    )
    row.ended_at = until
    row.save(update_fields=["ended_at"])
    return event


def extend(
    number: str,
    *,
    share: int,
    ground: Ground,
    reason: str,
    by: Actor,
    at: datetime,
    amount: int | None = None,
    provision: str = "",
    plan: str = "",
    files: Sequence[Upload] = (),
    key: str = "",
) -> Event:
    """申请延期, before the limit has passed, on one of the two grounds of the law (R172, R173).

    `amount` counts in the measure of the law (all that it allows where none is said). The law's ground cites
    its provision; the other one brings a plan and evidence.
    """
    checked = evidence.check_all(files)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.EXTEND, key):
            return known
        law = policy.in_force("limits", at)
        span = _span(law.rules, own, amount)
        facts: dict[str, Any] = {"ground": ground, "by": str(span or ""), "files": digests(checked)}
        facts |= (
            fingerprint("reason", reason) | fingerprint("provision", provision) | fingerprint("plan", plan)
        )
        event = orders.advance(
            number, Verb.EXTEND, by=by, at=at, share=share, law=law.id, key=key, facts=facts
        )
        _check_ground(ground, reason, provision, plan, checked)
        _extended(own, law.rules, span, at)
        row = ask(own, AskingKind.EXTEND, by=by, at=at, ground=ground, reason=reason.strip(),
                  provision=provision.strip(), plan=plan.strip(), span=str(span or ""))  # fmt: skip
        keep_papers(own, row, checked, by=by, at=at)
    return event


def exempt(
    number: str,
    *,
    share: int,
    reason: str,
    by: Actor,
    at: datetime,
    files: Sequence[Upload] = (),
    key: str = "",
) -> Event:
    """申请特殊情形: why the special clocks of an enterprise's request cannot hold (R182)."""
    checked = evidence.check_all(files)
    with transaction.atomic():
        own = queries.held_share(number, share)
        if known := orders.done(own.order, Verb.EXEMPT, key):
            return known
        law = policy.in_force("limits", at)
        facts: dict[str, Any] = {"files": digests(checked)} | fingerprint("reason", reason)
        event = orders.advance(
            number, Verb.EXEMPT, by=by, at=at, share=share, law=law.id, key=key, facts=facts
        )
        if not reason.strip():
            raise Refusal("Say what is special about it.")
        _liftable(own, law.rules)
        keep_papers(
            own, ask(own, AskingKind.EXEMPT, by=by, at=at, reason=reason.strip()), checked, by=by, at=at
        )
    return event


@transaction.atomic
def grant(number: str, *, share: int, by: Actor, at: datetime, reason: str = "", key: str = "") -> Event:
    """准予: the level above extends the limit, or lets the level's own limit hold instead of a special clock."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.GRANT, key):
        return known
    asking = queries.open_asking(own, AskingKind.EXTEND, AskingKind.EXEMPT)
    law = policy.in_force("limits", asking.at)
    facts: dict[str, Any] = {"asked": asking.kind, "asked_at": asking.at} | fingerprint("reason", reason)
    told, clause = (_longer if asking.kind is AskingKind.EXTEND else _lifted)(own, asking, law.rules)
    event = orders.advance(
        number, Verb.GRANT, by=by, at=at, share=share, law=law.id, clause=clause, key=key, facts=facts | told
    )
    if asking.kind is AskingKind.EXTEND and own.parent is None and not queries.high_seat(by, Verb.GRANT, own):
        raise NotYours("The hotline centre or the district decides on the limit of an order.")
    decide(asking, Decision.GRANTED, reason, by=by, at=at)
    return event


@transaction.atomic
def deny(number: str, *, share: int, by: Actor, at: datetime, reason: str, key: str = "") -> Event:
    """不予准许: what was applied for, with the reason. Nothing about the limit changes."""
    own = queries.held_share(number, share)
    if known := orders.done(own.order, Verb.DENY, key):
        return known
    asking = Asking.objects.filter(share=own, decision="").first()
    facts = ({"asked": asking.kind} if asking else {}) | fingerprint("reason", reason)
    event = orders.advance(number, Verb.DENY, by=by, at=at, share=share, key=key, facts=facts)
    if not reason.strip():
        raise Refusal("Say why it is denied.")
    decide(queries.open_asking(own), Decision.DENIED, reason, by=by, at=at)
    return event


def ask(own: Assignment, kind: AskingKind, *, by: Actor, at: datetime, **said: Any) -> Asking:
    """Note an application. Refusal while another one of the share waits."""
    if Asking.objects.filter(share=own, decision="").exists():
        raise Refusal("Another application about this share waits for its decision.")
    return Asking.objects.create(**on(own, by, at), kind=kind, **said)


def decide(asking: Asking, decision: Decision, reason: str, *, by: Actor, at: datetime) -> None:
    """Note what the level above said."""
    asking.decision, asking.decided_at, asking.decided_by = decision, at, by.key
    asking.decision_reason = reason.strip()
    asking.save(update_fields=["decision", "decided_at", "decided_by", "decision_reason"])


def keep_papers(
    own: Assignment, asking: Asking, checked: Sequence[Checked], *, by: Actor, at: datetime
) -> None:
    """Keep the checked files of an application."""
    with evidence.kept(checked) as names:
        Paper.objects.bulk_create(
            Paper(**on(own, by, at), asking=asking, name=file.name, stored=name, kind=file.kind,
                  size=len(file.content), digest=file.digest)
            for name, file in zip(names, checked, strict=True)
        )  # fmt: skip


def on(own: Assignment, by: Actor, at: datetime) -> dict[str, Any]:
    """The columns that every row about a share has."""
    return {"share": own, "round": own.round, "at": at, "by": by.key}


def fingerprint(name: str, text: str) -> dict[str, str]:
    """The keyed fingerprint of a text: the ledger can prove it without holding it."""
    clean = text.strip()
    return {f"{name}_print": keyed_hash(clean).hex()} if clean else {}


def digests(checked: Sequence[Checked]) -> list[str] | None:
    """The digests of files, for the ledger."""
    return [file.digest for file in checked] or None


def _check_pause(own: Assignment, law: Limits, what: str, at: datetime) -> datetime:
    if not what.strip():
        raise Refusal("Say which material of the requester is waited for.")
    if own.due is None:
        raise Refusal("This share has no limit that runs.")
    if at >= own.due:
        raise Refusal("The limit has passed; the clock can no longer be paused.")
    if queries.pauses(own).count() >= law.pauses.times:
        raise Refusal("The clock may be paused at most %(times)s times.", times=law.pauses.times)
    return own.due


def _check_ground(ground: Ground, reason: str, provision: str, plan: str, checked: Sequence[Checked]) -> None:
    if not reason.strip():
        raise Refusal("Say why more time is needed.")
    if ground is Ground.LAW and not provision.strip():
        raise Refusal("Cite the provision that says so.")
    if ground is Ground.LONGER and not plan.strip():
        raise Refusal("Say how and by when it will be solved: the plan.")
    if ground is Ground.LONGER and not checked:
        raise Refusal("Add the evidence that longer time is really needed.")


def _span(law: Limits, own: Assignment, amount: int | None) -> Span | None:
    rule = law.levels[_level(law, own)].extension
    if rule is None:
        return None
    return Span(amount, rule.at_most.measure) if amount else rule.at_most


def _level(law: Limits, own: Assignment) -> Level:
    return Level(own.level) if own.level else law.otherwise


def _extended(own: Assignment, law: Limits, span: Span | None, asked: datetime) -> Any:
    if own.due is None:
        raise Refusal("The clock stands; decide when it runs again.")
    return limits.extended(
        law, level=_level(law, own), due=own.due, asked=asked, times=queries.extensions(own),
        calendar=policy.calendar(asked), by=span,
    )  # fmt: skip


def _longer(own: Assignment, asking: Asking, law: Limits) -> tuple[dict[str, Any], str]:
    """The extended limit. The order's moves with that of its lead; other units keep theirs."""
    verdict = _extended(own, law, Span.parse(asking.span), asking.at)
    facts: dict[str, Any] = {"ground": asking.ground, "by": asking.span, "due": verdict.value}
    order_due = own.order.due
    if own.role == UnitRole.LEAD and order_due is not None and own.due is not None:
        facts["order_due"] = order_due + (verdict.value - own.due)
    elif order_due is not None and verdict.value > order_due:
        raise Refusal("An assisting unit's limit cannot lie after the order's own.")
    return facts, verdict.clause


def _lifted(own: Assignment, asking: Asking, law: Limits) -> tuple[dict[str, Any], str]:
    """The level's own limit, without the special clocks that the circumstance lifts (R182)."""
    if own.due is None:
        raise Refusal("The clock stands; decide when it runs again.")
    order = own.order
    approved = _liftable(own, law)
    due, whole = orders.lifted_due(
        law,
        queries.born_at(own),
        order.dispatched_at,
        order.accepted_at,
        approved,
        policy.calendar(asking.at),
    )
    facts: dict[str, Any] = {"approved": approved, "due": max(own.due, due)}
    if order.due is not None:
        facts["order_due"] = max(order.due, whole)
    return facts, _final_clause(law, own)


def _final_clause(law: Limits, own: Assignment) -> str:
    final = law.levels[_level(law, own)].final
    return final.clause if final else ""


def _liftable(own: Assignment, law: Limits) -> list[str]:
    """The circumstances that lift a clock which runs on this order. Refusal where none does."""
    if own.role != UnitRole.LEAD:
        raise Refusal("The leading unit claims special circumstances.")
    running = limits.clocks_for(law, orders.matter_of(own.order))
    found = sorted({law.clocks[code].lifted_by for code in running} - {""})
    if not found:
        raise Refusal("No clock that special circumstances lift runs on this order.")
    return found
