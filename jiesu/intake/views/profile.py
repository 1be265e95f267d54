"""来电人研判: the profile of a requester for a reason that is kept, and the study of who asks how often (R359)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.callers.sight import KEEPS_CONFIDENCE
from jiesu.intake import actions, forms, queries
from jiesu.intake.queries import Asker, Class, Profile
from jiesu.kit import clock
from jiesu.kit.asked import period
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.orders import face as orders

USUAL = 90


@door.only(*KEEPS_CONFIDENCE)
def profile(request: HttpRequest, number: str) -> HttpResponseBase:
    """诉求人画像: asked for with a reason; shown on this page alone, which is kept nowhere."""
    actor, at = actor_of(request), clock.now()
    found = orders.find(number, actor)
    form = forms.ProfileForm(request.POST or None)
    seen = None
    if form.is_valid():
        seen = told(form, actions.profile, number, why=form.cleaned_data["why"], by=actor, at=at)
    context = {"form": form, "order": orders.as_read(found, actor), "profile": seen, **_shown(seen)}
    answer = render(request, "intake/profile.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@door.only(*KEEPS_CONFIDENCE)
def callers(request: HttpRequest) -> HttpResponseBase:
    """来电人大数据研判: how requests spread over those who ask, and who asks most often; nobody in clear."""
    actor = actor_of(request)
    since, until = period(request, USUAL)
    listing = Listing(
        title=_("Study of callers"),
        lead=_("Masked. One requester is opened by an order and a reason, which are kept."),
        rows=queries.askers(actor, since, until),
        columns=(
            Column("name", _("Requester"), lambda row: row.card.name or "—", link=_link, wide=True),
            Column("phone", _("Telephone"), lambda row: row.card.phone),
            Column("orders", _("Orders"), kind="num"),
            Column("open", _("Not finished"), kind="num"),
            Column("repeats", _("Repeated"), kind="num"),
            Column("pressed", _("Times pressed"), kind="num"),
            Column("matters", _("Matters (number)"), kind="num"),
            Column("last_at", _("Last seen"), kind="when"),
        ),
        facets=(Facet("received", _("Received"), kind="days"),),
        empty=_("Nobody asked twice in this time."),
        downloads=False,
        name="callers",
    )
    classes = queries.spread(actor, since, until)
    chart = _chart([(_named(one), one.people) for one in classes], gettext("Requesters"))
    return respond(request, listing, template="intake/callers.html", chart=chart, classes=classes)


def _link(row: Asker) -> str:
    return reverse("intake:profile", args=[row.last])


def _shown(seen: Profile | None) -> dict[str, Any]:
    if seen is None:
        return {}
    named = [(orders.category_name(code, clock.now()), n) for code, n in seen.matters]
    return {"chart": _chart(seen.months, gettext("Orders received")), "matters": named}


def _chart(pairs: Any, name: str) -> dict[str, Any]:
    return {
        "kind": "bar",
        "labels": [label for label, _n in pairs],
        "series": [{"name": name, "data": [n for _label, n in pairs]}],
        "unit": "",
    }


def _named(one: Class) -> str:
    if one.most == one.least:
        return str(one.least)
    return f"{one.least}+" if one.most is None else f"{one.least}–{one.most}"
