"""What the pages of early warning show: the ledger as a list, the week, the orders behind an item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitLevel
from jiesu.kit.listing import Column, Facet, Listing, Saved
from jiesu.orders import face as orders
from jiesu.rules import early
from jiesu.rules.calendar import DAY, local_day
from jiesu.rules.early import Charge, Light, Risk, Sort
from jiesu.rules.reach import Actor
from jiesu.rules.registers import WARNED, EntryState, Register, may_open
from jiesu.rules.terms import OrderState
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Refusal
from jiesu.supervision import queries
from jiesu.supervision.models import Entry
from jiesu.supervision.pages import ResultRow

SECOND = timedelta(seconds=1)
REGISTERS = tuple((str(which), which) for which in WARNED)
KINDS = (*((str(sort), sort) for sort in Sort), *((str(charge), charge) for charge in Charge))
LIGHTS = ((str(Light.LATE), Light.LATE), (str(Light.NEAR), Light.NEAR), (str(Light.DONE), Light.DONE))


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of the week with its colour."""

    entry: Entry
    light: Light


def ledger(actor: Actor, at: datetime) -> Listing:
    """The ledger: the newest first; what is late, near or finished as saved views."""
    names = directory.people_by_login()
    return Listing(
        title=_("Ledger of warned items"),
        lead=_(
            "Warnings, commands and items of the calendar: whose it is, by when, how often urged, how it ended."
        ),
        rows=queries.ledger(actor),
        columns=(
            Column("title", _("Item"), link=lambda e: reverse("supervision:entry", args=[e.pk]), wide=True),
            Column("register", _("Register"), terms=Register),
            Column("kind", _("Sort"), value=queries.kind_of),
            Column("colour", _("Colour"), value=lambda e: _colour(e), kind="state"),
            Column("unit", _("Responsible unit"), value=lambda e: e.unit.label if e.unit else ""),
            Column("issuer", _("Warned by"), value="issuer__label", spare=True),
            Column("made_at", _("Warned"), kind="when", sort="made_at", spare=True),
            Column("due", _("Limit"), kind="due", sort="due", done="ended_at"),
            Column("taken_at", _("Acknowledged at"), kind="when", spare=True),
            Column("taken_by", _("Acknowledged by"), value=lambda e: _who(e, names), spare=True),
            Column("urged", _("Urged"), kind="num"),
            Column("urged_at", _("Last urged"), kind="when", spare=True),
            Column("state", _("State"), kind="state", terms=EntryState),
            Column("result", _("What came of it"), spare=True),
            Column("ended_at", _("Closed at"), kind="when", spare=True),
        ),
        facets=(
            Facet("register", _("Register"), REGISTERS),
            Facet("kind", _("Sort"), KINDS),
            Facet("light", _("Limit"), LIGHTS, lambda rows, value: _lit(rows, Light(value), at)),
            Facet("state", _("State"), EntryState),
            Facet("unit", _("Unit"), _units, lookup="unit__code", kind="text"),
            Facet("open", _("Open only"), kind="yes", lookup=lambda rows, _v: rows.filter(ended_at=None)),
            Facet("due", _("Limit between"), kind="days", lookup="due"),
        ),
        saved=(
            Saved(_("All")),
            Saved(_("To be acknowledged"), f"state={EntryState.TOLD}"),
            Saved(Light.NEAR, f"light={Light.NEAR}"),
            Saved(Light.LATE, f"light={Light.LATE}"),
            Saved(Light.DONE, f"light={Light.DONE}"),
        ),
        search=lambda rows, text: rows.filter(title__icontains=text),
        search_hint=_("Title"),
        order=("-made_at", "-id"),
        actions=_ways(actor),
        empty=_("Nothing was warned of."),
        name="ledger",
    )


def _units() -> list[tuple[str, str]]:
    return list(directory.units().exclude(level=UnitLevel.COMMUNITY).values_list("code", "name"))


def week(actor: Actor, at: datetime, asked: str) -> dict[str, Any]:
    """The week of a day ("2026-03-04"; this week where nothing is said), its items by day, and their counts."""
    first = monday(asked, at)
    law = queries.early_law(at)
    near = law.remind if law else 0
    shown = [_shown(entry, at, near) for entry in queries.week(actor, first)]
    days = [first + n * DAY for n in range(7)]
    return {
        "first": first,
        "last": days[-1],
        "before": first - 7 * DAY,
        "after": first + 7 * DAY,
        "days": [(day, [one for one in shown if _day_of(one.entry) == day]) for day in days],
        "counts": [(light, sum(one.light is light for one in shown)) for light in Light],
        "today": local_day(at),
        "opens": reverse("supervision:new_entry", args=[Register.CALENDAR])
        if may_open(Register.CALENDAR, actor) else "",
        "many": reverse("supervision:many_items") if may_open(Register.CALENDAR, actor) else "",
    }  # fmt: skip


def orders_of(entry: Entry, actor: Actor) -> Listing:
    """The orders that an item rests on."""
    return Listing(
        title=_("Orders behind the warning"),
        lead=entry.title,
        rows=queries.orders_of_entry(entry, actor),
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("lead", _("Lead unit"), value=lambda o: o.lead.label if o.lead else ""),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("due", _("Limit"), kind="due", sort="due", done="answered_at"),
            Column("received_at", _("Received"), kind="when", sort="received_at"),
        ),
        facets=(orders.type_facet(),),
        order=("-received_at", "-id"),
        empty=_("No order is behind this figure."),
        name="behind_warning",
    )


