"""建议汇集: what everybody suggested, and what became of it; each answered with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.intake import courses, queries
from jiesu.intake.actions.enterprise import KEEPERS
from jiesu.intake.views.lists import FACETS, order_columns, ways
from jiesu.intake.words import Adopted
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.orders import face as orders
from jiesu.rules.norms import Course
from jiesu.rules.terms import Desk


@door.sees(Desk.INSIGHT)
def collected(request: HttpRequest) -> HttpResponseBase:
    """Suggestions of every requester, the ones without a word on what became of them first to be seen."""
    actor = actor_of(request)
    keeps = actor.holds(*KEEPERS)
    listing = Listing(
        title=_("Collected suggestions"),
        lead=_("Suggestions are collected and studied; each gets a word on what became of it."),
        rows=queries.collected(actor, courses.kinds_of(Course.COLLECT, clock.now())),
        columns=(
            *order_columns(actor),
            Column("verdict", _("What became of it"), lambda o: o.adoption.verdict if hasattr(o, "adoption") else ""),
            Column("say", _("Adoption"), lambda o: _("Write down") if keeps else "",
                   link=lambda o: reverse("intake:adopt", args=[o.number]) if keeps else ""),
        ),
        facets=(
            Facet("verdict", _("What became of it"), Adopted, "adoption__verdict"),
            Facet("waits", _("Still open"), kind="yes", lookup="adoption__isnull"),
            *FACETS,
        ),
        saved=(Saved(_("All")), Saved(_("Still open"), "waits=yes")),
        search=orders.search_for(actor),
        search_hint=_("Number, title or place"),
        order=("-received_at", "-id"),
        empty=_("Nobody suggested anything yet."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=ways(request))
