"""What handling keeps beside the ledger."""

from jiesu.handling.models.work import (
    Action,
    Contact,
    Evidence,
    Note,
    OnShare,
    Reply,
)

__all__ = [
    "Action",
    "Contact",
    "Evidence",
    "Note",
    "OnShare",
    "Reply",
]
