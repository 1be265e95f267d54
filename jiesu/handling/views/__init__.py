"""The pages of handling: the desk and the page of each verb."""

from jiesu.handling.views.work import (
    act,
    assign,
    claim,
    claim_many,
    contact,
    desk,
    file,
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
    "desk",
    "file",
    "review",
    "send_back",
    "sign",
    "submit",
]
