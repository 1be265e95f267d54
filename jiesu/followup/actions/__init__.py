"""The verbs of follow-up: draw, attempt, rate, give_up, rehandle, close; and the text messages."""

from jiesu.followup.actions.asking import attempt, give_up
from jiesu.followup.actions.drawing import draw
from jiesu.followup.actions.messages import receive, send_waiting
from jiesu.followup.actions.rating import close, rate, rehandle

__all__ = ["attempt", "close", "draw", "give_up", "rate", "receive", "rehandle", "send_waiting"]
