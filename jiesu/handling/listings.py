"""The list of the handling desk: the shares of one's own units, by what is to be done with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiesu.handling import queries
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved
from jiesu.kit.nav import capped
from jiesu.orders import face as orders
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import AssignmentState, Grade, Level, RequestType, Role, UnitRole, Verb

TABS = (
    ("all", gettext_lazy("All"), ""),
    ("sent", gettext_lazy("To claim"), "state=sent"),
    ("claimed", gettext_lazy("To assign"), "state=claimed"),
    ("assigned", gettext_lazy("To contact"), "state=assigned"),
    ("handling", gettext_lazy("In handling"), "state=handling"),
    ("submitted", gettext_lazy("To review"), "state=submitted"),
    ("reviewed", gettext_lazy("To sign"), "state=reviewed"),
    ("paused", gettext_lazy("Waiting for material"), "state=paused"),
    ("escalated", gettext_lazy("At a higher level"), "state=escalated"),
    ("pending", gettext_lazy("Pending"), "state=pending"),
    ("near", gettext_lazy("Near their limit"), "limit=near"),
    ("overdue", gettext_lazy("Overdue"), "limit=overdue"),
)
STATES = (
    "sent", "claimed", "assigned", "handling", "submitted", "reviewed", "paused", "escalated", "pending",
)  # fmt: skip
NEXT = {
    AssignmentState.SENT: Verb.CLAIM,
    AssignmentState.CLAIMED: Verb.ASSIGN,
    AssignmentState.ASSIGNED: Verb.CONTACT,
    AssignmentState.RESPONDED: Verb.ACT,
    AssignmentState.HANDLING: Verb.ACT,
    AssignmentState.SUBMITTED: Verb.REVIEW,
    AssignmentState.REVIEWED: Verb.SIGN,
}
"""Where a row of the desk leads: the verb that its state waits for."""


def desk(actor: Actor, at: datetime) -> Listing:
    """办理台: shares of my units, the nearest limit first."""
    return Listing(
        title=gettext_lazy("My unit's orders"),
        rows=queries.desk(actor),
        columns=(
            Column("number", gettext_lazy("Number"), value="order__number", link=next_page),
            Column(
                "title", gettext_lazy("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True
            ),
            Column("state", gettext_lazy("State"), kind="state", terms=AssignmentState),
            Column("due", gettext_lazy("Limit"), kind="due", sort="due"),
            Column("level", gettext_lazy("Level"), terms=Level),
            Column("unit", gettext_lazy("Unit"), value="unit__label"),
            Column("role", gettext_lazy("Part"), terms=UnitRole, spare=True),
            Column("handler", gettext_lazy("Handler"), value="handler__name"),
            Column(
                "dispatched_at", gettext_lazy("Dispatched at"), kind="when", sort="dispatched_at", spare=True
            ),
        ),
        facets=(
            Facet("state", gettext_lazy("State"), _states, _by_state),
            Facet("limit", gettext_lazy("Limit"), _limits, lambda rows, value: _by_limit(rows, value, at)),
            Facet("type", gettext_lazy("Kind"), RequestType, "order__request_type"),
            Facet("level", gettext_lazy("Level"), Level),
            Facet("grade", gettext_lazy("How hard"), Grade, "order__grade"),
            Facet(
                "unacknowledged",
                gettext_lazy("Not acknowledged by the handler"),
                kind="yes",
                lookup=lambda rows, _v: queries.unacknowledged(rows),
            ),
            Facet(
                "again",
                gettext_lazy("Handled again"),
                kind="yes",
                lookup=lambda rows, _v: rows.filter(round__gt=1),
            ),
        ),
        saved=_tabs(actor, at),
        bulk=_bulk(actor),
        actions=_actions(actor),
        search=orders.search_for(actor, "order__"),
        search_hint=gettext_lazy("Number, title or place"),
        order=("due", "id"),
        empty=gettext_lazy("Nothing waits for your unit."),
    )


def _actions(actor: Actor) -> tuple[tuple[Any, str], ...]:
    """Where else work of the unit lies."""
    if not actor.holds(
        Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER, Role.DISTRICT_LEADER
    ):
        return ((gettext_lazy("Tasks"), reverse("handling:tasks")),)
    return (
        (gettext_lazy("Tasks"), reverse("handling:tasks")),
        (gettext_lazy("Special teams"), reverse("handling:teams")),
        (gettext_lazy("Partners"), reverse("handling:partners")),
        (gettext_lazy("Speed of the units"), reverse("handling:speed")),
        (gettext_lazy("For a leader-led team"), reverse("handling:hard")),
        (gettext_lazy("For the joint meeting"), reverse("handling:agenda")),
    )


def next_page(share: Any) -> tuple[str, ...]:
    """The page of the verb that the share waits for; else the order's sheet."""
    verb, number = NEXT.get(AssignmentState(share.state)), share.order.number
    sheet = reverse("orders:sheet", args=[number])
    return (reverse(f"handling:{verb}", args=[number, share.no]), sheet) if verb else (sheet,)


def _tabs(actor: Actor, at: datetime) -> tuple[Saved, ...]:
    counts = queries.tallies(actor, at)
    counts["handling"] = counts.get("handling", 0) + counts.get("responded", 0)
    return tuple(
        Saved(f"{title} {capped(n)}" if (n := counts.get(key, 0)) else title, query)
        for key, title, query in TABS
    )


def _bulk(actor: Actor) -> tuple[Bulk, ...]:
    if not actor.holds(*MAY[Verb.CLAIM]):
        return ()
    return (
        Bulk(reverse("handling:claim_many"), gettext_lazy("Claim what is ticked"), icon="check"),
        Bulk(reverse("handling:assign_many"), gettext_lazy("Name one handler"), icon="user-check"),
    )


def _states() -> list[tuple[str, Any]]:
    return [(key, title) for key, title, _query in TABS if key in STATES]


def _limits() -> list[tuple[str, str]]:
    return [("near", _("Near their limit")), ("overdue", _("Overdue"))]


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    states = ["handling", "responded"] if value == "handling" else [value]
    return rows.filter(state__in=states)


def _by_limit(rows: QuerySet[Any], value: str, at: datetime) -> QuerySet[Any]:
    return queries.overdue(rows, at) if value == "overdue" else queries.near_due(rows, at)
