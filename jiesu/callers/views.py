"""Pages of the callers' store: what personal data we keep and why, and who read it in clear (R491)."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.callers import queries
from jiesu.callers.sight import Field
from jiesu.kit.doors import door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.people import Names
from jiesu.kit.words import as_term
from jiesu.rules.terms import Role


@door.only(Role.ADMIN, Role.SUPERVISOR, Role.LAW_EDITOR)
def inventory(request: HttpRequest) -> HttpResponseBase:
    """Every personal column of the house, with purpose, protection and retention."""
    listing = Listing(
        title=_("Inventory of personal data"),
        rows=queries.inventory(),
        columns=(
            Column("field", _("Value")),
            Column("stored", _("Stored in"), lambda line: gettext(line.stored), wide=True),
            Column("column", _("Column of the database"), kind="code"),
            Column("purpose", _("Purpose"), lambda line: gettext(line.purpose), wide=True),
            Column("protection", _("Protection"), lambda line: gettext(line.protection)),
            Column("retention_years", _("Kept for years (assumed)"), kind="num"),
        ),
        actions=((_("Reads in clear"), reverse("callers:reads")),),
    )
    return respond(request, listing)


@door.only(Role.ADMIN, Role.SUPERVISOR, Role.LAW_EDITOR)
def reads(request: HttpRequest) -> HttpResponseBase:
    """Who read which value in clear, why and when. The values themselves are not here."""
    names = Names()
    listing = Listing(
        title=_("Reads in clear"),
        rows=queries.reads(),
        order=("-at", "-pk"),
        columns=(
            Column("at", _("When"), kind="when"),
            Column("by", _("Who"), lambda read: names(read.by)),
            Column("delegate_for", _("Standing in for"), lambda read: names(read.delegate_for)),
            Column("field", _("Value"), terms=Field),
            Column("order", _("Order")),
            Column("why", _("Reason"), lambda read: as_term(read.why, "Why"), wide=True),
        ),
        facets=(Facet("field", _("Value"), Field), Facet("at", _("When"), kind="days")),
        search=lambda rows, text: rows.filter(
            Q(by__icontains=text) | Q(by__in=names.keys(text)) | Q(order=text)
        ),
        search_hint=_("Who, or number of the order"),
        actions=((_("Inventory of personal data"), reverse("callers:inventory")),),
        empty=_("Nobody has read a value in clear."),
    )
    return respond(request, listing)
