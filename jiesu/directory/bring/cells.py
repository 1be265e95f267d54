"""From a cell's text to a value; each refusal is a sentence about the cell."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from jiesu.directory.bring.columns import year_of
from jiesu.directory.bring.files import Line
from jiesu.directory.bring.report import Bad, column
from jiesu.kit import clock
from jiesu.kit.tables import parse_when
from jiesu.rules.verdict import Refusal

YES = frozenset({"1", "yes", "y", "true", "是", "有", "√"})
NO = frozenset({"", "0", "no", "n", "false", "否", "无"})
SHAPES = ("Polygon", "MultiPolygon")


def day(line: Line, field: str) -> date | None:
    """The day in a cell; None where it is empty."""
    with column(line, field) as text:
        return clock.local(parse_when(text, clock.ZONE)).date() if text else None


def flag(line: Line, field: str) -> bool:
    """Yes or no, in either language."""
    with column(line, field) as text:
        if text.lower() in YES:
            return True
        if text.lower() in NO:
            return False
        raise Refusal("“%(value)s” is neither yes nor no.", value=text[:40])


def names(line: Line, field: str) -> list[str]:
    """Several names in one cell."""
    return [name for part in re.split(r"[;；、|,，\n]", line.text(field)) if (name := part.strip())]


def boundary(line: Line) -> dict[str, Any] | None:
    """A GeoJSON polygon."""
    with column(line, "boundary") as text:
        if not text:
            return None
        try:
            shape = json.loads(text)
        except (ValueError, RecursionError):
            shape = None
        if not isinstance(shape, dict) or shape.get("type") not in SHAPES or not shape.get("coordinates"):
            raise Refusal("A boundary is a GeoJSON Polygon or MultiPolygon.")
        return shape


def populations(line: Line) -> dict[int, int]:
    """Year -> people: from columns such as “人口2023”, or one cell “2022:3452000;2023:3441000”."""
    found: dict[int, int] = {}
    pairs = [pair.rpartition(":") for pair in names(line, "population")]
    for header, text in line.cells.items():
        if text and (year := year_of(header)):
            pairs.append((str(year), ":", text))
    for year_text, _, people in pairs:
        try:
            found[int(year_text)] = int(people.replace(",", ""))
        except ValueError:
            why = Refusal(
                "“%(value)s” is no population; write 2023:3441000.", value=f"{year_text}:{people}"[:40]
            )
            raise Bad(line.header("population"), why) from None
    return found
