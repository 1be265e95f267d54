"""The verbs of the whistle: the street's (whistle, cancel, settle, evaluate), the department's, the district's."""

from jiesu.whistle.actions.answering import arbitrate, decline, feed_back, report_in, respond
from jiesu.whistle.actions.calling import cancel, drop_draft, keep_draft, whistle
from jiesu.whistle.actions.ending import end_unscored, evaluate, settle

__all__ = [
    "arbitrate", "cancel", "decline", "drop_draft", "end_unscored", "evaluate", "feed_back", "keep_draft",
    "report_in", "respond", "settle", "whistle",
]  # fmt: skip
