"""The score sheet as a spreadsheet: a leaf for each league, whole numbers as numbers, rates as exact text."""

from __future__ import annotations

import io
import re
from datetime import datetime
from fractions import Fraction

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiesu.assessment.kinds import Figure
from jiesu.assessment.queries import Score, Sheet
from jiesu.assessment.tables import stamp_of
from jiesu.kit.words import label
from jiesu.rules.scoring import Rate, ScoreSheet, Summary, percent, shown

COUNTED = tuple(figure for figure in Figure if figure is not Figure.LOWERING)
SHARES = (
    gettext_lazy("Direct share"),
    gettext_lazy("Forwarded share"),
    gettext_lazy("Counted share of direct"),
)


def workbook(sheet: Sheet, at: datetime) -> bytes:
    """The whole sheet as XLSX. No formulas: every cell is what the law's judge said."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E5EEF7", "border": 1})
        for league in sheet.leagues or ("—",):
            leaf = book.add_worksheet(_leaf_name(league))
            leaf.freeze_panes(2, 2)
            leaf.set_column(0, 0, 6)
            leaf.set_column(1, 1, 28)
            leaf.write_string(0, 0, f"{stamp_of(sheet.period, at)} · {sheet.law.id} · {league}")
            for column, title in enumerate(_titles()):
                leaf.write_string(1, column, title, bold)
            rows = [_row(score) for score in sheet.of(league)]
            rows += [_summary(sheet, league, how) for how in Summary] if rows else []
            for place, row in enumerate(rows, 2):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        leaf.write_number(place, column, value)
                    elif value:
                        leaf.write_string(place, column, value)
    return target.getvalue()


def _titles() -> list[str]:
    figures = [label(figure) for figure in COUNTED]
    rates = [f"{label(rate)} %" for rate in Rate]
    return [
        _("Rank"),
        _("Unit"),
        *figures,
        *map(str, SHARES),
        *rates,
        _("Composite"),
        _("Per 10,000 residents"),
        _("Before exclusion"),
    ]


def _row(score: Score) -> list[int | str]:
    shares = (score.direct_share, score.forwarded_share, score.counted_share)
    return [
        score.place.rank or "—",
        score.unit.name,
        *(score.counts.of(figure) for figure in COUNTED),
        *(_pct(share) for share in shares),
        *_results(score.sheet),
        "" if score.per_ten_thousand is None else str(shown(score.per_ten_thousand)),
        "" if score.whole.total is None else str(shown(score.whole.total)),
    ]


def _summary(sheet: Sheet, league: str, how: Summary) -> list[int | str]:
    name = _("All together") if how is Summary.POOLED else _("Mean of the units")
    totals = [sum(score.counts.of(figure) for score in sheet.of(league)) for figure in COUNTED]
    counts: list[int | str] = list(totals) if how is Summary.POOLED else [""] * len(totals)
    return ["", name, *counts, *[""] * len(SHARES), *_results(sheet.summary(league, how)), "", ""]


def _results(result: ScoreSheet) -> list[str]:
    total = _("No data") if result.total is None else str(shown(result.total))
    return [*(_pct(result.rate(rate)) for rate in Rate), total]


def _pct(value: Fraction | None) -> str:
    exact = percent(value)
    return "" if exact is None else str(exact)


def _leaf_name(league: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", league)[:31] or "—"
