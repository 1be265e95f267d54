"""The assessment desk: periods, the score sheet by league, a unit's page, and the orders behind each figure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import actions, circulars, correcting, queries, tables
from jiesu.assessment.book import workbook
from jiesu.assessment.forms import CorrectForm, FreezeForm, OpenForm
from jiesu.assessment.kinds import Figure
from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Listing, Saved, respond
from jiesu.kit.words import label, law_name
from jiesu.orders import face as orders
from jiesu.rules.scoring import Cycle, Rate, Summary
from jiesu.rules.terms import Desk, Role
from jiesu.rules.verdict import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door.sees(Desk.ASSESSMENT)
def periods(request: HttpRequest) -> HttpResponseBase:
    """考评台: the periods, the latest first; and the kept results of each day, week and month."""
    assessor = actor_of(request).holds(Role.ASSESSOR)
    opening = (_("Open a period"), reverse("assessment:open_period"))
    asked = request.GET.get("cycle", "")
    cycle = Cycle(asked) if asked in list(Cycle) else Cycle.PERIOD
    listing = Listing(
        title=Desk.ASSESSMENT,
        rows=queries.every_period().filter(cycle=cycle),
        order=("-last", "-pk"),
        columns=_COLUMNS,
        saved=[Saved(one, f"cycle={one}" if n else "") for n, one in enumerate(Cycle)],
        actions=[
            *([opening] if assessor else []),
            *((text, reverse(f"assessment:{name}")) for text, name in _BESIDE),
        ],
        empty=_("No period has been opened yet."),
        empty_action=opening if assessor else None,
    )
    return respond(request, listing)


@door.only(Role.ASSESSOR)
def open_period(request: HttpRequest) -> HttpResponse:
    """开启考核期."""
    first, last = queries.days_of(clock.now(), natural="natural" in request.GET)
    actor = actor_of(request)
    form = OpenForm(request.POST or None, actor=actor, initial={"first": first, "last": last})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("first", "last", "scope")}
        if period := told(form, actions.open_period, **said, by=actor, at=clock.now()):
            return redirect("assessment:sheet", period.pk)
    return render(request, "assessment/open_period.html", {"form": form})


@door.sees(Desk.ASSESSMENT)
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """成绩单: one league at a time, with the league as one, and the formula."""
    kind, group = orders.type_asked(request.GET), request.GET.get("group", "")
    made = queries.sheet(queries.period(pk), actor_of(request), kind=kind, group=group)
    asked = request.GET.get("league", "")
    league = asked if asked in made.leagues else next(iter(made.leagues), "")
    shown = {
        "sheet": made, "league": league, "pooled": made.summary(league, Summary.POOLED),
        "mean": made.summary(league, Summary.MEAN), "formula": queries.formula(made.period),
        "assessor": actor_of(request).holds(Role.ASSESSOR), "corrections": correcting.corrections(made.period),
        "circular": circulars.circulars().filter(period=made.period).first(),
    }  # fmt: skip
    return respond(
        request, tables.league_list(made, league, clock.now()), template="assessment/sheet.html", **shown
    )


@door.only(Role.ASSESSOR)
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """定稿."""
    form = FreezeForm(request.POST or None)
    period = queries.period(pk)
    if form.is_valid():
        frozen = told(form, actions.freeze, pk, by=actor_of(request), at=clock.now())
        if frozen:
            return redirect("assessment:sheet", pk)
    return render(request, "assessment/freeze.html", {"form": form, "period": period})


@door.only(Role.ASSESSOR)
def correct(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """更正: what changed for a unit after its sheet was frozen."""
    form, period, unit = CorrectForm(request.POST or None), queries.period(pk), directory.unit(code)
    if form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "by": actor_of(request), "at": clock.now()}
        if told(form, actions.correct, pk, code, **said):
            return redirect("assessment:unit", pk, code)
    moves = correcting.moved(correcting.standing(period, unit), correcting.counted(period, unit))
    return render(
        request, "assessment/correct.html", {"form": form, "period": period, "unit": unit, "moves": moves}
    )


@door.sees(Desk.ASSESSMENT)
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole sheet as a spreadsheet."""
    period = queries.period(pk)
    answer = HttpResponse(workbook(queries.sheet(period), clock.now()), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="scores-{period.first}-{period.last}.xlsx"'
    return answer


@door.sees(Desk.ASSESSMENT)
def unit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A unit's results: worked out step by step, and over the periods."""
    made = queries.sheet(queries.period(pk), actor_of(request))
    shown = tables.unit_page(made, score := made.unit(code), clock.now())
    shown |= {"corrections": correcting.corrections(made.period, score.unit)}
    return render(request, "assessment/unit.html", shown)


@door.sees(Desk.ASSESSMENT)
def figure(request: HttpRequest, pk: int, code: str, figure: str) -> HttpResponseBase:
    """The orders behind one figure of a unit."""
    if figure not in list(Figure):
        raise Refusal("There is no such figure.")
    wanted, period, unit = Figure(figure), queries.period(pk), directory.unit(code)
    actor = actor_of(request)
    rows = queries.figure_orders(period, code, wanted, actor)
    listing = tables.order_list(rows, f"{unit.label} · {label(wanted)} · {period}", actor)
    return respond(
        request, listing, template="assessment/figure.html", period=period, unit=unit, figure=wanted
    )


@door.sees(Desk.ASSESSMENT)
def lowers(request: HttpRequest, pk: int, code: str, rate: str) -> HttpResponseBase:
    """指挥棒: the orders that lower one of a unit's three rates (R328)."""
    if rate not in (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION):
        raise Refusal("There is no such figure.")
    period, unit, actor = queries.period(pk), directory.unit(code), actor_of(request)
    rows = queries.lowering(queries.window_of(period), unit, Rate(rate), actor)
    listing = tables.order_list(rows, f"{unit.label} · {label(Rate(rate))} · {period}", actor)
    told = {"period": period, "unit": unit, "figure": Figure.LOWERING}
    return respond(request, listing, template="assessment/figure.html", **told)


_BESIDE = (
    (_("Ranks of the year"), "year"),
    (_("Handlers' board"), "handlers"),
    (_("Places without requests"), "quiet"),
    (_("Circulars"), "circulars"),
    (_("Rewards and penalties"), "rewards"),
    (_("Survey indicators"), "surveys"),
    (_("Cases in selections elsewhere"), "cases"),
)
_COLUMNS = (
    Column("first", _("First day"), kind="day", link=lambda p: reverse("assessment:sheet", args=[p.pk])),
    Column("last", _("Last day"), kind="day"),
    Column("scope", _("Units under"), value="scope__name"),
    Column("law", _("Law"), value=lambda p: law_name(p.law)),
    Column("opened_at", _("Opened"), kind="when"),
    Column("frozen_at", _("Frozen"), kind="when"),
)
