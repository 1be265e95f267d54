"""What the directory knows. Nouns only; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare

from jiesu.directory.below import UNITS_BELOW as UNITS_BELOW
from jiesu.directory.kinds import UnitKind
from jiesu.directory.models import (
    Area,
    AreaName,
    Change,
    Delegation,
    Person,
    Population,
    Seat,
    Source,
    Unit,
)
from jiesu.directory.models.shared import on_day
from jiesu.directory.standby import (
    borders,
    on_duty,
    round_the_clock,
    shifts_between,
    shifts_by_key,
    shifts_from,
)
from jiesu.kit import clock
from jiesu.kit.prepared import Part, ask
from jiesu.rules import reach
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal

ROSTER = (borders, on_duty, round_the_clock, shifts_between, shifts_by_key, shifts_from)
"""Questions to the duty roster and to border zones; they stand in `standby`."""
TOKEN = "api"  # the salt of machines' tokens
_PLACE = "SELECT id, path, (SELECT id FROM directory_area WHERE code = %s) AS area FROM directory_unit WHERE code = %s"
_HELD = """
SELECT p.password, p.name, s.role, u.code, u.path, u.kind,
ARRAY(SELECT g.path FROM directory_unit g WHERE g.line_id = u.id ORDER BY g.path)
FROM directory_seat s JOIN directory_person p ON p.id = s.person_id JOIN directory_unit u ON u.id = s.unit_id
WHERE p.login = %s AND p.is_active AND (s.valid_from IS NULL OR s.valid_from <= %s::date)
AND (s.valid_to IS NULL OR s.valid_to >= %s::date) ORDER BY u.path, s.role
"""


def actor_for(person: Person, at: datetime, *, standing_in_for: str = "") -> reach.Actor:
    """The person as an actor, with the seats held on that day; one query, two when standing in.

    Standing in adds the seats that the other has delegated and still holds, before the person's own ones
    (which stay, so that nobody escapes the blindness of follow-up), and names the other in `delegate_for`.
    """
    if not person.is_active:
        return reach.Actor(person.key, person.name)
    day = clock.local(at).date()
    own = tuple(_seat(seat) for seat in _seats_on(day).filter(person=person))
    lent = _lent_seats(person, standing_in_for, day) if standing_in_for else ()
    return reach.Actor(person.key, person.name, (*lent, *own), f"person:{standing_in_for}" if lent else "")


def delegations_to(person: Person, at: datetime) -> QuerySet[Delegation]:
    """The delegations by which the person may stand in today."""
    day = clock.local(at).date()
    return (
        _running(day)
        .filter(taker=person)
        .select_related("giver", "unit")
        .order_by("giver__login", "unit__path")
    )


def unit(code: str) -> Unit:
    """The unit of that code."""
    try:
        return Unit.objects.select_related("area").get(code=code)
    except Unit.DoesNotExist:
        raise Refusal("There is no unit with the code %(code)s.", code=code) from None


def place_asked(code: str, area: str = "") -> Part:
    """The question for the unit of that code and the area: to be asked with others. `place_told` reads the row."""
    return Part(_PLACE, (area, code))


def place_told(row: Sequence[Any], code: str, area: str = "") -> tuple[int, str, int | None]:
    """Id and path of the unit and id of the area, as `place_asked` found them. Refusal where one is unknown."""
    pk, path, area_pk = row
    if pk is None:
        raise Refusal("There is no unit with the code %(code)s.", code=code)
    if area and area_pk is None:
        raise Refusal("There is no area with the code %(code)s.", code=area)
    return int(pk), str(path), area_pk


def units() -> QuerySet[Unit]:
    """Every unit, in tree order."""
    return Unit.objects.order_by("path")


def units_by_code() -> dict[str, Unit]:
    """All units at once, for bulk work: one query, then a dictionary."""
    return {unit.code: unit for unit in Unit.objects.all()}


def units_below(path: str, *, itself: bool = True) -> QuerySet[Unit]:
    """The units under a path, in tree order."""
    below = Unit.objects.filter(path__startswith=path).order_by("path")
    return below if itself else below.exclude(path=path)


def line_of(unit: Unit) -> list[Unit]:
    """The units above a unit, from the root down: its line of responsibility (R513)."""
    return list(Unit.objects.filter(code__in=_codes(unit.path)).exclude(pk=unit.pk).order_by("path"))


def line_above(unit: Unit) -> list[Unit]:
    """Who guides the unit in its line of business (条), the nearest first; its territory is `line_of` (块)."""
    chain: list[Unit] = []
    above = unit.line
    while above is not None and above.pk != unit.pk and above not in chain:
        chain.append(above)
        above = above.line
    return chain


def on_line(unit: Unit) -> list[Unit]:
    """Every unit in the line of business below this one, wherever it stands in the territories."""
    found: dict[int, Unit] = {}
    level = [unit]
    while level:
        below = Unit.objects.filter(line__in=level).exclude(pk__in=[unit.pk, *found]).order_by("path")
        level = list(below)
        found |= {u.pk: u for u in level}
    return sorted(found.values(), key=lambda u: u.path)


def reshaped_at() -> datetime | None:
    """When areas or units were last changed: what was found out by them before may be out of date."""
    last = Change.objects.filter(subject__in=("area", "unit", "directory")).order_by("-at").first()
    return last.at if last else None


def root_unit() -> Unit:
    """The unit above all others. Refusal in an installation that knows no unit yet."""
    root = Unit.objects.filter(parent=None).order_by("pk").first()
    if root is None:
        raise Refusal("This installation knows no unit yet.")
    return root


def scope_of(actor: reach.Actor) -> str:
    """Whose orders a figure for this actor counts, in words: the units of the widest seats, or the own orders."""
    seats = [seat for seat in actor.seats if reach.SIGHT[seat.role] is not reach.Reach.OWN]
    if any(reach.SIGHT[seat.role] is reach.Reach.CITY for seat in seats):
        return Unit.objects.filter(parent=None).order_by("pk").values_list("name", flat=True).first() or ""
    paths = {seat.path for seat in seats}
    widest = sorted(path for path in paths if not any(path.startswith(p) and p != path for p in paths))
    names = dict(Unit.objects.filter(path__in=widest).values_list("path", "name"))
    return "、".join(names.get(path, path) for path in widest) or actor.name


def search_units(text: str, *, limit: int = 20) -> list[Unit]:
    """Units whose code, name, short name or another name has the text, exact ones first."""
    words = text.strip()
    if not words:
        return []
    hit = (
        Q(code__iexact=words)
        | Q(name__icontains=words)
        | Q(short_name__icontains=words)
        | Q(names__name__icontains=words)
    )
    found = Unit.objects.filter(hit).distinct().order_by("path")[: limit * 4]
    return sorted(found, key=lambda u: words not in (u.code, u.name, u.short_name))[:limit]


def unit_serving(area: Area, kind: UnitKind | str, *, at: datetime | None = None) -> Unit | None:
    """The unit of a kind nearest to the area: for the area itself, else for the closest one around it."""
    around = Unit.objects.filter(kind=kind, area__code__in=_codes(area.path)).select_related("area")
    if at is not None:
        around = around.filter(on_day(clock.local(at).date()))
    return max(around, key=lambda u: (len(u.area.path) if u.area else 0, -u.pk), default=None)


def area(code: str) -> Area:
    """The area of that code."""
    try:
        return Area.objects.get(code=code)
    except Area.DoesNotExist:
        raise Refusal("There is no area with the code %(code)s.", code=code) from None


def areas() -> QuerySet[Area]:
    """Every area, in tree order."""
    return Area.objects.order_by("path")


def areas_by_code() -> dict[str, Area]:
    """All areas at once, for bulk work."""
    return {area.code: area for area in Area.objects.all()}


def areas_below(path: str) -> QuerySet[Area]:
    """The areas under a path, the area itself with them."""
    return Area.objects.filter(path__startswith=path).order_by("path")


def areas_named(name: str) -> list[tuple[Area, AreaName | None]]:
    """The areas that are or were called so; with an old name its record, which has the last day."""
    now: list[tuple[Area, AreaName | None]] = [
        (area, None) for area in Area.objects.filter(name=name).order_by("path")
    ]
    then = AreaName.objects.filter(name=name).select_related("area").order_by("area__path")
    return [*now, *((record.area, record) for record in then)]


def populations(areas: Collection[int], year: int) -> dict[int, int]:
    """The people of areas (by their ids) in a year, else by the latest earlier count; none without a count."""
    counts = Population.objects.filter(area__in=areas, year__lte=year).order_by("area", "-year")
    return dict(counts.distinct("area").values_list("area", "people"))


def person(login: str) -> Person:
    """The person of that login."""
    try:
        return Person.objects.get(login=login)
    except Person.DoesNotExist:
        raise Refusal("There is no person with the login %(login)s.", login=login) from None


def token(person: Person) -> str:
    """A key for a machine that acts as this person; a new password makes it worthless."""
    return signing.dumps([person.login, _fragment(person)], salt=TOKEN)


def bearer(token: str) -> Person | None:
    """Whose token it is; None where it is no token of ours, or no longer."""
    login, fragment = _told_by(token)
    found = Person.objects.filter(login=login, is_active=True).first()
    return found if found and constant_time_compare(_fragment(found), fragment) else None


def actor_by_token(token: str, at: datetime) -> reach.Actor | None:
    """Who acts by a token, with the seats held on that day; one query for whoever holds a seat."""
    login, fragment = _told_by(token)
    day = clock.local(at).date()
    rows = ask(Part(_HELD, (login, day, day)), first=True)  # the same rows as _seats_on
    if not rows:
        found = bearer(token)
        return actor_for(found, at) if found else None
    if not constant_time_compare(_fragment_of(rows[0][0]), fragment):
        return None
    seats = tuple(
        reach.Seat(Role(role), code, _reach(role, kind, path), tuple(guided))
        for _, _, role, code, path, kind, guided in rows
    )
    return reach.Actor(f"person:{login}", rows[0][1], seats)


def people_by_login(logins: Iterable[str] | None = None) -> dict[str, Person]:
    """People at once, for bulk work."""
    found = Person.objects.all() if logins is None else Person.objects.filter(login__in=list(logins))
    return {person.login: person for person in found}


def handlers_of(unit: Unit, *, at: datetime | None = None) -> QuerySet[Person]:
    """The active people who can be named handler (办件人) of the unit's shares."""
    return people_in(unit, Role.HANDLER, at=at)


