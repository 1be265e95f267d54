"""The requester's key to an order: its number and a code that only this installation can compute (R011, e A44)."""

from __future__ import annotations

from base64 import b32encode

from jiesu.kit.crypto import keyed_hash


def tracking_code(number: str) -> str:
    """Eight letters and digits that belong to an order's number; nothing is stored."""
    return b32encode(keyed_hash(f"track:{number}")[:5]).decode()
