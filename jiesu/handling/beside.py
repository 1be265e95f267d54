"""The lists and pages beside the verbs of handling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from jiesu.directory import queries as directory
from jiesu.handling import actions, queries
from jiesu.handling.kinds import EscalationLevel, PartnerKind, TeamKind
from jiesu.handling.models import Command
from jiesu.handling.queries.aids import law_at
from jiesu.kit.forms import HouseForm, told
from jiesu.kit.listing import Column, Facet, Listing, Saved
from jiesu.kit.words import label, span
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.aids import Kind, Table, ledgers
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Grade, Level, OrderState, Outcome, RequestType, Role, Verb

SPEED_DAYS = 30


def _sheet(order_of: Any) -> Any:
    return lambda row: reverse("orders:sheet", args=[order_of(row).number])


def asked_list(actor: Actor) -> Listing:
    """What other units ask of mine; the open ones first."""
    return Listing(
        title=gettext_lazy("Asked of my unit"),
        rows=queries.asked_of(actor),
        columns=(
            Column(
                "number",
                gettext_lazy("Number"),
                "share__order__number",
                link=lambda e: (
                    orders.verb_url(Verb.ADVISE, e.share.order.number, e.share.no)
                    if e.advised_at is None and e.taken_back_at is None
                    else reverse("orders:sheet", args=[e.share.order.number])
                ),
            ),
            Column(
                "title",
                gettext_lazy("Title"),
                value=orders.title_for(actor, lambda e: e.share.order),
                wide=True,
            ),
            Column("from", gettext_lazy("From"), value="share__unit__label"),
            Column("level", gettext_lazy("Asked as"), terms=EscalationLevel),
            Column("reason", gettext_lazy("What is asked"), wide=True),
            Column("at", gettext_lazy("Asked at"), kind="when", sort="at"),
            Column("advised_at", gettext_lazy("Advised at"), kind="when"),
        ),
        facets=(
            orders.type_facet("share__order__"),
            Facet(
                "open",
                gettext_lazy("Waiting for an opinion"),
                kind="yes",
                lookup=lambda rows, _value: rows.filter(advised_at=None, taken_back_at=None),
            ),
        ),
        saved=(Saved(gettext_lazy("All")), Saved(gettext_lazy("Waiting for an opinion"), "open=1")),
        order=("advised_at", "at"),
        empty=gettext_lazy("Nobody asks your unit for an opinion."),
    )


def led_list(actor: Actor) -> Listing:
    """What leaders took over in person."""
    login = actor.key.removeprefix("person:")
    return Listing(
        title=gettext_lazy("Led in person"),
        rows=queries.taken_over(actor),
        columns=(
            Column("number", gettext_lazy("Number"), "order__number", link=_sheet(lambda s: s.order)),
            Column(
                "title", gettext_lazy("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True
            ),
            Column("owner", gettext_lazy("Leading person"), value="owner__name"),
            Column("unit", gettext_lazy("Unit"), value="unit__label"),
            Column("grade", gettext_lazy("How hard"), "order__grade", terms=Grade),
            Column("state", gettext_lazy("State"), kind="state", terms=AssignmentState),
            Column("due", gettext_lazy("Limit"), kind="due", sort="due", done="finished_at"),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet(
                "mine",
                gettext_lazy("Mine"),
                kind="yes",
                lookup=lambda rows, _v: rows.filter(owner__login=login),
            ),
            Facet("state", gettext_lazy("State"), AssignmentState),
        ),
        saved=(Saved(gettext_lazy("All")), Saved(gettext_lazy("Mine"), "mine=1")),
        order=("due", "id"),
        search=orders.search_for(actor, "order__"),
        search_hint=gettext_lazy("Number, title or place"),
        empty=gettext_lazy("No leader has taken an order over in person."),
    )


def ledger_list(actor: Actor, asked: str, at: datetime) -> Listing:
    """The ledger of the law's working aids: a tab for each table."""
    slots = [slot for aid in ledgers(law_at(at)).values() for slot in aid.slots if slot.table]
    tables = {str(slot.table): slot.name for slot in slots} or {str(t): label(t) for t in Table}
    which = Table(asked) if asked in tables else Table.ALL
    return Listing(
        title=gettext_lazy("Ledgers"),
        rows=queries.table(actor, which),
        columns=(
            Column("number", gettext_lazy("Number"), link=_sheet(lambda o: o)),
            Column("title", gettext_lazy("Title"), value=orders.title_for(actor), wide=True),
            Column("type", gettext_lazy("Kind"), "request_type", terms=RequestType),
            Column("level", gettext_lazy("Level"), terms=Level),
            Column("grade", gettext_lazy("How hard"), terms=Grade),
            Column("lead", gettext_lazy("Lead unit"), value="lead__label"),
            Column("state", gettext_lazy("State"), kind="state", terms=OrderState),
            Column("outcome", gettext_lazy("Outcome"), kind="state", terms=Outcome),
            Column("round", gettext_lazy("Round"), kind="num"),
            Column("pressed", gettext_lazy("Pressed"), kind="num"),
            Column("received_at", gettext_lazy("Received"), kind="when", sort="received_at"),
        ),
        facets=(
            Facet("table", gettext_lazy("Table"), lambda: list(tables.items()), lambda rows, _value: rows),
            Facet("type", gettext_lazy("Kind"), RequestType, "request_type"),
            Facet("received", gettext_lazy("Received"), kind="days", lookup="received_at"),
        ),
        saved=tuple(Saved(name, f"table={code}") for code, name in tables.items()),
        order=("-received_at", "-id"),
        search=orders.search_for(actor),
        search_hint=gettext_lazy("Number, title or place"),
        empty=gettext_lazy("This table is empty."),
        name=f"ledger-{which}",
    )


