"""Questions about what a unit settled inside: screening, recusal, plan; and what lies behind a reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from jiesu.handling.kinds import ActionKind, FileKind
from jiesu.handling.models import (
    Action,
    Endorsement,
    Evidence,
    Grading,
    Plan,
    Recusal,
    Reply,
    Screening,
    Step,
    Team,
    Visit,
)
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.handling import VisitRank
from jiesu.rules.reach import Actor, Target
from jiesu.rules.terms import AssignmentState, Grade, OrderState, UnitRole, Verb


def recused(order: Order) -> set[str]:
    """The logins of those who keep away from the order."""
    return set(Recusal.objects.filter(share__order=order).values_list("person__login", flat=True))


def last_screening(share: Assignment) -> Screening | None:
    """What was found when the share was screened last."""
    return Screening.objects.filter(share=share).order_by("-at", "-pk").first()


def plan_of(share: Assignment) -> Plan | None:
    """The plan that stands, with its steps."""
    return Plan.objects.filter(share=share).prefetch_related("steps").order_by("-at", "-pk").first()


def open_steps(share: Assignment) -> list[Step]:
    """The steps of the standing plan that are still to be done, the next one first."""
    plan = plan_of(share)
    return [step for step in plan.steps.order_by("no") if step.done_at is None] if plan else []


def steps_due(actor: Actor, day: date) -> QuerySet[Step]:
    """Steps of standing plans on the actor's desk that are due by a day."""
    mine = orders.shares(actor).order_by().values("pk")
    later = Step.objects.filter(plan__share__in=mine, done_at=None, due__lte=day)
    return later.select_related("plan__share__order", "plan__share__unit").order_by("due", "pk")


def actions_of(share: Assignment) -> list[Action]:
    """What was done on the share in its round."""
    return list(Action.objects.filter(share=share, round=share.round).order_by("at", "pk"))


def action_kinds(share: Assignment) -> set[Any]:
    """Which kinds of action were recorded on the share in its round."""
    rows = Action.objects.filter(share=share, round=share.round)
    return {ActionKind(kind) for kind in rows.values_list("kind", flat=True).distinct()}


def visit_ranks(share: Assignment) -> list[VisitRank]:
    """The ranks of the door visits in the share's round."""
    rows = Visit.objects.filter(action__share=share, action__round=share.round)
    return [VisitRank(rank) for rank in rows.values_list("rank", flat=True)]


def was_done(share: Assignment, verb: Verb) -> bool:
    """Whether the ledger has the verb on this share since its round began."""
    told = Event.objects.filter(order_id=share.order_id, share=share.no)
    again = told.filter(verb=Verb.REHANDLE).order_by("-seq").values_list("seq", flat=True).first() or 0
    return told.filter(verb=verb, seq__gt=again).exists()


def assisting_open(share: Assignment) -> bool:
    """Whether a unit that assists the same order is still at work."""
    rows = Assignment.objects.filter(
        order_id=share.order_id, role=UnitRole.ASSIST, state__in=list(LIVE_SHARES)
    )
    return rows.exclude(pk=share.pk).exists()


def file_kinds(reply: Reply) -> list[FileKind]:
    """The kinds of the files that came with a version of the reply."""
    return [FileKind(kind) for kind in reply.files.values_list("kind", flat=True)]


def has_evidence(share: Assignment) -> bool:
    """Whether any photograph, recording or document was kept in the share's round."""
    return Evidence.objects.filter(share=share, round=share.round).exists()


def without_evidence() -> QuerySet[Assignment]:
    """The shares that wait for review or signature and in whose round no material was kept at all."""
    kept = Evidence.objects.filter(share=OuterRef("pk"), round=OuterRef("round"))
    waiting = (AssignmentState.SUBMITTED, AssignmentState.REVIEWED)
    return Assignment.objects.filter(~Exists(kept), state__in=[str(state) for state in waiting])


def inside_of(shares: Sequence[Assignment]) -> dict[int, dict[str, Any]]:
    """What was settled inside about these shares, by the share's id: for the sheet."""
    pks = [share.pk for share in shares]
    found: dict[int, dict[str, Any]] = {pk: {} for pk in pks}
    for name, model in (("screenings", Screening), ("endorsements", Endorsement), ("gradings", Grading)):
        for row in model._default_manager.filter(share__in=pks).order_by("at", "pk"):
            found[row.share_id].setdefault(name, []).append(row)
    for recusal in Recusal.objects.filter(share__in=pks).select_related("person").order_by("at", "pk"):
        found[recusal.share_id].setdefault("recusals", []).append(recusal)
    for plan in Plan.objects.filter(share__in=pks).prefetch_related("steps").order_by("at", "pk"):
        found[plan.share_id]["plan"] = plan
    return {pk: told for pk, told in found.items() if told}


def target(share: Assignment) -> Target:
    """The share as reach looks at it."""
    handler = f"person:{share.handler.login}" if share.handler else ""
    return Target(unit=share.unit.code, path=share.unit.path, handler=handler)


def for_a_team(actor: Actor) -> QuerySet[Order]:
    """Hard matters with the units that no leader leads yet: neither a team has them nor a leader in person (R155)."""
    led = Team.objects.filter(orders=OuterRef("pk"), closed_at=None)
    owned = Assignment.objects.filter(order=OuterRef("pk"), owner__isnull=False)
    rows = orders.visible_to(actor).filter(grade=Grade.HARD, state=OrderState.DISPATCHED)
    return rows.filter(~Exists(led), ~Exists(owned))


def for_joint_meeting(actor: Actor) -> QuerySet[Order]:
    """Very hard matters that are still with the units: offered for the joint meeting's agenda (R156, R161)."""
    return orders.visible_to(actor).filter(grade=Grade.VERY_HARD, state=OrderState.DISPATCHED)
