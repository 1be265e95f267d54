"""The tables of supervision: items and their turns, samples, groups, register entries, clues, leaders' papers."""

from jiesu.supervision.models.clues import Clue, ClueAct, ClueLine, ClueState
from jiesu.supervision.models.entries import Entry, Look, Stage
from jiesu.supervision.models.items import Group, Item, Sample, Turn
from jiesu.supervision.models.leaders import Board, Bulletin, Decision, Paper, Reader, Resolve

__all__ = [
    "Board",
    "Bulletin",
    "Clue",
    "ClueAct",
    "ClueLine",
    "ClueState",
    "Decision",
    "Entry",
    "Group",
    "Item",
    "Look",
    "Paper",
    "Reader",
    "Resolve",
    "Sample",
    "Stage",
    "Turn",
]