def people_in(unit: Unit, *roles: Role, at: datetime | None = None) -> QuerySet[Person]:
    """The active people with one of the roles (any, where none is named) in the unit, by name."""
    held = Seat.objects.filter(person=OuterRef("pk"), unit=unit)
    held = held.filter(role__in=roles) if roles else held
    held = held.filter(on_day(clock.local(at).date())) if at else held.filter(valid_to=None)
    return Person.objects.filter(Exists(held), is_active=True).order_by("name", "login")


def units_with(*roles: Role) -> QuerySet[Unit]:
    """The units in which somebody holds one of the roles now, in tree order."""
    held = Seat.objects.filter(unit=OuterRef("pk"), role__in=roles, valid_to=None, person__is_active=True)
    return Unit.objects.filter(Exists(held)).order_by("path")


def leading_seats(codes: Iterable[str], roles: Iterable[Role], *, at: datetime) -> QuerySet[Seat]:
    """The seats with one of these roles in these units, held on that day by active people."""
    held = _seats_on(clock.local(at).date()).filter(unit__code__in=list(codes), role__in=list(roles))
    return (
        held.filter(person__is_active=True)
        .select_related("person", "unit")
        .order_by("unit__path", "role", "person__name")
    )


def seats_in(unit: Unit) -> QuerySet[Seat]:
    """Every seat of the unit, those held now first."""
    return (
        Seat.objects.filter(unit=unit).select_related("person").order_by("-valid_to", "role", "person__name")
    )


