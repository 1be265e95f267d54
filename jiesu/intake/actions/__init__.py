"""The verbs of intake (接诉), and what its desk does beside them; each module says its own.

Law: 《北京市接诉即办工作条例》 arts 8 (privacy), 10 (recording), 11 (the six special branches).
"""

from jiesu.intake.actions.enterprise import (
    adopt,
    enrol,
    finish_reform,
    is_green,
    link_to_reform,
    name_person,
    open_reform,
    put_on_green_list,
    take_off_green_list,
)
from jiesu.intake.actions.following import Revealed, press, profile, reveal, supplement, withdraw
from jiesu.intake.actions.joining import Piece, merge, record_merged, split, unmerge
from jiesu.intake.actions.marking import approve, defuse, flag, judge, locate
from jiesu.intake.actions.registers import (
    KEEPERS,
    TRAINERS,
    add_article,
    add_training,
    assign_by,
    end_article,
    link_orders,
    open_issue,
    reply_to_outlet,
    set_card,
)
from jiesu.intake.actions.taking import accept, answer, record, record_accepted, record_web, take, transfer
from jiesu.intake.bulk import record_many

__all__ = [
    "KEEPERS",
    "TRAINERS",
    "Piece",
    "Revealed",
    "accept",
    "add_article",
    "add_training",
    "adopt",
    "answer",
    "approve",
    "assign_by",
    "defuse",
    "end_article",
    "enrol",
    "finish_reform",
    "flag",
    "is_green",
    "judge",
    "link_orders",
    "link_to_reform",
    "locate",
    "merge",
    "name_person",
    "open_issue",
    "open_reform",
    "press",
    "profile",
    "put_on_green_list",
    "record",
    "record_accepted",
    "record_many",
    "record_merged",
    "record_web",
    "reply_to_outlet",
    "reveal",
    "set_card",
    "split",
    "supplement",
    "take",
    "take_off_green_list",
    "transfer",
    "unmerge",
    "withdraw",
]
