"""诉求中心, 预警与人工核准, 签收: the hub of a unit, the machine's warnings, the handler's acknowledgement."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.handling import actions, centre_pages, pages, queries
from jiesu.handling.forms import VerifyForm
from jiesu.handling.kinds import AlertState
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.rules.terms import Desk, Role, Verb


@door.only(Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER)
def centre(request: HttpRequest) -> HttpResponseBase:
    """诉求中心: the loads of departments and people, what passed the centre, what waits to be scheduled."""
    actor, at = actor_of(request), clock.now()
    unit = queries.visible_centre(request.GET.get("unit", ""), actor)
    if unit is None:
        raise Http404
    listing = centre_pages.centre_list(unit, actor, at)
    shown = {"hub": queries.hub(unit, at), "beside": queries.beside(unit, at)[:20]}
    return respond(request, listing, template="handling/centre.html", **shown)


@door.sees(Desk.HANDLING, Desk.SUPERVISION)
def alerts(request: HttpRequest) -> HttpResponseBase:
    """智能化系统预警: what the machine warns of."""
    return respond(request, centre_pages.alert_list(actor_of(request)))


@door.sees(Desk.HANDLING, Desk.SUPERVISION)
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """人工核准: one warning, confirmed or dismissed."""
    actor = actor_of(request)
    own = pages.found(lambda _name, by: queries.alert(pk, by), "", actor)
    form = VerifyForm(request.POST or None)
    said: dict[str, Any] = {"by": actor, "at": clock.now(), "key": form.key}
    if form.is_valid() and told(form, actions.verify, pk, **said, **form.cleaned_data) is not None:
        messages.success(request, _("The warning is verified."))
        return redirect("handling:alerts")
    return render(request, "handling/alert.html", centre_pages.alert_page(own, actor) | {"form": form})


@door(Verb.FLAG)
@require_POST
def confirm_many(request: HttpRequest) -> HttpResponse:
    """Confirm all ticked warnings; a result for each."""
    actor = actor_of(request)
    picks = [int(pk) for pk in request.POST.getlist("pick") if pk.isdigit()][:200]
    numbers = dict(queries.alerts(actor).filter(pk__in=picks).values_list("pk", "order__number"))
    done = actions.verify_many(list(numbers), confirmed=True, by=actor, at=clock.now())
    rows = pages.results((numbers[pk], 1, result) for pk, result in done)
    return render(request, "handling/results.html", {"rows": rows, "done": AlertState.CONFIRMED})


@door(Verb.CONTACT)
@require_POST
def acknowledge(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """签收: I have it."""
    actions.acknowledge(number, share=share, by=actor_of(request), at=clock.now())
    messages.success(request, _("The receipt is noted."))
    return redirect("handling:contact", number, share)
