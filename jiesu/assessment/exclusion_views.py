"""The pages of exclusion: the list, and the page of each verb on one unit's share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.assessment import actions, queries, tables
from jiesu.assessment.forms import DisallowForm, ExcludeForm, NoteForm
from jiesu.kit import clock, evidence
from jiesu.kit.doors import actor_of, door
from jiesu.kit.filekinds import FileKind
from jiesu.kit.forms import HouseForm, told
from jiesu.kit.listing import respond
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.terms import Desk, Verb
from jiesu.rules.verdict import Refusal


@door.sees(Desk.ASSESSMENT)
def exclusions(request: HttpRequest) -> HttpResponseBase:
    """剔除: the applications of my units, by what is to be done with them."""
    actor = actor_of(request)
    shown = {"alarming": queries.alarming_units(actor, clock.now())}
    return respond(request, tables.exclusion_list(actor), template="assessment/exclusions.html", **shown)


@door.sees(Desk.ASSESSMENT)
def neither(request: HttpRequest) -> HttpResponseBase:
    """Orders that are neither double-yes nor excluded."""
    return respond(request, tables.neither_list(actor_of(request)))


@door(Verb.EXCLUDE)
def exclude(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """申请剔除."""
    grounds = queries.exclusion_law(clock.now()).rules.grounds
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return _turn(request, Verb.EXCLUDE, number, share, ExcludeForm(*sent, grounds=grounds))


@door(Verb.COUNTERSIGN)
def countersign(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """签批剔除."""
    return _turn(request, Verb.COUNTERSIGN, number, share, NoteForm(request.POST or None))


@door(Verb.ALLOW)
def allow(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """准予剔除."""
    form = DisallowForm(request.POST or None, required=False)
    return _turn(request, Verb.ALLOW, number, share, form)


@door(Verb.DISALLOW)
def disallow(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """不予剔除."""
    return _turn(request, Verb.DISALLOW, number, share, DisallowForm(request.POST or None, required=True))


@door.sees(Desk.ASSESSMENT)
def proof(request: HttpRequest, stored: str) -> HttpResponseBase:
    """A file of an application; always an attachment, never interpreted."""
    try:
        row = queries.proof(stored, actor_of(request))
    except Refusal:
        raise Http404(stored) from None
    answer = FileResponse(evidence.opened(row.stored), as_attachment=True, filename=row.name)
    answer["Content-Type"] = evidence.MIME[FileKind(row.kind)]
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _turn(request: HttpRequest, verb: Verb, number: str, share: int, form: HouseForm) -> HttpResponse:
    """One turn of a verb's page: the form, or the deed and the list."""
    actor = actor_of(request)
    own = orders.share_of(orders.find(number, actor), share)
    if form.is_valid():
        said: dict[str, Any] = {
            **_asked(form),
            "share": share,
            "by": actor,
            "at": clock.now(),
            "key": form.key,
        }
        if told(form, getattr(actions, verb), number, **said):
            messages.success(
                request, _("%(number)s: “%(verb)s” is done.") % {"number": number, "verb": label(verb)}
            )
            return redirect("assessment:exclusions")
    return render(request, "assessment/verb.html", _around(own, verb, actor) | {"form": form})


def _around(own: Assignment, verb: Verb, actor: Any) -> dict[str, Any]:
    shares = orders.shares_of(own.order)
    able = orders.open_verbs_for(own.order, actor, own, shares)
    others = [
        v for v in (Verb.EXCLUDE, Verb.COUNTERSIGN, Verb.ALLOW, Verb.DISALLOW) if v in able and v is not verb
    ]
    return {
        "order": orders.as_read(own.order, actor),
        "share": own,
        "verb": verb,
        "possible": verb in able,
        "exclusions": queries.exclusions_of(own.order),
        "others": [(v, orders.verb_url(v, own.order.number, own.no)) for v in others],
    }


def _asked(form: HouseForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    return said | {"files": said.pop("evidence")} if "evidence" in said else said
