"""Questions about what is warned of: the ledger, the calendar of work, plans, and who is to be told (R338-R349)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.apps import apps
from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.module_loading import import_string

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.kit.words import limit
from jiesu.notices.queries import Telling
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.calendar import DAY, end_of
from jiesu.rules.early import Early, Finding, Sort
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.registers import WARNED, EntryState, Register, Step
from jiesu.rules.routing import Catalogue
from jiesu.rules.spans import Span
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Sentence
from jiesu.supervision.models import Entry, Stage
from jiesu.supervision.queries.entries import entries

LATELY = timedelta(hours=6)
"""How far back a turn looks for what is to be told: ticks come every minute, hours of standing still lose nothing."""
SAME = timedelta(days=28)
"""So long the same matter is not warned of again."""
RUNNING = (EntryState.TOLD, EntryState.TAKEN, EntryState.RUNNING)
UNIT_SEATS = (Role.REQUEST_CENTRE, Role.HEAD)
LEADERS = (Role.AREA_LEADER, Role.MAIN_LEADER)
BODY_SEATS = (Role.SUPERVISOR, Role.DISTRICT_LEADER)
MATTERS = (Sort.RISING, Sort.MASS, Sort.RISKY)
"""What is known again by its orders; all else by its key."""
MOST_UNITS = 3
"""So many of the units that lead most orders of a matter are concerned by it."""

TOLD = {
    (Register.WARNING, Step.OPEN): Sentence("Warning: %(title)s. Acknowledge it; work on it until %(due)s."),
    (Register.COMMAND, Step.OPEN): Sentence("Your unit is instructed: %(title)s, until %(due)s."),
    (Register.CALENDAR, Step.OPEN): Sentence(
        "In the calendar of work for your unit: %(title)s, until %(due)s."
    ),
    **{(which, Step.URGE): Sentence("Urged: %(title)s, until %(due)s.") for which in WARNED},
    **{(which, Step.REMIND): Sentence("The limit comes near: %(title)s, until %(due)s.") for which in WARNED},
    **{
        (which, Step.RETURN): Sentence("Returned to your unit: %(title)s, until %(due)s.") for which in WARNED
    },
    **{(which, Step.ACKNOWLEDGE): Sentence("%(unit)s acknowledged: %(title)s.") for which in WARNED},
    **{(which, Step.REPLY): Sentence("%(unit)s reports on: %(title)s.") for which in WARNED},
    (Register.WARNING, Step.DISMISS): Sentence("%(unit)s found a warning not to be so: %(title)s."),
    (Register.PLAN, Step.LAUNCH): Sentence("The plan was launched: %(title)s."),
}
"""What is told of which step; the steps that a unit takes are told to the body, all others to the unit."""
BY_UNIT = frozenset({Step.ACKNOWLEDGE, Step.REPLY, Step.DISMISS, Step.LAUNCH})
LATE = Sentence("The limit has passed: %(title)s, until %(due)s.")


def early_law(at: datetime) -> Early | None:
    """The law of early warning in force; none where the city has none."""
    found: Early | None = policy.in_force_or(Topic.EARLY, at, None).rules
    return found


def season_names(at: datetime) -> list[tuple[str, str]]:
    """The seasons that the law names, for a choice: each with its days."""
    law = early_law(at)
    return [(name, f"{name} {one.begins} – {one.ends}") for name, one in law.named.items()] if law else []


def categories(at: datetime) -> list[str]:
    """Every line of the catalogue in force for a choice while typing: "住房城乡建设 / 物业管理 [0102]"."""
    return [f"{path} [{code}]" for code, path in orders.categories(at)]


def category_meant(text: str, at: datetime) -> str:
    """The code that a choice, a code, a path or a name means; else empty."""
    law: Catalogue | None = policy.in_force_or(Topic.ROUTING, at, None).rules
    chosen = re.search(r"\[(\d+)\]$", text)
    return law.code_named(chosen[1] if chosen else text) if law and text else ""


def finders() -> Iterator[tuple[str, timedelta]]:
    """Who finds what is to be warned of, and how often they are asked (the `finds` of the app configs)."""
    for config in apps.get_app_configs():
        for path, hours in getattr(config, "finds", {}).items():
            yield path, timedelta(hours=hours)


def found_by(path: str, at: datetime) -> Iterator[Finding]:
    """What one of them finds."""
    yield from import_string(path)(at)


def body_above(unit: Unit) -> Unit:
    """The nearest body above a unit in which somebody supervises; the root where there is none."""
    supervising = list(directory.units_with(Role.SUPERVISOR))
    above = [u for u in supervising if unit.path.startswith(u.path) and u.pk != unit.pk]
    return max(above, key=lambda u: len(u.path), default=None) or directory.root_unit()


def ledger(actor: Actor) -> QuerySet[Entry]:
    """预警事项电子台账: every warned item with how often it was urged, and who acknowledged it when."""
    urged = Count("stages", filter=Q(stages__step=Step.URGE))
    taken = Stage.objects.filter(entry=OuterRef("pk"), step=Step.ACKNOWLEDGE).order_by("at")
    last = (
        Stage.objects.filter(entry=OuterRef("pk")).exclude(step__in=(Step.OPEN, Step.REMIND)).order_by("-at")
    )
    return (
        entries(actor)
        .filter(register__in=[str(which) for which in WARNED])
        .annotate(
            urged=urged,
            urged_at=Max("stages__at", filter=Q(stages__step=Step.URGE), output_field=DateTimeField()),
            taken_at=Subquery(taken.values("at")[:1]),
            taken_by=Subquery(taken.values("by")[:1]),
            result=Subquery(
                last.filter(step__in=(Step.REPLY, Step.DISMISS, Step.FINISH)).values("words")[:1]
            ),
        )
    )


def unacknowledged(actor: Actor) -> int:
    """How many warned items wait for the acknowledgement of the actor's own unit."""
    own = [seat.unit for seat in actor.seats if seat.role in (*UNIT_SEATS, *LEADERS)]
    return Entry.objects.filter(
        register__in=[str(w) for w in WARNED], state=EntryState.TOLD, unit__code__in=own
    ).count()


