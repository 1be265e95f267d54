"""Keeping the duty catalogue current (动态调整): proposals with what they would move, districts' own lines, and who
takes which matter directly. What is proposed becomes law only in a published version of the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import queries
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Change, Decision
from jiesu.dispatch.models import DirectRange, DistrictLine, Proposal
from jiesu.orders.face import Assignment, Birth, Order
from jiesu.policy import queries as policy
from jiesu.rules import catalogues
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Role, UnitRole
from jiesu.rules.verdict import NotYours, Refusal

PROPOSES = (Role.DISPATCHER, Role.REQUEST_CENTRE, Role.HEAD, Role.MAIN_LEADER, Role.LAW_EDITOR, Role.SYSTEM)
"""Who may propose a change of the catalogue."""


@transaction.atomic
def propose(
    *,
    category: str,
    reason: str,
    by: Actor,
    at: datetime,
    before: str = "",
    after: str = "",
    role: UnitRole = UnitRole.LEAD,
    basis: str = "",
    order: Order | None = None,
) -> Proposal:
    """目录调整建议: which line, from which body to which, why. Refused where the catalogue says so already."""
    seat = next((s for s in by.seats if s.role in PROPOSES), None)
    if seat is None:
        raise NotYours("Dispatchers, request centres and heads propose changes of the catalogue.")
    if not reason.strip():
        raise Refusal("Say why the catalogue should change.")
    board = Board(at)
    catalogues.changed(board.routing.rules, category, before=before, after=after, role=role)
    change = Change.MOVE if before and after else Change.ADD if after else Change.DROP
    return Proposal.objects.create(
        change=change, category=category, before=before, after=after, role=role, reason=reason.strip(),
        basis=basis.strip()[:300], unit=board.unit(seat.unit), order=order, routing=board.routing.id, at=at, by=by.key,
    )  # fmt: skip


@transaction.atomic
def decide(pk: int, *, decision: Decision, reason: str, by: Actor, at: datetime) -> Proposal:
    """Adopt or decline a proposal; whoever keeps the law, or the dispatcher above all others."""
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=pk)
    if not keeps_catalogue(by):
        raise NotYours("Whoever keeps the catalogue decides on proposals.")
    if row.decision:
        raise Refusal("This proposal is decided already.")
    if not reason.strip():
        raise Refusal("A decision needs its reason.")
    row.decision, row.decision_reason, row.decided_at, row.decided_by = decision, reason.strip(), at, by.key
    row.save(update_fields=["decision", "decision_reason", "decided_at", "decided_by"])
    return row


@transaction.atomic
def contained(at: datetime) -> int:
    """Find for each adopted proposal the first published version that contains it. How many were found."""
    found = 0
    versions = policy.versions("routing").order_by("starts")
    for row in Proposal.objects.filter(decision=Decision.ADOPTED, version="", decided_at__lte=at):
        for version in versions:
            if version.code <= row.routing:
                continue
            rules = policy.law(version.code).rules
            if catalogues.holds(
                rules, row.category, before=row.before, after=row.after, role=UnitRole(row.role)
            ):
                row.version = version.code
                row.save(update_fields=["version"])
                found += 1
                break
    return found


@transaction.atomic
def add_line(
    *, category: str, unit: str, basis: str, valid_from: date, by: Actor, at: datetime,
    role: UnitRole = UnitRole.LEAD, valid_to: date | None = None,
) -> DistrictLine:  # fmt: skip
    """区派单目录: a district gives a matter in its area to one of its units (R051)."""
    board = Board(at)
    target = board.unit(unit)
    district = _district_of(board, by, target.path)
    if category not in board.catalogue.categories:
        raise Refusal("There is no category %(code)s in the catalogue.", code=category)
    if not basis.strip():
        raise Refusal("Name what the line rests on.")
    catalogues.check_own(target.level, role)
    known = DistrictLine.objects.filter(district=district, category=category, unit=target, valid_to=None)
    if known.exists():
        raise Refusal("Your catalogue gives this matter to %(unit)s already.", unit=target.label)
    return DistrictLine.objects.create(
        district=district, category=category, unit=target, role=role, basis=basis.strip()[:300],
        valid_from=valid_from, valid_to=valid_to, at=at, by=by.key,
    )  # fmt: skip


@transaction.atomic
def end_line(pk: int, *, on: date, by: Actor, at: datetime) -> DistrictLine:
    """End a line of the district's own catalogue on a day."""
    row = DistrictLine.objects.select_for_update(of=("self",)).select_related("district").get(pk=pk)
    if not any(_keeps_district(s) and s.path == row.district.path for s in by.seats):
        raise NotYours("A district keeps its own catalogue.")
    if on < row.valid_from:
        raise Refusal(
            "The last day %(end)s lies before the first day %(begin)s.", end=on, begin=row.valid_from
        )
    row.valid_to, row.at, row.by = on, at, by.key
    row.save(update_fields=["valid_to", "at", "by"])
    return row


