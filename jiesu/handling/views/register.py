"""The pages of the pending register: its verbs, what stands in it, how it moved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jiesu.directory import queries as directory
from jiesu.handling import clock_pages
from jiesu.handling.forms import DecisionForm, NoteForm, ReasonForm, RegisterForm, ShownForm
from jiesu.handling.views.clocks import clock_turn, period, posted, share_for
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import respond
from jiesu.rules.terms import Desk, Verb


@door(Verb.REGISTER)
def register(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """申请挂账."""
    own = share_for(request, number, share)
    people, units = directory.people_in(own.unit), clock_pages.line_units(own)
    form = RegisterForm(*posted(request), people=people, units=units)
    return clock_turn(request, Verb.REGISTER, own, form)


@door(Verb.LIST)
def list(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """准予挂账."""
    return clock_turn(request, Verb.LIST, share_for(request, number, share), DecisionForm(*posted(request)))


@door(Verb.REMIND)
def remind(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """挂账提醒."""
    return clock_turn(request, Verb.REMIND, share_for(request, number, share), NoteForm(*posted(request)))


@door(Verb.RENEW)
def renew(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """挂账续期."""
    return clock_turn(request, Verb.RENEW, share_for(request, number, share), ReasonForm(*posted(request)))


@door(Verb.STRIKE)
def strike(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """申请销账."""
    return clock_turn(request, Verb.STRIKE, share_for(request, number, share), ShownForm(*posted(request)))


@door(Verb.WRITE_OFF)
def write_off(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """准予销账."""
    own = share_for(request, number, share)
    return clock_turn(request, Verb.WRITE_OFF, own, DecisionForm(*posted(request)))


@door.sees(Desk.HANDLING, Desk.SUPERVISION)
def registered(request: HttpRequest) -> HttpResponseBase:
    """挂账台账: what stands in the register, whose review is overdue, who answers for it."""
    return respond(request, clock_pages.register_list(actor_of(request), clock.now()))


@door.sees(Desk.HANDLING, Desk.SUPERVISION)
def movements(request: HttpRequest) -> HttpResponseBase:
    """挂账统计: stock, added, written off, by unit and period."""
    since, until = period(request)
    return respond(request, clock_pages.movement_list(actor_of(request), since, until, clock.now()))
