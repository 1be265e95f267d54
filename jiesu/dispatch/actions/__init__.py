"""The verbs of dispatch: dispatch (one, many, automatically), forward, object, uphold, reject."""

from jiesu.dispatch.actions.automatic import automatic, automatic_at, refresh
from jiesu.dispatch.actions.dispatching import Sending, confirm_many, dispatch, dispatch_many
from jiesu.dispatch.actions.forwarding import forward
from jiesu.dispatch.actions.objecting import object, reject, uphold
from jiesu.dispatch.actions.passing import forward_at, forward_automatic

__all__ = [
    "Sending",
    "automatic",
    "automatic_at",
    "confirm_many",
    "dispatch",
    "dispatch_many",
    "forward",
    "forward_at",
    "forward_automatic",
    "object",
    "refresh",
    "reject",
    "uphold",
]