def week(actor: Actor, first: date) -> QuerySet[Entry]:
    """The warned items whose limit lies in the week of a Monday (Monday's 24:00 is Monday's)."""
    return (
        ledger(actor)
        .filter(due__gt=end_of(first - DAY), due__lte=end_of(first + 6 * DAY))
        .order_by("due", "pk")
    )


def same_matter(finding: Finding, unit: Unit, at: datetime) -> bool:
    """Whether the unit was warned of these orders lately: a third of them in common is the same matter."""
    numbers = set(finding.figures.get("orders", ()))
    if finding.sort not in MATTERS or not numbers:
        return False
    lately = Entry.objects.filter(
        register=Register.WARNING, unit=unit, kind=finding.sort, made_at__gt=at - SAME
    ).values_list("figures", flat=True)
    return any(3 * len(numbers & set(told.get("orders", ()))) >= len(numbers) for told in lately)


def orders_of_entry(entry: Entry, actor: Actor) -> QuerySet[Order]:
    """The orders that an entry rests on, as far as the actor may see them."""
    return orders.visible_to(actor).filter(number__in=entry.figures.get("orders", []))


def units_concerned(rows: Iterable[Order]) -> tuple[str, ...]:
    """The units that lead most of the orders (each at least a quarter), the most first."""
    led = Counter(order.lead.code for order in rows if order.lead is not None)
    whole = sum(led.values())
    return tuple(code for code, n in led.most_common(MOST_UNITS) if 4 * n >= whole)


def plans() -> QuerySet[Entry]:
    """The plans that stand."""
    return Entry.objects.filter(register=Register.PLAN, ended_at=None).select_related("issuer", "unit")


