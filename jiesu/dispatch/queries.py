"""Questions to dispatch: suggestions, objections, the shares and orders it works on, counts for its desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy as _

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.dispatch import keeping
from jiesu.dispatch.kinds import Fate, Ruling
from jiesu.dispatch.models import (
    Attempt,
    Consultation,
    Instruction,
    Objection,
    Opinion,
    Proposal,
    Submission,
    Suggestion,
)
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order, matter_of
from jiesu.policy import queries as policy
from jiesu.rules.catalogues import Case as PastCase
from jiesu.rules.handling import Handling, needs_endorsement
from jiesu.rules.reach import MAY, SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Desk, OrderState, Role, UnitRole, Verb
from jiesu.rules.verdict import Sentence, Verdict

CAP = 1000
LONGEST_WAIT = timedelta(days=30)
"""No order waits longer for its dispatch: what was received earlier is not looked for."""
LESSONS = 20_000
"""No more of the latest dispatches are learned from."""
INSTRUCTABLE = frozenset({OrderState.ACCEPTED, OrderState.CONSULTED, OrderState.DISPATCHED})
PUTS_BEFORE = (Role.DISPATCHER, Role.REQUEST_CENTRE, Role.HEAD)
"""Who puts an order before a leader."""
NEEDS = (
    _("Sudden, mass or extreme"), _("Came back"), _("In consultation"), _("The machine is not sure"),
    _("Only to be confirmed"),
)  # fmt: skip
"""Why an order of the queue needs a person, the gravest first."""
MOST_CASES = 20_000
"""So many orders of the past are looked at for one proposal."""


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
        need=_need(own),
    )


def _need(own: QuerySet[Suggestion]) -> Case:
    """Why an order of the queue needs a person, as a place in NEEDS: the gravest first."""
    said = Objection.objects.filter(order=OuterRef("pk"))
    marked = Q(tags__contains=["sudden"]) | Q(tags__contains=["mass"]) | Q(tags__contains=["extreme"])
    return Case(
        When(marked, then=0),
        When(Exists(said), then=1),
        When(state=OrderState.CONSULTED, then=2),
        When(Exists(own.filter(automatic=True)), then=4),
        default=3,
        output_field=IntegerField(),
    )


def without_suggestion(actor: Actor, model: str, routing: str) -> QuerySet[Order]:
    """Orders in the tray whose suggestion is missing, or older than order, reading, catalogue or directory."""
    fresh = Suggestion.objects.filter(order=OuterRef("pk"), seq=OuterRef("seq"), model=model, routing=routing)
    if changed := directory.reshaped_at():
        fresh = fresh.filter(made_at__gte=changed)
    if changed := keeping.changed_at():
        fresh = fresh.filter(made_at__gt=changed)
    return orders.tray(Desk.DISPATCH, actor).filter(~Exists(fresh))


def untried(since: datetime) -> QuerySet[Order]:
    """Orders that were dispatched since then and whose reading was not compared yet, the oldest first."""
    fresh = orders.visible_to(SYSTEM).filter(received_at__gte=since - LONGEST_WAIT, dispatched_at__gte=since)
    rows = fresh.filter(trial=None, lead__isnull=False)
    return rows.order_by("dispatched_at", "pk")


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
            contest=Subquery(own.values("kind")[:1]),
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


def automatic_share(since: datetime, until: datetime, kind: str = "") -> tuple[int, int]:
    """(dispatched automatically, all first dispatches that had a suggestion) of suggestions made in a time (R073)."""
    those = orders.of_type(kind, "order__")
    made = Suggestion.objects.filter(those, made_at__gte=since, made_at__lt=until).exclude(fate="")
    counted = made.aggregate(auto=Count("pk", filter=Q(fate=Fate.AUTOMATIC)), every=Count("pk"))
    return counted["auto"], counted["every"]


class Lesson(NamedTuple):
    """What one order whose dispatch stands teaches: its nameless (title, text), and what people made of it."""

    told: tuple[str, str]
    category: str
    unit: str
    type: str


def lessons(most: int = LESSONS) -> list[Lesson]:
    """The latest orders whose dispatch stands: what reading learns from."""
    rows = _stands().select_related("requester", "lead").order_by("-received_at", "-id")[:most]
    return [Lesson(_nameless(o), o.category, o.lead.code, o.request_type) for o in rows if o.lead]


def lessons_reach(least: int) -> bool:
    """Whether there are so many lessons, without reading them: asked every minute."""
    return least <= LESSONS and _stands().order_by().values("pk")[:least].count() == least


def first_taught(most: int) -> list[int]:
    """The orders whose dispatch stands, the oldest ones first, no more than so many."""
    stands = _stands().exclude(category="")
    return list(stands.order_by("pk").values_list("pk", flat=True)[:most])


def cases_of(pks: Sequence[int]) -> list[tuple[str, str]]:
    """Words (title, then text) and category of orders, without their requesters' names."""
    rows = orders.visible_to(SYSTEM).filter(pk__in=pks).select_related("requester").order_by("pk")
    return [("\n".join(_nameless(order)), order.category) for order in rows]


