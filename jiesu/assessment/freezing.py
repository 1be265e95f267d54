"""定稿: a sheet is written down for good: every unit's line, ranks, kinds of request, the classes of streets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jiesu.assessment import choosing, sheets
from jiesu.assessment.counting import NAMES
from jiesu.assessment.models import Choice, Line, Period
from jiesu.assessment.scores import Score


def freeze_now(period: Period, *, by: str, at: datetime) -> Period:
    """Write the lines and close the period, in the caller's transaction; who may, and from when, is asked before."""
    sheet = sheets.sheet(period)
    wholes = {unit.code: found for unit, found in sheets.whole_tallies(period).items()}
    kinds = sheets.kinds_of(period, {score.unit.pk: score.unit for score in sheet.scores})
    Line.objects.bulk_create(
        _line(period, score, wholes[score.unit.code], kinds.get(score.unit.code, {}))
        for score in sheet.scores
    )
    Choice.objects.bulk_create(choosing.keep(sheet))
    period.frozen_at, period.frozen_by = at, by
    period.save(update_fields=["frozen_at", "frozen_by"])
    return period


def _line(period: Period, score: Score, whole: sheets.Counts, kinds: dict[str, dict[str, Any]]) -> Line:
    inner = score.in_district
    return Line(
        period=period, unit=score.unit, league=score.league, population=score.population, rank=score.place.rank,
        of=score.place.of, composite=str(score.sheet.composite) if score.sheet.composite is not None else "",
        before={name: getattr(whole, name) for name in NAMES}, kinds=kinds,
        bonus=str(score.sheet.bonus) if score.sheet.bonus else "", district_rank=inner.rank if inner else None,
        district_of=inner.of if inner else None, media=score.media,
        **{name: getattr(score.counts, name) for name in NAMES},
    )  # fmt: skip
