"""Codes in the ledger, ids in the projection: finds what a code names, each code once per piece of work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiesu.directory import queries as directory
from jiesu.orders.models import Order

COLUMNS = {
    "area": "area_id",
    "lead": "lead_id",
    "unit": "unit_id",
    "handler": "handler_id",
    "owner": "owner_id",
    "merged_into": "merged_into_id",
    "part_of": "part_of_id",
}
"""Facts that name something by its code, and the column that keeps its id."""


class Codes:
    """The rows behind codes. One instance lives as long as one transaction or one import."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}
        self._ids: dict[tuple[str, str], int] = {}
        self._find: dict[str, Callable[[str], Any]] = {
            "area": directory.area,
            "lead": directory.unit,
            "unit": directory.unit,
            "handler": directory.person,
            "owner": directory.person,
            "merged_into": _order,
            "part_of": _order,
        }

    def know_units(self) -> None:
        """Read every unit and area at once, for bulk work."""
        self._found |= {("unit", code): unit for code, unit in directory.units_by_code().items()}
        self._found |= {("area", code): area for code, area in directory.areas_by_code().items()}

    def know(self, name: str, code: str, pk: int) -> None:
        """The id behind a code, where it is known already."""
        self._ids[name, code] = pk

    def row(self, name: str, code: str) -> Any:
        """What the code names. Refusal where nothing is named so."""
        kind = "unit" if name == "lead" else name
        if (kind, code) not in self._found:
            self._found[kind, code] = self._find[name](code)
        return self._found[kind, code]

    def stored(self, name: str, value: Any) -> Any:
        """The value as the column keeps it: the id behind a code, any other value as it is."""
        if value is None or name not in COLUMNS:
            return value
        return self._ids.get((name, value)) or self.row(name, value).pk


def _order(number: str) -> Order:
    return Order.objects.only("id").get(number=number)
