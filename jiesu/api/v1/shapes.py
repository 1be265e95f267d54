"""The shapes of version 1: what is sent and what is answered. A change here shows in tests/faces/openapi.json."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema
from pydantic import BaseModel

from jiesu.rules.terms import Channel, RequestType


class NewRequest(BaseModel):
    """A request to be recorded and accepted. Only `text` is needed."""

    text: str = Field(min_length=1, max_length=100_000)
    title: str = Field("", max_length=200)
    name: str = Field("", max_length=120)
    phone: str = Field("", max_length=40)
    address_no: str = Field("", max_length=120)
    enterprise: bool = False
    minor: bool = False
    channel: Channel = Channel.PHONE
    source: str = Field("", max_length=40)
    external_no: str = Field("", max_length=80)
    request_type: RequestType | None = None
    category: str = Field("", max_length=60)
    area: str = Field("", max_length=40)
    place: str = Field("", max_length=300)
    lon: str = Field("", max_length=12)
    lat: str = Field("", max_length=12)
    confidential: bool | None = None
    anonymous: bool = False
    tags: tuple[str, ...] = ()


class Filed(BaseModel):
    """What becomes of a new request: its number, the code by which the requester follows it, its level."""

    number: str
    code: str
    state: str
    request_type: str
    category: str
    level: str
    due: datetime | None


class OrderLine(Schema):
    """An order in a list."""

    number: str
    state: str
    since: datetime
    title: str
    request_type: str
    category: str
    channel: str
    level: str
    area: str | None
    place: str
    lead: str | None
    due: datetime | None
    received_at: datetime
    confidential: bool
    anonymous: bool
    round: int


class OrderPage(Schema):
    """One page of orders, the newest first; `after` leads to the next page, null on the last one."""

    orders: list[OrderLine]
    after: str | None


class StoryLine(Schema):
    """One step by which a limit came about, in the language that was asked for."""

    at: datetime
    said: str
    clause: str
    law: str
    due: datetime | None


class Share(Schema):
    """One unit's share of an order."""

    no: int
    unit: str
    role: str
    mode: str
    state: str
    handler: str | None
    level: str
    due: datetime | None
    first_due: datetime | None
    claim_due: datetime | None
    contact_due: datetime | None
    paused_at: datetime | None
    story: list[StoryLine]
    parent: int | None


class OrderSheet(OrderLine):
    """An order with its words and shares, and the verbs that the asker may do now."""

    text: str
    tags: list[str]
    accepted_at: datetime | None
    dispatched_at: datetime | None
    replied_at: datetime | None
    rated_at: datetime | None
    closed_at: datetime | None
    contacted: bool | None
    solved: str
    satisfied: str
    outcome: str
    shares: list[Share]
    verbs: list[str]


class LedgerLine(Schema):
    """One event of the ledger. `hash` covers it and the one before."""

    seq: int
    share: int | None
    verb: str
    before: str
    after: str
    order_state: str
    by: str
    seat: str
    at: datetime
    law: str
    clause: str
    facts: dict[str, Any]
    hash: str


class Said(Schema):
    """What a verb is told: the words, and the share it is done on (1, 2, …) where the verb is a share's."""

    text: str = Field("", max_length=100_000)
    share: int | None = None
    way: str = Field("phone", description="contact: how the requester was contacted")
    reached: str = Field("reached", description="contact: what came of it")
    kind: str = Field("other", description="act: what was done")
    result: str = Field("solved", description="submit: how the matter ended")
    cause: str = Field("", description="submit: the root cause, where one is named")
    cause_note: str = Field("", max_length=2000, description="submit: what is behind it")


class UnitLine(Schema):
    """A unit of the directory."""

    code: str
    name: str
    kind: str
    level: str
    parent: str | None
    area: str | None
    path: str


class LawValue(Schema):
    """One value of the law and what it rests on."""

    key: str
    value: str
    basis: str | None
    source: str


class Law(Schema):
    """The version of one topic that is in force."""

    id: str
    title: str
    source: str
    values: list[LawValue]


class MonthLine(Schema):
    """One month's published counts by word; null is hidden (fewer than five)."""

    month: str
    counts: dict[str, int | None]
    total: int | None


class FigureTable(Schema):
    """Requests by month and by type or channel."""

    indicator: str
    months: list[MonthLine]


class LeagueLine(Schema):
    """A league's published rates in per cent; null is hidden."""

    name: str
    follow_ups: int | None
    rates: dict[str, str | None]


class Figures(Schema):
    """The published figures."""

    at: datetime
    first: date | None
    last: date | None
    law: str
    tables: list[FigureTable]
    leagues: list[LeagueLine]


class NamelessOrder(Schema):
    """An order without anything personal. `id` stands for its number and is the same each time; `received` is an hour,
    `dispatched`, `replied` and `rated` are days, by the clock on the wall; `area` is a community or above."""

    id: str
    received: str
    request_type: str
    category: str
    category_name: str
    channel: str
    caller: str
    level: str
    area: str
    area_name: str
    lead: str
    state: str
    dispatched: str
    replied: str
    rated: str
    contacted: bool | None
    solved: str
    satisfied: str
    outcome: str


class NamelessPage(Schema):
    """De-identified orders; as of when and of what; how many confidential ones were left out of the whole time."""

    at: datetime
    scope: str
    left_out: int
    orders: list[NamelessOrder]
    after: str | None


class Refused(Schema):
    """Why not: a sentence for a person, and the clause of the law it rests on where there is one."""

    refusal: str
    clause: str = ""
