"""The lists of the dispatch desk: the review queue and the objections."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.dispatch import queries
from jiesu.dispatch.kinds import Ground
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Level, RequestType

SURE = (
    ("high", _("90 % and more")),
    ("middle", _("60 % to 90 %")),
    ("low", _("below 60 %")),
    ("none", _("none yet")),
)


def review_queue(actor: Actor) -> Listing:
    """派单审核: what waits, most urgent first, each with its top candidate."""
    return Listing(
        title=_("To be dispatched"),
        lead=_("Tick what is right and confirm it at once; open the others."),
        rows=queries.queue(actor),
        columns=(
            Column("number", _("Number"), link=_page_of("dispatch:dispatch")),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("level", _("Level"), terms=Level),
            Column("area", _("Area"), value="area__name"),
            Column("top_unit", _("Suggested unit")),
            Column("sure", _("How sure"), kind="pct"),
            Column("returned", _("Came back"), value=lambda o: _("Yes") if o.returned else ""),
            Column("received_at", _("Received"), kind="when"),
        ),
        facets=(
            Facet("type", _("Kind"), RequestType, "request_type"),
            Facet("level", _("Level"), Level),
            Facet("channel", _("Channel"), Channel),
            Facet("sure", _("How sure"), SURE, _by_sureness),
        ),
        saved=(
            Saved(_("All")),
            Saved(_("Sure"), "sure=high"),
            Saved(_("To be looked at"), "sure=middle"),
            Saved(_("Unclear"), "sure=low"),
        ),
        bulk=(
            Bulk(
                reverse("dispatch:confirm"), _("Dispatch as suggested"), icon="check",
                confirm=_("Dispatch all ticked orders to the suggested units?"),
            ),
        ),
        pick="number",
        search=orders.search_for(actor),
        search_hint=_("Number, title or place"),
        order=("urgency", "received_at", "id"),
        empty=_("Everything is dispatched."),
    )  # fmt: skip


def objection_list(actor: Actor) -> Listing:
    """派单异议: what waits for a ruling, the nearest limit first."""
    return Listing(
        title=_("Objections"),
        lead=_("A unit says that an order is not its own. Rule before the limit passes."),
        rows=queries.objected(actor),
        columns=(
            Column("number", _("Number"), value="order__number", link=_ruling_of),
            Column("title", _("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True),
            Column("unit", _("Unit"), value="unit__label"),
            Column("ground", _("Ground"), terms=Ground),
            Column("proposed_name", _("Proposed unit")),
            Column("level", _("Level"), terms=Level),
            Column("objected_at", _("Objected"), kind="when"),
            Column("ruling_due", _("Rule by"), kind="due"),
        ),
        facets=(Facet("ground", _("Ground"), Ground), Facet("level", _("Level"), Level)),
        order=("ruling_due", "id"),
        empty=_("No objection waits for a ruling."),
    )


def _page_of(name: str) -> Any:
    return lambda order: reverse(name, args=[order.number])


def _ruling_of(share: Any) -> str:
    return reverse("dispatch:uphold", args=[share.order.number, share.no])


def _by_sureness(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    match value:
        case "high":
            return rows.filter(sure__gte=Decimal("0.9"))
        case "middle":
            return rows.filter(sure__gte=Decimal("0.6"), sure__lt=Decimal("0.9"))
        case "low":
            return rows.filter(sure__lt=Decimal("0.6"))
    return rows.filter(sure=None)