@transaction.atomic
def set_direct(
    *, unit: str, opens: bool, reason: str, valid_from: date, by: Actor, at: datetime, category: str = "",
    valid_to: date | None = None,
) -> DirectRange:  # fmt: skip
    """直派范围: from a day on the unit takes this matter directly, or no longer (R056)."""
    board = Board(at)
    target = board.unit(unit)
    if not any(s.role is Role.DISPATCHER and _above(s, target.path) for s in by.seats):
        raise NotYours("The dispatcher above the unit says what it takes directly.")
    if category and category not in board.catalogue.categories:
        raise Refusal("There is no category %(code)s in the catalogue.", code=category)
    if not reason.strip():
        raise Refusal("Say why the range of direct dispatch changes.")
    return DirectRange.objects.create(
        unit=target, category=category, opens=opens, valid_from=valid_from, valid_to=valid_to,
        reason=reason.strip()[:300], at=at, by=by.key,
    )  # fmt: skip


def by_ruling(
    board: Board, order: Order, own: Assignment, births: Sequence[Birth], reason: str, *, by: Actor, at: datetime
) -> Proposal:  # fmt: skip
    """The proposal that a ruling makes: the line of the order's matter goes from the one body to the other."""
    category = board.category(order)
    if not category:
        raise Refusal("The order has no category of the catalogue: give it one first.")
    before = _body(board, category, own.unit.code)
    new = next((b.unit for b in births if b.role is UnitRole.LEAD), "")
    after = _body(board, "", new) if new else ""
    if before == after:
        raise Refusal("The catalogue names no body that the ruling would change.")
    return propose(category=category, reason=reason, by=by, at=at, before=before, after=after, order=order)


def _body(board: Board, category: str, unit: str) -> str:
    """The body of the catalogue that a unit is: among those that have the matter, else any."""
    post = board.roster.posts.get(unit)
    law = board.routing.rules
    having = [d.body for d in law.duties_of(category) if d.role is UnitRole.LEAD] if category else law.bodies
    return next((code for code in having if post is not None and law.bodies[code].fits(post)), "")


def _district_of(board: Board, by: Actor, path: str) -> Any:
    for seat in by.seats:
        if _keeps_district(seat) and _above(seat, path):
            unit = board.unit(seat.unit)
            if unit.kind in board.rules.dual.second and unit.area is not None:
                return unit
    raise NotYours("A district keeps its own catalogue.")


def _keeps_district(seat: Seat) -> bool:
    return seat.role in (Role.DISPATCHER, Role.REQUEST_CENTRE)


def _above(seat: Seat, path: str) -> bool:
    return path.startswith(seat.path) and path != seat.path


def keeps_catalogue(by: Actor) -> bool:
    """Whether the actor decides on proposals: whoever keeps the law, or the dispatcher above all others."""
    top = (s for s in by.seats if s.role is Role.DISPATCHER and s.path.count("/") <= 2)
    return by.holds(Role.LAW_EDITOR, Role.SYSTEM) or any(top)


def moves_of(row: Proposal, at: datetime) -> list[catalogues.Moved]:
    """The orders of the last days that the proposal would send elsewhere; it is asked anew each time."""
    board = Board(at)
    law = board.routing.rules
    try:
        other = catalogues.changed(
            law, row.category, before=row.before, after=row.after, role=UnitRole(row.role), clause=row.basis
        )
    except Refusal:  # the catalogue in force says so already
        return []
    cases = queries.past_cases(board.look_back, at, row.category)
    return catalogues.moved(law, other, list(board.roster.posts.values()), cases, board.day)
