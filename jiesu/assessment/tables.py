"""How assessment's lists look: the sheet of a league, and the orders behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import bonus, queries
from jiesu.assessment.kinds import YEARS, ExclusionStep, Figure
from jiesu.assessment.queries import Period, Score, Sheet
from jiesu.kit.listing import Column, Facet, Listing, Saved
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules import scoring
from jiesu.rules.ranking import Place
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate, percent, shown
from jiesu.rules.terms import OrderState, Outcome, Satisfied, Solved, Verb

SHOWN = (Figure.ORDERS, Figure.DIRECT, Figure.FORWARDED, Figure.VALID, Figure.CONTACTED, Figure.SOLVED,
         Figure.SATISFIED, Figure.BASICALLY, Figure.DOUBLE_YES, Figure.DOUBLE_NO)  # fmt: skip


KEPT = frozenset({Figure.ORDERS, Figure.VALID, Figure.DOUBLE_NO})
"""The figures that stay where the screen is narrow; cards and files have all of them."""


SHARES = (
    Column("direct_share", _("Direct share"), value=lambda s: exact(s.direct_share), spare=True),
    Column("forwarded_share", _("Forwarded share"), value=lambda s: exact(s.forwarded_share), spare=True),
    Column("counted_share", _("Counted share of direct"), value=lambda s: exact(s.counted_share), spare=True),
    Column("per_ten_thousand", _("Per 10,000 residents"), value="per_ten_thousand", kind="num", spare=True),
)
"""What a unit was sent and by how many residents, beside its rates."""


def stamp_of(period: Period, at: datetime) -> Stamp:
    """The stamp of a period's figures: as of its freezing, else of this moment; of the units under its scope."""
    return Stamp(period.frozen_at or at, period.scope.name, period.first, period.last)


def league_list(sheet: Sheet, league: str, at: datetime) -> Listing:
    """One league's table: rank, unit, counts (each a link to its orders), rates, composite."""
    pk, kept = sheet.period.pk, _kept(sheet)
    return Listing(
        title=_("Score sheet"),
        rows=sheet.of(league),
        columns=(
            Column("rank", _("Rank"), value=_rank),
            Column(
                "unit",
                _("Unit"),
                value="unit__name",
                link=lambda s: reverse("assessment:unit", args=[pk, s.unit.code]),
            ),
            Column("composite", _("Composite"), value=_composite),
            Column(
                "bonus",
                _("Bonus points"),
                value=lambda s: shown(s.sheet.bonus) if s.sheet.bonus else "",
                spare=True,
            ),
            Column("in_city", _("Rank in the city"), value=lambda s: place(s.in_city), spare=True),
            Column(
                "in_district", _("Rank in the district"), value=lambda s: place(s.in_district), spare=True
            ),
            Column("whole", _("Before exclusion"), value=lambda s: _total(s.whole), spare=True),
            Column("response", Rate.RESPONSE, value=lambda s: exact(s.response)),
            Column("resolution", Rate.RESOLUTION, value=lambda s: exact(s.resolution)),
            Column("satisfaction", Rate.SATISFACTION, value=lambda s: exact(s.satisfaction)),
            *(_figure(pk, figure, sheet.kind) for figure in SHOWN),
            *SHARES,
        ),
        saved=[
            Saved(name, urlencode(({"league": name} if n else {}) | kept))
            for n, name in enumerate(sheet.leagues)
        ],
        facets=(orders.type_counted(), *_groups(sheet)),
        empty=_("No unit has orders in this period."),
        size=500,
        name=f"scores-{sheet.period.first}",
        stamp=stamp_of(sheet.period, at),
    )


def _kept(sheet: Sheet) -> dict[str, str]:
    """What the address of a sheet says besides its league."""
    return {name: value for name, value in (("type", sheet.kind), ("group", sheet.group)) if value}


def _groups(sheet: Sheet) -> tuple[Facet, ...]:
    names = [(name, name) for name in sheet.law.rules.groups]
    return (Facet("group", _("Comparison group"), names, lambda rows, _value: rows),) if names else ()


def place(found: Place | None) -> str:
    """A place among so many; a dash without one."""
    return "—" if found is None or found.rank is None else f"{found.rank} / {found.of}"


