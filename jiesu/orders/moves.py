"""What is handed to the spine: a new order, a new share, a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Level, Mode, RequestType, UnitRole, Verb


@dataclass(frozen=True, slots=True)
class NewOrder:
    """A request about to become an order. `desk` is the code of the unit that receives it.

    `requester` is the id of a callers.Party. `received_at` is when the citizen spoke, `at` when it was written
    down (both by default the call's moment; `at` is asked in bulk only).
    `(source, external_no)` is unique where `external_no` is given: a second one is the same order.
    """

    desk: str
    text: str
    title: str = ""
    channel: Channel = Channel.PHONE
    request_type: RequestType | None = None
    category: str = ""
    level: Level | None = None
    source: str = ""
    external_no: str = ""
    area: str = ""
    place: str = ""
    lon: str = ""
    lat: str = ""
    requester: int | None = None
    confidential: bool = False
    anonymous: bool = False
    tags: tuple[str, ...] = ()
    received_at: datetime | None = None
    at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Birth:
    """A new share of an order for a unit (by code), with its own clocks. `parent` is a share's number."""

    unit: str
    role: UnitRole = UnitRole.LEAD
    mode: Mode = Mode.DIRECT
    level: Level | None = None
    due: datetime | None = None
    claim_due: datetime | None = None
    contact_due: datetime | None = None
    parent: int | None = None
    law: str = ""
    clause: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """One verb on one order (or on one share of it), with everything the ledger keeps about it."""

    number: str
    verb: Verb
    by: Actor
    at: datetime
    share: int | None = None
    births: tuple[Birth, ...] = ()
    law: str = ""
    clause: str = ""
    key: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a new order in bulk: its number, and whether it was known already."""

    number: str
    known: bool = False
