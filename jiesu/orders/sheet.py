"""The order's sheet as every desk shows it: the facts, the shares, the buttons that work, the rooms' panels.

A room declares in its AppConfig which verbs live in it (`verbs`) and, where it has something to add to the
sheet, a `panel` (a dotted path to a function (order, actor) -> dict or None).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from jiesu.callers import queries as callers
from jiesu.callers.queries import Card
from jiesu.orders import queries, telling, words
from jiesu.orders.models import Assignment, Event, Order
from jiesu.orders.story import Story, clock_story
from jiesu.orders.telling import Told
from jiesu.rules import flow
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Desk, Mode, OrderState, UnitRole, Verb

URGENT_FIRST = (
    Verb.SIGN,
    Verb.REVIEW,
    Verb.SUBMIT,
    Verb.CONTACT,
    Verb.ASSIGN,
    Verb.CLAIM,
    Verb.DISPATCH,
    Verb.ACCEPT,
)


@dataclass(frozen=True, slots=True)
class Button:
    """A verb that works now for this actor, and its address."""

    verb: Verb
    url: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A unit's share as the sheet shows it."""

    share: Assignment
    state: AssignmentState
    role: UnitRole
    mode: Mode
    buttons: tuple[Button, ...]
    story: Story


@dataclass(frozen=True, slots=True)
class Panel:
    """What a room adds to the sheet."""

    template: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the sheet of one order shows one actor."""

    order: Order
    state: OrderState
    buttons: tuple[Button, ...]
    shares: tuple[ShareRow, ...]
    facts: list[tuple[Any, Any, str]]
    requester: Card | None
    events: tuple[Told, ...]
    panels: tuple[Panel, ...]


def sheet(number: str, actor: Actor) -> Sheet:
    """The sheet of one order for one actor. Refusal where the actor may not see it."""
    order = queries.find(number, actor)
    shares = queries.shares_of(order)
    events = queries.timeline(order)
    rows = tuple(_row(order, share, shares, actor, events) for share in shares)
    read = words.as_read(order, actor)
    return Sheet(
        order=read,
        state=OrderState(order.state),
        buttons=_buttons(order, None, shares, actor),
        shares=rows,
        facts=telling.facts_of(read),
        requester=_requester(order, actor),
        events=telling.tell(events),
        panels=_panels(order, actor),
    )


def verb_url(verb: Verb, number: str, share: int | None = None) -> str:
    """The address of a verb's page on an order (or a share); empty where no room has one."""
    for config in apps.get_app_configs():
        if verb in getattr(config, "verbs", ()):
            try:
                return reverse(f"{config.label}:{verb}", args=[number] if share is None else [number, share])
            except NoReverseMatch:
                return ""
    return ""


def _row(
    order: Order, share: Assignment, shares: list[Assignment], actor: Actor, events: list[Event]
) -> ShareRow:
    return ShareRow(
        share=share,
        state=AssignmentState(share.state),
        role=UnitRole(share.role),
        mode=Mode(share.mode),
        buttons=_buttons(order, share, shares, actor),
        story=clock_story(order, share, events),
    )


def _buttons(
    order: Order, share: Assignment | None, shares: list[Assignment], actor: Actor
) -> tuple[Button, ...]:
    open_now = flow.verbs_from(order.state, share.state if share else None)
    able = [v for v in open_now if queries.may(actor, v, order, share, shares)]
    state = share.state if share else order.state
    moving = [v for v in able if _after(v, state, share) != state]
    first = next((v for v in (*URGENT_FIRST, *moving) if v in able), None)
    made = (Button(v, verb_url(v, order.number, share.no if share else None), v is first) for v in able)
    return tuple(sorted((b for b in made if b.url), key=lambda b: not b.first))


def _after(verb: Verb, state: str, share: Assignment | None) -> str:
    """Where the verb brings the order (or the share); the state itself for what is only noted beside."""
    return str((flow.ASSIGNMENT_STEPS if share else flow.ORDER_STEPS).get((verb, state), state))


def _requester(order: Order, actor: Actor) -> Card | None:
    """The requester, masked, as far as one of the actor's desks may see them at all."""
    if order.requester is None:
        return None
    desks = (Desk.INTAKE, Desk.FOLLOWUP, Desk.HANDLING, Desk.DISPATCH)
    cards = (
        callers.card(order.requester, desk, actor, confidential=order.confidential)
        for desk in desks
        if actor.sees(desk)
    )
    return next((card for card in cards if card.name or card.phone), None)


def _panels(order: Order, actor: Actor) -> tuple[Panel, ...]:
    panels = []
    for config in apps.get_app_configs():
        if path := getattr(config, "panel", ""):
            values = import_string(path)(order, actor)
            if values:
                panels.append(Panel(f"{config.label}/panel.html", values))
    return tuple(panels)