def all_seats() -> QuerySet[Seat]:
    """Every seat, in tree order."""
    return Seat.objects.select_related("person", "unit").order_by("unit__path", "role", "pk")


def seats_of(person: Person) -> QuerySet[Seat]:
    """Every seat the person holds or held."""
    return Seat.objects.filter(person=person).select_related("unit").order_by("unit__path", "role")


def main_leader(unit: Unit, at: datetime) -> Person | None:
    """The first responsible person (第一责任人, R511) of the unit or of the nearest one above it."""
    seats = _seats_on(clock.local(at).date()).filter(role=Role.MAIN_LEADER, unit__code__in=_codes(unit.path))
    nearest = max(seats.select_related("person", "unit"), key=lambda seat: len(seat.unit.path), default=None)
    return nearest.person if nearest else None


def source(code: str) -> Source:
    """The source of that code."""
    try:
        return Source.objects.get(code=code)
    except Source.DoesNotExist:
        raise Refusal("There is no source with the code %(code)s.", code=code) from None


def sources(*, on: date | None = None) -> QuerySet[Source]:
    """The register of sources; those open on a day, where one is given."""
    every = Source.objects.select_related("owner").order_by("channel", "code")
    return every.filter(on_day(on)) if on else every


def sources_outside_assessment() -> frozenset[str]:
    """Codes of the sources whose requests do not count in the assessment (R016)."""
    return frozenset(Source.objects.filter(counts_in_assessment=False).values_list("code", flat=True))


