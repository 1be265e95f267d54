"""工作规范: what orders lack of what the norms of each stage ask for, and one order stage by stage."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.words import say
from jiesu.orders import face as orders
from jiesu.rules.norms import WorkStage
from jiesu.rules.terms import Desk, RequestType
from jiesu.supervision import queries


@door.sees(Desk.SUPERVISION)
def norms(request: HttpRequest) -> HttpResponseBase:
    """Orders answered in the last thirty days that lack something, a line for each thing."""
    actor = actor_of(request)
    listing = Listing(
        title=_("Against the norms of work"),
        lead=_("Orders answered in the last thirty days, held against what the law asks for at each stage."),
        rows=queries.against_norms(actor, clock.now()),
        columns=(
            Column("number", _("Number"), lambda a: a.order.number,
                   link=lambda a: reverse("supervision:norms_of", args=[a.order.number])),
            Column("title", _("Title"), orders.title_for(actor, lambda a: a.order), wide=True),
            Column("type", _("Kind"), lambda a: a.order.request_type, terms=RequestType),
            Column("lead", _("Lead unit"), lambda a: a.order.lead.label if a.order.lead else ""),
            Column("stage", _("Stage"), lambda a: a.breach.stage, terms=WorkStage),
            Column("lacks", _("What it lacks"), lambda a: say(a.breach.sentence), wide=True),
            Column("at", _("When"), lambda a: a.breach.at, kind="when"),
        ),
        facets=(
            Facet("stage", _("Stage"), WorkStage,
                  lambda rows, value: [a for a in rows if a.breach.stage == value]),
            Facet("type", _("Kind"), RequestType,
                  lambda rows, value: [a for a in rows if a.order.request_type == value]),
        ),
        actions=((_("What the law asks for"), reverse("policy:norms")),),
        empty=_("No order lacks anything."),
    )  # fmt: skip
    return respond(request, listing)


@door.sees(Desk.SUPERVISION)
def norms_of(request: HttpRequest, number: str) -> HttpResponse:
    """One order held against the norms, stage by stage."""
    actor = actor_of(request)
    order = orders.find(number, actor)
    shown = {"order": orders.as_read(order, actor), "looked": queries.looked_at(order)}
    return render(request, "supervision/norms.html", shown)
