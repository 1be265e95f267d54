"""The verbs of supervision, its registers, samples, groups, clues, leaders' decisions, and what time brings."""

from jiesu.supervision.actions.clues import (
    chained,
    conclude_clue,
    open_clue,
    read_clue,
    receive_clue,
    send_clue,
)
from jiesu.supervision.actions.entries import Said, check_step, enter, enter_many, take
from jiesu.supervision.actions.groups import draw_sample, drawn_again, end_group, form_group, issue_sample
from jiesu.supervision.actions.items import (
    Demand,
    confirm,
    explain,
    insist,
    investigate,
    issue_many,
    supervise,
    urge,
)
from jiesu.supervision.actions.leaders import (
    acknowledge,
    circulate,
    decide,
    freeze_boards,
    propose_topics,
    write_bulletin,
)
from jiesu.supervision.actions.outside import hear, invite, open_reviews
from jiesu.supervision.actions.time import DEMANDS, check_recurrence, climb, settle_items
from jiesu.supervision.actions.warned import check_spots, launch, remind_of_items, warn

__all__ = [
    "DEMANDS",
    "Demand",
    "Said",
    "acknowledge",
    "chained",
    "check_recurrence",
    "check_spots",
    "check_step",
    "circulate",
    "climb",
    "conclude_clue",
    "confirm",
    "decide",
    "draw_sample",
    "drawn_again",
    "end_group",
    "enter",
    "enter_many",
    "explain",
    "form_group",
    "freeze_boards",
    "hear",
    "insist",
    "investigate",
    "invite",
    "issue_many",
    "issue_sample",
    "launch",
    "open_clue",
    "open_reviews",
    "propose_topics",
    "read_clue",
    "receive_clue",
    "remind_of_items",
    "send_clue",
    "settle_items",
    "supervise",
    "take",
    "urge",
    "warn",
    "write_bulletin",
]