def changes() -> QuerySet[Change]:
    """Who changed the directory, the latest first."""
    return Change.objects.order_by("-at", "-pk")


@lru_cache(maxsize=512)
def _told_by(token: str) -> tuple[str, str]:
    try:
        login, fragment = signing.loads(token, salt=TOKEN)
    except (signing.BadSignature, ValueError, TypeError):
        return "", ""
    return str(login), str(fragment)


def _fragment(person: Person) -> str:
    return _fragment_of(person.password)


@lru_cache(maxsize=512)
def _fragment_of(password: str) -> str:
    """What of a person's stored password stands in a token: follows from it alone."""
    return Person(password=password).get_session_auth_hash()[:16]


def _seats_on(day: date) -> QuerySet[Seat]:
    guided = ArraySubquery(Unit.objects.filter(line=OuterRef("unit")).order_by("path").values("path"))
    rows = Seat.objects.filter(on_day(day)).select_related("unit").annotate(guided=guided)
    return rows.order_by("unit__path", "role")


def _lent_seats(person: Person, giver: str, day: date) -> tuple[reach.Seat, ...]:
    lent = _running(day).filter(taker=person, giver=OuterRef("person"), unit=OuterRef("unit"))
    lent = lent.filter(Q(role="") | Q(role=OuterRef("role")))
    seats = _seats_on(day).filter(Exists(lent), person__login=giver, person__is_active=True)
    return tuple(_seat(seat) for seat in seats)


def _running(day: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(valid_from__lte=day, valid_to__gte=day, ended_at=None)


def _seat(seat: Seat) -> reach.Seat:
    path = _reach(seat.role, seat.unit.kind, seat.unit.path)
    return reach.Seat(Role(seat.role), seat.unit.code, path, tuple(getattr(seat, "guided", ())))


def _reach(role: str, kind: str, path: str) -> str:
    """From where a seat reaches: whoever supervises in an inspection body does so for the unit above it."""
    outside = kind == UnitKind.INSPECTION and role in (Role.SUPERVISOR, Role.DISCIPLINE)
    return path.rstrip("/").rpartition("/")[0] + "/" if outside and path.count("/") > 2 else path


def _codes(path: str) -> list[str]:
    return [code for code in path.split("/") if code]
