"""Every list of the house is a Listing: what one can see, one can download; html, csv and json say the same.

def tray(request):
    return respond(request, Listing(
        title=_("To be dispatched"),
        rows=orders.tray(Desk.DISPATCH, request.actor),
        columns=(Column("number", _("Number"), link=lambda o: reverse("dispatch:dispatch", args=[o.number])),
                 Column("state", _("State"), kind="state"), Column("due", _("Limit"), kind="due")),
        facets=(Facet("type", _("Kind"), RequestType, "request_type"),),
        order=("urgency", "received_at"),
    ))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from jiesu.kit import clock, export, paging
from jiesu.kit.asked import day_said
from jiesu.kit.cells import Head, Line, draw, found
from jiesu.kit.doors import actor_of, opens, wants_json
from jiesu.kit.nav import capped
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import label, say
from jiesu.rules.terms import Term

Rows = QuerySet[Any] | Sequence[Any]
CAP = 999


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value`: a path ("lead__short_name") or a function of the row; else the name.

    kind: "" (shown as it is), "state" (badge), "due", "when", "day", "pct", "num", "mask",
    "code" (a technical name).
    `link`: an address, or several: the first whose door lets the asker in.
    `terms`: the vocabulary of a code that is stored as plain text. `sort`: the database column to sort by.
    `spare`: leaves the table where the screen is narrow (cards, CSV and JSON keep it).
    """

    name: str
    title: Any
    value: str | Callable[[Any], Any] = ""
    kind: str = ""
    terms: type[Term] | None = None
    link: Callable[[Any], str | tuple[str, ...]] | None = None
    sort: str = ""
    done: str = ""
    wide: bool = False
    spare: bool = False

    def of(self, row: Any) -> Any:
        """The value of this column in a row."""
        value = found(row, self.value or self.name)
        if self.terms and isinstance(value, str) and value and not isinstance(value, Term):
            return self.terms(value)
        return value


