"""The lists of the dispatch desk: the queue, objections, opinions, instructions, the catalogue's, the figures."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.dispatch import figures as counting
from jiesu.dispatch import keeping, queries
from jiesu.dispatch.board import Board
from jiesu.dispatch.figures import Sums
from jiesu.dispatch.kinds import Change, Contest, Decision, Execution, Ground
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved
from jiesu.kit.people import Names
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Grade, Level, OrderState, RequestType, UnitRole

NEEDS = queries.NEEDS
SURE_ALONE = len(NEEDS) - 1
SURE = (
    ("high", _("90 % and more")),
    ("middle", _("60 % to 90 %")),
    ("low", _("below 60 %")),
    ("none", _("none yet")),
)


def review_queue(actor: Actor) -> Listing:
    """派单审核: what waits, most urgent first, each with its top candidate.

    Within an urgency those that need a person come first, as long as what waits can be looked through for it.
    """
    many = queries.waiting(actor) >= queries.CAP
    return Listing(
        title=_("To be dispatched"),
        lead=_("So many wait that they stand by urgency and age alone.")
        if many
        else _("Tick what is right and confirm it at once; open the others."),
        rows=queries.queue(actor),
        columns=(
            Column("number", _("Number"), link=_next_click),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("need", _("Why a person"), value=lambda o: NEEDS[o.need] if o.need < SURE_ALONE else ""),
            Column("level", _("Level"), terms=Level),
            Column("area", _("Area"), value="area__name"),
            Column("top_unit", _("Suggested unit")),
            Column("sure", _("How sure"), kind="pct"),
            Column("returned", _("Came back"), value=lambda o: _("Yes") if o.returned else ""),
            Column("received_at", _("Received"), kind="when"),
        ),
        facets=(
            Facet("type", _("Kind"), RequestType, "request_type"),
            Facet("level", _("Level"), Level),
            Facet("channel", _("Channel"), Channel),
            Facet("sure", _("How sure"), SURE, _by_sureness),
            Facet("need", _("Why a person"), lambda: [(str(n), text) for n, text in enumerate(NEEDS)]),
        ),
        saved=(
            Saved(_("All")),
            Saved(_("Sure"), "sure=high"),
            Saved(_("To be looked at"), "sure=middle"),
            Saved(_("Unclear"), "sure=low"),
            Saved(_("Came back"), "need=1"),
            Saved(OrderState.CONSULTED, "need=2"),
        ),
        bulk=(
            Bulk(
                reverse("dispatch:confirm"), _("Dispatch as suggested"), icon="check",
                confirm=_("Dispatch all ticked orders to the suggested units?"),
            ),
        ),
        pick="number",
        search=orders.search_for(actor),
        search_hint=_("Number, title or place"),
        order=("urgency", "received_at", "id") if many else ("urgency", "need", "received_at", "id"),
        empty=_("Everything is dispatched."),
    )  # fmt: skip


def objection_list(actor: Actor) -> Listing:
    """派单异议: what waits for a ruling, the nearest limit first."""
    return Listing(
        title=_("Objections"),
        lead=_("A unit says that an order is not its own. Rule before the limit passes."),
        rows=queries.objected(actor),
        columns=(
            Column("number", _("Number"), value="order__number", link=_ruling_of),
            Column("title", _("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True),
            Column("unit", _("Unit"), value="unit__label"),
            Column("contest", _("Sort"), terms=Contest),
            Column("ground", _("Ground"), terms=Ground),
            Column("proposed_name", _("Proposed unit")),
            Column("level", _("Level"), terms=Level),
            Column("objected_at", _("Objected"), kind="when"),
            Column("ruling_due", _("Rule by"), kind="due"),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet("contest", _("Sort"), Contest),
            Facet("ground", _("Ground"), Ground),
            Facet("level", _("Level"), Level),
        ),
        order=("ruling_due", "id"),
        empty=_("No objection waits for a ruling."),
    )


def opinions_asked(actor: Actor) -> Listing:
    """会商意见: where our unit was asked, what waits first."""
    return Listing(
        title=_("Opinions asked"),
        lead=_("Dispatch asks your unit before it decides. Say whether the matter is yours, and why."),
        rows=queries.asked_of(actor),
        columns=(
            Column("number", _("Number"), value="order__number", link=_of_order("dispatch:opine")),
            Column("title", _("Title"), value=orders.title_for(actor, lambda c: c.order), wide=True),
            Column("question", _("What is to be talked over"), wide=True),
            Column("area", _("Area"), value="order__area__name", spare=True),
            Column("said", _("Given"), value=lambda c: _("Yes") if c.said else ""),
            Column("due", _("Wanted by"), kind="due"),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet("said", _("Given"), (("False", _("No")), ("True", _("Yes")))),
        ),
        order=("due", "pk"),
        empty=_("No opinion of yours is wanted."),
    )


def put_before(actor: Actor) -> Listing:
    """报请批示: what waits for my instruction, the oldest first; short rows for a phone."""
    return Listing(
        title=_("For your instruction"),
        lead=_("Open an order, write the instruction, and transfer it straight to a unit if need be."),
        rows=queries.put_before(actor),
        columns=(
            Column(
                "title", _("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True,
                link=_of_order("dispatch:instruct"),
            ),
            Column("number", _("Number"), value="order__number"),
            Column("why", _("Why"), wide=True),
            Column("grade", _("Grade"), value="order__grade", terms=Grade),
            Column("area", _("Area"), value="order__area__name", spare=True),
            Column("lead", _("Lead unit"), value="order__lead__label", spare=True),
            Column("at", _("Put before you"), kind="when"),
        ),
        facets=(orders.type_facet('order__'),),
        order=("at", "pk"),
        actions=((_("Instructions given"), reverse("dispatch:instructed")),),
        empty=_("Nothing waits for your instruction."),
    )  # fmt: skip


def instructed(actor: Actor, at: datetime) -> Listing:
    """批示落实: each instruction and how far it was carried out."""
    return Listing(
        title=_("Instructions given"),
        rows=queries.instructions_seen(actor),
        columns=(
            Column("number", _("Number"), value="order__number", link=_of_order("orders:sheet")),
            Column("text", _("Instruction"), wide=True),
            Column("who", _("By"), value=_names()),
            Column("at", _("When"), kind="when"),
            Column("unit", _("Unit"), value="unit__label", link=_carry_out),
            Column("state", _("Execution"), value=lambda i: _execution(i, at), kind="state"),
            Column("due", _("Report back by"), kind="due", done="done_at"),
            Column("done", _("How it was carried out"), wide=True),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet("open", _("Not yet carried out"), lookup=_still_open, kind="yes"),
        ),
        order=("-at", "-pk"),
        empty=_("No instruction was given yet."),
    )


def _next_click(order: Any) -> str:
    """A consulted order is concluded, an accepted one dispatched."""
    verb = "conclude" if order.state == OrderState.CONSULTED else "dispatch"
    return reverse(f"dispatch:{verb}", args=[order.number])


def _of_order(name: str) -> Any:
    return lambda row: reverse(name, args=[row.order.number])


def _carry_out(row: Any) -> str:
    return (
        reverse("dispatch:carry_out", args=[row.order.number, row.pk]) if row.unit and not row.done_at else ""
    )


def _execution(row: Any, at: datetime) -> Execution:
    if row.done_at:
        return Execution.DONE
    return Execution.LATE if row.due and row.due < at else Execution.OPEN


def _still_open(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(done_at=None)


def _names() -> Any:
    names = Names()
    return lambda row: names(row.by)


def _ruling_of(share: Any) -> str:
    return reverse("dispatch:uphold", args=[share.order.number, share.no])


def _by_sureness(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    match value:
        case "high":
            return rows.filter(sure__gte=Decimal("0.9"))
        case "middle":
            return rows.filter(sure__gte=Decimal("0.6"), sure__lt=Decimal("0.9"))
        case "low":
            return rows.filter(sure__lt=Decimal("0.6"))
    return rows.filter(sure=None)


def proposal_list(actor: Actor, at: datetime) -> Listing:
    """目录调整建议: undecided ones first."""
    names = Names()
    spoken = Spoken(at)
    return Listing(
        title=_("Proposals for the catalogue"),
        lead=_("A proposal shows which orders it would move. It becomes law only in a published version."),
        rows=queries.proposals(),
        columns=(
            Column(
                "category", _("Category"), value=lambda p: spoken.path(p.category), link=_proposal, wide=True
            ),
            Column("change", _("Change"), terms=Change),
            Column("before", _("Takes the duty from"), value=lambda p: spoken.body(p.before)),
            Column("after", _("Gives the duty to"), value=lambda p: spoken.body(p.after)),
            Column("unit", _("Proposed by"), value="unit__label"),
            Column("who", _("Who"), value=lambda p: names(p.by), spare=True),
            Column("at", _("When"), kind="when"),
            Column("decision", _("Decision"), kind="state", terms=Decision),
            Column("version", _("In version"), kind="code"),
        ),
        facets=(Facet("decision", _("Decision"), Decision), Facet("change", _("Change"), Change)),
        order=("decision", "-at", "-pk"),
        actions=(
            (_("Propose a change"), reverse("dispatch:propose")),
            (_("Districts' own lines"), reverse("dispatch:lines")),
            (_("Direct dispatch"), reverse("dispatch:direct")),
        ),
        empty=_("Nothing is proposed."),
    )


def own_lines(actor: Actor) -> Listing:
    """区派单目录."""
    return Listing(
        title=_("Districts' own lines"),
        lead=_("In its own area a district's line comes before the city's."),
        rows=keeping.lines_seen(actor),
        columns=(
            Column("district", _("District"), value="district__label"),
            Column("category", _("Category"), kind="code"),
            Column("unit", _("Unit"), value="unit__label", link=_line, wide=True),
            Column("role", _("Role"), terms=UnitRole),
            Column("basis", _("Basis"), wide=True),
            Column("valid_from", _("From"), kind="day"),
            Column("valid_to", _("To"), kind="day"),
        ),
        facets=(Facet("role", _("Role"), UnitRole),),
        order=("-at", "-pk"),
        actions=(
            (_("Add a line"), reverse("dispatch:add_line")),
            (_("Proposals for the catalogue"), reverse("dispatch:proposals")),
        ),
        empty=_("No district has lines of its own."),
    )


def direct_ranges(actor: Actor) -> Listing:
    """直派范围."""
    return Listing(
        title=_("Range of direct dispatch"),
        lead=_("The narrowest line decides; where nothing is said, the law's own answer holds."),
        rows=keeping.ranges_seen(actor),
        columns=(
            Column("unit", _("Unit"), value="unit__label", wide=True),
            Column("category", _("Category"), kind="code"),
            Column("opens", _("Direct dispatch"), value=lambda r: _("Open") if r.opens else _("Closed")),
            Column("reason", _("Reason"), wide=True),
            Column("valid_from", _("From"), kind="day"),
            Column("valid_to", _("To"), kind="day"),
        ),
        facets=(Facet("opens", _("Direct dispatch"), (("True", _("Open")), ("False", _("Closed")))),),
        order=("-at", "-pk"),
        actions=(
            (_("Change the range"), reverse("dispatch:set_direct")),
            (_("Proposals for the catalogue"), reverse("dispatch:proposals")),
        ),
        empty=_("Nothing special is said: the law's own answer holds everywhere."),
    )


def figures(actor: Actor, since: datetime, until: datetime, kind: str = "") -> tuple[Listing, Sums]:
    """派单统计 of a time, unit by unit, with the figures above."""
    rows = counting.rows(actor, since, until, kind)
    listing = Listing(
        title=_("Dispatch figures"),
        rows=rows,
        columns=(
            Column("name", _("Unit"), wide=True),
            Column("total", _("Shares received"), kind="num", sort="total"),
            Column("city", _("City-direct"), kind="num", sort="city", spare=True),
            Column("city_share", _("Share of city-direct"), kind="pct"),
            Column("district", _("District-forwarded"), kind="num", sort="district", spare=True),
            Column("district_share", _("Share of district-forwarded"), kind="pct"),
            Column("own", _("Own and others"), kind="num", spare=True),
            Column("adds_up", _("City + district = total"), spare=True,
                   value=lambda r: _("Yes") if r.adds_up else _("No")),
            Column("online", _("Online, direct"), kind="num", sort="online", spare=True),
            Column("online_share", _("Share of online"), kind="pct"),
            Column("accuracy", _("Accuracy"), kind="pct", sort="accuracy"),
            Column("minutes", _("Minutes to dispatch"), kind="num", sort="minutes"),
            *(Column(str(w), w, value=_way(str(w)), kind="num", spare=True) for w in counting.WAYS),
            Column("objections", _("Objections"), kind="num", sort="objections", spare=True),
            Column("upheld", _("Returns"), kind="num", sort="upheld"),
            Column("blocked", _("Blocked returns"), kind="num", sort="blocked", spare=True),
        ),
        facets=(
            Facet("day", _("Dispatched"), kind="days"),
            orders.type_counted(),
            Facet("level", _("Level of unit"), (("city", _("City level")), ("district", _("District level")),
                                                ("street", _("Street level")), ("community", _("Community level")))),
        ),
        name="dispatch-figures",
        empty=_("Nothing was dispatched in this time."),
    )  # fmt: skip
    return listing, counting.sums(actor, since, until, rows, kind)


def _way(way: str) -> Any:
    return lambda row: row.ways[way]


class Spoken:
    """Names of lines and bodies by the catalogue of a moment, read once for a page."""

    def __init__(self, at: datetime) -> None:
        self.law = Board(at).routing.rules

    def path(self, code: str) -> str:
        """The path of a line."""
        return f"{' / '.join(self.law.path_of(code))} ({code})"

    def body(self, code: str) -> str:
        """The name of a body."""
        return self.law.bodies[code].name if code in self.law.bodies else code


def _proposal(row: Any) -> str:
    return reverse("dispatch:proposal", args=[row.pk])


def _line(row: Any) -> str:
    return reverse("dispatch:end_line", args=[row.pk]) if row.valid_to is None else ""
