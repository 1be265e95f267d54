"""What the tests of results beside the sheet share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jiesu.assessment import (
    actions,
    tables,
)
from jiesu.assessment.models import Period
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Satisfied, Solved
from tests.builders import AT

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
FROZEN_FROM = datetime.fromisoformat("2026-03-29T00:00:00+08:00")
GOOD = (True, Solved.YES, Satisfied.YES)
BAD = (True, Solved.NO, Satisfied.NO)
ZH = {"Accept-Language": "zh-hans"}


def opened(scope: str = "", **more: Any) -> Period:
    return actions.open_period(FIRST, LAST, scope=scope, by=SYSTEM, at=AT, **more)


def ranks(scores: Any) -> dict[str, tuple[str, str]]:
    return {s.unit.code: (tables.place(s.in_city), tables.place(s.in_district)) for s in scores}
