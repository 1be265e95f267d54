"""Pages of the callers' store: what personal data we keep and why, and who read it in clear (R491)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.callers import queries
from jiesu.callers.sight import Field
from jiesu.kit.doors import door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.rules.terms import Role


@door.only(Role.ADMIN, Role.SUPERVISOR)
def inventory(request: HttpRequest) -> HttpResponseBase:
    """Every personal column of the house, with purpose, protection and retention."""
    listing = Listing(
        title=_("Inventory of personal data"),
        rows=queries.inventory(),
        columns=(
            Column("field", _("Value")),
            Column("column", _("Stored in")),
            Column("purpose", _("Purpose"), lambda line: gettext(line.purpose), wide=True),
            Column("protection", _("Protection"), lambda line: gettext(line.protection)),
            Column("retention_years", _("Kept for years (assumed)"), kind="num"),
        ),
        actions=((_("Reads in clear"), reverse("callers:reads")),),
    )
    return respond(request, listing)


@door.only(Role.ADMIN, Role.SUPERVISOR)
def reads(request: HttpRequest) -> HttpResponseBase:
    """Who read which value in clear, why and when. The values themselves are not here."""
    listing = Listing(
        title=_("Reads in clear"),
        rows=queries.reads(),
        order=("-at", "-pk"),
        columns=(
            Column("at", _("When"), kind="when"),
            Column("by", _("Who")),
            Column("delegate_for", _("Standing in for")),
            Column("field", _("Value"), terms=Field),
            Column("order", _("Order")),
            Column("why", _("Reason"), wide=True),
        ),
        facets=(Facet("field", _("Value"), Field), Facet("at", _("When"), kind="days")),
        search=lambda rows, text: rows.filter(by__icontains=text) | rows.filter(order=text),
        search_hint=_("Who, or number of the order"),
        actions=((_("Inventory of personal data"), reverse("callers:inventory")),),
        empty=_("Nobody has read a value in clear."),
    )
    return respond(request, listing)
