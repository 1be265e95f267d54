"""The verbs of follow-up: draw, attempt, rate, give_up, inform, call, audit, rehandle, close; text messages."""

from jiesu.followup.actions.asking import attempt, give_up
from jiesu.followup.actions.auditing import audit, draw_recheck
from jiesu.followup.actions.drawing import draw
from jiesu.followup.actions.leading import call
from jiesu.followup.actions.messages import allow_again, receive, send_waiting
from jiesu.followup.actions.rating import close, rate, rehandle
from jiesu.followup.actions.telling import inform

__all__ = [
    "allow_again", "attempt", "audit", "call", "close", "draw", "draw_recheck", "give_up", "inform", "rate",
    "receive", "rehandle", "send_waiting",
]  # fmt: skip
