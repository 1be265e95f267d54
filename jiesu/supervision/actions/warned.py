"""What time brings to early warning: warnings are entered, plans kept and launched, units reminded."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.early import Early, Finding
from jiesu.rules.reach import SYSTEM
from jiesu.rules.registers import EntryState, Register, Step
from jiesu.supervision import queries
from jiesu.supervision.actions.entries import take
from jiesu.supervision.actions.stages import stage
from jiesu.supervision.models import Entry, Look

HOUR = timedelta(hours=1)
PORTION = 500


def warn(at: datetime) -> int:
    """What the rooms above found is entered for each unit concerned; each of them is asked at its own pace.

    The same finding is entered once a unit; the key keeps it single whatever the number of workers.
    """
    law = queries.early_law(at)
    if law is None:
        return 0
    made = 0
    for path, every in queries.finders():
        if _due(path, every, at):
            made += sum(_enter(found, law, at) for found in queries.found_by(path, at))
            Look.objects.update_or_create(name=path, defaults={"at": at})
    return made


def launch(at: datetime) -> int:
    """Once an hour the plans are looked at: those of the law are kept, those whose volume has passed are launched."""
    law = queries.early_law(at)
    if law is None or not directory.units().exists() or not _due("plans", HOUR, at):
        return 0
    _keep_plans(law, at)
    launched = sum(_launch(plan.pk, at) for plan in queries.plans())
    Look.objects.update_or_create(name="plans", defaults={"at": at})
    return launched


def remind_of_items(at: datetime) -> int:
    """责任单位提前预警: each open item once, so many days before its limit."""
    law = queries.early_law(at)
    if law is None:
        return 0
    due = list(queries.to_remind(law.remind, at).order_by("due", "pk").values_list("pk", flat=True)[:PORTION])
    for pk in due:
        take(pk, Step.REMIND, by=SYSTEM, at=at)
    return len(due)


def check_spots(at: datetime) -> int:
    """点位查修: before its season, once, each known place is checked and repaired by its unit (R350)."""
    law = queries.early_law(at)
    if law is None or not _due("spots", HOUR, at):
        return 0
    told = queries.spots_to_check(law, at)
    for spot, begin in told:
        take(spot.pk, Step.PREVENT, by=SYSTEM, at=at, due=queries.check_by(begin))
    Look.objects.update_or_create(name="spots", defaults={"at": at})
    return len(told)


def _due(name: str, every: timedelta, at: datetime) -> bool:
    last = Look.objects.filter(name=name).values_list("at", flat=True).first()
    return last is None or at - last >= every


@transaction.atomic
def _enter(found: Finding, law: Early, at: datetime) -> int:
    return sum(_enter_for(found, code, law, at) for code in found.units)


def _enter_for(found: Finding, code: str, law: Early, at: datetime) -> bool:
    unit = directory.unit(code)
    key = hashlib.sha256(f"{found.sort} {found.key} {code}".encode()).hexdigest()[:60]
    if Entry.objects.filter(key=key).exists() or queries.same_matter(found, unit, at):
        return False
    line = law.sorts[found.sort]
    more = found.more() if found.more else {}
    figures: dict[str, Any] = {
        **found.figures, **more, "colour": str(found.colour or ""), "clause": line.clause,
        "why": [found.why.text, dict(found.why.values)],
    }  # fmt: skip
    said = {
        "register": Register.WARNING, "state": EntryState.TOLD, "issuer": queries.body_above(unit), "unit": unit,
        "kind": found.sort, "title": found.title[:200], "due": line.within.after(at, policy.calendar(at)),
        "figures": figures, "made_at": at, "by": SYSTEM.key,
    }  # fmt: skip
    entry, new = Entry.objects.get_or_create(key=key, defaults=said)
    if new:
        stage(entry, Step.OPEN, "", by=SYSTEM, at=at)
    return new


def _keep_plans(law: Early, at: datetime) -> None:
    """The plans of the law stand in the register beside those of the desks; those of an earlier law end."""
    code = policy.in_force(Topic.EARLY, at).id
    for name, plan in law.plans.items():
        figures = {
            "category": plan.category, "threshold": plan.threshold, "days": plan.days, "within": str(plan.within),
            "clause": plan.clause, "law": code,
        }  # fmt: skip
        said = {
            "register": Register.PLAN, "state": EntryState.RUNNING, "issuer": directory.root_unit(), "title": name,
            "words": "；".join(plan.actions), "figures": figures, "made_at": at, "by": SYSTEM.key,
        }  # fmt: skip
        entry, new = Entry.objects.get_or_create(key=f"plan:{code}:{name}"[:80], defaults=said)
        if new:
            stage(entry, Step.OPEN, entry.words, by=SYSTEM, at=at)
    for old in queries.plans().exclude(key="").exclude(figures__law=code).filter(figures__has_key="law"):
        take(old.pk, Step.FINISH, by=SYSTEM, at=at)


@transaction.atomic
def _launch(pk: int, at: datetime) -> bool:
    """启动预案: the volume of its matter has passed its threshold, and it was not launched for this burst yet."""
    plan = queries.plans().select_for_update(of=("self",)).filter(pk=pk).first()
    if plan is None or queries.launched_lately(plan, at):
        return False
    asked = queries.asked_for(plan, at).count()
    if asked < int(plan.figures["threshold"]) or not queries.planned_units(plan, at):
        return False
    take(plan.pk, Step.LAUNCH, by=SYSTEM, at=at, kind=str(asked))
    return True
