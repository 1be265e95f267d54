"""The lists of the whistle desk: calls for departments and the district, whistles for streets, and the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.kit import clock
from jiesu.kit.asked import day_said
from jiesu.kit.listing import Column, Facet, Listing, Saved
from jiesu.kit.nav import capped
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Solved, Verb
from jiesu.rules.whistle import CallState, WhistleKind, WhistleState
from jiesu.whistle import queries
from jiesu.whistle.figures import Grouping, Line
from jiesu.whistle.queries import OF_CALLS, WORK, WhistleTray

NEXT = {
    WhistleTray.ANSWER: Verb.RESPOND,
    WhistleTray.ARRIVE: Verb.REPORT_IN,
    WhistleTray.FEED_BACK: Verb.FEED_BACK,
    WhistleTray.COUNTER: Verb.EVALUATE,
    WhistleTray.RULE: Verb.ARBITRATE,
    WhistleTray.SCORE: Verb.EVALUATE,
    WhistleTray.SETTLE: Verb.SETTLE,
    WhistleTray.DRAFTS: Verb.WHISTLE,
}
"""Where a row of a tray leads: the verb that it waits for."""


def chosen(asked: str, counts: dict[WhistleTray, int]) -> WhistleTray:
    """The tray asked for, else the first in which something waits."""
    if asked in list(WhistleTray):
        return WhistleTray(asked)
    return next((which for which in WORK if counts.get(which)), WhistleTray.RUNNING)


def desk(which: WhistleTray, actor: Actor, counts: dict[WhistleTray, int]) -> Listing:
    """吹哨报到: one tray at a time, what is due first on top."""
    calls = which in OF_CALLS
    shown = [t for t in WhistleTray if t not in WORK or counts.get(t) or t is which]
    order = "whistle__order__" if calls else "order__"
    return Listing(
        title=Desk.WHISTLE,
        lead=_("Streets call departments; departments answer, come, and feed back; both score each other."),
        rows=queries.tray(which, actor),
        columns=_of_calls(which, actor) if calls else _of_whistles(which, actor),
        facets=(
            orders.type_facet(order),
            Facet("kind", _("Kind of whistle"), WhistleKind, "whistle__kind" if calls else "kind"),
        ),
        search=orders.search_for(actor, order),
        search_hint=_("Number, title or place"),
        order=_ORDER.get(which, ("-started_at", "-pk")),
        saved=[Saved(_tab(t, counts), f"tray={t}") for t in shown],
        actions=((_("Figures"), reverse("whistle:figures")),),
        empty=_("Nothing waits in this tray."),
        name=f"whistle-{which}",
    )


def figures(by: Grouping, rows: Sequence[Line], first: date, last: date, kind: str = "") -> Listing:
    """统计分析: one grouping at a time; as CSV and JSON too."""
    span = f"first={first}&last={last}" + (f"&type={kind}" if kind else "")
    return Listing(
        title=_("Figures of whistles"),
        lead=_("Whistles that were started from the first to the last day."),
        rows=rows,
        columns=(Column("name", _OF[by], wide=True), *_COLUMNS[by]),
        saved=[Saved(grouping, f"by={grouping}&{span}") for grouping in Grouping],
        empty=_("No whistle was started in this time."),
        name=f"whistle-figures-{by}",
    )


def span_of(asked: dict[str, str], today: date) -> tuple[date, date, datetime, datetime]:
    """The days asked for (by default this year so far), and the moments between which they lie."""
    first, last = (
        day_said(asked.get("first", "")) or today.replace(month=1, day=1),
        day_said(asked.get("last", "")),
    )
    last = last or today
    begins = datetime.combine(first, time(), clock.ZONE)
    return first, last, begins, datetime.combine(last, time(), clock.ZONE) + timedelta(days=1)


def _of_calls(which: WhistleTray, actor: Actor) -> tuple[Column, ...]:
    verb = NEXT[which]
    shared = (
        Column("number", _("Number"), value="whistle__order__number", link=lambda c: _page(verb, c.whistle)),
        Column("title", _("Title"), value=orders.title_for(actor, lambda c: c.whistle.order), wide=True),
        Column("kind", _("Kind of whistle"), value="whistle__kind"),
        Column("caller", _("Whistling unit"), value="whistle__unit__label"),
        Column("unit", _("Department"), value="unit__label"),
        Column("state", _("State"), kind="state", terms=CallState),
    )
    return (*shared, *_LIMITS.get(which, ()))


def _of_whistles(which: WhistleTray, actor: Actor) -> tuple[Column, ...]:
    verb = NEXT.get(which)
    return (
        Column("number", _("Number"), value="order__number", link=lambda w: _page(verb, w)),
        Column("title", _("Title"), value=orders.title_for(actor, lambda w: w.order), wide=True),
        Column("kind", _("Kind of whistle")),
        Column("unit", _("Whistling unit"), value="unit__label"),
        Column("called", _("Departments"), value=lambda w: [c.unit.label for c in w.calls.all()]),
        Column("state", _("State"), kind="state", terms=WhistleState),
        Column("started_at", _("Started"), kind="when", sort="started_at"),
        Column("solved", _("Solved"), terms=Solved, spare=True),
    )


def _page(verb: Verb | None, whistle: Any) -> str:
    number, share = whistle.order.number, whistle.share.no
    return (
        reverse(f"whistle:{verb}", args=[number, share]) if verb else reverse("orders:sheet", args=[number])
    )


def _tab(which: WhistleTray, counts: dict[WhistleTray, int]) -> str:
    number = counts.get(which, 0)
    return f"{label(which)} {capped(number)}" if number else label(which)


_EVALUATE = (Column("evaluate_due", _("To be scored by"), value="whistle__evaluate_due", kind="due"),)
_LIMITS: dict[WhistleTray, tuple[Column, ...]] = {
    WhistleTray.ANSWER: (Column("respond_due", _("Limit"), kind="due"),),
    WhistleTray.ARRIVE: (Column("arrive_due", _("Limit"), kind="due"),),
    WhistleTray.FEED_BACK: (Column("result_due", _("Limit"), kind="due"),),
    WhistleTray.COUNTER: _EVALUATE,
    WhistleTray.SCORE: _EVALUATE,
    WhistleTray.RULE: (
        Column("refusal", _("Reason"), wide=True),
        Column("declined_at", _("Declined"), kind="when"),
    ),
}
_ORDER: dict[WhistleTray, tuple[str, ...]] = {
    WhistleTray.ANSWER: ("respond_due", "pk"),
    WhistleTray.ARRIVE: ("arrive_due", "pk"),
    WhistleTray.FEED_BACK: ("result_due", "pk"),
    WhistleTray.COUNTER: ("whistle__evaluate_due", "pk"),
    WhistleTray.SCORE: ("whistle__evaluate_due", "pk"),
    WhistleTray.RULE: ("declined_at", "pk"),
    WhistleTray.DRAFTS: ("-made_at", "-pk"),
    WhistleTray.SETTLE: ("started_at", "pk"),
}
_OF = {
    Grouping.STREET: _("Whistling unit"),
    Grouping.DEPARTMENT: _("Department"),
    Grouping.MATTER: _("Category"),
    Grouping.KIND: _("Kind of whistle"),
    Grouping.REQUEST: _("Kind"),
    Grouping.MONTH: _("Month"),
}
_BASE = (
    Column("whistles", _("Whistles"), kind="num"),
    Column("hotline", _("From the hotline"), kind="num", spare=True),
    Column("solved", _("Solved"), kind="num"),
    Column("solved_share", _("Solved share"), kind="pct", spare=True),
)
_SPEED = (
    Column("answer_minutes", _("Minutes to answer"), kind="num"),
    Column("arrival_minutes", _("Minutes to arrival"), kind="num"),
)
_CALLED = (
    Column("called", _("Called"), kind="num"),
    Column("reported", _("Reported in"), kind="num"),
    Column("participation", _("Participation"), kind="pct"),
    Column("declined", _("Declined"), kind="num", spare=True),
    Column("missed", _("Limits missed"), kind="num", spare=True),
)
_STREET = (
    Column("hard", _("Hard orders"), kind="num"),
    Column("per_hard", _("Whistles per hard order"), kind="num"),
    Column("caller_score", _("Score of the whistles"), kind="num"),
    Column("poor", _("Poorly prepared")),
)
_DEPARTMENT = (
    Column("called_score", _("Score of the department"), kind="num"),
    Column("passive", _("Passive")),
)
_COLUMNS: dict[Grouping, tuple[Column, ...]] = {
    Grouping.STREET: (*_BASE, *_SPEED, *_STREET),
    Grouping.DEPARTMENT: (*_CALLED, *_BASE[2:3], *_SPEED, *_DEPARTMENT),
    Grouping.MATTER: (*_BASE, *_CALLED, *_SPEED),
    Grouping.KIND: (*_BASE, *_CALLED, *_SPEED),
    Grouping.REQUEST: (*_BASE, *_CALLED, *_SPEED),
    Grouping.MONTH: (*_BASE, *_CALLED, *_SPEED),
}