def speed_list(actor: Actor, at: datetime) -> Listing:
    """How fast the units are, of what was dispatched in the last thirty days."""
    return Listing(
        title=gettext_lazy("Speed of the units"),
        lead=gettext_lazy("Mean times from dispatch, of what was dispatched in the last thirty days."),
        rows=queries.speeds(actor, at - timedelta(days=SPEED_DAYS)),
        columns=(
            Column("unit", gettext_lazy("Unit")),
            Column("orders", gettext_lazy("Orders"), kind="num"),
            Column("to_claim", gettext_lazy("To claim"), value=lambda s: _took(s.to_claim)),
            Column("to_contact", gettext_lazy("To first contact"), value=lambda s: _took(s.to_contact)),
            Column("to_reply", gettext_lazy("To the signed reply"), value=lambda s: _took(s.to_reply)),
            Column("overdue", gettext_lazy("Answered late"), kind="num"),
        ),
        empty=gettext_lazy("Nothing was dispatched in this time."),
    )


def agenda_list(actor: Actor) -> Listing:
    """Very hard matters, to be put on the joint meeting's agenda."""
    return Listing(
        title=gettext_lazy("For the joint meeting"),
        lead=gettext_lazy("Matters graded very hard that are still with the units."),
        rows=queries.for_joint_meeting(actor),
        columns=(
            Column("number", gettext_lazy("Number"), link=_sheet(lambda o: o)),
            Column("title", gettext_lazy("Title"), value=orders.title_for(actor), wide=True),
            Column("lead", gettext_lazy("Lead unit"), value="lead__label"),
            Column("round", gettext_lazy("Round"), kind="num"),
            Column("due", gettext_lazy("Limit"), kind="due", sort="due"),
        ),
        facets=(orders.type_facet(),),
        order=("due", "id"),
        empty=gettext_lazy("No matter is graded very hard."),
    )


def hard_list(actor: Actor) -> Listing:
    """Ordinary hard matters without a leader yet; each opens a team for itself."""
    return Listing(
        title=gettext_lazy("For a leader-led team"),
        lead=gettext_lazy("Matters graded hard that no leader leads yet; very hard ones go to the joint meeting."),
        rows=queries.for_a_team(actor),
        columns=(
            Column("number", gettext_lazy("Number"), link=_sheet(lambda o: o)),
            Column("title", gettext_lazy("Title"), value=orders.title_for(actor), wide=True),
            Column("lead", gettext_lazy("Lead unit"), value="lead__label"),
            Column("due", gettext_lazy("Limit"), kind="due", sort="due"),
            Column("team", gettext_lazy("Team"), value=lambda o: gettext_lazy("New team"),
                   link=lambda o: f"{reverse('handling:new_team')}?order={o.number}"),
        ),
        facets=(orders.type_facet(),),
        order=("due", "id"),
        actions=((gettext_lazy("For the joint meeting"), reverse("handling:agenda")),),
        empty=gettext_lazy("No hard matter waits for a leader."),
    )  # fmt: skip


def task_list(actor: Actor) -> Listing:
    """Tasks of teams and of inferences."""
    return Listing(
        title=gettext_lazy("Tasks"),
        rows=queries.my_tasks(actor),
        columns=(
            Column("what", gettext_lazy("What is to be done"), wide=True, link=_task_link),
            Column("who", gettext_lazy("By whom")),
            Column("for", gettext_lazy("For"), value=lambda t: t.team.topic if t.team else t.slot),
            Column("due", gettext_lazy("Done by"), kind="day", sort="due"),
            Column("done_at", gettext_lazy("Done at"), kind="when"),
        ),
        facets=(
            Facet(
                "open",
                gettext_lazy("Still to do"),
                kind="yes",
                lookup=lambda rows, _v: rows.filter(done_at=None),
            ),
        ),
        saved=(Saved(gettext_lazy("All")), Saved(gettext_lazy("Still to do"), "open=1")),
        order=("due", "pk"),
        empty=gettext_lazy("There are no tasks."),
    )


