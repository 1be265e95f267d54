"""Small laws for the tests of the rules, written by hand so that a test shows all it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from jiesu.rules.calendar import ZONE, Calendar, Office, Year
from jiesu.rules.limits import (
    Clock,
    Extension,
    LevelLimits,
    LevelLine,
    Limit,
    Limits,
    Link,
    Pauses,
    Share,
    Step,
)
from jiesu.rules.matters import When
from jiesu.rules.scoring import Attribute, Period, Rate, ScoreOn, Scoring, Summary, Weight
from jiesu.rules.spans import Span
from jiesu.rules.terms import Level, RequestType

S = Span.parse


def days(first: str, number: int) -> frozenset[date]:
    start = date.fromisoformat(first)
    return frozenset(start + timedelta(days=n) for n in range(number))


YEAR_2025 = Year(
    off=frozenset(d for d in days("2025-10-01", 8) if d.weekday() < 5),
    worked=frozenset({date(2025, 9, 28), date(2025, 10, 11)}),
)
CALENDAR = Calendar({2025: YEAR_2025, 2026: Year(frozenset(), frozenset())}, Office(time(9), time(17, 30)))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def limit(span: str, clause: str = "clause") -> Limit:
    return Limit(S(span), clause)


def limits(**change: object) -> Limits:
    usual = LevelLimits(
        claim=limit("4 h"), final=limit("7 d", "art 13"), contact=limit("24 h"), objection=limit("24 h"),
        ruling=limit("1 wd"), extension=Extension(1, S("7 d"), "art 15"),
    )  # fmt: skip
    levels: Mapping[Level, LevelLimits] = {
        Level.P1: LevelLimits(claim=limit("10 min"), final=limit("2 h"), contact=limit("30 min")),
        Level.P2: LevelLimits(claim=limit("30 min"), final=limit("24 h"), extension=Extension(1, S("24 h"))),
        Level.P3: usual,
        Level.P4: usual,
        Level.C: LevelLimits(claim=limit("4 h"), final=limit("24 h")),
        Level.L: LevelLimits(claim=limit("4 h")),
    }
    values: dict[str, object] = {
        "levels": levels,
        "table": (
            LevelLine(Level.P1, When(words=frozenset({"困人"}), tags=frozenset({"emergency"})), "urgent"),
            LevelLine(Level.C, When(types=frozenset({RequestType.INQUIRY})), "inquiry"),
        ),
        "otherwise": Level.P3,
        "clocks": {
            "quarter": Clock(Link.DISPATCH, Link.CLAIM, S("15 min"), clause="a quarter"),
            "hour": Clock(Link.DISPATCH, Link.RESULT, S("1 h"), When(tags=frozenset({"epidemic"}))),
            "firm": Clock(
                Link.ACCEPT, Link.CLOSE, S("48 h"), When(enterprise=True), lifted_by="special", clause="48 h"
            ),
        },
        "ladder": {"urge": Step(S("2 d")), "supervise": Step(S("3 d")), "hour": Step(S("1 h"))},
        "sub_unit": Share(Fraction(4, 5), clause="80 %"),
        "rehandle": Share(Fraction(1, 2), S("24 h"), "half"),
        "pauses": Pauses(2, S("5 d"), "pauses"),
        "near": Share(Fraction(1, 4)),
        "roll_over_holiday": False,
    }
    return Limits(**(values | change))  # type: ignore[arg-type]


def scoring(**change: object) -> Scoring:
    values: dict[str, object] = {
        "weights": {
            Rate.RESPONSE: Weight(Fraction(1, 10)),
            Rate.RESOLUTION: Weight(Fraction(1, 2), "art 32"),
            Rate.SATISFACTION: Weight(Fraction(2, 5)),
        },
        "basically": Fraction(9, 10),
        "partly": Fraction(0),
        "score_on": ScoreOn.FIRST,
        "summary": Summary.POOLED,
        "rank_from": 10,
        "floor": Fraction(9, 10),
        "period": Period(19, Attribute.CREATED, 10),
        "leagues": {"streets": frozenset({"street", "township"}), "districts": frozenset({"district"})},
    }
    return Scoring(**(values | change))  # type: ignore[arg-type]
