"""Questions to dispatch: suggestions, objections, the shares and orders it works on, counts for its desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from jiesu.directory import queries as directory
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.models import Objection, Suggestion
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Desk, UnitRole

CAP = 1000


def orders_by_number(numbers: Iterable[str]) -> dict[str, Order]:
    """Orders for the house's own work; who may move them is asked by the spine."""
    return {order.number: order for order in orders.visible_to(SYSTEM).filter(number__in=list(numbers))}


def held_by_number(numbers: Iterable[str]) -> dict[str, Order]:
    """The same, locked until the end of the transaction, in the order in which the spine locks them too."""
    rows = orders.visible_to(SYSTEM).filter(number__in=list(numbers)).order_by("number")
    return {order.number: order for order in rows.select_for_update(no_key=True, of=("self",))}


def shares_by_order(pks: Iterable[int]) -> dict[int, list[Assignment]]:
    """The shares of many orders, one query."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    for share in orders.visible_shares(SYSTEM).filter(order_id__in=list(pks)).order_by("order_id", "no"):
        found[share.order_id].append(share)
    return found


def queue(actor: Actor) -> QuerySet[Order]:
    """The review queue: what waits for dispatch, most urgent first, with its top candidate."""
    own = Suggestion.objects.filter(order=OuterRef("pk"))
    return orders.tray(Desk.DISPATCH, actor).annotate(
        top_unit=Subquery(own.values("top__name")[:1]),
        sure=Subquery(own.values("confidence")[:1]),
        returned=Exists(Objection.objects.filter(order=OuterRef("pk"))),
    )


def without_suggestion(actor: Actor, model: str, routing: str) -> QuerySet[Order]:
    """Orders in the tray whose suggestion is missing, or older than order, reading, catalogue or directory."""
    fresh = Suggestion.objects.filter(order=OuterRef("pk"), seq=OuterRef("seq"), model=model, routing=routing)
    if changed := directory.reshaped_at():
        fresh = fresh.filter(made_at__gte=changed)
    return orders.tray(Desk.DISPATCH, actor).filter(~Exists(fresh))


def suggestion(order: Order) -> Suggestion | None:
    """What was last suggested for the order."""
    return Suggestion.objects.select_related("top").filter(order=order).first()


def suggestions(numbers: Sequence[str], actor: Actor) -> QuerySet[Suggestion]:
    """The suggestions of orders that the actor may see."""
    seen = orders.visible_to(actor).filter(number__in=list(numbers)).values("pk")
    return Suggestion.objects.select_related("top", "order").filter(order_id__in=seen)


def first_lead(row: Suggestion) -> dict[str, Any]:
    """The first lead of a suggestion as it is stored; empty where there is none."""
    leads = (c for c in row.candidates if c["part"] == "lead")
    return next(leads, {})


def returned_from(pks: Iterable[int]) -> dict[int, set[str]]:
    """Units whose share of an order was recalled: they are not suggested again."""
    recalled = orders.visible_shares(SYSTEM).filter(order_id__in=list(pks), state=AssignmentState.RECALLED)
    found: dict[int, set[str]] = defaultdict(set)
    for order_id, code in recalled.values_list("order_id", "unit__code"):
        found[order_id].add(code)
    return found


def objected(actor: Actor) -> QuerySet[Assignment]:
    """Objected shares that wait for the actor's ruling, with the objection on them, the nearest limit first."""
    own = Objection.objects.filter(share=OuterRef("pk"), ruling="")
    return (
        orders.shares(actor, Desk.DISPATCH)
        .annotate(
            ground=Subquery(own.values("ground")[:1]),
            proposed_name=Subquery(own.values("proposed__name")[:1]),
            ruling_due=Subquery(own.values("ruling_due")[:1]),
            objected_at=Subquery(own.values("at")[:1]),
        )
        .order_by(F("ruling_due").asc(nulls_last=True), "id")
    )


def objection(share: Assignment) -> Objection | None:
    """The objection that a share bears, ruled upon or not."""
    return Objection.objects.select_related("unit", "proposed").filter(share=share).order_by("-at").first()


def objections_of(order: Order) -> list[Objection]:
    """Every objection to the dispatches of an order."""
    return list(Objection.objects.select_related("unit", "proposed").filter(order=order).order_by("at"))


def waiting(actor: Actor) -> int:
    """How many orders wait for dispatch, counted up to a cap."""
    return orders.tray(Desk.DISPATCH, actor).order_by()[:CAP].count()


def waiting_rulings(actor: Actor) -> int:
    """How many objections wait for the actor's ruling, counted up to a cap."""
    return orders.shares(actor, Desk.DISPATCH).order_by()[:CAP].count()


def automatic_share(since: datetime, until: datetime) -> tuple[int, int]:
    """(dispatched automatically, all first dispatches that had a suggestion) of suggestions made in a time (R073)."""
    made = Suggestion.objects.filter(made_at__gte=since, made_at__lt=until).exclude(fate="")
    counted = made.aggregate(auto=Count("pk", filter=Q(fate=Fate.AUTOMATIC)), every=Count("pk"))
    return counted["auto"], counted["every"]


def lessons(most: int = 20_000) -> list[tuple[str, str, str]]:
    """(text, category, unit) of the latest orders whose dispatch stands: what reading learns from."""
    stands = orders.visible_to(SYSTEM).filter(lead__isnull=False, dispatched_at__isnull=False)
    rows = stands.select_related(None).order_by("-received_at").values_list("text", "category", "lead__code")
    return [(text, category, unit) for text, category, unit in rows[:most]]


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """What the order's sheet shows of dispatch: how sure the suggestion was, and objections with rulings."""
    if not actor.sees(Desk.DISPATCH) and not actor.sees(Desk.HANDLING):
        return None
    found = objections_of(order)
    row = suggestion(order)
    return {"objections": found, "suggestion": row} if found or (row and row.top) else None


def lead_share(shares: Iterable[Assignment]) -> Assignment | None:
    """The share that leads."""
    return next((share for share in shares if share.role == UnitRole.LEAD), None)
