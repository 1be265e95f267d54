"""企业服务: the fast track, the files, the green channel, named persons, common matters, suggestions, reform tasks."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiesu.intake import actions, queries, suggesting
from jiesu.intake.actions import enterprise as acts
from jiesu.intake.forms import enterprise as forms
from jiesu.intake.forms.registers import EndForm, LinkForm
from jiesu.intake.views.lists import FACETS, order_columns
from jiesu.intake.views.shared import bounds, form_page, period, tabs
from jiesu.intake.words import Adopted, Duty, Tag
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, OrderState, Outcome

WAYS = (
    (_("Enterprise requests"), "intake:enterprises"),
    (_("Enterprise files"), "intake:files"),
    (_("Green channel"), "intake:green"),
    (_("Named persons"), "intake:named"),
    (_("Common matters"), "intake:common"),
    (_("Suggestions"), "intake:suggestions"),
    (_("Reform tasks"), "intake:reforms"),
)


@door.sees(Desk.INSIGHT)
def enterprises(request: HttpRequest) -> HttpResponseBase:
    """企业诉求快速通道: the open ones with their 48 and 72 hours; above them how many kept them (R469, R473, R474)."""
    actor, (first, last) = actor_of(request), period(request)
    due = queries.Clocks(clock.now())
    listing = Listing(
        title=_("Enterprise requests"),
        rows=queries.fast_track(actor),
        columns=(
            *order_columns(actor)[:2],
            Column("green", _("Green channel"), lambda o: _("Yes") if "green" in o.tags else ""),
            Column("lead", _("Lead unit"), "lead__label"),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("close_by", _("Close by"), lambda o: due("enterprise_close", o.accepted_at), kind="due",
                   done="replied_at"),
            Column("follow_up_by", _("Follow-up due"), lambda o: due("enterprise_followup", o.accepted_at),
                   kind="due", done="rated_at"),
            Column("received_at", _("Received"), kind="when"),
        ),
        facets=(
            Facet("green", _("Green channel"), kind="yes", lookup=_greens),
            *FACETS,
        ),
        saved=(Saved(_("All")), Saved(_("Green channel"), "green=yes")),
        search=orders.search_for(actor),
        search_hint=_("Number, title or place"),
        order=("urgency", "received_at", "id"),
        empty=_("No enterprise request is open."),
    )  # fmt: skip
    kept = queries.kept(actor, *bounds(first, last), clock.now())
    shown = {"ways": tabs(request, WAYS), "kept": kept, "first": first, "last": last}
    return respond(request, listing, template="intake/enterprises.html", **shown)


@door.sees(Desk.INSIGHT)
def files(request: HttpRequest) -> HttpResponseBase:
    """企业档案: one file for each enterprise of which one may see a case (R471)."""
    listing = Listing(
        title=_("Enterprise files"),
        rows=queries.files(actor_of(request)),
        columns=(
            Column("name", _("Enterprise"), link=lambda e: reverse("intake:file", args=[e.pk]), wide=True),
            Column("code", _("Unified social credit code")),
            Column("cases", _("Cases"), kind="num"),
            Column("on_list", _("Green channel"), lambda e: _("Yes") if e.on_list else ""),
            Column("last", _("Last"), kind="when"),
        ),
        search=lambda rows, text: rows.filter(name__icontains=text) | rows.filter(code=text),
        search_hint=_("Name or credit code"),
        order=("-cases", "name"),
        empty=_("No enterprise has asked yet."),
    )
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.sees(Desk.INSIGHT)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """一企一案一档: every case of one enterprise with its stage and clocks, and who answers it."""
    actor = actor_of(request)
    found = queries.file(pk, actor)
    due = queries.Clocks(clock.now())
    listing = Listing(
        title=found.name,
        rows=queries.cases_of(found, actor),
        columns=(
            *order_columns(actor)[:2],
            Column("lead", _("Lead unit"), "lead__label"),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("close_by", _("Close by"), lambda o: due("enterprise_close", o.accepted_at), kind="due",
                   done="replied_at"),
            Column("follow_up_by", _("Follow-up due"), lambda o: due("enterprise_followup", o.accepted_at),
                   kind="due", done="rated_at"),
            Column("outcome", _("Outcome"), kind="state", terms=Outcome),
            Column("received_at", _("Received"), kind="when"),
        ),
        facets=FACETS,
        order=("-received_at", "-id"),
        empty=_("No case of this enterprise."),
    )  # fmt: skip
    listed = queries.contact_for(found, clock.today())
    shown = {"ways": tabs(request, WAYS), "file": found, "listed": listed, "named": _named(found, actor)}
    return respond(request, listing, template="intake/file.html", **shown)


@door.sees(Desk.INSIGHT)
def green(request: HttpRequest) -> HttpResponseBase:
    """绿色通道名单 (R463)."""
    keeps = actor_of(request).holds(*acts.KEEPERS)
    listing = Listing(
        title=_("Green channel"),
        lead=_("Requests of these enterprises queue first; each has a named contact."),
        rows=queries.green(),
        columns=(
            Column("enterprise", _("Enterprise"), "enterprise__name", wide=True,
                   link=lambda g: reverse("intake:file", args=[g.enterprise.pk])),
            Column("code", _("Unified social credit code"), "enterprise__code"),
            Column("contact", _("Named contact"), "contact__name"),
            Column("valid_from", _("From"), kind="day"),
            Column("valid_to", _("To"), kind="day"),
            Column("end", _("End"), lambda g: "" if g.valid_to or not keeps else _("End"),
                   link=lambda g: "" if g.valid_to or not keeps else reverse("intake:end_green", args=[g.pk])),
        ),
        facets=(Facet("now", _("On the list now"), kind="yes", lookup="valid_to__isnull"),),
        search=lambda rows, text: rows.filter(enterprise__name__icontains=text),
        search_hint=_("Name"),
        actions=((_("Put on the list"), reverse("intake:add_green")),) if keeps else (),
        order=("enterprise__name", "-valid_from", "-id"),
        empty=_("No enterprise is on the list."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.only(*acts.KEEPERS)
def add_green(request: HttpRequest) -> HttpResponseBase:
    """绿色通道: one more enterprise."""
    form = forms.GreenForm(request.POST or None)
    act = partial(actions.put_on_green_list, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("Put on the list"), back=reverse("intake:green"))


@door.only(*acts.KEEPERS)
def end_green(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The last day on the list."""
    form = EndForm(request.POST or None)
    act = partial(actions.take_off_green_list, pk, by=actor_of(request))
    return form_page(request, form, act, title=_("Take off the list"), back=reverse("intake:green"))