def partner_list(actor: Actor) -> Listing:
    """Partners of my units, and how often they took part in joint work."""
    new = (gettext_lazy("New partner"), reverse("handling:partner"))
    return Listing(
        title=gettext_lazy("Partners"),
        rows=queries.my_partners(actor),
        columns=(
            Column("name", gettext_lazy("Name"), wide=True),
            Column("kind", gettext_lazy("Sort"), terms=PartnerKind),
            Column("unit", gettext_lazy("Partner of"), value="unit__label"),
            Column("liaison", gettext_lazy("Post that answers")),
            Column("joint", gettext_lazy("Joint meetings"), kind="num"),
        ),
        facets=(Facet("kind", gettext_lazy("Sort"), PartnerKind),),
        order=("kind", "name"),
        actions=(new,),
        empty=gettext_lazy("No partner has been named."),
        empty_action=new,
    )


def team_list(actor: Actor) -> Listing:
    """Teams and topics with their leaders."""
    new = (gettext_lazy("New team"), reverse("handling:new_team"))
    return Listing(
        title=gettext_lazy("Special teams"),
        rows=queries.teams(actor),
        columns=(
            Column(
                "topic",
                gettext_lazy("Topic"),
                wide=True,
                link=lambda t: reverse("handling:team", args=[t.pk]),
            ),
            Column("kind", gettext_lazy("Sort"), terms=TeamKind),
            Column("leader", gettext_lazy("Leading person"), value="leader__name"),
            Column("unit", gettext_lazy("Unit"), value="unit__label"),
            Column("opened_at", gettext_lazy("Opened"), kind="when"),
            Column("closed_at", gettext_lazy("Ended"), kind="when"),
        ),
        facets=(Facet("kind", gettext_lazy("Sort"), TeamKind),),
        order=("closed_at", "topic"),
        actions=(new,),
        empty=gettext_lazy("There is no special team."),
        empty_action=new,
    )


def own_units(actor: Actor) -> list[tuple[str, str]]:
    """The units in which the actor has a seat."""
    codes = [seat.unit for seat in actor.seats if seat.unit]
    return [(unit.code, unit.name) for unit in directory.units().filter(code__in=codes)]


def team_choices(actor: Actor, at: datetime) -> dict[str, list[tuple[str, str]]]:
    """Whom and what a new team can have."""
    codes = {code for seat in actor.seats for code in seat.path.split("/") if code}
    leaders = directory.leading_seats(codes, queries.LEADERS, at=at)
    people = {
        person.login: f"{person.name} · {unit.label}"
        for unit in directory.units().filter(code__in=[seat.unit for seat in actor.seats if seat.unit])
        for person in directory.people_in(unit, at=at)
    }
    named = {s.person.login: f"{s.person.name} · {s.unit.label} · {label(Role(s.role))}" for s in leaders}
    return {"units": own_units(actor), "leaders": list(named.items()), "people": list(people.items())}


def team_forms(post: Mapping[str, Any], task: type[HouseForm], link: type[HouseForm]) -> dict[str, HouseForm]:
    """The two small forms of a team's page; only the one that was sent is bound."""
    return {
        "task_form": task(post if "what" in post else None),
        "link_form": link(post if "number" in post else None),
    }


def team_deed(
    pk: int, forms: Mapping[str, HouseForm], post: Mapping[str, Any], *, by: Actor, at: datetime
) -> bool:
    """Do what one of the team's forms asks; whether it was done."""
    task, link = forms["task_form"], forms["link_form"]
    if task.is_valid():
        return told(task, actions.add_task, pk, **task.cleaned_data, by=by, at=at) is not None
    if link.is_valid():
        return told(link, actions.link_order, pk, **link.cleaned_data, by=by, at=at) is not None
    return "close" in post and told(link, actions.close_team, pk, by=by, at=at) is not None


def inference_slots(own: Assignment, at: datetime) -> list[str]:
    """The slots of the aids that infer."""
    return [
        p.slot.name for one in queries.filled(own, at) if one.aid.kind is Kind.INFERENCE for p in one.places
    ]


def command_page(order: Order, command: Command | None, actor: Actor) -> dict[str, Any]:
    """The session: where the units stand now, who took part, what was said."""
    return {
        "order": orders.as_read(order, actor),
        "command": command,
        "open": command is not None and command.closed_at is None,
        "shares": orders.shares_of(order),
        "said": list(queries.messages_of(command)) if command else [],
    }


def _task_link(task: Any) -> str:
    if task.team:
        return reverse("handling:team", args=[task.team_id])
    return reverse("handling:aids", args=[task.share.order.number, task.share.no])


def _took(took: timedelta | None) -> str:
    return "—" if took is None else span(int(took.total_seconds()))
