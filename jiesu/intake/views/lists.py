"""The lists of intake: what was pressed, marked, merged, repeated, judged; many requests about one matter."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiesu.intake import actions, queries, warnings
from jiesu.intake.words import Finding, Ruling, Tag
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved, respond
from jiesu.kit.people import Names
from jiesu.kit.words import label, say
from jiesu.orders import face as orders
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Desk, Level, OrderState, RequestType, Verb
from jiesu.rules.verdict import Refusal

WAYS = (
    (gettext_lazy("Pressed"), "intake:pressed"),
    (gettext_lazy("Marked"), "intake:marked"),
    (gettext_lazy("Mass requests"), "intake:clusters"),
    (gettext_lazy("Frequent matters"), "intake:frequent"),
    (gettext_lazy("Repeated"), "intake:repeated"),
    (gettext_lazy("Merged"), "intake:merged"),
    (gettext_lazy("Judgements"), "intake:judgements"),
    (gettext_lazy("Collected suggestions"), "intake:collected"),
)
"""The sister lists, as tabs above each of them."""


def ways(request: HttpRequest) -> list[tuple[Any, str, bool]]:
    """The tabs; the one that is open is marked."""
    found = [(title, reverse(name)) for title, name in WAYS]
    return [(title, url, request.path.startswith(url)) for title, url in found]


@door.sees(Desk.INSIGHT)
def pressed(request: HttpRequest) -> HttpResponseBase:
    """催单: open orders whose requester asked again, with the colour that the law of warnings gives."""
    actor, at = actor_of(request), clock.now()
    listing = Listing(
        title=gettext_lazy("Pressed requests"),
        lead=gettext_lazy("Whoever asks again waits too long: look at the reddest first."),
        rows=queries.pressed(actor),
        columns=(
            *order_columns(actor),
            Column("pressed", gettext_lazy("Times pressed"), kind="num", sort="pressed"),
            Column("warning", gettext_lazy("Warning"), lambda o: _warned(o.pressed, at)),
        ),
        facets=FACETS,
        search=orders.search_for(actor),
        search_hint=gettext_lazy("Number, title or place"),
        order=("-pressed", "received_at", "id"),
        empty=gettext_lazy("No open request was pressed."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=ways(request))


@door.sees(Desk.INSIGHT)
def marked(request: HttpRequest) -> HttpResponseBase:
    """标记: orders by tag; the open key ones are looked at every day (R030)."""
    actor = actor_of(request)
    listing = Listing(
        title=gettext_lazy("Marked requests"),
        rows=queries.tagged(actor),
        columns=(*order_columns(actor), Column("tags", gettext_lazy("Tags"), _tags)),
        facets=(
            Facet("tag", gettext_lazy("Tag"), Tag, lambda rows, tag: rows.filter(tags__contains=[tag])),
            Facet("open", gettext_lazy("Still open"), kind="yes", lookup=_open),
            *FACETS,
        ),
        saved=(
            Saved(gettext_lazy("All")),
            Saved(gettext_lazy("Open key requests"), "tag=key&open=yes"),
            *(Saved(tag, f"tag={tag}&open=yes") for tag in SHOWN),
        ),
        search=orders.search_for(actor),
        search_hint=gettext_lazy("Number, title or place"),
        order=("-received_at", "-id"),
        empty=gettext_lazy("No request is marked."),
    )
    return respond(request, listing, template="intake/list.html", ways=ways(request))


@door.sees(Desk.INSIGHT)
def merged(request: HttpRequest) -> HttpResponseBase:
    """并单: merged orders; each can be taken out again, and its requester is called back in any case."""
    actor = actor_of(request)
    listing = Listing(
        title=gettext_lazy("Merged requests"),
        lead=gettext_lazy("The requester is called back in any case."),
        rows=queries.merged(actor),
        columns=(
            *order_columns(actor)[:2],
            Column("merged_into", gettext_lazy("Merged into"), "merged_into__number",
                   link=lambda o: reverse("orders:sheet", args=[o.merged_into.number]) if o.merged_into else ""),
            Column("closed_at", gettext_lazy("When"), kind="when"),
            Column("undo", gettext_lazy("Undo"), lambda o: label(Verb.UNMERGE),
                   link=lambda o: reverse("intake:unmerge", args=[o.number])),
        ),
        search=orders.search_for(actor),
        search_hint=gettext_lazy("Number, title or place"),
        order=("-closed_at", "-id"),
        empty=gettext_lazy("No request was merged."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=ways(request))


@door.sees(Desk.INSIGHT)
def judgements(request: HttpRequest) -> HttpResponseBase:
    """合理性认定: what was judged, by whom, what waits for approval, what is defused (R025, R026)."""
    actor, names = actor_of(request), Names()
    listing = Listing(
        title=gettext_lazy("Reasonable and unreasonable requests"),
        rows=queries.judgements(actor),
        columns=(
            Column("number", gettext_lazy("Number"), "order__number",
                   link=lambda j: reverse("intake:flag", args=[j.order.number])),
            Column("title", gettext_lazy("Title"), orders.title_for(actor, lambda j: j.order), wide=True),
            Column("finding", gettext_lazy("Judgement"), terms=Finding),
            Column("ruling", gettext_lazy("Approval"), terms=Ruling),
            Column("by", gettext_lazy("Judged by"), lambda j: names(j.by)),
            Column("ruled_by", gettext_lazy("Approved by"), lambda j: names(j.ruled_by), spare=True),
            Column("at", gettext_lazy("Judged at"), kind="when"),
            Column("defused_at", gettext_lazy("Defused"), kind="when"),
        ),
        facets=(
            Facet("finding", gettext_lazy("Judgement"), Finding),
            Facet("ruling", gettext_lazy("Approval"), Ruling),
        ),
        saved=(
            Saved(gettext_lazy("All")),
            Saved(Ruling.PROPOSED, "ruling=proposed"),
            Saved(Finding.UNREASONABLE, "finding=unreasonable&ruling=stands"),
        ),
        order=("-at", "-id"),
        empty=gettext_lazy("Nothing was judged yet."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=ways(request))


@door.sees(Desk.INSIGHT)
def repeated(request: HttpRequest) -> HttpResponseBase:
    """重复诉求: requests that somebody brought again, and whether they become fewer (R031)."""
    actor = actor_of(request)
    begin, end = year(clock.now())
    rows = queries.repeats(actor, begin, end)
    listing = Listing(
        title=gettext_lazy("Repeated requests"),
        rows=rows,
        columns=(
            Column("number", gettext_lazy("Number"), "order__number",
                   link=lambda e: reverse("orders:sheet", args=[e.order.number])),
            Column("title", gettext_lazy("Title"), orders.title_for(actor, lambda e: e.order), wide=True),
            Column("repeat_of", gettext_lazy("Earlier request"), lambda e: e.facts["repeat_of"],
                   link=lambda e: reverse("orders:sheet", args=[e.facts["repeat_of"]])),
            Column("repeats", gettext_lazy("Times before"), lambda e: e.facts["repeats"], kind="num"),
            Column("state", gettext_lazy("State"), "order__state", kind="state", terms=OrderState),
            Column("at", gettext_lazy("Received"), kind="when"),
        ),
        facets=(Facet("at", gettext_lazy("Received"), kind="days"),),
        order=("-at", "-id"),
        empty=gettext_lazy("No request was repeated within a year."),
    )  # fmt: skip
    months = queries.repeats_by_month(actor, begin, end)
    return respond(
        request, listing, template="intake/repeated.html", ways=ways(request), months=_chart(months)
    )


@door.sees(Desk.INSIGHT)
def clusters(request: HttpRequest) -> HttpResponseBase:
    """群体诉求: matters and places about which several people asked within a span (R028, R029)."""
    actor, span = actor_of(request), span_of(request)
    rows = queries.clusters(actor, clock.now(), span=span)
    listing = Listing(
        title=gettext_lazy("Mass and concentrated requests"),
        lead=gettext_lazy("The same matter in the same place, asked by several people. Open one to see and mark all."),
        rows=rows,
        columns=(
            Column("category", gettext_lazy("Matter"), _matter, wide=True,
                   link=lambda c: f"{reverse('intake:cluster', args=[c.key])}?span={span}"),
            Column("area_name", gettext_lazy("Area")),
            Column("requesters", gettext_lazy("Requesters"), kind="num"),
            Column("orders", gettext_lazy("Requests"), kind="num"),
            Column("open", gettext_lazy("Still open"), kind="num"),
            Column("colour", gettext_lazy("Warning")),
            Column("first", gettext_lazy("Since"), kind="when", spare=True),
            Column("last", gettext_lazy("Last"), kind="when"),
        ),
        empty=gettext_lazy("Nothing was asked by several people in this time."),
    )  # fmt: skip
    return respond(request, listing, template="intake/spans.html", ways=ways(request), spans=spans(request))


@door.sees(Desk.INSIGHT)
def cluster(request: HttpRequest, key: str) -> HttpResponseBase:
    """One mass request: its members, to be marked together."""
    actor, span = actor_of(request), span_of(request)
    listing = Listing(
        title=gettext_lazy("Members of a mass request"),
        rows=queries.members(actor, key, clock.now(), span=span),
        columns=(*order_columns(actor), Column("tags", gettext_lazy("Tags"), _tags)),
        facets=FACETS,
        bulk=(Bulk(reverse("intake:mark_mass"), gettext_lazy("Mark as mass request"), icon="flag"),),
        pick="number",
        order=("-received_at", "-id"),
        empty=gettext_lazy("Nothing was asked by several people in this time."),
    )
    return respond(request, listing, template="intake/list.html", ways=ways(request))


@door(Verb.FLAG)
@require_POST
def mark_mass(request: HttpRequest) -> HttpResponseBase:
    """标记 of all ticked members: one result for each."""
    actor, at = actor_of(request), clock.now()
    done = 0
    for number in request.POST.getlist("pick"):
        try:
            actions.flag(number, add=[Tag.MASS], by=actor, at=at)
            done += 1
        except Refusal as refusal:
            messages.error(request, f"{number}: {say(refusal)}")
    if done:
        messages.success(request, _("%(n)s marked as mass request.") % {"n": done})
    return redirect(f"{reverse('intake:marked')}?tag={Tag.MASS}")


@door.sees(Desk.INSIGHT)
def frequent(request: HttpRequest) -> HttpResponseBase:
    """高频诉求: matters by volume; those over the threshold bear a colour (R032)."""
    rows = queries.frequent(actor_of(request), clock.now(), span=span_of(request, "30d"))
    listing = Listing(
        title=gettext_lazy("Frequent matters"),
        rows=rows,
        columns=(
            Column("category", gettext_lazy("Matter"), _matter, wide=True),
            Column("orders", gettext_lazy("Requests"), kind="num"),
            Column("requesters", gettext_lazy("Requesters"), kind="num"),
            Column("colour", gettext_lazy("Warning")),
        ),
        empty=gettext_lazy("No request has a category in this time."),
    )
    shown = spans(request, "30d")
    return respond(request, listing, template="intake/spans.html", ways=ways(request), spans=shown)


def order_columns(actor: Actor) -> tuple[Column, ...]:
    """The columns of a list of orders."""
    return (
        Column("number", gettext_lazy("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
        Column("title", gettext_lazy("Title"), value=orders.title_for(actor), wide=True),
        Column("level", gettext_lazy("Level"), terms=Level),
        Column("area", gettext_lazy("Area"), "area__name", spare=True),
        Column("lead", gettext_lazy("Lead unit"), "lead__label", spare=True),
        Column("state", gettext_lazy("State"), kind="state", terms=OrderState),
        Column("received_at", gettext_lazy("Received"), kind="when"),
        Column("due", gettext_lazy("Limit"), kind="due", done="answered_at"),
    )


def span_of(request: HttpRequest, usual: str = "7d") -> str:
    """Over which time is counted."""
    asked = request.GET.get("span", usual)
    return asked if asked in queries.SPANS else usual


def spans(request: HttpRequest, usual: str = "7d") -> list[tuple[str, str, bool]]:
    """The times as tabs."""
    words = {"24h": _("24 hours"), "7d": _("7 days"), "30d": _("30 days")}
    return [(words[s], f"?span={s}", s == span_of(request, usual)) for s in queries.SPANS]


def year(at: datetime) -> tuple[datetime, datetime]:
    """The last twelve months."""
    return at.replace(year=at.year - 1, day=1), at


FACETS = (
    Facet("state", gettext_lazy("State"), OrderState),
    Facet("type", gettext_lazy("Type"), RequestType, "request_type"),
    Facet("level", gettext_lazy("Level"), Level),
    Facet("channel", gettext_lazy("Channel"), Channel),
    Facet("received_at", gettext_lazy("Received"), kind="days"),
)
SHOWN = (Tag.SUDDEN, Tag.MASS, Tag.EXTREME, Tag.LONGED_FOR, Tag.HISTORICAL, Tag.BEYOND_CITY)


def _warned(pressed: int, at: datetime) -> Any:
    return warnings.colour("urged", Fraction(pressed), at).value


def _tags(order: Any) -> list[Any]:
    known = {str(tag): tag for tag in Tag}
    return [known.get(tag, tag) for tag in order.tags]


def _matter(row: Any) -> str:
    return orders.category(row.category, clock.now())


def _open(rows: QuerySet[Any], _value: str) -> QuerySet[Any]:
    return rows.exclude(state__in=FINAL_STATES)


def _chart(months: dict[str, int]) -> dict[str, Any]:
    series = [{"name": _("Repeated requests"), "data": list(months.values())}]
    return {"kind": "line", "labels": list(months), "series": series}
