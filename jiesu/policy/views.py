"""法规库: the law as data, readable by everybody who works here: which version from when, resting on what."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiesu.kit.doors import door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.people import Names
from jiesu.policy import queries
from jiesu.policy.decode import Row
from jiesu.policy.models import PolicyVersion
from jiesu.policy.topics import Topic
from jiesu.policy.words import spoken
from jiesu.rules.terms import Basis, Desk

_law = partial(pgettext_lazy, "law")


@door.sees(Desk.POLICY)
def index(request: HttpRequest) -> HttpResponseBase:
    """All published versions."""
    return respond(
        request,
        Listing(
            title=_("The law"),
            lead=_("Limits, duties and formulas are dated data. A published version never changes."),
            rows=queries.versions(),
            order=("topic", "-starts"),
            columns=(
                Column("topic", _law("Topic"), terms=Topic, link=_address),
                Column("title", _law("Title"), wide=True),
                Column("starts", _law("From"), kind="day", sort="starts"),
                Column("until", _law("Until"), kind="day"),
                Column("source", _law("Source"), wide=True),
                Column("published_at", _law("Published"), kind="when"),
            ),
            facets=(Facet("topic", _law("Topic"), Topic),),
            empty=_("No law is published yet."),
            name="law",
        ),
    )


@door.sees(Desk.POLICY)
def version(request: HttpRequest, topic: str, day: str) -> HttpResponseBase:
    """One version: its values and what each rests on, and what changed from the one before."""
    row = queries.version(f"{topic}/{day}")
    listing = Listing(
        title=row.title,
        rows=queries.values(row),
        columns=(
            Column("key", _law("Key"), value=_spoken, wide=True),
            Column("value", _law("Value"), wide=True),
            Column("basis", _law("Basis"), kind="state"),
            Column("source", _law("Source"), wide=True),
        ),
        facets=(Facet("basis", _law("Basis"), Basis),),
        search=_search,
        name=f"{topic}-{day}",
    )
    changed = [(spoken(key), old, new) for key, old, new in queries.changes(row)]
    return respond(
        request, listing, template="policy/version.html", version=row, facts=_facts(row), changed=changed
    )


def _facts(row: PolicyVersion) -> list[tuple[object, ...]]:
    return [
        (_law("Topic"), Topic(row.topic)),
        (_law("Version"), row.code),
        (_law("From"), row.starts),
        (_law("Until"), row.until),
        (_law("Source"), row.source, "wide"),
        (_law("Published by"), Names()(row.published_by)),
        (_law("SHA-256"), row.digest, "wide"),
    ]


def _search(rows: tuple[Row, ...], text: str) -> list[Row]:
    return [row for row in rows if text in row.value or text in row.source or text in spoken(row.key)]


def _spoken(row: Row) -> str:
    return spoken(row.key)


def _address(row: PolicyVersion) -> str:
    return reverse("policy:version", args=[row.topic, row.starts.isoformat()])
