"""Which personal fields which role sees at which desk, and what we keep them for. Data, no logic.

Law: Personal Information Protection Law arts 6 (least), 19 (retention), 54 (audit); R491, R492, R494.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

from jiesu.rules.terms import Desk, Role, Term


class Field(Term):
    """A personal value of a requester, or all that is known of one."""

    NAME = ("name", "姓名", "Name")
    PHONE = ("phone", "联系电话", "Telephone")
    ADDRESS_NO = ("address_no", "门牌号", "House number")
    PROFILE = ("profile", "诉求人画像", "Profile of the requester")


class Why(Term):
    """Why the house itself reads a value in clear; people give their reason in their own words."""

    NOTICE = ("auto:notice", "向诉求人发送通知", "Notice to the requester")
    FOLLOWUP = ("auto:followup", "短信回访", "Follow-up by text message")


VALUES = (Field.NAME, Field.PHONE, Field.ADDRESS_NO)
"""What can be read in clear; a profile is looked at masked, and the look is kept like a read."""
_ALL = frozenset(VALUES)
_NAME = frozenset({Field.NAME})
_TO_CALL = frozenset({Field.NAME, Field.PHONE})

SHOWN: Mapping[Desk, Mapping[Role, frozenset[Field]]] = MappingProxyType(
    {
        Desk.INTAKE: {Role.AGENT: _ALL, Role.DISPATCHER: _TO_CALL, Role.REQUEST_CENTRE: _TO_CALL},
        Desk.DISPATCH: {Role.DISPATCHER: _NAME, Role.REQUEST_CENTRE: _NAME},
        Desk.HANDLING: {
            Role.HANDLER: _ALL,
            Role.REQUEST_CENTRE: _TO_CALL,
            Role.HEAD: _TO_CALL,
            Role.AREA_LEADER: _NAME,
            Role.MAIN_LEADER: _NAME,
        },
        Desk.FOLLOWUP: {Role.FOLLOWUP_AGENT: _TO_CALL},
    }
)
"""What is shown, masked. A desk or role that is not here sees nothing of the person."""

HIDDEN_WHEN_CONFIDENTIAL = frozenset({Desk.DISPATCH, Desk.HANDLING})
"""Desks that see nothing of the person where the request was filed confidentially (R494)."""
KEEPS_CONFIDENCE = frozenset({Role.AGENT, Role.DISPATCHER, Role.FOLLOWUP_AGENT})
"""Who keeps the contact of such a request: the hotline centre's people, never a unit's request centre (R494)."""


@dataclass(frozen=True, slots=True)
class Private:
    """One line of the inventory of personal data (R491)."""

    column: str
    field: Field
    stored: str
    purpose: str
    protection: str
    retention_years: int


_SEALED, _HASHED = "sealed", "keyed hash"
INVENTORY: tuple[Private, ...] = tuple(
    Private(f"callers_party.{column}", field, stored, purpose, protection, 5)
    for column, field, stored, purpose, protection in (
        ("name_sealed", Field.NAME, _("Requester: the name"),
         _("To address the requester in reply and follow-up."), _SEALED),
        ("name_hash", Field.NAME, _("Requester: mark of the name"),
         _("To find the requester again by exact name."), _HASHED),
        ("phone_sealed", Field.PHONE, _("Requester: the telephone number"),
         _("To contact the requester and to follow up."), _SEALED),
        ("phone_hash", Field.PHONE, _("Requester: mark of the telephone number"),
         _("To find earlier requests of this number."), _HASHED),
        ("address_no_sealed", Field.ADDRESS_NO, _("Requester: the house number"),
         _("To find the door of the matter."), _SEALED),
    )
)  # fmt: skip
"""Every personal column of the house (a test compares it with the table). The span is assumed, see docs."""
