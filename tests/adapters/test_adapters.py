"""The outside world: real protocols on loopback, honest when nothing is connected, equal signatures."""

from __future__ import annotations

import email
import hashlib
import hmac
import inspect
import json
import stat
import threading
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest

from jiesu.adapters import ports, queries
from jiesu.adapters.drivers.emergency import HookLine
from jiesu.adapters.drivers.gateway import Gateway
from jiesu.adapters.drivers.mail import SmtpMail
from jiesu.adapters.drivers.sms import GatewaySms, SpoolSms
from jiesu.adapters.ports import Unreachable
from jiesu.directory.gazetteer import Gazetteer
from jiesu.rules.verdict import Refusal
from tests.adapters import servers

TEXT = "【样例】您反映的停水问题已办结，请评价。"
PHONE = "13800000001"


def test_a_text_message_reaches_the_gateway_signed_and_named() -> None:
    with servers.gateway() as there:
        receipt = GatewaySms(Gateway(there.url, token="sample-token")).send(to=PHONE, text=TEXT, key="n-1")
    [(headers, body)] = there.got
    assert json.loads(body) == {"to": PHONE, "text": TEXT, "key": "n-1"}
    assert headers["x-signature"] == hmac.new(b"sample-token", body, hashlib.sha256).hexdigest()
    assert headers["idempotency-key"] == "n-1"
    assert (receipt.sent, receipt.ref) == (True, "m-1")


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, b"{}"), (302, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b'{"error": "no credit"}')],
    ids=["error", "redirect", "no json", "no object", "refused"],
)
def test_a_gateway_that_does_not_take_it_is_unreachable(status: int, answer: bytes) -> None:
    with servers.gateway() as there:
        there.status, there.answer = status, answer
        with pytest.raises(Unreachable) as failed:
            GatewaySms(Gateway(there.url)).send(to=PHONE, text=TEXT, key="n-1")
    assert PHONE not in str(failed.value)


def test_a_gateway_that_is_silent_is_given_up_after_the_time_limit() -> None:
    with servers.gateway() as there:
        there.wait = threading.Event()
        try:
            with pytest.raises(Unreachable, match=r"[Tt]ime"):
                GatewaySms(Gateway(there.url, timeout=0.2)).send(to=PHONE, text=TEXT, key="n-1")
        finally:
            there.wait.set()


def test_a_gateway_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        GatewaySms(Gateway("http://127.0.0.1:9/", timeout=1)).send(to=PHONE, text=TEXT, key="n-1")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/", "nonsense"])
def test_only_http_addresses_are_gateways(url: str) -> None:
    with pytest.raises(Refusal, match="must begin with http"):
        GatewaySms(Gateway(url)).send(to=PHONE, text=TEXT, key="n-1")


def test_without_a_gateway_a_message_lies_in_the_outbox_and_says_it_was_not_sent(tmp_path: Path) -> None:
    sms = SpoolSms(tmp_path / "outbox" / "sms")
    receipts = [sms.send(to=PHONE, text=TEXT, key="n-1") for _ in range(2)]
    [file] = sms.folder.iterdir()
    assert json.loads(file.read_text()) == {"key": "n-1", "to": PHONE, "text": TEXT}
    assert not sms.connected and not receipts[0].sent and receipts[0] == receipts[1]
    assert stat.S_IMODE(sms.folder.stat().st_mode) == 0o700


def test_an_outbox_that_cannot_be_written_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file, no folder")
    with pytest.raises(Unreachable):
        SpoolSms(tmp_path / "sms").send(to=PHONE, text=TEXT, key="n-1")