def year_asked(asked: str, today: date) -> int:
    """The year that an address asks for; this year where it asks for none that there can be."""
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else 0
    return year if year in YEARS else today.year


def order_list(rows: Any, title: str, actor: Actor) -> Listing:
    """The orders behind a figure."""
    return Listing(
        title=title,
        rows=rows,
        order=("-received_at", "-id"),
        columns=(
            Column("number", _("Number"), link=_sheet_of),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("lead", _("Lead unit"), value="lead__label"),
            Column("solved", _("Solved?"), kind="state", terms=Solved),
            Column("satisfied", _("Satisfied?"), kind="state", terms=Satisfied),
            Column("outcome", _("Outcome"), kind="state", terms=Outcome),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("received_at", _("Received"), kind="when"),
        ),
        facets=(orders.type_facet(),),
        empty=_("No order is behind this figure."),
        name="orders-behind-a-figure",
    )


NEXT = {
    ExclusionStep.ASKED: Verb.COUNTERSIGN,
    ExclusionStep.COUNTERSIGNED: Verb.COUNTERSIGN,
    ExclusionStep.SIGNED: Verb.ALLOW,
}


def exclusion_list(actor: Actor) -> Listing:
    """Applications for exclusion: what waits for me, and all."""

    def link(row: Any) -> tuple[str, ...]:
        verb, order = NEXT.get(row.step), row.share.order
        return (*((orders.verb_url(verb, order.number, row.share.no),) if verb else ()), _sheet_of(order))

    mine = queries.to_sign(actor).values("pk"), queries.to_decide(actor).values("pk")
    waits = {"sign": mine[0], "decide": mine[1]}
    names = {"sign": _("To sign"), "decide": _("To decide")}
    return Listing(
        title=_("Exclusions"),
        rows=queries.exclusions(actor),
        columns=(
            Column("number", _("Number"), "share__order__number", link=link),
            Column("title", _("Title"), value=orders.title_for(actor, lambda e: e.share.order), wide=True),
            Column("unit", _("Unit"), value="share__unit__label"),
            Column("ground", _("Ground"), value=lambda e: f"{e.ground} {e.name}", wide=True),
            Column("step", _("State"), kind="state", terms=ExclusionStep),
            Column("outcome", _("Outcome"), "share__order__outcome", kind="state", terms=Outcome),
            Column("asked_at", _("Asked at"), kind="when", sort="asked_at"),
        ),
        facets=(orders.type_facet("share__order__"), 
            Facet("waits", _("Waiting for me"), lambda: list(names.items()),
                  lambda rows, value: rows.filter(pk__in=waits[value])),
            Facet("step", _("State"), ExclusionStep),
        ),
        saved=(
            Saved(_("All")), Saved(_("To sign"), "waits=sign"), Saved(_("To decide"), "waits=decide"),
            Saved(ExclusionStep.ALLOWED, "step=allowed"), Saved(ExclusionStep.DISALLOWED, "step=disallowed"),
        ),
        order=("-asked_at", "-pk"),
        actions=((_("Neither double-yes nor excluded"), reverse("assessment:neither")),),
        search=orders.search_for(actor, "share__order__"),
        search_hint=_("Number, title or place"),
        empty=_("No exclusion has been asked for."),
    )  # fmt: skip


def neither_list(actor: Actor) -> Listing:
    """Signed orders that are neither double-yes nor excluded: what may still be asked for."""
    return Listing(
        title=_("Neither double-yes nor excluded"),
        rows=queries.neither(actor),
        columns=(
            Column("number", _("Number"), "order__number",
                   link=lambda s: (orders.verb_url(Verb.EXCLUDE, s.order.number, s.no), _sheet_of(s.order))),
            Column("title", _("Title"), value=orders.title_for(actor, lambda s: s.order), wide=True),
            Column("unit", _("Unit"), value="unit__label"),
            Column("outcome", _("Outcome"), "order__outcome", kind="state", terms=Outcome),
            Column("rated_at", _("Followed up at"), "order__rated_at", kind="when", sort="order__rated_at"),
        ),
        facets=(orders.type_facet("order__"), Facet("outcome", _("Outcome"), Outcome, "order__outcome"),),
        order=("-order__rated_at", "-pk"),
        empty=_("Every order is double-yes, excluded, or not followed up yet."),
    )  # fmt: skip