@door.sees(Desk.INSIGHT)
def named(request: HttpRequest) -> HttpResponseBase:
    """专人负责: the four duties of each unit, and the gaps (R470)."""
    actor = actor_of(request)
    keeps = actor.holds(*acts.KEEPERS)
    listing = Listing(
        title=_("Named persons"),
        lead=_("One person each for receiving, dispatching, urging and following up enterprise requests."),
        rows=queries.posts(actor),
        columns=(
            Column("unit", _("Unit")),
            *(Column(str(duty), duty, partial(_person, duty=duty)) for duty in Duty),
            Column("missing", _("Missing"), lambda p: list(p.missing)),
        ),
        actions=((_("Name a person"), reverse("intake:name_person")),) if keeps else (),
        empty=_("No person is named yet, and no unit handles an enterprise request."),
    )
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.only(*acts.KEEPERS)
def name_person(request: HttpRequest) -> HttpResponseBase:
    """专人负责: name one."""
    form = forms.NamedForm(request.POST or None)
    act = partial(actions.name_person, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("Name a person"), back=reverse("intake:named"))


@door.sees(Desk.INSIGHT)
def common(request: HttpRequest) -> HttpResponseBase:
    """共性问题和高频事项: by the number of companies and by volume (R467); from here a reform task is opened (R462)."""
    actor, (first, last) = actor_of(request), period(request)
    listing = Listing(
        title=_("Common matters"),
        rows=queries.common(actor, *bounds(first, last)),
        columns=(
            Column("category", _("Matter"), lambda c: orders.category(c.category, clock.now()), wide=True),
            Column("companies", _("Companies"), kind="num"),
            Column("orders", _("Requests"), kind="num"),
            Column("reforms", _("Open reform tasks"), kind="num"),
            *((Column("open", _("Reform"), lambda c: _("Open a reform task"),
                     link=lambda c: f"{reverse('intake:open_reform')}?category={c.category}"),)
              if actor.holds(*acts.KEEPERS) else ()),
        ),
        empty=_("No enterprise asked in this time."),
    )  # fmt: skip
    shown = {"ways": tabs(request, WAYS), "first": first, "last": last}
    return respond(request, listing, template="intake/figures.html", **shown)