Choices = type[Term] | Iterable[tuple[str, Any]] | Callable[[], Iterable[tuple[str, Any]]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One declared filter. `lookup`: a database lookup, or a function (rows, value) -> rows; else the name.

    kind "choice" (a select), "days" (two dates: name_from, name_to), "yes" (a switch), "text" (its choices suggest).
    `always`: one of its choices always holds, the first where none is asked; it narrows nothing by being asked.
    """

    name: str
    title: Any
    choices: Choices = ()
    lookup: str | Callable[[Any, str], Any] = ""
    kind: str = "choice"
    always: bool = False

    def options(self) -> list[tuple[str, str]]:
        """Its choices in the active language."""
        if isinstance(self.choices, type):
            return [(str(term), label(term)) for term in cast("type[Term]", self.choices)]
        made = self.choices() if callable(self.choices) else self.choices
        return [(str(code), say(text) if isinstance(text, Term) else str(text)) for code, text in made]

    def names(self) -> tuple[str, ...]:
        """The names it has in an address."""
        return (f"{self.name}_from", f"{self.name}_to") if self.kind == "days" else (self.name,)

    def narrow(self, rows: Any, asked: Mapping[str, str]) -> Any:
        """The rows that fit what was asked; what is not one of the choices is not asked."""
        if self.kind == "days":
            return self._narrow_days(rows, asked)
        value = asked.get(self.name, "")
        if not value or (self.kind == "choice" and value not in dict(self.options())):
            return rows
        return self._fit(rows, value)

    def _fit(self, rows: Any, value: str) -> Any:
        if callable(self.lookup):
            return self.lookup(rows, value)
        path = self.lookup or self.name
        wanted: Any = True if self.kind == "yes" else value
        if isinstance(rows, QuerySet):
            return rows.filter(**{path: wanted})
        return [row for row in rows if str(found(row, path)) == str(wanted)]

    def _narrow_days(self, rows: Any, asked: Mapping[str, str]) -> Any:
        path = self.lookup if isinstance(self.lookup, str) and self.lookup else self.name
        for name, test in zip(self.names(), ("gte", "lte"), strict=True):
            day = day_said(asked.get(name, ""))
            if day and isinstance(rows, QuerySet):
                edge = datetime.combine(
                    day, datetime.min.time() if test == "gte" else datetime.max.time(), clock.ZONE
                )
                rows = rows.filter(**{f"{path}__{test}": edge})
        return rows


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something done to all ticked rows: POST to `url` with `pick` = the values of Listing.pick."""

    url: str
    title: Any
    confirm: Any = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A named view of the list: a saved query string, shown as a tab."""

    title: Any
    query: str = ""


@dataclass(frozen=True)
class Listing:
    """A list: rows, columns, and how it can be searched, filtered, sorted, acted upon and left."""

    title: Any
    rows: Rows
    columns: Sequence[Column]
    facets: Sequence[Facet] = ()
    order: Sequence[str] = ()
    search: Callable[[Any, str], Any] | None = None
    search_hint: Any = ""
    saved: Sequence[Saved] = ()
    bulk: Sequence[Bulk] = ()
    pick: str = "pk"
    actions: Sequence[tuple[Any, str]] = ()
    lead: Any = ""
    empty: Any = ""
    empty_action: tuple[Any, str] | None = None
    size: int = paging.SIZE
    name: str = "list"
    downloads: bool = True
    stamp: Stamp | None = None

    def page(self, request: HttpRequest) -> Page:
        """The page of the list that the request asks for."""
        return Page(self, request)


@dataclass
class Page:
    """One asked-for page of a Listing: filtered, sorted, cut; what templates and exports read."""

    listing: Listing
    request: HttpRequest
    now: datetime = field(default_factory=clock.now)

    @cached_property
    def asked(self) -> dict[str, str]:
        """What the address asks, one value a name."""
        return {name: str(value).strip() for name, value in self.request.GET.items()}

    @cached_property
    def narrowed(self) -> Any:
        """All rows that fit: searched and filtered, not yet cut."""
        rows: Any = self.listing.rows
        if self.listing.search and (text := self.asked.get("q")):
            rows = self.listing.search(rows, text)
        for facet in self.listing.facets:
            try:
                rows = facet.narrow(rows, self.asked)
            except (ValueError, ValidationError):
                continue
        return rows

    @cached_property
    def sorted_by(self) -> str:
        """The column asked to be sorted by ("-due"), where it is one that can."""
        asked = self.asked.get("sort", "")
        sortable = {column.name: column.sort for column in self.listing.columns if column.sort}
        path = sortable.get(asked.lstrip("-"), "")
        return ("-" if asked.startswith("-") else "") + path if path else ""

    @cached_property
    def keys(self) -> tuple[paging.Key, ...]:
        return paging.keys_of(
            self.narrowed, (self.sorted_by,) if self.sorted_by else tuple(self.listing.order)
        )

    @cached_property
    def slice(self) -> paging.Slice:
        after, before, size = self.asked.get("after", ""), self.asked.get("before", ""), self.listing.size
        if isinstance(self.narrowed, QuerySet):
            return paging.page_of_query(self.narrowed, self.keys, after=after, before=before, size=size)
        return paging.page_of_list(self._sorted_list(), after=after, before=before, size=size)

    def everything(self) -> Iterable[Any]:
        """All rows that fit, in order, read in portions."""
        if isinstance(self.narrowed, QuerySet):
            return self.narrowed.order_by(*(key.ordering(False) for key in self.keys)).iterator(
                chunk_size=1000
            )
        return self._sorted_list()

    @cached_property
    def count(self) -> str:
        """How many rows fit, capped."""
        if isinstance(self.narrowed, QuerySet):
            return capped(self.narrowed.order_by()[: CAP + 1].count(), CAP)
        return str(len(self.narrowed))

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of the page as the template draws them."""
        columns, actor = self.listing.columns, actor_of(self.request)
        return [
            Line(
                str(found(row, self.listing.pick)) if self.bulk else "",
                [draw(c, row, self.now, actor) for c in columns],
            )
            for row in self.slice.rows
        ]

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the columns, with the address that sorts by them."""
        asked = self.asked.get("sort", "")
        return [
            Head(
                column.title,
                column.spare,
                self.address(sort=f"-{column.name}" if asked == column.name else column.name)
                if column.sort
                else "",
                {column.name: "ascending", f"-{column.name}": "descending"}.get(asked, ""),
            )
            for column in self.listing.columns
        ]

    @cached_property
    def filters(self) -> list[Filter]:
        """The facets with what is asked of each."""
        return [
            Filter(facet, facet.options(), [self.asked.get(n, "") for n in facet.names()])
            for facet in self.listing.facets
        ]

    @property
    def narrowing(self) -> int:
        """How many facets are asked for something."""
        return sum(any(f.values) for f in self.filters if not f.facet.always)

    @property
    def narrows(self) -> bool:
        """Whether anything is searched or filtered."""
        return bool(self.asked.get("q") or self.narrowing)

    @property
    def searches(self) -> bool:
        """Whether there is a search box."""
        return self.listing.search is not None

    @cached_property
    def actions(self) -> list[tuple[Any, str]]:
        """The list's buttons whose doors let the asker in."""
        return [(title, url) for title, url in self.listing.actions if opens(url, actor_of(self.request))]

    @cached_property
    def bulk(self) -> list[Bulk]:
        """What the asker may do to all ticked rows."""
        return [act for act in self.listing.bulk if not act.url or opens(act.url, actor_of(self.request))]

    @property
    def following(self) -> str:
        return self.address(after=self.slice.after) if self.slice.after else ""

    @property
    def preceding(self) -> str:
        return self.address(before=self.slice.before) if self.slice.before else ""

    @property
    def csv_url(self) -> str:
        return self.address(format="csv")

    @property
    def xlsx_url(self) -> str:
        return self.address(format="xlsx")

    @property
    def json_url(self) -> str:
        return self.address(format="json")

    @cached_property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The saved views: title, address, whether it is the one that is open."""
        here = {name: value for name, value in self.asked.items() if value and name not in _PASSING}
        return [
            (
                say(saved.title) if isinstance(saved.title, Term) else str(saved.title),
                f"?{saved.query}",
                here == dict(parse_qsl(saved.query)),
            )
            for saved in self.listing.saved
        ]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What the address says beside search, filters and paging: whatever narrows the list must not lose it."""
        own = _PASSING.union(("q",), *(facet.names() for facet in self.listing.facets))
        return [(name, value) for name, value in self.asked.items() if value and name not in own]

    @property
    def clear_url(self) -> str:
        """This list without search and filters."""
        return f"{self.request.path}?{urlencode(self.kept)}" if self.kept else self.request.path

    def address(self, **change: str) -> str:
        """This list's address with something changed; paging starts anew."""
        query = self.request.GET.copy()
        for name in _PASSING - {"sort"}:
            query.pop(name, None)
        for name, value in change.items():
            query[name] = value
        return f"{self.request.path}?{query.urlencode()}"

    def _sorted_list(self) -> Sequence[Any]:
        if not self.sorted_by:
            return list(self.narrowed)
        path = self.sorted_by.lstrip("-")
        full = [row for row in self.narrowed if found(row, path) is not None]
        empty = [row for row in self.narrowed if found(row, path) is None]
        return sorted(full, key=lambda row: found(row, path), reverse=self.sorted_by.startswith("-")) + empty


_PASSING = frozenset({"after", "before", "format", "sort"})


@dataclass(frozen=True, slots=True)
class Filter:
    facet: Facet
    options: list[tuple[str, str]]
    values: list[str]

    @property
    def value(self) -> str:
        return self.values[0]


def respond(
    request: HttpRequest, listing: Listing, *, template: str = "kit/listing.html", **context: Any
) -> HttpResponseBase:
    """The list as html (the page, or the part htmx asks for), `?format=csv` or `xlsx` (all rows) or `json`."""
    page = listing.page(request)
    if made := _FILES.get(request.GET.get("format", "")):
        return made(page)
    if wants_json(request):
        return export.json_of(page)
    if getattr(request, "htmx", False) and request.headers.get("HX-Target") == "listing":
        return render(request, "kit/listing_body.html", {"page": page, **context})
    answer: HttpResponse = render(request, template, {"page": page, "listing": listing, **context})
    return answer


_FILES: Mapping[str, Callable[[Page], HttpResponseBase]] = {"csv": export.csv_of, "xlsx": export.xlsx_of}
