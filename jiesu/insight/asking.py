"""What an address asks of an analysis page: axes, measure, days and filters, read leniently; and the filters' bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jiesu.callers.queries import PartyKind
from jiesu.directory import queries as directory
from jiesu.directory.kinds import AreaLevel, UnitLevel
from jiesu.insight.kinds import Axis, Measure
from jiesu.insight.pivot import Question
from jiesu.kit.asked import day_said
from jiesu.kit.listing import Facet
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import as_term, show
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, RequestType, Term

T = TypeVar("T", bound=Term)
FILTERS = ("area", "unit", "matter", "channel", "type", "caller")
DAYS = 30
"""The days that are shown where none are asked for, today included."""
_CHOICES: Mapping[str, type[Term]] = {"channel": Channel, "type": RequestType, "caller": PartyKind}


@dataclass(frozen=True, slots=True)
class Usual:
    """What a page asks where its address says nothing."""

    rows: Axis = Axis.DAY
    cols: Axis | None = None
    measure: Measure = Measure.ORDERS
    days: int = DAYS


def question(request: HttpRequest, today: date, usual: Usual = Usual()) -> Question:
    """The question of an address; what it does not say, or says wrongly, is as usual."""
    asked = request.GET
    first, last = days(request, today, usual.days)
    filters = {name: asked.get(name, "").strip() for name in FILTERS}
    known = {
        name: value
        for name, value in filters.items()
        if value and (name not in _CHOICES or word(_CHOICES[name], value))
    }
    return Question(
        rows=word(Axis, asked.get("rows", "")) or usual.rows,
        cols=word(Axis, asked["cols"]) if "cols" in asked else usual.cols,
        measure=word(Measure, asked.get("measure", "")) or usual.measure,
        first=first, last=last, filters=known,
    )  # fmt: skip


def days(request: HttpRequest, today: date, usual: int = DAYS) -> tuple[date, date]:
    """The first and the last day asked for, or the last ones up to today; never past today, never turned."""
    last = min(day_said(request.GET.get("received_to", "")) or today, today)
    first = day_said(request.GET.get("received_from", "")) or last - timedelta(days=usual - 1)
    return min(first, last), last


def address(asked: Question, **more: str) -> str:
    """The question as the query of an address."""
    told = {
        "rows": str(asked.rows), "cols": str(asked.cols or ""), "measure": str(asked.measure),
        "received_from": asked.first.isoformat(), "received_to": asked.last.isoformat(),
    }  # fmt: skip
    return urlencode(told | dict(asked.filters) | more)


def settle(request: HttpRequest, asked: Question) -> None:
    """Let the address say what is shown, so that the bar of filters and the files say it too."""
    said = request.GET.copy()
    for name, value in parse_qsl(address(asked), keep_blank_values=True):
        said[name] = value
    request.GET = said  # type: ignore[assignment]


def stamp(asked: Question, actor: Actor, at: datetime) -> Stamp:
    """The stamp of figures counted at a moment for this actor and these days."""
    return Stamp(at, directory.scope_of(actor), asked.first, asked.last)


def bars(at: datetime, *first: Facet) -> tuple[Facet, ...]:
    """The filters of an analysis page. What they ask is counted by the database already: they narrow nothing more."""
    return (
        *first,
        facet("received", _("Received"), kind="days"),
        facet("area", _("Area"), areas, kind="text"),
        facet("unit", _("Unit"), units, kind="text"),
        facet("matter", _("Category"), categories(at), kind="text"),
        facet("channel", _("Channel"), Channel),
        facet("type", _("Kind"), RequestType),
        facet("caller", _("Requester"), PartyKind),
    )


def areas() -> list[tuple[str, str]]:
    """The areas down to streets, for a choice while typing."""
    wanted = (AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.STREET)
    return list(directory.areas().filter(level__in=wanted).values_list("code", "name"))


def units() -> list[tuple[str, str]]:
    """The units above communities, for a choice while typing."""
    return list(directory.units().exclude(level=UnitLevel.COMMUNITY).values_list("code", "name"))


def categories(at: datetime) -> Callable[[], list[tuple[str, str]]]:
    """The lines of the duty catalogue of a day, for a choice while typing."""
    return lambda: orders.categories(at)


def named(name: str, value: str, at: datetime) -> str:
    """What a filter asks for, as a person calls it: a code by its name, a word of a vocabulary by its label."""
    if terms := _CHOICES.get(name):
        return show(as_term(value, terms.__name__))
    if name == "matter":
        return orders.category_name(value, at)
    rows = directory.areas() if name == "area" else directory.units()
    return rows.filter(code=value).values_list("name", flat=True).first() or value


def facet(name: str, title: Any, choices: Any = (), *, kind: str = "choice", always: bool = False) -> Facet:
    """A filter that is only drawn."""
    return Facet(name, title, choices, lambda rows, _value: rows, kind=kind, always=always)


def word(terms: type[T], text: str) -> T | None:
    """The word of a vocabulary by its code; None where it has no such word."""
    return terms(text) if text in {str(term) for term in terms} else None