def _stands() -> QuerySet[Order]:
    return orders.visible_to(SYSTEM).filter(lead__isnull=False, dispatched_at__isnull=False)


def _nameless(order: Order) -> tuple[str, str]:
    return callers.nameless(order.requester, order.title), callers.nameless(order.requester, order.text)


def why(order: Order) -> Sentence | None:
    """Why this unit, as a citizen reads it; None before the order is dispatched. Nothing of the requester is in it."""
    if order.lead is None:
        return None
    unit, row = str(order.lead.name), suggestion(order)
    leads = [c for c in (row.candidates if row else ()) if c["part"] == "lead"]
    chosen = next((c for c in leads if c["unit"] == order.lead.code), None)
    matter = orders.category(order.category, order.received_at).rpartition(" / ")[2].partition(" (")[0]
    if chosen and chosen["by_catalogue"] and matter:
        told = {"matter": matter, "area": order.area.name if order.area else "", "unit": unit}
        if not order.area:
            return Sentence("By the duty catalogue, “%(matter)s” is the duty of %(unit)s.", told)
        return Sentence("By the duty catalogue, “%(matter)s” in %(area)s is the duty of %(unit)s.", told)
    if chosen and not chosen["by_catalogue"]:
        return Sentence("Requests like this one were handled by %(unit)s before.", {"unit": unit})
    return Sentence("The dispatcher looked at the request and found %(unit)s competent.", {"unit": unit})


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """What the order's sheet shows of dispatch: how sure the suggestion was, and objections with rulings."""
    if not actor.sees(Desk.DISPATCH) and not actor.sees(Desk.HANDLING):
        return None
    row = suggestion(order)
    told: dict[str, Any] = {
        "objections": objections_of(order), "consultations": consultations_of(order),
        "instructions": instructions_of(order), "attempts": attempts_of(order),
    }  # fmt: skip
    told["submit"] = order.state in INSTRUCTABLE and actor.holds(*PUTS_BEFORE)
    return (
        told | {"suggestion": row, "number": order.number}
        if any(told.values()) or (row and row.top)
        else None
    )


def lead_share(shares: Iterable[Assignment]) -> Assignment | None:
    """The share that leads."""
    return next((share for share in shares if share.role == UnitRole.LEAD), None)


def returns(order: Order) -> int:
    """How often a unit gave the order back by an upheld objection."""
    return Objection.objects.filter(order=order, ruling=Ruling.UPHELD).count()


def consulted_since_return(order: Order) -> bool:
    """Whether a consultation ended after the order last came back."""
    back = Objection.objects.filter(order=order, ruling=Ruling.UPHELD).order_by("-ruled_at").first()
    ended = Consultation.objects.filter(order=order, concluded_at__isnull=False)
    return ended.filter(concluded_at__gte=back.ruled_at).exists() if back else ended.exists()


def open_consultation(order: Order) -> Consultation | None:
    """The consultation that runs on an order."""
    return Consultation.objects.filter(order=order, concluded_at=None).first()


def consultations_of(order: Order) -> list[Consultation]:
    """Every consultation on an order with its opinions, the latest first."""
    rows = Consultation.objects.filter(order=order).select_related("lead").order_by("-opened_at")
    return list(rows.prefetch_related("opinions__unit", "opinions__proposed"))


def who_opined(row: Consultation | None) -> set[str]:
    """Codes of the units that have given their opinion."""
    return (
        set(Opinion.objects.filter(consultation=row).values_list("unit__code", flat=True)) if row else set()
    )


