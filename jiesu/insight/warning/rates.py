"""考核预警: each unit's three rates at the end of the running period, and the orders that put them at risk (R337)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jiesu.assessment import queries as assessment
from jiesu.assessment.queries import Counts, Window
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders.face import Order
from jiesu.rules import early
from jiesu.rules.early import Early, Finding, Forecast, Sort
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.scoring import Rate, percent
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Refusal, Sentence
from jiesu.supervision import queries as supervision

KEPT = 300
WARNS = (Colour.ORANGE, Colour.RED)
"""Blue is shown and not warned of: it can still be missed, and is not expected to be."""
WHY = Sentence(
    "%(valid)s are rated, %(open)s are open. The rate is %(now)s %% and ends between %(worst)s %% and %(best)s %%, "
    "expected %(expected)s %%; the floor is %(floor)s %%."
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """One rate of one unit: where it stands, where it can end, and how many orders are behind it."""

    unit: Unit
    counts: Counts
    open: int
    forecast: Forecast
    floor: Fraction | None
    needed: int | None

    @property
    def lost(self) -> int:
        """Rated orders that did not go well by this rate."""
        won = {
            Rate.RESPONSE: self.counts.contacted, Rate.RESOLUTION: self.counts.solved,
            Rate.SATISFACTION: self.counts.satisfied + self.counts.basically,
        }  # fmt: skip
        return self.counts.valid - won[self.forecast.rate]


def outlooks(actor: Actor, at: datetime) -> list[Outlook]:
    """The forecasts of every unit whose orders the actor sees, the most pressing first; none without a law."""
    law = supervision.early_law(at)
    seats = {seat.path for seat in actor.seats if seat.path}
    if law is None or not seats:
        return []
    found = {u.pk: u for path in seats for u in directory.units_below(path) if assessment.sees(actor, u)}
    return _outlooks(list(found.values()), law, at)


def window_of(at: datetime) -> Window:
    """The assessment period that runs at a moment."""
    first, last = assessment.days_of(at)
    return Window(first, last, assessment.law_of(first).rules)


def behind(unit: Unit, rate: Rate, which: str, actor: Actor, at: datetime) -> QuerySet[Order]:
    """The orders behind a forecast: "lost" (they lower the rate) or "open" (nobody rated them yet)."""
    if not assessment.sees(actor, unit) or which not in ("lost", "open"):
        raise Refusal("There is no such figure.")
    window = window_of(at)
    if which == "open":
        return assessment.still_open(window, unit, actor)
    return assessment.lowering(window, unit, rate, actor)


def at_risk(at: datetime) -> Iterator[Finding]:
    """三率预警: every unit's rates that are expected to be missed, each once a unit, period, rate and colour."""
    law = supervision.early_law(at)
    if law is None:
        return
    window = window_of(at)
    for one in _outlooks(list(directory.units()), law, at):
        if one.forecast.colour in WARNS:
            yield _finding(one, window)


def _outlooks(units: Sequence[Unit], law: Early, at: datetime) -> list[Outlook]:
    window = window_of(at)
    before = window_of(window.begins - timedelta(seconds=1))
    ids = [unit.pk for unit in units]
    counted, open_now = assessment.counts(window, ids), assessment.open_counts(window, ids)
    usual = assessment.counts(before, ids)
    told = [
        _outlook(unit, counted.get(unit.pk, Counts()), open_now.get(unit.pk, 0), one, window, law)
        for unit in units
        if unit.pk in counted or unit.pk in open_now
        for one in early.forecast(
            counted.get(unit.pk, Counts()).tally, open_now.get(unit.pk, 0), window.law, law,
            usual=usual.get(unit.pk, Counts()).tally,
        )
    ]  # fmt: skip
    return sorted(told, key=_pressing)


def _outlook(unit: Unit, counts: Counts, k: int, one: Forecast, window: Window, law: Early) -> Outlook:
    floor = law.rates.get(one.rate)
    needed = early.needed(one, floor.value, counts.tally, k, window.law) if floor else None
    return Outlook(unit, counts, k, one, floor.value if floor else None, needed)


def _pressing(one: Outlook) -> tuple[int, Fraction, str, str]:
    grave = list(Colour).index(one.forecast.colour) if one.forecast.colour else -1
    expected = one.forecast.expected if one.forecast.expected is not None else Fraction(2)
    return -grave, expected, one.unit.path, str(one.forecast.rate)


def _finding(one: Outlook, window: Window) -> Finding:
    rate = one.forecast.rate
    told: dict[str, Any] = {
        name: str(percent(getattr(one.forecast, name)) or "—")
        for name in ("now", "worst", "expected", "best")
    }
    told |= {"floor": str(percent(one.floor)), "valid": one.counts.valid, "open": one.open}
    return Finding(
        Sort.RATES, f"{window.first} {rate} {one.forecast.colour}",
        f"{one.unit.label} {rate.zh} {window.first:%m-%d}—{window.last:%m-%d}", (one.unit.code,),
        Sentence(WHY.text, told), one.forecast.colour, {"rate": str(rate)},
        lambda: {"orders": _causes(one, window)},
    )  # fmt: skip


def _causes(one: Outlook, window: Window) -> list[str]:
    """The orders that put the rate at risk: those rated against it, then those that nobody rated yet."""
    lost = assessment.lowering(window, one.unit, one.forecast.rate, SYSTEM).order_by("pk")
    still = assessment.still_open(window, one.unit, SYSTEM).order_by("due", "pk")
    numbers = [*lost.values_list("number", flat=True)[:KEPT], *still.values_list("number", flat=True)[:KEPT]]
    return numbers[:KEPT]
