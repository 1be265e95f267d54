"""The lists of supervision: demands, leaders' lists of orders, registers, groups, samples, clues, bulletins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.directory.kinds import UnitLevel
from jiesu.kit import clock
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved
from jiesu.orders import face as orders
from jiesu.rules.early import Repair, Risk
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.registers import EntryState, Register, may_open
from jiesu.rules.supervision import ItemState, Misconduct, Origin, Subject, Track
from jiesu.rules.terms import Grade, Level, OrderState, Outcome, Verb
from jiesu.supervision import queries
from jiesu.supervision.models import ClueState, Paper, Resolve
from jiesu.supervision.queries import List

WAITS = (("explain", _("For my answer")), ("judge", _("For my judgement")))
OUTSIDE = ((str(Register.MEDIA), Register.MEDIA), (str(Register.PUBLIC), Register.PUBLIC))
KINDS = tuple((str(v), v) for v in (Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE))


def items(actor: Actor) -> Listing:
    """督办件: the nearest limit first; saved views for what waits for me."""
    return Listing(
        title=_("Supervision"),
        lead=_("Demands on orders, each open until its effect is confirmed."),
        rows=queries.items(actor),
        columns=(
            Column("number", _("Number"), "order__number", link=lambda i: _item_url(i, actor)),
            Column("title", _("Title"), value=orders.title_for(actor, lambda i: i.order), wide=True),
            Column("kind", _("Sort"), terms=Verb),
            Column("issuer", _("Body"), value=lambda i: i.issuer.label if i.issuer else _("The house")),
            Column("unit", _("Unit"), value="unit__label"),
            Column("subject", _("About"), terms=Subject, spare=True),
            Column("demand", _("Demand"), spare=True),
            Column("state", _("State"), kind="state", terms=ItemState),
            Column("due", _("Answer by"), kind="due", sort="due", done="answered_at"),
        ),
        facets=(orders.type_facet("order__"), 
            Facet("waits", _("Waits"), WAITS, lambda rows, value: _waiting(rows, value, actor)),
            Facet("kind", _("Sort"), KINDS),
            Facet("state", _("State"), ItemState),
            Facet("level", _("Level of the body"), UnitLevel),
            Facet("track", _("Track"), Track),
            Facet("origin", _("Origin"), Origin),
            Facet("issued", _("Issued"), kind="days", lookup="issued_at"),
        ),
        saved=(
            Saved(_("All")),
            Saved(_("For my answer"), "waits=explain"),
            Saved(_("For my judgement"), "waits=judge"),
            Saved(_("By the city"), "level=city"),
            Saved(_("By the district"), "level=district"),
        ),
        search=lambda rows, text: rows.filter(order__number__startswith=text.strip()),
        search_hint=_("Number"),
        order=("-issued_at", "-id"),
        empty=_("No demand lies here."),
    )  # fmt: skip


def orders_of(which: List, actor: Actor, at: datetime) -> Listing:
    """One list of orders that somebody goes through every day, with instruction and demands."""
    return Listing(
        title=which,
        rows=queries.rows(which, actor, at),
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("lead", _("Lead unit"), value=lambda o: o.lead.label if o.lead else ""),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("outcome", _("Outcome"), terms=Outcome),
            Column("due", _("Limit"), kind="due", sort="due", done="answered_at"),
            Column("demands", _("Open demands"), kind="num"),
            Column("in_charge", _("In charge"), spare=True),
            Column("decided", _("Decision"), terms=Resolve, spare=True),
            Column("instruction", _("Last instruction"), spare=True),
            Column("instructed_at", _("Instructed"), kind="when", spare=True),
            Column("next", _("Next step"), value=lambda o: _next(o, actor)[0], link=lambda o: _next(o, actor)[1]),
        ),
        facets=(orders.type_facet(), 
            Facet("outcome", _("Outcome"), Outcome),
            Facet("level", _("Level"), Level),
            Facet("grade", _("Grade"), Grade),
            Facet("state", _("State"), OrderState),
            Facet("uninstructed", _("Not instructed today"), kind="yes", lookup=lambda rows, _v: _silent(rows, at)),
            Facet("received", _("Received"), kind="days", lookup="received_at"),
        ),
        saved=(
            Saved(_("All")),
            Saved(_("Not instructed today"), "uninstructed=1"),
            Saved(Outcome.DOUBLE_NO, f"outcome={Outcome.DOUBLE_NO}"),
        ),
        bulk=_bulk(which, actor),
        pick="number",
        search=orders.search_for(actor),
        search_hint=_("Number, title or place"),
        order=("urgency", "received_at", "id"),
        empty=_("Nothing is on this list."),
    )  # fmt: skip


def entries(which: Register, actor: Actor) -> Listing:
    """One register."""
    add = reverse("supervision:new_entry", args=[which])
    return Listing(
        title=which,
        rows=queries.entries(actor, which),
        columns=(
            Column("title", _("Title"), link=lambda e: reverse("supervision:entry", args=[e.pk]), wide=True),
            Column("unit", _("Unit"), value=lambda e: e.unit.label if e.unit else ""),
            Column("person", _("Person"), value=lambda e: e.person.name if e.person else ""),
            Column("order", _("Order"), value=lambda e: e.order.number if e.order else ""),
            Column("kind", _("Sort"), value=queries.kind_of),
            Column("day", _("Day"), kind="day"),
            Column("state", _("State"), kind="state", terms=EntryState),
            Column("due", _("Limit"), kind="due", sort="due", done="ended_at"),
            *MORE.get(which, ()),
            Column("issuer", _("Kept by"), value="issuer__label", spare=True),
            Column("made_at", _("Entered at"), kind="when", spare=True),
        ),
        facets=(
            Facet("state", _("State"), EntryState),
            *NARROWS.get(which, ()),
            Facet("made", _("Entered at"), kind="days", lookup="made_at"),
            Facet("open", _("Open only"), kind="yes", lookup=lambda rows, _v: rows.filter(ended_at=None)),
        ),
        saved=(Saved(_("All")), Saved(_("Still open"), "open=1")),
        search=lambda rows, text: rows.filter(title__icontains=text),
        search_hint=_("Title"),
        order=("-made_at", "-id"),
        actions=((_("Enter"), add),) if may_open(which, actor) else (),
        empty=_("The register is empty."),
    )


def _figure(name: str) -> Callable[[Any], Any]:
    return lambda entry: entry.figures.get(name, "")


MORE: Mapping[Register, tuple[Column, ...]] = {
    Register.SPOT: (
        Column("season", _("Season"), value=_figure("season")),
        Column("repair", _("State of the place"), value=_figure("repair"), terms=Repair),
        Column("checked_at", _("Checked at"), value=lambda e: _moment(e, "checked_at"), kind="when"),
    ),
    Register.PLAN: (
        Column("category", _("Category"), value=lambda e: orders.category(_figure("category")(e), e.made_at)),
        Column("threshold", _("Launched from so many requests"), value=_figure("threshold"), kind="num"),
        Column("days", _("Counted over days"), value=_figure("days"), kind="num"),
    ),
    Register.RISK: (Column("form", _("Risk after handling"), terms=Risk),),
}
"""What some registers show beside what all of them do."""
NARROWS: Mapping[Register, tuple[Facet, ...]] = {
    Register.SPOT: (Facet("repair", _("State of the place"), Repair, "figures__repair"),),
}


def _moment(entry: Any, name: str) -> datetime | None:
    said = entry.figures.get(name)
    return datetime.fromisoformat(said) if said else None


def outside(actor: Actor) -> Listing:
    """社会监督: media and public in one report, with what came of each."""
    return Listing(
        title=_("Outside supervision"),
        lead=_("What media and public said of the handling, and what came of it."),
        rows=queries.outside(actor),
        columns=(
            Column("title", _("Title"), link=lambda e: reverse("supervision:entry", args=[e.pk]), wide=True),
            Column("register", _("Origin"), terms=Register),
            Column("unit", _("Unit"), value=lambda e: e.unit.label if e.unit else ""),
            Column("order", _("Order"), value=lambda e: e.order.number if e.order else ""),
            Column("state", _("State"), kind="state", terms=EntryState),
            Column("item", _("Demand"), value=lambda e: ItemState(e.item.state) if e.item else ""),
            Column("outcome", _("What was concluded"), wide=True),
            Column("made_at", _("Entered at"), kind="when"),
        ),
        facets=(
            Facet("register", _("Origin"), OUTSIDE),
            Facet("state", _("State"), EntryState),
            Facet("made", _("Entered at"), kind="days", lookup="made_at"),
        ),
        order=("-made_at", "-id"),
        actions=((Register.MEDIA, reverse("supervision:new_entry", args=[Register.MEDIA])),),
        empty=_("Nobody outside has said anything."),
    )


def groups(actor: Actor) -> Listing:
    """联合督导组."""
    return Listing(
        title=_("Joint supervision groups"),
        lead=_("The bodies of a group see and judge its demands together."),
        rows=queries.groups(actor).annotate(n=Count("items")),
        columns=(
            Column("name", _("Name")),
            Column(
                "bodies",
                _("Bodies"),
                value=_bodies,
                wide=True,
            ),
            Column("leader", _("Led by"), value="leader__label"),
            Column("n", _("Demands"), kind="num"),
            Column("made_at", _("Formed"), kind="when"),
        ),
        order=("name", "id"),
        actions=((_("A new joint group"), reverse("supervision:new_group")),),
        empty=_("No joint group stands."),
    )


def samples(actor: Actor) -> Listing:
    """双督办、双催办."""
    return Listing(
        title=_("Double samples"),
        lead=_("The same orders for two bodies, drawn by a seed that is kept."),
        rows=queries.samples(actor),
        columns=(
            Column("at", _("Drawn"), kind="when", link=lambda s: reverse("supervision:sample", args=[s.pk])),
            Column("kind", _("Sort"), terms=Verb),
            Column(
                "bodies",
                _("Bodies"),
                value=_bodies,
                wide=True,
            ),
            Column("many", _("Orders"), value=lambda s: len(s.numbers), kind="num"),
            Column("seed", _("Seed"), kind="code", spare=True),
        ),
        order=("-at", "-id"),
        actions=((_("A new double sample"), reverse("supervision:new_sample")),),
        empty=_("No sample was drawn yet."),
    )


def clues(actor: Actor) -> Listing:
    """问题线索."""
    return Listing(
        title=_("Clues"),
        lead=_("Only who holds a clue can read it. Reading is logged."),
        rows=queries.clues(actor),
        columns=(
            Column("opened_at", _("Opened"), kind="when", link=lambda c: _clue_url(c, actor)),
            Column("kind", _("Kind of misconduct"), terms=Misconduct),
            Column("holder", _("Held by"), value="holder__label"),
            Column("state", _("State"), kind="state", terms=ClueState),
            Column("received_at", _("Received"), kind="when"),
            Column("closed_at", _("Concluded at"), kind="when"),
        ),
        facets=(Facet("state", _("State"), ClueState),),
        order=("-opened_at", "-id"),
        downloads=False,
        empty=_("No clue lies here. A clue is opened from an order."),
    )


def bulletins(actor: Actor) -> Listing:
    """周调度分析、月总结通报."""
    return Listing(
        title=_("Analyses and bulletins"),
        rows=queries.bulletins(actor),
        columns=(
            Column(
                "first", _("From"), kind="day", link=lambda b: reverse("supervision:bulletin", args=[b.pk])
            ),
            Column("last", _("To"), kind="day"),
            Column("kind", _("Sort"), terms=Paper),
            Column("unit", _("Unit"), value="unit__label"),
            Column("circulated_at", _("Circulated"), kind="when"),
        ),
        facets=(Facet("kind", _("Sort"), Paper),),
        order=("-first", "-id"),
        actions=((_("Write"), reverse("supervision:write")),),
        empty=_("Nothing was written yet."),
    )


def _bodies(row: Any) -> str:
    return "、".join(unit.label for unit in row.bodies.order_by("path"))


def _item_url(item: Any, actor: Actor) -> str:
    """The next click: answer, judge, or the order's sheet."""
    number = item.order.number
    mine = [seat for seat in actor.seats if seat.path == item.unit.path and seat.role in MAY[Verb.EXPLAIN]]
    if item.state == ItemState.ISSUED and mine:
        return f"{reverse('supervision:explain', args=[number])}?item={item.pk}"
    if item.state == ItemState.ANSWERED and actor.holds(*MAY[Verb.CONFIRM]) and not mine:
        return f"{reverse('supervision:confirm', args=[number])}?item={item.pk}"
    return reverse("orders:sheet", args=[number])


