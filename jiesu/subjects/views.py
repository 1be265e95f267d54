"""Pages of the parties complained about: the list, one party, its trade, and an order's parties set right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.kit import clock
from jiesu.kit.asked import period
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.kit.people import Names
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Verb
from jiesu.rules.verdict import Refusal
from jiesu.subjects import actions, listings, queries
from jiesu.subjects.forms import JoinForm, PartiesForm, SubjectForm
from jiesu.subjects.kinds import Industry
from jiesu.subjects.matching import Finder
from jiesu.subjects.models import Subject


@door.sees(Desk.INSIGHT)
def parties(request: HttpRequest) -> HttpResponseBase:
    """被诉主体."""
    return respond(request, listings.parties(actor_of(request), *period(request, listings.USUAL)))


@door.sees(Desk.INSIGHT)
def industries(request: HttpRequest) -> HttpResponseBase:
    """按行业."""
    return respond(request, listings.industries(actor_of(request), *period(request, listings.USUAL)))


@door.sees(Desk.INSIGHT)
def common(request: HttpRequest, industry: str) -> HttpResponseBase:
    """行业共性诉求."""
    try:
        trade = Industry(industry)
    except ValueError:
        raise Refusal("There is no such trade.") from None
    listing = listings.common(actor_of(request), trade, *period(request, listings.USUAL))
    return respond(request, listing, template="subjects/common.html", trade=trade)


@door.sees(Desk.INSIGHT)
def behind(request: HttpRequest) -> HttpResponseBase:
    """The orders behind a figure of a trade."""
    actor = actor_of(request)
    rows = orders.visible_to(actor).filter(confidential=False, mentions__isnull=False)
    return respond(request, listings.orders_of(actor, rows, _("Orders that name a party"), clock.now()))


@door.sees(Desk.INSIGHT)
def party(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One party: over time, about what, where, by whom handled, how it went; its orders."""
    actor = actor_of(request)
    found = queries.subject(pk, actor)
    if found.pk != pk:
        return redirect("subjects:party", found.pk)
    listing = listings.orders_of(actor, queries.orders_of(found, actor), found.name, clock.now())
    return respond(request, listing, template="subjects/party.html", **_profile(found, actor))


@door.only(*actions.KEEPERS)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """How the register calls a party."""
    found = queries.subject(pk, actor_of(request))
    aliases = "\n".join(found.aliases.values_list("plain", flat=True))
    initial = {"name": found.name, "kind": found.kind, "industry": found.industry, "aliases": aliases}
    form = SubjectForm(request.POST or None, initial=initial)
    if form.is_valid() and (
        kept := told(form, actions.amend, pk, **form.asked(), by=actor_of(request), at=clock.now())
    ):
        messages.success(request, gettext("Kept."))
        return redirect("subjects:party", kept.pk)
    return render(request, "subjects/amend.html", {"form": form, "party": found})


@door.only(*actions.KEEPERS)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """The same party under two names."""
    actor = actor_of(request)
    found = queries.subject(pk, actor)
    form = JoinForm(request.POST or None, others=queries.akin(found, actor))
    if form.is_valid() and (other := told(form, actions.join, pk, **form.asked(), by=actor, at=clock.now())):
        messages.success(request, gettext("Kept."))
        return redirect("subjects:party", other.pk)
    return render(request, "subjects/amend.html", {"form": form, "party": found})


@door(Verb.FLAG)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Whom an order is about: confirm what was read, or set it right."""
    actor, at = actor_of(request), clock.now()
    order = orders.find(number, actor)
    if order.confidential:
        raise Refusal("This request was filed confidentially: no party of it is kept.")
    kept = list(order.mentions.values_list("written", flat=True))
    form = PartiesForm(request.POST or None, candidates=queries.candidates(order, Finder(at)), ticked=kept)
    if (
        form.is_bound
        and form.is_valid()
        and (event := told(form, actions.correct, number, named=form.named, by=actor, at=at, key=form.key))
    ):
        messages.success(request, gettext("Kept."))
        return redirect("orders:sheet", event.order.number)
    return render(request, "subjects/correct.html", {"form": form, "order": orders.as_read(order, actor)})


def _profile(found: Subject, actor: Actor) -> dict[str, Any]:
    figures, months = queries.figures(found, actor), queries.months(found, actor)
    names, address = Names(), reverse("subjects:party", args=[found.pk])
    return {
        "party": found,
        "figures": figures,
        "rates": [(rate, getattr(figures, name)) for name, rate in listings.RATES],
        "others": queries.others_named(found),
        "matters": [
            (orders.category_name(code, clock.now()), n, f"{address}?category={code}")
            for code, n in queries.split(found, actor, "category")
        ],
        "areas": queries.split(found, actor, "area__name"),
        "units": queries.split(found, actor, "lead__name"),
        "changes": [(change, names(change.by)) for change in queries.changes(found)],
        "chart": {
            "kind": "bar",
            "labels": [month for month, _n in months],
            "series": [{"name": gettext("Orders received"), "data": [n for _month, n in months]}],
            "unit": "",
        },
    }
