"""The page from which de-identified data leave as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.insight import asking, nameless
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.stamps import Stamp
from jiesu.orders.face import Order
from jiesu.rules.calendar import DAY, end_of


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
        columns=[Column(name, name, value=_field(name, law)) for name in nameless.FIELDS],
        facets=(Facet("received", _("Received"), kind="days", lookup="received_at"),),
        order=("received_at", "id"),
        empty=_("No orders in this time."),
        name="platform",
        stamp=Stamp(at, directory.scope_of(actor), first, last),
    )
    return respond(request, listing, template="insight/reports.html")


def _field(name: str, law: Any) -> Callable[[Order], Any]:
    return lambda order: nameless.record(order, law)[name]