@door.sees(Desk.INSIGHT)
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """建议收集: what enterprises suggest, and what became of it (R466)."""
    actor = actor_of(request)
    keeps = actor.holds(*acts.KEEPERS)
    listing = Listing(
        title=_("Suggestions"),
        rows=queries.suggestions(actor),
        columns=(
            *order_columns(actor)[:2],
            Column("verdict", _("What became of it"), lambda o: o.adoption.verdict if hasattr(o, "adoption") else ""),
            Column("unit", _("By which unit"),
                   lambda o: o.adoption.unit.name if hasattr(o, "adoption") and o.adoption.unit else ""),
            Column("received_at", _("Received"), kind="when"),
            Column("say", _("Adoption"), lambda o: _("Write down") if keeps else "",
                   link=lambda o: reverse("intake:adopt", args=[o.number]) if keeps else ""),
        ),
        facets=(Facet("verdict", _("What became of it"), Adopted, "adoption__verdict"),
                Facet("waits", _("Still open"), kind="yes", lookup="adoption__isnull")),
        order=("-received_at", "-id"),
        empty=_("No enterprise suggested anything yet."),
    )  # fmt: skip
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.only(*acts.KEEPERS)
def adopt(request: HttpRequest, number: str) -> HttpResponseBase:
    """建议采纳."""
    form = forms.AdoptForm(request.POST or None)
    act = partial(actions.adopt, number, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("What became of it"), back=reverse("intake:suggestions"))


@door.sees(Desk.INSIGHT)
def reforms(request: HttpRequest) -> HttpResponseBase:
    """改革任务: one for each scenario, with its orders (R462, R468)."""
    keeps = actor_of(request).holds(*acts.KEEPERS)
    listing = Listing(
        title=_("Reform tasks"),
        rows=queries.reforms(),
        columns=(
            Column("title", _("Title"), link=lambda t: reverse("intake:reform", args=[t.pk]), wide=True),
            Column("scenario", _("Scenario")),
            Column("owner", _("Unit in charge"), "owner__label"),
            Column("n", _("Linked orders"), kind="num"),
            Column("due_on", _("Due on"), kind="day"),
            Column("done_at", _("Finished"), kind="when"),
        ),
        facets=(Facet("open", _("Still open"), kind="yes", lookup="done_at__isnull"),),
        actions=((_("Open a reform task"), reverse("intake:open_reform")),) if keeps else (),
        order=("done_at", "-opened_at", "-id"),
        empty=_("No reform task was opened yet."),
    )
    return respond(request, listing, template="intake/list.html", ways=tabs(request, WAYS))


@door.only(*acts.KEEPERS)
def open_reform(request: HttpRequest) -> HttpResponseBase:
    """改革任务: open one, for a matter that many companies ask about."""
    code, names = request.GET.get("category", ""), suggesting.category_names(clock.now())
    asked = {"category": f"{names[code]} [{code}]", "scenario": names[code][:80]} if code in names else None
    form = forms.ReformForm(request.POST or None, initial=asked)
    act = partial(actions.open_reform, by=actor_of(request), at=clock.now())
    back = reverse("intake:reforms")
    return form_page(request, form, act, title=_("Open a reform task"), back=back, categories=names)


@door.sees(Desk.INSIGHT)
def reform(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One reform task: its orders, and what it brought."""
    actor = actor_of(request)
    task = get_object_or_404(queries.reforms(), pk=pk)
    found = [orders.as_read(order, actor) for order in queries.orders_of(task, actor)[:200]]
    context = {
        "task": task, "orders": found, "keeps": actor.holds(*acts.KEEPERS), "link": LinkForm(),
        "finish": forms.FinishForm(), "ways": tabs(request, WAYS),
        "category": orders.category(task.category, clock.now()),
    }  # fmt: skip
    return render(request, "intake/reform.html", context)


@door.only(*acts.KEEPERS)
@require_POST
def link_reform(request: HttpRequest, pk: int) -> HttpResponseBase:
    """More orders that ask for the same reform."""
    act = partial(actions.link_to_reform, pk, by=actor_of(request))
    back = reverse("intake:reform", args=[pk])
    return form_page(request, LinkForm(request.POST), act, title=_("Link orders"), back=back)


@door.only(*acts.KEEPERS)
def finish_reform(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the reform brought."""
    form = forms.FinishForm(request.POST or None)
    act = partial(actions.finish_reform, pk, by=actor_of(request), at=clock.now())
    return form_page(request, form, act, title=_("Finish the task"), back=reverse("intake:reform", args=[pk]))


def _named(file: Any, actor: Actor) -> list[Any]:
    """The named persons of the units that handle a case of this enterprise, and of the desks that received one."""
    units = queries.cases_of(file, actor).order_by().values_list("lead__code", "desk__code")[:500]
    return queries.named_for({code for pair in units for code in pair if code})


def _greens(rows: Any, _value: str) -> Any:
    return rows.filter(tags__contains=[str(Tag.GREEN)])


def _person(post: Any, *, duty: Duty) -> str:
    row = post.people.get(duty)
    return row.person.name if row else ""
