"""The verbs of intake (接诉), and what its desk does beside them; each module says its own.

Law: 《北京市接诉即办工作条例》 arts 8 (privacy), 10 (recording), 11 (the six special branches).
"""

from jiesu.intake.actions.following import Revealed, press, reveal, supplement, withdraw
from jiesu.intake.actions.joining import Piece, merge, record_merged, split, unmerge
from jiesu.intake.actions.marking import approve, defuse, flag, judge, locate
from jiesu.intake.actions.taking import accept, answer, record, record_accepted, record_web, take, transfer
from jiesu.intake.bulk import record_many

__all__ = [
    "Piece",
    "Revealed",
    "accept",
    "answer",
    "approve",
    "defuse",
    "flag",
    "judge",
    "locate",
    "merge",
    "press",
    "record",
    "record_accepted",
    "record_many",
    "record_merged",
    "record_web",
    "reveal",
    "split",
    "supplement",
    "take",
    "transfer",
    "unmerge",
    "withdraw",
]
