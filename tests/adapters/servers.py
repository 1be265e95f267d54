"""The other side, on loopback, speaking the real protocols: an HTTP gateway and a mail server."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """What an HTTP gateway got, and how it answers."""

    url: str = ""
    status: int = 200
    answer: bytes = b'{"id": "m-1"}'
    wait: threading.Event | None = None
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.got]


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway that takes messages until the test ends."""
    state = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if state.wait is not None:
                state.wait.wait(5)
            with suppress(BrokenPipeError):
                self.send_response(state.status)
                self.send_header("Content-Length", str(len(state.answer)))
                self.end_headers()
                self.wfile.write(state.answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, _running(server):
        state.url = f"http://127.0.0.1:{server.server_address[1]}/send?v=1"
        yield state


@dataclass
class MailServer:
    """What a mail server got: envelope and message."""

    port: int = 0
    refuse: bool = False
    got: list[tuple[str, list[str], bytes]] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server that speaks the part of RFC 5321 that a sender needs."""
    with _Post(("127.0.0.1", 0), _Postman) as server, _running(server):
        server.state.port = server.server_address[1]
        yield server.state


class _Post(socketserver.ThreadingTCPServer):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.state = MailServer()


class _Postman(socketserver.StreamRequestHandler):
    server: _Post

    def handle(self) -> None:
        self._say("220 sample ready")
        self.sender, self.receivers = "", list[str]()
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(":")
            self._say(self._answer(verb.split()[0].upper(), rest))

    def _answer(self, verb: str, rest: str) -> str:
        if verb == "DATA":
            self._say("354 go on")
            self.server.state.got.append((self.sender, self.receivers, self._message()))
            return "250 taken"
        if verb == "RCPT" and self.server.state.refuse:
            return "550 no such mailbox"
        if verb == "RCPT":
            self.receivers.append(rest)
        self.sender = rest if verb == "MAIL" else self.sender
        return "221 bye" if verb == "QUIT" else "250 ok"

    def _message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
