"""Intake's registers and figures: leaders' assignments, media, call-takers, library; counts by channel and unit."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiesu.directory import queries as directory
from jiesu.intake import actions, queries
from jiesu.intake.forms import registers as forms
from jiesu.intake.models import MediaIssue
from jiesu.intake.queries import By
from jiesu.intake.views.shared import bounds, form_page, period, tabs
from jiesu.intake.words import ArticleKind
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.orders import face as orders
from jiesu.rules.terms import Desk, OrderState

WAYS = (
    (_("Intake in figures"), "intake:figures"),
    (_("Call-takers"), "intake:agents"),
    (_("Leaders' assignments"), "intake:mandates"),
    (_("Media"), "intake:issues"),
    (_("Library"), "intake:articles"),
    (_("Round the clock"), "intake:responders"),
)


@door.sees(Desk.INSIGHT)
def figures(request: HttpRequest) -> HttpResponseBase:
    """接诉统计: by channel, source, unit, district and type; minutes from arrival to dispatch (R035, R041)."""
    actor, (first, last) = actor_of(request), period(request)
    by = By(request.GET["by"]) if request.GET.get("by") in list(By) else By.CHANNEL
    kind, span = orders.type_asked(request.GET), bounds(first, last)
    days = f"from={first}&to={last}" + (f"&type={kind}" if kind else "")
    listing = Listing(
        title=_("Intake in figures"),
        rows=queries.tallies(actor, by, *span, kind),
        columns=(
            Column("name", by),
            Column("received", _("Received"), kind="num"),
            Column("accepted", _("Accepted"), kind="num"),
            Column("answered", _("Answered at once"), kind="num"),
            Column("transferred", _("Transferred"), kind="num"),
            Column("dispatched", _("Dispatched"), kind="num"),
            Column("minutes", _("Minutes from arrival to dispatch"), kind="num"),
            Column("within_hour", _("Dispatched within an hour"), kind="pct"),
        ),
        empty=_("Nothing was received in this time."),
    )
    return respond(
        request, listing, template="intake/figures.html", ways=tabs(request, WAYS), first=first, last=last, by=by,
        kinds=[(way, f"?by={way}&{days}", way is by) for way in By], kind_bar=orders.type_bar(request.GET),
        branches=queries.branches(actor, *span, kind).items(),
    )  # fmt: skip


@door.sees(Desk.INSIGHT)
def agents(request: HttpRequest) -> HttpResponseBase:
    """坐席: seat, skill group, trainings, and what each did in a period (R043)."""
    actor, (first, last) = actor_of(request), period(request)
    cards = queries.cards_by_login()
    done = [Column(str(verb), verb, partial(_times, verb=str(verb)), kind="num") for verb in queries.COUNTED]
    listing = Listing(
        title=_("Call-takers"),
        rows=queries.agent_lines(actor, *bounds(first, last)),
        columns=(
            Column("name", _("Call-taker"), link=lambda a: reverse("intake:agent", args=[a.login])),
            Column("unit", _("Unit")),
            Column("seat_no", _("Seat number"), lambda a: cards[a.login].seat_no if a.login in cards else ""),
            Column("group", _("Skill group"), lambda a: cards[a.login].group if a.login in cards else ""),
            *done,
        ),
        empty=_("Nobody holds a call-taker's seat here."),
    )
    shown = {"ways": tabs(request, WAYS), "first": first, "last": last}
    return respond(request, listing, template="intake/figures.html", **shown)


@door.sees(Desk.INSIGHT)
def agent(request: HttpRequest, login: str) -> HttpResponseBase:
    """One call-taker: the card and the trainings; a supervisor or dispatcher keeps them."""
    person = directory.person(login)
    context = {
        "person": person, "card": queries.cards_by_login().get(login), "trainings": queries.trainings(login),
        "keeps": actor_of(request).holds(*actions.TRAINERS), "ways": tabs(request, WAYS),
    }  # fmt: skip
    return render(request, "intake/agent.html", context)


@door.only(*actions.TRAINERS)
def card(request: HttpRequest, login: str) -> HttpResponseBase:
    """坐席: seat number and skill group."""
    kept = queries.cards_by_login().get(login)
    first = {"seat_no": kept.seat_no, "group": kept.group} if kept else None
    form = forms.CardForm(request.POST or None, initial=first)
    act = partial(actions.set_card, login, by=actor_of(request), at=clock.now())
    return form_page(
        request, form, act, title=_("Seat and skill group"), back=reverse("intake:agent", args=[login])
    )


@door.only(*actions.TRAINERS)
def training(request: HttpRequest, login: str) -> HttpResponseBase:
    """培训记录."""
    form = forms.TrainingForm(request.POST or None)
    act = partial(actions.add_training, login, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("Training"), back=reverse("intake:agent", args=[login]))


@door.sees(Desk.INSIGHT)
def mandates(request: HttpRequest) -> HttpResponseBase:
    """领导交办: who assigned what, until when (R017)."""
    actor = actor_of(request)
    listing = Listing(
        title=_("Leaders' assignments"),
        rows=queries.mandates(actor),
        columns=(
            Column("number", _("Number"), "order__number", link=lambda m: _sheet(m.order)),
            Column("title", _("Title"), orders.title_for(actor, lambda m: m.order), wide=True),
            Column("leader", _("Assigned by")),
            Column("post", _("Post")),
            Column("answer_by", _("Answer expected by"), kind="day"),
            Column("state", _("State"), "order__state", kind="state", terms=OrderState),
            Column("at", _("Received"), kind="when"),
        ),
        order=("-at", "-order_id"),
        empty=_("No leader assigned anything yet."),
    )
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.sees(Desk.INSIGHT)
def issues(request: HttpRequest) -> HttpResponseBase:
    """媒体反映: issues, their orders, and whether the outlet was answered (R018, R019)."""
    listing = Listing(
        title=_("Media"),
        rows=queries.issues(actor_of(request)),
        columns=(
            Column(
                "title",
                _("What was reported"),
                link=lambda i: reverse("intake:issue", args=[i.pk]),
                wide=True,
            ),
            Column("outlet", _("Outlet")),
            Column("published_on", _("Published on"), kind="day"),
            Column("n", _("Orders"), kind="num"),
            Column("replied_at", _("Outlet answered"), kind="when"),
        ),
        facets=(
            Facet("outlet", _("Outlet"), kind="text", lookup="outlet__icontains"),
            Facet("waits", _("To be answered"), kind="yes", lookup="replied_at__isnull"),
        ),
        saved=(Saved(_("All")), Saved(_("To be answered"), "waits=yes")),
        actions=((_("Open an issue"), reverse("intake:open_issue")),),
        order=("-opened_at", "-id"),
        empty=_("Nothing was reported by the media yet."),
    )
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.only(*actions.KEEPERS)
def open_issue(request: HttpRequest) -> HttpResponseBase:
    """媒体反映: a new issue, with the orders that came of it."""
    form = forms.IssueForm(request.POST or None)
    act = partial(actions.open_issue, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("Open an issue"), back=reverse("intake:issues"))


@door.sees(Desk.INSIGHT)
def issue(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One issue: its orders, more of them, and the reply to the outlet."""
    actor = actor_of(request)
    found = get_object_or_404(MediaIssue, pk=pk)
    linked = orders.visible_to(actor).filter(pk__in=found.links.values("order"))
    context = {
        "issue": found, "orders": [orders.as_read(one, actor) for one in linked], "ways": tabs(request, WAYS),
        "keeps": actor.holds(*actions.KEEPERS), "link": forms.LinkForm(), "reply": forms.OutletForm(),
    }  # fmt: skip
    return render(request, "intake/issue.html", context)


