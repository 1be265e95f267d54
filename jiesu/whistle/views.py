"""The whistle desk, the figures, and the page of each verb of the whistle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond as respond_with
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.terms import Desk, Verb
from jiesu.whistle import actions, listings, pages, queries
from jiesu.whistle import figures as counting
from jiesu.whistle.figures import Grouping
from jiesu.whistle.forms import (
    FeedbackForm,
    ReportForm,
    RuleForm,
    SaidForm,
    SettleForm,
    WhyForm,
    WordsForm,
)


@door.sees(Desk.WHISTLE)
def desk(request: HttpRequest) -> HttpResponseBase:
    """吹哨报到: one tray at a time; the first in which something waits comes up."""
    actor = actor_of(request)
    counts = queries.tallies(actor)
    which = listings.chosen(request.GET.get("tray", ""), counts)
    return respond_with(request, listings.desk(which, actor, counts))


@door.sees(Desk.WHISTLE)
def figures(request: HttpRequest) -> HttpResponseBase:
    """统计分析."""
    asked = {name: str(value) for name, value in request.GET.items()}
    by = Grouping(asked["by"]) if asked.get("by") in list(Grouping) else Grouping.STREET
    first, last, begins, ends = listings.span_of(asked, clock.today())
    kind = orders.type_asked(asked)
    rows = counting.counted(by, actor_of(request), begins, ends, clock.now(), kind)
    listing = listings.figures(by, rows, first, last, kind)
    return respond_with(
        request, listing, template="whistle/figures.html", by=by, first=first, last=last,
        solved=queries.solved_between(begins, ends, kind), kind_bar=orders.type_bar(asked),
    )  # fmt: skip


@door(Verb.WHISTLE)
def whistle(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """吹哨: prepare it, keep it as a draft, or call the departments."""
    own, actor = _own(request, number, share), actor_of(request)
    form = pages.whistle_form(own, clock.now(), request.POST or None)
    by: dict[str, Any] = {"share": share, "by": actor, "at": clock.now()}
    act: Callable[..., Any] = actions.keep_draft if "draft" in request.POST else actions.whistle
    if form.is_valid() and told(form, act, number, prepared=form.prepared, key=form.key, **by):
        return _on(request, Verb.WHISTLE, number, draft="draft" in request.POST)
    shown = pages.around(own, Verb.WHISTLE, actor) | {"form": form, "draft": queries.draft_of(own)}
    return render(request, "whistle/whistle.html", shown)


@door(Verb.WHISTLE)
@require_POST
def drop_draft(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """Throw a draft away."""
    actions.drop_draft(number, share=share, by=actor_of(request), at=clock.now())
    messages.success(request, _("The draft is thrown away."))
    return redirect("whistle:desk")


@door(Verb.CANCEL)
def cancel(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """撤哨."""
    return _turn(request, Verb.CANCEL, _own(request, number, share), WhyForm(request.POST or None))


@door(Verb.RESPOND)
def respond(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """响应."""
    return _turn(request, Verb.RESPOND, _own(request, number, share), WordsForm(request.POST or None))


@door(Verb.DECLINE)
def decline(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """不予响应."""
    return _turn(request, Verb.DECLINE, _own(request, number, share), WhyForm(request.POST or None))


@door(Verb.ARBITRATE)
def arbitrate(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """协调裁定."""
    own = _own(request, number, share)
    form = RuleForm(request.POST or None, calls=pages.declined(own))
    return _turn(request, Verb.ARBITRATE, own, form)


@door(Verb.REPORT_IN)
def report_in(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """报到."""
    return _turn(request, Verb.REPORT_IN, _own(request, number, share), ReportForm(request.POST or None))


@door(Verb.FEED_BACK)
def feed_back(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """处置反馈."""
    return _turn(request, Verb.FEED_BACK, _own(request, number, share), FeedbackForm(request.POST or None))


@door(Verb.SETTLE)
def settle(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """确认处置."""
    return _turn(request, Verb.SETTLE, _own(request, number, share), SettleForm(request.POST or None))


@door(Verb.EVALUATE)
def evaluate(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """双考评: the street's marks for a department, or the department's for the whistle."""
    own = _own(request, number, share)
    form = pages.marks_form(own, actor_of(request), clock.now(), request.POST or None)
    return _turn(request, Verb.EVALUATE, own, form)


def _own(request: HttpRequest, number: str, share: int) -> Assignment:
    order = orders.find(number, actor_of(request))
    own = orders.share_of(order, share)
    own.order = order
    return own


def _on(request: HttpRequest, verb: Verb, number: str, *, draft: bool = False) -> HttpResponse:
    """What was done is said, and the desk shows what is next."""
    done = _("%(number)s: “%(verb)s” is done.") % {"number": number, "verb": label(verb)}
    messages.success(request, _("The draft is kept; nobody is called yet.") if draft else done)
    return redirect("whistle:desk")


def _turn(request: HttpRequest, verb: Verb, own: Assignment, form: SaidForm) -> HttpResponse:
    """One turn of a verb's page: the form, or the deed and the desk again."""
    actor, number = actor_of(request), own.order.number
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.asked() | {
            "share": own.no,
            "by": actor,
            "at": clock.now(),
            "key": form.key,
        }
        if told(form, getattr(actions, verb), number, **said):
            return _on(request, verb, number)
    return render(request, "whistle/verb.html", pages.around(own, verb, actor) | {"form": form})
