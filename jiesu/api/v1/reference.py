"""What machines look up: units, the law in force, the published figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from jiesu.api.v1 import keys
from jiesu.api.v1.refusals import Missing
from jiesu.api.v1.shapes import Figures, Law, Refused, UnitLine
from jiesu.assessment import queries as assessment
from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.policy import queries as policy
from jiesu.rules.verdict import Refusal

router = Router()
REFUSALS = {401: Refused, 404: Refused, 409: Refused, 422: Refused}


@router.get("/units", response={200: list[UnitLine], **REFUSALS}, tags=["directory"], summary="Every unit")
def units(request: HttpRequest) -> Any:
    """In tree order."""
    rows = directory.units().select_related("parent", "area")
    return [
        {name: getattr(unit, name) for name in UnitLine.model_fields}
        | {"parent": unit.parent.code if unit.parent else None, "area": unit.area.code if unit.area else None}
        for unit in rows
    ]


@router.get("/policy/{topic}", response={200: Law, **REFUSALS}, tags=["law"], summary="The law in force")
def law(request: HttpRequest, topic: str) -> Any:
    """limits, routing, scoring, sampling, classes, thresholds or calendar: every value with what it rests on."""
    _actor, at = keys.caller(request)
    try:
        found = policy.in_force(topic, at)
    except (Refusal, ValueError):
        raise Missing("No law on “%(topic)s” is published here.", topic=topic) from None
    rows = policy.values(policy.version(found.id))
    values = [{"key": r.key, "value": r.value, "basis": r.basis, "source": r.source} for r in rows]
    return {"id": found.id, "title": found.title, "source": found.source, "values": values}


@router.get("/figures", response={200: Figures}, auth=None, tags=["figures"], summary="The published figures")
def figures(request: HttpRequest) -> Any:
    """Open to all. Only approved indicators; counts below five are null."""
    shown = assessment.published(clock.now())
    tables = [
        {
            "indicator": table.indicator,
            "months": [
                {
                    "month": m.month,
                    "total": m.total,
                    "counts": dict(zip(map(str, table.words), m.counts, strict=True)),
                }
                for m in table.months
            ],
        }
        for table in shown.tables
    ]
    leagues = [
        {
            "name": league.name,
            "follow_ups": league.follow_ups,
            "rates": {str(i): rate and str(rate) for i, rate in league.rates.items()},
        }
        for league in shown.leagues
    ]
    told = {"at": shown.at, "first": shown.first, "last": shown.last, "law": shown.law}
    return told | {"tables": tables, "leagues": leagues}
