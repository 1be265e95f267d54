"""The agent's desk, and what it shows while somebody types."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiesu.intake import courses, filling, forms, queries, splitting, suggesting, warnings
from jiesu.intake.words import Line, Tag
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Desk, Level, OrderState, RequestType, Verb


@door.sees(Desk.INTAKE)
def desk(request: HttpRequest) -> HttpResponseBase:
    """接诉台: write down what somebody asks; below it the recorded requests that wait."""
    return _desk(request, forms.DeskForm(), 200)


@door(Verb.RECORD)
@require_POST
def record(request: HttpRequest) -> HttpResponseBase:
    """登记, and what the pressed button says beside it."""
    form = forms.DeskForm(request.POST)
    order = told(form, form.send, by=actor_of(request), at=clock.now()) if form.is_valid() else None
    if order is None:
        return _desk(request, form, 422)
    state = label(OrderState(order.state))
    messages.success(request, _("Order %(number)s: %(state)s.") % {"number": order.number, "state": state})
    return redirect("intake:desk")


@door.sees(Desk.INTAKE)
@require_POST
def caller(request: HttpRequest) -> HttpResponseBase:
    """Who has the number that is being typed, masked, with the last requests. POST: numbers are in no address."""
    found = queries.caller(request.POST.get("phone", ""), actor_of(request), clock.now())
    context = {"caller": found, "asked": bool(request.POST.get("phone")), "presses": _presses(found, request)}
    return render(request, "intake/caller.html", context)


@door.sees(Desk.INTAKE)
@require_POST
def reading(request: HttpRequest) -> HttpResponseBase:
    """What the machine reads in the words so far: type, category, urgent words, proposed tags, duplicates."""
    names = ("title", "text", "phone", "area")
    said = {name: str(request.POST.get(name, "")) for name in names}
    ticked = request.POST.getlist("tags")
    return render(request, "intake/reading.html", _read(said, actor_of(request)) | {"ticked": ticked})


@door.sees(Desk.INTAKE)
def areas(request: HttpRequest) -> HttpResponseBase:
    """Places of the directory that fit what is being typed, as options."""
    asked = next((str(text) for name, text in request.GET.items() if name.startswith("area")), "")
    return render(request, "intake/areas.html", {"areas": queries.area_options(asked)})


def _read(said: dict[str, str], actor: Actor) -> dict[str, object]:
    """What is read in the words so far, and the open requests that read alike."""
    at, text = clock.now(), f"{said['title']}\n{said['text']}".strip()
    area = forms.code_in(said["area"]) or queries.area_called(said["area"])
    return {
        "filled": filling.filled(said["title"], said["text"], at),
        "urgent": suggesting.judge(at).urgent_words(text),
        "proposed": warnings.proposed(text, at),
        "matters": len(splitting.matters(text)) if text else 0,
        "near": _nearby(queries.near(said["text"], actor, at, phone=said["phone"], area=area)),
    }


def _nearby(found: list[queries.Near]) -> list[tuple[queries.Near, forms.PressForm | None]]:
    return [(one, forms.PressForm(order=one.order) if one.press else None) for one in found]


def _presses(found: queries.Caller | None, request: HttpRequest) -> list[tuple[str, forms.PressForm]]:
    """One key for each open order of the caller: press it."""
    actor = actor_of(request)
    return [
        (order.number, forms.PressForm(order=order))
        for order in (found.orders if found else ())
        if Verb.PRESS in orders.open_verbs_for(order, actor)
    ]


def _desk(request: HttpRequest, form: forms.DeskForm, status: int) -> HttpResponseBase:
    actor, at = actor_of(request), clock.now()
    answer = respond(
        request,
        tray_list(actor),
        template="intake/desk.html",
        form=form,
        lines=tuple(Line),
        categories=suggesting.category_names(at),
        mine=queries.mine(actor, at)[:8],
    )
    answer.status_code = status
    return answer


def tray_list(actor: Actor) -> Listing:
    """The recorded requests that wait for a person."""
    return Listing(
        title=Desk.INTAKE,
        rows=queries.tray(actor),
        order=("urgency", "received_at", "id"),
        columns=(
            Column(
                "number",
                gettext_lazy("Number"),
                link=lambda o: reverse(f"intake:{courses.first_verb(o, clock.now())}", args=[o.number]),
            ),
            Column("title", gettext_lazy("Title"), value=orders.title_for(actor), wide=True),
            *COLUMNS,
        ),
        facets=FACETS,
        saved=SAVED,
        search=orders.search_for(actor),
        search_hint=gettext_lazy("Number, title or place"),
        empty=gettext_lazy("No recorded request waits here."),
    )


COLUMNS = (
    Column("request_type", gettext_lazy("Type"), terms=RequestType),
    Column("level", gettext_lazy("Level"), terms=Level),
    Column("channel", gettext_lazy("Channel"), terms=Channel),
    Column("area", gettext_lazy("Area"), value="area__name"),
    Column("received_at", gettext_lazy("Received"), kind="when"),
)
FACETS = (
    Facet("type", gettext_lazy("Type"), RequestType, "request_type"),
    Facet("channel", gettext_lazy("Channel"), Channel),
    Facet("level", gettext_lazy("Level"), Level),
    Facet("tag", gettext_lazy("Tag"), Tag, lambda rows, tag: rows.filter(tags__contains=[tag])),
    Facet("received", gettext_lazy("Received"), kind="days", lookup="received_at"),
)
SAVED = (
    Saved(gettext_lazy("All")),
    Saved(Level.P1, "level=P1"),
    Saved(Channel.WEB, "channel=web"),
    Saved(RequestType.REPORT, "type=report"),
    Saved(Tag.GREEN, "tag=green"),
)
