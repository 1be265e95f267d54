"""E-mail over SMTP, through Django's own client."""

from __future__ import annotations

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from jiesu.adapters.ports import Receipt, Unreachable


class SmtpMail:
    """Sends through the server of JIESU_SMTP_HOST; without one nothing is sent, and it says so."""

    name = "SMTP"
    timeout = 10

    @property
    def connected(self) -> bool:
        return bool(settings.EMAIL_HOST)

    def send(self, *, to: str, subject: str, text: str, key: str) -> Receipt:
        if not self.connected:
            return Receipt(ref="", sent=False, note="not connected: no mail server is set")
        sender = settings.DEFAULT_FROM_EMAIL
        ref = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2].strip('> ')}>"
        line = " ".join(subject.split())
        connection = get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=self.timeout)
        message = EmailMessage(line, text, sender, [to], headers={"Message-ID": ref}, connection=connection)
        try:
            message.send()
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            raise Unreachable(f"{type(problem).__name__}") from problem
        return Receipt(ref=ref, sent=True)