def asked_for(plan: Entry, at: datetime) -> QuerySet[Order]:
    """The requests that a plan counts: of its matter, in its days, within the sight of the body that keeps it."""
    told = plan.figures
    rows = orders.visible_to(SYSTEM).filter(
        received_at__gt=at - timedelta(days=int(told["days"])), received_at__lte=at,
        category__startswith=told["category"], part_of=None,
    )  # fmt: skip
    if plan.issuer.parent_id is None:
        return rows
    return rows.filter(
        Q(lead__path__startswith=plan.issuer.path) | Q(desk__path__startswith=plan.issuer.path)
    )


def launched_lately(plan: Entry, at: datetime) -> bool:
    """Whether the plan was launched within its own days: one burst, one launch."""
    since = at - timedelta(days=int(plan.figures["days"]))
    return Stage.objects.filter(entry=plan, step=Step.LAUNCH, at__gt=since).exists()


def planned_units(entry: Entry, at: datetime) -> list[str]:
    """The units of a plan: those it names, else those that lead most of the requests it counts."""
    if named := entry.figures.get("units") or ([entry.unit.code] if entry.unit else []):
        return list(named)
    if entry.register != Register.PLAN:
        return []
    newest = asked_for(entry, at).filter(lead__isnull=False).select_related("lead").order_by("-received_at")
    return list(units_concerned(newest[:500]))


def planned_due(entry: Entry, at: datetime) -> datetime | None:
    """By when the units of a plan act once it is launched."""
    within = entry.figures.get("within", "")
    return Span.parse(within).after(at, policy.calendar(at)) if within else None


def to_remind(days: int, at: datetime) -> QuerySet[Entry]:
    """Open items whose limit comes within so many days and of which the unit was not reminded yet."""
    span = timedelta(days=days)
    told = Stage.objects.filter(entry=OuterRef("pk"), step=Step.REMIND, at__gte=OuterRef("due") - span)
    rows = Entry.objects.filter(
        register__in=[str(which) for which in WARNED], state__in=[str(state) for state in RUNNING],
        due__gt=at, due__lte=at + span, made_at__lt=F("due") - span,
    )  # fmt: skip
    return rows.filter(~Exists(told))


def tellings(at: datetime) -> Iterator[Telling]:
    """Who is to be told of what was done with warned items lately, and of limits that have passed."""
    lately = Stage.objects.filter(at__gt=at - LATELY, at__lte=at, step__in={str(step) for _, step in TOLD})
    registers = {str(which) for which, _ in TOLD}
    for stage in lately.filter(entry__register__in=registers).select_related("entry__unit", "entry__issuer"):
        own = stage.entry
        said = TOLD.get((Register(own.register), Step(stage.step)))
        if said is not None:
            yield _telling(f"stage:{stage.pk}", said, own, _hearers(own, Step(stage.step)))
    passed = Entry.objects.filter(
        register__in=[str(which) for which in WARNED], state__in=[str(state) for state in RUNNING],
        due__gt=at - LATELY, due__lte=at,
    )  # fmt: skip
    for own in passed.select_related("unit", "issuer"):
        people = chain(_people(own.unit, UNIT_SEATS), _people(own.issuer, BODY_SEATS))
        yield _telling(f"late:{own.pk}:{own.due:%y%m%d%H%M}", LATE, own, people)


def _hearers(own: Entry, step: Step) -> Iterable[Any]:
    if step in BY_UNIT:
        return _people(own.issuer, BODY_SEATS)
    red = own.figures.get("colour") == "red"
    return _people(own.unit, UNIT_SEATS + LEADERS if red else UNIT_SEATS)


def _people(unit: Unit | None, seats: tuple[Role, ...]) -> Iterable[Any]:
    """Asked for only where somebody is told: a turn comes every minute, and most was told before."""
    return directory.people_in(unit, *seats) if unit else ()


def _telling(about: str, said: Sentence, own: Entry, people: Iterable[Any]) -> Telling:
    values: Mapping[str, Any] = {
        "title": own.title, "unit": own.unit.label if own.unit else "", "due": limit(own.due),
    }  # fmt: skip
    return Telling(about, said.text, people, values, reverse("supervision:entry", args=[own.pk]))
