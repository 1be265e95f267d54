"""Questions about exclusion from the rates: applications, who signs next, what may be asked for, what is alarming."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiesu.assessment.kinds import ExclusionStep
from jiesu.assessment.models import Exclusion, Period, Proof
from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitLevel
from jiesu.directory.queries import Unit
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.policy import queries as policy
from jiesu.rules import exclusions as law_of
from jiesu.rules.calendar import local_day
from jiesu.rules.exclusions import Exclusions
from jiesu.rules.reach import MAY, SIGHT, Actor, Reach
from jiesu.rules.scoring import Attribute, Cycle
from jiesu.rules.terms import AssignmentState, Outcome, Role, Verb
from jiesu.rules.verdict import Refusal

OPEN = (ExclusionStep.ASKED, ExclusionStep.COUNTERSIGNED, ExclusionStep.SIGNED)
CAP = 1000
LOOKED_BACK = timedelta(days=90)


def exclusion_law(at: datetime) -> policy.InForce:
    """The law of exclusion at a moment; without one there are no grounds and nothing can be asked for."""
    return policy.in_force_or("exclusions", at, Exclusions())


def open_exclusion(share: Assignment) -> Exclusion | None:
    """The application that is not decided yet."""
    return Exclusion.objects.filter(share=share, step__in=OPEN).first()


def exclusions_of(order: Order) -> list[Exclusion]:
    """Every application on an order, the latest first, with signatures and materials."""
    rows = Exclusion.objects.filter(share__order=order).select_related("share__unit")
    return list(rows.prefetch_related("signatures", "proofs").order_by("-asked_at", "-pk"))


def exclusions(actor: Actor) -> QuerySet[Exclusion]:
    """The applications of the units that the actor sees, and of the actor's own shares."""
    mine = Q(share__handler__login=actor.key.removeprefix("person:"))
    for seat in actor.seats:
        if SIGHT[seat.role] in (Reach.SUBTREE, Reach.CITY):
            mine |= Q(share__unit__path__startswith=seat.path)
    return Exclusion.objects.filter(mine).select_related("share__order", "share__unit")


def to_sign(actor: Actor) -> QuerySet[Exclusion]:
    """Applications that wait for a leader's signature, for leaders of those units."""
    wanted = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role is Role.AREA_LEADER:
            wanted |= Q(share__unit__path__startswith=seat.path, step=ExclusionStep.ASKED)
        if seat.role is Role.MAIN_LEADER:
            wanted |= Q(share__unit__path__startswith=seat.path, step=ExclusionStep.COUNTERSIGNED)
    return exclusions(actor).filter(wanted)


def to_decide(actor: Actor) -> QuerySet[Exclusion]:
    """Signed applications of units below an assessor."""
    wanted = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role in MAY[Verb.ALLOW]:
            wanted |= Q(share__unit__path__startswith=seat.path) & ~Q(share__unit__path=seat.path)
    return exclusions(actor).filter(wanted, step=ExclusionStep.SIGNED)


def waiting_exclusions(actor: Actor) -> int:
    """How many applications wait for the actor's signature or decision."""
    return to_sign(actor)[:CAP].count() + to_decide(actor)[:CAP].count()


def neither(actor: Actor) -> QuerySet[Assignment]:
    """Signed shares whose order is neither double-yes nor excluded nor asked to be (e A63)."""
    asked = Exclusion.objects.filter(share=OuterRef("pk"))
    rows = orders.visible_shares(actor).filter(
        state=AssignmentState.SIGNED, excluded=False, order__outcome__in=(Outcome.MIXED, Outcome.DOUBLE_NO)
    )
    return rows.filter(~Exists(asked))


def answering_unit(unit: Unit) -> Unit:
    """The unit whose leaders answer: a community's street, else the unit itself."""
    above = [unit, *reversed(directory.line_of(unit))]
    return next((one for one in above if one.level != UnitLevel.COMMUNITY), unit)


def signers(share: Assignment, at: datetime) -> list[Role]:
    """Who signs, in the order of the law; a post that the unit does not have is passed over, never the last one."""
    law: Exclusions = exclusion_law(at).rules
    unit = answering_unit(share.unit)
    return [
        role
        for role in law.signers
        if role is law.signers[-1] or directory.people_in(unit, role, at=at).exists()
    ]


def check_period_open(share: Assignment) -> None:
    """Refuse what would change a period whose sheet is final. Kept results of days, weeks and months bar nothing."""
    order = share.order
    days = {
        attribute: local_day(moment)
        for attribute, moment in ((Attribute.CREATED, order.received_at), (Attribute.RATED, order.rated_at))
        if moment is not None
    }
    final = Period.objects.filter(cycle=Cycle.PERIOD, frozen_at__isnull=False).select_related("scope")
    for period in final.filter(last__gte=min(days.values()), first__lte=max(days.values())):
        day = days.get(policy.law(period.law).rules.period.attribute_by)
        if day is None or not share.unit.path.startswith(period.scope.path):
            continue
        if period.first <= day <= period.last:
            raise Refusal("The sheet of this order's period is final; nothing leaves it any more.")


def proof(stored: str, actor: Actor) -> Proof:
    """A kept file of an application that the actor may see."""
    found = Proof.objects.select_related("exclusion").filter(stored=stored).first()
    if found is not None and exclusions(actor).filter(pk=found.exclusion_id).exists():
        return found
    raise Refusal("There is no such file that you may see.")


def alarming(counted: Iterable[tuple[str, int, int]], at: datetime) -> list[str]:
    """Of (unit, excluded by decision, orders): the units whose share of exclusions is to be looked at."""
    law: Exclusions = exclusion_law(at).rules
    shares = {unit: Fraction(out, orders) for unit, out, orders in counted if orders}
    if not shares:
        return []
    mean = sum(shares.values(), Fraction(0)) / len(shares)
    return [unit for unit, share in shares.items() if law_of.is_alarming(law, share, mean)]


def alarming_units(actor: Actor, at: datetime) -> list[tuple[str, int, int]]:
    """(unit, excluded, orders) of the units to be looked at, of what was dispatched in ninety days (剔除率)."""
    rows = orders.visible_shares(actor).select_related(None).filter(dispatched_at__gte=at - LOOKED_BACK)
    rows = rows.exclude(state__in=[str(AssignmentState.RECALLED), str(AssignmentState.FORWARDED)])
    told = rows.order_by().values_list("unit__code", "unit__name")
    counted = told.annotate(out=Count("pk", filter=Q(excluded=True)), n=Count("pk"))
    names = {code: (name, out, n) for code, name, out, n in counted}
    found = alarming([(code, out, n) for code, (_name, out, n) in names.items()], at)
    return sorted((names[code] for code in found), key=lambda line: (-Fraction(line[1], line[2]), line[0]))


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """What the order's sheet shows of exclusion."""
    found = exclusions_of(order)
    return {"exclusions": found} if found else None
