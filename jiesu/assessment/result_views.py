"""Beside a score sheet: classes of streets, the year's ranks, the handlers' board, quiet places, circulars."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import choosing, industry, queries, tables, yearly
from jiesu.assessment import circulars as circular_queries
from jiesu.assessment.circulars import announce as announce_now
from jiesu.assessment.forms import AnnounceForm
from jiesu.assessment.kinds import Figure
from jiesu.kit import clock
from jiesu.kit.asked import day_said
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import say
from jiesu.rules.classes import Class
from jiesu.rules.scoring import Rate, percent, shown
from jiesu.rules.terms import Desk, Role
from jiesu.rules.verdict import Sentence

THREE = (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)


@door.sees(Desk.ASSESSMENT)
def classes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """四类街乡镇: which unit is of which class, why, and what was looked at."""
    period = queries.period(pk)
    found = choosing.kept(period) if period.frozen_at else choosing.choose(queries.sheet(period))
    listing = Listing(
        title=_("Classes of streets and townships"),
        lead=_("Chosen with the freezing of the sheet.")
        if period.frozen_at
        else _("As it would be chosen now."),
        rows=found,
        columns=_CLASSES,
        facets=(Facet("chosen", _("Class"), Class),),
        empty=_("No unit is of a class: no law of the classes, or no ranked unit."),
        name=f"classes-{period.first}",
        stamp=tables.stamp_of(period, clock.now()),
    )
    return respond(
        request, listing, template="assessment/classes.html", period=period, law=choosing.law_for(period)
    )


@door.sees(Desk.ASSESSMENT)
def industries(request: HttpRequest, pk: int) -> HttpResponseBase:
    """行业考评: each industry's orders and results, with the departments that answer for it."""
    period = queries.period(pk)
    listing = Listing(
        title=_("Results by industry"),
        lead=_("Each order counts also for the department of its industry, whoever handles it; counted now."),
        rows=industry.industries(period),
        columns=(
            Column("rank", _("Rank"), value=lambda i: tables.place(i.place)),
            Column("name", _("Industry department")),
            Column("departments", _("Departments"), value=lambda i: [unit.label for unit in i.departments]),
            Column("orders", _("Orders"), value="counts__orders", kind="num", sort="counts__orders"),
            Column("valid", _("Valid follow-ups"), value="counts__valid", kind="num"),
            Column("double_no", Figure.DOUBLE_NO, value="counts__double_no", kind="num"),
            *(Column(str(rate), rate, value=_rate(rate)) for rate in THREE),
            Column("composite", _("Composite"), value=_total),
        ),
        empty=_("No order of an industry in this period."),
        size=500,
        name=f"industries-{period.first}",
        stamp=tables.stamp_of(period, clock.now()),
    )
    return respond(request, listing, template="assessment/classes.html", period=period, law=None)


@door.sees(Desk.ASSESSMENT)
def year(request: HttpRequest) -> HttpResponseBase:
    """全市排名: a league over a year, month by month and as one."""
    asked, today = request.GET, clock.today()
    which = tables.year_asked(asked.get("year", ""), today)
    leagues = list(queries.law_of(today).rules.leagues)
    league = asked["league"] if asked.get("league") in leagues else leagues[0]
    periods, rows = yearly.year_of(which, league)
    listing = Listing(
        title=_("Ranks of the year"),
        rows=rows,
        columns=(
            Column("rank", _("Rank"), value=lambda y: tables.place(y.place)),
            Column("unit", _("Unit"), value="unit__name"),
            Column("composite", _("Composite"), value=_total),
            *(Column(str(rate), rate, value=_rate(rate)) for rate in THREE),
            Column("orders", _("Orders"), value="counts__orders", kind="num"),
            *(Column(f"p{p.pk}", f"{p.last:%Y-%m}", value=_place_in(p.pk)) for p in periods),
        ),
        facets=(
            Facet(
                "year",
                _("Year"),
                [(str(y), str(y)) for y in {*yearly.years(), today.year}],
                _drawn,
                always=True,
            ),
            Facet("league", _("League"), [(name, name) for name in leagues], _drawn, always=True),
        ),
        empty=_("No period of the whole city ends in this year."),
        size=500,
        name=f"year-{which}",
        stamp=_of_periods(periods),
    )
    return respond(request, listing, template="assessment/beside.html")


