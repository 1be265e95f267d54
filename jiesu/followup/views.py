"""The follow-up desk: whom to ask now, the phone script, and what is decided afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitKind
from jiesu.followup import actions, queries
from jiesu.followup.forms import AttemptForm, AuditForm, CallForm, DrawForm, InformForm, RateForm, WhyForm
from jiesu.followup.queries import Tray
from jiesu.handling import queries as handling
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import HouseForm, told
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Channel, Desk, Level, OrderState, Outcome, RequestType, Verb

CENTRES = (UnitKind.CITY_CENTRE, UnitKind.COMMAND_CENTRE)


@door.sees(Desk.FOLLOWUP)
def desk(request: HttpRequest) -> HttpResponseBase:
    """回访台: one tray at a time, the most urgent first."""
    asked = request.GET.get("tray", "")
    which = Tray(asked) if asked in list(Tray) else Tray.CALL
    return respond(request, _listing(which, queries.tray(which, actor_of(request), clock.now())))


@door(Verb.DRAW)
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """抽取回访: by the law's share; what is not drawn is closed."""
    form = DrawForm(request.POST or None)
    order = orders.find(number, actor_of(request))
    if form.is_valid():
        means = form.cleaned_data["means"]
        if event := told(form, actions.draw, number, by=actor_of(request), at=clock.now(), means=means):
            return _on(request, event, Tray.REPLIED)
    return _page(request, order, Verb.DRAW, form)


@door(Verb.ATTEMPT)
def attempt(request: HttpRequest, number: str) -> HttpResponse:
    """回访尝试: what came of a call that brought no full answer."""
    form = AttemptForm(request.POST or None)
    order = orders.find(number, actor_of(request))
    if form.is_valid():
        said = form.cleaned_data
        if event := told(form, actions.attempt, number, by=actor_of(request), at=clock.now(), **said):
            return _on(request, event, Tray.CALL)
    return _page(request, order, Verb.ATTEMPT, form)


@door(Verb.RATE)
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """回访评价: the phone script with the three questions; the unit's reply beside it."""
    form = RateForm(request.POST or None)
    order = orders.find(number, actor_of(request))
    if form.is_valid():
        said = form.cleaned_data | {"means": Means.CALL, "key": form.key}
        if event := told(form, actions.rate, number, by=actor_of(request), at=clock.now(), **said):
            return _on(request, event, Tray.CALL)
    return _page(request, order, Verb.RATE, form, attempt_form=AttemptForm())


@door(Verb.GIVE_UP)
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """无效回访: nobody could be asked as often as the law wants."""
    form = WhyForm(request.POST or None)
    order = orders.find(number, actor_of(request))
    if form.is_valid():
        why = form.cleaned_data["why"]
        if event := told(form, actions.give_up, number, by=actor_of(request), at=clock.now(), reason=why):
            return _on(request, event, Tray.CALL)
    return _page(request, order, Verb.GIVE_UP, form)


@door(Verb.INFORM)
def inform(request: HttpRequest, number: str) -> HttpResponse:
    """回告: the requester was told; asked how it stands where the limit passed without a reply."""
    order = orders.find(number, actor_of(request))
    form = InformForm(request.POST or None, late=order.state == OrderState.DISPATCHED)
    if form.is_valid():
        said = form.cleaned_data | {"key": form.key}
        if event := told(form, actions.inform, number, by=actor_of(request), at=clock.now(), **said):
            return _on(request, event, Tray.LATE if order.state == OrderState.DISPATCHED else Tray.TELL)
    return _page(request, order, Verb.INFORM, form)


@door(Verb.CALL)
def call(request: HttpRequest, number: str) -> HttpResponse:
    """领导回访: it counts apart and never in the rates."""
    order = orders.find(number, actor_of(request))
    form = CallForm(request.POST or None, centres=directory.units().filter(kind__in=CENTRES))
    if form.is_valid():
        said = form.cleaned_data | {"key": form.key}
        if event := told(form, actions.call, number, by=actor_of(request), at=clock.now(), **said):
            return _on(request, event, where="followup:calls")
    return _page(request, order, Verb.CALL, form)


@door(Verb.AUDIT)
def audit(request: HttpRequest, number: str) -> HttpResponse:
    """回访核验: whether the kept answers are true; what is not goes to another round."""
    order = orders.find(number, actor_of(request))
    form = AuditForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data | {"key": form.key}
        if event := told(form, actions.audit, number, by=actor_of(request), at=clock.now(), **said):
            return _on(request, event, where="followup:rechecks")
    return _page(request, order, Verb.AUDIT, form)


@door(Verb.REHANDLE)
def rehandle(request: HttpRequest, number: str, share: int = 0) -> HttpResponse:
    """再次办理: back to the lead unit with a new limit."""
    form = WhyForm(request.POST or None)
    order = orders.find(number, actor_of(request))
    if form.is_valid():
        why = form.cleaned_data["why"]
        if event := told(form, actions.rehandle, number, by=actor_of(request), at=clock.now(), why=why):
            return _on(request, event, Tray.DECIDE)
    return _page(request, order, Verb.REHANDLE, form)


@door(Verb.CLOSE)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """归档: with a reason where the order is not double-yes."""
    form = WhyForm(request.POST or None)
    order = orders.find(number, actor_of(request))
    if form.is_valid():
        said = {"why": form.cleaned_data["why"], "key": form.key}
        if event := told(form, actions.close, number, by=actor_of(request), at=clock.now(), **said):
            return _on(request, event, Tray.DECIDE)
    return _page(request, order, Verb.CLOSE, form)


