"""法规库: the law as data, readable by everybody who works here: which version from when, resting on what."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.people import Names
from jiesu.kit.words import label
from jiesu.policy import actions, queries, table
from jiesu.policy.decode import Row
from jiesu.policy.forms import ReviseForm
from jiesu.policy.models import PolicyVersion
from jiesu.policy.topics import Topic
from jiesu.policy.words import spoken
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Basis, Desk, Level, Role

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
            actions=((_law("Table of levels"), reverse("policy:levels")),),
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
    edits = actor_of(request).holds(Role.LAW_EDITOR)
    return respond(
        request,
        listing,
        template="policy/version.html",
        version=row,
        facts=_facts(row),
        changed=changed,
        edits=edits,
    )


@door.sees(Desk.POLICY)
def levels(request: HttpRequest) -> HttpResponseBase:
    """分级分类快速响应: which matters have which level, and each level's limits, as in force today (R170)."""
    law = queries.in_force(Topic.LIMITS, clock.now())
    listing = Listing(
        title=_law("Table of levels"),
        lead=law.title,
        rows=table.lines(law.rules),
        columns=(
            Column("level", _law("Level"), terms=Level),
            Column("types", _law("Types"), value=lambda r: "、".join(label(t) for t in r.types)),
            Column("words", _law("Applies to"), wide=True),
            Column("basis", _law("Rests on")),
            Column("final", _law("Final limit")),
            Column("claim", _law("Claim")),
            Column("contact", _law("First contact")),
            Column("objection", _law("Objection")),
            Column("clause", _law("Clause"), wide=True),
        ),
        facets=(Facet("level", _law("Level"), Level),),
        actions=_ways_to_change(actor_of(request)),
        name="levels",
    )
    return respond(request, listing)


@door.only(Role.LAW_EDITOR)
def revise(request: HttpRequest, topic: str) -> HttpResponse:
    """A new version of a topic, from the text of the latest one and with a day of its own."""
    latest = queries.versions(topic).first()
    form = ReviseForm(request.POST or None, initial={"text": latest.text if latest else ""})
    if form.is_valid():
        law = told(
            form, actions.revise, topic, form.cleaned_data["text"], by=actor_of(request), at=clock.now()
        )
        if law is not None:
            messages.success(request, _("The new version is published."))
            return redirect("policy:version", topic, law.starts.isoformat())
    return render(request, "policy/revise.html", {"form": form, "topic": Topic(topic), "latest": latest})


def _ways_to_change(actor: Actor) -> tuple[tuple[object, str], ...]:
    if not actor.holds(Role.LAW_EDITOR):
        return ()
    return ((_("Write a new version"), reverse("policy:revise", args=[Topic.LIMITS])),)


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
