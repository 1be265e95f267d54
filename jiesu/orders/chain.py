"""The chain: each event carries the hash of what it says and of its order's previous event.

hash(n) = digest(hash(n-1) || canonical JSON of event n). The digest is SHA-256 or SM3 by the crypto profile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from jiesu.kit import crypto

GENESIS = b"\0" * 32
_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


class Line(Protocol):
    """What the chain and the projection read of an event, stored or about to be."""

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
    key: str
    facts: Any


def iso(moment: datetime) -> str:
    """The moment as the ledger writes it: UTC, microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def link(previous: bytes, number: str, line: Line) -> bytes:
    """The hash of an event of order `number` that follows an event whose hash is `previous` (32 bytes)."""
    said = [
        number,
        line.seq,
        line.share,
        line.verb,
        line.before,
        line.after,
        line.order_state,
        line.by,
        line.seat,
        iso(line.at),
        line.law,
        line.clause,
        line.key,
        line.facts,
    ]
    return crypto.digest((previous or GENESIS) + _WRITE(said).encode())


def content(title: str, text: str, place: str) -> str:
    """The keyed fingerprint of an order's words, kept in the ledger instead of the words (R492)."""
    return crypto.keyed_hash("\n".join((title, text, place))).hex()


def root(previous: bytes, heads: list[tuple[str, int, bytes]]) -> bytes:
    """The root of a seal over (order number, seq, hash), chained to the previous seal's root."""
    lines = "".join(f"{number} {seq} {head.hex()}\n" for number, seq, head in sorted(heads))
    return crypto.digest((previous or GENESIS) + lines.encode())


def plain(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Facts as the ledger keeps them: strings, whole numbers, truth values, lists; moments as ISO text."""
    return {k: _plain(v) for k, v in sorted((facts or {}).items()) if v is not None and v != ""}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)  # a term gives its identifier
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return str(value)