@door.sees(Desk.ASSESSMENT)
def handlers(request: HttpRequest) -> HttpResponseBase:
    """办件人擂台: named handlers by volume and results."""
    first, last = queries.days_of(clock.now())
    first, last = (
        day_said(request.GET.get(f"received_{end}", "")) or day
        for end, day in (("from", first), ("to", last))
    )
    rows = yearly.handlers(actor_of(request), first, last)
    listing = Listing(
        title=_("Handlers' board"),
        lead=_(
            "By the same law as the units: shares assigned to a person, of orders received in these days."
        ),
        rows=rows,
        columns=(
            Column("rank", _("Rank"), value=lambda h: tables.place(h.place)),
            Column("name", _("Handler")),
            Column("unit", _("Unit"), value="unit__label"),
            Column("orders", _("Orders"), value="counts__orders", kind="num", sort="counts__orders"),
            Column("valid", _("Valid follow-ups"), value="counts__valid", kind="num"),
            *(Column(str(rate), rate, value=_rate(rate)) for rate in THREE),
            Column("composite", _("Composite"), value=_total),
        ),
        facets=(
            Facet("received", _("Received"), kind="days"),
            Facet("unit", _("Unit"), sorted({(h.unit.code, h.unit.label) for h in rows}), "unit__code"),
        ),
        empty=_("Nobody handled an order in these days."),
        size=200,
        name="handlers",
        stamp=Stamp(clock.now(), str(request.scope), first, last),  # type: ignore[attr-defined]
    )
    return respond(request, listing, template="assessment/beside.html")


@door.sees(Desk.ASSESSMENT)
def quiet(request: HttpRequest) -> HttpResponseBase:
    """月度“零诉求”: communities and villages without a request in a month."""
    today = clock.today()
    month = (day_said(f"{request.GET.get('month', '')}-01") or today).replace(day=1)
    listing = Listing(
        title=_("Places without requests"),
        lead=gettext("Communities and villages from which nothing was asked in %(month)s.")
        % {"month": f"{month:%Y-%m}"},
        rows=circular_queries.quiet(month),
        columns=(
            Column("unit", _("Community or village"), value="unit__name"),
            Column("street", _("Street or township")),
            Column("months", _("Months in a row"), kind="num", sort="months"),
        ),
        empty=_("From every community and village something was asked."),
        size=500,
        name=f"quiet-{month:%Y-%m}",
        stamp=Stamp(clock.now(), str(request.scope), month, circular_queries.month_end(month)),  # type: ignore[attr-defined]
    )
    return respond(request, listing, template="assessment/quiet.html", month=month)


@door.any_one
def circulars(request: HttpRequest) -> HttpResponseBase:
    """三率通报: every circular, the latest first."""
    listing = Listing(
        title=_("Circulars"),
        lead=_("The three rates of all streets and townships, districts, departments and public services."),
        rows=circular_queries.circulars(),
        columns=(
            Column(
                "last",
                _("Period"),
                value="period",
                link=lambda c: reverse("assessment:circular", args=[c.pk]),
            ),
            Column("scope", _("Units under"), value="period__scope__name"),
            Column("at", _("Made known"), kind="when", sort="at"),
        ),
        order=("-period__last", "-pk"),
        empty=_("No circular has been made known yet."),
        name="circulars",
    )
    return respond(request, listing)


@door.any_one
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """One circular: league by league, every unit."""
    found = circular_queries.circular(pk)
    shown_ = {
        "circular": found,
        "period": found.period,
        "tables": circular_queries.tables(found),
        "rates": THREE,
    }
    return render(request, "assessment/circular.html", shown_)


@door.only(Role.ASSESSOR)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """通报: make a frozen sheet known."""
    form, period = AnnounceForm(request.POST or None), queries.period(pk)
    if form.is_valid():
        said = {"note": form.cleaned_data["note"], "by": actor_of(request), "at": clock.now()}
        if made := told(form, announce_now, pk, **said):
            return redirect("assessment:circular", made.pk)
    return render(request, "assessment/announce.html", {"form": form, "period": period})


def _drawn(rows: Any, _value: str) -> Any:
    return rows


def _rate(rate: Rate) -> Any:
    return lambda row: tables.exact(row.sheet.rate(rate))


def _total(row: Any) -> str:
    return "—" if row.sheet.total is None else str(shown(row.sheet.total))


def _place_in(pk: int) -> Any:
    return lambda row: tables.place(row.months.get(pk))


def _of_periods(periods: list[Any]) -> Stamp | None:
    if not periods:
        return None
    return Stamp(clock.now(), periods[0].scope.name, periods[0].first, periods[-1].last)


def _points(value: Fraction | None) -> str:
    return "" if value is None else str(shown(value))


_CLASSES = (
    Column("chosen", _("Class"), kind="state"),
    Column("unit", _("Unit"), value="unit__name"),
    Column("why", _("Reason"), value=lambda c: say(Sentence(c.why)), wide=True),
    Column("score", _("Composite"), value=lambda c: _points(c.standing.score)),
    Column("gain", _("Above earlier periods"), value=lambda c: _points(c.gain)),
    Column("resolution", Rate.RESOLUTION, value=lambda c: f"{percent(c.standing.resolution)}%"),
    Column("double_no", Rate.DOUBLE_NO, value=lambda c: f"{percent(c.standing.double_no)}%"),
    Column("valid", _("Valid follow-ups"), value="standing__valid", kind="num"),
    Column("volume", _("Orders of twelve months"), value="standing__volume_year", kind="num"),
    Column("ratio", _("Per 10,000 residents"), value=lambda c: _points(c.standing.ratio_year)),
)