def _clue_url(clue: Any, actor: Actor) -> str:
    held = clue.holder.code in queries.clue_units(actor)
    return reverse("supervision:clue", args=[clue.pk]) if held else ""


def _waiting(rows: Any, value: str, actor: Actor) -> Any:
    waiting = queries.to_explain(actor) if value == "explain" else queries.to_judge(actor)
    return rows.filter(pk__in=waiting.values("pk"))


def _silent(rows: Any, at: datetime) -> Any:
    today = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return rows.exclude(instructed_at__gte=today)


def _next(order: Any, actor: Actor) -> tuple[Any, str]:
    """The verb a leader is most likely to take from the list: instruct, else supervise, else urge."""
    for verb in (Verb.INSTRUCT, Verb.SUPERVISE, Verb.URGE):
        if actor.holds(*MAY[verb]) and (url := orders.verb_url(verb, order.number)):
            return verb, url
    return "", ""


def _bulk(which: List, actor: Actor) -> tuple[Bulk, ...]:
    found = []
    if actor.holds(*MAY[Verb.URGE]):
        found.append(Bulk(reverse("supervision:issue_many", args=["urge"]), Verb.URGE))
    if actor.holds(*MAY[Verb.SUPERVISE]):
        found.append(Bulk(reverse("supervision:issue_many", args=["supervise"]), Verb.SUPERVISE))
    if which in (List.OFFERED, List.HARD) and may_open(Register.TOPIC, actor):
        found.append(Bulk(reverse("supervision:offer"), _("To the joint meeting")))
    return tuple(found)
