"""The figures of the overview."""

from __future__ import annotations

from jiesu.rules.terms import Term


class Today(Term):
    """What is counted of today and of what is open now; each is a set of orders."""

    RECEIVED = ("received", "今日受理", "Received today")
    DISPATCHED = ("dispatched", "今日派单", "Dispatched today")
    REPLIED = ("replied", "今日办结", "Replied today")
    OVERDUE = ("overdue", "超期未办结", "Overdue")
    NEAR = ("near", "24小时内到期", "Due within 24 hours")
    DOUBLE_NO = ("double_no", "双否待再办", "Double-no to decide")
