"""更正记录: a frozen sheet stays; what is counted differently by now is written beside it, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from jiesu.assessment import queries
from jiesu.assessment.counting import Counts, counts
from jiesu.assessment.kinds import Figure
from jiesu.assessment.models import Correction, Period
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.rules import scoring
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import ScoreSheet
from jiesu.rules.verdict import Refusal


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction as a person reads it: which figures moved, and both results by the law of the period."""

    row: Correction
    moved: tuple[tuple[Figure, int, int], ...]
    before: ScoreSheet
    after: ScoreSheet


def correct(pk: int, code: str, *, reason: str, by: Actor, at: datetime) -> Correction:
    """更正: write down what a unit's counts are by now. Refused on a running sheet, and where nothing differs."""
    if not reason.strip():
        raise Refusal("Say why the figures changed after the sheet was frozen.")
    with transaction.atomic():
        period = Period.objects.select_for_update(of=("self",)).select_related("scope").filter(pk=pk).first()
        if period is None:
            raise Refusal("There is no such period.")
        queries.check_assessor(by, period.scope)
        if period.frozen_at is None:
            raise Refusal("A running sheet is counted anew by itself; only a frozen one is corrected.")
        unit = directory.unit(code)
        before, after = standing(period, unit), counted(period, unit)
        if before == after:
            raise Refusal("What is counted today is what stands already; there is nothing to correct.")
        return Correction.objects.create(
            period=period, unit=unit, reason=reason.strip()[:2000], before=asdict(before), after=asdict(after),
            at=at, by=by.key,
        )  # fmt: skip


def standing(period: Period, unit: Unit) -> Counts:
    """What stands for the unit: the last correction, else its line of the sheet."""
    last = period.corrections.filter(unit=unit).last()
    return Counts(**last.after) if last else queries.tallies(period).get(unit, Counts())


def counted(period: Period, unit: Unit) -> Counts:
    """What would be counted for the unit now."""
    return counts(queries.window_of(period), [unit.pk]).get(unit.pk, Counts())


def corrections(period: Period, unit: Unit | None = None) -> list[Corrected]:
    """The corrections of a period (or of one unit in it), the earliest first."""
    rows = period.corrections.select_related("unit")
    return [_read(row) for row in (rows.filter(unit=unit) if unit else rows)]


def moved(before: Counts, after: Counts) -> tuple[tuple[Figure, int, int], ...]:
    """The figures that differ: (figure, before, after)."""
    named = {str(figure): figure for figure in Figure}
    old: Mapping[str, int] = asdict(before)
    return tuple(
        (named[name], old[name], now)
        for name, now in asdict(after).items()
        if name in named and old[name] != now
    )


def _read(row: Correction) -> Corrected:
    law = policy.law(row.period.law).rules
    before, after = Counts(**row.before), Counts(**row.after)
    return Corrected(
        row, moved(before, after), scoring.score(before.tally, law), scoring.score(after.tally, law)
    )
