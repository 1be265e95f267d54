"""The page of the units that are high in volume and low in rank."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import queries as assessment
from jiesu.directory import queries as directory
from jiesu.insight import asking, crossing
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import percent
from jiesu.rules.calendar import end_of
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk


@door.sees(Desk.INSIGHT)
def crossed(request: HttpRequest) -> HttpResponseBase:
    """高发且排名靠后: the units of a period by volume and rank, those at the wrong end of both first."""
    return respond(request, _listing(request, actor_of(request)), template="insight/pivot.html", chart=None)


def _listing(request: HttpRequest, actor: Actor) -> Listing:
    periods = {str(one.pk): one for one in assessment.periods()[:24]}
    ended = [one for one in periods.values() if one.last < clock.today()]
    usual = next(iter(ended or periods.values()), None)
    period = periods.get(request.GET.get("period", "")) or usual
    choices = [(pk, str(one)) for pk, one in periods.items()]
    chosen = [(pk, name) for pk, name in choices if period and pk == str(period.pk)]
    pk = period.pk if period else 0
    counted = (period.frozen_at if period else None) or clock.now()
    return Listing(
        title=_("High in volume, low in rank"),
        lead=_said(crossing.law_at(end_of(period.last)) if period else None),
        rows=crossing.crossing(period, actor) if period else [],
        columns=(
            Column("unit", _("Unit"), value="unit__name",
                   link=lambda one: reverse("assessment:unit", args=[pk, one.unit.code])),
            Column("league", _("League"), value="league"),
            Column("orders", _("Orders"), kind="num",
                   link=lambda one: reverse("assessment:figure", args=[pk, one.unit.code, "orders"])),
            Column("by_volume", _("Place by volume"), kind="num"),
            Column("rank", _("Rank"), value=lambda one: f"{one.rank}/{one.of}" if one.rank else "—"),
            Column("both", _("High and low"), value=lambda one: one.both),
        ),
        facets=(
            asking.facet("period", _("Assessment period"), [*chosen, *(c for c in choices if c not in chosen)],
                         always=True),
            Facet("both", _("High and low"), kind="yes"),
        ),
        empty=_("No assessment period has units that you see."),
        name="crossed",
        stamp=Stamp(counted, directory.scope_of(actor), period.first, period.last) if period else None,
    )  # fmt: skip


def _said(law: crossing.Crossed | None) -> str:
    if law is None:
        return gettext("The law in force does not say what is high and what is low.")
    said = gettext("High: the first %(volume)s of a league by orders; low: its last %(rank)s by rank.")
    return said % {"volume": percent(law.volume), "rank": percent(law.rank)}
