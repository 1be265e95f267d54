"""What the pages of clocks and of the pending register show: lists, and what stands around a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.kinds import AskingKind
from jiesu.kit.listing import Column, Facet, Listing, Saved
from jiesu.kit.words import say
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.policy import queries as policy
from jiesu.rules import thresholds
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import Actor
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import AssignmentState, Level, Verb
from jiesu.rules.verdict import Refusal

DECIDES = {
    AskingKind.EXTEND: Verb.GRANT,
    AskingKind.EXEMPT: Verb.GRANT,
    AskingKind.REGISTER: Verb.LIST,
    AskingKind.STRIKE: Verb.WRITE_OFF,
}
"""The verb that grants what was applied for."""
CLOCKS = (
    Verb.PAUSE, Verb.RESUME, Verb.EXTEND, Verb.EXEMPT, Verb.GRANT, Verb.DENY, Verb.REGISTER, Verb.LIST, Verb.STRIKE,
    Verb.REMIND, Verb.RENEW, Verb.WRITE_OFF,
)  # fmt: skip
TITLES = {
    "claim": gettext_lazy("Claimed"),
    "pass_on": gettext_lazy("Passed on within the hour"),
    "contact": gettext_lazy("Contacted"),
    "result": gettext_lazy("First result"),
    "limit": gettext_lazy("Answered within the limit"),
    "accept": gettext_lazy("Accepted from the network"),
    "enterprise": gettext_lazy("Enterprise: closed"),
    "followup": gettext_lazy("Enterprise: followed up"),
}


def around(own: Assignment, verb: Verb, actor: Actor, at: datetime) -> dict[str, Any]:
    """The share, the request, the story of its limit, what was asked, and the other verbs that work now."""
    order = own.order
    shares = orders.shares_of(order)
    able = orders.open_verbs_for(order, actor, own, shares)
    return {
        "order": orders.as_read(order, actor),
        "share": own,
        "verb": verb,
        "possible": verb in able,
        "story": orders.clock_story(order, own),
        "clocks": queries.clock_panel([own]),
        "others": [
            (v, orders.verb_url(v, order.number, own.no)) for v in CLOCKS if v in able and v is not verb
        ],
        "law": _register_law(own, at) if verb is Verb.REGISTER else None,
    }


def most_longer(own: Assignment, at: datetime) -> str:
    """How much longer the law lets a limit be, in words."""
    law = policy.in_force("limits", at).rules
    rule = law.levels[Level(own.level) if own.level else law.otherwise].extension
    if rule is None:
        return _("The law allows no extension of this level.")
    said = {"amount": rule.at_most.amount, "measure": say(rule.at_most.measure)}
    return _("In %(measure)s, at most %(amount)s; left open: all of it.") % said


def line_units(own: Assignment) -> list[Any]:
    """Departments that can answer together with the unit."""
    kinds = ("district_department", "city_department", "public_service")
    return [unit for unit in directory.units().filter(kind__in=kinds) if unit.pk != own.unit_id]


def asking_list(actor: Actor) -> Listing:
    """待审批: each row leads to the verb that grants it."""
    return Listing(
        title=gettext_lazy("Applications to decide"),
        rows=queries.waiting_askings(actor),
        columns=(
            Column("number", gettext_lazy("Number"), value="share__order__number", link=_decision_page),
            Column(
                "title",
                gettext_lazy("Title"),
                value=orders.title_for(actor, lambda a: a.share.order),
                wide=True,
            ),
            Column("kind", gettext_lazy("Applied for")),
            Column("unit", gettext_lazy("Unit"), value="share__unit__label"),
            Column("ground", gettext_lazy("Ground")),
            Column("at", gettext_lazy("Asked on"), kind="when", sort="at"),
            Column("due", gettext_lazy("Limit"), value="share__due", kind="due"),
        ),
        facets=(
            orders.type_facet("share__order__"),
            Facet("kind", gettext_lazy("Applied for"), AskingKind),
        ),
        search=orders.search_for(actor, "share__order__"),
        search_hint=gettext_lazy("Number, title or place"),
        order=("at", "pk"),
        empty=gettext_lazy("No unit has applied for anything."),
    )


def limit_list(actor: Actor, at: datetime) -> Listing:
    """临期和超期事项, the nearest limit first, with how much of the time is used and its colour."""
    law = policy.in_force("thresholds", at).rules
    live = orders.visible_shares(actor).filter(state__in=[str(s) for s in LIVE_SHARES])
    return Listing(
        title=gettext_lazy("Near and overdue"),
        rows=live,
        columns=(
            Column("number", gettext_lazy("Number"), value="order__number", link=_sheet),
            Column(
                "title", gettext_lazy("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True
            ),
            Column("due", gettext_lazy("Limit"), kind="due", sort="due"),
            Column("used", gettext_lazy("Time used"), value=lambda s: time_used(s, at), kind="pct"),
            Column("colour", gettext_lazy("Warning"), value=lambda s: _colour(law, s, at), kind="state"),
            Column("unit", gettext_lazy("Unit"), value="unit__label"),
            Column("handler", gettext_lazy("Handler"), value="handler__name", spare=True),
            Column("state", gettext_lazy("State"), kind="state", terms=AssignmentState),
            Column("level", gettext_lazy("Level"), terms=Level, spare=True),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet("limit", gettext_lazy("Limit"), _which, lambda rows, value: _by_limit(rows, value, at)),
            Facet("level", gettext_lazy("Level"), Level),
        ),
        saved=(
            Saved(gettext_lazy("Near their limit"), "limit=near"),
            Saved(gettext_lazy("Overdue"), "limit=overdue"),
            Saved(gettext_lazy("Clock stands"), "limit=stands"),
            Saved(gettext_lazy("All")),
        ),
        search=orders.search_for(actor, "order__"),
        search_hint=gettext_lazy("Number, title or place"),
        order=("due", "id"),
        name="limits",
        empty=gettext_lazy("No limit is near and none has passed."),
    )


def on_time_list(actor: Actor, since: datetime, until: datetime, at: datetime, kind: str = "") -> Listing:
    """按时率: of every clock the share that was kept, and of how many."""
    columns: list[Column] = [Column("unit", gettext_lazy("Unit"))]
    for measure in queries.MEASURES:
        columns.append(Column(measure, TITLES[measure], value=_kept(measure, "share"), kind="pct"))
        columns.append(
            Column(f"{measure}_of", gettext_lazy("Of"), value=_kept(measure, "due"), kind="num", spare=True)
        )
    return Listing(
        title=gettext_lazy("On time"),
        lead=gettext_lazy(
            "What was due in the period and kept; what special circumstances lifted is left out."
        ),
        rows=queries.on_time(actor, since, until, at, kind),
        columns=tuple(columns),
        facets=(Facet("period", gettext_lazy("Days counted"), kind="days"), orders.type_counted()),
        name="on-time",
        empty=gettext_lazy("Nothing was due in this period."),
    )


def register_list(actor: Actor, at: datetime) -> Listing:
    """挂账台账."""
    return Listing(
        title=gettext_lazy("Pending register"),
        lead=gettext_lazy(
            "What cannot be solved soon: who answers for it, when it is reviewed, how it leaves."
        ),
        rows=queries.pendings(actor),
        columns=(
            Column("number", gettext_lazy("Number"), value="share__order__number", link=_entry),
            Column(
                "title",
                gettext_lazy("Title"),
                value=orders.title_for(actor, lambda p: p.share.order),
                wide=True,
            ),
            Column("obstacle", gettext_lazy("What stands in the way")),
            Column("unit", gettext_lazy("Unit"), value="unit__label"),
            Column("owner", gettext_lazy("Answers for it"), value="owner__name"),
            Column("line_unit", gettext_lazy("Line department"), value="line_unit__label", spare=True),
            Column("listed_at", gettext_lazy("Entered on"), kind="day", sort="listed_at"),
            Column("review_at", gettext_lazy("Review"), kind="due", sort="review_at", done="struck_at"),
            Column("renewals", gettext_lazy("Renewals"), kind="num", spare=True),
            Column("reminders", gettext_lazy("Reminders"), kind="num", spare=True),
            Column("struck_at", gettext_lazy("Written off on"), kind="day", sort="struck_at", spare=True),
        ),
        facets=(
            orders.type_facet("share__order__"),
            Facet("stand", gettext_lazy("State"), _stands, lambda rows, value: _by_stand(rows, value, at)),
            Facet("obstacle", gettext_lazy("What stands in the way"), Obstacle),
            Facet("listed", gettext_lazy("Entered on"), kind="days", lookup="listed_at"),
        ),
        saved=(
            Saved(gettext_lazy("In the register"), "stand=standing"),
            Saved(gettext_lazy("Review overdue"), "stand=overdue"),
            Saved(gettext_lazy("Written off"), "stand=struck"),
            Saved(gettext_lazy("All")),
        ),
        search=orders.search_for(actor, "share__order__"),
        search_hint=gettext_lazy("Number, title or place"),
        actions=((gettext_lazy("Stock, added, written off"), reverse("handling:movements")),),
        order=("review_at", "pk"),
        name="register",
        empty=gettext_lazy("Nothing stands in the register."),
    )


def movement_list(actor: Actor, since: datetime, until: datetime, at: datetime) -> Listing:
    """挂账统计."""
    reasons = tuple(
        Column(f"of_{obstacle}", obstacle, value=_of(obstacle), kind="num", spare=True)
        for obstacle in Obstacle
    )
    return Listing(
        title=gettext_lazy("Stock, added, written off"),
        rows=queries.movements(actor, since, until, at),
        columns=(
            Column("unit", gettext_lazy("Unit")),
            Column("before", gettext_lazy("Stock before"), kind="num"),
            Column("added", gettext_lazy("Added"), kind="num"),
            Column("struck", gettext_lazy("Written off"), kind="num"),
            Column("after", gettext_lazy("Stock after"), kind="num"),
            Column("overdue", gettext_lazy("Review overdue"), kind="num"),
            *reasons,
        ),
        facets=(Facet("period", gettext_lazy("Days counted"), kind="days"),),
        actions=((gettext_lazy("Pending register"), reverse("handling:registered")),),
        name="register-movements",
        empty=gettext_lazy("Nothing stood in the register in this period."),
    )


def time_used(share: Any, at: datetime) -> Fraction | None:
    """How much of a share's time is used up, as the law of near limits counts it; none while the clock stands."""
    if share.due is None or share.due <= share.dispatched_at:
        return None
    whole, gone = share.due - share.dispatched_at, at - share.dispatched_at
    return Fraction(round(gone.total_seconds()), max(1, round(whole.total_seconds())))


