"""The verbs of dispatch: dispatch (one, many, automatically), forward, recall, object and rule, consult, instruct."""

from jiesu.dispatch.actions.automatic import automatic, automatic_at, refresh
from jiesu.dispatch.actions.consulting import conclude, consult, opine
from jiesu.dispatch.actions.dispatching import Sending, confirm_many, dispatch, dispatch_many
from jiesu.dispatch.actions.forwarding import forward
from jiesu.dispatch.actions.instructing import carry_out, instruct, put_before
from jiesu.dispatch.actions.objecting import object, reject, uphold
from jiesu.dispatch.actions.passing import forward_at, forward_automatic
from jiesu.dispatch.actions.recalling import recall

__all__ = [
    "Sending",
    "automatic",
    "automatic_at",
    "carry_out",
    "conclude",
    "confirm_many",
    "consult",
    "dispatch",
    "dispatch_many",
    "forward",
    "forward_at",
    "forward_automatic",
    "instruct",
    "object",
    "opine",
    "put_before",
    "recall",
    "refresh",
    "reject",
    "uphold",
]
