"""Leaders' papers: the day's board, rankings, reviews and breakfasts of lagging units, analyses, effects, a unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.orders import face as orders
from jiesu.rules.terms import Desk, Role
from jiesu.supervision import actions, listings, pages, queries
from jiesu.supervision.forms import BulletinForm

_WRITERS = (Role.REQUEST_CENTRE, Role.MAIN_LEADER, Role.SUPERVISOR, Role.DISTRICT_LEADER)


@door.sees(Desk.SUPERVISION)
def board(request: HttpRequest) -> HttpResponse:
    """今日办理看板: the running day, as it stands now."""
    shown = pages.board(actor_of(request), clock.now(), request.GET.get("unit", ""))
    return render(request, "supervision/board.html", shown)


@door.sees(Desk.SUPERVISION)
def board_of_day(request: HttpRequest, day: str) -> HttpResponse:
    """The board of a day as it was frozen at its hour."""
    shown = pages.frozen_board(actor_of(request), day, request.GET.get("unit", ""))
    return render(request, "supervision/board.html", shown)


@door.sees(Desk.SUPERVISION)
def ranking(request: HttpRequest) -> HttpResponse:
    """日监控排名: departments and communities inside the own unit, in the running month."""
    shown = pages.ranking(actor_of(request), clock.now(), request.GET.get("unit", ""))
    return render(request, "supervision/ranking.html", shown)


@door.sees(Desk.SUPERVISION)
def monthly(request: HttpRequest) -> HttpResponse:
    """The ranking of a month by league, the bottom units marked."""
    shown = pages.monthly(actor_of(request), clock.now(), request.GET.get("month", ""))
    return render(request, "supervision/monthly.html", shown)


@door.only(Role.SUPERVISOR, Role.DISTRICT_LEADER)
@require_POST
def reviews(request: HttpRequest) -> HttpResponse:
    """三级复盘: open the reviews of the bottom units of a month."""
    month = pages.month_named(request.POST.get("month", ""), clock.now())
    made = actions.open_reviews(month, by=actor_of(request), at=clock.now())
    messages.success(request, _("%(n)s reviews are open.") % {"n": len(made)})
    return redirect("supervision:register", "review")


@door.only(Role.SUPERVISOR, Role.DISTRICT_LEADER)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """区长早餐会: a meeting with the lagging units of a month."""
    month = pages.month_named(request.POST.get("month", ""), clock.now())
    day = pages.day_named(request.POST.get("day", ""), clock.now())
    made = actions.invite(month, day=day, by=actor_of(request), at=clock.now())
    messages.success(request, _("The lagging units are proposed."))
    return redirect("supervision:entry", made.pk)


@door.only(Role.DISCIPLINE, Role.MAIN_LEADER, Role.SUPERVISOR)
def discipline(request: HttpRequest) -> HttpResponse:
    """纪检监察组每月约谈: whom to talk to this month, with the way to record it."""
    shown = pages.discipline(actor_of(request), clock.now(), request.GET.get("month", ""))
    return render(request, "supervision/discipline.html", shown)


@door.sees(Desk.SUPERVISION)
def bulletins(request: HttpRequest) -> HttpResponseBase:
    """周调度分析、月总结通报."""
    return respond(request, listings.bulletins(actor_of(request)))


@door.only(*_WRITERS)
def write(request: HttpRequest) -> HttpResponse:
    """A new analysis or bulletin, or its renewal while it is not circulated."""
    form = BulletinForm(request.POST or None, initial={"day": clock.local(clock.now()).date()})
    if form.is_valid():
        said = dict(form.cleaned_data)
        if made := told(
            form, actions.write_bulletin, said.pop("kind"), **said, by=actor_of(request), at=clock.now()
        ):
            return redirect("supervision:bulletin", made.pk)
    title = {"title": _("A new analysis or bulletin"), "back": "supervision:bulletins"}
    return render(request, "supervision/form.html", pages.plain_form(**title) | {"form": form})


@door.sees(Desk.SUPERVISION)
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """One analysis or bulletin."""
    own = queries.bulletin(pk, actor_of(request))
    return render(request, "supervision/bulletin.html", pages.bulletin(own, actor_of(request)))


@door.only(*_WRITERS)
@require_POST
def circulate(request: HttpRequest, pk: int) -> HttpResponse:
    """印发."""
    actions.circulate(pk, by=actor_of(request), at=clock.now())
    messages.success(request, _("Circulated to the units below."))
    return redirect("supervision:bulletin", pk)


@door.sees(Desk.SUPERVISION)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """签阅."""
    actions.acknowledge(pk, by=actor_of(request), at=clock.now())
    messages.success(request, _("Acknowledged."))
    return redirect("supervision:bulletin", pk)


@door.sees(Desk.SUPERVISION)
def effects(request: HttpRequest) -> HttpResponse:
    """督办效能: solved ÷ supervised, the ladder's effect, quick, real, good."""
    asked = request.GET
    shown = pages.effects(actor_of(request), clock.now(), asked.get("month", ""), orders.type_asked(asked))
    shown |= {"kind_bar": orders.type_bar(asked)}
    return render(request, "supervision/effects.html", shown)


@door.sees(Desk.SUPERVISION)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One page per unit: meetings, supervision, talks, specialists (R286)."""
    return render(request, "supervision/unit.html", pages.unit(code, actor_of(request)))
