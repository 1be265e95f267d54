"""企业服务: files, the green channel, named persons, suggestions, reform tasks (R461-R477)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from jiesu.callers import queries as known
from jiesu.directory import queries as directory
from jiesu.intake.actions.shared import worded
from jiesu.intake.drafts import Draft
from jiesu.intake.models import Adoption, Enterprise, Green, Named, Reform
from jiesu.intake.words import Adopted, Duty
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import RequestType, Role
from jiesu.rules.verdict import NotYours, Refusal

KEEPERS = (Role.ADMIN, Role.DISPATCHER, Role.REQUEST_CENTRE, Role.SPECIALIST, Role.DISTRICT_LEADER)
"""Who keeps the registers of enterprise service."""
CODE = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def enrol(name: str, *, at: datetime, code: str = "") -> Enterprise:
    """企业档案: the file of an enterprise, opened with its first request; the credit code is added when told."""
    clean = known.clean_name(name)
    if not clean:
        raise Refusal("Name the enterprise.")
    code = _code(code)
    file, _made = Enterprise.objects.get_or_create(
        name_hash=known.name_hash(clean), defaults={"name": clean[:120], "since": at}
    )
    if code and file.code != code:
        if file.code or Enterprise.objects.filter(code=code).exists():
            raise Refusal("The credit code %(code)s belongs to another enterprise.", code=code)
        file.code = code
        file.save(update_fields=["code"])
    return file


def enrol_all(drafts: Iterable[Draft], *, at: datetime) -> None:
    """The files of every enterprise among many requests, in one statement."""
    names = {
        known.clean_name(told.name) for told in drafts if told.kind == "enterprise" and not told.anonymous
    }
    new = [Enterprise(name=n[:120], name_hash=known.name_hash(n), since=at) for n in sorted(names) if n]
    if new:
        Enterprise.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def put_on_green_list(
    name: str, *, code: str = "", contact: str = "", valid_from: date, by: Actor, at: datetime
) -> Green:
    """绿色通道: the enterprise's requests queue first from that day on, and a named person answers it (R463)."""
    _keeps(by)
    file = enrol(name, code=code, at=at)
    if Green.objects.filter(enterprise=file, valid_to=None).exists():
        raise Refusal("%(name)s is on the list already.", name=file.name)
    person = directory.person(contact) if contact else None
    return Green.objects.create(enterprise=file, contact=person, valid_from=valid_from, by=by.key, at=at)


@transaction.atomic
def take_off_green_list(pk: int, *, on: date, by: Actor) -> Green:
    """The last day on the list."""
    _keeps(by)
    row = Green.objects.select_for_update().filter(pk=pk, valid_to=None).first()
    if row is None:
        raise Refusal("It is on the list no longer.")
    if on < row.valid_from:
        raise Refusal("The last day lies before the first.")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    return row


@transaction.atomic
def name_person(unit: str, duty: Duty, login: str, *, valid_from: date, by: Actor, at: datetime) -> Named:
    """专人负责: one person for each of the four duties in a unit; a new one follows the old one (R470)."""
    _keeps(by)
    row = directory.unit(unit)
    person = directory.person(login)
    if not directory.people_in(row, at=at).filter(pk=person.pk).exists():
        raise Refusal("%(login)s holds no seat in %(unit)s.", login=login, unit=row.name)
    Named.objects.filter(unit=row, duty=duty, valid_to=None).update(valid_to=valid_from)
    return Named.objects.create(unit=row, duty=duty, person=person, valid_from=valid_from, by=by.key, at=at)


@transaction.atomic
def adopt(number: str, *, verdict: Adopted, reason: str, unit: str = "", by: Actor, at: datetime) -> Adoption:
    """建议采纳: what became of a suggestion, and why; a later word takes the place of an earlier one (R466)."""
    _keeps(by)
    order = orders.find(number, by)
    if order.request_type != RequestType.SUGGESTION:
        raise Refusal("Order %(number)s is no suggestion.", number=number)
    kept = {
        "verdict": verdict, "reason": worded(reason, "Say why."), "by": by.key, "at": at,
        "unit": directory.unit(unit) if unit else order.lead,
    }  # fmt: skip
    return Adoption.objects.update_or_create(order=order, defaults=kept)[0]


@transaction.atomic
def open_reform(
    *,
    scenario: str,
    title: str,
    owner: str,
    category: str = "",
    due_on: date | None = None,
    numbers: Iterable[str] = (),
    by: Actor,
    at: datetime,
) -> Reform:
    """改革任务: one task for a scenario, with the orders that ask for it (R462, R468)."""
    _keeps(by)
    task = Reform.objects.create(
        scenario=worded(scenario, "Name the scenario.")[:80], title=worded(title, "Give it a title.")[:200],
        category=category, owner=directory.unit(owner), due_on=due_on, opened_by=by.key, opened_at=at,
    )  # fmt: skip
    return link_to_reform(task.pk, numbers, by=by)


@transaction.atomic
def link_to_reform(pk: int, numbers: Iterable[str], *, by: Actor) -> Reform:
    """More orders that ask for the same reform."""
    _keeps(by)
    task = _reform(pk)
    task.orders.add(*(orders.find(number.strip(), by) for number in numbers if number.strip()))
    return task


@transaction.atomic
def finish_reform(pk: int, *, result: str, by: Actor, at: datetime) -> Reform:
    """What the reform brought."""
    _keeps(by)
    task = _reform(pk)
    if task.done_at is not None:
        raise Refusal("This task is finished.")
    task.result, task.done_by, task.done_at = worded(result, "Write down the result."), by.key, at
    task.save(update_fields=["result", "done_by", "done_at"])
    return task


def is_green(file: Enterprise, day: date) -> bool:
    """Whether the enterprise is on the list on a day."""
    held = Green.objects.filter(enterprise=file, valid_from__lte=day)
    return held.filter(Q(valid_to=None) | Q(valid_to__gte=day)).exists()


def _code(code: str) -> str:
    clean = "".join(code.split()).upper()
    if clean and (len(clean) != 18 or set(clean) - CODE):
        raise Refusal("“%(code)s” is no unified social credit code.", code=code)
    return clean


def _reform(pk: int) -> Reform:
    task = Reform.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if task is None:
        raise Refusal("There is no such task.")
    return task


def _keeps(by: Actor) -> None:
    if not by.holds(*KEEPERS, Role.SYSTEM):
        raise NotYours("Your role does not keep this register.")
