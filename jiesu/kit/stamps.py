"""The stamp of a figure: as of when it was counted, of what, and for which days. Pages, files and charts bear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from jiesu.kit import words


@dataclass(frozen=True, slots=True)
class Stamp:
    """As of `at` (aware), within `scope` (whose orders), of the days from `first` to `last`, where there are any."""

    at: datetime
    scope: str
    first: date | None = None
    last: date | None = None

    def __str__(self) -> str:
        said = [gettext("As of %(moment)s") % {"moment": words.moment(self.at)}]
        said += [gettext("scope: %(scope)s") % {"scope": self.scope}] if self.scope else []
        said += [f"{self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"] if self.first and self.last else []
        return " · ".join(said)
