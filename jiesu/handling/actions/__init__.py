"""The verbs of handling, each on one unit's share: the daily work; each module says its own."""

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
    "review",
    "send_back",
    "sign",
    "submit",
]