def warned_orders(actor: Actor, at: datetime) -> Listing:
    """The orders that the machine warned of, as lines of the ledger."""
    return Listing(
        title=_("Warned orders"),
        lead=_("What the machine warned of on orders: whose it is, by when, how often urged, how it ended."),
        rows=queries.warned_orders(actor),
        columns=(
            Column("number", _("Number"), "order__number", link=_sheet_of),
            Column("title", _("Title"), value=orders.title_for(actor, lambda a: a.order), wide=True),
            Column("kind", _("Warning")),
            Column("colour", _("Colour"), kind="state"),
            Column("unit", _("Responsible unit"), value=lambda a: a.order.lead.label if a.order.lead else ""),
            Column("owner", _("Person")),
            Column("raised_at", _("Warned"), kind="when"),
            Column("state", _("Verified by a person"), kind="state"),
            Column("due", _("Limit"), "order__due", kind="due", sort="order__due", done="order__answered_at"),
            Column("urged", _("Urged"), kind="num"),
            Column("ended", _("Closed at"), "order__answered_at", kind="when"),
        ),
        facets=(
            orders.type_facet("order__"),
            Facet("late", _("Past the limit"), kind="yes", lookup=lambda rows, _v: _late(rows, at)),
            Facet("raised", _("Warned"), kind="days", lookup="raised_at"),
        ),
        search=orders.search_for(actor, "order__"),
        search_hint=_("Number, title or place"),
        order=("-raised_at", "-pk"),
        empty=_("The machine warns of nothing."),
        name="warned_orders",
    )


def _sheet_of(row: Any) -> str:
    return reverse("orders:sheet", args=[row.order.number])


def _late(rows: Any, at: datetime) -> Any:
    return rows.filter(order__state=OrderState.DISPATCHED, order__due__lt=at)


def tabs(path: str) -> list[tuple[Any, str, bool]]:
    """The two halves of the ledger."""
    pages = (
        (_("Matters and commands"), "supervision:ledger"),
        (_("Warned orders"), "supervision:warned_orders"),
    )
    return [(title, reverse(name), path == reverse(name)) for title, name in pages]


def risks(actor: Actor, at: datetime) -> Listing:
    """化解矛盾、防范风险: sudden, mass and extreme orders with their risk before and after handling."""
    return Listing(
        title=Register.RISK,
        lead=_(
            "Sudden, mass and extreme orders of ninety days: how great the risk was, how great it is now."
        ),
        rows=queries.risky_orders(actor, at),
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("lead", _("Lead unit"), value=lambda o: o.lead.label if o.lead else ""),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("before", _("Risk before handling"), terms=Risk, link=_risk_url),
            Column("after", _("Risk after handling"), terms=Risk, link=_risk_url),
            Column("defused", _("Defused"), value=_defused),
            Column("next", _("Next step"), value=lambda o: "" if o.risk else _("Assess"), link=_new_risk),
            Column("received_at", _("Received"), kind="when", sort="received_at", spare=True),
        ),
        facets=(
            orders.type_facet(),
            Facet("before", _("Risk before handling"), Risk),
            Facet("after", _("Risk after handling"), Risk),
            Facet("open", _("Not assessed yet"), kind="yes", lookup=lambda rows, _v: rows.filter(risk=None)),
        ),
        search=orders.search_for(actor),
        search_hint=_("Number, title or place"),
        order=("-received_at", "-id"),
        empty=_("No order bears a tag of a risk."),
        name="risks",
    )


def _risk_url(order: Any) -> str:
    return reverse("supervision:entry", args=[order.risk]) if order.risk else ""


def _new_risk(order: Any) -> str:
    page = reverse("supervision:new_entry", args=[Register.RISK])
    return "" if order.risk else f"{page}?number={order.number}"


def _defused(order: Any) -> Any:
    if not order.after:
        return ""
    return _("Yes") if early.defused(Risk(order.before), Risk(order.after)) else _("No")


def entered(done: list[tuple[str, Any]]) -> dict[str, Any]:
    """What came of each line that was entered."""
    rows = [
        ResultRow(title, "", got) if isinstance(got, Refusal)
        else ResultRow(title, reverse("supervision:entry", args=[got.pk]), None)
        for title, got in done
    ]  # fmt: skip
    return {"rows": rows, "back": reverse("supervision:work_calendar")}


def monday(asked: str, at: datetime) -> date:
    """The Monday of the week that is asked for."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = local_day(at)
    return day - (day.isoweekday() - 1) * DAY


def _ways(actor: Actor) -> tuple[tuple[Any, str], ...]:
    own = [(which, reverse("supervision:register", args=[which])) for which in (Register.PLAN, Register.SPOT)]
    risky = (Register.RISK, reverse("supervision:risks"))
    return ((_("Calendar of the week"), reverse("supervision:work_calendar")), *own, risky)


def _shown(entry: Entry, at: datetime, near: int) -> Shown:
    return Shown(entry, early.light(_day_of(entry), local_day(at), entry.ended_at is not None, near))


def _day_of(entry: Entry) -> date:
    """The day of a limit: 24:00 belongs to the day that ends."""
    assert entry.due is not None
    return local_day(entry.due - SECOND)


def _colour(entry: Entry) -> Colour | str:
    said = entry.figures.get("colour", "")
    return Colour(said) if said else ""


def _who(entry: Any, names: dict[str, Any]) -> str:
    person = names.get((entry.taken_by or "").removeprefix("person:"))
    return str(person.name) if person else ""


def _lit(rows: Any, light: Light, at: datetime) -> Any:
    if light is Light.DONE:
        return rows.filter(ended_at__isnull=False)
    if light is Light.LATE:
        return rows.filter(ended_at=None, due__lt=at)
    law = queries.early_law(at)
    return rows.filter(ended_at=None, due__gte=at, due__lte=at + (law.remind if law else 0) * DAY)