@door.only(*actions.KEEPERS)
@require_POST
def link_issue(request: HttpRequest, pk: int) -> HttpResponseBase:
    """More orders of an issue."""
    act = partial(actions.link_orders, pk, by=actor_of(request), at=clock.now())
    back = reverse("intake:issue", args=[pk])
    return form_page(request, forms.LinkForm(request.POST), act, title=_("Link orders"), back=back)


@door.only(*actions.KEEPERS)
def reply_issue(request: HttpRequest, pk: int) -> HttpResponseBase:
    """回应媒体: the reply to the outlet."""
    form = forms.OutletForm(request.POST or None)
    act = partial(actions.reply_to_outlet, pk, by=actor_of(request), at=clock.now())
    back = reverse("intake:issue", args=[pk])
    return form_page(request, form, act, title=_("Reply to the outlet"), back=back)


@door.sees(Desk.INSIGHT)
def articles(request: HttpRequest) -> HttpResponseBase:
    """知识库: policies, service items with steps, ready answers, scripts to answer from (R039, R464, R465)."""
    adds = actor_of(request).holds(*actions.KEEPERS)
    listing = Listing(
        title=_("Library"),
        rows=queries.articles(),
        columns=(
            Column("title", _("Title"), link=lambda a: reverse("intake:article", args=[a.pk]), wide=True),
            Column("kind", _("Sort"), terms=ArticleKind),
            Column("words", _("Words by which it is found"), spare=True),
            Column("unit", _("Unit"), "unit__label"),
            Column("valid_from", _("From"), kind="day"),
            Column("valid_to", _("To"), kind="day"),
        ),
        facets=(
            Facet("kind", _("Sort"), ArticleKind),
            Facet("enterprise", _("For enterprises"), kind="yes"),
        ),
        search=lambda rows, text: rows.filter(title__icontains=text) | rows.filter(words__icontains=text),
        search_hint=_("Title or words"),
        actions=((_("Add an article"), reverse("intake:add_article")),) if adds else (),
        order=("kind", "title", "id"),
        empty=_("The library is empty."),
    )
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.sees(Desk.INSIGHT)
def responders(request: HttpRequest) -> HttpResponseBase:
    """水电气热7×24值守检查: units that answer round the clock, and whether each has a duty contact (R037)."""
    listing = Listing(
        title=_("Round the clock"),
        lead=_("Water, power, gas and heat answer round the clock; the directory keeps mark and contact."),
        rows=queries.responders(),
        columns=(
            Column("name", _("Unit"), link=lambda u: reverse("directory:unit", args=[u.code]), wide=True),
            Column("round_the_clock", _("Round the clock")),
            Column("contact", _("Duty contact")),
            Column("missing", _("Missing"), lambda u: _("Duty contact") if u.gap else ""),
        ),
        facets=(Facet("gap", _("Gaps only"), kind="yes"), Facet("round_the_clock", _("Round the clock"), kind="yes")),
        saved=(Saved(_("All")), Saved(_("Gaps only"), "gap=yes")),
        order=("path",),
        empty=_("The directory has no public-service unit."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.only(*actions.KEEPERS)
def add_article(request: HttpRequest) -> HttpResponseBase:
    """知识条目."""
    form = forms.ArticleForm(request.POST or None)
    act = partial(actions.add_article, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("Add an article"), back=reverse("intake:articles"))


@door.sees(Desk.INSIGHT)
def article(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One article."""
    found = get_object_or_404(queries.articles(), pk=pk)
    shown = {
        "article": found,
        "keeps": actor_of(request).holds(*actions.KEEPERS),
        "ways": tabs(request, WAYS),
    }
    return render(request, "intake/article.html", shown)


@door.only(*actions.KEEPERS)
def end_article(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The last day of an article."""
    form = forms.EndForm(request.POST or None)
    act = partial(actions.end_article, pk, by=actor_of(request))
    return form_page(request, form, act, title=_("End the article"), back=reverse("intake:articles"))


def _sheet(order: Any) -> str:
    return reverse("orders:sheet", args=[order.number])


def _times(line: Any, *, verb: str) -> int:
    return int(line.done.get(verb, 0))