def asked_of(actor: Actor) -> QuerySet[Consultation]:
    """Running consultations in which a unit of the actor's was asked, the nearest limit first; `said`: it did."""
    mine = [seat.unit for seat in actor.seats if seat.unit and seat.role in MAY[Verb.OPINE]]
    asked = Q(pk__in=[])
    for code in mine:
        asked |= Q(units__contains=[code])
    own = Opinion.objects.filter(consultation=OuterRef("pk"), unit__code__in=mine)
    rows = Consultation.objects.filter(asked, concluded_at=None).select_related("order", "order__area")
    return rows.annotate(said=Exists(own)).order_by(F("due").asc(nulls_last=True), "pk")


def waiting_opinions(actor: Actor) -> int:
    """How many consultations wait for an opinion of the actor's units."""
    return sum(not row.said for row in asked_of(actor)[:CAP])  # type: ignore[attr-defined]


def has_share(shares: Iterable[Assignment], unit: str) -> bool:
    """Whether the unit holds the order already."""
    return share_no(shares, unit) is not None


def share_no(shares: Iterable[Assignment], unit: str) -> int | None:
    """The number of the unit's share that stands."""
    gone = (AssignmentState.RECALLED,)
    return next((s.no for s in shares if unit and s.unit.code == unit and s.state not in gone), None)


def may_instruct(order: Order, actor: Actor) -> bool:
    """Whether the actor's instruction reaches the order."""
    return Verb.INSTRUCT in orders.open_verbs_for(order, actor)


def instructions_of(order: Order) -> list[Instruction]:
    """Every instruction on an order, the latest first."""
    return list(Instruction.objects.select_related("unit").filter(order=order).order_by("-at"))


def put_before(actor: Actor) -> QuerySet[Submission]:
    """What was put before the actor and waits for an instruction, the oldest first."""
    mine = Submission.objects.filter(leader__login=actor.key.removeprefix("person:"), answered_at=None)
    return mine.select_related("order", "order__area", "order__lead").order_by("at")


def waiting_instructions(actor: Actor) -> int:
    """How many orders wait for the actor's instruction."""
    return put_before(actor).order_by()[:CAP].count()


def attempts_of(order: Order) -> list[Attempt]:
    """The returns of an order that were refused, the latest first (R068)."""
    return list(Attempt.objects.select_related("unit").filter(order=order).order_by("-at"))


def share_anywhere(number: str, no: int) -> Assignment | None:
    """A share by its order's number, for the house's own records."""
    return orders.visible_shares(SYSTEM).filter(order__number=number, no=no).first()


def past_cases(since: datetime, until: datetime, category: str) -> list[PastCase]:
    """The orders dispatched in a time whose category is this line of the catalogue or one below it."""
    rows = orders.visible_to(SYSTEM).filter(
        dispatched_at__gte=since, dispatched_at__lt=until, category__startswith=category
    )
    named = (
        rows.select_related(None).order_by("-dispatched_at").values_list("number", "category", "area__path")
    )
    return [PastCase(number, code, path or "/") for number, code, path in named[:MOST_CASES]]


def proposals() -> QuerySet[Proposal]:
    """What is proposed for the catalogue, undecided first, the latest first."""
    return Proposal.objects.select_related("unit", "order").order_by("decision", "-at")


def waiting_proposals(actor: Actor) -> int:
    """How many proposals wait for a decision, for those who decide."""
    return Proposal.objects.filter(decision="").order_by()[:CAP].count()


def instructions_seen(actor: Actor) -> QuerySet[Instruction]:
    """The instructions on orders that the actor may see, open ones first."""
    seen = orders.visible_to(actor).select_related(None).values("pk")
    rows = Instruction.objects.select_related("order", "unit").filter(order_id__in=seen)
    return rows.order_by(F("done_at").asc(nulls_first=True), "-at", "-pk")


def awaits_endorsement(order: Order, share: Assignment, at: datetime) -> Verdict[bool]:
    """Whether the head has still to sign before the share is passed on or given to a person (R078)."""
    law: Handling = policy.in_force_or("handling", at, Handling()).rules
    verdict = needs_endorsement(law, matter_of(order))
    if not verdict.value:
        return verdict
    signed = Event.objects.filter(order=order, share=share.no, verb=Verb.ENDORSE)
    return Verdict(not signed.exists(), verdict.clause)
