"""The lists of the room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.kit.listing import Column, Facet, Listing
from jiesu.orders import face as orders
from jiesu.rules.calendar import DAY
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate
from jiesu.rules.terms import OrderState
from jiesu.subjects import queries
from jiesu.subjects.kinds import Industry, SubjectKind
from jiesu.subjects.queries import Figures

USUAL = 90
"""The list looks back so many days where no time is asked for."""
RATES = (("contacted", Rate.RESPONSE), ("solved", Rate.RESOLUTION), ("satisfied", Rate.SATISFACTION))
RECEIVED = Facet("received", _("Received"), kind="days")


def parties(actor: Actor, since: datetime, until: datetime) -> Listing:
    """被诉主体: every party of the time, the most often named first."""
    rows = queries.parties(actor, since, until)
    return Listing(
        title=_("Parties complained about"),
        lead=_said(since, until),
        rows=[
            {
                "pk": found.pk, "name": found.name, "plain": found.plain, "kind": str(found.kind),
                "industry": str(found.industry), "area": found.area.name if found.area else "", "figures": figures,
            }
            for found, figures in rows
        ],
        columns=(
            Column("name", _("Party"), link=lambda r: reverse("subjects:party", args=[r["pk"]]), wide=True),
            Column("kind", _("What it is"), terms=SubjectKind),
            Column("industry", _("Trade"), terms=Industry, spare=True),
            Column("area", _("District"), spare=True),
            *_figures(lambda r: r["figures"]),
        ),
        facets=(
            Facet("kind", _("What it is"), SubjectKind),
            Facet("industry", _("Trade"), Industry),
            RECEIVED,
        ),
        search=lambda rows, text: [r for r in rows if text.lower() in r["name"].lower() or text.lower() in r["plain"]],
        search_hint=_("Name of the party"),
        actions=((_("By trade"), reverse("subjects:industries")),),
        empty=_("No order of this time names a party."),
        name="parties",
    )  # fmt: skip


def industries(actor: Actor, since: datetime, until: datetime) -> Listing:
    """按行业: the trades side by side; each opens what many of its parties share."""
    return Listing(
        title=_("Complaints by trade"),
        lead=_said(since, until),
        rows=queries.industries(actor, since, until),
        columns=(
            Column("key", _("Trade"), terms=Industry, link=lambda f: _trade(f, since, until), wide=True),
            Column("parties", _("Parties"), kind="num"),
            *_figures(),
        ),
        facets=(RECEIVED,),
        actions=((_("Parties complained about"), reverse("subjects:list")),),
        empty=_("No order of this time names a party."),
        name="industries",
    )


def common(actor: Actor, industry: Industry, since: datetime, until: datetime) -> Listing:
    """行业共性诉求: matters that several parties of the trade share."""

    def link(row: Figures) -> str:
        return behind_url(since, until, industry=str(industry), category=str(row.key))

    return Listing(
        title=_("Matters common to the trade"),
        lead=_said(since, until),
        rows=queries.common(actor, industry, since, until),
        columns=(
            Column("key", _("Matter"), lambda f: orders.category_name(f.key, until), link=link, wide=True),
            Column("parties", _("Parties"), kind="num"),
            *_figures(),
        ),
        facets=(RECEIVED,),
        actions=((_("By trade"), reverse("subjects:industries")),),
        empty=_("No matter was told of two parties of this trade."),
        name="common",
    )


def orders_of(actor: Actor, rows: Any, title: Any, at: datetime) -> Listing:
    """The orders behind a figure."""
    return Listing(
        title=title,
        rows=rows.distinct().select_related("area", "lead"),
        order=("-received_at", "-id"),
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("category", _("Matter"), lambda o: orders.category_name(o.category, o.received_at)),
            Column("area", _("Place"), value="area__name"),
            Column("lead", _("Lead unit"), value="lead__label"),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("received_at", _("Received"), kind="when", sort="received_at"),
        ),
        facets=(
            orders.type_facet(),
            Facet("industry", _("Trade"), Industry, "mentions__subject__industry"),
            Facet("category", _("Matter"), lambda: orders.categories(at), kind="text"),
            Facet("received", _("Received"), kind="days", lookup="received_at"),
        ),
        search=orders.search_for(actor),
        empty=_("No order is behind this figure."),
        name="party-orders",
    )


def behind_url(since: datetime, until: datetime, **narrow: str) -> str:
    """The address of the orders behind a figure of a time."""
    asked = {**narrow, "received_from": since.date(), "received_to": (until - DAY).date()}
    return f"{reverse('subjects:orders')}?{urlencode(asked)}"


def _trade(row: Figures, since: datetime, until: datetime) -> str:
    asked = {"received_from": since.date(), "received_to": (until - DAY).date()}
    return f"{reverse('subjects:common', args=[row.key])}?{urlencode(asked)}"


def _figures(of: Callable[[Any], Figures] = lambda row: row) -> tuple[Column, ...]:
    """The columns of the figures; `of` leads from a row to them."""

    def column(name: str, title: Any, kind: str = "num") -> Column:
        return Column(name, title, lambda row: getattr(of(row), name), kind=kind)

    return (
        column("orders", _("Orders")),
        column("open", _("Not finished")),
        column("repeats", _("Repeated")),
        column("pressed", _("Pressed orders")),
        column("valid", _("Valid follow-ups")),
        *(column(name, rate, "pct") for name, rate in RATES),
    )


def _said(since: datetime, until: datetime) -> str:
    return f"{since:%Y-%m-%d} – {until - DAY:%Y-%m-%d}"
