"""One page for each verb of intake: the form, and the order beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.intake import courses, forms, queries, suggesting
from jiesu.intake.forms import VerbForm
from jiesu.intake.words import SCRIPTS
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.downloads import download
from jiesu.kit.forms import told
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Term, Verb
from jiesu.rules.verdict import Refusal


@door(Verb.ACCEPT)
def accept(request: HttpRequest, number: str) -> HttpResponseBase:
    """受理."""
    return _verb(request, number, Verb.ACCEPT, forms.AcceptForm)


@door(Verb.ANSWER)
def answer(request: HttpRequest, number: str) -> HttpResponseBase:
    """即时答复."""
    return _verb(request, number, Verb.ANSWER, forms.AnswerForm)


@door(Verb.TRANSFER)
def transfer(request: HttpRequest, number: str) -> HttpResponseBase:
    """一键转接."""
    return _verb(request, number, Verb.TRANSFER, forms.TransferForm)


@door(Verb.MERGE)
def merge(request: HttpRequest, number: str) -> HttpResponseBase:
    """并单."""
    return _verb(request, number, Verb.MERGE, forms.MergeForm)


@door(Verb.UNMERGE)
def unmerge(request: HttpRequest, number: str) -> HttpResponseBase:
    """撤销并单."""
    return _verb(request, number, Verb.UNMERGE, forms.UnmergeForm)


@door(Verb.SPLIT)
def split(request: HttpRequest, number: str) -> HttpResponseBase:
    """拆单."""
    asked = request.GET.get("lines", "")
    lines = int(asked) if asked.isdigit() else 0
    return _verb(request, number, Verb.SPLIT, partial(forms.SplitForm, lines=lines))


@door(Verb.SUPPLEMENT)
def supplement(request: HttpRequest, number: str) -> HttpResponseBase:
    """补充."""
    return _verb(request, number, Verb.SUPPLEMENT, forms.SupplementForm)


@door(Verb.PRESS)
def press(request: HttpRequest, number: str) -> HttpResponseBase:
    """催单."""
    return _verb(request, number, Verb.PRESS, forms.PressForm)


@door(Verb.WITHDRAW)
def withdraw(request: HttpRequest, number: str) -> HttpResponseBase:
    """撤诉."""
    return _verb(request, number, Verb.WITHDRAW, forms.WithdrawForm)


@door(Verb.REVEAL)
def reveal(request: HttpRequest, number: str) -> HttpResponseBase:
    """查看明文: the value stands on this page alone, and the page is kept nowhere."""
    return _verb(request, number, Verb.REVEAL, forms.RevealForm)


@door(Verb.FLAG)
def flag(request: HttpRequest, number: str) -> HttpResponseBase:
    """标记."""
    return _verb(request, number, Verb.FLAG, forms.FlagForm)


@door(Verb.FLAG)
def judge(request: HttpRequest, number: str) -> HttpResponseBase:
    """合理性认定."""
    return _verb(request, number, Verb.FLAG, forms.JudgeForm, page="judge", said=_("Judgement"))


@door(Verb.FLAG)
def approve(request: HttpRequest, number: str) -> HttpResponseBase:
    """审定."""
    return _verb(request, number, Verb.FLAG, forms.ApproveForm, page="approve", said=_("Approval"))


@door(Verb.FLAG)
def defuse(request: HttpRequest, number: str) -> HttpResponseBase:
    """化解."""
    return _verb(request, number, Verb.FLAG, forms.DefuseForm, page="defuse", said=_("Defusing"))


@door(Verb.FLAG)
def locate(request: HttpRequest, number: str) -> HttpResponseBase:
    """核实点位."""
    return _verb(request, number, Verb.FLAG, forms.LocateForm, page="locate", said=_("Verify the place"))


@door.any_one
def material(request: HttpRequest, stored: str) -> HttpResponseBase:
    """A file that the requester sent along, to those who may read the order's words."""
    try:
        row = queries.material(stored, actor_of(request))
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    return download(row.stored, row.name, row.kind)


def _verb(
    request: HttpRequest,
    number: str,
    verb: Verb,
    kind: Callable[..., VerbForm],
    *,
    page: str = "",
    said: Term | str = "",
) -> HttpResponseBase:
    """The page of one verb: its form, and the order beside it."""
    actor = actor_of(request)
    found = orders.find(number, actor)
    order = orders.as_read(found, actor)
    form = kind(*((request.POST, request.FILES) if request.method == "POST" else ()), order=order)
    done = told(form, form.send, by=actor, at=clock.now()) if form.is_bound and form.is_valid() else None
    if done and verb is not Verb.REVEAL:
        what = {"number": number, "verb": said or label(verb)}
        messages.success(request, _("Order %(number)s: %(verb)s.") % what)
        return redirect(*_next(verb, actor, number))
    context = {
        "form": form, "order": order, "verb": verb, "said": said, "shown": done,
        "draft_name": "" if verb is Verb.REVEAL else f"intake-{page or verb}-{number}",
        "possible": verb in orders.open_verbs_for(found, actor), **_help(page or verb, found, actor),
        "course": courses.course(found.request_type, clock.now()),
    }  # fmt: skip
    status = 422 if form.is_bound and not done else 200
    answer = render(request, f"intake/{page or verb}.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


MORE = 8
"""So many lines the page of a split shows when more are asked for."""
ON_THE_SHEET = frozenset({Verb.FLAG, Verb.PRESS, Verb.SPLIT, Verb.UNMERGE, Verb.SUPPLEMENT})
"""Verbs after which one wants to see the order again."""


def _next(verb: Verb, actor: Actor, number: str) -> tuple[str, ...]:
    """Where one goes on: to the order where it goes on, else to the desk."""
    if verb in ON_THE_SHEET or not actor.sees(Desk.INTAKE):
        return "orders:sheet", number
    return ("intake:desk",)


def _help(page: str, order: Order, actor: Actor) -> dict[str, object]:
    """What a verb's page shows beside the form: categories to choose from, orders to merge into, scripts."""
    at = clock.now()
    match page:
        case "accept":
            return {"categories": suggesting.category_names(at), "proposed": forms.proposals(order)}
        case "split":
            return {"categories": suggesting.category_names(at), "more": MORE}
        case "flag":
            return {"proposed": forms.proposals(order), "judgement": queries.judgement(order)}
        case "answer":
            asks = bool(order.requester and order.requester.kind == "enterprise")
            words = f"{order.title}\n{order.text}"
            return {
                "articles": queries.fitting(words, on=clock.today(), enterprise=asks), "scripts": SCRIPTS.items(),
            }  # fmt: skip
        case "merge":
            area = order.area.code if order.area else ""
            found = queries.alike(order.text, actor, at, area=area, most=6)
            return {"alike": [a for a in found if a.order.number != order.number]}
        case "approve" | "defuse" | "judge":
            return {"judgement": queries.judgement(order)}
        case "locate":
            return {"point": queries.point(order)}
    return {}