def test_a_mail_goes_over_smtp_with_its_subject_and_one_message_id(settings: Any) -> None:
    with servers.mail_server() as there:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", there.port
        mail = SmtpMail()
        refs = {
            mail.send(to="x@example.org", subject="逾期\n提醒", text=TEXT, key="n-1").ref for _ in range(2)
        }
    (sender, receivers, message), _ = there.got
    parsed = email.message_from_bytes(message)
    assert (len(refs), receivers) == (1, ["<x@example.org>"]) and settings.DEFAULT_FROM_EMAIL in sender
    assert str(make_header(decode_header(parsed["Subject"]))) == "逾期 提醒"
    assert parsed["Message-ID"] in refs
    assert parsed.get_payload(decode=True).decode().strip() == TEXT  # type: ignore[union-attr]


def test_a_mail_that_the_server_refuses_is_unreachable(settings: Any) -> None:
    with servers.mail_server() as there:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", there.port
        there.refuse = True
        with pytest.raises(Unreachable) as failed:
            SmtpMail().send(to="x@example.org", subject="x", text="x", key="n-1")
    assert "example" not in str(failed.value)


def test_without_a_mail_server_it_says_so(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    receipt = SmtpMail().send(to="x@example.org", subject="x", text="x", key="n-1")
    assert not receipt.sent and "not connected" in receipt.note


def test_an_emergency_line_is_told_what_is_known() -> None:
    with servers.gateway() as there:
        line = HookLine(Gateway(there.url))
        receipt = line.hand_over(number="119", order="20260302-1", place="样例路1号", text="着火", key="t-1")
    assert receipt.sent
    assert there.bodies() == [{"line": "119", "order": "20260302-1", "place": "样例路1号", "text": "着火"}]


def test_an_emergency_line_without_an_address_is_called_by_hand() -> None:
    line = HookLine(Gateway(""))
    assert not line.hand_over(number="110", order="1", place="", text="", key="t-1").sent
    with pytest.raises(Refusal, match="no emergency line"):
        line.hand_over(number="10086", order="1", place="", text="", key="t-1")


ALL = [
    (ports.Sms, GatewaySms),
    (ports.Sms, SpoolSms),
    (ports.Mail, SmtpMail),
    (ports.EmergencyLine, HookLine),
    (ports.Geocoder, Gazetteer),
]


@pytest.mark.parametrize(("port", "driver"), ALL, ids=lambda kind: kind.__name__)
def test_every_adapter_has_the_signatures_of_its_port(port: type, driver: type) -> None:
    verbs = [name for name, value in vars(port).items() if inspect.isfunction(value) and name[0] != "_"]
    assert verbs
    for verb in verbs:
        wanted, given = (inspect.signature(getattr(kind, verb)).parameters for kind in (port, driver))
        assert [(p.name, p.kind, p.default) for p in wanted.values()] == [
            (p.name, p.kind, p.default) for p in given.values()
        ]


def test_the_installation_chooses_its_adapters_by_setting(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADAPTERS = {}
    monkeypatch.delenv("JIESU_SMS_URL", raising=False)
    assert isinstance(queries.sms(), SpoolSms) and isinstance(queries.mail(), SmtpMail)
    monkeypatch.setenv("JIESU_SMS_URL", "http://127.0.0.1:9/")
    assert isinstance(queries.sms(), GatewaySms)
    settings.ADAPTERS = {"sms": "jiesu.adapters.drivers.sms.SpoolSms"}
    assert isinstance(queries.sms(), SpoolSms)
    assert ("sms", "SMS outbox folder", False) in queries.states()


@pytest.mark.parametrize("path", ["no.such.Thing", "jiesu.adapters.drivers.mail.SmtpMail.nothing", "nodots"])
def test_an_adapter_that_cannot_be_found_is_a_sentence(settings: Any, path: str) -> None:
    settings.ADAPTERS = {"sms": path}
    with pytest.raises(Refusal, match="cannot be found"):
        queries.sms()


def test_an_adapter_of_another_kind_is_refused(settings: Any) -> None:
    settings.ADAPTERS = {"geocoder": "jiesu.adapters.drivers.mail.SmtpMail"}
    with pytest.raises(Refusal, match="no adapter for geocoder"):
        queries.geocoder()
