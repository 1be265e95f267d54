"""The verbs of handling, each on one unit's share: the daily work; each module says its own."""

from jiesu.handling.actions.clocks import deny, exempt, extend, grant, pause, resume
from jiesu.handling.actions.register import list, register, remind, renew, strike, write_off
from jiesu.handling.actions.work import (
    act,
    assign,
    claim,
    claim_many,
    contact,
    review,
    send_back,
    sign,
    submit,
)

__all__ = [
    "act",
    "assign",
    "claim",
    "claim_many",
    "contact",
    "deny",
    "exempt",
    "extend",
    "grant",
    "list",
    "pause",
    "register",
    "remind",
    "renew",
    "resume",
    "review",
    "send_back",
    "sign",
    "strike",
    "submit",
    "write_off",
]
