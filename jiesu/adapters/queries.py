"""The adapters of this installation: by settings.ADAPTERS (a dotted path each), else the ones of the house."""

from __future__ import annotations

import os
from typing import TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from jiesu.adapters.ports import Adapter, EmergencyLine, Geocoder, Mail, Sms
from jiesu.rules.verdict import Refusal

Port = TypeVar("Port", bound=Adapter)

DEFAULTS = {
    "sms": "jiesu.adapters.drivers.sms.SpoolSms",
    "email": "jiesu.adapters.drivers.mail.SmtpMail",
    "geocoder": "jiesu.directory.gazetteer.Gazetteer",
    "emergency": "jiesu.adapters.drivers.emergency.HookLine",
}
GATEWAY_SMS = "jiesu.adapters.drivers.sms.GatewaySms"


def sms() -> Sms:
    """Text messages: a gateway where JIESU_SMS_URL is set, else the outbox folder."""
    return _configured("sms", Sms)  # type: ignore[type-abstract]


def mail() -> Mail:
    """E-mail."""
    return _configured("email", Mail)  # type: ignore[type-abstract]


def geocoder() -> Geocoder:
    """From words to areas; the directory's own gazetteer unless the city has a better one."""
    return _configured("geocoder", Geocoder)  # type: ignore[type-abstract]


def emergency() -> EmergencyLine:
    """Handing callers over to 110, 119, 120, 122."""
    return _configured("emergency", EmergencyLine)  # type: ignore[type-abstract]


def states() -> list[tuple[str, str, bool]]:
    """Each port, the adapter behind it, and whether anything is connected: for the health page."""
    made = (("sms", sms()), ("email", mail()), ("geocoder", geocoder()), ("emergency", emergency()))
    return [(port, adapter.name, adapter.connected) for port, adapter in made]


def _configured(port: str, shape: type[Port]) -> Port:
    path = settings.ADAPTERS.get(port) or _default(port)
    try:
        made = import_string(path)()
    except ImportError:
        raise Refusal("The adapter %(path)s for %(port)s cannot be found.", path=path, port=port) from None
    if not isinstance(made, shape):
        raise Refusal("The adapter %(path)s is no adapter for %(port)s.", path=path, port=port)
    return made


def _default(port: str) -> str:
    if port == "sms" and os.environ.get("JIESU_SMS_URL"):
        return GATEWAY_SMS
    return DEFAULTS[port]
