"""奖惩台账: awards and penalties of units and people, each with the year's results (R323-R326)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jiesu.assessment import queries, sheets, yearly
from jiesu.assessment.counting import Counts
from jiesu.assessment.kinds import RewardKind
from jiesu.assessment.models import Reward
from jiesu.directory import queries as directory
from jiesu.directory.queries import Person, Unit
from jiesu.rules.ranking import Place
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate, ScoreSheet, percent, shown
from jiesu.rules.verdict import Refusal


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is proposed for an award of the year, and with which results. `login` is empty for a unit."""

    unit: Unit
    login: str
    name: str
    league: str
    place: Place
    counts: Counts


def candidates(kind: RewardKind, year: int, actor: Actor) -> list[Candidate]:
    """先进办件集体、最美办件人: proposed from the results of a year, so many as the law says, the best first.

    Units: the first ones of each league; people: the first handlers of the units that the actor sees.
    """
    law = queries.law_of(date(year, 12, 31)).rules
    most = law.awards.get(str(kind), 0)
    if kind is RewardKind.HANDLER:
        found = yearly.handlers(actor, date(year, 1, 1), date(year, 12, 31))
        ranked = [one for one in found if one.place.rank is not None][:most]
        return [Candidate(h.unit, h.login, h.name, "", h.place, h.counts) for h in ranked]
    rows, found_sheets = [], yearly.sheets_of(year)
    for league in law.leagues:
        units = yearly.whole_year(found_sheets, league)
        ranked_units = [one for one in units if one.place.rank is not None][:most]
        rows += [Candidate(u.unit, "", u.unit.label, league, u.place, u.counts) for u in ranked_units]
    return rows


def record(
    kind: RewardKind,
    *,
    unit: str,
    login: str = "",
    year: int,
    reason: str,
    document: str,
    by: Actor,
    at: datetime,
) -> Reward:
    """登记奖惩: one line of the register, with the results of the year as they stand.

    Refused without a document, and for a person who never served in the unit or below it.
    """
    if not reason.strip() or not document.strip():
        raise Refusal("Say for what, and by which document.")
    if kind is RewardKind.HANDLER and not login:
        raise Refusal("This award is given to a person.")
    given = directory.unit(unit)
    queries.check_assessor(by, given)
    person = _person_of(given, login) if login else None
    return Reward.objects.create(
        kind=kind, unit=given, person=person, year=year, reason=reason.strip()[:2000], at=at, by=by.key,
        document=document.strip()[:120], figures=_figures(given, login, year, by),
    )  # fmt: skip


def withdraw(pk: int, *, reason: str, by: Actor, at: datetime) -> Reward:
    """撤销: the line stays and says why."""
    if not reason.strip():
        raise Refusal("Say why it is withdrawn.")
    with transaction.atomic():
        found = Reward.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
        if found is None or found.withdrawn_at:
            raise Refusal("There is no such entry that stands.")
        queries.check_assessor(by, found.unit)
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_for = at, by.key, reason.strip()[:2000]
        found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])
    return found


def register(actor: Actor) -> QuerySet[Reward]:
    """The lines of the units that the actor sees, the latest year first."""
    return Reward.objects.select_related("unit", "person").filter(sheets.seen_by(actor))


def _person_of(unit: Unit, login: str) -> Person:
    found = directory.person(login)
    if not directory.seats_of(found).filter(unit__path__startswith=unit.path).exists():
        raise Refusal("%(person)s never served in %(unit)s.", person=found.name, unit=unit.label)
    return found


def _figures(unit: Unit, login: str, year: int, actor: Actor) -> dict[str, Any]:
    """The year's results as a line keeps them: counts, rates, composite, place. Empty where there are none."""
    if login:
        people = yearly.handlers(actor, date(year, 1, 1), date(year, 12, 31))
        one = next((h for h in people if h.login == login), None)
        return _told(one.counts, one.place, one.sheet) if one else {}
    law = queries.law_of(date(year, 12, 31)).rules
    league = queries.scoring.league_of(unit.kind, law)
    found = next((u for u in yearly.year_of(year, league)[1] if u.unit.pk == unit.pk), None)
    return _told(found.counts, found.place, found.sheet) if found else {}


def _told(counts: Counts, place: Place, sheet: ScoreSheet) -> dict[str, Any]:
    rates = {
        str(rate): str(percent(sheet.rate(rate)))
        for rate in (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)
    }
    total = "" if sheet.total is None else str(shown(sheet.total))
    return {
        "orders": counts.orders,
        "valid": counts.valid,
        **rates,
        "composite": total,
        "rank": place.rank,
        "of": place.of,
    }
