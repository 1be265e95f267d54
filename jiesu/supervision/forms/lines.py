"""Many items of the calendar at once, as they stand in a plan of the year: one a line."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.kit.forms import HouseForm
from jiesu.rules.calendar import end_of


class LinesForm(HouseForm):
    """Title, unit, last day, words: copied out of a spreadsheet, or with commas between."""

    lines = forms.CharField(
        label=_("One item a line: title, unit (name or code), last day (2026-05-31), words"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def clean_lines(self) -> list[dict[str, Any]]:
        """Each line as an entry says it. A line that cannot be read is named by its number."""
        text = str(self.cleaned_data["lines"])
        told = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        return [_read(n, line) for n, line in told]


def _code(text: str) -> str:
    """The code of the one unit that is called so; else the words, which the action then refuses."""
    exact = [unit for unit in directory.search_units(text) if text in (unit.code, unit.name, unit.short_name)]
    return str(exact[0].code) if len(exact) == 1 else text


def _read(n: int, line: str) -> dict[str, Any]:
    between = "\t" if "\t" in line else ","
    cells = [cell.strip() for cell in next(csv.reader([line.replace("，", ",")], delimiter=between))]
    try:
        title, unit, day, *words = cells
        return {
            "title": title,
            "unit": _code(unit),
            "due": end_of(date.fromisoformat(day)),
            "words": "，".join(words),
        }
    except ValueError as wrong:
        raise ValidationError(_("Line %(n)s cannot be read."), params={"n": n}) from wrong
