"""Questions to handling."""

from jiesu.handling.queries.work import (
    CAP,
    Work,
    desk,
    evidence,
    held_share,
    near_due,
    overdue,
    panel,
    replies,
    reply_texts,
    requester,
    standing_reply,
    tallies,
    versions,
    waiting,
    works,
)

__all__ = [
    "CAP",
    "Work",
    "desk",
    "evidence",
    "held_share",
    "near_due",
    "overdue",
    "panel",
    "replies",
    "reply_texts",
    "requester",
    "standing_reply",
    "tallies",
    "versions",
    "waiting",
    "works",
]
