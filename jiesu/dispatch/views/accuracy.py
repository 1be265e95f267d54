"""模型准确率: how often category, unit and urgency were suggested as people decided; each figure opens its orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.dispatch import accuracy as counting
from jiesu.dispatch.accuracy import Guessed, Row
from jiesu.kit.asked import days, period
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Level
from jiesu.rules.verdict import Refusal

USUAL = 181
TABS = (("month", _("By month")), ("category", _("By category")))


@door.sees(Desk.DISPATCH, Desk.INSIGHT)
def accuracy(request: HttpRequest) -> HttpResponseBase:
    """The figures by month or by category."""
    actor, (since, until) = actor_of(request), period(request, USUAL)
    by = "category" if request.GET.get("by") == "category" else "month"
    kind = orders.type_asked(request.GET)
    span = days(since, until) | ({"type": kind} if kind else {})
    rows = (counting.by_category if by == "category" else counting.by_month)(actor, since, until, kind)
    tabs = [(title, f"?{urlencode(span | {'by': name})}", name == by) for name, title in TABS]
    whole = counting.whole(actor, since, until, kind)
    shares = [(what, whole.share(what) if whole else None, _wrong(what, span)) for what in Guessed]
    more = {"shares": shares, "whole": whole, "ways": tabs}
    return respond(request, _listing(rows, by, since, until, span), template="dispatch/accuracy.html", **more)


@door.sees(Desk.DISPATCH, Desk.INSIGHT)
def wrong(request: HttpRequest, what: str) -> HttpResponseBase:
    """The orders in which people decided otherwise."""
    try:
        guessed = Guessed(what)
    except ValueError:
        raise Refusal("There is no such figure.") from None
    return respond(request, _misses(actor_of(request), guessed, *period(request, USUAL)))


def _listing(rows: list[Row], by: str, since: datetime, until: datetime, span: dict[str, str]) -> Listing:
    def key(row: Row) -> Any:
        return f"{row.key:%Y-%m}" if by == "month" else orders.category_name(row.key, until)

    def counts(what: Guessed) -> Column:
        return Column(f"{what}_n", _("of so many"), lambda row: row.asked[what], kind="num", spare=True)

    def share(what: Guessed) -> Column:
        return Column(
            str(what), what, lambda row: row.share(what), kind="pct", link=lambda row: _link(row, what)
        )

    def _link(row: Row, what: Guessed) -> str:
        if by == "category":
            return _wrong(what, span, category=row.key)
        first = max(row.key, since)
        following = (row.key.replace(day=28) + timedelta(days=4)).replace(day=1)
        return _wrong(what, span | days(first, min(following, until)))

    return Listing(
        title=_("Accuracy of the suggestions"),
        lead=_(
            "Read blind from the words, against what people decided. What the machine dispatched itself tests nothing."
        ),
        rows=rows,
        columns=(
            Column("key", _("Month") if by == "month" else _("Category"), key, wide=True),
            Column("decided", _("Decided by people"), kind="num"),
            *(column for what in Guessed for column in (share(what), counts(what))),
            Column("alone", _("Dispatched automatically"), kind="num", spare=True),
        ),
        facets=(Facet("received", _("Received"), kind="days"), orders.type_counted()),
        actions=((_("What the machine has learned"), reverse("dispatch:models")),),
        empty=_("No reading was compared with a decision in this time."),
        name="accuracy",
    )  # fmt: skip


def _sheet(row: Any) -> str:
    return reverse("orders:sheet", args=[row.order.number])


def _misses(actor: Actor, what: Guessed, since: datetime, until: datetime) -> Listing:
    def name(code: str) -> str:
        return orders.category_name(code, until)

    def level(code: str) -> Any:
        return Level(code) if code else ""

    read: dict[Guessed, tuple[Any, Any]] = {
        Guessed.CATEGORY: (lambda t: name(t.category), lambda t: name(t.order.category)),
        Guessed.UNIT: (lambda t: t.unit.label, lambda t: t.order.lead.label),
        Guessed.LEVEL: (lambda t: level(t.level), lambda t: level(t.order.level)),
    }
    return Listing(
        title=_("Decided otherwise than was read"),
        rows=counting.wrong(actor, what, since, until),
        columns=(
            Column("number", _("Number"), "order__number", link=_sheet),
            Column("title", _("Title"), value=orders.title_for(actor, lambda t: t.order), wide=True),
            Column("read", _("Suggested"), read[what][0]),
            Column("decided", _("Decided"), read[what][1]),
            Column("model", _("Version"), kind="code", spare=True),
            Column("at", _("Received"), "order__received_at", kind="when"),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet("category", _("Category"), lambda: orders.categories(until), kind="text", lookup="order__category"),
            Facet("received", _("Received"), kind="days", lookup="order__received_at"),
        ),
        order=("-order__received_at", "pk"),
        empty=_("People decided as was read."),
        name="accuracy-orders",
    )  # fmt: skip


def _wrong(what: Guessed, span: dict[str, str], **narrow: str) -> str:
    return f"{reverse('dispatch:wrong', args=[what])}?{urlencode(span | narrow)}"
