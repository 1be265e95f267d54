"""法规库: the law as data, readable by everybody who works here: which version from when, resting on what."""

from __future__ import annotations

from collections.abc import Iterable
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
from jiesu.kit.words import label, law_name
from jiesu.policy import actions, norm_tables, queries, table
from jiesu.policy.decode import Row
from jiesu.policy.forms import ReviseForm
from jiesu.policy.models import PolicyVersion
from jiesu.policy.topics import Topic
from jiesu.policy.words import spoken
from jiesu.rules.limits import Authority
from jiesu.rules.norms import Course, Norms, WorkStage
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Basis, Desk, Level, RequestType, Role, Term

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
            actions=(
                (_law("Table of levels"), reverse("policy:levels")),
                (_law("Norms of work"), reverse("policy:norms")),
                (_law("Kinds of request"), reverse("policy:kinds")),
            ),
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
        rows=queries.read_aloud(row),
        columns=(
            Column("key", _law("Key"), wide=True),
            Column("value", _law("Value"), wide=True),
            Column("basis", _law("Basis"), kind="state"),
            Column("source", _law("Source"), wide=True),
        ),
        facets=(Facet("basis", _law("Basis"), Basis),),
        search=_search,
        name=f"{topic}-{day}",
    )
    edits = actor_of(request).holds(Role.LAW_EDITOR)
    return respond(
        request,
        listing,
        template="policy/version.html",
        version=row,
        facts=_facts(row),
        changed=queries.changes_aloud(row),
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
            Column("authority", _law("Kind of provision"), terms=Authority),
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


@door.sees(Desk.POLICY)
def norms(request: HttpRequest) -> HttpResponseBase:
    """工作规范: what each of the eight stages asks for, as in force today (R086)."""
    law = queries.in_force_or(Topic.NORMS, clock.now(), Norms())
    listing = Listing(
        title=_law("Norms of work"),
        lead=law.title,
        rows=norm_tables.stage_lines(law.rules),
        columns=STAGE_COLUMNS,
        actions=_ways_to_change(actor_of(request), Topic.NORMS),
        empty=_("No law is published yet."),
        name="norms",
    )
    return respond(request, listing)


@door.sees(Desk.POLICY)
def kinds(request: HttpRequest) -> HttpResponseBase:
    """差异化管理: how each kind of request goes, its limit, its signature, its follow-up (R087, R089)."""
    at = clock.now()
    rows = norm_tables.kind_lines(
        queries.in_force_or(Topic.NORMS, at, Norms()).rules,
        queries.in_force(Topic.LIMITS, at).rules,
        queries.in_force(Topic.SAMPLING, at).rules,
    )
    listing = Listing(
        title=_law("Kinds of request"), rows=rows, columns=KIND_COLUMNS, name="kinds",
        actions=_ways_to_change(actor_of(request), Topic.NORMS),
    )  # fmt: skip
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


def _ways_to_change(actor: Actor, topic: Topic = Topic.LIMITS) -> tuple[tuple[object, str], ...]:
    if not actor.holds(Role.LAW_EDITOR):
        return ()
    return ((_("Write a new version"), reverse("policy:revise", args=[topic])),)


def _said(terms: Iterable[Term]) -> str:
    return "、".join(label(term) for term in terms)


STAGE_COLUMNS = (
    Column("stage", _law("Stage"), terms=WorkStage),
    Column("verbs", _law("Verbs"), value=lambda r: _said(r.verbs)),
    Column("fields", _law("Fields"), value=lambda r: "、".join(map(spoken, r.fields))),
    Column("roles", _law("Roles"), value=lambda r: _said(r.roles)),
    Column("checks", _law("Checks"), value=lambda r: _said(r.checks), wide=True),
    Column("needed", _law("Needed before closing"), value=lambda r: _("Yes") if r.needed else ""),
    Column("clause", _law("Clause"), wide=True),
)
KIND_COLUMNS = (
    Column("kind", _law("Types"), terms=RequestType),
    Column("course", _law("Course"), terms=Course),
    Column("level", _law("Level"), terms=Level),
    Column("final", _law("Final limit")),
    Column("signed_by", _law("Signed by"), value=lambda r: _said(r.signed_by)),
    Column("followed_up", _law("Shares drawn"), kind="pct"),
    Column("clause", _law("Clause"), wide=True),
)


def _facts(row: PolicyVersion) -> list[tuple[object, ...]]:
    return [
        (_law("Topic"), Topic(row.topic)),
        (_law("Version"), law_name(row.code)),
        (_law("From"), row.starts),
        (_law("Until"), row.until),
        (_law("Source"), row.source, "wide"),
        (_law("Published by"), Names()(row.published_by)),
        (_law("SHA-256"), row.digest, "wide"),
    ]


def _search(rows: tuple[Row, ...], text: str) -> list[Row]:
    return [row for row in rows if text in row.value or text in row.source or text in row.key]


def _address(row: PolicyVersion) -> str:
    return reverse("policy:version", args=[row.topic, row.starts.isoformat()])
