"""Emergency lines: the hand-over is always a record of ours; where the line has an address, it is posted there."""

from __future__ import annotations

import os

from jiesu.adapters.drivers.gateway import Gateway
from jiesu.adapters.ports import Receipt, Unreachable
from jiesu.rules.verdict import Refusal

LINES = ("110", "119", "120", "122")


class HookLine:
    """Posts {"line", "order", "place", "text"} to JIESU_EMERGENCY_URL where that is set; else the call is by hand."""

    name = "Emergency line"

    def __init__(self, gateway: Gateway | None = None) -> None:
        self.gateway = gateway or Gateway(
            url=os.environ.get("JIESU_EMERGENCY_URL", ""),
            token=os.environ.get("JIESU_EMERGENCY_TOKEN", ""),
            timeout=float(os.environ.get("JIESU_EMERGENCY_TIMEOUT", "5")),
        )

    @property
    def connected(self) -> bool:
        return bool(self.gateway.url)

    def hand_over(self, *, number: str, order: str, place: str, text: str, key: str) -> Receipt:
        if number not in LINES:
            raise Refusal("There is no emergency line %(number)s.", number=number)
        if not self.connected:
            return Receipt(ref="", sent=False, note="not connected: hand over by telephone")
        body = {"line": number, "order": order, "place": place, "text": text}
        answer = self.gateway.post(body, key=key)
        if answer.get("error"):
            raise Unreachable(str(answer["error"])[:200])
        return Receipt(ref=str(answer.get("id", "")), sent=True)