def _colour(law: Any, share: Any, at: datetime) -> Any:
    used = time_used(share, at)
    return thresholds.warn(law, "time_used", used).value if used is not None else None


def _register_law(own: Assignment, at: datetime) -> dict[str, Any]:
    """Scope, standard and procedure as the form shows them (R148), and how much room the unit has."""
    try:
        law = policy.in_force("register", at).rules
    except Refusal:
        return {}
    standing, handled = queries.room(own, law, at)
    return {
        "scope": tuple(law.scope.items()),
        "procedure": law.procedure,
        "standing": standing,
        "handled": handled,
    }


def _decision_page(asking: Any) -> str:
    verb = DECIDES[AskingKind(asking.kind)]
    return reverse(f"handling:{verb}", args=[asking.share.order.number, asking.share.no])


def _sheet(share: Any) -> str:
    return reverse("orders:sheet", args=[share.order.number])


def _entry(pending: Any) -> str:
    return reverse("orders:sheet", args=[pending.share.order.number])


def _kept(measure: str, what: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row.measures[measure], what)


def _of(obstacle: Obstacle) -> Callable[[Any], Any]:
    return lambda row: row.by_obstacle.get(obstacle, 0)


def _which() -> list[tuple[str, str]]:
    return [("near", _("Near their limit")), ("overdue", _("Overdue")), ("stands", _("Clock stands"))]


def _by_limit(rows: Any, value: str, at: datetime) -> Any:
    if value == "stands":
        return rows.filter(paused_at__isnull=False)
    return queries.overdue(rows, at) if value == "overdue" else queries.near_due(rows, at)


def _stands() -> list[tuple[str, str]]:
    return [
        ("standing", _("In the register")),
        ("overdue", _("Review overdue")),
        ("struck", _("Written off")),
    ]


def _by_stand(rows: Any, value: str, at: datetime) -> Any:
    if value == "struck":
        return rows.filter(struck_at__isnull=False)
    return queries.past_review(rows, at) if value == "overdue" else queries.standing(rows)
