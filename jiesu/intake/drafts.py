"""A request as it was told, before it is an order. Only the text is needed: nothing else blocks (不设门槛, R008)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jiesu.rules.terms import Channel, RequestType


@dataclass(frozen=True, slots=True)
class Draft:
    """What the requester told. `area` is a code; `confidential` None: a report (举报) is, others are not.

    `origin` says who assigned it or where it was published (R017, R018, R019).
    """

    text: str
    title: str = ""
    name: str = ""
    phone: str = ""
    address_no: str = ""
    kind: str = "person"
    minor: bool = False
    channel: Channel = Channel.PHONE
    source: str = ""
    external_no: str = ""
    request_type: RequestType | None = None
    category: str = ""
    area: str = ""
    place: str = ""
    lon: str = ""
    lat: str = ""
    confidential: bool | None = None
    anonymous: bool = False
    tags: tuple[str, ...] = ()
    origin: str = ""
    received_at: datetime | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
