"""A request as it was told, before it is an order. Only the text is needed: nothing else blocks (不设门槛, R008)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from jiesu.rules.terms import Channel, RequestType
from jiesu.rules.verdict import Refusal

LONGEST_PLACE = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """What the requester told. `area` is a code; `confidential` None: a report (举报) is, others are not.

    `origin` says in words who assigned it or where it was published; `leader` to `answer_by` and `outlet` to `link`
    say the same in parts (R017, R018). `company_code` is the credit code of an enterprise.
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
    company_code: str = ""
    leader: str = ""
    post: str = ""
    instruction: str = ""
    answer_by: date | None = None
    outlet: str = ""
    published_on: date | None = None
    link: str = ""
    received_at: datetime | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


def storable(told: Draft) -> Draft:
    """The draft without NUL characters, which no table holds. Refusal for a place that is too long or no point."""
    if len(told.place) > LONGEST_PLACE:
        raise Refusal("The place has more than %(most)s characters.", most=LONGEST_PLACE)
    for value, most in ((told.lon, 180), (told.lat, 90)):
        if value and not _within(value, most):
            raise Refusal("“%(value)s” is no longitude or latitude.", value=value)
    texts = {f.name: getattr(told, f.name) for f in fields(told)}
    clean: dict[str, Any] = {
        n: t.replace("\0", "") for n, t in texts.items() if isinstance(t, str) and "\0" in t
    }
    return replace(told, **clean, tags=tuple(tag.replace("\0", "") for tag in told.tags))


def storable_point(lon: str, lat: str) -> tuple[str, str]:
    """A point as the spine keeps it: degrees with six places. Refusal where it is none."""
    for value, most in ((lon, 180), (lat, 90)):
        if not _within(value.strip(), most):
            raise Refusal("“%(value)s” is no longitude or latitude.", value=value)
    six = Decimal("0.000001")
    return str(Decimal(lon.strip()).quantize(six)), str(Decimal(lat.strip()).quantize(six))


def _within(text: str, most: int) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number) <= most