def exact(value: Fraction | None) -> str:
    """A rate with two decimals; a dash without data."""
    rounded = percent(value)
    return "—" if rounded is None else f"{rounded}%"


def _sheet_of(order: Order) -> str:
    return reverse("orders:sheet", args=[order.number])


def _rank(score: Score) -> str:
    if score.place.rank is None:
        return gettext("No data") if score.sheet.composite is None else gettext("not ranked")
    moved = score.place.moved
    return f"{score.place.rank}" + (f" ({moved:+d})" if moved else "")


def _composite(score: Score) -> str:
    return _total(score.sheet)


def _total(sheet: scoring.ScoreSheet) -> str:
    return "—" if sheet.total is None else str(shown(sheet.total))


def _figure(pk: int, figure: Figure, kind: str = "") -> Column:
    def value(score: Score) -> int:
        return score.counts.of(figure)

    return Column(
        str(figure),
        figure,
        value=value,
        kind="num",
        link=figure_link(pk, figure, kind),
        spare=figure not in KEPT,
    )


def figure_link(pk: int, figure: Figure, kind: str = "") -> Callable[[Score], str]:
    """The address of the orders behind a figure, for whoever may see all of them."""

    def link(score: Score) -> str:
        if not score.seen:
            return ""
        return reverse("assessment:figure", args=[pk, score.unit.code, figure]) + (
            f"?type={kind}" if kind else ""
        )

    return link


def unit_page(sheet: Sheet, score: Score, at: datetime) -> dict[str, Any]:
    """Everything on a unit's page: its counts with links, the working, the trend, the law behind it."""
    period, law, rules = sheet.period, sheet.law, sheet.law_of(score.league)
    cost = scoring.cost_of_unsolved(score.sheet, rules)
    unsolved = score.counts.valid - score.counts.solved
    counted = [figure for figure in Figure if figure is not Figure.LOWERING]
    return {
        "period": period,
        "stamp": stamp_of(period, at),
        "score": score,
        "law": law,
        "rules": rules,
        "figures": [(f, score.counts.of(f), figure_link(period.pk, f)(score)) for f in counted],
        "lowering": figure_link(period.pk, Figure.LOWERING)(score),
        "below": scoring.below_floor(score.sheet, rules),
        "cost": cost,
        "unsolved": unsolved,
        "solved": Figure.SOLVED,
        "media_points": rules.media.points(score.media) if rules.media else None,
        "unsolved_cost": None if cost is None else cost * unsolved,
        "lowers": [(rate, n, _lowering(period.pk, score, rate)) for rate, n in lowers(score)],
        "kinds": queries.by_kind(period, score.unit, score.league),
        "ranks": [(_("City"), place(score.in_city)), (_("District"), place(score.in_district))],
        "bonuses": bonus.granted(period, score.unit),
        "trend": (found := queries.trend(score.unit, period)),
        "chart": chart([(one, made) for one, made, _line in found]),
        "formula": queries.formula(period),
    }


def lowers(score: Score) -> list[tuple[Rate, int]]:
    """How many rated orders lower each of the three rates (指挥棒, R328)."""
    counts = score.counts
    glad = counts.satisfied + counts.basically
    return [
        (Rate.RESPONSE, counts.valid - counts.contacted), (Rate.RESOLUTION, counts.valid - counts.solved),
        (Rate.SATISFACTION, counts.valid - glad),
    ]  # fmt: skip


def _lowering(pk: int, score: Score, rate: Rate) -> str:
    return reverse("assessment:lowers", args=[pk, score.unit.code, rate]) if score.seen else ""


def chart(found: list[tuple[Any, Any]]) -> dict[str, Any]:
    """The unit's rates and composite over the periods."""
    rates = (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)
    told = [(label(rate), [_text(percent(sheet.rate(rate))) for _period, sheet in found]) for rate in rates]
    told.append((gettext("Composite"), [None if s.total is None else str(shown(s.total)) for _p, s in found]))
    return {
        "kind": "line",
        "labels": [str(period.last)[:7] for period, _sheet in found],
        "series": [{"name": name, "data": data} for name, data in told],
        "unit": "",
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
