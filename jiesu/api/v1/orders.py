"""Orders by machine: record and accept, list, read, the ledger, and the verbs that need only words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from jiesu.api.v1 import keys, verbs
from jiesu.api.v1.refusals import Missing
from jiesu.api.v1.shapes import (
    Filed,
    LedgerLine,
    NewRequest,
    OrderLine,
    OrderPage,
    OrderSheet,
    Refused,
    Said,
    Share,
)
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit.paging import keys_of, page_of_query
from jiesu.kit.words import say
from jiesu.orders import face as spine
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Level, OrderState, RequestType, Verb

router = Router(tags=["orders"])
REFUSALS = {400: Refused, 401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused}
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


@router.post("", response={201: Filed, 200: Filed, **REFUSALS}, summary="Record and accept a request")
def record(request: HttpRequest, body: NewRequest, idempotency_key: Key = None) -> Any:
    """The order is recorded and accepted in one transaction; sent again with the same key it is answered with 200."""
    actor, at = keys.caller(request)
    key = keys.once(actor, "orders", idempotency_key)
    order, fresh = intake.record_accepted(_draft(body), by=actor, at=at, key=key)
    return Status(201 if fresh else 200, _filed(order))


@router.get("", response={200: OrderPage, **REFUSALS}, summary="Orders that you may see, the newest first")
def index(
    request: HttpRequest,
    state: OrderState | None = None,
    request_type: RequestType | None = None,
    channel: Channel | None = None,
    level: Level | None = None,
    lead: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    """Filters narrow; `after` of one page leads to the next, however deep."""
    actor, _at = keys.caller(request)
    wanted = {
        "state": state, "request_type": request_type, "channel": channel, "level": level, "lead__code": lead,
        "received_at__gte": since, "received_at__lt": until,
    }  # fmt: skip
    rows = spine.visible_to(actor).filter(**{name: value for name, value in wanted.items() if value})
    page = page_of_query(rows, keys_of(rows, ("-received_at", "-pk")), after=after, size=limit)
    return {
        "orders": [_line(spine.as_read(order, actor)) for order in page.rows],
        "after": page.after or None,
    }


@router.get("/{number}", response={200: OrderSheet, **REFUSALS}, summary="One order")
def sheet(request: HttpRequest, number: str) -> Any:
    """Its words (masked where it is confidential), its shares, and what you may do with it now."""
    actor, _at = keys.caller(request)
    found = _found(number, actor)
    order = spine.as_read(found, actor)
    shares, events = spine.shares_of(order), spine.timeline(found)
    open_now = {v for share in (None, *shares) for v in spine.open_verbs_for(order, actor, share, shares)}
    told = {name: getattr(order, name) for name in OrderSheet.model_fields if hasattr(order, name)}
    return (
        told
        | _line(order)
        | {
            "shares": [_share(share, spine.clock_story(found, share, events)) for share in shares],
            "verbs": sorted(str(verb) for verb in open_now),
        }
    )


@router.get(
    "/{number}/events", response={200: list[LedgerLine], **REFUSALS}, summary="The ledger of one order"
)
def events(request: HttpRequest, number: str) -> Any:
    """Every event with its hash, first to last."""
    actor, _at = keys.caller(request)
    order = _found(number, actor)
    return [_event(e) | {"facts": spine.facts_read(e, order, actor)} for e in spine.timeline(order)]


@router.post("/{number}/verbs/{verb}", response={200: LedgerLine, **REFUSALS}, summary="Do a verb")
def do(request: HttpRequest, number: str, verb: Verb, body: Said, idempotency_key: Key = None) -> Any:
    """accept, answer, supplement, withdraw, claim, contact, act, submit, send_back, review, sign, close."""
    actor, at = keys.caller(request)
    _found(number, actor)
    key = keys.once(actor, f"{number}/{verb}", idempotency_key)
    event = verbs.do(number, verb, body, by=actor, at=at, key=key)
    return _event(event)


def _found(number: str, actor: Actor) -> Order:
    order = spine.visible_to(actor).filter(number=number).first()
    if order is None:
        raise Missing("There is no order %(number)s that you may see.", number=number)
    return order


def _draft(body: NewRequest) -> Draft:
    told = {name: value for name, value in body if name != "enterprise"}
    return Draft(**told, kind="enterprise" if body.enterprise else "person")


def _filed(order: Order) -> dict[str, Any]:
    return {
        "number": order.number, "code": spine.tracking_code(order.number), "state": order.state, "due": order.due,
        "request_type": order.request_type, "category": order.category, "level": order.level,
    }  # fmt: skip


def _event(event: spine.Event) -> dict[str, Any]:
    return {n: getattr(event, n) for n in LedgerLine.model_fields} | {"hash": bytes(event.hash).hex()}


def _line(order: Order) -> dict[str, Any]:
    line = {name: getattr(order, name) for name in OrderLine.model_fields}
    return line | {
        "area": order.area.code if order.area else None,
        "lead": order.lead.code if order.lead else None,
    }


def _share(share: spine.Assignment, story: spine.Story) -> dict[str, Any]:
    told = {name: getattr(share, name) for name in Share.model_fields if name != "story"}
    return told | {
        "unit": share.unit.code,
        "handler": share.handler.login if share.handler else None,
        "parent": share.parent.no if share.parent else None,
        "story": [
            {
                "at": step.at,
                "said": " ".join(map(say, step.said)),
                "clause": step.clause,
                "law": step.law,
                "due": step.due,
            }
            for step in story.steps
        ],
    }
