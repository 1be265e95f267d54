"""The verbs of dispatch: dispatch (one, many, automatically), forward, recall, object and rule, consult, instruct."""

from jiesu.dispatch.actions.automatic import TURN, automatic, automatic_at, refresh
from jiesu.dispatch.actions.consulting import conclude, consult, opine
from jiesu.dispatch.actions.dispatching import Sending, confirm_many, dispatch, dispatch_many
from jiesu.dispatch.actions.forwarding import forward
from jiesu.dispatch.actions.instructing import carry_out, instruct, put_before
from jiesu.dispatch.actions.objecting import object, reject, uphold
from jiesu.dispatch.actions.passing import forward_at, forward_automatic
from jiesu.dispatch.actions.proposing import (
    PROPOSES as PROPOSERS,
)
from jiesu.dispatch.actions.proposing import (
    add_line,
    contained,
    decide,
    end_line,
    keeps_catalogue,
    moves_of,
    propose,
    set_direct,
)
from jiesu.dispatch.actions.recalling import recall
from jiesu.dispatch.actions.trying import try_reading

__all__ = [
    "PROPOSERS",
    "TURN",
    "Sending",
    "add_line",
    "automatic",
    "automatic_at",
    "carry_out",
    "conclude",
    "confirm_many",
    "consult",
    "contained",
    "decide",
    "dispatch",
    "dispatch_many",
    "end_line",
    "forward",
    "forward_at",
    "forward_automatic",
    "instruct",
    "keeps_catalogue",
    "moves_of",
    "object",
    "opine",
    "propose",
    "put_before",
    "recall",
    "refresh",
    "reject",
    "set_direct",
    "try_reading",
    "uphold",
]
