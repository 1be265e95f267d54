"""Text messages: over a gateway where one is configured, else into a folder, and saying so."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from django.conf import settings

from jiesu.adapters.drivers.gateway import Gateway
from jiesu.adapters.ports import Receipt, Unreachable


class GatewaySms:
    """POST {"to", "text", "key"} to the gateway; it answers {"id": "..."}, or {"error": "..."}."""

    name = "SMS gateway"

    def __init__(self, gateway: Gateway | None = None) -> None:
        self.gateway = gateway or Gateway(
            url=os.environ.get("JIESU_SMS_URL", ""),
            token=os.environ.get("JIESU_SMS_TOKEN", ""),
            timeout=float(os.environ.get("JIESU_SMS_TIMEOUT", "10")),
        )

    @property
    def connected(self) -> bool:
        return bool(self.gateway.url)

    def send(self, *, to: str, text: str, key: str) -> Receipt:
        answer = self.gateway.post({"to": to, "text": text, "key": key}, key=key)
        if answer.get("error"):
            raise Unreachable(str(answer["error"])[:200])
        return Receipt(ref=str(answer.get("id", "")), sent=True)


class SpoolSms:
    """No gateway: each message becomes a file in the outbox of the data folder. Nothing is sent, and it says so.

    The files hold the numbers in clear, as a gateway would get them: the folder is the owner's alone (0700).
    """

    name = "SMS outbox folder"
    connected = False

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.DATA) / "outbox" / "sms"

    def send(self, *, to: str, text: str, key: str) -> Receipt:
        ref = hashlib.sha256(key.encode()).hexdigest()[:32]
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self.folder / f"{ref}.json", {"key": key, "to": to, "text": text})
        except OSError as problem:
            raise Unreachable(f"{type(problem).__name__}: {problem.strerror}") from problem
        return Receipt(ref=ref, sent=False, note="not connected: kept in the outbox folder")


def _write(path: Path, message: dict[str, str]) -> None:
    """All or nothing; the same key again writes the same file."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        json.dump(message, file, ensure_ascii=False)
    Path(file.name).replace(path)
