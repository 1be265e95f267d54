"""What handling keeps beside the ledger."""

from jiesu.handling.models.clocks import Asking, Paper, Pause
from jiesu.handling.models.register import Pending
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
    "Asking",
    "Contact",
    "Evidence",
    "Note",
    "OnShare",
    "Paper",
    "Pause",
    "Pending",
    "Reply",
]
