"""The lists of the directory; each can be searched, filtered, and taken away as CSV or JSON."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries
from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.directory.record import Record
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Desk, Role


@door.sees(Desk.DIRECTORY)
def units(request: HttpRequest) -> HttpResponseBase:
    """机构通讯录: every unit, in tree order."""
    listing = Listing(
        title=_("Units"),
        rows=queries.units().select_related("parent", "area"),
        order=("path", "pk"),
        columns=UNIT_COLUMNS,
        facets=(
            Facet("kind", _("Kind of unit"), UnitKind),
            Facet("level", _("Level"), UnitLevel),
            Facet("is_public_service", _("Public service"), kind="yes"),
        ),
        search=_by_name,
        search_hint=_("Name, old name or code"),
        actions=_ways(actor_of(request)),
        empty=_("This installation knows no unit yet."),
    )
    return respond(request, listing)


@door.sees(Desk.DIRECTORY)
def areas(request: HttpRequest) -> HttpResponseBase:
    """The map of areas, in tree order."""
    listing = Listing(
        title=_("Areas"),
        rows=queries.areas().select_related("parent"),
        order=("path", "pk"),
        columns=(
            Column("name", _("Name"), link=lambda a: reverse("directory:area", args=[a.code]), wide=True),
            Column("code", _("Code")),
            Column("level", _("Level"), terms=AreaLevel),
            Column("parent", _("Lies in"), "parent__name"),
        ),
        facets=(Facet("level", _("Level"), AreaLevel),),
        search=_by_name,
        search_hint=_("Name, old name or code"),
        actions=_ways(actor_of(request)),
        empty=_("No areas are known yet."),
    )
    return respond(request, listing)


@door.sees(Desk.DIRECTORY)
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody who works here, by seat."""
    listing = Listing(
        title=_("People"),
        rows=queries.all_seats(),
        order=("unit__path", "role", "pk"),
        columns=(
            Column("name", _("Person"), "person__name", link=_person_url),
            Column("role", _("Role"), terms=Role),
            Column("unit", _("Unit"), "unit__name", link=lambda s: _unit_url(s.unit), wide=True),
            Column("post", _("Post")),
            Column("valid_from", _("From"), kind="day"),
            Column("valid_to", _("To"), kind="day"),
        ),
        facets=(Facet("role", _("Role"), Role),),
        search=lambda rows, text: rows.filter(
            Q(person__name__icontains=text) | Q(person__login=text) | Q(unit__name__icontains=text)
        ),
        search_hint=_("Name, login or unit"),
        actions=_ways(actor_of(request)),
        empty=_("Nobody holds a seat yet."),
    )
    return respond(request, listing)


@door.sees(Desk.DIRECTORY)
def sources(request: HttpRequest) -> HttpResponseBase:
    """The register of lines that requests come in by (R009, R010, R016)."""
    keeps = actor_of(request).holds(Role.ADMIN)
    listing = Listing(
        title=_("Sources"),
        rows=queries.sources(),
        order=("channel", "code"),
        columns=(
            Column("name", _("Name"), wide=True),
            Column("code", _("Code")),
            Column("channel", _("Channel"), terms=Channel),
            Column("number", _("Line number")),
            Column("owner", _("Owner"), "owner__name"),
            Column("merged_on", _("Merged on"), kind="day"),
            Column("forwards", _("Forwards into the hotline")),
            Column("counts_in_assessment", _("Counts in the assessment")),
            Column("valid_from", _("From"), kind="day", spare=True),
            Column("valid_to", _("To"), kind="day"),
            *((Column("end", _("End"), _open_end, link=_end_url),) if keeps else ()),
        ),
        facets=(
            Facet("channel", _("Channel"), Channel),
            Facet("now", _("Open now"), kind="yes", lookup="valid_to__isnull"),
        ),
        search=lambda rows, text: rows.filter(name__icontains=text) | rows.filter(number=text),
        search_hint=_("Name or line number"),
        actions=(
            *(((_("Add a source"), reverse("directory:add_source")),) if keeps else ()),
            *_ways(actor_of(request)),
        ),
        empty=_("No source is registered yet."),
    )
    return respond(request, listing)


@door.only(Role.ADMIN, Role.SUPERVISOR)
def changes(request: HttpRequest) -> HttpResponseBase:
    """Who changed the directory, and when."""
    record = Record()
    listing = Listing(
        title=_("Changes of the directory"),
        rows=queries.changes(),
        order=("-at", "-pk"),
        columns=(
            Column("at", _("When"), kind="when"),
            Column("by", _("Who"), record.who),
            Column("verb", _("What"), record.what),
            Column("kind", _("Of what"), record.kind),
            Column("subject", _("Name"), record.subject, link=_changed_url),
            Column("code", _("Code"), kind="code", spare=True),
            Column("facts", _("Facts"), record.facts, wide=True),
        ),
        empty=_("Nothing was changed yet."),
    )
    return respond(request, listing)


UNIT_COLUMNS = (
    Column("name", _("Name"), link=lambda u: _unit_url(u), wide=True),
    Column("code", _("Code")),
    Column("kind", _("Kind of unit"), terms=UnitKind),
    Column("level", _("Level"), terms=UnitLevel),
    Column("parent", _("Beneath"), "parent__name"),
    Column("area", _("Area"), "area__name"),
    Column("contact", _("Contact")),
)


def _by_name(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By code, by name, or by a name it had."""
    other = rows.model.objects.filter(names__name__icontains=text).values("pk")
    return rows.filter(Q(code__iexact=text) | Q(name__icontains=text) | Q(pk__in=other))


def _ways(actor: Actor) -> tuple[tuple[Any, str], ...]:
    """To the sister lists; administrators also to adding and bringing in."""
    sisters = [
        (_("Units"), "units"),
        (_("Areas"), "areas"),
        (_("People"), "people"),
        (_("Sources"), "sources"),
        (_("Duty roster"), "roster"),
        (_("Border zones"), "borders"),
    ]
    admin = [(_("Add a person"), "add_person"), (_("Bring in"), "bring"), (_("Changes"), "changes")]
    mine = admin if actor.holds(Role.ADMIN) else []
    return tuple((title, reverse(f"directory:{name}")) for title, name in [*mine, *sisters])


def _unit_url(unit: Any) -> str:
    return reverse("directory:unit", args=[unit.code])


def _person_url(seat: Any) -> str:
    return reverse("directory:person", args=[seat.person.login])


def _open_end(source: Any) -> Any:
    return "" if source.valid_to else _("End")


def _end_url(source: Any) -> str:
    return "" if source.valid_to else reverse("directory:end_source", args=[source.code])


def _changed_url(change: Any) -> str:
    sheet = change.subject if change.subject in ("area", "unit", "person") else ""
    return reverse(f"directory:{sheet}", args=[change.code]) if sheet else ""
