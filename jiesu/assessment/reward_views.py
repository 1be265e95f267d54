"""Bonus points of a period, and the register of rewards and penalties."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import actions, queries, tables
from jiesu.assessment import rewards as register
from jiesu.assessment.forms import BonusForm, RewardForm, WithdrawForm
from jiesu.assessment.kinds import RewardKind
from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.kit.words import label
from jiesu.rules.scoring import Rate, shown
from jiesu.rules.terms import Desk, Role
from jiesu.rules.verdict import Refusal

PROPOSED = (RewardKind.COLLECTIVE, RewardKind.HANDLER)


@door.only(Role.ASSESSOR)
def grant_bonus(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """加减分."""
    actor, period, unit = actor_of(request), queries.period(pk), directory.unit(code)
    form = BonusForm(request.POST or None, actor=actor, unit=unit)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("points", "grantor", "reason", "document")}
        if told(form, actions.grant_points, pk, code, **said, by=actor, at=clock.now()):
            return redirect("assessment:unit", pk, code)
    back = reverse("assessment:unit", args=[pk, code])
    shown_ = {"form": form, "heading": _("Bonus points"), "about": f"{unit.label} · {period}", "back": back}
    return render(request, "assessment/plain.html", shown_)


@door.only(Role.ASSESSOR)
def withdraw_bonus(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销加减分."""
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if gone := told(
            form, actions.withdraw_points, pk, reason=reason, by=actor_of(request), at=clock.now()
        ):
            return redirect("assessment:unit", gone.period_id, gone.unit.code)
    back = reverse("assessment:periods")
    return render(
        request, "assessment/plain.html", {"form": form, "heading": _("Withdraw the points"), "back": back}
    )


@door.sees(Desk.ASSESSMENT)
def rewards(request: HttpRequest) -> HttpResponseBase:
    """奖惩台账: rewards and penalties of units and people with the results of their year."""
    assessor = actor_of(request).holds(Role.ASSESSOR)
    proposals = tuple((kind, reverse("assessment:candidates", args=[kind])) for kind in PROPOSED)
    listing = Listing(
        title=_("Rewards and penalties"),
        lead=_(
            "With the results of the year in which they were given: a reference for the annual appraisal."
        ),
        rows=register.register(actor_of(request)),
        columns=_COLUMNS,
        facets=(
            Facet("kind", _("Kind of entry"), RewardKind),
            Facet("year", _("Year"), kind="text"),
            Facet("unit", _("Code of a unit"), kind="text", lookup="unit__code"),
            Facet("person", _("Login"), kind="text", lookup="person__login"),
        ),
        saved=(Saved(_("All")), *(Saved(kind, f"kind={kind}") for kind in RewardKind)),
        order=("-year", "kind", "pk"),
        actions=(*(((_("Enter"), reverse("assessment:new_reward")),) if assessor else ()), *proposals),
        empty=_("Nothing has been entered."),
        name="rewards",
    )
    return respond(request, listing)


@door.only(Role.ASSESSOR)
def new_reward(request: HttpRequest) -> HttpResponse:
    """登记奖惩."""
    given = {name: request.GET.get(name, "") for name in ("kind", "unit", "login")}
    actor = actor_of(request)
    form = RewardForm(request.POST or None, actor=actor, initial=given | {"year": clock.today().year})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("unit", "login", "year", "reason", "document")}
        kind = RewardKind(form.cleaned_data["kind"])
        if told(form, register.record, kind, **said, by=actor, at=clock.now()):
            messages.success(request, _("Entered."))
            return redirect("assessment:rewards")
    back = reverse("assessment:rewards")
    return render(request, "assessment/plain.html", {"form": form, "heading": _("Enter"), "back": back})


@door.only(Role.ASSESSOR)
def withdraw_reward(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销."""
    form, back = WithdrawForm(request.POST or None), reverse("assessment:rewards")
    if form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "by": actor_of(request), "at": clock.now()}
        if told(form, register.withdraw, pk, **said):
            return redirect(back)
    shown_ = {"form": form, "heading": _("Withdraw the entry"), "back": back}
    return render(request, "assessment/plain.html", shown_)


@door.sees(Desk.ASSESSMENT)
def candidates(request: HttpRequest, kind: str) -> HttpResponseBase:
    """先进办件集体、最美办件人: who is proposed by the results of a year."""
    if kind not in PROPOSED:
        raise Refusal("Nobody is proposed for this.")
    award, year = RewardKind(kind), tables.year_asked(request.GET.get("year", ""), clock.today())
    listing = Listing(
        title=f"{label(award)} · {year}",
        lead=_("Proposed by the results of the year; people decide, and enter it with its document."),
        rows=register.candidates(award, year, actor_of(request)),
        columns=(
            Column("name", _("Name"), link=lambda c: _enter(award, c)),
            Column("unit", _("Unit"), value="unit__label"),
            Column("league", _("League")),
            Column("rank", _("Rank"), value=lambda c: tables.place(c.place)),
            Column("composite", _("Composite"), value=lambda c: shown(c.place.sheet.total or Fraction(0))),
            Column("orders", _("Orders"), value="counts__orders", kind="num"),
        ),
        facets=(Facet("year", _("Year"), kind="text", lookup=lambda rows, _value: rows),),
        empty=_("Nobody has enough valid follow-ups in this year."),
        name=f"candidates-{kind}-{year}",
    )
    return respond(request, listing, template="assessment/beside.html")


def _enter(kind: RewardKind, row: Any) -> str:
    return f"{reverse('assessment:new_reward')}?kind={kind}&unit={row.unit.code}&login={row.login}"


def _kept(name: str) -> Any:
    return lambda row: row.figures.get(name) if row.figures.get(name) is not None else ""


def _standing(row: Any) -> Any:
    return _("Taken back") if row.withdrawn_at else _("Stands")


_COLUMNS = (
    Column("kind", _("Kind of entry"), kind="state", terms=RewardKind),
    Column("year", _("Year")),
    Column("unit", _("Unit"), value="unit__label"),
    Column("person", _("Person"), value="person__name"),
    Column("reason", _("Reason"), wide=True),
    Column("document", _("Document")),
    Column("composite", _("Composite of the year"), value=_kept("composite")),
    Column("rank", _("Rank of the year"), value=_kept("rank")),
    *(Column(str(rate), rate, value=_kept(str(rate)), spare=True)
      for rate in (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)),
    Column("orders", _("Orders"), value=_kept("orders"), spare=True),
    Column("standing", _("Standing"), value=_standing,
           link=lambda r: "" if r.withdrawn_at else reverse("assessment:withdraw_reward", args=[r.pk])),
)  # fmt: skip