def _on(request: HttpRequest, event: Event, tray: Tray | None = None, *, where: str = "") -> HttpResponse:
    """What was done is said, and the desk shows what is next."""
    said = _("“%(verb)s” is done.") % {"verb": label(Verb(event.verb))}
    messages.success(request, said)
    return redirect(reverse(where) if where else f"{reverse('followup:desk')}?tray={tray}")


def _page(request: HttpRequest, order: Order, verb: Verb, form: HouseForm, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "order": order,
        "verb": verb,
        "form": form,
        "others": _others(order, actor, verb),
        "card": _card(order, actor),
        "replies": handling.reply_texts(order),
        "answers": queries.answers(order),
        "attempts": queries.attempts(order),
        "talk": queries.talk(order),
        "informs": queries.informs(order),
        "leader_calls": queries.leader_calls(order),
        "audits": queries.audits(order),
        "law": policy.in_force("sampling", clock.now()),
        "kind": RequestType(order.request_type) if order.request_type else "",
        **more,
    }
    return render(request, f"followup/{verb}.html", context)


def _card(order: Order, actor: Actor) -> Any:
    """The requester, masked; a leader sees what the handling desk may see."""
    if order.requester is None:
        return None
    desk = Desk.FOLLOWUP if actor.sees(Desk.FOLLOWUP) else Desk.HANDLING
    return callers.card(order.requester, desk, actor, confidential=order.confidential)


def _others(order: Order, actor: Actor, here: Verb) -> list[tuple[Verb, str]]:
    """The other verbs of the room that work now, and their pages."""
    able = orders.open_verbs_for(order, actor)
    if share := queries.lead_share(order):
        able += orders.open_verbs_for(order, actor, share)
    return [(v, reverse(f"followup:{v}", args=[order.number])) for v in able if v in _PAGES and v is not here]


def _listing(which: Tray, rows: Any) -> Listing:
    return Listing(
        title=Desk.FOLLOWUP,
        lead=gettext_lazy(
            "A requester is asked within the hours of the law, never by a unit that handled it."
        ),
        rows=rows,
        order=("urgency", "received_at", "id"),
        columns=_columns(which),
        facets=(
            orders.type_facet(),
            Facet("level", gettext_lazy("Level"), Level),
            Facet("outcome", gettext_lazy("Outcome"), Outcome),
            Facet("channel", gettext_lazy("Channel"), Channel),
        ),
        actions=(
            (gettext_lazy("Figures"), reverse("followup:figures")),
            (gettext_lazy("Second visits"), reverse("followup:rechecks")),
            (gettext_lazy("Records"), reverse("followup:records", args=["answers"])),
        ),
        search=lambda found, text: found.filter(title__icontains=text) | found.filter(number=text),
        search_hint=gettext_lazy("Number or title"),
        saved=[Saved(tray, "" if tray is Tray.CALL else f"tray={tray}") for tray in Tray],
        empty=gettext_lazy("Nothing waits in this tray."),
        name=f"followup-{which}",
    )


def _columns(which: Tray) -> tuple[Column, ...]:
    verb = _FIRST.get(which, Verb.RATE)
    shared = (
        Column("number", gettext_lazy("Number"), link=lambda o: reverse(f"followup:{verb}", args=[o.number])),
        Column("title", gettext_lazy("Title"), wide=True),
        Column("level", gettext_lazy("Level"), terms=Level),
        Column("lead", gettext_lazy("Lead unit"), value="lead__label"),
        Column("replied_at", gettext_lazy("Replied"), kind="when", sort="replied_at"),
    )
    return (*shared, *_TOLD.get(which, _ASKED))


_ROUND = Column("round", gettext_lazy("Round"), kind="num")
_RATED = (Column("outcome", gettext_lazy("Outcome"), kind="state", terms=Outcome), _ROUND)
_ASKED = (
    Column("follow_up_by", gettext_lazy("Follow up by"), value=lambda o: queries.follow_up_by(o), kind="due"),
    Column("means", gettext_lazy("Means"), terms=Means),
    Column("asked", gettext_lazy("Attempts"), kind="num"),
)
_WAITS = (*_ASKED, Column("next_from", gettext_lazy("Ask from"), kind="when"))
_TOLD = {
    Tray.REPLIED: (_ROUND,),
    Tray.DECIDE: _RATED,
    Tray.DONE: _RATED,
    Tray.SMS: _WAITS,
    Tray.LATER: _WAITS,
    Tray.TELL: (Column("state", gettext_lazy("State"), kind="state", terms=OrderState),),
    Tray.LATE: (Column("due", gettext_lazy("Limit"), kind="due"),),
    Tray.DIVIDED: (Column("state", gettext_lazy("State"), kind="state", terms=OrderState),),
}
_PAGES = (
    Verb.DRAW, Verb.ATTEMPT, Verb.RATE, Verb.GIVE_UP, Verb.INFORM, Verb.CALL, Verb.AUDIT, Verb.REHANDLE, Verb.CLOSE,
)  # fmt: skip
_FIRST = {
    Tray.REPLIED: Verb.DRAW,
    Tray.DECIDE: Verb.REHANDLE,
    Tray.DONE: Verb.CLOSE,
    Tray.TELL: Verb.INFORM,
    Tray.LATE: Verb.INFORM,
    Tray.DIVIDED: Verb.CLOSE,
}
