"""The page from which de-identified data leave as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.callers.queries import PartyKind
from jiesu.directory import queries as directory
from jiesu.insight import asking, nameless
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.stamps import Stamp
from jiesu.orders.face import Order
from jiesu.rules.calendar import DAY, end_of
from jiesu.rules.terms import (
    Channel,
    Level,
    OrderState,
    Outcome,
    RequestType,
    Satisfied,
    Solved,
    Term,
)

COLUMNS: tuple[tuple[str, Any, type[Term] | None], ...] = (
    ("id", _("Nameless number"), None),
    ("received", _("Received"), None),
    ("request_type", _("Kind"), RequestType),
    ("category", _("Code of the category"), None),
    ("category_name", _("Category"), None),
    ("channel", _("Channel"), Channel),
    ("caller", _("Requester"), PartyKind),
    ("level", _("Level"), Level),
    ("area", _("Code of the area"), None),
    ("area_name", _("Area"), None),
    ("lead", _("Code of the lead unit"), None),
    ("state", _("State"), OrderState),
    ("dispatched", _("Dispatched at"), None),
    ("replied", _("Replied"), None),
    ("rated", _("Followed up at"), None),
    ("contacted", _("Contacted"), None),
    ("solved", _("Solved"), Solved),
    ("satisfied", _("Satisfied"), Satisfied),
    ("outcome", _("Outcome"), Outcome),
)
"""The fields by the names that people read; JSON keeps the fields' own names and codes."""

KEPT = frozenset({"received", "request_type", "category_name", "area_name", "lead", "state", "outcome"})
"""The fields that stay where the screen is narrow; files have all of them."""


@door.only(*nameless.PLATFORM)
def export(request: HttpRequest) -> HttpResponseBase:
    """数据平台: the de-identified orders of some days, to be taken as CSV, XLSX or JSON."""
    actor, at = actor_of(request), clock.now()
    first, last = asking.days(request, clock.today())
    made, law = nameless.nameless(actor, end_of(first - DAY), end_of(last)), nameless.catalogue(at)
    left = gettext("Nothing personal leaves. Confidential orders of these days, left out: %(n)s.")
    listing = Listing(
        title=_("Data for the city's platform"),
        lead=left % {"n": made.left_out},
        rows=made.rows,
        columns=[
            Column(name, title, value=_field(name, law), terms=terms, spare=name not in KEPT)
            for name, title, terms in COLUMNS
        ],
        facets=(Facet("received", _("Received"), kind="days", lookup="received_at"),),
        order=("received_at", "id"),
        empty=_("No orders in this time."),
        name="platform",
        stamp=Stamp(at, directory.scope_of(actor), first, last),
    )
    return respond(request, listing, template="insight/reports.html")


def _field(name: str, law: Any) -> Callable[[Order], Any]:
    return lambda order: nameless.record(order, law)[name]
