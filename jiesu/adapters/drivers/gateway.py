"""Speaks JSON over HTTP to a gateway: signed, with a time limit, never following a redirect."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from jiesu.adapters.ports import Unreachable
from jiesu.rules.verdict import Refusal

LONGEST_ANSWER = 1 << 20


@dataclass(frozen=True, slots=True)
class Gateway:
    """One address with its secret. The body is signed: X-Signature = HMAC-SHA-256(token, body), in hex."""

    url: str
    token: str = ""
    timeout: float = 10.0

    def post(self, body: Mapping[str, object], *, key: str) -> dict[str, object]:
        """The gateway's answer. Unreachable where it does not answer, or answers anything but 2xx and JSON."""
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "X-Signature": hmac.new(self.token.encode(), data, hashlib.sha256).hexdigest(),
        }
        parts = self._parts()
        connection = self._connection(parts)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            connection.request("POST", path, body=data, headers=headers)
            answer = connection.getresponse()
            said = answer.read(LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as problem:
            raise Unreachable(f"{type(problem).__name__}: {problem}") from problem
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise Unreachable(f"HTTP {answer.status}")
        return _json(said)

    def _parts(self) -> SplitResult:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refusal("The address of the gateway must begin with http:// or https://.")
        return parts

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, parts.port, timeout=self.timeout)
        return http.client.HTTPSConnection(
            host, parts.port, timeout=self.timeout, context=ssl.create_default_context()
        )


def _json(said: bytes) -> dict[str, object]:
    try:
        answer = json.loads(said or b"{}")
    except ValueError:
        raise Unreachable("the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise Unreachable("the answer is not a JSON object")
    return answer
