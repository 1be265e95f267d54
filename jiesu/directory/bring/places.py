"""Areas and units from rows: parents first, whatever the order; renamed and moved ones are seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

from jiesu.directory import checks, queries
from jiesu.directory.bring import cells
from jiesu.directory.bring.files import Line
from jiesu.directory.bring.report import Bad, Book, column
from jiesu.directory.kinds import AreaLevel, NameKind, UnitKind, UnitLevel
from jiesu.directory.models import Area, AreaName, Population, Unit, UnitName
from jiesu.directory.models.shared import Placed
from jiesu.kit import clock
from jiesu.rules.verdict import Refusal, Sentence

Place = TypeVar("Place", Area, Unit)

LEVEL_OF_KIND: dict[UnitKind, UnitLevel] = {
    UnitKind.CITY_CENTRE: UnitLevel.CITY,
    UnitKind.CITY_GOVERNMENT: UnitLevel.CITY,
    UnitKind.CITY_DEPARTMENT: UnitLevel.CITY,
    UnitKind.DISTRICT_GOVERNMENT: UnitLevel.DISTRICT,
    UnitKind.DISTRICT_DEPARTMENT: UnitLevel.DISTRICT,
    UnitKind.COMMAND_CENTRE: UnitLevel.DISTRICT,
    UnitKind.STREET: UnitLevel.STREET,
    UnitKind.TOWNSHIP: UnitLevel.STREET,
    UnitKind.COMMUNITY: UnitLevel.COMMUNITY,
    UnitKind.VILLAGE: UnitLevel.COMMUNITY,
}


class Finder(Generic[Place]):
    """Finds what is known, by code or by a name that only one has."""

    def __init__(self, known: dict[str, Place], what: str) -> None:
        self.known: dict[str, Place] = known
        self.what = what
        self._named = dict(_only_once((p.name, p.code) for p in known.values()))

    def add(self, place: Place) -> None:
        """One more is known."""
        self.known[place.code] = place
        self._named[place.name] = "" if place.name in self._named else place.code

    def __call__(self, text: str) -> Place:
        place = self.known.get(text) or self.known.get(self._named.get(text, ""))
        if place is None:
            raise Refusal(
                "There is no %(what)s with the code or name “%(code)s”.",
                what=Sentence(self.what),
                code=text[:60],
            )
        return place


def bring_areas(lines: Sequence[Line], book: Book) -> None:
    """The areas of the files."""
    finder = Finder(queries.areas_by_code(), "area")

    def judge(line: Line) -> str:
        new = Area(code=line.text("code"), name=line.text("name"))
        with column(line, "level") as text:
            new.level = checks.word(AreaLevel, text, "level")
        new.boundary = cells.boundary(line)
        people = cells.populations(line)
        fields = _fields(line, ("name", "level"), ("boundary", "valid_from", "valid_to"))
        outcome, area = _settle(line, new, finder, fields, book)
        return max(outcome, _keep_population(area, people), _also_called(line, area, AreaName), key=_WEIGHT)

    book.judged(_parents_first(lines, finder, book), judge)


def bring_units(lines: Sequence[Line], book: Book) -> None:
    """The units of the files."""
    finder = Finder(queries.units_by_code(), "unit")
    areas = Finder(queries.areas_by_code(), "area")

    def judge(line: Line) -> str:
        new = Unit(code=line.text("code"), name=line.text("name"))
        new.short_name, new.contact = line.text("short_name"), line.text("contact")
        with column(line, "kind") as text:
            new.kind = checks.word(UnitKind, text, "kind of unit")
        new.level = _unit_level(line, UnitKind(new.kind), finder)
        with column(line, "area") as text:
            new.area = areas(text) if text else None
        with column(line, "line") as text:
            new.line = finder(text) if text else None
        new.is_public_service = cells.flag(line, "public_service") or new.kind == UnitKind.PUBLIC_SERVICE
        new.round_the_clock = cells.flag(line, "round_the_clock")
        optional = ("short_name", "contact", "area", "line", "round_the_clock", "valid_from", "valid_to")
        fields = [*_fields(line, ("name", "kind", "level"), optional)]
        fields += ["is_public_service"] if line.has("public_service") else []
        outcome, unit = _settle(line, new, finder, fields, book)
        return max(outcome, _also_called(line, unit, UnitName), key=_WEIGHT)

    book.judged(_parents_first(lines, finder, book), judge)


_WEIGHT: Callable[[str], int] = ("known", "changed", "added").index


def _parents_first(lines: Sequence[Line], finder: Finder[Place], book: Book) -> list[Line]:
    """The lines with parents before their children; codes that are there twice are refused."""
    waiting: dict[str, Line] = {}
    for line in lines:
        code = line.text("code")
        if code in waiting:
            why = Refusal("The code %(code)s is there twice; the first one counts.", code=code)
            book.report.refuse(line, why.sentence, line.header("code"))
        else:
            waiting[code] = line
    by_name = dict(_only_once((line.text("name"), code) for code, line in waiting.items()))
    ordered: dict[str, Line] = {}
    for code in waiting:
        chain: list[str] = []
        while code and code in waiting and code not in ordered and code not in chain:
            chain.append(code)
            parent = waiting[code].text("parent")
            code = parent if parent in waiting or parent in finder.known else by_name.get(parent, "")
        ordered.update((link, waiting[link]) for link in reversed(chain))
    return list(ordered.values())


def _settle(
    line: Line, new: Place, finder: Finder[Place], fields: Sequence[str], book: Book
) -> tuple[str, Place]:
    """Add the place, or bring the known one up to date; what happened, and the place."""
    new.valid_from, new.valid_to = cells.day(line, "valid_from"), cells.day(line, "valid_to")
    with column(line, "parent") as text:
        parent = finder(text) if text else None
    new.path = checks.path_under(parent, new.code)
    _well_written(line, new)
    renamed_on = cells.day(line, "renamed_on")
    old = finder.known.get(new.code)
    if old is None:
        new.parent = parent
        new.save()
        finder.add(new)
        return "added", new
    outcome = "known"
    if line.has("parent") and old.parent_id != (parent.pk if parent else None):
        with column(line, "parent"):
            checks.replant(old, parent)
        _refresh_paths(finder)
        outcome = "changed"
    changed = [field for field in fields if getattr(old, field) != getattr(new, field)]
    if "name" in changed:
        last = (renamed_on or clock.local(book.at).date()) - timedelta(days=1)
        _former(old, last)
    for field in changed:
        setattr(old, field, getattr(new, field))
    if changed:
        old.save(update_fields=changed)
    return "changed" if changed else outcome, old


def _refresh_paths(finder: Finder[Place]) -> None:
    for place in finder.known.values():
        place.refresh_from_db(fields=["path", "parent"])


def _former(place: Area | Unit, last: object) -> None:
    defaults = {"kind": NameKind.FORMER, "until": last}
    if isinstance(place, Area):
        AreaName.objects.update_or_create(area=place, name=place.name, defaults=defaults)
    else:
        UnitName.objects.update_or_create(unit=place, name=place.name, defaults=defaults)


def _also_called(line: Line, place: Area | Unit, table: type[AreaName] | type[UnitName]) -> str:
    """Aliases and the former name; "changed" where one of them is new."""
    wanted = dict.fromkeys(cells.names(line, "aliases"), NameKind.ALIAS)
    if line.text("former_name"):
        wanted[line.text("former_name")] = NameKind.FORMER
    if not wanted:
        return "known"
    owner = "area" if isinstance(place, Area) else "unit"
    there = set(table.objects.filter(**{owner: place}).values_list("name", flat=True)) | {place.name}
    renamed_on = cells.day(line, "renamed_on")
    fresh = [name for name in wanted if name not in there]
    for name in fresh:
        former = wanted[name] is NameKind.FORMER
        until = renamed_on - timedelta(days=1) if former and renamed_on else None
        table.objects.create(**{owner: place}, name=name[:120], kind=wanted[name], until=until)
    return "changed" if fresh else "known"


def _keep_population(area: Area, people: dict[int, int]) -> str:
    if not people:
        return "known"
    there = dict(Population.objects.filter(area=area).values_list("year", "people"))
    fresh = {year: count for year, count in people.items() if there.get(year) != count}
    for year, count in fresh.items():
        Population.objects.update_or_create(area=area, year=year, defaults={"people": count})
    return "changed" if fresh else "known"


def _unit_level(line: Line, kind: UnitKind, finder: Finder[Unit]) -> str:
    """The level that is written, else that of the kind, else that of the parent."""
    with column(line, "level") as text:
        if text:
            return checks.word(UnitLevel, text, "level")
    if kind in LEVEL_OF_KIND:
        return LEVEL_OF_KIND[kind]
    with column(line, "parent") as text:
        return finder(text).level if text else UnitLevel.CITY


def _well_written(line: Line, place: Placed) -> None:
    try:
        checks.well_written(place)
    except Refusal as refusal:
        raise Bad(line.header(str(refusal.sentence.values.get("field", "valid_to"))), refusal) from None


def _fields(line: Line, needed: Sequence[str], optional: Sequence[str]) -> list[str]:
    """The fields that the file speaks of: what it does not mention stays as it is."""
    return [*needed, *(field for field in optional if line.has(field))]


def _only_once(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    listed = list(pairs)
    counts = Counter(name for name, _ in listed)
    return [(name, code) for name, code in listed if counts[name] == 1]
