"""What the pages of the request centre and of the machine's warnings show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.directory.queries import Unit
from jiesu.handling import listings, queries
from jiesu.handling.kinds import AlertKind, AlertState
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved
from jiesu.kit.words import label, say
from jiesu.orders import face as orders
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import AssignmentState, Level, RequestType, Verb
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Sentence


def alert_list(actor: Actor) -> Listing:
    """预警: what the machine warns of, the ones to be verified first."""
    rules = actor.holds(*MAY[Verb.FLAG])
    return Listing(
        title=_("Warnings"),
        lead=_("A warning has no effect before a person has verified it."),
        rows=queries.alerts(actor),
        columns=(
            Column("number", _("Number"), "order__number", link=lambda a: reverse("handling:alert", args=[a.pk])),
            Column("title", _("Title"), value=orders.title_for(actor, lambda a: a.order), wide=True),
            Column("kind", _("Warning"), terms=AlertKind),
            Column("colour", _("Colour"), terms=Colour),
            Column("why", _("Why"), value=lambda a: say(why_of(a)), wide=True),
            Column("type", _("Kind"), "order__request_type", terms=RequestType, spare=True),
            Column("lead", _("Lead unit"), "order__lead__label", spare=True),
            Column("state", _("State"), kind="state", terms=AlertState),
            Column("raised_at", _("Raised"), kind="when"),
            Column("ruled_at", _("Verified at"), kind="when", spare=True),
        ),
        facets=(
            Facet("state", _("State"), AlertState),
            Facet("kind", _("Warning"), AlertKind),
            Facet("colour", _("Colour"), Colour),
            Facet("type", _("Kind"), RequestType, "order__request_type"),
            Facet("raised", _("Raised"), kind="days", lookup="raised_at"),
        ),
        saved=(
            Saved(AlertState.RAISED, "state=raised"), Saved(_("All")),
            *(Saved(kind, f"state=raised&kind={kind}") for kind in AlertKind),
        ),
        bulk=(Bulk(reverse("handling:confirm_many"), _("Verify what is ticked"), icon="check"),) if rules else (),
        order=("-raised_at", "-pk"),
        search=orders.search_for(actor, "order__"),
        search_hint=_("Number, title or place"),
        empty=_("The machine warns of nothing."),
    )  # fmt: skip


def alert_page(alert: Any, actor: Actor) -> dict[str, Any]:
    """One warning with its order, and whether the actor may say something to it."""
    return {
        "alert": alert,
        "why": why_of(alert),
        "order": orders.as_read(alert.order, actor),
        "possible": Verb.FLAG in orders.open_verbs_for(alert.order, actor),
    }


def why_of(alert: Any) -> Sentence:
    """The sentence by which a warning says why."""
    text, values = (*alert.why, {})[:2] if alert.why else ("", {})
    return Sentence(text, values)


def centre_list(unit: Unit, actor: Actor, at: datetime) -> Listing:
    """诉求中心: what waits to be scheduled; each row leads to what the share waits for."""
    return Listing(
        title=_("Request centre"),
        lead=unit.name,
        rows=queries.to_schedule(unit),
        columns=(
            Column("number", _("Number"), "order__number", link=listings.next_page),
            Column("title", _("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True),
            Column("type", _("Kind"), "order__request_type", terms=RequestType),
            Column("area", _("Area"), "order__area__name"),
            Column("state", _("State"), kind="state", terms=AssignmentState),
            Column("level", _("Level"), terms=Level),
            Column("due", _("Limit"), kind="due", sort="due"),
            Column("forward", _("To a department"), value=lambda s: label(Verb.FORWARD),
                   link=lambda s: orders.verb_url(Verb.FORWARD, s.order.number, s.no)),
        ),
        facets=(
            Facet("type", _("Kind"), RequestType, "order__request_type"),
            Facet("state", _("State"), AssignmentState),
        ),
        bulk=(
            Bulk(reverse("handling:claim_many"), _("Claim what is ticked"), icon="check"),
            Bulk(reverse("handling:assign_many"), _("Name one handler"), icon="user-check"),
        ),
        order=("due", "id"),
        empty=_("Nothing waits to be scheduled."),
        name="centre",
    )  # fmt: skip
